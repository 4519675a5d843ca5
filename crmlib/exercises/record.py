"""A learner's record: kept in one file beside the copies, on this machine only."""

from __future__ import annotations

import html
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crmlib import course_root, work_folder
from crmlib.exercises.minutes import exercises_of, own_minutes, sittings_of

__all__ = [
    "Progress",
    "keep_entry",
    "kept_entries",
    "learners_folder",
    "progress",
    "progress_of",
    "record_answer",
]

RECORD = ".progress.jsonl"
ELSEWHERE = "Progress is kept with your copies: open this notebook in work/ and run the cell again."
UNKEPT = "This is the course's own notebook, so your progress is not kept: open your copy in work/."
LEGEND = "Yours: time between checks, quizzes and predictions, breaks of half an hour left out."
TOO_LARGE = 10**15  # for a time and for a predicted number
RIGHT, TRIED, OPEN = "█", "▒", "░"
_SAID: set[str] = set()  # what was said in this session against keeping progress
COLOURS = {RIGHT: "#1a7f37", TRIED: "#bc4c00", OPEN: "#d0d7de"}


@dataclass(frozen=True)
class Progress:
    """What is right, tried and open in each chapter, and the time taken; plain and as HTML.

    Parameters
    ----------
    chapters : dict of dict of str
        For each chapter, by the stem of its file, the state of each exercise: "right", "tried"
        or "open". Empty where no progress is kept.
    minutes : dict of dict of tuple
        For each chapter, by the stem of its file, and each sitting that was begun, by its
        number: the learner's own minutes and those that the chapter estimates.
    """

    chapters: dict[str, dict[str, str]]
    minutes: dict[str, dict[int, tuple[int, int]]] = field(default_factory=dict)

    def __repr__(self) -> str:
        if not self.chapters:
            return ELSEWHERE
        width = max(map(len, self.chapters))
        bars = max(map(len, self.chapters.values()))
        lines = [
            f"{stem:{width}}  {_bar(states):{bars}}  {_words(states)}{self._times(stem)}"
            for stem, states in self.chapters.items()
        ]
        return "\n".join([*lines, *[LEGEND] * any(self.minutes.values())])

    def _repr_html_(self) -> str:
        if not self.chapters:
            return f"<p>{ELSEWHERE}</p>"
        rows = "".join(
            f'<tr><th scope="row" style="text-align: left">{html.escape(stem)}</th>'
            f'<td style="text-align: left">{_blocks(states)}</td>'
            f'<td style="text-align: left">{html.escape(_words(states) + self._times(stem))}'
            "</td></tr>"
            for stem, states in self.chapters.items()
        )
        legend = f"<p>{LEGEND}</p>" * any(self.minutes.values())
        return f'<table class="crm-progress">{rows}</table>{legend}'

    def _times(self, stem: str) -> str:
        return "".join(
            f"; sitting {number}: yours {own} minutes, ours about {ours}"
            for number, (own, ours) in self.minutes.get(stem, {}).items()
        )


def progress() -> Progress:
    """Return how far the learner is: a bar per chapter, what is right, what is open, the time.

    Use it in a notebook, at any time.

    Returns
    -------
    Progress
        One row per chapter that has exercises; in the course's own notebooks nothing is kept,
        and the text says so.

    Notes
    -----
    The record is one file beside the learner's copies. It never leaves the machine.

    Examples
    --------
    >>> progress()
    Progress is kept with your copies: open this notebook in work/ and run the cell again.
    """
    work = learners_folder()
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
    entries = kept_entries(Path(work))
    known: dict[str, bool] = {}
    for entry in entries:
        if "right" in entry:
            known[entry["exercise"]] = known.get(entry["exercise"], False) or entry["right"]
    words = {True: "right", False: "tried", None: "open"}
    chapters = {
        stem: {name: words[known.get(name)] for name in names}
        for stem, names in _exercises().items()
    }
    folder = course_root() / "notebooks"
    sittings = {stem: sittings_of(folder / f"{stem}.ipynb") for stem in chapters}
    return Progress(chapters, own_minutes(entries, sittings))


def record_answer(name: str, right: bool | None) -> str:
    """Keep whether an answer was right, and when, if it was given in a learner's notebook.

    `check` calls it; it never raises for what it finds on the disk.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    right : bool or None
        Whether the answer was right; None if there was none yet: then only the time is kept.

    Returns
    -------
    str
        A sentence that says why nothing is kept, once in a session; else empty.

    Examples
    --------
    >>> record_answer("walmart-1", True)
    ''
    """
    problem = keep_entry({"exercise": name} | ({} if right is None else {"right": bool(right)}))
    said = f"Your progress could not be kept: {problem}." if problem else ""
    if right is not None and not said and _in_kernel() and learners_folder() is None:
        said = UNKEPT * _is_in(_notebook_place(), course_root() / "notebooks")
    if not said or said in _SAID:
        return ""
    _SAID.add(said)
    return f"({said})"


def keep_entry(entry: dict[str, Any]) -> str:
    """Add one line to the learner's record, with the time; elsewhere do nothing.

    Parameters
    ----------
    entry : dict
        The line: `exercise` and, once answered, `right`; or `quiz` and `sitting`; or
        `prediction` and `values`.

    Returns
    -------
    str
        Empty if all went well; else what the system says against it.

    Examples
    --------
    >>> keep_entry({"quiz": "walmart", "sitting": None})
    ''
    """
    try:
        work = learners_folder()
        if work is not None:
            _append(work, [entry | {"time": _now()}])
    except OSError as error:
        return error.strerror or str(error)
    return ""


def kept_entries(work: Path) -> list[dict[str, Any]]:
    """Return the lines of a record as they were added; set a damaged one aside.

    Parameters
    ----------
    work : pathlib.Path
        The folder of the learner's copies.

    Returns
    -------
    list of dict
        What `keep_entry` was given, and `time` in seconds since 1970 where the line has one;
        what can be read of a damaged record.

    Examples
    --------
    >>> kept_entries(course_root() / "no-such-folder")
    []
    """
    try:
        entries, damaged = _parsed((work / RECORD).read_bytes())
    except FileNotFoundError:
        return []
    if damaged:
        _set_aside(work)
    return entries


def learners_folder() -> Path | None:
    """Return the learner's folder if a notebook of the learner's runs, wherever it stands.

    Returns
    -------
    pathlib.Path or None
        `crmlib.work_folder`; None for the course's own notebooks, and outside of a notebook
        unless one works in that folder.

    Notes
    -----
    A kernel doesn't always work in its notebook's folder: editors start it in the workspace or
    at home. So every notebook is the learner's but those that stand in the course's folders.

    Examples
    --------
    >>> learners_folder() is None
    True
    """
    root, here = course_root(), _notebook_place()
    work = work_folder(root)
    if _is_in(here, work):
        return work
    theirs = _in_kernel() and not any(
        _is_in(here, root / name) for name in ("notebooks", "solutions")
    )
    return work if theirs else None


def _notebook_place() -> Path:
    """Return the notebook that runs, where its editor or server names it; else the folder."""
    shell = _shell()
    named = getattr(shell, "user_ns", {}).get("__vsc_ipynb_file__")
    place = Path(str(named or os.environ.get("JPY_SESSION_NAME") or ""))
    return place if place.is_absolute() else Path.cwd()


def _in_kernel() -> bool:
    return hasattr(_shell(), "kernel")


def _shell() -> object:
    from IPython import get_ipython

    return get_ipython()


def _is_in(place: Path, folder: Path) -> bool:
    """Say whether a place is in a folder, by whatever names the two are known."""
    for known in (place, *place.parents):
        try:
            if known == folder or known.samefile(folder):
                return True
        except OSError:  # one of the two isn't there: another name can't be known
            continue
    return False


def _now() -> int:
    """Return the seconds since 1970: the one clock of the package, read for a learner only."""
    return int(time.time())


def _exercises() -> dict[str, list[str]]:
    """Return the ids of the exercises of each chapter that has some, in reading order."""
    paths = sorted((course_root() / "notebooks").glob("*.ipynb"))
    found = {path.stem: exercises_of(path) for path in paths}
    return {stem: names for stem, names in found.items() if names}


def _set_aside(work: Path) -> None:
    """Move the record away in one step, then append to a new one what can be read of it."""
    number = 1
    while os.path.lexists(aside := work / f".progress.damaged-{number}.jsonl"):
        number += 1
    try:
        (work / RECORD).rename(aside)
    except OSError:  # another notebook was quicker, or holds the file: next time
        return
    _append(work, _parsed(aside.read_bytes())[0])


def _parsed(content: bytes) -> tuple[list[dict[str, Any]], bool]:
    """Return the lines that can be read, and whether any part of the rest can't."""
    entries, damaged = [], False
    for line in filter(None, content.split(b"\n")):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            damaged = True
            continue
        read = _whole(entry) if isinstance(entry, dict) else {}
        damaged |= read != entry
        if read:
            entries.append(read)
    return entries, damaged


def _whole(entry: dict[str, Any]) -> dict[str, Any]:
    """Return of a line what is as it should be; nothing if it doesn't say what was done."""
    done = next((key for key in KINDS if isinstance(entry.get(key), str)), None)
    wanted = KINDS.get(done, {}) | {"time": _is_number}
    rest = {key: entry[key] for key, holds in wanted.items() if key in entry and holds(entry[key])}
    return {done: entry[done], **rest} if done else {}


def _is_number(value: object) -> bool:
    return type(value) in (int, float) and abs(value) < TOO_LARGE


def _is_prediction(values: object) -> bool:
    return isinstance(values, dict) and all(
        value is None or isinstance(value, str) or _is_number(value) for value in values.values()
    )


# What a line may say was done, and what else it then holds.
KINDS = {
    "exercise": {"right": lambda value: isinstance(value, bool)},
    "quiz": {"sitting": lambda value: value is None or type(value) is int},
    "prediction": {"values": _is_prediction},
}


def _append(work: Path, entries: list[dict[str, Any]]) -> None:
    """Add lines in one write, so that two open notebooks can't mix theirs."""
    # The first line break closes a line that was cut off.
    lines = "".join(f"\n{json.dumps(entry)}" for entry in entries) + "\n"
    work.mkdir(parents=True, exist_ok=True)
    for _ in range(2):  # once more if the record was set aside in the meantime
        with (work / RECORD).open("ab") as file:
            file.write(lines.encode())
            file.flush()
            if _is_at(work / RECORD, os.fstat(file.fileno())):
                return


def _is_at(path: Path, file: os.stat_result) -> bool:
    try:
        return os.path.samestat(path.stat(), file)
    except FileNotFoundError:
        return False


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
