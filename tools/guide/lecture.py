"""The plan of a lecture: how many minutes each section takes, of those that learners are told."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

import nbformat

from tools.text.course import with_headings
from tools.text.minutes import MOST, minutes_of
from tools.text.plan import plan_sitting
from tools.text.sections import Chapter, read_chapter
from tools.text.sittings import PROJECT, Exercise, Lesson, Note, Sitting, lesson_of
from tools.text.sittings import Section as Told

__all__ = [
    "COLUMNS",
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
OPENING = "Opening"  # what stands before the first heading
CODE = "```python"  # a note that only runs takes no minutes of its own
STOP = "> **A safe stop.**"
ABOUT = re.compile(r"^\*About (\d+) minutes\.\*$", re.M)


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
    """A chapter as it is taught: what is told, and its sections with their minutes."""

    told: Lesson
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
    estimated minutes.
    """
    return plan_lesson(lesson_of(chapter, book))


def plan_lesson(told: Lesson) -> Lecture:
    """Return the lecture of a chapter as it is learned."""
    found = [section for sitting in told.sittings for section in _planned(told, sitting)]
    return Lecture(told, tuple(found))


def plan_problems(lecture: Lecture) -> list[str]:
    """Say where the minutes of a lecture do not fit what learners are told."""
    found = []
    for number, sitting in enumerate(lecture.sittings, 1):
        length = sum(section.minutes for section in sitting)
        found += [f"sitting {number} takes {length} minutes, at most {MOST}"] * (length > MOST)
        told = ABOUT.findall("\n".join(text for section in sitting for text in section.prose))
        if told != [str(length)]:
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
