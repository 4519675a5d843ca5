"""Frames: SQL over them, and ids as positions."""

import numpy as np
import pandas as pd

from crmlib.core.checks import require_columns
from crmlib.core.contracts import Text, checked

__all__ = ["query_frames", "numbered_ids"]

# Whole-number ids this close together (range per row) serve as positions without a look-up.
MAX_SPREAD = 4


@checked
def query_frames(
    sql: Text, values: dict[str, float] | None = None, **frames: pd.DataFrame
) -> pd.DataFrame:
    """Return the answer of a database in memory to a question about some frames.

    Use it where SQL says a question more plainly than a chain of frame methods.

    Parameters
    ----------
    sql : str
        One query in DuckDB's SQL. Its tables are the names of the frames.
    values : dict of str to float, optional
        What stands for `$name` in the query.
    **frames : DataFrame
        Tables by the name that the query gives them; missing values are NULL.

    Returns
    -------
    DataFrame
        The rows and columns that the query asks for, in its order.

    Raises
    ------
    TypeError
        If a table is not a DataFrame.
    duckdb.Error
        If the database cannot answer the query.

    Notes
    -----
    The database runs on one thread, so that sums have the same last digits each time, and is
    gone afterwards.

    References
    ----------
    Raasveldt, M. and Mühleisen, H. (2019). DuckDB: an embeddable analytical database.
    Proceedings of SIGMOD 2019, 1981-1984.

    Examples
    --------
    >>> scans = pd.DataFrame({"item": ["beer", "soda", "beer"], "quantity": [6, 1, 2]})
    >>> query_frames("SELECT item, quantity FROM scans WHERE quantity > $n", {"n": 1}, scans=scans)
       item  quantity
    0  beer         6
    1  beer         2
    """
    import duckdb

    for name, frame in frames.items():
        require_columns(frame, [], name)
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, frame in frames.items():
            # A copy, since DuckDB cannot read a reversed view (std::bad_cast).
            connection.register(name, frame.copy())
        return connection.execute(sql, values).df()


@checked
def numbered_ids(ids: pd.Series) -> tuple[np.ndarray, pd.Index]:
    """Return the position of each id in a sorted index of ids, which may hold ids not met.

    Use it before counting by id: whole numbers near each other need no look-up.

    Parameters
    ----------
    ids : Series, shape (n_rows,)
        Names or numbers, none missing.

    Returns
    -------
    positions : numpy.ndarray of intp, shape (n_rows,)
        From 0.
    index : Index
        The ids in order, with the name of `ids`.

    Examples
    --------
    >>> positions, index = numbered_ids(pd.Series(["Bob", "Ann", "Bob"]))
    >>> positions.tolist(), index.tolist()
    ([1, 0, 1], ['Ann', 'Bob'])
    """
    if isinstance(ids.dtype, np.dtype) and ids.dtype.kind in "iu" and len(ids):
        low, high = int(ids.min()), int(ids.max())
        if high - low < MAX_SPREAD * len(ids) and high <= np.iinfo(np.int64).max:
            met = (np.arange(high - low + 1) + low).astype(ids.dtype)
            codes = ids.to_numpy().astype(np.int64, copy=False) - low
            return codes.astype(np.intp, copy=False), pd.Index(met, name=ids.name)
    codes, met = pd.factorize(ids, sort=True)
    return codes, pd.Index(met, name=ids.name)
