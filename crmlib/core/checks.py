"""Checks of input: one shape of error for the whole package."""

from collections.abc import Iterable
from numbers import Integral, Real
from reprlib import repr as short

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

__all__ = [
    "require_columns",
    "require_number",
    "require_fraction",
    "require_whole",
    "require_units",
    "require_choice",
    "require_rng",
    "require_kind",
    "require_fit",
]

LARGEST_WHOLE = 2**53  # above it a float can't tell whole numbers apart


def require_columns(frame: pd.DataFrame, columns: Iterable[str], name: str) -> None:
    """Refuse anything but a frame that has all the columns.

    Parameters
    ----------
    frame : DataFrame
        What the caller was given.
    columns : iterable of str
        Columns that must be there.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If `frame` is not a DataFrame.
    ValueError
        If columns are missing (they are named, with those present) or stand there twice.

    Examples
    --------
    >>> require_columns(pd.DataFrame({"item": ["milk"]}), ["item"], "receipts")
    """
    require_kind(frame, pd.DataFrame, name)
    columns, present = list(columns), frame.columns.tolist()
    missing = [column for column in columns if column not in present]
    twice = [column for column in columns if present.count(column) > 1]
    if twice:
        raise ValueError(f"`{name}` must have one column {twice[0]!r}; got it more than once.")
    if missing:
        raise ValueError(
            f"`{name}` must have the columns {_listed(columns)}; "
            f"got {_listed(frame.columns)} (missing: {_listed(missing)})."
        )


def require_number(value: float, name: str, low: float = -np.inf, high: float = np.inf) -> None:
    """Refuse anything but a real number from `low` to `high`, both included.

    Parameters
    ----------
    value : float
        What the caller was given.
    name : str
        The caller's name for the argument.
    low, high : float
        The closed range; infinite by default.

    Raises
    ------
    TypeError
        If `value` is not a real number (a bool is not).
    ValueError
        If it is NaN or out of range.

    Examples
    --------
    >>> require_number(3.5, "lead_time_days", low=0)
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"`{name}` must be a number; got {type(value).__name__}.")
    if not low <= value <= high:
        raise ValueError(f"`{name}` must lie in {_range(low, high)}; got {short(value)}.")


def require_fraction(value: float, name: str) -> None:
    """Refuse anything but a number from 0 to 1, both included.

    Parameters
    ----------
    value : float
        What the caller was given.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If `value` is not a real number.
    ValueError
        If it is NaN or out of range.

    Examples
    --------
    >>> require_fraction(0.01, "min_support")
    """
    require_number(value, name, 0, 1)


def require_whole(value: int, name: str, low: int = 0) -> None:
    """Refuse anything but a whole number of at least `low`.

    Parameters
    ----------
    value : int
        What the caller was given.
    name : str
        The caller's name for the argument.
    low : int
        The smallest value allowed.

    Raises
    ------
    TypeError
        If `value` is not an integer (a bool is not).
    ValueError
        If it is below `low`.

    Examples
    --------
    >>> require_whole(1000, "n_resamples", low=1)
    """
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"`{name}` must be a whole number; got {value!r}.")
    if value < low:
        raise ValueError(f"`{name}` must be at least {low}; got {value}.")


def require_units(values: ArrayLike, name: str, *, whole: bool = False) -> np.ndarray:
    """Return a row of units as a new array; refuse anything but finite numbers of at least 0.

    Parameters
    ----------
    values : array-like, shape (n_values,)
        What the caller was given.
    name : str
        The caller's name for the argument.
    whole : bool
        Whether the numbers must be whole; then the array holds integers, otherwise floats.

    Returns
    -------
    numpy.ndarray, shape (n_values,)
        The same numbers in the same order.

    Raises
    ------
    TypeError
        If `values` is not one row of numbers.
    ValueError
        If numbers are missing, infinite, negative or not whole; they are counted and the first
        one is placed.

    Examples
    --------
    >>> require_units([4.0, 3.0, 7.0], "demand", whole=True)
    array([4, 3, 7])
    """
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iuf":
        raise TypeError(
            f"`{name}` must be one row of numbers; got {array.ndim} dimensions of {array.dtype}."
        )
    bad = ~(np.isfinite(array) & (array >= 0))
    if whole:
        bad |= (array != np.floor(array)) | (array > LARGEST_WHOLE)
    if bad.any():
        raise ValueError(
            f"`{name}` must hold {'whole' if whole else 'finite'} numbers from 0; got "
            f"{bad.sum():,} others, the first ({array[bad.argmax()]}) at position {bad.argmax()}."
        )
    return array.astype(np.int64 if whole else float)


def require_choice(value: str, name: str, choices: Iterable[str]) -> None:
    """Refuse anything but one of the choices.

    Parameters
    ----------
    value : str
        What the caller was given.
    name : str
        The caller's name for the argument.
    choices : iterable of str
        What is allowed.

    Raises
    ------
    ValueError
        If `value` is none of them.

    Examples
    --------
    >>> require_choice("RFID", "counting", ["RFID", "weekly"])
    """
    choices = list(choices)
    if value not in choices:
        raise ValueError(f"`{name}` must be one of {_listed(choices)}; got {value!r}.")


def require_rng(rng: np.random.Generator, name: str = "rng") -> None:
    """Refuse anything but a NumPy random generator.

    Parameters
    ----------
    rng : numpy.random.Generator
        What the caller was given.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If `rng` is something else.

    Examples
    --------
    >>> require_rng(np.random.default_rng(8))
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"`{name}` must be a random generator; got {type(rng).__name__}. "
            "Make one with np.random.default_rng(8)."
        )


def require_kind(value: object, kind: type, name: str) -> None:
    """Refuse a value of another class.

    Parameters
    ----------
    value : object
        What the caller was given.
    kind : type
        The class it must be of.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If `value` is something else.

    Examples
    --------
    >>> require_kind([1, 2], pd.Series, "weights")
    Traceback (most recent call last):
    TypeError: `weights` must be a Series; got list.
    """
    if not isinstance(value, kind):
        got = type(value).__name__
        if got == kind.__name__:
            got = f"that of {type(value).__module__.partition('.')[0]}"
        raise TypeError(f"`{name}` must be a {kind.__name__}; got {got}.")


def require_fit(fit: object, kind: type, name: str = "fit") -> None:
    """Refuse anything but a fit of the given kind that has converged.

    Parameters
    ----------
    fit : object
        What the caller was given.
    kind : type
        The class of the fit: a dataclass with a field `converged`.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If `fit` is something else.
    ValueError
        If the fit has not converged.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> require_fit(SimpleNamespace(converged=True), SimpleNamespace)
    """
    require_kind(fit, kind, name)
    if not fit.converged:
        raise ValueError(
            f"`{name}` must have converged; got {fit}. Its parameters are no estimates."
        )


def _listed(names: Iterable[object]) -> str:
    return ", ".join(repr(name) for name in names) or "none"


def _range(low: float, high: float) -> str:
    left = f"[{low}" if np.isfinite(low) else "(-inf"
    right = f"{high}]" if high < float(np.finfo(float).max) else "inf)"
    return f"{left}, {right}"
