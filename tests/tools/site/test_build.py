"""The website's build: its address, its Binder buttons, what is missing."""

from types import SimpleNamespace

import nbformat
import pytest

from crmlib import course_root
from tools.site import build as site

ROOT = course_root()
STEM = "01_lemonade"


@pytest.mark.parametrize(
    ("urls", "wanted"),
    [
        ("", ""),
        ('[project.urls]\nRepository = "https://example.org/a/b"', "https://example.org/a/b"),
    ],
)
def test_repository_comes_from_the_project_file(urls, wanted, tmp_path):
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "x"\n{urls}\n', encoding="utf-8")
    assert site.repository(tmp_path) == wanted


@pytest.mark.parametrize("address", ["", "https://github.com/anna/crm"])
def test_binder_buttons_stand_where_the_address_is_known(address, book, tmp_path):
    source, out = tmp_path / "source", tmp_path / "out"
    (source / "_static").mkdir(parents=True)
    nbformat.write(book, source / f"{STEM}.ipynb")
    start = f"# Start\n\n```{{only}} binder\nIn Binder.\n```\n\n```{{toctree}}\n{STEM}\n```\n"
    (source / "index.md").write_text(start, encoding="utf-8")
    assert site.run_sphinx(ROOT / "site", source, out, repository=address) == ""
    texts = [(out / f"{name}.html").read_text(encoding="utf-8") for name in ("index", STEM)]
    link = f"https://mybinder.org/v2/gh/anna/crm/HEAD?urlpath=lab/tree/work/{STEM}.ipynb"
    assert [("In Binder." in texts[0]), link in texts[1]] == [bool(address)] * 2
    assert any("binder" in text for text in texts) == bool(address)


def test_places_to_do_hang_on_the_repository_s_address():
    assert site.places_to_do("") == {}
    assert set(site.places_to_do("https://example.org/a/b")) == {"Report a problem", "Edit"}
    at = site.places_to_do("https://github.com/anna/crm")
    colab = "https://colab.research.google.com/github/anna/crm/blob/HEAD/notebooks/{stem}.ipynb"
    assert at["Open in Colab"] == colab


def test_a_chapter_is_cited_by_what_the_citation_file_says(book):
    course = SimpleNamespace(notebooks={STEM: book})
    told = site.citation(ROOT, course, STEM)
    assert told.startswith(
        "The course's contributors (2026). “1 Lemonade: who comes back?”. In *CRM"
    )


def test_command_says_what_is_missing(capsys, tmp_path):
    assert site.make_site(tmp_path, tmp_path / "html") == 1
    assert capsys.readouterr().out == "MathJax is not here; run: npm ci --prefix site\n"


def test_a_site_without_the_solutions_is_not_begun(capsys, tmp_path, monkeypatch):
    (tmp_path / site.MATHJAX).mkdir(parents=True)
    monkeypatch.setattr(site, "reference_solutions", dict)
    assert site.make_site(tmp_path, tmp_path / "html") == 1
    assert capsys.readouterr().out == (
        "The exercises' solutions are not here; run: make notebooks\n"
    )
