"""Minutes of the lecture plan: they sum to what learners are told."""

from dataclasses import replace

import nbformat
import pytest

from crmlib import course_root
from tools.guide.lecture import Lecture, plan, plan_problems
from tools.text.sections import chapter_files, read_chapter

ROOT = course_root()


@pytest.fixture(scope="module")
def tea(tea_course) -> Lecture:
    """A chapter of two sittings."""
    book = nbformat.read(tea_course / "solutions" / "02_tea.ipynb", 4)
    return plan(read_chapter(tea_course / "chapters" / "02_tea.md"), book)


@pytest.mark.parametrize("path", chapter_files(ROOT), ids=lambda path: path.stem)
def test_the_minutes_of_every_chapter_sum_and_no_sitting_is_too_long(path):
    book = nbformat.read(ROOT / "solutions" / f"{path.stem}.ipynb", 4)
    assert plan_problems(plan(read_chapter(path), book)) == []


def test_a_sitting_over_90_minutes_is_named(tea):
    opening = replace(tea.sections[0], spent={"read": 80})
    problems = plan_problems(replace(tea, sections=(opening, *tea.sections[1:])))
    assert [problem for problem in problems if "at most 90" in problem] == [
        f"02_tea: sitting 1 takes {80 + 40 - tea.sections[0].minutes} minutes, at most 90"
    ]


def test_the_plan_of_a_sitting_sums_to_its_head_line(tea):
    assert [sum(s.minutes for s in sitting) for sitting in tea.sittings] == [40, 35]
    assert tea.told.about == [40, 35]
    assert plan_problems(tea) == []


def test_a_plan_that_is_not_what_the_head_line_says_is_named(tea):
    rule = tea.sections[1]
    longer = replace(rule, spent=rule.spent | {"read": rule.spent["read"] + 5})
    wrong = replace(tea, sections=(tea.sections[0], longer, *tea.sections[2:]))
    assert plan_problems(wrong) == [
        "02_tea: sitting 1 takes 45 minutes, its head line says 40",
    ]


def test_a_note_that_takes_longer_than_its_section_is_named(tea):
    rule = tea.sections[1]
    [short] = [replace(rule, spent={"read": 9})]
    wrong = replace(tea, sections=(tea.sections[0], short, *tea.sections[2:]))
    assert f"02_tea: “{rule.title}”: its notes take 10 of 9 minutes" in plan_problems(wrong)


def test_the_worked_answer_takes_no_minutes_of_the_sitting(tea):
    [project] = [section for section in tea.sections if section.title == "Mini-project"]
    assert [note.minutes for note in project.notes] == [0, 0]
    assert project.minutes == 0
    elsewhere = replace(project, title="Another week")
    assert plan_problems(replace(tea, sections=(*tea.sections[:-1], elsewhere))) != []


def test_a_section_has_its_place_even_where_two_have_its_title(tea):
    places = {(s.title, s.sitting): s.place for s in tea.sections}
    assert places["Case discussion", 2] == "#case-discussion"
    assert places["Opening", 1] == "#first-sitting-how-many-good-days"
    assert places["Opening", 2] == "#second-sitting-how-sure-is-a-mean"
    assert (places["Quiz", 1], places["Quiz", 2]) == ("#quiz", "#quiz-2")
    assert places["Rest", 2] == "#rest-2"
