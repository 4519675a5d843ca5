"""The kinds of column: numbers, counts, flags, dates, names, labels."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from reprlib import repr as short
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core.checks import LARGEST_WHOLE
from crmlib.core.dates import as_date

__all__ = [
    "Kind",
    "Anything",
    "Ids",
    "PlainIds",
    "Numbers",
    "Amounts",
    "Positives",
    "Counts",
    "Fractions",
    "Flags",
    "Texts",
    "Dates",
    "missing_allowed",
    "labels",
    "within",
    "plain_names",
]

LARGEST = float(np.finfo(float).max)


@dataclass(frozen=True, eq=False)  # hashed by identity, so that `| None` can follow
class Kind:
    """What an argument, or a column of a table, may be.

    Parameters
    ----------
    name : str
        What the tests and the reader call it.
    check : callable of two arguments
        Takes a value and its name; refuses the value or returns the one to use.
    columns : mapping of str to Kind
        Of a table: what its columns may be.
    """

    name: str
    check: Callable[[Any, str], Any]
    columns: Mapping[str, "Kind"] | None = None


def missing_allowed(kind: Kind) -> Kind:
    """Return a kind of column whose values may be missing; those that are there are checked.

    Parameters
    ----------
    kind : Kind
        What the values that are there may be.

    Returns
    -------
    Kind
        Of a column of numbers it makes floats, NaN where one is missing.

    Examples
    --------
    >>> missing_allowed(Numbers).name
    'Numbers or missing'
    """
    return Kind(f"{kind.name} or missing", partial(_sparse, kind=kind))


def labels(*options: object) -> Kind:
    """Return the kind of a column that holds known labels only.

    Parameters
    ----------
    *options : object
        The labels.

    Returns
    -------
    Kind
        For a column of `table`, or for `column` and `values`.

    Examples
    --------
    >>> labels("phone", "e-mail").check(pd.Series(["fax"]), "`log` in `channel`")
    Traceback (most recent call last):
    ValueError: `log` must have only 'phone', 'e-mail' in `channel`; got 1 others, the first ...
    """
    return Kind("labels", partial(_labels, options=options))


def within(low: float, high: float) -> Kind:
    """Return the kind of a column of numbers from `low` to `high`.

    Parameters
    ----------
    low, high : float
        The closed range.

    Returns
    -------
    Kind
        For a column of `table`, or for `column` and `values`.

    Examples
    --------
    >>> within(1, 5).check(pd.Series([1, 4]), "`answers` in `price`").tolist()
    [1, 4]
    """
    return Kind("within", partial(_numbers, low=low, high=high))


def plain_names(names: pd.Series) -> pd.Series:
    """Return names without the clothes of a category, nullable or Arrow column.

    Use it before names are sorted or compared: categories have an order of their own.

    Parameters
    ----------
    names : Series
        Names or numbers, none missing.

    Returns
    -------
    Series
        Index as given.

    Examples
    --------
    >>> int(plain_names(pd.Series([3, 1], dtype="category")).min())
    1
    """
    bare = isinstance(names.dtype, np.dtype) or names.dtype == "str"
    return names if bare else names.astype(object).infer_objects()


def _place(where: str) -> tuple[str, str]:
    """Return the name of a table and ` in ` its column, for a message; a lone series has none."""
    name, _, key = where.partition(" in ")
    return name, f" in {key}" if key else ""


def _first(series: pd.Series, bad: np.ndarray) -> str:
    place = int(bad.argmax())
    value = series.iloc[place]
    value = value.item() if isinstance(value, np.number | np.bool_) else value
    return f"the first {short(value)} at index {series.index[place]}"


def _complete(series: pd.Series, where: str) -> None:
    bad = series.isna().to_numpy()
    if bad.any():
        name, key = _place(where)
        what = key.removeprefix(" in ") or "value"
        raise ValueError(
            f"{name} must have no missing {what}; got {bad.sum():,} such rows, "
            f"the first at index {series.index[bad.argmax()]}."
        )


def _refuse(series: pd.Series, bad: np.ndarray, where: str, rule: str) -> None:
    if bad.any():
        name, key = _place(where)
        raise ValueError(
            f"{name} must have only {rule}{key}; got {bad.sum():,} others, {_first(series, bad)}."
        )


def _plain(series: pd.Series, where: str) -> pd.Series:
    """Return numbers without the clothes of a nullable or Arrow column; refuse all else."""
    api = pd.api.types
    real = api.is_numeric_dtype(series.dtype) and not api.is_bool_dtype(series.dtype)
    if not real or api.is_complex_dtype(series.dtype):
        name, key = _place(where)
        got = (
            f"{series.dtype}, {_first(series, np.ones(len(series), bool))}"
            if len(series)
            else "none"
        )
        if len(series) or not api.is_object_dtype(series.dtype):
            raise TypeError(f"{name} must have numbers{key}; got {got}.")
        return series.astype(float)
    if series.dtype in (np.int64, np.float64):
        return series
    # Narrow numbers wrap around when they are added; wide ones without a sign, too.
    most = series.max() if len(series) else 0
    is_whole = api.is_integer_dtype(series.dtype) and most <= LARGEST_WHOLE
    return series.astype(np.int64 if is_whole else np.float64)


def _numbers(
    series: pd.Series,
    where: str,
    *,
    low: float = -np.inf,
    high: float = np.inf,
    above: float = -np.inf,
    rule: str = "",
) -> pd.Series:
    if series.dtype in (np.int64, np.float64) and len(series):
        least, most = series.min(skipna=False), series.max(skipna=False)
        if max(low, -LARGEST) <= least and most <= min(high, LARGEST) and least > above:
            return series  # two numbers tell that all is well
    _complete(series, where)
    plain = _plain(series, where)
    numbers = plain.to_numpy()
    _refuse(series, ~np.isfinite(numbers), where, "finite numbers")
    wrong = (numbers < low) | (numbers > high) | (numbers <= above)
    _refuse(series, wrong, where, rule or f"numbers from {low:g} to {high:g}")
    return plain


def _counts(series: pd.Series, where: str) -> pd.Series:
    plain = _numbers(series, where, low=0, rule="numbers of at least 0")
    numbers = plain.to_numpy()
    _refuse(
        series, (numbers != np.floor(numbers)) | (numbers > LARGEST_WHOLE), where, "whole numbers"
    )
    return plain


def _flags(series: pd.Series, where: str) -> pd.Series:
    _complete(series, where)
    if not len(series) and series.dtype == object:
        return series.astype(bool)
    if not pd.api.types.is_bool_dtype(series.dtype):
        name, key = _place(where)
        raise TypeError(
            f"{name} must have True or False{key}; got {series.dtype}. "
            "Make it with .astype(bool) or a comparison."
        )
    return series if isinstance(series.dtype, np.dtype) else series.astype(bool)


def _ids(series: pd.Series, where: str) -> pd.Series:
    _complete(series, where)
    nested = isinstance(series.dtype, pd.ArrowDtype) and series.dtype.type in {list, dict}
    if series.dtype != object and not nested:
        return series
    name, key = _place(where)
    classes = {type(one) for one in series}
    if odd := sorted(one.__name__ for one in classes if one.__hash__ is None):
        raise TypeError(f"{name} must have names or numbers{key}; got {odd[0]} in a cell.")
    if len(classes) > 1 and str in classes:
        raise TypeError(f"{name} must have only text or only numbers{key}; got both.")
    return series


def _texts(series: pd.Series, where: str) -> pd.Series:
    _complete(series, where)
    kept = series.cat.categories if isinstance(series.dtype, pd.CategoricalDtype) else series
    if len(kept) and pd.api.types.infer_dtype(kept, skipna=True) != "string":
        name, key = _place(where)
        raise TypeError(f"{name} must have text{key}; got {series.dtype}.")
    return series


def _labels(series: pd.Series, where: str, options: tuple[object, ...]) -> pd.Series:
    _complete(series, where)
    known = ", ".join(map(repr, options))
    # Arrow's own comparison knows values of one type only.
    plain = series.astype(object) if isinstance(series.dtype, pd.ArrowDtype) else series
    _refuse(series, ~plain.isin(options).to_numpy(), where, known)
    return series


def _dates(series: pd.Series, where: str) -> pd.Series:
    _complete(series, where)
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return _without_arrow(series)
    name, key = _place(where)
    if not all(issubclass(kind, str | date | np.datetime64) for kind in set(map(type, series))):
        raise TypeError(f"{name} must have dates{key}; got {series.dtype}.")
    codes, distinct = pd.factorize(series.astype(object))
    moments = []
    for value in distinct:
        try:
            moments.append(as_date(value, "date"))
        except ValueError:
            _refuse(series, (series == value).to_numpy(), where, "dates like '2020-02-05'")
    return pd.Series(_one_zone(moments, where).take(codes), series.index, name=series.name)


def _without_arrow(series: pd.Series) -> pd.Series:
    if not isinstance(series.dtype, pd.ArrowDtype):
        return series
    kind = series.dtype.pyarrow_dtype
    plain = pd.DatetimeTZDtype(kind.unit, kind.tz) if kind.tz else f"datetime64[{kind.unit}]"
    return series.astype(plain)


def _one_zone(moments: list[pd.Timestamp], where: str) -> pd.DatetimeIndex:
    name, key = _place(where)
    if len({moment.tz is None for moment in moments}) > 1:
        raise ValueError(f"{name} must have dates of one zone{key}; got some without one.")
    try:
        return pd.DatetimeIndex(moments)
    except ValueError:
        raise ValueError(
            f"{name} must have dates of one zone{key}; got several. Make one with tz_convert."
        ) from None


def _sparse(series: pd.Series, where: str, kind: Kind) -> pd.Series:
    there = series.notna()
    if there.all():
        return kind.check(series, where)
    found = kind.check(series[there], where)
    if found.dtype == series.dtype or pd.api.types.is_bool_dtype(found.dtype):
        return series
    if pd.api.types.is_numeric_dtype(found.dtype):
        found = found.astype(float)
    places = np.where(there, there.cumsum() - 1, -1)
    return pd.Series(found.array.take(places, allow_fill=True), series.index, name=series.name)


Anything = Kind("Anything", lambda series, where: series)
Ids = Kind("Ids", _ids)
# Ids that are sorted by their value, whatever the order of their categories.
PlainIds = Kind("Ids", lambda series, where: plain_names(_ids(series, where)))
Numbers = Kind("Numbers", _numbers)
Amounts = Kind("Amounts", partial(_numbers, low=0, rule="numbers of at least 0"))
Positives = Kind("Positives", partial(_numbers, above=0, rule="numbers above 0"))
Counts = Kind("Counts", _counts)
Fractions = Kind("Fractions", partial(_numbers, low=0, high=1, rule="fractions from 0 to 1"))
Flags = Kind("Flags", _flags)
Texts = Kind("Texts", _texts)
Dates = Kind("Dates", _dates)
