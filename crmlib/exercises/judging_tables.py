"""Right answers that are a table or a function, and their named mistakes."""

import contextlib
import copy
import io
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

import numpy as np
import pandas as pd

from crmlib.exercises.forms import as_label, as_number, as_words, digits_right, kind_of
from crmlib.exercises.judging import ENOUGH, NEARLY, Items, Number, Verdict

__all__ = ["Function", "Table"]

SEQUENCES = (list, tuple, np.ndarray, pd.Series, pd.Index)
NO_RETURN = "Your function returns nothing: is there a `return`?"
ROUNDED = "The values are right, but rounded: give more digits."
HELP = (
    (r"for \^|bitwise_xor", "In Python a power is written **, not ^."),
    (
        r"unsupported operand.*'(\w*function\w*|method|numpy\._ArrayFunctionDispatcher)'",
        "A function was not called: put brackets behind its name.",
    ),
    (
        r"unsupported operand.*'(list|tuple)'|multiply sequence|concatenate (list|tuple)",
        "A list can't be calculated with as a whole: np.array(…) makes an array of it.",
    ),
    (r"ndarray' object has no", "An array has no such method: pd.Series(…) makes a column of it."),
    (r"positional argument", "The arguments must be those of the exercise, in its order."),
    (
        r"not callable",
        "Is an operator missing before a bracket, or does a name stand both for a value and for "
        "a function?",
    ),
    (r"'?NoneType'?", "Something on the way is None: does a step give nothing back?"),
    (r"truth value of", "A column has no single truth: use & | ~ with brackets, or one value."),
    (r"^ZeroDivisionError", "What is divided by is 0 here: are the arguments in their order?"),
    (r"^KeyError", "There is no such name in what the function is given, or in the table it uses."),
    (
        r"^NameError",
        "The name is not known: is it spelled as in the line with `def`, or not imported?",
    ),
    (r"module '.*' has no attribute", "The module has no such function: is it spelled like that?"),
    (r"^IndexError", "There is no such place: is something empty for this input?"),
    (r"^RecursionError", "The function calls itself without an end."),
)


@dataclass(frozen=True)
class Table:
    """A Series or a DataFrame; row order, column order, dtype, case and blanks do not count.

    Labels may stand in the index or in columns of the same names, a Series in a table of one
    column or one row, in a dict, or in a list in the order asked for. The plain numbering
    0, 1, 2, … of a table of several columns does not count. Values may be rounded to three digits.

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
        return self._difference(answer, other, math.inf) == ""

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        problem = self._difference(answer, self.expected, ENOUGH)
        if not problem:
            return Verdict(True)
        told = [message for wrong, message in self.mistakes if self.same(answer, wrong)]
        if told:
            return Verdict(False, " Or: ".join(dict.fromkeys(told)))
        if not self._difference(answer, self.expected, 1):
            return Verdict(False, ROUNDED)
        return Verdict(False, problem)

    def _difference(self, answer: Any, other: Any, digits: float) -> str:
        """Return the first difference; values may be rounded to so many digits."""
        wanted = _frame(other)
        try:
            given = _like(answer, other)
        except (TypeError, ValueError):
            return _no_table(answer, other)
        if isinstance(other, pd.Series) and given.shape[1] > 1:
            said = f"this is a table of {given.shape[1]:,} columns"
            return f"One column is asked for, its labels in the index; {said}."
        if missing := [name for name in wanted.columns if name not in given.columns]:
            return f"The column {as_label(missing[0])} is missing."
        if extra := [name for name in given.columns if name not in wanted.columns]:
            return f"The column {as_label(extra[0])} is one too many."
        if len(given.columns) > len(wanted.columns):
            return f"The column {given.columns[given.columns.duplicated()][0]} is there twice."
        if len(given) != len(wanted):
            return f"{len(wanted):,} rows are asked for; this has {len(given):,}."
        given = given[wanted.columns]
        return self._compared(given, wanted, digits, isinstance(other, pd.Series))

    def _compared(
        self, given: pd.DataFrame, wanted: pd.DataFrame, digits: float, is_series: bool
    ) -> str:
        """Return the first difference in the labels or in the values of two tables of one shape."""
        plain, order = _plain(given, wanted, self.tolerance)
        right, _ = _plain(wanted, wanted, self.tolerance)
        if list(plain.index) != list(right.index):
            rest = [self._compared(given.set_axis(wanted.index), wanted, digits, is_series)]
            if len(wanted) > 1 and rest == [""]:
                return "The values are right; the row labels (the index) are not those asked for."
            strange = [label for label in given.index if _label(label) not in set(right.index)]
            named = f": {as_label(strange[0])[:60]} is none" if strange else ""
            return f"The row labels (the index) are not those asked for{named}."
        for name in wanted.columns:
            wrong = _wrong(plain[name], right[name], self.tolerance, digits)
            if wrong.any():
                where = "" if is_series else f" in {as_label(name)}"
                shown = given.iloc[order].iloc[int(wrong.argmax())][[name]]
                return _counted(wrong, where, shown, right[name])
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
        Likely wrong functions, as a student would write them, each with what to tell. One that
        raises for a case agrees there with an answer that raises the same kind of error.
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
        """Return whether two functions agree on every case, in what they raise, too."""
        pairs = [(_call(answer, case), _call(other, case)) for case in self.cases]
        return self._alike(pairs)

    def judge(self, answer: Any) -> Verdict:
        """Return the verdict on an answer."""
        if not callable(answer):
            return Verdict(
                False, f"A function is asked for, without calling it; this is {kind_of(answer)}."
            )
        found = [_call(answer, case) for case in self.cases]
        problems = [self._problem(*one) for one in zip(found, self.cases, strict=True)]
        if problem := next(filter(None, problems), ""):
            if problem == NO_RETURN and any(one.value is not None for one in found):
                case = _shown(self.cases[problems.index(problem)])
                problem = f"For {case} your function returns nothing: has each branch a `return`?"
            return Verdict(False, self._named(found) or problem)
        return Verdict(True)

    def _problem(self, found: "_Outcome", case: tuple) -> str:
        if found.error is not None:
            return f"For {_shown(case)} your code raised {_named_error(found.error)}"
        if found.changed:
            return "Your function changes what it is given: work on a copy, or make a new column."
        wanted = self.expected(*copy.deepcopy(case))
        if found.value is None and found.printed:
            return "Your function prints and returns nothing: write `return` instead of `print`."
        if found.value is None:
            return NO_RETURN
        if self._agree(found.value, wanted):
            return ""
        return f"For {_shown(case)} {self._told(found.value, wanted)}"

    def _told(self, value: Any, wanted: Any) -> str:
        """Return how what was returned differs from what was wanted."""
        are_numbers = isinstance(wanted, Real) and isinstance(value, Real)
        if are_numbers and digits_right(value, wanted) >= NEARLY:
            return f"it returns {_short(value)}: right, but rounded. Return it with all its digits."
        if isinstance(wanted, Real) and isinstance(value, str):
            return f"it returns {_short(value)}, which is text: return the number itself."
        if isinstance(wanted, pd.DataFrame | pd.Series):
            verdict = Table(wanted, tolerance=self.tolerance).judge(value)
            kind = "Series" if isinstance(wanted, pd.Series) else "DataFrame"
            if not isinstance(value, pd.DataFrame | pd.Series):
                return f"it returns {_short(value)}: return a {kind}, like {_short(wanted)}."
            if isinstance(wanted, pd.DataFrame) or "values are" not in verdict.message:
                return f"it returns {_short(value)}. {verdict.message}"
            if verdict.message.startswith("The values are right"):
                return f"it returns {_short(value)}. {verdict.message}"
        return f"it returns {_short(value)}; expected {_short(wanted)}."

    def _named(self, found: list["_Outcome"]) -> str:
        told = []
        for wrong, message in self.mistakes:
            pairs = zip(found, (_call(wrong, case) for case in self.cases), strict=True)
            if self._alike(list(pairs)):
                told.append(message)
        return " Or: ".join(dict.fromkeys(told))

    def _alike(self, pairs: list[tuple["_Outcome", "_Outcome"]]) -> bool:
        """Return whether two functions gave the same, and not merely the same kind of error."""
        told = {one.told for pair in pairs for one in pair}
        if all(one.error is not None for one, _ in pairs) and len(told) > 1:
            return False
        return all(
            type(one.error) is type(other.error) and one.changed == other.changed
            if one.error is not None or other.error is not None
            else one.changed == other.changed and self._agree(one.value, other.value)
            for one, other in pairs
        )

    def _agree(self, found: Any, wanted: Any) -> bool:
        if wanted is None or found is None:
            return found is wanted
        if isinstance(wanted, pd.DataFrame | pd.Series):
            return Table(wanted, tolerance=self.tolerance).judge(found).right
        if isinstance(wanted, bool | np.bool_):
            return isinstance(found, bool | np.bool_) and bool(found) == bool(wanted)
        if isinstance(wanted, str):
            return isinstance(found, str) and as_words(found) == as_words(wanted)
        if isinstance(wanted, Real):
            return self._agree_as_numbers(found, wanted)
        if isinstance(wanted, dict):
            same_keys = isinstance(found, dict) and set(found) == set(wanted)
            return same_keys and all(self._agree(found[key], wanted[key]) for key in wanted)
        if _has_places(wanted):
            if not isinstance(found, SEQUENCES) or len(found) != len(wanted):
                return False
            return all(self._agree(*pair) for pair in zip(found, wanted, strict=True))
        return Items(wanted).same(found, wanted)

    def _agree_as_numbers(self, found: Any, wanted: Real) -> bool:
        if isinstance(found, str):
            return False
        if wanted != wanted:
            return as_number(found) != as_number(found)
        unit = "count of things" if isinstance(wanted, Integral) else ""
        return Number(wanted, tolerance=self.tolerance, unit=unit).judge(found).right


@dataclass(frozen=True)
class _Outcome:
    """What a function did for one case."""

    value: Any
    error: BaseException | None
    changed: bool
    printed: str

    @property
    def told(self) -> str:
        return "" if self.error is None else _named_error(self.error)


def _frame(answer: Any) -> pd.DataFrame:
    if isinstance(answer, pd.Series):
        return answer.rename("value").to_frame()
    if not isinstance(answer, pd.DataFrame):
        raise TypeError
    return answer


def _like(answer: Any, other: pd.DataFrame | pd.Series) -> pd.DataFrame:
    """Return the answer with its labels in the index or in columns, wherever `other` has them."""
    wanted = _frame(other)
    given = _frame(_dressed(answer, other))
    known = {as_words(as_label(name)): name for name in [*wanted.columns, *wanted.index.names]}
    if len(known) == wanted.shape[1] + wanted.index.nlevels:
        names = [known.get(as_words(as_label(name)), name) for name in given.columns]
        given = given.set_axis(names, axis=1)
    labels = list(wanted.index.names)
    if None not in labels and set(labels) <= set(given.columns) - set(wanted.columns):
        given = given.set_index(labels)
    moving = [name for name in given.index.names if name in set(wanted.columns) - {None}]
    if moving and not set(moving) & set(given.columns):
        given = given.reset_index(moving)
    either_is_series = not isinstance(answer, pd.DataFrame) or isinstance(other, pd.Series)
    if either_is_series and given.shape[1] == wanted.shape[1] == 1:
        given = given.set_axis(wanted.columns, axis=1)
    return given


def _dressed(answer: Any, other: pd.DataFrame | pd.Series) -> Any:
    """Return a Series or a table made of a dict, of a bare list, or of a table's one row."""
    is_series = isinstance(other, pd.Series)
    one_column = is_series or other.shape[1] == 1
    if is_series and isinstance(answer, list) and _are_pairs(answer):
        return pd.Series(dict(answer))
    two_columns = isinstance(answer, pd.DataFrame) and answer.shape[1] == 2
    if is_series and two_columns and _same_texts(answer.iloc[:, 0], other.index):
        return answer.set_index(answer.columns[0]).iloc[:, 0]
    if isinstance(answer, dict) and answer:
        lists = any(pd.api.types.is_list_like(value) for value in answer.values())
        return pd.DataFrame(answer) if lists else pd.Series(answer)
    bare = isinstance(answer, list | tuple | np.ndarray | pd.Index) and np.ndim(answer) == 1
    if bare and one_column and len(answer) == len(other):
        return pd.Series(list(answer), index=other.index)
    one_row = isinstance(answer, pd.DataFrame) and is_series and len(answer) == 1
    if one_row and answer.shape[1] == len(other) > 1:
        return answer.iloc[0]
    return answer


def _are_pairs(answer: list) -> bool:
    """Return whether a list holds labels with their values: dict makes a table of them."""
    labels = [one[0] for one in answer if isinstance(one, tuple) and len(one) == 2]
    return len(labels) == len(answer) > 0 and len({*map(as_label, labels)}) == len(labels)


def _same_texts(labels: pd.Series, others: pd.Index) -> bool:
    return sorted(_texts(labels)) == sorted(_texts(others))


def _no_table(answer: Any, wanted: pd.DataFrame | pd.Series) -> str:
    if isinstance(answer, list | tuple | np.ndarray | pd.Index) and _frame(wanted).shape[1] == 1:
        return f"{len(wanted):,} values are asked for; this is {kind_of(answer)}."
    asked = "A column with labels" if isinstance(wanted, pd.Series) else "A table"
    return f"{asked} is asked for; this is {kind_of(answer)}."


def _plain(
    table: pd.DataFrame, wanted: pd.DataFrame, tolerance: float
) -> tuple[pd.DataFrame, pd.Index]:
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
    return plain.set_axis(wanted.columns, axis=1).iloc[order.index], order.index


def _label(value: Any) -> str:
    return as_words(as_label(value))


def _texts(values: pd.Series | pd.Index) -> np.ndarray:
    return np.array([_label(value) for value in values], dtype=object)


def _floats(values: pd.Series) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy()
    if np.iscomplexobj(numbers):
        return np.full(len(numbers), np.nan)
    return pd.Series(numbers).to_numpy(dtype=float, na_value=np.nan)


def _wrong(given: pd.Series, wanted: pd.Series, tolerance: float, digits: float) -> np.ndarray:
    """Return which values differ, by more than a rounding to so many digits."""
    if wanted.dtype != float:
        return given.to_numpy() != wanted.to_numpy()
    wrong = ~np.isclose(given, wanted, rtol=0, atol=tolerance, equal_nan=True)
    for place in np.flatnonzero(wrong) if digits < math.inf else ():
        wrong[place] = digits_right(given.iloc[place], wanted.iloc[place]) < digits
    return wrong


def _counted(wrong: np.ndarray, where: str, shown: pd.Series, wanted: pd.Series) -> str:
    """Return how many values of a column are wrong, and the first of them."""
    said = f"{wrong.sum():,} of {len(wrong):,} values{where} are not right yet"
    value, right = shown.iloc[0], wanted.iloc[int(wrong.argmax())]
    row = f", in row {as_label(shown.name)[:40]}" if shown.name is not None else ""
    first = f"the first is {_short(value)}{row}"
    if wanted.dtype == float and isinstance(value, Real) and value == value and right == right:
        return f"{said}: {first}, too {'large' if value > right else 'small'}."
    return f"{said}: {first}."


def _call(function: Callable, case: tuple) -> _Outcome:
    """Return what a function does with a copy of the arguments; what it prints is kept back."""
    arguments = copy.deepcopy(case)
    value, error = None, None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            value = function(*arguments)
        except (Exception, SystemExit) as raised:
            error = raised
    changed = any(not _unchanged(was, now) for was, now in zip(case, arguments, strict=True))
    return _Outcome(value, error, changed, printed.getvalue())


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
    """Return the kind of an error, its words, and one line of help where there is one."""
    text = " ".join(str(error).split()).rstrip(".")
    named = f"{type(error).__name__}: {text[:200]}".rstrip(": ")
    help_with = next((line for sign, line in HELP if re.search(sign, named)), "")
    return f"{named}. {help_with}".rstrip()


def _short(value: Any) -> str:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if isinstance(value, Real) and not isinstance(value, bool | np.bool_):
        return f"{float(value):,.6g}"
    if isinstance(value, pd.Series | pd.Index | np.ndarray | list) and len(value):
        first = ", ".join(_short(one) for one in list(value)[:4])
        return f"[{first}{', …' * (len(value) > 4)}]" if len(first) <= 80 else kind_of(value)
    if isinstance(value, pd.DataFrame | pd.Series):
        return kind_of(value)
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else text[:57] + "…"


def _shown(case: tuple) -> str:
    return ", ".join(_short(argument) for argument in case)
