"""The register of questions: one decorated function per exercise."""

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from crmlib.exercises.judging import Choice, Items, Number
from crmlib.exercises.judging_tables import Function, Table

__all__ = [
    "Question",
    "find_question",
    "known_ids",
    "mistakes_of",
    "question",
    "reference_solutions",
]

FOLDER = Path(__file__).parent
_REGISTER: dict[str, "Question"] = {}


@dataclass(frozen=True)
class Question:
    """What an exercise asks: hints, the right answer and the mistakes, all made when asked.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    hints : tuple of str
        From a nudge to nearly the answer.
    answer : callable
        Computes the right answer and the known mistakes, once per session.
    after : str
        One sentence to take away, shown once the answer is right; may be empty.
    """

    name: str
    hints: tuple[str, ...]
    answer: Callable[[], Number | Choice | Items | Table | Function]
    after: str


def question(name: str, *, hints: tuple[str, ...], after: str = "") -> Callable:
    """Return a decorator that enters a question in the register.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    hints : tuple of str
        At least two, from a nudge to nearly the answer.
    after : str
        One sentence to take away, shown once the answer is right.

    Returns
    -------
    callable
        A decorator for a function without arguments that returns the answer's description.

    Raises
    ------
    ValueError
        If the id is taken, or fewer than two hints are given.

    Examples
    --------
    >>> question("sum-1", hints=("One nudge.",))
    Traceback (most recent call last):
    ValueError: `hints` must hold at least two; got 1 for sum-1.
    """
    if len(hints) < 2:
        raise ValueError(f"`hints` must hold at least two; got {len(hints)} for {name}.")
    if name in _REGISTER:
        raise ValueError(f"`name` must be new; got {name!r}, which is taken.")

    def register(answer: Callable) -> Callable:
        _REGISTER[name] = Question(name, hints, cache(answer), after)
        return answer

    return register


def mistakes_of(
    codes: tuple[tuple[Callable, str], ...], *data: Any
) -> tuple[tuple[float, str], ...]:
    """Return the number that each mistake makes of the data, with what to tell.

    Parameters
    ----------
    codes : tuple of (callable, str)
        What a student would compute, and the message for whoever does.
    *data : object
        What the student computes it from.

    Returns
    -------
    tuple of (float, str)
        As `Number` takes its mistakes.

    Examples
    --------
    >>> mistakes_of(((sum, "That is the sum."), (max, "That is the largest.")), [1, 2])
    ((3.0, 'That is the sum.'), (2.0, 'That is the largest.'))
    """
    return tuple((float(code(*data)), told) for code, told in codes)


def find_question(name: str) -> Question:
    """Return the question of an exercise.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".

    Returns
    -------
    Question
        With its hints and its answer.

    Raises
    ------
    KeyError
        If there is no such exercise.

    Examples
    --------
    >>> len(find_question("start-1").hints)
    2
    """
    if not isinstance(name, str):
        raise KeyError(name)
    word = name.rpartition("-")[0]
    if word in _words():
        importlib.import_module(f"crmlib.exercises.{word}")
    return _REGISTER[name]


def known_ids() -> list[str]:
    """Return the ids of all exercises, sorted.

    Returns
    -------
    list of str
        Such as "walmart-1".

    Examples
    --------
    >>> "start-1" in known_ids()
    True
    """
    for word in _words():
        importlib.import_module(f"crmlib.exercises.{word}")
    return sorted(_REGISTER)


@cache
def reference_solutions() -> dict[str, str]:
    """Return the reference solution of every exercise, by id.

    Returns
    -------
    dict of str
        Program text, in the order of the chapters; empty in a students' copy of the course,
        which comes without solutions.

    Examples
    --------
    >>> reference_solutions()["start-1"].partition(" = ")[0]
    'share_of_top'
    """
    path = FOLDER / "solutions.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _words() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yml"))
