"""The forms that an answer may come in, reduced to one."""

import dis
import itertools
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from types import FunctionType, MethodType
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["as_label", "as_labels", "as_number", "as_words", "is_blank", "kind_of"]

MOST_LABELS = 100_000
NOTHING_DONE = (["LOAD_CONST", "RETURN_VALUE"], ["RETURN_CONST"])


def is_blank(answer: Any) -> bool:
    """Return whether nothing was tried: `...`, None, or a function without a body.

    Parameters
    ----------
    answer : object
        What the learner handed in.

    Returns
    -------
    bool
        True for a function too whose body is a docstring, `...`, `pass` or a bare `return`.

    Examples
    --------
    >>> is_blank(...), is_blank(0), is_blank(lambda: None), is_blank(lambda: 0)
    (True, False, True, False)
    """
    if answer is None or answer is ...:
        return True
    if type(answer) not in (FunctionType, MethodType):
        return False
    # Which of the two is there, and whether a NOP stands for `pass`, depends on Python's version.
    steps = [step for step in dis.get_instructions(answer) if step.opname not in {"RESUME", "NOP"}]
    return [step.opname for step in steps] in NOTHING_DONE and steps[0].argval is None


def as_number(answer: Any) -> Real | str:
    """Return the answer as one number, or a sentence that says what it is instead.

    Parameters
    ----------
    answer : object
        A number of any kind, or a container that holds a single one.

    Returns
    -------
    int, float or str
        The number; text when there is none, or not exactly one.

    Examples
    --------
    >>> as_number(pd.Series([0.5])), as_number("0.5")
    (0.5, 'That is text: leave out the quotes.')
    """
    if isinstance(answer, pd.DataFrame):
        answer = answer.to_numpy()
    if isinstance(answer, pd.Series | pd.Index | np.ndarray | list | tuple):
        values = np.asarray(answer, dtype=object).ravel()
        if len(values) != 1:
            return f"One number is asked for; this is {kind_of(answer)} with {len(values)} values."
        answer = values[0]
    if isinstance(answer, str):
        return "That is text: leave out the quotes."
    if isinstance(answer, bool) or not isinstance(answer, Real | Decimal):
        return f"A number is asked for; this is {kind_of(answer)}."
    try:
        number = float(answer)
    except OverflowError:
        return "That number has hundreds of digits."
    return int(answer) if isinstance(answer, int | np.integer) else number


def as_words(answer: Any) -> str:
    """Return a text without regard to case and blanks.

    Parameters
    ----------
    answer : object
        Usually text.

    Returns
    -------
    str
        In small letters, with single blanks.

    Examples
    --------
    >>> as_words(" Holds  only IF ")
    'holds only if'
    """
    return " ".join(str(answer).casefold().split())


def as_label(value: Any) -> str:
    """Return one label as text, the same for every dtype it may come in.

    Parameters
    ----------
    value : object
        Text, a number, a date, a missing value, or a tuple of them.

    Returns
    -------
    str
        Whole numbers without a point, dates without midnight, "missing" for None, NaN and NA.

    Examples
    --------
    >>> as_label(3.0), as_label(np.int64(3)), as_label(pd.Timestamp("2017-01-01")), as_label(None)
    ('3', '3', '2017-01-01', 'missing')
    """
    if isinstance(value, tuple):
        return f"({', '.join(as_label(part) for part in value)})"
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return "missing"
    if isinstance(value, float | np.floating) and float(value).is_integer():
        value = int(value)
    return str(value).removesuffix(" 00:00:00")


def as_labels(answer: Any) -> list[str] | None:
    """Return the labels of a list, set, array, Series or Index; None for anything else.

    Parameters
    ----------
    answer : object
        What the learner handed in; of a dict the keys count, of a Series the values.

    Returns
    -------
    list of str or None
        In the order they came; an endless supply is cut off.

    Examples
    --------
    >>> as_labels(("milk", 2.0)), as_labels("milk")
    (['milk', '2'], None)
    """
    if isinstance(answer, str | bytes | pd.DataFrame) or not isinstance(answer, Iterable):
        return None
    return [as_label(label) for label in itertools.islice(answer, MOST_LABELS)]


def kind_of(answer: Any) -> str:
    """Return the type's name with its article.

    Parameters
    ----------
    answer : object
        Anything.

    Returns
    -------
    str
        Such as "a list".

    Examples
    --------
    >>> kind_of([]), kind_of(3)
    ('a list', 'an int')
    """
    name = type(answer).__name__
    return f"{'an' if name[:1] in set('aeiouAEIOU') else 'a'} {name}"
