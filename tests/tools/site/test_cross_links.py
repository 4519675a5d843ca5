"""Terms lead to the glossary and citations to the bibliography, on the chapters' pages."""

from types import SimpleNamespace

import nbformat
import pytest
from docutils import nodes
from docutils.core import publish_doctree
from sphinx import addnodes

from crmlib import course_root
from tools.rules.references import (
    citation_spans,
    cited,
    read_works,
    references_of,
    source_lines,
    source_spans,
)
from tools.site.cross_links import CourseLink, cite, index_terms, link_terms, link_works
from tools.text.course import read_rows

ROOT = course_root()
PAGE = "01_lemonade"
TERM = {"forms": ["churn", "流失率"], "page": PAGE, "anchor": "a", "entry": "churn"}
TERM |= {"meaning": "who is lost", "first": True}
WORK = {"key": "rocks2016nps", "entry": "Rocks, B. (2016), Interval estimation, Am. Stat. 70(4)"}
WORK |= {"statement": "intervals", "checked": "read", "note": ""}
BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def app(page: str = PAGE) -> SimpleNamespace:
    """Stand in for Sphinx that reads a page of a course of one term and one work."""
    links = {"terms": [TERM], "works": [WORK]}
    return SimpleNamespace(
        env=SimpleNamespace(docname=page), config=SimpleNamespace(course_links=links)
    )


def read(text: str):
    """Return the tree of a text."""
    return publish_doctree(text, settings_overrides={"doctitle_xform": False})


def links(page) -> list[tuple[str, str]]:
    """Return the course's links of a tree: their text and what they lead to."""
    return [(x.astext(), x.get("term", x.get("work"))) for x in page.findall(CourseLink)]


def test_the_first_bold_form_of_a_term_is_a_link_with_its_meaning():
    page = read("Of **Churn** one says **churn**, not churn.")
    link_terms(app(), page)
    assert links(page) == [("Churn", "churn")]
    assert next(page.findall(CourseLink))["meaning"] == "who is lost"


def test_bold_that_is_no_term_and_a_page_that_is_no_chapter_stay():
    for name, text in [(PAGE, "**You will**"), ("index", "**churn**")]:
        page = read(text)
        link_terms(app(name), page)
        assert links(page) == []


def test_a_chapter_has_its_terms_in_the_index_under_every_form():
    page = read("Churn.")
    index_terms(app(), page)
    entries = [entry for node in page.findall(addnodes.index) for entry in node["entries"]]
    assert [entry[1:4] for entry in entries] == [("churn", "a", "main"), ("流失率", "a", "main")]


def test_the_glossary_has_one_entry_of_a_term_whatever_form_is_asked_for():
    page = read("churn\n  Who is lost.\n")
    [term] = page.findall(nodes.term)
    term["ids"] = ["term-churn"]
    term += addnodes.index(entries=[("single", "流失率", "term-2", "main", None)])
    index_terms(app("glossary"), page)
    entries = [entry for node in page.findall(addnodes.index) for entry in node["entries"]]
    assert {entry[1:3] for entry in entries} == {
        ("流失率", "term-churn"),
        ("churn", "term-churn"),
    }


def test_citations_in_a_docstring_lead_to_the_work():
    said = "Rocks, B. and others (2016), on\nintervals."
    page = read(f".. rubric:: References\n\n{said}\n\n.. rubric:: Notes\n\n{said}\n")
    function = addnodes.desc_content("", *page.children)
    page.children = []
    page += function
    link_works(app("api/crmlib.satisfaction"), page)
    assert links(page) == [("Rocks, B. and others (2016)", "rocks2016nps")]


def test_citations_in_text_and_sources_lead_to_the_work():
    page = read("As Rocks (2016) says.\n\nSources\n=======\n\nB. Rocks (2016), Interval *Am*.\n")
    link_works(app(), page)
    assert links(page) == [("Rocks (2016)", "rocks2016nps")] * 2


def test_a_link_leaves_the_text_as_it_was_and_code_alone():
    page = read("As Rocks (2016) says, ``Rocks (2016)``.")
    link_works(app(), page)
    assert page.astext() == "As Rocks (2016) says, Rocks (2016)."
    assert len(links(page)) == 1


def test_a_span_that_markup_cuts_is_linked_by_its_end():
    page = read("*The Post* 1984.")
    paragraph = next(text for text in page.findall(nodes.Text)).parent.parent
    cite(paragraph, [(0, 13, "post1984")])
    assert links(page) == [("1984", "post1984")]


@pytest.mark.parametrize("path", BOOKS, ids=[path.stem for path in BOOKS])
def test_every_work_among_a_chapter_s_sources_can_be_linked(path):
    works = read_works(read_rows(ROOT / "chapters" / "references.csv"))
    cells = [c.source for c in nbformat.read(path, 4).cells if c.cell_type == "markdown"]
    lines = source_lines("\n\n".join(cells))
    wanted = {key for line in lines for key in cited(line, works)}
    assert {key for line in lines for _, _, key in source_spans(line, works)} == wanted


def test_every_work_of_a_docstring_can_be_linked():
    works = read_works(read_rows(ROOT / "chapters" / "references.csv"))
    files = sorted((ROOT / "crmlib").rglob("*.py"))
    texts = [text for path in files for text in references_of(path.read_text("utf-8")).values()]
    missed = [
        text
        for text in texts
        if {key for _, _, key in source_spans(text, works)} != set(cited(text, works))
    ]
    assert (missed, len(texts) > 90) == ([], True)


def test_a_citation_in_text_ends_with_its_year_and_has_no_word_before_it():
    works = read_works([WORK])
    for said, span in [
        ("See Rocks (2016).", "Rocks (2016)"),
        ("(Rocks 2016, p. 3)", "Rocks 2016"),
        ("Rocks's (2016) test", "Rocks's (2016)"),
    ]:
        assert [said[begin:end] for begin, end, _ in citation_spans(said, works)] == [span]
    assert citation_spans("Rocks asked 30 people in 2016.", works) == []
