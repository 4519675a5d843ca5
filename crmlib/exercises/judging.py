"""Right answers that are one number, one phrase or a set of labels, and their named mistakes."""

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any

from crmlib.exercises.forms import as_labels, as_number, as_words, kind_of

__all__ = ["Choice", "Items", "Number", "Verdict"]


@dataclass(frozen=True)
class Verdict:
    """Whether an answer is right, and what to tell the learner.

    Parameters
    ----------
    right : bool
        True if nothing is left to mend.
    message : str
        What is likely wrong; empty for a right answer.
    """

    right: bool
    message: str = ""


@dataclass(frozen=True)
class Number:
    """A single number.

    Parameters
    ----------
    expected : float
        The right answer.
    mistakes : tuple of (float, str)
        Likely wrong answers, each with what to tell whoever gives it.
    tolerance : float
        Largest absolute difference that still counts as right.
    unit : str
        What the number is in, named when the answer is 100 times too large or too small.

    Examples
    --------
    >>> share = Number(0.54, ((0.46, "That is the share of the others."),), tolerance=0.01)
    >>> share.judge([0.545]).right, share.judge(0.46).message
    (True, 'That is the share of the others.')
    """

    expected: float
    mistakes: tuple[tuple[float, str], ...] = ()
    tolerance: float = 1e-6
    unit: str = "fraction"

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two answers differ by no more than the tolerance."""
        left, right = as_number(answer), as_number(other)
        if not isinstance(left, Real) or not isinstance(right, Real):
            return False
        return bool(abs(left - right) <= self.tolerance)

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        value = as_number(answer)
        if isinstance(value, str):
            return Verdict(False, value)
        if self.same(value, self.expected):
            return Verdict(True)
        for wrong, message in self.mistakes:
            if self.same(value, wrong):
                return Verdict(False, message)
        if value != value:
            return Verdict(False, "That is NaN: a division by zero, or a missing value on the way.")
        for factor in (100, 0.01):
            off = abs(value - factor * self.expected)
            if self.expected and off <= factor * self.tolerance:
                return Verdict(
                    False, f"That is {factor:g} times the answer: it is asked for as a {self.unit}."
                )
        return Verdict(
            False, f"{value:,.6g} is too {'large' if value > self.expected else 'small'}."
        )


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
    """A set of labels: list, tuple, set, array, Series or Index, in any order.

    Parameters
    ----------
    expected : iterable
        The right labels.
    mistakes : tuple of (iterable, str)
        Likely wrong sets, each with what to tell whoever gives it.

    Examples
    --------
    >>> Items(["milk", "bread"]).judge({"bread", "beer"}).message
    '1 of 2 are there, and 1 do not belong.'
    """

    expected: Iterable
    mistakes: tuple[tuple[Iterable, str], ...] = ()

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two answers hold the same labels, each as often."""
        left, right = as_labels(answer), as_labels(other)
        return left is not None and right is not None and sorted(left) == sorted(right)

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        labels = as_labels(answer)
        if labels is None:
            return Verdict(False, f"A list of labels is asked for; this is {kind_of(answer)}.")
        if self.same(labels, self.expected):
            return Verdict(True)
        for wrong, message in self.mistakes:
            if self.same(labels, wrong):
                return Verdict(False, message)
        expected = as_labels(self.expected)
        right = len(set(labels) & set(expected))
        return Verdict(
            False, f"{right} of {len(expected)} are there, and {len(labels) - right} do not belong."
        )
