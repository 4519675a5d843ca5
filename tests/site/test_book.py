"""A small book, made once: sound XHTML, links that lead, pages told."""

import zipfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import SimpleNamespace

import nbformat
import pytest

from crmlib import course_root
from tools.book.build import LOOKS, head, repacked
from tools.book.folds import answers_page, unfold
from tools.book.printing import joined, page_numbers, print_book
from tools.site.build import run_sphinx
from tools.site.checks import problems

pytestmark = pytest.mark.browser

ROOT = course_root()
INDEX = "# Tea\n\nCups.\n\n```{toctree}\n:maxdepth: 1\n\n01_tea\nanswers\n```\n"
TEXT = """# 1 Tea: who comes back?

A customer (客户) pays $p < \\frac{q}{2}$; see <a href="ledger.html#num-01">the ledger</a>.

<details>
<summary>Points of a good answer</summary>

$$a = b \\\\ c = d$$

</details>"""


def printed(*arguments) -> int:
    """Print a book in a process of its own: the browser of the other tests runs in this one."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(print_book, *arguments).result()


@pytest.fixture(scope="module")
def book(axe, chromium, tmp_path_factory):
    """A front page, a chapter of one folded answer, and its answers; `axe` is with MathJax."""
    work = tmp_path_factory.mktemp("book")
    source, made = work / "source", work / "made"
    source.mkdir()
    cells = [nbformat.v4.new_markdown_cell(TEXT, id="tea")]
    page, folds = unfold(nbformat.v4.new_notebook(cells=cells))
    nbformat.write(page, source / "01_tea.ipynb")
    (source / "index.md").write_text(INDEX, encoding="utf-8")
    (source / "answers.md").write_text(answers_page("1 Tea", folds), encoding="utf-8")
    assert run_sphinx(ROOT / LOOKS, source, made, builder="epub") == ""
    names = ["index", "01_tea", "answers"]
    (made / "book.html").write_text(joined(made, names, head=head(ROOT)), encoding="utf-8")
    n_pages = printed(made / "book.html", work / "tea.pdf", chromium)
    return SimpleNamespace(made=made, names=names, n_pages=n_pages, pdf=work / "tea.pdf")


def test_links_of_the_epub_lead_and_formulas_are_mathml(book):
    assert problems(book.made, [book.made / f"{name}.xhtml" for name in book.names]) == []
    text = (book.made / "answers.xhtml").read_text(encoding="utf-8")
    assert "<mtable" in text
    assert "ledger.html" not in (book.made / "01_tea.xhtml").read_text(encoding="utf-8")


def test_package_declares_the_formulas(book):
    [epub] = book.made.glob("*.epub")
    again = book.pdf.with_suffix(".epub")
    again.write_bytes(repacked(epub.read_bytes()))
    with zipfile.ZipFile(again) as package:
        assert package.read("content.opf").count(b'properties="mathml"') == 2


def test_each_part_begins_a_page_that_the_contents_tell(book):
    numbers = page_numbers(book.pdf.read_bytes())
    assert (book.n_pages, numbers["01_tea"], numbers["answers"]) == (3, 2, 3)


def test_the_same_pages_give_the_same_pdf(book, chromium):
    again = book.pdf.with_name("again.pdf")
    printed(book.made / "book.html", again, chromium)
    assert again.read_bytes() == book.pdf.read_bytes()
