"""The pace of the course, sitting by sitting: minutes by part, and what a sitting asks to learn."""

from dataclasses import fields
from pathlib import Path

import yaml

from crmlib.exercises.questions import FOLDER
from tools.rules.moves import moves_of, read_moves
from tools.rules.pace import (
    Pace,
    idea_problems,
    names_called,
    pace_of,
    pace_problems,
    term_problems,
)
from tools.text.minutes import LEVELS, Minutes
from tools.text.sections import ChapterError, chapter_files, read_chapter
from tools.text.sittings import Lesson, lesson

__all__ = ["lines_of", "say_pace"]

QUESTIONS = ("start", "vote", "end")
PARTS = tuple(part.name for part in fields(Minutes))
HEAD = (
    f"{'sitting':24}{'min':>5}  " + "".join(f"{part[:4]:>5}" for part in PARTS) + "  ideas(core) "
    "terms names words cells lines  exercises c/a/t/d  quiz s/v/e"
)


def say_pace(root: Path, wanted: list[str]) -> int:
    """Print the figures of each sitting and what lies beyond its bounds; return the exit status."""
    try:
        files = chapter_files(root, wanted)
        every = [lesson(root, path.stem) for path in chapter_files(root)]
    except (ChapterError, FileNotFoundError) as error:
        print(error)
        return 1
    known: set[str] = set()
    taught, stems = read_moves(root), {path.stem for path in files}
    print(HEAD)
    for each in every:
        bank = _bank(read_chapter(root / "chapters" / f"{each.stem}.md").word)
        lines, names = lines_of(each, bank, known, taught)
        known |= names
        if each.stem in stems:
            print("\n".join(lines))
    return 0


def lines_of(
    each: Lesson, bank: list[dict], known: set[str], taught: dict[str, str]
) -> tuple[list[str], set[str]]:
    """Return the lines on a chapter, and the names that it calls."""
    lines, names = [], set()
    for sitting in each.sittings:
        pace = pace_of(sitting, bank, known | names)
        names |= set(names_called(sitting.parts))
        label = f"{each.stem} {sitting.number}" + (" (old)" if each.is_old else "")
        lines.append(_line(label, pace))
        if not each.is_old:
            beyond = [*pace_problems(pace), *idea_problems(sitting, bank), *term_problems(sitting)]
            lines += [f"    new: {', '.join(pace.names)}"] * bool(pace.names)
            lines += [f"    beyond the bounds: {problem}" for problem in beyond]
    early = [m for m in moves_of(each) if not taught[m] or taught[m] > each.stem[:2]]
    lines += [f"    moves not taught yet: {', '.join(sorted(early))}"] * bool(early)
    return lines, names


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


def _bank(word: str) -> list[dict]:
    path = FOLDER / f"{word}.yml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else []
