"""The register of questions: one decorated function per exercise."""

import importlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crmlib.exercises.answers import Choice, Items, Number
from crmlib.exercises.tables import Function, Table

__all__ = ["Question", "find_question", "known_ids", "question", "reference_solutions"]

FOLDER = Path(__file__).parent
_REGISTER: dict[str, "Question"] = {}


@dataclass(frozen=True)
class Question:
    """What an exercise asks: hints, the right answer and the mistakes, all made when asked."""

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
    """
    if len(hints) < 2:
        raise ValueError(f"`hints` must hold at least two; got {len(hints)} for {name}.")
    if name in _REGISTER:
        raise ValueError(f"`name` must be new; got {name!r}, which is taken.")

    def register(answer: Callable) -> Callable:
        _REGISTER[name] = Question(name, hints, answer, after)
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
    """
    word = str(name).rpartition("-")[0]
    if word in _words():
        importlib.import_module(f"crmlib.exercises.{word}")
    return _REGISTER[str(name)]


def known_ids() -> list[str]:
    """Return the ids of all exercises, sorted.

    Returns
    -------
    list of str
        Such as "walmart-1".
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
        Program text.
    """
    return json.loads((FOLDER / "solutions.json").read_text(encoding="utf-8"))


def _words() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.yml"))
