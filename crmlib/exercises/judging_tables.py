"""Right answers that are a table or a function, and their named mistakes."""

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from crmlib.exercises.forms import as_label, as_number, as_words, kind_of
from crmlib.exercises.judging import Items, Number, Verdict

__all__ = ["Function", "Table"]

SEQUENCES = (list, tuple, np.ndarray, pd.Series, pd.Index)


@dataclass(frozen=True)
class Table:
    """A Series or a DataFrame; row order, column order and dtype do not count.

    Labels may stand in the index or in columns of the same names, and a Series in a table of one
    column. The plain numbering 0, 1, 2, … of a table of several columns does not count.

    Parameters
    ----------
    expected : Series or DataFrame
        The right table; its index tells the rows apart.
    mistakes : tuple of (Series or DataFrame, str)
        Likely wrong tables, each with what to tell whoever gives it.
    tolerance : float
        Largest absolute difference of numbers that still counts as equal.

    Examples
    --------
    >>> sold = Table(pd.Series({"milk": 4, "beer": 2}))
    >>> sold.judge(pd.DataFrame({"n": [2.0, 4.0]}, index=["beer", "milk"])).right
    True
    """

    expected: pd.DataFrame | pd.Series
    mistakes: tuple[tuple[pd.DataFrame | pd.Series, str], ...] = ()
    tolerance: float = 1e-6

    def same(self, answer: Any, other: Any) -> bool:
        """Return whether two tables hold the same values under the same labels."""
        return self._difference(answer, other) == ""

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        problem = self._difference(answer, self.expected)
        if not problem:
            return Verdict(True)
        for wrong, message in self.mistakes:
            if self.same(answer, wrong):
                return Verdict(False, message)
        return Verdict(False, problem)

    def _difference(self, answer: Any, other: Any) -> str:
        wanted = _frame(other)
        try:
            given = _like(answer, other)
        except TypeError:
            return f"A table is asked for; this is {kind_of(answer)}."
        if missing := [str(name) for name in wanted.columns if name not in given.columns]:
            return f"The column {missing[0]} is missing."
        if extra := [str(name) for name in given.columns if name not in wanted.columns]:
            return f"The column {extra[0]} is one too many."
        if len(given.columns) > len(wanted.columns):
            return f"The column {given.columns[given.columns.duplicated()][0]} is there twice."
        if len(given) != len(wanted):
            return f"{len(wanted):,} rows are asked for; this has {len(given):,}."
        given, wanted = (_plain(table, wanted, self.tolerance) for table in (given, wanted))
        if list(given.index) != list(wanted.index):
            return "The row labels (the index) are not those asked for."
        for name in wanted.columns:
            if n_wrong := _n_different(given[name], wanted[name], self.tolerance):
                return f"{n_wrong:,} of {len(wanted):,} values in {name} are not right yet."
        return ""


@dataclass(frozen=True)
class Function:
    """A function, judged by what it returns for several arguments.

    Parameters
    ----------
    expected : callable
        The reference.
    cases : tuple of tuple
        Arguments to call it with.
    mistakes : tuple of (callable, str)
        Likely wrong functions, each with what to tell whoever writes it.
    tolerance : float
        Largest absolute difference of numbers that still counts as equal.

    Examples
    --------
    >>> Function(lambda price: price / 2, ((3,),)).judge(lambda price: price * 2).message
    'For 3 it returns 6; expected 1.5.'
    """

    expected: Callable
    cases: tuple[tuple, ...]
    mistakes: tuple[tuple[Callable, str], ...] = ()
    tolerance: float = 1e-6

    def same(self, answer: Callable, other: Callable) -> bool:
        """Return whether two functions agree on every case."""
        return all(
            self._agree(_call(answer, case)[0], _call(other, case)[0]) for case in self.cases
        )

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        if not callable(answer):
            return Verdict(
                False, f"A function is asked for, without calling it; this is {kind_of(answer)}."
            )
        for case in self.cases:
            if problem := self._problem(answer, case):
                return Verdict(False, self._named(answer) or problem)
        return Verdict(True)

    def _problem(self, answer: Callable, case: tuple) -> str:
        try:
            found, changed = _call(answer, case)
        except (Exception, SystemExit) as error:
            return f"For {_shown(case)} your code raised {_named_error(error)}."
        if changed:
            return "Your function changes what it is given: work on a copy, or make a new column."
        if found is None:
            return "Your function returns nothing: is there a `return`?"
        wanted = self.expected(*copy.deepcopy(case))
        if self._agree(found, wanted):
            return ""
        return f"For {_shown(case)} it returns {_short(found)}; expected {_short(wanted)}."

    def _named(self, answer: Callable) -> str:
        for wrong, message in self.mistakes:
            try:
                if self.same(answer, wrong):
                    return message
            except (Exception, SystemExit):
                continue
        return ""

    def _agree(self, found: Any, wanted: Any) -> bool:
        if isinstance(wanted, pd.DataFrame | pd.Series):
            return Table(wanted, tolerance=self.tolerance).same(found, wanted)
        if isinstance(wanted, bool | np.bool_):
            return isinstance(found, bool | np.bool_) and bool(found) == bool(wanted)
        if isinstance(wanted, str):
            return as_words(found) == as_words(wanted)
        if isinstance(wanted, Real):
            both_nan = as_number(found) != as_number(found) and wanted != wanted
            return both_nan or Number(wanted, tolerance=self.tolerance).same(found, wanted)
        if isinstance(wanted, dict):
            same_keys = isinstance(found, dict) and set(found) == set(wanted)
            return same_keys and all(self._agree(found[key], wanted[key]) for key in wanted)
        if _has_places(wanted):
            if not isinstance(found, SEQUENCES) or len(found) != len(wanted):
                return False
            return all(self._agree(*pair) for pair in zip(found, wanted, strict=True))
        return Items(wanted).same(found, wanted)


def _frame(answer: Any) -> pd.DataFrame:
    if isinstance(answer, pd.Series):
        return answer.rename("value").to_frame()
    if not isinstance(answer, pd.DataFrame):
        raise TypeError
    return answer


def _like(answer: Any, other: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return the answer with its labels in the index or in columns, wherever `other` has them."""
    given, wanted = _frame(answer), _frame(other)
    labels = list(wanted.index.names)
    if None not in labels and set(labels) <= set(given.columns) - set(wanted.columns):
        given = given.set_index(labels)
    moving = [name for name in given.index.names if name in set(wanted.columns) - {None}]
    if moving and not set(moving) & set(given.columns):
        given = given.reset_index(moving)
    either_is_series = isinstance(answer, pd.Series) or isinstance(other, pd.Series)
    if either_is_series and given.shape[1] == wanted.shape[1] == 1:
        given = given.set_axis(wanted.columns, axis=1)
    return given


def _plain(table: pd.DataFrame, wanted: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """Return text and floats only, in an order that does not depend on the one they came in."""
    columns = [
        _floats(table[name]) if pd.api.types.is_numeric_dtype(kind) else _texts(table[name])
        for name, kind in wanted.dtypes.items()
    ]
    numbered = isinstance(wanted.index, pd.RangeIndex) and wanted.shape[1] > 1
    labels = [""] * len(table) if numbered else _texts(table.index)
    digits = round(-math.log10(tolerance)) if tolerance > 0 else 12
    keys = [column for column in columns if column.dtype == object]
    keys += [column.round(digits) for column in columns if column.dtype != object]
    order = pd.DataFrame(dict(enumerate([labels, *keys]))).sort_values([*range(len(keys) + 1)])
    plain = pd.DataFrame(dict(enumerate(columns)), index=pd.Index(labels, dtype=object))
    return plain.set_axis(wanted.columns, axis=1).iloc[order.index]


def _texts(values: pd.Series | pd.Index) -> np.ndarray:
    return np.array([as_label(value) for value in values], dtype=object)


def _floats(values: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy()
    if np.iscomplexobj(numbers):
        return np.full(len(numbers), np.nan)
    return pd.Series(numbers).to_numpy(dtype=float, na_value=np.nan)


def _n_different(given: pd.Series, wanted: pd.Series, tolerance: float) -> int:
    if wanted.dtype == float:
        close = np.isclose(given, wanted, rtol=0, atol=tolerance, equal_nan=True)
        return int((~close).sum())
    return int((given.to_numpy() != wanted.to_numpy()).sum())


def _call(function: Callable, case: tuple) -> tuple[Any, bool]:
    """Return what the function gives for a copy of the arguments, and whether it changed them."""
    arguments = copy.deepcopy(case)
    found = function(*arguments)
    changed = any(not _unchanged(was, now) for was, now in zip(case, arguments, strict=True))
    return found, changed


def _unchanged(was: Any, now: Any) -> bool:
    if isinstance(was, pd.DataFrame | pd.Series):
        return was.equals(now)
    if isinstance(was, np.ndarray):
        return was.shape == now.shape and pd.Series(was.ravel()).equals(pd.Series(now.ravel()))
    if isinstance(was, list | dict | set):
        return bool(was == now)
    return True


def _has_places(wanted: Any) -> bool:
    """Return whether order counts: in tuples and in numbers, but not in lists of labels."""
    if isinstance(wanted, list | np.ndarray):
        return np.asarray(wanted).dtype.kind in "iuf"
    return isinstance(wanted, tuple)


def _named_error(error: BaseException) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    return f"{type(error).__name__}: {text[:200]}".rstrip(": ")


def _short(value: Any) -> str:
    if isinstance(value, Real) and not isinstance(value, bool):
        return f"{float(value):,.6g}"
    if isinstance(value, pd.DataFrame | pd.Series):
        return f"a table of {len(value):,} rows"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "…"


def _shown(case: tuple) -> str:
    return ", ".join(_short(argument) for argument in case)
