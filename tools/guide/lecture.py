"""The plan of a lecture: how many minutes a section takes, so that they sum to the chapter's."""

import re
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tools.text.course import title
from tools.text.sections import front_matter, has_tag, sections

__all__ = [
    "CASE",
    "MOST",
    "OPENING",
    "Lecture",
    "Section",
    "lectures",
    "plan",
    "plan_problems",
    "share_out",
]

MOST = 90  # minutes of one sitting
OPENING = "Opening"  # what stands before the first heading
CASE = "Case discussion"
AT_HOME = {"Quiz", "Summary", "Sources"}
SECOND = re.compile(r"second sitting", re.I)
NOTE = re.compile(r"\*\*Lecturer, (\d+) minutes?\.\*\*\s*")
HIDDEN = re.compile(r"<details>.*?</details>|^#+ [^\n]*$", re.M | re.S)


@dataclass(frozen=True)
class Section:
    """One `##` section: its cells, and the minutes it gets, by what they are for."""

    title: str
    sitting: int
    cells: tuple
    read: int = 0
    talk: int = 0
    exercises: int = 0
    discuss: int = 0

    @property
    def minutes(self) -> int:
        """All of its minutes."""
        return self.read + self.talk + self.exercises + self.discuss

    @property
    def notes(self) -> list[tuple[int, str]]:
        """The lecturer's notes: minutes and text."""
        texts = [cell.source for cell in self.cells if has_tag(cell, "notes")]
        found = [(NOTE.match(text), text) for text in texts]
        return [(int(match[1]) if match else 0, NOTE.sub("", text)) for match, text in found]

    @property
    def exercise_ids(self) -> list[str]:
        """The ids of its exercises, in reading order."""
        return [cell.id for cell in self.cells if has_tag(cell, "exercise")]

    @property
    def n_cases(self) -> int:
        """How many questions it has whose points of a good answer are folded away."""
        return sum(cell.source.count("<summary>Points") for cell in self.cells)

    @property
    def words(self) -> int:
        """Words of prose that are read aloud or silently: no notes, no folded points."""
        texts = [
            HIDDEN.sub(" ", cell.source)
            for cell in self.cells
            if cell.cell_type == "markdown" and not has_tag(cell, "notes")
        ]
        return len(" ".join(texts).split())


@dataclass(frozen=True)
class Lecture:
    """A chapter as it is taught: its title, the minutes it announces, its sections."""

    stem: str
    title: str
    minutes: dict[str, int]
    sections: tuple[Section, ...]

    @property
    def sittings(self) -> list[list[Section]]:
        """The sections of each sitting."""
        numbers = sorted({section.sitting for section in self.sections})
        return [[each for each in self.sections if each.sitting == n] for n in numbers]


def lectures(root: Path) -> list[Lecture]:
    """Return every chapter's lecture, in order."""
    books = sorted((root / "solutions").glob("*.ipynb"))
    return [plan(root / "chapters" / f"{path.stem}.md", root) for path in books]


def plan(path: Path, root: Path) -> Lecture:
    """Return the lecture of one chapter, its minutes shared out among its sections.

    A note's minutes are spent where the note stands. What is left of the reading time goes by
    words, the time for exercises and for discussion by the number of exercises and of cases.
    """
    minutes = front_matter(path.read_text(encoding="utf-8"))["minutes"]
    book = nbformat.read(root / "solutions" / f"{path.stem}.ipynb", 4)
    found = _sections(book.cells)
    talk = [0 if each.title == CASE else sum(n for n, _ in each.notes) for each in found]
    words = [0 if each.title in {CASE, *AT_HOME} else each.words for each in found]
    cases = [each.n_cases for each in found]
    if not any(cases):  # the tour has no case: its quiz is discussed
        cases = [int(each.title == "Quiz") for each in found]
    read = share_out(max(minutes["read"] - sum(talk), 0), words)
    exercises = share_out(minutes["exercises"], [len(each.exercise_ids) for each in found])
    discuss = share_out(minutes["discuss"], cases)
    spent = zip(read, talk, exercises, discuss, strict=True)
    timed = [
        Section(each.title, each.sitting, each.cells, *parts)
        for each, parts in zip(found, spent, strict=True)
    ]
    return Lecture(path.stem, title(book), minutes, tuple(timed))


def plan_problems(lecture: Lecture) -> list[str]:
    """Say where the minutes of a lecture do not fit what the chapter announces."""
    announced = sum(lecture.minutes.values())
    planned = sum(section.minutes for section in lecture.sections)
    found = [f"{planned} minutes planned, {announced} announced"] * (planned != announced)
    for number, sitting in enumerate(lecture.sittings, 1):
        length = sum(section.minutes for section in sitting)
        found += [f"sitting {number} takes {length} minutes, at most {MOST}"] * (length > MOST)
    for section in lecture.sections:
        talk = sum(n for n, _ in section.notes)
        if section.title == CASE and talk > section.discuss:
            found.append(f"“{section.title}”: its notes take {talk} of {section.discuss} minutes")
        found += [f"“{section.title}”: a note without minutes" for n, _ in section.notes if n == 0]
    return [f"{lecture.stem}: {problem}" for problem in found]


def share_out(total: int, weights: list[int]) -> list[int]:
    """Share whole minutes out by weight, so that they sum to the total (largest remainders)."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in order[: total - sum(parts)]:
        parts[i] += 1
    return parts


def _sections(cells: list) -> list[Section]:
    """Return the sections of a notebook, each in its sitting; what comes first is the opening."""
    sitting, found = 1, []
    for name, own in sections(cells):
        sitting += bool(SECOND.match(name))
        found.append(Section(name or OPENING, sitting, tuple(own)))
    return found
