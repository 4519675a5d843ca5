"""The forms that an answer may come in, reduced to one."""

import dis
import itertools
import math
import re
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from numbers import Real
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np
import pandas as pd

__all__ = [
    "NOT_CALLED",
    "UNCALLED",
    "as_label",
    "as_labels",
    "as_number",
    "as_words",
    "digits_right",
    "is_blank",
    "kind_of",
    "read_labels",
]

MOST_LABELS = 100_000
NOTHING_DONE = (["LOAD_CONST", "RETURN_VALUE"], ["RETURN_CONST"])
CONTAINERS = {
    pd.Series: "a column",
    pd.Index: "an index",
    np.ndarray: "an array",
    list: "a list",
    tuple: "a tuple",
    set: "a set",
    frozenset: "a set",
    dict: "a dict",
}
SINGLE = {
    type(None): "nothing (None)",
    str: "text",
    bool: "True or False",
    np.bool_: "True or False",
    int: "a number",
    float: "a number",
    np.number: "a number",
    Decimal: "a number",
    timedelta: "a length of time",
    np.timedelta64: "a length of time",
    type(pd.NA): "a missing value",
    type(pd.NaT): "a missing value",
    FunctionType: "a function",
    MethodType: "a function",
    BuiltinFunctionType: "a function",
    type: "a class",
}
UNCALLED = (MethodType, BuiltinFunctionType, FunctionType, np.ufunc, type(np.mean))
NOT_CALLED = "That is a function that was not called: put brackets, (), behind its name."
COMMA = " A comma between numbers makes a tuple: a thousand is 1_000, a half is 0.5."
GROUPED = (pd.api.typing.DataFrameGroupBy, pd.api.typing.SeriesGroupBy)
PLAIN_NUMBER = re.compile(r"[-+]?(\d+|[1-9]\d{0,2}(,\d{3})+)?(\.\d*)?(e[-+]?\d+)?", re.I)
IN_THE_INDEX = "The names stand in the index: `.index` gives them alone."


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


def as_number(answer: Any, seconds: float = 0) -> Real | str:
    """Return the answer as one number, or a sentence that says what it is instead.

    Parameters
    ----------
    answer : object
        A number of any kind, quoted or not, or a container that holds a single one.
    seconds : float
        Length of one unit of time, if the number is a time; then a length of time is one, too.

    Returns
    -------
    int, float or str
        The number; text when there is none, or not exactly one.

    Examples
    --------
    >>> as_number(pd.Series([0.5])), as_number("0.5"), as_number(pd.Timedelta("90 min"), 3_600)
    (0.5, 0.5, 1.5)
    >>> as_number([1, 2])
    'One number is asked for; this is a list of 2 numbers.'
    """
    if isinstance(answer, pd.DataFrame | pd.Series | pd.Index | np.ndarray | list | tuple):
        values = np.asarray(answer, dtype=object).ravel()
        if len(values) != 1:
            comma = COMMA if type(answer) is tuple else ""
            return f"One number is asked for; this is {kind_of(answer)}.{comma}"
        answer = values[0]
    if isinstance(answer, str):
        return _quoted(answer)
    if isinstance(answer, timedelta | np.timedelta64) and not pd.isna(answer):
        length = pd.Timedelta(answer).total_seconds()
        return length / seconds if seconds else f"A number is asked for; this is {kind_of(answer)}."
    if isinstance(answer, UNCALLED):
        return NOT_CALLED
    if isinstance(answer, bool) or not isinstance(answer, Real | Decimal):
        return f"A number is asked for; this is {kind_of(answer)}."
    try:
        number = float(answer)
    except OverflowError:
        return "That number has hundreds of digits."
    if isinstance(answer, np.float16 | np.float32):
        return float(str(answer))
    return int(answer) if isinstance(answer, int | np.integer) else number


def digits_right(value: float, exact: float) -> float:
    """Return to how many significant digits a number shows another one, rounded.

    The zeros at the end of a number can't be seen (0.50 is 0.5), so they count if they are right.

    Parameters
    ----------
    value : float
        A number as somebody gave it.
    exact : float
        The number that it may be the rounding of.

    Returns
    -------
    float
        0 if it is no rounding of it, infinity if the two are equal to twelve digits.

    Examples
    --------
    >>> digits_right(0.059, 0.0592), digits_right(0.5, 0.5004), digits_right(0.06, 0.07)
    (2, 3, 0)
    """
    if not (math.isfinite(value) and math.isfinite(exact)):
        return 0
    written = f"{value:.12g}"
    if written == f"{exact:.12g}":
        return math.inf
    if value == 0 or exact == 0:
        return 0
    last_place = Decimal(written).normalize().as_tuple().exponent
    right_place = math.ceil(math.log10(abs(value - exact)) + math.log10(2) - 1e-9)
    if right_place > last_place:
        return 0
    first_place = math.floor(math.log10(min(abs(value), abs(exact))))
    return max(first_place - right_place + 1, 0)


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
        Whole numbers without a point, dates without midnight, "missing" for None, NaN and NA; of
        a tuple with one part, that part.

    Examples
    --------
    >>> as_label(3.0), as_label(np.int64(3)), as_label(pd.Timestamp("2017-01-01")), as_label(None)
    ('3', '3', '2017-01-01', 'missing')
    """
    if isinstance(value, tuple) and len(value) == 1:
        return as_label(value[0])
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


def read_labels(answer: Any) -> list[tuple[list[str], str]]:
    """Return all ways to read labels from an answer, each with what to say if it is the right one.

    Parameters
    ----------
    answer : object
        What the learner handed in: a list of labels, one label, a Series or a table that has them
        as values or in its index.

    Returns
    -------
    list of tuple
        Labels and a sentence, the plainest reading first; empty if it holds no labels.

    Examples
    --------
    >>> read_labels(pd.Series([2.1], index=["milk"]))[1]
    (['milk'], 'The names stand in the index: `.index` gives them alone.')
    """
    if isinstance(answer, str):
        return [([as_label(answer)], "")]
    places = []
    if not isinstance(answer, pd.DataFrame):
        places.append((answer, ""))
    elif answer.shape[1] == 1:
        places.append((answer.iloc[:, 0], ""))
    if isinstance(answer, pd.DataFrame | pd.Series):
        places.append((answer.index, IN_THE_INDEX))
    readings = [(as_labels(labels), said) for labels, said in places]
    parts = [(_parts_of_one(labels), said) for labels, said in places]
    return [(labels, said) for labels, said in readings + parts if labels is not None]


def kind_of(answer: Any) -> str:
    """Return what an answer is, in the learner's words.

    Parameters
    ----------
    answer : object
        Anything.

    Returns
    -------
    str
        With its size and what is in it, such as "a table of 44 rows".

    Examples
    --------
    >>> kind_of([]), kind_of(3), kind_of(pd.Series([True, False]))
    ('a list of 0 values', 'a number', 'a column of 2 True and False')
    """
    kind = type(answer)
    if issubclass(kind, pd.DataFrame):
        return f"a table of {len(answer):,} row{'s' * (len(answer) != 1)}"
    if issubclass(kind, GROUPED):
        return "a grouped table, of which nothing was taken yet"
    if issubclass(kind, np.ndarray) and answer.ndim == 0:
        return kind_of(answer.item())
    for container, name in CONTAINERS.items():
        if issubclass(kind, container):
            return f"{name} of {_contents(answer)}"
    for single, name in SINGLE.items():
        if issubclass(kind, single):
            return name
    name = kind.__name__
    return f"{'an' if name[:1] in set('aeiouAEIOU') else 'a'} {name}"


def _contents(values: Any) -> str:
    """Return how many values there are, and of which kind if they are of one."""
    total = values.size if isinstance(values, np.ndarray) else len(values)
    if isinstance(values, np.ndarray):
        values = values.ravel()
    if isinstance(values, dict):
        values = list(values.values())
    kinds = {type(value) for value in itertools.islice(values, 1_000)}
    of = "value"
    if kinds and all(issubclass(kind, bool | np.bool_) for kind in kinds):
        return f"{total:,} True and False"
    if kinds and all(issubclass(kind, str) for kind in kinds):
        of = "text"
    elif kinds and all(issubclass(kind, int | float | np.number) for kind in kinds):
        of = "number"
    return f"{total:,} {of}{'s' * (total != 1)}"


def _quoted(text: str) -> Real | str:
    """Return the number that a text holds, or what to write instead of it."""
    plain = text.strip()
    if any(sign.isdigit() for sign in plain) and PLAIN_NUMBER.fullmatch(plain):
        number = float(plain.replace(",", ""))
        return int(number) if number.is_integer() and plain.isdecimal() else number
    if plain.endswith("%"):
        return "That is text with a % sign: write the number alone, without quotes and sign."
    if re.fullmatch(r"[-+]?\d+,\d+", plain):
        return "Python writes decimals with a point, and a number without quotes."
    if re.search(r"\d\)?\s*[*/+]|\w\(|^=", plain):
        return "That is a formula in quotes: without them, and without = in front, it is computed."
    if any(sign.isdigit() for sign in plain):
        return "That is text: write the number alone, without quotes and signs around it."
    return "A number is asked for; this is text."


def _parts_of_one(labels: Any) -> list[str] | None:
    """Return the names of a pair that stands alone, as a table of pairs has it in its index."""
    if not isinstance(labels, pd.Series | pd.Index | np.ndarray | list | tuple) or len(labels) != 1:
        return None
    [only] = labels
    return as_labels(only) if isinstance(only, tuple | set | frozenset) else None
