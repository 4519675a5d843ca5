"""A mini-project holds an hour for three and a worked answer; points sum to what is said."""

import re

import nbformat
import pytest

from tools.rules.mini_projects import WORKED, case_problems, loaders, project_problems
from tools.slides.sitting_deck import sitting_slides
from tools.text.sittings import lesson

ROLES = """| role | task |
|---|---|
| analyst | computes the mean |
| sceptic | asks what could be wrong with it |
| speaker | writes and says the answer |
"""
BOLD = "- **Analyst** computes.\n- **Sceptic** asks.\n- **Speaker** says it.\n"
LOADED = "receipts = datasets.toy_receipts()"
NOTE = ":tags: [notes]\n\n" + LOADED
POINTS = "- What does opening cost?"

# (what is replaced by what, what is said)
BREACHES = [
    (("**60 minutes, in", "**An hour, in"), "it must say “60 minutes”"),
    (("a group of three", "small groups"), "it must say “group of three”"),
    (("| sceptic | asks what could be wrong with it |\n", ""), "2 roles; 3 rows of a table"),
    ((ROLES, "Share the work."), "0 roles; 3 rows of a table"),
    ((ROLES, BOLD.replace("**Speaker**", "Speaker")), "2 roles; 3 rows of a table"),
    (("| 25 | Compute", "| 30 | Compute"), "the column `minutes` of its steps sums to 65"),
    (("| minutes | step", "| time | step"), "the column `minutes` of its steps sums to 0"),
    (("| 25 | Compute", "| 20 to 30 | Compute"), "a whole number; got 20 to 30"),
    (("Rubric (10 points)", "Rubric"), "0 <details> with <summary>Rubric (10 points)</summary>"),
    (("- 4 points: the", "- 5 points: the"), "(`- 3 points: …`) give 11 points; 10 are wanted"),
    (("- 4 points: the", "- the"), "(`- 3 points: …`) give 6 points; 10 are wanted"),
    ((WORKED, "**Lecturer.**"), f"no note that begins {WORKED}"),
    ((NOTE, LOADED), "no code cell tagged `notes` works it out"),
    ((LOADED, "receipts = days"), "its worked answer loads no table"),
    (("is `datasets.toy_receipts()`.", "is theirs."), "its text names none of the tables"),
]


@pytest.mark.parametrize(("change", "said"), BREACHES)
def test_a_project_that_lacks_something_is_told_what(tea, change, said):
    [problem] = project_problems(tea(change).lesson)
    assert said in problem


@pytest.mark.parametrize(
    "change",
    [
        (ROLES, BOLD),
        ("- 3 points: its range", "- 1 point: it is rounded.\n- 2 points: its range"),
        ("- 3 points: its range stands", "- Its range (3 points) stands"),
        ("| minutes | step", "| **Minutes** | step"),
    ],
)
def test_what_says_the_same_in_another_form_passes(tea, change):
    assert project_problems(tea(change).lesson) == []


def test_every_loader_that_code_calls_is_seen():
    code = "import datasets as d\na = datasets.load_telco().head()\nb = value.load_all()"
    assert loaders(code) == {"datasets.load_telco"}


@pytest.mark.parametrize(
    ("summary", "items", "said"),
    [
        ("Points of a good answer", "- A.\n- B.", []),
        ("Points of a good answer (5 points)", "- 3 points: a.\n- B (2 points, both sides).", []),
        ("Points (5 points)", "- 3 points: a.", ["“Points (5 points)”: its items give 3 points"]),
        ("Points (5 points)", "- A.", ["“Points (5 points)”: its items give 0 points"]),
        ("Points", "- 1 point: a.", ["“Points” must say (1 points)"]),
        ("Answer", "- A.", ["<summary>Points …</summary> is wanted; got “Answer”"]),
    ],
)
def test_points_of_a_case_question_sum_to_what_is_said(tea, summary, items, said):
    folded = ("<summary>Points of a good answer</summary>", f"<summary>{summary}</summary>")
    assert case_problems(tea(folded, (POINTS, items)).lesson) == said


def test_the_answer_is_run_in_the_solved_copy_and_stands_in_no_other(tea_course):
    solved, student = (
        nbformat.read(tea_course / folder / "02_tea.ipynb", 4)
        for folder in ("solutions", "notebooks")
    )
    [worked] = [cell for cell in solved.cells if LOADED in cell.source]
    assert worked.outputs[0].text == "2.4 goods a receipt, 2 to 3\n"
    assert [cell for cell in student.cells if LOADED in cell.source or WORKED in cell.source] == []


def test_the_answer_is_on_no_slide(tea_course):
    told = lesson(tea_course, "02_tea")
    slides = [s for each in told.sittings for group in sitting_slides(told, each) for s in group]
    shown = " ".join(block.html + block.code for slide in slides for block in slide.blocks)
    assert not re.search("receipt|worked answer", shown)


def test_the_project_takes_no_minutes_of_a_sitting(tea):
    longer = ("**Hand in:** one", "**Hand in:** " + "many words and " * 400 + "one")
    assert tea(longer).lesson.about == tea().lesson.about
