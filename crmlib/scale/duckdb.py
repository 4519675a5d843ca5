"""DuckDB as the engine: one process, within a limit of memory, the rest on disk."""

import tempfile

import pyarrow as pa

from crmlib.core import Text, checked, whole
from crmlib.scale.tables import BigTable, _parquet_files

__all__ = ["in_duckdb"]

LEAST_MB, MOST_MB = 50, 10**7
# The statistics in Parquet files leave NaN out; by them DuckDB 2.0 finds that no value is one.
DISTRUST = "SET disabled_optimizers = 'statistics_propagation'"


@checked
def in_duckdb(folder: Text, *, memory_mb: whole(LEAST_MB, MOST_MB) = 1000) -> BigTable:
    """Return the table in a folder of Parquet files, read by DuckDB within a limit of memory.

    Use it when a table no longer fits the memory, but still fits the disk.

    Parameters
    ----------
    folder : str
        Holds Parquet files of one table, also in folders below.
    memory_mb : int
        Megabytes that the database may hold at a time, at least 50; what exceeds them goes to a
        temporary folder on disk. Python and the answer come on top.

    Returns
    -------
    BigTable
        For the measures of this package. Nothing has been read yet but the names of the columns.

    Raises
    ------
    ValueError
        If there are no such files, or they are not one table.

    Notes
    -----
    A query that cannot be answered within the limit, even by use of the disk, ends in
    ``duckdb.OutOfMemoryException``.

    References
    ----------
    Raasveldt, M. and Mühleisen, H. (2019). DuckDB: an embeddable analytical database.
    Proceedings of SIGMOD 2019, 1981-1984.

    Examples
    --------
    >>> import pandas as pd
    >>> from crmlib.scale.simulated import parquet_copies
    >>> folder = parquet_copies(pd.DataFrame({"customer_id": ["Ann", "Bob"]}), 3, "customer_id")
    >>> orders = in_duckdb(folder, memory_mb=100)
    >>> orders.ask("orders", "SELECT COUNT(*) AS n FROM orders").to_pylist()
    [{'n': 6}]
    """
    return BigTable(_parquet_files(folder, "folder"), "duckdb", _answer, {"memory_mb": memory_mb})


def _answer(files: tuple[str, ...], name: str, sql: str, *, zone: str, memory_mb: int) -> pa.Table:
    import duckdb

    with tempfile.TemporaryDirectory() as spill:
        limits = {"memory_limit": f"{memory_mb}MB", "temp_directory": spill}
        # The order of rows is nobody's promise, and keeping it would take memory.
        settings = limits | {"preserve_insertion_order": False}
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute(f"SET TimeZone = '{zone}'")
            connection.execute(DISTRUST)
            connection.read_parquet(list(files), hive_partitioning=False).create_view(name)
            return connection.sql(sql).to_arrow_table()
