"""The plan of a lecture: how many minutes each section takes, of those that are announced."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import nbformat

from tools.text.course import with_headings
from tools.text.minutes import MOST, minutes_of
from tools.text.plan import plan_sitting, share_out
from tools.text.sections import Chapter, read_chapter
from tools.text.sittings import (
    CASE,
    PROJECT,
    Exercise,
    Lesson,
    Note,
    Part,
    Sitting,
    lesson_of,
)
from tools.text.sittings import Section as Told

__all__ = [
    "OPENING",
    "Lecture",
    "Section",
    "lectures",
    "note_problems",
    "plan",
    "plan_lesson",
    "plan_problems",
]

COLUMNS = ("read", "look", "exercises", "quiz", "discuss")  # what minutes are for
OLD_COLUMNS = ("read", "talk", "exercises", "discuss")
OPENING = "Opening"  # what stands before the first heading
AT_HOME = {"Quiz", "Summary", "Sources"}
CODE = "```python"  # a note that only runs takes no minutes of its own
STOP = "> **A safe stop.**"
ABOUT = re.compile(r"^\*About (\d+) minutes\.\*$", re.M)
HIDDEN = re.compile(r"<details>.*?</details>|^#+ [^\n]*$", re.M | re.S)


@dataclass(frozen=True)
class Section:
    """One section of a lecture, and the minutes it gets, by what they are for.

    `spent` is empty where it gets none: it is read at home. `stop` is the minute of the section at
    which the safe stop stands; `place` is where the chapter's page has the section.
    """

    title: str
    sitting: int
    told: Told
    spent: dict[str, int] = field(default_factory=dict)
    place: str = ""
    stop: int | None = None

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        """Its cells in the solved copy."""
        return self.told.cells

    @property
    def minutes(self) -> int:
        """All of its minutes."""
        return sum(self.spent.values())

    @property
    def notes(self) -> list[Note]:
        """The lecturer's notes."""
        return self.told.notes

    @property
    def exercises(self) -> list[Exercise]:
        """Its exercises, in reading order."""
        return self.told.exercises

    @property
    def prose(self) -> list[str]:
        """What a learner reads, by cell."""
        return [part.cell.source for part in self.told.parts if part.is_prose]


@dataclass(frozen=True)
class Lecture:
    """A chapter as it is taught: what is told, the minutes it announces, its sections."""

    told: Lesson
    minutes: dict[str, int]
    sections: tuple[Section, ...]

    @property
    def stem(self) -> str:
        """The chapter's file name without ending."""
        return self.told.stem

    @property
    def title(self) -> str:
        """The chapter's title."""
        return self.told.title

    @property
    def sittings(self) -> list[list[Section]]:
        """The sections of each sitting."""
        numbers = sorted({section.sitting for section in self.sections})
        return [[each for each in self.sections if each.sitting == n] for n in numbers]

    @property
    def starts(self) -> list[tuple[Section, int]]:
        """Every section with the minute of its sitting at which it begins."""
        return [
            (section, start)
            for own in self.sittings
            for section, start in zip(
                own, accumulate((s.minutes for s in own), initial=0), strict=False
            )
        ]

    @property
    def columns(self) -> tuple[str, ...]:
        """What its minutes are for."""
        return OLD_COLUMNS if self.told.is_old else COLUMNS


def lectures(root: Path) -> list[Lecture]:
    """Return every chapter's lecture, in order."""
    books = sorted((root / "solutions").glob("*.ipynb"))
    return [
        plan(read_chapter(root / "chapters" / f"{path.stem}.md"), nbformat.read(path, 4))
        for path in books
    ]


def plan(chapter: Chapter, book: nbformat.NotebookNode | None) -> Lecture:
    """Return the lecture of a chapter and its solved notebook, in whole minutes.

    The minutes of a sitting are those that its learners are told; its sections share them by their
    estimated minutes. In the old grammar, those of the header are shared out instead.
    """
    told = lesson_of(chapter, book)
    return _announced(told, chapter.header["minutes"]) if told.is_old else plan_lesson(told)


def plan_lesson(told: Lesson) -> Lecture:
    """Return the lecture of a chapter in the new grammar as it is learned."""
    found = [section for sitting in told.sittings for section in _planned(told, sitting)]
    minutes = {name: sum(each.spent.get(name, 0) for each in found) for name in COLUMNS}
    return Lecture(told, minutes, tuple(found))


def plan_problems(lecture: Lecture) -> list[str]:
    """Say where the minutes of a lecture do not fit what the chapter announces."""
    announced = sum(lecture.minutes.values())
    planned = sum(section.minutes for section in lecture.sections)
    found = [f"{planned} minutes planned, {announced} announced"] * (planned != announced)
    for number, sitting in enumerate(lecture.sittings, 1):
        length = sum(section.minutes for section in sitting)
        found += [f"sitting {number} takes {length} minutes, at most {MOST}"] * (length > MOST)
        told = ABOUT.findall("\n".join(text for section in sitting for text in section.prose))
        if not lecture.told.is_old and told != [str(length)]:
            says = ", ".join(told) or "nothing"
            found.append(f"sitting {number} takes {length} minutes, its head line says {says}")
    found += note_problems(lecture)
    return [f"{lecture.stem}: {problem}" for problem in found]


def note_problems(lecture: Lecture) -> list[str]:
    """Name the notes that take longer than their section, and those that say no minutes."""
    found = []
    for section in lecture.sections:
        talk = sum(note.minutes for note in section.notes)
        if section.spent and talk > section.minutes:
            found.append(f"“{section.title}”: its notes take {talk} of {section.minutes} minutes")
        said = [note for note in section.notes if not note.text.startswith(CODE)]
        if section.title != PROJECT:  # its answer is worked out at home
            found += [f"“{section.title}”: a note without minutes" for n in said if not n.minutes]
    return found


def _planned(told: Lesson, sitting: Sitting) -> Iterator[Section]:
    """Yield the sections of a sitting as they are planned, with their places and safe stops."""
    places, n_before = _places(told), len(told.opening)
    for each in plan_sitting(told, sitting):
        own = each.section
        head = next(part.index for part in own.parts if part.index >= n_before)
        stop = _stop(own, each.minutes)
        yield Section(
            own.title or OPENING, sitting.number, own, each.spent, places.get(head, ""), stop
        )


def _stop(section: Told, whole: int) -> int | None:
    """Return how many of a section's whole minutes have passed at its safe stop; None without."""
    stops = [i for i, part in enumerate(section.parts) if part.is_prose and STOP in part.student]
    if not stops or not section.minutes.total:
        return None
    before = [part for part in section.parts[: stops[0] + 1] if not part.is_note]
    levels = [part.exercise.level for part in before if part.exercise]
    passed = minutes_of([part.as_student for part in before], levels).total
    return round(whole * passed / section.minutes.total)


def _places(told: Lesson) -> dict[int, str]:
    """Return where the chapter's page has each heading, by the index of its cell."""
    parts = [*told.opening, *(part for section in told.sections for part in section.parts)]
    headed = with_headings(part.cell for part in parts)
    return {
        part.index: f"#{titles[0][1]}"
        for part, (_, titles) in zip(parts, headed, strict=True)
        if titles
    }


def _announced(told: Lesson, minutes: dict[str, int]) -> Lecture:
    """Return the lecture of a chapter in the old grammar, which announces its minutes.

    A note's minutes are spent where the note stands. What is left of the reading time goes by
    words, the time for exercises and for discussion by the number of exercises and of cases.
    """
    found = told.sections
    talk = [0 if s.title == CASE else sum(note.minutes for note in s.notes) for s in found]
    words = [0 if s.title in {CASE, *AT_HOME} else _n_words(s.parts) for s in found]
    cases = [sum(cell.source.count("<summary>Points") for cell in s.cells) for s in found]
    if not any(cases):  # the tour has no case: its quiz is discussed
        cases = [int(s.title == "Quiz") for s in found]
    spent = {
        "read": share_out(max(minutes["read"] - sum(talk), 0), words),
        "talk": talk,
        "exercises": share_out(minutes["exercises"], [len(s.exercises) for s in found]),
        "discuss": share_out(minutes["discuss"], cases),
    }
    numbers = [n for n, sitting in enumerate(told.sittings, 1) for _ in sitting.sections]
    made, places = [], _places(told)
    for i, (number, section) in enumerate(zip(numbers, found, strict=True)):
        own = {name: shares[i] for name, shares in spent.items() if shares[i]}
        place = places[section.parts[0].index] if section.title else ""
        made.append(Section(section.title or OPENING, number, section, own, place))
    return Lecture(told, minutes, tuple(made))


def _n_words(parts: tuple[Part, ...]) -> int:
    """Return how many words are read aloud or silently: no notes, no folded points."""
    texts = [HIDDEN.sub(" ", part.cell.source) for part in parts if part.is_prose]
    return len(" ".join(texts).split())
