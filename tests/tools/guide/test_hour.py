"""A sitting in an hour: practice goes home first, then what carries no core idea."""

from dataclasses import replace

import nbformat
import pytest

from crmlib import course_root
from tools.guide.hour import HOUR, Hour, cut_to_an_hour, say_hour
from tools.guide.lecture import Lecture, Section, plan
from tools.text.sections import chapter_files, read_chapter
from tools.text.sittings import Idea

ROOT = course_root()
HEAT = Idea("heat", core=True)
PRACTICE = ("the quiz at the end", "exercise 2.4", "exercise 2.3", "exercise 2.2", "exercise 2.1")


@pytest.fixture(scope="module")
def tea(tea_course) -> Lecture:
    """A chapter of two sittings."""
    book = nbformat.read(tea_course / "solutions" / "02_tea.ipynb", 4)
    return plan(read_chapter(tea_course / "chapters" / "02_tea.md"), book)


def reading(section: Section, minutes: int) -> Section:
    """Return a section that has so many minutes to read."""
    return replace(section, spent=section.spent | {"read": minutes})


def with_copies(tea: Lecture, *minutes: int) -> list[Section]:
    """Return the first sitting, with sections A, B … of so many minutes before its quiz.

    They hold nothing but the text of its last main section before the quiz.
    """
    opening, rule, cost, *rest = tea.sittings[0]
    empty = replace(cost.told, parts=cost.told.parts[:1])
    more = [Section("ABC"[i], 1, empty, {"read": n}) for i, n in enumerate(minutes)]
    return [opening, rule, cost, *more, *rest]


def test_a_sitting_of_an_hour_loses_nothing(tea):
    assert cut_to_an_hour(tea.sittings[1]) == Hour(35)
    assert say_hour(tea.sittings[1]) == "In 60 minutes: nothing has to be left out."


def test_quiz_and_exercises_are_homework_from_the_end_on(tea):
    opening, rule, *rest = tea.sittings[0]
    longer = [opening, reading(rule, 35), *rest]
    assert cut_to_an_hour(longer) == Hour(58, PRACTICE[:2])
    assert say_hour(longer).endswith(
        "give the quiz at the end, exercise 2.4 as homework (73 minutes become 58)."
    )


def test_then_sections_are_read_at_home_the_last_first_as_far_as_an_hour_asks(tea):
    assert cut_to_an_hour(with_copies(tea, 20, 30)) == Hour(60, PRACTICE)
    assert cut_to_an_hour(with_copies(tea, 20, 30, 10)) == Hour(60, PRACTICE, ("C",))
    sections = with_copies(tea, 30, 30, 10)
    assert cut_to_an_hour(sections) == Hour(40, PRACTICE, ("B", "C"))
    assert say_hour(sections).endswith("; let *B*, *C* be read at home (110 minutes become 40).")


def test_a_section_with_a_core_idea_stays_while_another_can_go(tea):
    a, b = with_copies(tea, 40, 40)[3:5]
    part = b.told.parts[0]
    cell = nbformat.v4.new_markdown_cell("A **heat** wave.")
    taught = replace(b.told, parts=(replace(part, cell=cell, student=cell.source),))
    opening, rule, cost, *rest = tea.sittings[0]
    cut = cut_to_an_hour([opening, rule, cost, a, replace(b, told=taught), *rest], [HEAT])
    assert cut.at_home == ("A",)


def test_the_first_section_and_that_of_the_safe_stop_are_never_read_at_home(tea):
    opening, rule, cost, *rest = tea.sittings[0]
    longest = [reading(opening, 50), reading(rule, 50), replace(cost, stop=3), *rest]
    cut = cut_to_an_hour(longest)
    assert cut.at_home == ()
    assert cut.minutes > HOUR
    assert f"become {cut.minutes})" in say_hour(longest)


@pytest.mark.parametrize("path", chapter_files(ROOT), ids=lambda path: path.stem)
def test_every_sitting_can_be_taught_in_an_hour(path):
    lecture = plan(read_chapter(path), nbformat.read(ROOT / "solutions" / f"{path.stem}.ipynb", 4))
    for sections, sitting in zip(lecture.sittings, lecture.told.sittings, strict=True):
        assert cut_to_an_hour(sections, sitting.core).minutes <= HOUR
