"""The pace of the course, sitting by sitting: minutes by part, what it asks, what it breaks."""

from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from crmlib.exercises import find_question, known_ids
from tools.build.build import problems
from tools.rules.moves import read_moves
from tools.rules.pace import Pace, pace_of
from tools.rules.sitting_rules import Surroundings, known_before, problems_of
from tools.text.minutes import LEVELS, Minutes
from tools.text.sections import Chapter, ChapterError, chapter_files, read_chapter
from tools.text.sittings import Lesson, lesson, lesson_of

__all__ = ["course_surroundings", "lines_of", "say_pace"]

QUESTIONS = ("start", "vote", "end")
PARTS = tuple(part.name for part in fields(Minutes))
HEAD = (
    f"{'sitting':24}{'min':>5}  " + "".join(f"{part[:4]:>5}" for part in PARTS) + "  ideas(core) "
    "terms names words cells lines  exercises c/a/t/d  quiz s/v/e"
)


def say_pace(root: Path, wanted: list[str]) -> int:
    """Print the figures of each sitting and what breaks a rule; return the exit status."""
    try:
        files, every = chapter_files(root, wanted), course_surroundings(root)
    except ChapterError as error:
        print(error)
        return 1
    print(HEAD)
    for path in files:
        print("\n".join(lines_of(every[path.stem])))
        if problems(path, "solutions", root):
            print("    not all of it is counted: its notebook is out of step, make notebooks")
    return 0


def course_surroundings(root: Path) -> dict[str, Surroundings]:
    """Return each chapter with all that its rules hold it against, by stem, in order.

    Of a chapter whose solved copy is out of step only the text is read.
    """
    taught, asked, found = read_moves(root), known_ids(), {}
    before: dict[str, Lesson] = {}
    for path in chapter_files(root):
        chapter = read_chapter(path)
        own = _lesson(root, chapter)
        found[path.stem] = Surroundings(
            chapter, own, _bank(root, chapter.word), taught, asked, _answer, dict(before)
        )
        before[chapter.word] = own
    return found


def lines_of(around: Surroundings) -> list[str]:
    """Return the lines on a chapter: its sittings, and what breaks a rule."""
    lines = []
    for sitting in around.lesson.sittings:
        pace = pace_of(sitting, around.bank, known_before(around, sitting.number))
        lines.append(_line(f"{around.lesson.stem} {sitting.number}", pace))
        lines += [f"    new names: {', '.join(pace.names)}"] * bool(pace.names)
    return [*lines, *_problems(around)]


def _problems(around: Surroundings) -> Iterator[str]:
    for rule, found in problems_of(around).items():
        yield from (f"    {rule}: {problem}" for problem in found)


def _line(label: str, pace: Pace) -> str:
    minutes = "".join(f"{getattr(pace.minutes, part):5.0f}" for part in PARTS)
    levels = "/".join(str(pace.levels.get(level, 0)) for level in LEVELS)
    levels += f" +{pace.levels['']}" if pace.levels.get("") else ""
    asked = "/".join(str(pace.questions.get(place, 0)) for place in QUESTIONS)
    return (
        f"{label:24}{pace.minutes.total:5.0f}  {minutes}  {pace.ideas:5} ({pace.core}) "
        f"{pace.terms:8} {len(pace.names):5} {pace.words:5} {pace.cells:5} "
        f"{pace.median:2}/{pace.longest:<2}  {levels:>17}  {asked:>9}"
    )


def _lesson(root: Path, chapter: Chapter) -> Lesson:
    try:
        return lesson(root, chapter.stem)
    except (ChapterError, FileNotFoundError):
        return lesson_of(chapter)


def _bank(root: Path, word: str) -> list[dict]:
    path = root / "crmlib" / "exercises" / f"{word}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []


def _answer(name: str) -> Any:
    """Return the answer of a question; None where there is none, which another rule names."""
    try:
        return find_question(name).answer()
    except KeyError:
        return None
