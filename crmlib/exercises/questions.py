"""The register of questions: one decorated function per exercise."""

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crmlib.exercises.judging import Choice, Items, Number
from crmlib.exercises.judging_tables import Function, Table

__all__ = ["Question", "find_question", "known_ids", "question", "reference_solutions"]

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
        Program text, in the order of the chapters.

    Examples
    --------
    >>> reference_solutions()["start-1"]
    'top_share = spending.head(n_top).sum() / spending.sum()'
    """
    return json.loads((FOLDER / "solutions.json").read_text(encoding="utf-8"))


def _words() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yml"))
