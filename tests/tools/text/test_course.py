"""Where something is taught: sections, cells, first mentions."""

import nbformat
import pytest

from tools.text.course import (
    Place,
    first_mention,
    heading_anchor,
    heading_anchors,
    places,
    title,
)
from tools.text.sections import parse_chapter

STEM = "01_lemonade"
HEADER = "---\nsittings: [{title: Tea, objective: tell, ideas: [], discuss: 1}]\n---\n"


def test_places_name_section_and_cell(course):
    found = places(course.chapters[0], course.solutions[STEM])
    section = "Two `stands`, one street"
    assert found["CON-01"] == [Place(STEM, section, "two-stands-one-street")]
    assert found["GAP-01"] == found["CON-01"]
    assert [place.cell for place in found["EXE-01"]] == ["cell-aaaa", "lemonade-1"]
    assert found["EXE-01"][0].address == f"{STEM}.html#two-stands-one-street"


def test_a_chapter_that_was_edited_since_is_refused(course, book):
    book.cells.pop()
    with pytest.raises(ValueError, match=f"{STEM} has changed since its notebooks were built"):
        places(course.chapters[0], book)


def test_what_is_taught_below_a_repeated_heading_is_found_there(tea_course):
    text = (tea_course / "chapters" / "02_tea.md").read_text(encoding="utf-8")
    for number in (1, 2):
        cell = f'quiz("tea", sitting={number})\n'
        assert cell in text
        text = text.replace(cell, f":covers: [EXE-01]\n\n{cell}")
    before, rest, after = text.rpartition("### Rest")
    text = f'{before}+++ {{"covers": ["CON-01"]}}\n\n{rest}{after}'
    book = nbformat.read(tea_course / "solutions" / "02_tea.ipynb", 4)
    found = places(parse_chapter("02_tea", text), book)
    assert [place.address for place in found["EXE-01"]] == [
        "02_tea.html#quiz",
        "02_tea.html#quiz-2",
    ]
    assert found["CON-01"] == [Place("02_tea", "Rest", "rest-2")]


def test_a_term_below_a_repeated_heading_is_mentioned_there(tea_course):
    book = nbformat.read(tea_course / "notebooks" / "02_tea.ipynb", 4)
    term = {"id": "TRM-001", "chapter": "02_tea", "english": "say how sure a mean is"}
    [cell] = [cell for cell in book.cells if "say how sure a mean is" in cell.source]
    cell.source = cell.source.replace("say how sure a mean is", "*say how sure a mean is*")
    assert first_mention(term, book) == Place("02_tea", "Rest", "rest-2")


def test_notes_are_no_place():
    text = '+++ {"tags": ["notes"], "covers": ["CON-01"]}\n\n## For the lecturer\n'
    chapter = parse_chapter(STEM, HEADER + "\n# 1 Lemonade\n\n" + text)
    title_only = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 Lemonade")])
    assert places(chapter, title_only) == {}


def test_first_mention_is_the_section_that_introduces_the_term(course, book):
    customer = course.glossary[0]
    section = Place(STEM, "Two `stands`, one street", "two-stands-one-street")
    assert first_mention(customer, book) == section
    money = {"simplified": "钱", "traditional": "錢"}
    start = Place(STEM, title(book), "lemonade-who-comes-back")
    assert first_mention(customer | money, book) == start


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("A world, in *which* `x` holds", "a-world-in-which-x-holds"),
        ("An 80/20 rule", "an-80-20-rule"),
    ],
)
def test_anchor_of_a_heading(heading, wanted):
    assert heading_anchor(heading) == wanted


def test_a_repeated_heading_has_a_number_that_no_other_heading_has():
    titles = ["Quiz", "`Quiz`", "Quiz 2", "Rest", "Quiz"]
    assert heading_anchors(titles) == ["quiz", "quiz-3", "quiz-2", "rest", "quiz-4"]
