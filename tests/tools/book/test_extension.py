"""What the book asks of Sphinx: links that lead, XHTML, formulas as MathML."""

import shutil
from xml.etree import ElementTree

import pytest

from crmlib import course_root
from tools.book.extension import finish_body, mathml

NAMES = {"01_tea", "glossary"}
needs_mathjax = pytest.mark.skipif(
    not shutil.which("node") or not (course_root() / "site" / "node_modules").is_dir(),
    reason="node or MathJax is not installed",
)


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("01_tea.html#cups", "01_tea.xhtml#cups"),
        ("glossary.xhtml", "glossary.xhtml"),
        ("#cups", "#cups"),
        ("https://example.org/a.html", "https://example.org/a.html"),
    ],
)
def test_link_leads_within_the_book(link, wanted):
    assert finish_body(f'<a href="{link}">it</a>', NAMES) == f'<a href="{wanted}">it</a>'


@pytest.mark.parametrize("link", ["ledger.html#num-01", "guide/01_tea.html", "api/crmlib.html"])
def test_link_to_a_page_that_the_book_does_not_have_becomes_its_text(link):
    assert finish_body(f'in <a href="{link}"><b>it</b></a>.', NAMES) == "in <b>it</b>."


def test_page_is_well_formed():
    body = "<p>a<br>b &amp; c&nbsp;d &lt; e</p><img src=x.png alt=x>"
    made = finish_body(body, NAMES)
    assert ElementTree.fromstring(f"<div>{made}</div>").find("p/br") is not None


def test_what_xhtml_does_not_know_is_left_out():
    assert finish_body('<table><tr><th valign="top">a</th></tr></table>', NAMES) == (
        "<table><tr><th>a</th></tr></table>"
    )


def test_marks_of_code_without_a_look_are_left_out():
    code = (
        '<div class="highlight"><pre><span class="n">a</span> <span class="k">if</span></pre></div>'
    )
    assert finish_body(code, NAMES) == code.replace('<span class="n">a</span>', "a")


@needs_mathjax
def test_formulas_become_mathml_with_their_source_to_be_read_out():
    [inline, alone] = mathml([(r"a < \frac{b}{c}", False), (r"\kappa", True)])
    tree = ElementTree.fromstring(inline)
    assert tree.get("alttext") == r"a < \frac{b}{c}"
    assert "".join(tree.itertext()).split() == ["a", "<", "b", "c"]
    assert 'display="block"' in alone


@needs_mathjax
def test_wrong_formula_shows_as_such():
    assert "<merror" in mathml([(r"\frac{a}{", True)])[0]
