"""What a store of ours takes in: names that stay apart, days and amounts that it can hold."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Counts, Dates, Ids, Kind, Texts, plain_names

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

__all__ = ["StoredIds", "StoredTexts", "StoredDates", "StoredAmounts", "StoredCounts", "Place"]

MOST = 10**12  # of one amount or count: sums of a million such still have their cents
NEVER_SEEN = {"Cc", "Cs"}  # control characters, halves of characters


def _folded(name: str) -> str:
    """Return a name without what the eye doesn't tell apart: case, width, number of blanks.

    Parameters
    ----------
    name : str
        As it was typed.

    Returns
    -------
    str
        Empty if nothing of it can be seen.

    Examples
    --------
    >>> _folded(" Card  2 ")
    'card 2'
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    seen = (one for one in plain if unicodedata.category(one) != "Cf")
    return " ".join("".join(seen).split())


def _answer(
    database: "DuckDBPyConnection", sql: str, *values: object, only: set[str] | None = None
) -> pd.DataFrame:
    """Return the answer of a store to one statement, or say in our words why there is none.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        The store.
    sql : str
        One statement, which ends no transaction.
    *values : object
        What stands for each `?` in it.
    only : set of str, optional
        The types of statement that are allowed, as DuckDB names them.

    Returns
    -------
    DataFrame
        The rows of the answer.

    Raises
    ------
    ValueError
        If there are more statements than one, or none, or one that is not allowed, or the store
        cannot answer.

    Examples
    --------
    >>> _answer(_opened(":memory:", ""), "SELECT ? + 1 AS n", 2)["n"].tolist()
    [3]
    """
    import duckdb

    try:
        kinds = [statement.type.name for statement in database.extract_statements(sql)]
        allowed = set(kinds) - {"TRANSACTION"} if only is None else only
        if len(kinds) == 1 and kinds[0] in allowed:
            return database.execute(sql, list(values)).df()
    except (duckdb.Error, TypeError) as error:
        raise ValueError(
            f"`sql` must be a question that the store can answer; got {error}"
        ) from None
    got = f"{len(kinds)} statements" if len(kinds) != 1 else kinds[0]
    raise ValueError(f"`sql` must be one question; got {got}: {sql!r}.")


def _opened(path: str, tables: str) -> "DuckDBPyConnection":
    """Return a connection to a store with some tables; it reads and writes no other file.

    Parameters
    ----------
    path : str
        File of the store, or `:memory:`.
    tables : str
        Statements that make what is not there yet.

    Returns
    -------
    duckdb.DuckDBPyConnection
        With one thread, so that sums have the same last digits each time.

    Raises
    ------
    ValueError
        If there is no such store, and none can be made.

    Examples
    --------
    >>> _opened("nowhere/mall.db", "")
    Traceback (most recent call last):
    ValueError: `path` must be the file of a store, or a place for one; got 'nowhere/mall.db': ...
    """
    import duckdb

    settings = {"threads": 1, "enable_external_access": False}
    try:
        database = duckdb.connect(path, config=settings)
        database.execute(tables)
        return database
    except duckdb.Error as error:
        raise ValueError(
            f"`path` must be the file of a store, or a place for one; got {path!r}: {error}"
        ) from None


@contextmanager
def _at_once(database: "DuckDBPyConnection") -> Iterator[None]:
    """Let all changes of a `with` block count, or none of them.

    Parameters
    ----------
    database : duckdb.DuckDBPyConnection
        The store, in no transaction.

    Yields
    ------
    None
        An error in the block takes its changes back, and goes on.

    Examples
    --------
    >>> database = _opened(":memory:", "CREATE TABLE t (n INTEGER)")
    >>> with _at_once(database):
    ...     rows = _answer(database, "INSERT INTO t VALUES (1)")
    >>> _answer(database, "SELECT n FROM t")["n"].tolist()
    [1]
    """
    database.begin()
    try:
        yield
    except BaseException:
        database.rollback()
        raise
    database.commit()


def _is_name(text: str) -> bool:
    if text.isascii() and text.isprintable():
        return bool(text) and text == text.strip()
    signs = {unicodedata.category(one) for one in text}
    return not signs & NEVER_SEEN and text == text.strip() and _folded(text) != ""


def _names(series: pd.Series, where: str, kind: Kind) -> pd.Series:
    """Return names as text; a whole number is written as such, also if a gap made it 1.0."""
    given = plain_names(kind.check(series, where))
    texts = [
        str(int(one)) if isinstance(one, float) and one.is_integer() else str(one) for one in given
    ]
    bad = np.array([not _is_name(text) for text in texts], dtype=bool)
    _refuse(series, bad, where, "names that can be read, without blanks around them")
    return pd.Series(texts, series.index, dtype="str", name=series.name)


def _days(series: pd.Series, where: str) -> pd.Series:
    found = Dates.check(series, where)
    bad = ~found.dt.year.between(1, 9998).to_numpy(dtype=bool)
    _refuse(series, bad, where, "dates from the year 1 to 9998")
    return found


def _numbers(series: pd.Series, where: str, kind: Kind) -> pd.Series:
    found = kind.check(series, where)
    _refuse(series, found.to_numpy() > MOST, where, f"numbers of at most {MOST:,}")
    return found


def _refuse(series: pd.Series, bad: np.ndarray, where: str, rule: str) -> None:
    if bad.any():
        table, _, column = where.partition(" in ")
        place = int(bad.argmax())
        raise ValueError(
            f"{table} must have only {rule} in {column}; got {bad.sum():,} others, the first "
            f"{series.iloc[place]!r} at index {series.index[place]}."
        )


def _place(path: Any, name: str) -> str:
    if not isinstance(path, str):
        raise TypeError(f"`{name}` must be text; got {type(path).__name__}.")
    if any(unicodedata.category(one) in NEVER_SEEN for one in path):
        raise ValueError(f"`{name}` must be a path that can be read; got {path!r}.")
    return path


StoredIds = Kind("Ids", partial(_names, kind=Ids))
StoredTexts = Kind("Texts", partial(_names, kind=Texts))
StoredDates = Kind("Dates", _days)
StoredAmounts = Kind("Amounts", partial(_numbers, kind=Amounts))
StoredCounts = Kind("Counts", partial(_numbers, kind=Counts))
Place = Annotated[str, Kind("Text", _place)]
