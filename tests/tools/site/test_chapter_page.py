"""A student's notebook becomes a page that reads without Jupyter."""

import re

import nbformat
import pytest

import tools.site.chapter_page as chapter_page_module
from tools.site.chapter_page import MAY_SKIP, chapter_page, readable_table

TABLE = (
    "<div>\n<style scoped>\n    .dataframe th { x: y }\n</style>\n"
    '<table border="1" class="dataframe">'
    "<thead><tr><th></th><th>cups</th></tr></thead>"
    "<tbody><tr><th>Ada</th><td>3</td></tr></tbody></table></div>"
)


def test_page_leaves_the_notebook_as_it_is(book):
    before = nbformat.writes(book)
    chapter_page(book, hints={"lemonade-1": ()}, solutions={"lemonade-1": ""}, links={}, more={})
    assert nbformat.writes(book) == before


def test_a_picture_beside_sliders_keeps_its_alt_text(book):
    book.cells[3].outputs[1].metadata["image/png"] = {"alt": "Cups by day.", "width": 3}
    known = {"lemonade-1": ""}
    page = chapter_page(book, hints=known, solutions=known, links={}, more={})
    [cell] = [each for each in page.cells if each.id == "aaaa"]
    assert cell.metadata["mystnb"] == {"image": {"alt": "Cups by day."}}


def test_page_has_links_below_its_title(page):
    title, links = page.cells[0].source.split("\n\n")
    assert title == "# 1 Lemonade: who comes back?"
    assert 'First sitting, about 25 minutes</a> · <a href="guide/x.html">' in links


@pytest.fixture
def tea(tea_course) -> list[nbformat.NotebookNode]:
    """The cells of a page of two sittings, with slides for the second."""
    book = nbformat.read(tea_course / "notebooks" / "02_tea.ipynb", 4)
    known = dict.fromkeys((c.id for c in book.cells), "")
    links = {"Slides of the second sitting": "slides/02_tea_2.html"}
    return chapter_page(
        book,
        hints=known,
        solutions=known,
        links=links,
        more={"Guide for instructors": "guide/x.html"},
    ).cells


def test_the_sittings_are_listed_below_the_title_with_their_minutes(tea):
    title, links = tea[0].source.split("\n\n")
    assert title == "# 2 Tea: how many cups?"
    assert re.findall(r'href="([^"]+)">([^<]+)<', links) == [
        ("#first-sitting-how-many-good-days", "First sitting, about 40 minutes"),
        ("#second-sitting-how-sure-is-a-mean", "Second sitting, about 35 minutes"),
        ("guide/x.html", "Guide for instructors"),
    ]


def test_slides_are_linked_below_the_minutes_of_their_sitting(tea):
    first, second = (c.source.split("\n\n") for c in tea if " sitting: " in c.source[:20])
    assert [first[1], second[1]] == ["*About 40 minutes.*", "*About 35 minutes.*"]
    assert 'href="slides/02_tea_2.html">Slides of the second sitting' in second[2]
    assert not any("slides/" in text for text in first)


def test_a_section_that_may_be_skipped_says_so(tea):
    marked = [cell.source.split("\n\n")[0] for cell in tea if MAY_SKIP in cell.source]
    assert marked == ["### Further: the mean by hand"]


def test_page_shows_a_picture_in_place_of_sliders(page):
    assert set(page.cells[3].outputs[1].data) == {"image/png", "text/plain"}
    assert "sliders move in JupyterLab" in page.cells[4].source
    assert "widgets" not in page.metadata


def test_page_folds_hints_and_solution_below_the_exercise(page):
    text = page.cells[6].source
    assert text.index("Hint 1") < text.index("Count &lt;cups&gt;.")
    assert "```python\ncups = 3\n```" in text
    assert text.count("<details") == text.count("</details>") == 2


def test_folds_of_an_exercise_name_it(book):
    [at] = [n for n, cell in enumerate(book.cells) if cell.get("id") == "lemonade-1"]
    book.cells[at - 1].cell_type = "markdown"
    book.cells[at - 1].source = "Now.\n\n**Exercise 1.4 (alone, 4 minutes).** Count."
    page = chapter_page(
        book, hints={"lemonade-1": ("Count.",)}, solutions={"lemonade-1": "1"}, links={}, more={}
    )
    text = "\n".join(cell.source for cell in page.cells)
    assert "#### Exercise 1.4 (alone, 4 minutes)\n\nCount." in text
    assert "<summary>Hint 1 to Exercise 1.4</summary>" in text
    assert "<summary>One way to solve Exercise 1.4</summary>" in text


def test_a_hint_keeps_its_quotes_as_they_are_typed(book):
    hints = {"lemonade-1": ("Ask `days['hot'] < 3`.",)}
    page = chapter_page(book, hints=hints, solutions={"lemonade-1": ""}, links={}, more={})
    assert "<p>Ask <code>days['hot'] &lt; 3</code>.</p>" in "".join(c.source for c in page.cells)


def test_a_notebook_is_downloaded_and_a_guide_is_opened(book):
    more = {"Guide": "guide/x.html", "Download the notebook": "notebooks/x.ipynb"}
    known = {"lemonade-1": ""}
    page = chapter_page(book, hints={"lemonade-1": ()}, solutions=known, links={}, more=more)
    assert '<a href="guide/x.html">' in page.cells[0].source
    assert '<a href="notebooks/x.ipynb" download>' in page.cells[0].source


def test_a_page_ends_with_how_to_cite_it(book):
    known = {"lemonade-1": ""}
    page = chapter_page(
        book, hints={"lemonade-1": ()}, solutions=known, links={}, more={}, cite="Ada (2026)."
    )
    assert page.cells[-1].source == "*To cite this chapter:* Ada (2026)."


@pytest.mark.parametrize(("above", "level"), [(2, 3), (3, 4), (4, 4)])
def test_questions_of_a_quiz_are_headings(above, level):
    data = {"text/html": '<div class="crm-quiz"><p><strong>2.</strong> Hot?</p></div>'}
    output = nbformat.v4.new_output("display_data", data)
    chapter_page_module._still(output, "quiz()", above)
    said = f'role="heading" aria-level="{level}">Question 2.</strong> Hot?'
    assert said in output["data"]["text/html"]


def test_cells_have_anchors_that_stay(page):
    assert [c.metadata.get("anchor") for c in page.cells if c.cell_type == "code"] == [
        "cell-aaaa",
        "lemonade-1",
    ]


def test_page_is_a_valid_notebook(page):
    nbformat.validate(page)


def test_a_table_has_a_caption_to_hear():
    table = readable_table(TABLE, "Result of cups < 3")
    said = '<caption class="visually-hidden">Result of cups &lt; 3</caption><thead>'
    assert said in table


def test_heads_of_a_table_say_what_they_head():
    table = readable_table(TABLE)
    assert '<th scope="col">cups</th>' in table
    assert '<th scope="row">Ada</th>' in table
    assert "<td></td>" in table
    assert "<caption" not in table
    assert "<style" not in table
    assert "border=" not in table
