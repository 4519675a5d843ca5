"""The book's front page, its package, what is missing."""

import io
import zipfile

import pytest

from crmlib import course_root
from tools.book import build as books

ABOUT = {
    "title": "Tea: a course on cups",
    "authors": [{"name": "Ada"}, {"name": "Bo"}],
    "version": "1.2",
    "date-released": "2026-01-02",
}


def packed(files: dict[str, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        for name, text in files.items():
            book.writestr(name, text)
    return made.getvalue()


@pytest.fixture
def epub():
    """A book of two pages, one with a formula, packed anew."""
    items = '<item href="a.xhtml" /><item href="b.xhtml" />'
    files = {"mimetype": "application/epub+zip", "content.opf": items}
    given = packed(files | {"a.xhtml": "<math></math>", "b.xhtml": "plain"})
    return zipfile.ZipFile(io.BytesIO(books.repacked(given)))


def test_front_page_says_whose_the_book_is_and_what_is_in_it(course):
    told = books.front_page(course, ABOUT)
    assert told.startswith("# Tea\n\n{.lead}\nA course on cups\n\n{.by}\nAda, Bo\n\n")
    assert "Version 1.2, 2026-01-02." in told
    chapters, looked_up, answers = told.split("```{toctree}\n")[1:]
    assert [part.splitlines()[3] for part in (chapters, looked_up, answers)] == [
        "01_lemonade",
        "glossary",
        "answers",
    ]


def test_package_begins_with_its_type_unpacked(epub):
    first = epub.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


def test_package_says_which_pages_have_formulas(epub):
    items = epub.read("content.opf").decode()
    assert items == '<item href="a.xhtml" properties="mathml" /><item href="b.xhtml" />'


def test_package_has_no_dates(epub):
    assert {info.date_time for info in epub.infolist()} == {books.NO_DATE}


def test_head_loads_what_is_on_this_machine():
    root = course_root()
    told = books.head(root)
    assert "<title>CRM, Put to the Test</title>" in told
    assert "font-family: 'DejaVu Sans Mono'; src: url(file:///" in told
    assert "http" not in told


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ([], "no book: node is not installed"),
        (["node"], "no book: chromium is not installed"),
        (["node", "chromium"], "MathJax is not here; run: npm ci --prefix site"),
    ],
)
def test_command_says_what_is_missing(there, said, capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(books.shutil, "which", lambda name: name if name in there else None)
    assert books.make_book(tmp_path, tmp_path / "book") == 1
    assert capsys.readouterr().out == f"{said}\n"
