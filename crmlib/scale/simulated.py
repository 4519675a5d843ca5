"""Large tables made of small ones: copies whose answers are known."""

import atexit
import shutil
import tempfile
from pathlib import Path

import pandas as pd

from crmlib.core import Steps, Text, checked, require_columns

__all__ = ["parquet_copies"]

ROWS_PER_FILE = 500_000


@checked
def parquet_copies(table: pd.DataFrame, n_copies: Steps, key: Text) -> str:
    """Return a folder of Parquet files with a table many times over, each time with other ids.

    Use it to get a table of any size whose answers are known: counts are `n_copies` times as
    large, shares and estimates stay. Only the number of rows is like that of a large firm: its
    customers would differ more.

    Parameters
    ----------
    table : DataFrame
        At least one row.
    n_copies : int
        How many times its rows are written.
    key : str
        The column that says who or which: a text "Ann" becomes "Ann-0", "Ann-1", …, a number 7
        becomes 7 n_copies, 7 n_copies + 1, …

    Returns
    -------
    str
        The folder. It is removed when Python ends.

    Raises
    ------
    ValueError
        If the table has no row, or no column `key`.

    Examples
    --------
    >>> folder = parquet_copies(pd.DataFrame({"customer_id": ["Ann", "Bob"]}), 2, "customer_id")
    >>> pd.read_parquet(folder)["customer_id"].tolist()
    ['Ann-0', 'Bob-0', 'Ann-1', 'Bob-1']
    """
    require_columns(table, [key], "table")
    if table.empty:
        raise ValueError("`table` must have at least one row; got none.")
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    numeric = pd.api.types.is_numeric_dtype(table[key])
    step = max(1, ROWS_PER_FILE // len(table))
    for first in range(0, n_copies, step):
        copies = [
            table.assign(
                **{key: table[key] * n_copies + copy if numeric else table[key] + f"-{copy}"}
            )
            for copy in range(first, min(first + step, n_copies))
        ]
        path = Path(folder, f"part-{first // step:04d}.parquet")
        pd.concat(copies).to_parquet(path, index=False, coerce_timestamps="us")
    return folder
