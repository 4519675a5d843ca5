"""Courses of 16, 12 and 8 weeks: which sittings a week has, how long they take, what is due."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, groupby

from tools.guide.lecture import Lecture
from tools.text.markup import short
from tools.text.sittings import CASE, PROJECT

__all__ = ["COURSES", "Course", "course_parts", "weeks_of"]

Week = list[tuple[Lecture, int]]  # chapters with the number of one of their sittings


@dataclass(frozen=True)
class Course:
    """A course: its weeks, the numbers of its chapters (all without), why others are left out."""

    n_weeks: int
    about: str
    chapters: tuple[str, ...] = ()
    without: Mapping[str, str] = field(default_factory=dict)


FIRST_ELEVEN = tuple(f"{number:02}" for number in range(11))
COURSES = (
    Course(16, "Every chapter; where there are more than weeks, three of them share two."),
    Course(12, "What a customer is worth, thinks and does, and how a firm serves the answer.",
           (*FIRST_ELEVEN, "13", "17")),
    Course(8, "One line: count, keep, value, ask, bind; then a famous story, and a trial.",
           ("00", "01", "02", "03", "05", "06", "08", "09"),
           {
               "04": "who has the values of chapter 3 can rank customers, and what an offer may "
                     "cost is asked again in chapter 9; its move of Python, cut into classes, "
                     "is to be shown where chapter 5 needs it",
               "07": "its models ask for more Python than eight weeks have room for; let its "
                     "section on lift be read at home before chapter 8",
               "10": "it turns the ideas of chapters 5 and 6 on one more firm, so it serves as "
                     "the examination",
           }),
)  # fmt: skip


def course_parts(
    every: list[Lecture], recalled: Mapping[str, Mapping[str, list[str]]] | None = None
) -> Iterator[str]:
    """Yield the courses as Markdown: what they are about, a table of weeks, what to leave out.

    `recalled` has, for each chapter by its number, the ideas it recalls by the number of the
    chapter that taught them.
    """
    yield "## Courses of 16, 12 and 8 weeks"
    yield (
        "A case is discussed in the last sitting of its chapter, and a mini-project is due a week "
        "later, that of the last week at its end. Where the chapters fill all weeks, the "
        "examination comes after them. The minutes are those in class."
    )
    for course in COURSES:
        own = [each for each in every if not course.chapters or each.stem[:2] in course.chapters]
        yield f"### {course.n_weeks} weeks"
        yield course.about
        yield _table(weeks_of(own, course.n_weeks), course.n_weeks)
        yield from _left_out(course, every, own, recalled or {})


def weeks_of(lectures: list[Lecture], n_weeks: int) -> list[Week]:
    """Return at most so many weeks: a chapter each, the tour beside the first.

    The longest are parted between two sittings until there are enough weeks, or three neighbours
    share two weeks, those whose longer week is shortest, until there are few enough.
    """
    weeks = [[(each, n + 1) for n in range(len(each.sittings))] for each in lectures]
    if len(weeks) > 1 and lectures[0].stem.startswith("00"):
        weeks[:2] = [weeks[0] + weeks[1]]
    while len(weeks) > max(n_weeks, 2):
        shared = [_parted([*chain(*weeks[at : at + 3])]) for at in range(len(weeks) - 2)]
        at = min(range(len(shared)), key=lambda i: max(map(_minutes, shared[i])))
        weeks[at : at + 3] = shared[at]
    while len(weeks) < n_weeks and (longer := [week for week in weeks if len(week) > 1]):
        at = weeks.index(max(longer, key=_minutes))
        weeks[at : at + 1] = _parted(weeks[at])
    return weeks


def _parted(week: Week) -> list[Week]:
    cuts = [[week[:n], week[n:]] for n in range(1, len(week))]
    return min(cuts, key=lambda halves: max(map(_minutes, halves)))


def _minutes(week: Week) -> int:
    return sum(section.minutes for each, n in week for section in each.sittings[n - 1])


def _table(weeks: list[Week], n_weeks: int) -> str:
    """Return a table of the weeks; those that the chapters do not fill stand in the last row."""
    rows = [
        f"| {number} | {_sittings(week)} | {_minutes(week)} | {', '.join(due)} |"
        for number, (week, due) in enumerate(zip(weeks, _due(weeks), strict=True), 1)
    ]
    if (first := len(weeks) + 1) <= n_weeks:
        free = f"{first}" if first == n_weeks else f"{first} to {n_weeks}"
        rows.append(f"| {free} | projects of the groups, examination |  |  |")
    whole = sum(map(_minutes, weeks))
    head = ["| week | sittings | minutes | due |", "|--:|---|--:|---|"]
    return "\n".join([*head, *rows, f"| *sum* |  | *{whole}* |  |"])


def _sittings(week: Week) -> str:
    said = []
    for lecture, own in groupby(week, key=lambda taught: taught[0]):
        numbers = [str(number) for _, number in own]
        several = f", sitting{'s' * (len(numbers) > 1)} {_listed(numbers)}"
        name = f"[{short(lecture.title)}]({lecture.stem}.md)"
        said.append(name + several * (len(lecture.sittings) > 1))
    return "; ".join(said)


def _listed(numbers: list[str]) -> str:
    *others, last = numbers
    return f"{', '.join(others)} and {last}" if others else last


def _due(weeks: list[Week]) -> list[list[str]]:
    """Return what is due in each week: cases that end in it, projects of the week before."""
    ended = [[each for each, number in week if number == len(each.sittings)] for week in weeks]
    due = [[f"case of {_number(each)}" for each in own if _has(each, CASE)] for own in ended]
    for at, own in enumerate(ended):
        due[min(at + 1, len(due) - 1)] += [
            f"mini-project of {_number(each)}" for each in own if _has(each, PROJECT)
        ]
    return due


def _has(lecture: Lecture, title: str) -> bool:
    return any(section.title == title for section in lecture.sections)


def _number(lecture: Lecture) -> int:
    return int(lecture.stem[:2])


def _left_out(
    course: Course,
    every: list[Lecture],
    own: list[Lecture],
    recalled: Mapping[str, Mapping[str, list[str]]],
) -> Iterator[str]:
    """Yield why chapters are left out, and which recall questions ask for what they teach."""
    missing = [each.stem[:2] for each in every if each not in own]
    why = [f"- Without {int(n)}: {course.without[n]}." for n in missing if n in course.without]
    others = [str(int(number)) for number in missing if number not in course.without]
    why += [f"- Without {', '.join(others)}: they ask for more weeks."] * bool(others)
    skipped = [
        f"{', '.join(dict.fromkeys(ideas))} in {_number(each)}"
        for each in own
        if (ideas := [idea for n in missing for idea in recalled.get(each.stem[:2], {}).get(n, [])])
    ]
    why += [f"- Skip the recall questions on {'; '.join(skipped)}."] * bool(skipped)
    if why:
        yield "\n".join(why)
