"""The instructor's guide says what the notes, the questions and the solutions say."""

import re

import pytest

from crmlib import course_root
from crmlib.exercises.questions import find_question, reference_solutions
from tools.guide import pages as guide
from tools.guide.lecture import lectures
from tools.text.course import read_rows
from tools.text.terms import chinese_forms

ROOT = course_root()
PAGES = guide.pages(ROOT)
STEMS = [stem for stem in PAGES if stem != "index"]
EVERY = {lecture.stem: lecture for lecture in lectures(ROOT)}


def test_every_chapter_has_a_page_and_the_index_comes_first():
    books = sorted(path.stem for path in (ROOT / "solutions").glob("*.ipynb"))
    assert list(PAGES) == ["index", *books]


def test_the_lecture_plan_sums_the_minutes_of_all_chapters():
    rows = re.findall(r"\| (\d+) \| (\d+) \|$", PAGES["index"], re.M)
    minutes = [int(own) for own, _ in rows]
    assert sum(minutes) == sum(sum(each.minutes.values()) for each in EVERY.values())
    assert [int(so_far) for _, so_far in rows] == [
        sum(minutes[: n + 1]) for n in range(len(minutes))
    ]


@pytest.mark.parametrize("stem", STEMS)
def test_every_note_stands_in_full(stem):
    notes = [text for section in EVERY[stem].sections for _, text in section.notes]
    assert notes
    assert all(text.split("\n")[0] in PAGES[stem] for text in notes)


@pytest.mark.parametrize("stem", [stem for stem in STEMS if stem != "00_start_here"])
def test_every_part_of_the_guide_is_there(stem):
    parts = ["Objectives", "Plan", "On the board"]
    parts += ["Usual misconceptions", "Questions to the room"]
    parts += ["Lecturer's notes in full", "Case and essay questions, with their rubrics"]
    parts += ["Exercises: difficulty, and the mistakes they catch", "Quiz: the right options"]
    found = re.findall(r"^## (.+)\n\n(\S)", PAGES[stem], re.M)
    assert [name for name, _ in found] == parts


@pytest.mark.parametrize("stem", STEMS)
def test_the_plan_of_a_chapter_begins_at_0_and_ends_with_the_minutes_of_the_sitting(stem):
    tables = PAGES[stem].split("## On the board")[0].split("| from minute |")[1:]
    for table, sections in zip(tables, EVERY[stem].sittings, strict=True):
        minutes = [int(number) for number in re.findall(r"^\| (\d+) \|", table, re.M)]
        assert minutes[0] == 0
        assert minutes[-1] == sum(section.minutes for section in sections)
        assert minutes == sorted(minutes)


def test_a_note_says_at_which_minute_it_stands():
    page = PAGES["08_case_walmart"]
    [start] = re.findall(r"^\| (\d+) \| <a [^>]*>Case discussion", page, re.M)
    assert f"**Case discussion, from minute {start}: " in page


def test_every_term_of_a_chapter_stands_on_the_board_once():
    terms = read_rows(ROOT / "chapters" / "glossary.csv")
    for row in terms:
        board = PAGES[row["chapter"]].split("## On the board")[1].split("\n## ")[0]
        said = f" {' / '.join(chinese_forms(row))}"
        assert board.count(f"{said}\n") + board.count(f"{said};") == 1


def test_a_question_right_after_a_misconception_is_heard():
    assert (
        "Ask the room for a strong, true and useless rule."
        in (PAGES["07_data_mining"].split("## Questions to the room")[1].split("\n## ")[0])
    )


def test_a_page_links_the_slides_that_stand():
    made = guide.pages(ROOT, {"08_case_walmart.html"})
    assert '<a href="../slides/08_case_walmart.html">slides</a>' in made["08_case_walmart"]
    assert "../slides/" not in made["07_data_mining"]


@pytest.mark.parametrize("name", reference_solutions())
def test_every_exercise_stands_with_its_question_and_its_mistakes(name):
    [page] = [text for text in PAGES.values() if f"(`{name}`, " in text]
    own = page.split(f"(`{name}`, ")[1].split("\n\n**Exercise")[0]
    question, mistakes = own.split("\n\n")[:2]
    assert len(question.split(").", 1)[1].split()) >= 5
    assert mistakes.count("\n- ") + 1 == len(find_question(name).answer().mistakes)


def test_every_rubric_has_points():
    for stem in STEMS[1:]:
        part = PAGES[stem].split("with their rubrics")[1].split("\n## ")[0]
        assert part.count("\n\n*Points") >= 2, stem
        assert "<details>" not in part


def test_a_function_is_never_easy_and_more_lines_are_harder():
    assert guide.difficulty("walmart-1") == 1
    assert guide.difficulty("walmart-4") == 2
    assert guide.difficulty("walmart-3") == 3


def test_plain_text_stays_plain_and_code_stays_code():
    assert guide._plain("n_a * $5 is `n_a * 5`") == r"n\_a \* \$5 is `n_a * 5`"
