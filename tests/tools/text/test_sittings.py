"""A chapter is read as sittings; the cells are those of its solved copy."""

import pytest

from tools.text.sections import ChapterError, front_matter, parse_chapter, split_prose
from tools.text.sittings import (
    Exercise,
    Idea,
    Note,
    lesson,
    lesson_of,
)

SITTING = "sittings:\n  - {title: T, objective: o, ideas: [{term: t}], discuss: 5}\n"


@pytest.fixture(scope="module")
def tea(tea_course):
    """The chapter of two sittings."""
    return lesson(tea_course, "02_tea")


def test_sittings_have_what_the_front_matter_says(tea):
    first, second = tea.sittings
    assert tea.title == "2 Tea: how many cups?"
    assert (first.number, first.title, first.discuss) == (1, "How many good days?", 2)
    assert first.ideas == (Idea("good day", core=True), Idea("mask"))
    assert second.objective == "compare two means, and say how sure they are"
    assert [idea.term for idea in second.core] == ["mean"]


def test_sections_stand_in_their_sitting_and_what_closes_the_chapter_apart(tea):
    titles = [section.title for section in tea.sittings[0].sections]
    further = "Further: the mean by hand"
    costs = "What a bad day costs"
    assert titles == ["", "A rule for a good day", costs, "Quiz", "Rest", further]
    assert [s.title for s in tea.sittings[0].main] == titles[:-1]
    assert [s.title for s in tea.closing] == ["Case discussion", "Mini-project", "Sources"]
    assert [part.cell.source for part in tea.opening] == ["# 2 Tea: how many cups?"]


def test_exercises_have_number_level_and_minutes_of_their_lead(tea):
    assert tea.sittings[0].exercises[:2] == [
        Exercise("tea-3", "2.1", "complete", 4),
        Exercise("tea-1", "2.2", "transfer", 7),
    ]


def test_slide_lines_stand_beside_their_cell(tea):
    [part] = [part for part in tea.sittings[0].parts if part.slides == ("Saturday: 203 cups.",)]
    assert part.cell.source.startswith("On Saturday 203 cups were sold.")
    assert tea.sittings[1].sections[1].slides == ["131 cups a day, between 57 and 203."]


def test_notes_lose_their_lead_and_are_no_student_s(tea):
    section = tea.sittings[0].sections[1]
    assert section.notes == [Note(10, "Ask who would open on Thursday.")]
    assert [part.student for part in section.parts if part.is_note] == [None]


def test_code_for_the_lecturer_is_a_note_too():
    note = '+++ {"tags": ["notes"]}\n\n**Lecturer, 3 minutes.** Ask.\n\n+++'
    cell = "```{code-cell} ipython3\n:tags: [notes]\n\ncups = 1\n```"
    text = f"---\n{SITTING}---\n# 2 T\n\n## First sitting: t\n\nRead.\n\n{note}\n\n{cell}\n"
    [sitting] = lesson_of(parse_chapter("02_t", text)).sittings
    [section] = sitting.sections
    assert [part.is_note for part in section.parts] == [False, True, True]
    assert [part.is_code or part.is_prose for part in section.parts] == [True, False, False]
    assert section.notes == [Note(3, "Ask.\n\n```python\ncups = 1\n```")]
    assert (section.minutes.code, section.words) == (0, 4)


def test_cells_have_outputs_and_the_student_s_source_beside(tea):
    [part] = [
        part
        for part in tea.sittings[0].parts
        if part.exercise == Exercise("tea-2", "2.3", "alone", 4)
    ]
    assert part.cell.outputs[0].data["text/plain"].startswith("✓ Correct.")
    assert part.student == 'n_hot = ...\ncheck("tea-2", n_hot)'
    assert "(days" in part.cell.source


def test_minutes_leave_out_further_sections_and_add_the_discussion(tea):
    sitting = tea.sittings[0]
    spent = sum(section.minutes.total for section in sitting.main)
    assert sitting.minutes.total == pytest.approx(spent + 2)
    assert sitting.minutes.quiz == pytest.approx(8 * 0.75)
    assert sitting.minutes.exercises == 25


def test_a_chapter_whose_solved_copy_is_another_s_is_refused(tea_course, tea):
    other = lesson(tea_course, "01_lemonade")
    text = (tea_course / "chapters" / "02_tea.md").read_text(encoding="utf-8")
    book = type("Book", (), {"cells": [part.cell for part in other.sittings[0].parts]})
    with pytest.raises(ChapterError, match="its solved copy is out of step"):
        lesson_of(parse_chapter("02_tea", text), book)


def test_without_its_solved_copy_a_chapter_has_sittings_and_no_outputs():
    text = f"---\n{SITTING}---\n# 2 T\n\n## First sitting: t\n\nOne word more.\n"
    [sitting] = lesson_of(parse_chapter("02_t", text)).sittings
    assert (sitting.title, sitting.words) == ("T", 6)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("sittings: []", "must be a list of one to three"),
        ("sittings: [{title: T}]", "must give title, objective, ideas and discuss"),
        (SITTING.replace("discuss: 5", "discuss: five"), "`discuss` must be whole minutes"),
        (SITTING.replace("{term: t}", "t"), "an idea is {term: …}"),
        (SITTING.replace("{term: t}", "{term: t, core: yes please}"), "an idea is {term: …}"),
    ],
)
def test_a_header_that_gives_no_sittings_is_refused(header, said):
    with pytest.raises(ChapterError, match=said):
        front_matter(f"---\n{header}\n---\n")


def test_prose_is_cut_before_headings_and_its_comments_give_slide_lines():
    text = "One.\n<!-- slide: A -->\n<!-- why -->\n\n## Two\n\nMore.\n\n<!-- slide: B\nC -->\n"
    assert [(piece.text, piece.slides) for piece in split_prose(text)] == [
        ("One.", ("A",)),
        ("## Two\n\nMore.", ("B\nC",)),
    ]
    assert split_prose(text)[0].marked == "One.\n\n\n<!-- slide: A -->"
    [alone] = split_prose("<!-- slide: D -->")
    assert (alone.text, alone.slides) == ("", ("D",))
