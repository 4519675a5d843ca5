"""Right answers that are one number, one phrase or a set of labels, and their named mistakes."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from crmlib.exercises.forms import (
    NOT_CALLED,
    UNCALLED,
    as_labels,
    as_number,
    as_words,
    digits_right,
    kind_of,
    read_labels,
)

__all__ = ["UNITS", "Choice", "Items", "Number", "Verdict"]

SECONDS = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400, "weeks": 604_800}
UNITS = ("fraction", "percent", "ratio", "coefficient", *SECONDS)
COUNT = "count of "
ENOUGH, NEARLY = 3, 2  # significant digits of a measured value
QUOTES = "Leave out the quotes: a number needs none."
NAN = (
    "That is NaN: a division by zero, a missing value on the way, or nothing left to take it from."
)
FEW = 20  # values among which a learner may look for the right one


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and what to tell the learner.

    Parameters
    ----------
    right : bool
        True if nothing is left to mend.
    message : str
        What is likely wrong; of a right answer, what else there is to say about its form.
    """

    right: bool
    message: str = ""


@dataclass(frozen=True)
class Number:
    """A single number.

    A measured value may be rounded to three significant digits or more; a count is exact. This
    is decided before any mistake is looked for.

    Parameters
    ----------
    expected : float
        The right answer.
    mistakes : tuple of (float, str)
        Likely wrong answers, each with what to tell whoever gives it. Two that come to the same
        number are told together.
    tolerance : float
        Largest absolute difference that still counts as right, for other ways to compute the
        same; of no effect for counts.
    unit : str
        What the number is in. One of `UNITS`, which say what else it could be confused with;
        "count of …", which makes it exact; or any other words, such as "dollars".

    Examples
    --------
    >>> share = Number(0.5412, ((0.46, "That is the share of the others."),), unit="fraction")
    >>> share.judge([0.541]).message, share.judge(0.54).message
    ('Unrounded it is 0.5412.', 'Right so far: give one digit more.')
    >>> share.judge(0.46).message, share.judge(54.1).message
    ('That is the share of the others.', 'That is in percent: it is asked for as a fraction.')
    """

    expected: float
    mistakes: tuple[tuple[float, str], ...] = ()
    tolerance: float = 1e-6
    unit: str = ""

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two answers differ by no more than the tolerance, or both are NaN."""
        left, right = self._read(answer), self._read(other)
        if isinstance(left, str) or isinstance(right, str):
            return False
        if left != left or right != right:
            return bool(left != left and right != right)
        return bool(left == right or (not self._is_count and abs(left - right) <= self.tolerance))

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        value = self._read(answer)
        if isinstance(value, str):
            return Verdict(False, self._advised(answer, value))
        form = QUOTES if isinstance(answer, str) else ""
        digits = digits_right(value, self.expected)
        if digits == math.inf or (self.same(value, self.expected) and not 0 < digits < ENOUGH):
            return Verdict(True, f"{form} {self._unrounded(value)}".strip())
        if value != value:
            named = (told for wrong, told in self.mistakes if wrong != wrong)
            return Verdict(False, next(named, NAN))
        told = self._named(value)
        if digits and not self._is_count:
            return self._rounded(value, digits, told, form)
        return Verdict(False, told or self._guessed(value) or self._direction(value))

    @property
    def _is_count(self) -> bool:
        return self.unit.startswith(COUNT)

    def _read(self, answer: Any) -> Real | str:
        return as_number(answer, SECONDS.get(self.unit.removeprefix(COUNT), 0))

    def _unrounded(self, value: float) -> str:
        shown = f"{self.expected:,.6g}"
        if self._is_count or digits_right(value, self.expected) in (0, math.inf):
            return ""
        return f"Unrounded it is {shown}." if shown != f"{value:,.6g}" else ""

    def _rounded(self, value: float, digits: float, told: str, form: str) -> Verdict:
        """Return the verdict on a number that is the right one, rounded."""
        exactly = any(digits_right(value, wrong) == math.inf for wrong, _ in self.mistakes)
        if exactly and digits < NEARLY:
            return Verdict(False, told)
        if told and (digits >= ENOUGH or exactly):
            return Verdict(
                False,
                f"{value:,.12g} may be the right answer, rounded, or another number. {told} "
                "Which one is yours? Give one digit more.",
            )
        if digits >= ENOUGH:
            return Verdict(True, f"{form} {self._unrounded(value)}".strip())
        if digits == NEARLY:
            return Verdict(False, "Right so far: give one digit more.")
        return Verdict(False, f"One digit, {value:,.6g}, is too few to tell: give three.")

    def _named(self, value: float) -> str:
        """Return what to tell about the mistakes that lead to a number; empty if none does."""
        found = [told for wrong, told in self.mistakes if digits_right(value, wrong) == math.inf]
        found = found or [told for wrong, told in self.mistakes if self._matches(value, wrong)]
        found = list(dict.fromkeys(found))
        if len(found) > 1:
            return f"More than one way leads to this number. {' Or: '.join(found)}"
        return "".join(found)

    def _matches(self, value: float, wrong: float) -> bool:
        off = abs(value - wrong)
        if off != off or (self._is_count and float(wrong).is_integer()):
            return False
        near = off <= 0.001 * abs(wrong) or (
            digits_right(value, wrong) >= ENOUGH and off <= 0.005 * abs(wrong)
        )
        return near and off <= abs(wrong - self.expected) / 2

    def _advised(self, answer: Any, problem: str) -> str:
        """Return what an answer is instead of a number, and how to make one of it."""
        if isinstance(answer, tuple) and len(answer) == 2 and self._is_count:
            return "That is a pair, as `.shape` gives it: rows, columns. Take the first, [0]."
        if _is_mask(answer):
            shares = self.unit in ("fraction", "percent", "ratio")
            other = ".mean() gives their share" if shares else "Keep what it marks: table[mask]"
            return f"{problem} {'.sum() counts the True ones' if self._is_count else other}."
        if not isinstance(answer, pd.DataFrame | pd.Series | pd.Index | np.ndarray | list | tuple):
            return problem
        values = np.asarray(answer, dtype=object).ravel()
        n_rows = len(answer) if isinstance(answer, pd.DataFrame) else len(values)
        countable = self._is_count and not isinstance(answer, tuple)
        to_count = countable and n_rows == self.expected
        if len(values) <= FEW and not to_count and any(map(self._shows, values)):
            return f"{problem} The right one is among them: take it alone."
        is_summary = n_rows <= FEW < self.expected
        return f"{problem} Count them: len(…)." if countable and not is_summary else problem

    def _shows(self, value: Any) -> bool:
        is_number = isinstance(value, Real) and not isinstance(value, bool)
        return is_number and digits_right(float(value), self.expected) >= ENOUGH

    def _guessed(self, value: float) -> str:
        """Return what the number may be instead, where the unit makes that possible."""
        asked = f"it is asked for as a {self.unit}."
        if self._is_count:
            return self._no_count(value)
        if self.unit in ("fraction", "ratio") and self._near(value, 100 * self.expected, NEARLY):
            return f"That is in percent: {asked}"
        if self.unit == "percent" and self._near(value, self.expected / 100, NEARLY):
            return "That is a fraction: it is asked for in percent."
        if self.unit == "ratio" and self.expected and self._near(value, 1 / self.expected):
            return "That is upside down: what is below the line belongs above it."
        if (
            self.unit == "fraction"
            and 0 <= self.expected <= 1
            and (other := self._other_share(value))
        ):
            return other
        if self.unit == "coefficient" and abs(value) > 1:
            return f"{value:,.6g} is not between -1 and 1, where such a coefficient lies."
        for other, length in SECONDS.items() if self.unit in SECONDS else ():
            target = self.expected * SECONDS[self.unit] / length
            if other != self.unit and self._near(value, target, NEARLY):
                return f"That is in {other}: it is asked for in {self.unit}."
        if self._near(value, -self.expected):
            return "That has the right size and the wrong sign: what is taken from what?"
        return ""

    def _other_share(self, value: float) -> str:
        """Return which share of the same two parts a number is, or that it is none."""
        if self._near(value, 1 - self.expected):
            return "That is the share of all the others: 1 minus the one that is asked for."
        if self.expected and self._near(value, 1 / self.expected):
            return "That is upside down: the whole is divided by the part."
        if self.expected < 1 and self._near(value, self.expected / (1 - self.expected)):
            return "That is the part divided by the rest: divide it by the whole."
        if not 0 <= value <= 1:
            return f"{value:,.6g} is not between 0 and 1: it is asked for as a fraction."
        return ""

    def _no_count(self, value: float) -> str:
        things = self.unit.removeprefix(COUNT)
        if 0 < abs(value) < 1 <= abs(self.expected):
            return f"That is a share: asked is how many {things} they are."
        if not float(value).is_integer():
            return f"{value:,.6g} is no count: how many {things} are there, as a whole number?"
        if digits_right(value, self.expected) >= NEARLY:
            return f"A count is exact: give all digits of the number of {things}."
        if abs(value - self.expected) <= 2:
            way = "large" if value > self.expected else "small"
            return f"{value:,.6g} is a little too {way}: look at the ends, > or >=."
        return ""

    def _near(self, value: float, target: float, digits: int = ENOUGH) -> bool:
        close = math.isclose(value, target, rel_tol=0.001)
        return close or digits_right(value, target) >= digits

    def _direction(self, value: float) -> str:
        """Return whether a number is too large or too small, and roughly how much."""
        ratio = value / self.expected if self.expected else math.nan
        way = "large" if value > self.expected else "small"
        if self.expected < 0 < ratio < math.inf:
            way = "far below 0" if ratio > 1 else "near 0"
        said = f"{value:,.6g} is too {way}"
        if not self.expected or not math.isfinite(value):
            return f"{said}."
        if value == 0:
            cut = ", or did `//` cut it off" if self.unit == "fraction" else ""
            return f"{said}: is anything left to count or to add up{cut}?"
        if value == 1 and self.unit == "fraction":
            return f"{said}, a share of all: was it rounded, or were the others left out before?"
        if ratio < 0:
            return f"{said}: the answer is {'above' if self.expected > 0 else 'below'} 0."
        if abs(ratio - 1) < 0.01:
            return f"{said}, by less than 1 %: was something rounded on the way?"
        if abs(ratio - 1) < 0.1:
            return f"{said}, by less than 10 %: go through the steps once more."
        return f"{said}: {_rough(ratio)} the answer."


@dataclass(frozen=True)
class Choice:
    """One word or phrase; case and surrounding blanks do not count.

    Parameters
    ----------
    expected : str
        The right answer.
    mistakes : tuple of (str, str)
        The other options, each with what to tell whoever chooses it.

    Examples
    --------
    >>> Choice("holds", (("does not hold", "Look again."),)).judge("Does not hold").message
    'Look again.'
    """

    expected: str
    mistakes: tuple[tuple[str, str], ...] = ()

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two answers are the same words."""
        return as_words(answer) == as_words(other)

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        if not isinstance(answer, str):
            return Verdict(False, f"Text in quotes is asked for; this is {kind_of(answer)}.")
        if self.same(answer, self.expected):
            return Verdict(True)
        for wrong, message in self.mistakes:
            if self.same(answer, wrong):
                return Verdict(False, message)
        options = sorted([self.expected, *(wrong for wrong, _ in self.mistakes)])
        return Verdict(False, f"Choose one of: {', '.join(options)}.")


@dataclass(frozen=True)
class Items:
    """A set of labels: list, tuple, set, array, Series or Index, in any order, case and blanks.

    Parameters
    ----------
    expected : iterable
        The right labels.
    mistakes : tuple of (iterable, str)
        Likely wrong sets, each with what to tell whoever gives it.

    Examples
    --------
    >>> Items(["milk", "bread"]).judge({"bread", "beer"}).message
    '1 of 2 are there; beer does not belong.'
    """

    expected: Iterable
    mistakes: tuple[tuple[Iterable, str], ...] = ()

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two answers hold the same labels, each as often."""
        wanted = _loose(as_labels(other) or [])
        return any(_loose(labels) == wanted for labels, _ in read_labels(answer))

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        readings = read_labels(answer)
        wanted = _loose(as_labels(self.expected))
        for labels, where in readings:
            if _loose(labels) == wanted:
                return Verdict(True, where)
        given = [_loose(labels) for labels, _ in readings]
        told = [message for wrong, message in self.mistakes if _loose(as_labels(wrong)) in given]
        if told:
            return Verdict(False, " Or: ".join(dict.fromkeys(told)))
        return Verdict(False, self._form(answer, wanted) or self._difference(readings, wanted))

    def _form(self, answer: Any, wanted: list[str]) -> str:
        """Return what to do with an answer that is no list of labels; empty if it is one."""
        mask = [bool(value) for value in answer] if _is_mask(answer) else []
        if mask:
            said = f"This is a mask, {kind_of(answer)}"
            if isinstance(answer, pd.Series) and _loose(as_labels(answer.index[mask])) == wanted:
                return f"{said}, and it is right: keep the rows it marks, table[mask], by name."
            return f"{said}: keep the rows it marks, table[mask], and take their names."
        if isinstance(answer, str) and "," in answer:
            return "Put each name in quotes of its own, and square brackets around all."
        if isinstance(answer, pd.DataFrame):
            for name in answer.columns[answer.columns.map(answer.columns.tolist().count) == 1]:
                if _loose(as_labels(answer[name])) == wanted:
                    return f"The rows are right: take the names alone, the column {name}."
        labels = as_labels(answer) or [""]
        if all(map(_is_number, labels)) and not any(map(_is_number, wanted)):
            rows = "row " * all(label.isdecimal() for label in labels)
            return f"These are {rows}numbers: take the names, from the column that holds them."
        if isinstance(answer, str) and as_words(answer) in wanted:
            return f"A list of labels is asked for; this is text, one of the {len(wanted)}."
        if isinstance(answer, UNCALLED):
            return NOT_CALLED
        if isinstance(answer, str) or not read_labels(answer):
            return f"A list of labels is asked for; this is {kind_of(answer)}."
        return ""

    def _difference(self, readings: list[tuple[list[str], str]], wanted: list[str]) -> str:
        """Return how many labels are there, and which do not belong, in the best reading."""
        labels = max((one for one, _ in readings), key=lambda one: len({*wanted} & {*_loose(one)}))
        left = list(wanted)
        extra = []
        for label in labels:
            if as_words(label) in left:
                left.remove(as_words(label))
            else:
                extra.append(label)
        said = f"{len(wanted) - len(left)} of {len(wanted)} are there"
        if not labels:
            return "Nothing is left: is each text spelled as in the table, and is the filter right?"
        if not extra:
            return f"{said}; the others are missing."
        verb = "does" if len(extra) == 1 else "do"
        names = ", ".join(extra[:3]) + ", …" * (len(extra) > 3)
        return f"{said}; {names[:120]} {verb} not belong."


def _loose(labels: list[str]) -> list[str]:
    return sorted(as_words(label) for label in labels)


def _is_number(label: str) -> bool:
    return not isinstance(as_number(label), str)


def _is_column(answer: Any) -> bool:
    if isinstance(answer, np.ndarray):
        return answer.ndim == 1
    return isinstance(answer, pd.Series | list | tuple)


def _is_mask(answer: Any) -> bool:
    return (
        _is_column(answer)
        and len(answer) > 0
        and all(isinstance(value, bool | np.bool_) for value in answer)
    )


def _rough(ratio: float) -> str:
    """Return in words how a number compares with the answer, too roughly to compute it."""
    for times, words in [(100, "a hundred times"), (10, "ten times"), (2, "twice")]:
        if ratio >= times:
            return f"more than {words}"
    for part, words in [(0.01, "a hundredth"), (0.1, "a tenth"), (0.5, "half")]:
        if ratio <= part:
            return f"less than {words} of"
    return "less than twice" if ratio > 1 else "more than half of"
