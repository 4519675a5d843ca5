"""A chapter as it is learned: its sittings, their sections, cells, slide lines and minutes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat

from tools.text.chapter import parse_exercise
from tools.text.minutes import Minutes, count_words, minutes_of
from tools.text.sections import (
    SITTING_HEADING,
    Chapter,
    ChapterError,
    has_tag,
    read_chapter,
    split_prose,
)

__all__ = [
    "CASE",
    "CLOSING",
    "PROJECT",
    "Exercise",
    "Idea",
    "Lesson",
    "Note",
    "Part",
    "Section",
    "Sitting",
    "lesson",
    "lesson_of",
    "sitting_title",
]

CASE, PROJECT = "Case discussion", "Mini-project"
CLOSING = (CASE, PROJECT, "Sources")  # once, at the end of a chapter
FURTHER = "Further"
HEADING = re.compile(r"(#{1,3}) (.+)")
LEAD = re.compile(
    r"^\*\*Exercise (?P<number>\d+\.\d+)"
    r"(?: \((?P<level>\w+), (?P<minutes>\d+) minutes?\))?",
    re.M,
)
NOTE = re.compile(r"\*\*Lecturer, (\d+) minutes?\b[^*]*\*\*\s*")


@dataclass(frozen=True)
class Idea:
    """An idea that a sitting teaches; a core one is examined and recalled later."""

    term: str
    core: bool = False


@dataclass(frozen=True)
class Exercise:
    """An exercise: its id, the number, level and minutes of its lead (None where it has none)."""

    id: str
    number: str | None = None
    level: str | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class Note:
    """A lecturer's note: its minutes (0 where it gives none) and its text without the lead."""

    minutes: int
    text: str


@dataclass(frozen=True)
class Part:
    """One cell of the solved copy, with what only the chapter's text knows of it.

    `student` is its source in the student's copy, None for a note; `slides` are the lines for the
    slides that stand beside it; `index` is its place in the solved copy; `marked` is its prose with
    the lines where they stand.
    """

    cell: nbformat.NotebookNode
    student: str | None
    covers: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    exercise: Exercise | None = None
    index: int = 0
    marked: str = ""

    @property
    def is_note(self) -> bool:
        """Whether it is for the lecturer alone."""
        return self.student is None

    @property
    def is_code(self) -> bool:
        """Whether it is code that a learner runs."""
        return self.cell.cell_type == "code" and not self.is_note

    @property
    def is_prose(self) -> bool:
        """Whether it is text that a learner reads."""
        return self.cell.cell_type == "markdown" and not self.is_note

    @property
    def text(self) -> str:
        """Its source in the solved copy as Markdown: code stands in a fence."""
        fence = "```python\n{}\n```" if self.cell.cell_type == "code" else "{}"
        return fence.format(self.cell.source)

    @property
    def head(self) -> str:
        """Its first line in the solved copy."""
        return self.cell.source.partition("\n")[0]

    @property
    def as_student(self) -> nbformat.NotebookNode:
        """The cell with the source of the student's copy."""
        return nbformat.from_dict({**self.cell, "source": self.student})


@dataclass(frozen=True)
class Section:
    """What stands below one heading; the first section of a sitting has no title of its own."""

    title: str
    parts: tuple[Part, ...]
    further: bool = False

    @property
    def cells(self) -> list[nbformat.NotebookNode]:
        """Its cells in the solved copy, notes included."""
        return [part.cell for part in self.parts]

    @property
    def slides(self) -> list[str]:
        """The lines written for the slides."""
        return [line for part in self.parts for line in part.slides]

    @property
    def exercises(self) -> list[Exercise]:
        """Its exercises in reading order."""
        return [part.exercise for part in self.parts if part.exercise]

    @property
    def notes(self) -> list[Note]:
        """The lecturer's notes; code that only the lecturer runs belongs to the note before it."""
        found: list[Note] = []
        for part in self.parts:
            if part.is_note and part.cell.cell_type == "code" and found:
                found[-1] = replace(found[-1], text=f"{found[-1].text}\n\n{part.text}")
            elif part.is_note:
                found.append(_note(part.text))
        return found

    @property
    def words(self) -> int:
        """Words that a learner reads."""
        return sum(count_words(part.cell.source) for part in self.parts if part.is_prose)

    @cached_property
    def minutes(self) -> Minutes:
        """Its estimated minutes; discussion is of the sitting."""
        shown = [part.as_student for part in self.parts if not part.is_note]
        return minutes_of(shown, [exercise.level for exercise in self.exercises])


@dataclass(frozen=True)
class Sitting:
    """What is learned between sitting down and getting up."""

    number: int
    title: str
    objective: str
    ideas: tuple[Idea, ...]
    discuss: int
    sections: tuple[Section, ...]

    @property
    def core(self) -> list[Idea]:
        """The ideas that are examined and recalled."""
        return [idea for idea in self.ideas if idea.core]

    @property
    def main(self) -> list[Section]:
        """Its sections without those for further reading."""
        return [section for section in self.sections if not section.further]

    @property
    def parts(self) -> list[Part]:
        """The cells of its main sections, notes included."""
        return [part for section in self.main for part in section.parts]

    @property
    def exercises(self) -> list[Exercise]:
        """The exercises of its main sections."""
        return [exercise for section in self.main for exercise in section.exercises]

    @property
    def words(self) -> int:
        """Words that a learner reads in its main sections."""
        return sum(section.words for section in self.main)

    @cached_property
    def minutes(self) -> Minutes:
        """Its estimated minutes, discussion included, further reading left out."""
        spent = (section.minutes for section in self.main)
        return sum(spent, Minutes(discuss=self.discuss))


@dataclass(frozen=True)
class Lesson:
    """A chapter: what stands before its first sitting, its sittings, what closes it."""

    stem: str
    title: str
    opening: tuple[Part, ...]
    sittings: tuple[Sitting, ...]
    closing: tuple[Section, ...]

    @property
    def sections(self) -> list[Section]:
        """All sections, those of the sittings before those at the end."""
        inside = [section for sitting in self.sittings for section in sitting.sections]
        return [*inside, *self.closing]

    @property
    def minutes(self) -> Minutes:
        """The minutes of all sittings."""
        return sum((sitting.minutes for sitting in self.sittings), Minutes())

    @property
    def about(self) -> list[int]:
        """The minutes that each sitting's head line says."""
        return [sitting.minutes.about for sitting in self.sittings]


def lesson(root: Path, stem: str) -> Lesson:
    """Return a chapter of the course in a folder, beside its stored solved copy."""
    book = nbformat.read(root / "solutions" / f"{stem}.ipynb", 4)
    return lesson_of(read_chapter(root / "chapters" / f"{stem}.md"), book)


def lesson_of(chapter: Chapter, book: nbformat.NotebookNode | None = None) -> Lesson:
    """Return a chapter as it is learned; without its solved copy, nothing is shown and timed."""
    parts = list(_parts(chapter, book))
    title = parts[0].cell.source.partition("\n")[0].removeprefix("# ").strip() if parts else ""
    opening, sittings, closing = _sittings(parts, chapter.header["sittings"])
    return Lesson(chapter.stem, title, opening, sittings, closing)


def sitting_title(sitting: Sitting) -> str:
    """Return what stands above a sitting in its chapter."""
    return sitting.sections[0].parts[0].student.partition("\n")[0].removeprefix("## ").strip()


def _parts(chapter: Chapter, book: nbformat.NotebookNode | None) -> Iterator[Part]:
    """Yield the parts of a chapter, each with its cell of the solved copy."""
    made = _numbered_exercises(_source_parts(chapter))
    cells = book.cells if book else [part.cell for part in made]
    same = [part.cell.cell_type for part in made] == [cell.cell_type for cell in cells]
    if not same:
        raise ChapterError(f"{chapter.stem}: its solved copy is out of step: make notebooks")
    for index, (part, cell) in enumerate(zip(made, cells, strict=True)):
        yield replace(part, cell=cell, index=index)


def _source_parts(chapter: Chapter) -> list[Part]:
    made: list[Part] = []
    for cell in chapter.cells:
        covers = tuple(cell.metadata.get("covers", []))
        if cell.cell_type == "code":
            made.append(_code_part(cell, covers))
            continue
        is_note = has_tag(cell, "notes")
        for piece in split_prose(cell.source):
            if piece.text:
                new = nbformat.v4.new_markdown_cell(piece.text, metadata=_tags(cell))
                student = None if is_note else piece.text
                made.append(Part(new, student, covers, piece.slides, marked=piece.marked))
            elif made:
                made[-1] = replace(
                    made[-1],
                    slides=made[-1].slides + piece.slides,
                    marked=f"{made[-1].marked}\n\n{piece.marked}".strip(),
                )
    return made


def _code_part(cell: Any, covers: tuple[str, ...]) -> Part:
    name = cell.metadata.get("name")
    if not has_tag(cell, "exercise"):
        student = None if has_tag(cell, "notes") else cell.source
        return Part(nbformat.v4.new_code_cell(cell.source, metadata=_tags(cell)), student, covers)
    exercise = parse_exercise(cell.source, name)
    new = nbformat.v4.new_code_cell(exercise.solved, id=name, metadata=_tags(cell))
    return Part(new, exercise.student, covers, exercise=Exercise(name))


def _tags(cell: Any) -> dict:
    return {"tags": cell.metadata["tags"]} if "tags" in cell.metadata else {}


def _numbered_exercises(parts: list[Part]) -> list[Part]:
    """Give every exercise the number, level and minutes of the last lead before it."""
    lead, made = None, []
    for part in parts:
        if part.is_prose:
            lead = next(reversed(list(LEAD.finditer(part.student))), lead)
        if part.exercise and lead:
            minutes = int(lead["minutes"]) if lead["minutes"] else None
            exercise = Exercise(part.exercise.id, lead["number"], lead["level"], minutes)
            part, lead = replace(part, exercise=exercise), None
        made.append(part)
    return made


def _heading(part: Part) -> tuple[int, str]:
    """Return level and text of the heading that a part begins with; 0 without one."""
    found = HEADING.match(part.cell.source) if part.is_prose else None
    return (len(found[1]), found[2].strip()) if found else (0, "")


def _groups(parts: Iterable[Part], level: int) -> list[tuple[str, tuple[Part, ...]]]:
    """Cut parts before every heading of a level; what comes first has no title."""
    groups: list[tuple[str, list[Part]]] = [("", [])]
    for part in parts:
        depth, title = _heading(part)
        if depth == level:
            groups.append((title, []))
        groups[-1][1].append(part)
    return [(title, tuple(own)) for title, own in groups if own]


def _sittings(parts: list[Part], abouts: list[dict]) -> tuple:
    """Return the opening, the sittings and the closing of a chapter; `abouts` are of its header."""
    opening: tuple[Part, ...] = ()
    sittings: list[Sitting] = []
    closing: list[Section] = []
    for title, own in _groups(parts, 2):
        if not title:
            opening = own
        elif SITTING_HEADING.match(f"## {title}") and len(sittings) < len(abouts):
            sittings.append(_sitting(own, len(sittings) + 1, abouts[len(sittings)]))
        else:
            closing.append(Section(title, own))
    return opening, tuple(sittings), tuple(closing)


def _sitting(parts: tuple[Part, ...], number: int, about: dict) -> Sitting:
    sections = [
        Section(title, own, further=title.startswith(FURTHER)) for title, own in _groups(parts, 3)
    ]
    ideas = tuple(Idea(**idea) for idea in about["ideas"])
    objective = " ".join(about["objective"].split())
    return Sitting(number, about["title"], objective, ideas, about["discuss"], tuple(sections))


def _note(source: str) -> Note:
    found = NOTE.match(source)
    return Note(int(found[1]) if found else 0, NOTE.sub("", source, count=1))
