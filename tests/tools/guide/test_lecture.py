"""Minutes of the lecture plan: they sum to what each chapter announces."""

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib import course_root
from tools.guide.lecture import lectures, plan, plan_problems, share_out

EVERY = lectures(course_root())
MINUTES = {"read": 20, "exercises": 10, "discuss": 5}


def note(minutes: str) -> nbformat.NotebookNode:
    text = f"**Lecturer, {minutes} minutes.** Ask the room."
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": ["notes"]})


def exercise(name: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_code_cell("check", id=name, metadata={"tags": ["exercise"]})


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A chapter of two sittings: 30 words and a note, 10 words with an exercise, a case."""
    text = nbformat.v4.new_markdown_cell
    cells = [
        text("# 9 A case"),
        text(f"## One\n\n{'word ' * 30}<details>folded away</details>"),
        note("4"),
        text(f"## Second sitting: two\n\n{'word ' * 10}"),
        exercise("case-1"),
        text("## Case discussion\n\n<details><summary>Points</summary></details>"),
        note("5"),
        text("## Sources\n\nNobody reads these aloud."),
    ]
    (tmp_path / "chapters").mkdir()
    (tmp_path / "solutions").mkdir()
    head = "---\nminutes:\n  read: 20\n  exercises: 10\n  discuss: 5\n---\n"
    (tmp_path / "chapters" / "09_case.md").write_text(head)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "solutions/09_case.ipynb")
    return tmp_path


@pytest.mark.parametrize("lecture", EVERY, ids=lambda lecture: lecture.stem)
def test_the_minutes_of_every_chapter_sum_and_no_sitting_is_too_long(lecture):
    assert plan_problems(lecture) == []


def test_reading_time_goes_by_words_once_the_notes_have_theirs(course):
    lecture = plan(course / "chapters" / "09_case.md", course)
    spent = [(s.title, s.read, s.talk, s.exercises, s.discuss) for s in lecture.sections[1:]]
    assert spent == [
        ("One", 12, 4, 0, 0),
        ("Second sitting: two", 4, 0, 10, 0),
        ("Case discussion", 0, 0, 0, 5),
        ("Sources", 0, 0, 0, 0),
    ]
    assert [sum(s.minutes for s in sitting) for sitting in lecture.sittings] == [16, 19]


def test_wrong_minutes_are_named(course):
    lecture = plan(course / "chapters" / "09_case.md", course)
    wrong = replace(lecture, minutes=MINUTES | {"read": 25})
    assert plan_problems(wrong) == ["09_case: 35 minutes planned, 40 announced"]


def test_notes_that_take_longer_than_there_is_are_named(course):
    path = course / "chapters" / "09_case.md"
    path.write_text("---\nminutes:\n  read: 3\n  exercises: 10\n  discuss: 4\n---\n")
    assert plan_problems(plan(path, course)) == [
        "09_case: 18 minutes planned, 17 announced",
        "09_case: “Case discussion”: its notes take 5 of 4 minutes",
    ]


def test_a_sitting_over_90_minutes_is_named(course):
    path = course / "chapters" / "09_case.md"
    path.write_text("---\nminutes:\n  read: 20\n  exercises: 80\n  discuss: 5\n---\n")
    assert plan_problems(plan(path, course)) == []
    path.write_text("---\nminutes:\n  read: 20\n  exercises: 82\n  discuss: 5\n---\n")
    assert plan_problems(plan(path, course)) == ["09_case: sitting 2 takes 91 minutes, at most 90"]


@given(st.integers(0, 200), st.lists(st.integers(0, 500), min_size=1, max_size=20))
def test_shares_sum_to_the_total_and_follow_the_weights(total, weights):
    parts = share_out(total, weights)
    assert sum(parts) == (total if any(weights) else 0)
    exact = [total * weight / (sum(weights) or 1) for weight in weights]
    assert all(abs(part - wanted) < 1 for part, wanted in zip(parts, exact, strict=True))
