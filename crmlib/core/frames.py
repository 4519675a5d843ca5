"""SQL over frames: one query, answered by an engine that nothing outlives."""

import pandas as pd

from crmlib.core.checks import require_columns

__all__ = [
    "query_frames",
]


def query_frames(
    sql: str, values: dict[str, float] | None = None, **frames: pd.DataFrame
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
        If `sql` is not text or a table is not a DataFrame.
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

    if not isinstance(sql, str):
        raise TypeError(f"`sql` must be text; got {type(sql).__name__}.")
    for name, frame in frames.items():
        require_columns(frame, [], name)
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, frame in frames.items():
            # A copy, since DuckDB cannot read a reversed view (std::bad_cast).
            connection.register(name, frame.copy())
        return connection.execute(sql, values).df()
