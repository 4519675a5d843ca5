"""Courses by weeks: nothing is lost, the longest are parted, the shortest share weeks."""

from types import SimpleNamespace

import pytest

from crmlib import course_root
from tools.guide.courses import COURSES, Course, course_parts, weeks_of
from tools.guide.lecture import Lecture, lectures
from tools.rules.moves import moves_of, read_moves
from tools.text.sittings import CASE, PROJECT


def lecture(number: int, *minutes: int, closing: tuple = ()) -> SimpleNamespace:
    """Return a chapter of sittings that take so many minutes, with what stands at its end."""
    sittings = [[SimpleNamespace(title="A", minutes=n)] for n in minutes]
    sittings[-1] += [SimpleNamespace(title=title, minutes=0) for title in closing]
    sections = [section for sitting in sittings for section in sitting]
    return SimpleNamespace(
        stem=f"{number:02}_x", title=f"{number} X: y", sittings=sittings, sections=sections
    )


def shape(lectures: list, n_weeks: int) -> list[list[tuple[str, int]]]:
    """Return the weeks as chapters' numbers and sittings."""
    return [[(each.stem[:2], n) for each, n in week] for week in weeks_of(lectures, n_weeks)]


def taught_in(course: Course, every: list) -> list:
    """Return the chapters of a course."""
    return [each for each in every if not course.chapters or each.stem[:2] in course.chapters]


@pytest.fixture(scope="module")
def every() -> list[Lecture]:
    """The lectures of the course."""
    return lectures(course_root())


def test_a_chapter_is_a_week_and_the_tour_stands_beside_the_first():
    course = [lecture(0, 20), lecture(1, 80, 80), lecture(2, 80, 80)]
    assert shape(course, 2) == [[("00", 1), ("01", 1), ("01", 2)], [("02", 1), ("02", 2)]]


def test_the_longest_is_parted_where_its_halves_are_most_alike():
    course = [lecture(1, 80, 80), lecture(2, 50, 50, 90)]
    assert shape(course, 3)[1:] == [[("02", 1), ("02", 2)], [("02", 3)]]
    assert len(weeks_of(course, 9)) == 5


def test_three_neighbours_share_two_weeks_where_the_longer_is_shortest():
    course = [lecture(1, 90, 90), lecture(2, 40, 40), lecture(3, 30, 30), lecture(4, 50, 50)]
    shared = [[("02", 1), ("02", 2), ("03", 1)], [("03", 2), ("04", 1), ("04", 2)]]
    assert shape(course, 3) == [[("01", 1), ("01", 2)], *shared]
    assert len(weeks_of(course, 2)) == 2


@pytest.mark.parametrize("course", COURSES, ids=lambda course: str(course.n_weeks))
def test_no_week_is_longer_than_three_sittings(course, every):
    weeks = weeks_of(taught_in(course, every), course.n_weeks)
    minutes = [[s.minutes for each, n in week for s in each.sittings[n - 1]] for week in weeks]
    assert max(map(sum, minutes)) <= 240


@pytest.mark.parametrize("course", COURSES, ids=lambda course: str(course.n_weeks))
def test_moves_of_python_that_only_a_chapter_left_out_teaches_are_named(course, every):
    own, taught = taught_in(course, every), read_moves(course_root())
    made = {move for each in own for move in moves_of(each.told)}
    here = {each.stem[:2] for each in own}
    why = " ".join(course.without.values())
    assert {move for move in made if taught[move] not in here and move not in why} == set()


@pytest.mark.parametrize("course", COURSES, ids=lambda course: str(course.n_weeks))
def test_no_sitting_of_a_course_is_lost_or_out_of_order(course, every):
    own = taught_in(course, every)
    weeks = weeks_of(own, course.n_weeks)
    taught = [(each.stem, number) for week in weeks for each, number in week]
    assert taught == [(each.stem, n + 1) for each in own for n in range(len(each.sittings))]
    assert len(weeks) <= course.n_weeks


def rows(every: list, title: str) -> list[str]:
    """Return the rows of a course's table."""
    [text] = [t for t in "\n\n".join(course_parts(every)).split("### ") if t.startswith(title)]
    return [line for line in text.splitlines() if line.startswith("|")][2:]


def test_a_week_says_its_sittings_minutes_and_what_is_due():
    course = [lecture(1, 60, 70, closing=(CASE, PROJECT)), lecture(2, 80, closing=(CASE, PROJECT))]
    assert rows(course, "8 weeks") == [
        "| 1 | [1 X](01_x.md), sitting 1 | 60 |  |",
        "| 2 | [1 X](01_x.md), sitting 2 | 70 | case of 1 |",
        "| 3 | [2 X](02_x.md) | 80 | case of 2, mini-project of 1, mini-project of 2 |",
        "| 4 to 8 | projects of the groups, examination |  |  |",
        "| *sum* |  | *210* |  |",
    ]


def test_two_sittings_of_one_week_are_named_together():
    course = [lecture(n, 80, 80) for n in (1, 2, 3, 5, 6, 8, 9, 10)]
    assert rows(course, "8 weeks")[0].startswith("| 1 | [1 X](01_x.md), sitting 1 | 80 |")
    assert rows(course, "12 weeks")[-2].startswith("| 12 | [10 X](10_x.md), sittings 1 and 2 | 160")


def test_what_is_left_out_has_a_reason_and_its_recall_questions_are_named():
    course = [lecture(n, 80) for n in (3, 4, 5, 14)]
    recalled = {"05": {"04": ["segment stability"] * 2, "03": ["concentration"]}}
    text = "\n\n".join(course_parts(course, recalled))
    assert "- Without 4: who has the values of chapter 3" in text
    assert "- Without 14: they ask for more weeks." in text
    assert text.count("- Skip the recall questions on segment stability in 5.") == 1
    assert "concentration" not in text


def test_three_sittings_of_one_week_are_listed():
    others = [lecture(n, 80, 80) for n in (*range(2, 11), 13, 17)]
    [first, *_] = rows([lecture(1, 70, 70, 70), *others], "12 weeks")
    assert first.startswith("| 1 | [1 X](01_x.md), sittings 1, 2 and 3 | 210 |")


def test_the_minutes_of_a_course_are_those_of_its_lectures(every):
    total = sum(section.minutes for each in every for section in each.sections)
    assert rows(every, "16 weeks")[-1] == f"| *sum* |  | *{total}* |  |"
