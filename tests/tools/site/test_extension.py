"""What the course adds to Sphinx."""

import nbformat
from docutils.core import publish_doctree
from docutils.nodes import block_quote, section
from myst_parser.parsers.docutils_ import Parser

from tools.site.extension import caption_tables, keep_bars, keep_units, mark_stops, name_headings
from tools.text.course import with_headings


def test_bars_of_a_formula_stand_for_themselves_and_examples_stay():
    lines = ["|x| is ``a | b``", "mean |x|", ">>> f(1)", "| 1 |", "", "|y|"]
    keep_bars(None, "", "", None, None, lines)
    assert lines == ["|x| is ``a | b``", r"mean \|x\|", ">>> f(1)", "| 1 |", "", r"\|y\|"]


def test_safe_stops_and_what_may_be_skipped_have_classes_of_their_own():
    text = "A\n=\n\n  **A safe stop.** Rest.\n\nFurther: b\n==========\n\n  Other.\n"
    page = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    mark_stops(None, page)
    assert [quote["classes"] for quote in page.findall(block_quote)] == [["safe-stop"], []]
    assert [own["classes"] for own in page.findall(section)] == [[], ["further"]]


def test_every_heading_of_a_page_has_the_id_under_which_it_is_linked(tea_course):
    book = nbformat.read(tea_course / "notebooks" / "02_tea.ipynb", 4)
    prose = [cell for cell in book.cells if cell.cell_type == "markdown"]
    text = "\n\n".join(cell.source for cell in prose)
    off = {"doctitle_xform": False}
    page = publish_doctree(text, parser=Parser(), settings_overrides=off)
    name_headings(None, page)
    linked = [heading for _, titles in with_headings(prose) for heading in titles]
    for own, (title, anchor) in zip(page.findall(section), linked, strict=True):
        assert (own[0].astext(), anchor in own["ids"]) == (title, True)
    assert len({anchor for _, anchor in linked}) == len(linked)


def test_a_heading_of_its_own_name_keeps_its_one_id():
    text = "A\n=\n\nB\n=\n\nA\n=\n"
    page = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    name_headings(None, page)
    assert [own["ids"][-1] for own in page.findall(section)] == ["a", "b", "a-2"]
    assert [len(own["ids"]) for own in page.findall(section)] == [1, 1, 2]


def test_no_line_ends_between_a_number_and_its_unit():
    page = publish_doctree("Of 45 % and 3 minutes, 2 customers and ``45 %``.")
    keep_units(None, page)
    kept = "Of 45\N{NO-BREAK SPACE}% and 3\N{NO-BREAK SPACE}minutes, 2 customers and 45 %."
    assert page.astext() == kept


def test_tables_are_captioned_with_their_heading_unless_they_have_a_caption():
    heading = '<h2>Two <em>stands</em><a class="headerlink" href="#b">#</a></h2>'
    own = '<table class="table"><caption>Own</caption></table>'
    body = caption_tables(f'{heading}<p>x</p><table class="table"><tr></tr></table>{own}')
    said = '<table class="table"><caption class="visually-hidden">Table: Two stands</caption>'
    assert body == f"{heading}<p>x</p>{said}<tr></tr></table>{own}"
