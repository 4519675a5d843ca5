"""Where something is taught: sections, cells, first mentions."""

import nbformat
import pytest

from tools.text.course import (
    Place,
    first_mention,
    heading_anchor,
    places,
    title,
)
from tools.text.sections import parse_chapter

STEM = "01_lemonade"
HEADER = "---\nminutes: {read: 20, exercises: 10, discuss: 5}\n---\n"


def test_places_name_section_and_cell(course):
    found = places(course.chapters[0], course.solutions[STEM])
    section = "Two `stands`, one street"
    assert found["CON-01"] == [Place(STEM, section)]
    assert found["GAP-01"] == [Place(STEM, section)]
    assert [place.cell for place in found["EXE-01"]] == ["cell-aaaa", "lemonade-1"]
    assert found["EXE-01"][0].address == f"{STEM}.html#two-stands-one-street"


def test_a_chapter_that_was_edited_since_is_refused(course, book):
    book.cells.pop()
    with pytest.raises(ValueError, match=f"{STEM} has changed since its notebooks were built"):
        places(course.chapters[0], book)


def test_notes_are_no_place():
    text = '+++ {"tags": ["notes"], "covers": ["CON-01"]}\n\n## For the lecturer\n'
    chapter = parse_chapter(STEM, HEADER + "\n# 1 Lemonade\n\n" + text)
    title_only = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# 1 Lemonade")])
    assert places(chapter, title_only) == {}


def test_first_mention_is_the_section_that_introduces_the_term(course, book):
    customer = course.glossary[0]
    assert first_mention(customer, book) == Place(STEM, "Two `stands`, one street")
    money = {"simplified": "钱", "traditional": "錢"}
    assert first_mention(customer | money, book) == Place(STEM, title(book))


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("A world, in *which* `x` holds", "a-world-in-which-x-holds"),
        ("An 80/20 rule", "an-80-20-rule"),
    ],
)
def test_anchor_of_a_heading(heading, wanted):
    assert heading_anchor(heading) == wanted
