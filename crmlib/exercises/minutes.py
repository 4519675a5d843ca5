"""The learner's own minutes per sitting, beside those that the chapter estimates."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Sitting", "exercises_of", "own_minutes", "sittings_of"]

BREAK = 30 * 60  # seconds between two events from which on the learner was away
HEAD_LINE = re.compile(r"^[*_\s]*about (\d+) minutes\b", re.IGNORECASE)
CHECK = re.compile(r"""\bcheck\(\s*["']([^"']+)["']""")
PREDICT = re.compile(r"""\bpredict\(\s*["'][^"']+["']\s*,([^)]*)""")
NAME = re.compile(r"(\w+)\s*=(?!=)")


@dataclass(frozen=True)
class Sitting:
    """A sitting as the built notebook of its chapter shows it.

    Parameters
    ----------
    number : int
        From 1 on.
    about : int
        The minutes that its head line names.
    names : frozenset of str
        The ids of its exercises and the names of its predictions.
    """

    number: int
    about: int
    names: frozenset[str]


def sittings_of(notebook: Path) -> list[Sitting]:
    """Return the sittings of a chapter, read from its built notebook.

    Parameters
    ----------
    notebook : pathlib.Path
        A file; one that is missing or can't be read has no sittings.

    Returns
    -------
    list of Sitting
        One for each heading ``## … sitting …`` with a line ``*About 80 minutes.*`` below it;
        empty for a chapter that names no minutes.

    Examples
    --------
    >>> sittings_of(Path("no-such-chapter.ipynb"))
    []
    """
    parts: list[dict[str, Any]] = []
    current: dict[str, Any] = {}
    for kind, source in _cells(notebook):
        if kind == "code":
            current.setdefault("names", set()).update(_names(source))
            continue
        for line in source.splitlines():
            if line.startswith("## "):
                current = {"names": set()}
                parts += [current] * ("sitting" in line.lower().split(":")[0])
            elif found := HEAD_LINE.match(line):
                current.setdefault("about", int(found[1]))
    return [
        Sitting(number, part["about"], frozenset(part["names"]))
        for number, part in enumerate(parts, 1)
        if "about" in part
    ]


def exercises_of(notebook: Path) -> list[str]:
    """Return the ids of a chapter's exercises in reading order, read from its built notebook.

    Parameters
    ----------
    notebook : pathlib.Path
        A file; one that is missing or can't be read has no exercises.

    Returns
    -------
    list of str
        What its code cells check, such as "walmart-1", each once.

    Examples
    --------
    >>> exercises_of(Path("no-such-chapter.ipynb"))
    []
    """
    code = [source for kind, source in _cells(notebook) if kind == "code"]
    return list(dict.fromkeys(name for source in code for name in CHECK.findall(source)))


def own_minutes(
    entries: Iterable[Mapping[str, Any]], sittings: Mapping[str, list[Sitting]]
) -> dict[str, dict[int, tuple[int, int]]]:
    """Return how long the learner took for each sitting, and what the chapter estimates.

    Parameters
    ----------
    entries : iterable of mapping
        The lines of a record in the order in which they were added; those without a `time`
        are left out.
    sittings : mapping of list of Sitting
        Those of each chapter, by the stem of its file.

    Returns
    -------
    dict of dict of tuple
        For each chapter and each sitting with at least one own minute: own, estimated.

    Notes
    -----
    The minutes of a sitting are the sum of the gaps between its successive events. A gap of 30
    minutes or more is a break, and one below zero a clock that was set back: neither counts.

    Examples
    --------
    >>> chapters = {"01_tea": [Sitting(1, 80, frozenset({"tea-1"}))]}
    >>> own_minutes([{"exercise": "tea-1", "time": t} for t in (0, 600, 9000, 9060)], chapters)
    {'01_tea': {1: (11, 80)}}
    """
    seconds: dict[tuple[str, int], float] = {}
    before: dict[tuple[str, int], float] = {}
    here: dict[str, int] = {}
    for entry in entries:
        place = _place(entry, sittings, here)
        if place is None or "time" not in entry:
            continue
        gap = entry["time"] - before.get(place, entry["time"])
        seconds[place] = seconds.get(place, 0) + (gap if 0 < gap < BREAK else 0)
        before[place] = entry["time"]
        here[place[0]] = place[1]
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for stem, parts in sittings.items():
        for part in parts:
            own = seconds.get((stem, part.number), 0)
            if own >= 60:
                found.setdefault(stem, {})[part.number] = (round(own / 60), part.about)
    return found


def _cells(notebook: Path) -> list[tuple[str, str]]:
    """Return the kind and the source of every cell; none if it is no notebook."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        return [(str(cell["cell_type"]), "".join(cell["source"])) for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _names(source: str) -> set[str]:
    """Return the ids of the exercises and the names of the predictions in a cell."""
    names = set(CHECK.findall(source))
    return names.union(*(NAME.findall(values) for values in PREDICT.findall(source)))


def _place(
    entry: Mapping[str, Any], sittings: Mapping[str, list[Sitting]], here: Mapping[str, int]
) -> tuple[str, int] | None:
    """Return the chapter and the sitting of an event; None if it belongs to no sitting.

    A prediction shown again and a quiz asked for as a whole name no sitting: they belong to the
    one where the learner was last.
    """
    of_exercise = entry.get("exercise", "").rpartition("-")[0]
    word = entry.get("quiz", entry.get("prediction", of_exercise))
    stem = next((stem for stem in sittings if f"_{word}_" in f"{stem}_"), "")
    parts = sittings.get(stem, [])
    names = {entry.get("exercise"), *(entry.get("values") or ())}
    found = [p.number for p in parts if names & p.names or p.number == entry.get("sitting")]
    if found:
        return stem, found[0]
    return (stem, here[stem]) if stem in here and "exercise" not in entry else None
