"""The instructor's guide says what the notes, the questions and the solutions say."""

import re
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from crmlib import course_root
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import find_question, reference_solutions
from tools.guide import pages as guide
from tools.guide.lecture import Lecture, lectures, plan
from tools.text.course import read_rows
from tools.text.sections import parse_chapter
from tools.text.sittings import Note
from tools.text.terms import chinese_forms

ROOT = course_root()
PARTS = [
    *("Objectives", "Plan", "On the board", "Usual misconceptions", "Questions to the room"),
    *("Lecturer's notes in full", "Case and essay questions, with their rubrics", "Mini-project"),
    *("Exercises: level, and the mistakes they catch", "Quiz: the right options"),
]
STEMS = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The guide's pages, by stem."""
    return guide.pages(ROOT)


@pytest.fixture(scope="module")
def every() -> dict[str, Lecture]:
    """The lecture of each chapter, by stem."""
    return {lecture.stem: lecture for lecture in lectures(ROOT)}


def test_every_chapter_has_a_page_and_the_index_comes_first(pages):
    assert list(pages) == ["index", *STEMS]


def test_the_lecture_plan_sums_the_minutes_of_all_chapters(pages, every):
    rows = re.findall(r"\| (\d+) \| (\d+) \|$", pages["index"], re.M)
    minutes = [int(own) for own, _ in rows]
    assert sum(minutes) == sum(sum(each.told.about) for each in every.values())
    assert [int(so_far) for _, so_far in rows] == [
        sum(minutes[: n + 1]) for n in range(len(minutes))
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_every_note_stands_in_full(stem, pages, every):
    notes = [note.text for section in every[stem].sections for note in section.notes]
    assert notes
    firsts = [re.sub(r"\]\((?=\d\d_)", "](../", text.split("\n")[0]) for text in notes]
    assert all(first in pages[stem] for first in firsts)


@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem != "00_start_here"])
def test_every_part_of_the_guide_is_there(stem, pages):
    found = re.findall(r"^## (.+)\n\n\S", pages[stem], re.M)
    assert found == PARTS


@pytest.mark.parametrize("stem", STEMS)
def test_the_plan_of_a_chapter_begins_at_0_and_ends_with_the_minutes_of_the_sitting(
    stem, pages, every
):
    tables = pages[stem].split("## On the board")[0].split("| from minute |")[1:]
    for table, sections in zip(tables, every[stem].sittings, strict=True):
        minutes = [int(number) for number in re.findall(r"^\| (\d+) \|", table, re.M)]
        assert minutes[0] == 0
        assert minutes[-1] == sum(section.minutes for section in sections)
        assert minutes == sorted(minutes)


def test_every_term_of_a_chapter_stands_on_the_board_once(pages):
    terms = read_rows(ROOT / "chapters" / "glossary.csv")
    for row in terms:
        board = pages[row["chapter"]].split("## On the board")[1].split("\n## ")[0]
        said = f" {' / '.join(chinese_forms(row))}"
        assert board.count(f"{said}\n") + board.count(f"{said};") == 1


@pytest.mark.parametrize("name", reference_solutions())
def test_every_exercise_stands_with_its_question_and_its_mistakes(name, pages):
    [page] = [text for text in pages.values() if f"(`{name}`, " in text]
    own = page.split(f"(`{name}`, ")[1].split("\n\n**Exercise")[0]
    question, mistakes = own.split("\n\n")[:2]
    assert len(question.split(").", 1)[1].split()) >= 5
    assert mistakes.count("\n- ") + 1 == len(find_question(name).answer().mistakes)


def test_every_rubric_has_points(pages):
    for stem in STEMS[1:]:
        part = pages[stem].split("with their rubrics")[1].split("\n## ")[0]
        assert part.count("\n\n*Points") >= 2, stem
        assert "<details>" not in part


def test_plain_text_stays_plain_and_code_stays_code():
    assert guide._plain("n_a * $5 is `n_a * 5`") == r"n\_a \* \$5 is `n_a * 5`"


@pytest.fixture(scope="module")
def tea_root(tea_course, tmp_path_factory) -> Path:
    """The course of two chapters, with a glossary that has no rows."""
    root = tmp_path_factory.mktemp("guide") / "course"
    shutil.copytree(tea_course, root)
    (root / "chapters" / "glossary.csv").write_text("chapter,english\n", encoding="utf-8")
    return root


@pytest.fixture
def tea(tea_root) -> Lecture:
    """A chapter of two sittings."""
    return lectures(tea_root)[1]


@pytest.fixture
def tea_page(tea, tea_root, monkeypatch) -> str:
    """Its page; every exercise knows one mistake."""
    asked = SimpleNamespace(answer=lambda: Number(6, ((12, "Twice."),)), after="")
    monkeypatch.setattr(guide, "find_question", lambda name: asked)
    return guide.chapter_page(tea, tea_root, {"02_tea_2.html"})


def part(page: str, heading: str) -> str:
    return page.split(f"## {heading}\n")[1].split("\n## ")[0]


def test_a_sitting_says_its_minutes_objective_ideas_and_prediction(tea_page):
    assert "\n2 sittings, about 40 and 35 minutes.\n" in tea_page
    aims = part(tea_page, "Objectives")
    assert "**First sitting: how many good days?** You will be able to count the days" in aims
    assert "Ideas: **good day** (core), mask." in aims
    assert "how many sold well?" in aims


def test_a_note_says_at_which_minute_it_stands(tea_page):
    [start] = re.findall(r"^\| (\d+) \| <a [^>]*>A rule for a good day", tea_page, re.M)
    assert f"**A rule for a good day, from minute {start}: 10 minutes.** Ask who" in tea_page


def test_the_plan_of_a_sitting_marks_the_safe_stop_and_what_to_leave_out(tea_page):
    first, second = part(tea_page, "Plan").split("**Sitting 2.** 35 minutes.")
    assert "| 16 | **safe stop** | " in first
    assert "| 40 | *end* | 4 | 1 | 25 | 8 | 2 |  |" in first
    assert "In 60 minutes: leave out *Further: the mean by hand* (not in" in first
    assert "In 60 minutes: nothing has to be left out." in second


def test_the_plan_of_a_course_has_a_row_for_each_sitting(tea_root):
    plan = part(guide.index_page(lectures(tea_root)), "Lecture plan")
    rows = plan.strip().splitlines()[-3:]
    assert rows == [
        "| [1 Lemonade](01_lemonade.md) | 4 | 2 | 11 | 3 | 5 | 25 | 25 |",
        "| [2 Tea](02_tea.md), sitting 1 | 4 | 1 | 25 | 8 | 2 | 40 | 65 |",
        "| [2 Tea](02_tea.md), sitting 2 | 3 | 0 | 25 | 6 | 1 | 35 | 100 |",
    ]


def test_the_index_has_the_courses_with_what_they_recall_of_chapters_left_out(pages, tea_root):
    assert re.findall(r"^### (.+)", pages["index"], re.M) == ["16 weeks", "12 weeks", "8 weeks"]
    recalled = guide._recalled(lectures(tea_root), tea_root)
    assert recalled["02"]["01"][:2] == ["thirst", "a stand"]
    assert set(recalled["02"]["02"]) == {"good day"}


def test_the_deck_of_a_sitting_is_linked_where_it_stands(tea_page):
    assert re.findall(r'href="../slides/(\w+.\w+)">([^<]+)<', tea_page) == [
        ("02_tea_2.html", "slides of the second sitting")
    ]


def test_an_exercise_says_its_level_its_minutes_and_its_mistakes(tea_page):
    assert "**Exercise 2.2** (`tea-1`, transfer, 7 minutes). How many cups does a day" in tea_page
    assert tea_page.count("\n- 12: Twice.") == 8


def test_the_rubric_below_an_exercise_is_opened():
    text = "\n\n**Exercise 2.1 (decide, 10 minutes).** Say it.\n\n```{code-cell}\n:name: tea-1\n"
    text += ":tags: [exercise]\n\na = ...\n### BEGIN SOLUTION\na = 1\n### END SOLUTION\n"
    text += (
        'check("tea-1", a)\n```\n\n<details>\n<summary>Rubric</summary>\n\n- Cups.\n\n</details>'
    )
    about = "{title: A, objective: b, ideas: [], discuss: 0}"
    head = f"---\nsittings: [{about}]\n---\n\n# 2 Tea\n\n## First sitting: a"
    section = plan(parse_chapter("02_tea", head + text), None).sections[0]
    assert guide._rubric(section, section.exercises[0]) == ["\n*Rubric*\n\n- Cups.\n\n"]


def test_project_and_case_stand_with_their_points(tea_page):
    project = part(tea_page, "Mini-project")
    assert project.startswith("\n**60 minutes, in a group of three.** Another stall")
    assert "*Rubric (10 points)*\n\n- 4 points: the mean" in project
    assert "*Points of a good answer*" in part(
        tea_page, "Case and essay questions, with their rubrics"
    )


def test_the_worked_answer_stands_below_its_rubric_with_what_it_shows(tea_page):
    rubric, answer = part(tea_page, "Mini-project").split("**Lecturer: a worked answer.**")
    assert "Rubric" in rubric
    assert "sizes.max()} to" not in rubric
    assert "```\n\n```text\n2.4 goods a receipt, 2 to 3\n```\n\nIt is 2.4 goods" in answer
    assert tea_page.count("worked answer") == 1


@pytest.mark.parametrize(
    ("output", "text"),
    [
        ({"data": {"text/plain": "   n\na  1", "text/html": "<table>"}}, "   n\na  1"),
        ({"data": {"image/png": "aGk="}, "metadata": {"image/png": {"alt": "A bar."}}}, "A bar."),
    ],
)
def test_a_frame_and_a_figure_of_an_answer_are_shown_as_text(output, text):
    assert guide._shown_as_text(output) == f"```text\n{text}\n```"


def test_the_quiz_stands_by_sitting_and_place_with_what_it_recalls(tea_page):
    second = part(tea_page, "Quiz: the right options").split("### Second sitting: ")[1]
    recall, vote, end = re.split(r"\*To vote.*\*|\*At the end\*", second)
    assert "Does a good day need a rule? **Yes.** So says the rule. *Recalls* good day." in recall
    assert [text.count("\n1. ") for text in (recall, vote, end)] == [2, 1, 5]


def test_a_question_to_the_room_is_whole_with_what_to_expect():
    said = (
        "It has a slice. Usual misconception: more is better. Ask it to defend it. Expect\nsilence."
    )
    note = Note(3, f"Just a remark.\n\n{said}")
    whole = (
        "It has a slice. Usual misconception: more is better. Ask it to defend it. Expect silence."
    )
    assert guide._passages(note) == [whole]


def test_who_runs_late_is_told_what_becomes_homework(tea_page):
    late = [line for line in tea_page.splitlines() if "Running late?" in line]
    assert len(late) == 2
    assert all("Homework first: the quiz" in line for line in late)
