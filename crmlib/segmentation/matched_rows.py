"""Rows of two columns that belong together, matched by their names."""

import numpy as np
import pandas as pd

from crmlib.core import Ids, checked

__all__ = ["require_once", "in_order_of", "places"]


@checked
def require_once(column: pd.Series, argument: str) -> None:
    """Refuse a column whose index does not name every row, and each name once.

    Use it before rows are looked up by name.

    Parameters
    ----------
    column : Series
        Its index holds the names.
    argument : str
        The caller's name for the column.

    Raises
    ------
    TypeError
        If the names are no names, or text and numbers mixed.
    ValueError
        If a name is missing or stands there twice.

    Examples
    --------
    >>> require_once(pd.Series([5, 7], ["Ann", "Bob"]), "spend")
    >>> require_once(pd.Series([5, 7], ["Ann", "Ann"]), "spend")
    Traceback (most recent call last):
    ValueError: `spend` must name each row once in its index; got 1 repeats, the first Ann.
    """
    names = column.index
    Ids.check(pd.Series(names.to_numpy()), f"`{argument}` in `index`")
    if (twice := names.duplicated()).any():
        raise ValueError(
            f"`{argument}` must name each row once in its index; got {twice.sum():,} repeats, "
            f"the first {names[twice][0]}."
        )


@checked
def in_order_of(
    column: pd.Series, argument: str, *, other: pd.Series, other_argument: str
) -> pd.Series:
    """Return a column in the order of another that holds the same names.

    Use it where two columns of customers belong together, in any order.

    Parameters
    ----------
    column : Series
        Its index holds the names, each once.
    argument : str
        The caller's name for the column.
    other : Series
        Its index holds the same names in the order wanted.
    other_argument : str
        The caller's name for the other.

    Returns
    -------
    Series
        The values of `column`, with the index of `other`.

    Raises
    ------
    ValueError
        If a name is missing, stands there twice, or is in one of the two only.

    Examples
    --------
    >>> spend, visits = pd.Series([5, 7], ["Ann", "Bob"]), pd.Series([2, 1], ["Bob", "Ann"])
    >>> in_order_of(spend, "spend", other=visits, other_argument="visits").to_dict()
    {'Bob': 7, 'Ann': 5}
    """
    require_once(column, argument)
    require_once(other, other_argument)
    place = column.index.get_indexer(other.index)
    n_lost, n_more = np.count_nonzero(place < 0), len(column) - np.count_nonzero(place >= 0)
    if n_lost or n_more:
        raise ValueError(
            f"`{argument}` must have the names of `{other_argument}` in its index; "
            f"got {n_more:,} others, and {n_lost:,} are missing."
        )
    return column.iloc[place].set_axis(other.index)


@checked
def places(
    names: pd.Series, argument: str, *, holder: pd.Series, holder_argument: str
) -> np.ndarray:
    """Return at which row of a holder each name stands.

    Use it to look something up by name; a name may be asked for more than once.

    Parameters
    ----------
    names : Series
        The names to look up.
    argument : str
        The caller's name for the names.
    holder : Series
        Its index holds every name, each once.
    holder_argument : str
        The caller's name for the holder.

    Returns
    -------
    numpy.ndarray of intp
        One per name, from 0.

    Raises
    ------
    ValueError
        If a name is not in the holder, or the holder has one twice.

    Examples
    --------
    >>> needs = pd.Series(["price", "speed"], ["Ann", "Bob"])
    >>> places(pd.Series(["Bob", "Bob"]), "people", holder=needs, holder_argument="needs").tolist()
    [1, 1]
    """
    require_once(holder, holder_argument)
    found = holder.index.get_indexer(pd.Index(names))
    if (strange := found < 0).any():
        raise ValueError(
            f"`{holder_argument}` must hold every name of `{argument}`; "
            f"got {strange.sum():,} others, the first {names.iloc[strange.argmax()]}."
        )
    return found
