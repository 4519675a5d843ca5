"""A learner's progress: kept in one file in work/, on this machine only."""

from __future__ import annotations

import html
import json
import os
from dataclasses import dataclass
from pathlib import Path

from crmlib import course_root

__all__ = ["Progress", "progress", "progress_of", "record_answer"]

RECORD = ".progress.jsonl"
ELSEWHERE = "Progress is kept with your copies: open this notebook in work/ and run the cell again."
RIGHT, TRIED, OPEN = "█", "▒", "░"
COLOURS = {RIGHT: "#1a7f37", TRIED: "#bc4c00", OPEN: "#d0d7de"}


@dataclass(frozen=True)
class Progress:
    """What is right, tried and open in each chapter; the same plain and as HTML.

    Parameters
    ----------
    chapters : dict of dict of str
        For each chapter, by the stem of its file, the state of each exercise: "right", "tried"
        or "open". Empty where no progress is kept.
    """

    chapters: dict[str, dict[str, str]]

    def __repr__(self) -> str:
        rows = [(stem, _bar(states), _words(states)) for stem, states in self.chapters.items()]
        width = max((len(stem) for stem, _, _ in rows), default=0)
        bars = max((len(bar) for _, bar, _ in rows), default=0)
        lines = [f"{stem:{width}}  {bar:{bars}}  {words}" for stem, bar, words in rows]
        return "\n".join(lines) or ELSEWHERE

    def _repr_html_(self) -> str:
        if not self.chapters:
            return f"<p>{ELSEWHERE}</p>"
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{html.escape(stem)}</th>'
            f'<td style="text-align: left">{_blocks(states)}</td>'
            f'<td style="text-align: left">{html.escape(_words(states))}</td></tr>'
            for stem, states in self.chapters.items()
        )
        return f'<table class="crm-progress">{rows}</table>'


def progress() -> Progress:
    """Return how far the learner is: a bar per chapter, what is right and what is open.

    Use it in a notebook of work/, at any time.

    Returns
    -------
    Progress
        One row per chapter that has exercises; outside work/ nothing is kept, and the text
        says so.

    Notes
    -----
    The record is one file in work/. It never leaves the machine.

    Examples
    --------
    >>> progress()
    Progress is kept with your copies: open this notebook in work/ and run the cell again.
    """
    work = _learners_folder()
    return Progress({}) if work is None else progress_of(work)


def progress_of(work: Path) -> Progress:
    """Return the progress that a folder of copies records.

    Use it where the folder is known, as ``python -m crmlib progress`` does.

    Parameters
    ----------
    work : pathlib.Path
        The folder of the learner's copies; without a record every exercise is open.

    Returns
    -------
    Progress
        One row per chapter that has exercises, in the order of the chapters.

    Notes
    -----
    A right answer stays right, also if a later one is wrong. A damaged record is set aside as
    ``.progress.damaged-1.jsonl``; what can be read of it is kept.

    Examples
    --------
    >>> list(progress_of(course_root() / "no-such-folder").chapters)[0]
    '00_start_here'
    """
    known = _read(Path(work))
    words = {True: "right", False: "tried", None: "open"}
    return Progress(
        {
            stem: {name: words[known.get(name)] for name in names}
            for stem, names in _exercises().items()
        }
    )


def record_answer(name: str, right: bool) -> str:
    """Keep whether an answer was right, if it was given in a notebook of work/.

    `check` calls it; it never raises for what it finds on the disk.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    right : bool
        Whether the answer was right.

    Returns
    -------
    str
        Empty if all went well; else a sentence that says why nothing could be kept.

    Examples
    --------
    >>> record_answer("walmart-1", True)
    ''
    """
    work = _learners_folder()
    if work is None:
        return ""
    try:
        before = _read(work).get(name)
        if before is None or (right and not before):
            _append(work, {name: right})
    except OSError as error:
        return f"(Your progress could not be kept: {error.strerror or error}.)"
    return ""


def _learners_folder() -> Path | None:
    """Return work/ if the notebook that runs stands in it."""
    work, here = course_root() / "work", Path.cwd()
    return work if work == here or work in here.parents else None


def _exercises() -> dict[str, list[str]]:
    """Return the ids of the exercises of each chapter, in reading order."""
    from crmlib.exercises.questions import reference_solutions

    stems = sorted(path.stem for path in (course_root() / "notebooks").glob("*.ipynb"))
    found: dict[str, list[str]] = {}
    for name in reference_solutions():
        word = name.rpartition("-")[0]
        stem = next(stem for stem in stems if f"_{word}_" in f"{stem}_")
        found.setdefault(stem, []).append(name)
    return found


def _read(work: Path) -> dict[str, bool]:
    """Return what is recorded; set a damaged record aside, keeping what can be read."""
    try:
        known, damaged = _parsed((work / RECORD).read_bytes())
    except FileNotFoundError:
        return {}
    if damaged:
        _set_aside(work)
    return known


def _set_aside(work: Path) -> None:
    """Move the record away in one step, then append to a new one what can be read of it."""
    number = 1
    while os.path.lexists(aside := work / f".progress.damaged-{number}.jsonl"):
        number += 1
    try:
        (work / RECORD).rename(aside)
    except FileNotFoundError:  # another notebook was quicker
        return
    _append(work, _parsed(aside.read_bytes())[0])


def _parsed(content: bytes) -> tuple[dict[str, bool], bool]:
    known: dict[str, bool] = {}
    damaged = False
    for line in filter(None, content.split(b"\n")):
        try:
            entry = json.loads(line)
            name, right = entry["exercise"], entry["right"]
        except (ValueError, KeyError, TypeError):
            damaged = True
            continue
        if isinstance(name, str) and isinstance(right, bool):
            known[name] = known.get(name, False) or right
        else:
            damaged = True
    return known, damaged


def _append(work: Path, answers: dict[str, bool]) -> None:
    """Add lines in one write, so that two open notebooks can't mix theirs."""
    lines = [json.dumps({"exercise": name, "right": right}) for name, right in answers.items()]
    with (work / RECORD).open("ab") as file:
        # The first line break closes a line that was cut off.
        file.write(("\n" + "\n".join(lines) + "\n").encode())


def _bar(states: dict[str, str]) -> str:
    marks = {"right": RIGHT, "tried": TRIED, "open": OPEN}
    return "".join(marks[state] for state in states.values())


def _blocks(states: dict[str, str]) -> str:
    return "".join(
        f'<span title="{html.escape(name)}: {state}" style="color: {COLOURS[mark]}">{mark}</span>'
        for (name, state), mark in zip(states.items(), _bar(states), strict=True)
    )


def _words(states: dict[str, str]) -> str:
    n_right = sum(state == "right" for state in states.values())
    said = f"{n_right} of {len(states)} right"
    for word in ("tried", "open"):
        numbers = [name.rpartition("-")[2] for name, state in states.items() if state == word]
        begun = len(numbers) < len(states)
        said += f"; {word}: {', '.join(numbers)}" if numbers and begun else ""
    return said
