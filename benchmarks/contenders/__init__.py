"""Measures of crmlib beside the same measures by other libraries, from seeded data.

Peers are imported where they are used, so that none weighs on a process that is watched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import polars as pl

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Measure:
    """One measure of ours on one set of data, and who else can tell the same numbers."""

    ours: Callable[[], object]
    peers: dict[str, Callable[[], object]]
    # How to read results that have another shape than the other side's.
    read_ours: Callable[[object], object] = lambda result: result
    read_theirs: Callable[[object], object] = lambda result: result
    # By how much, relatively, two numbers may differ that count as the same.
    tolerance: float = TOLERANCE


def n_unlike(ours: object, theirs: object, tolerance: float = TOLERANCE) -> int:
    """Rows that differ between two results, or all rows if their shapes do."""
    ours, theirs = numbers(ours), numbers(theirs)
    if ours.shape != theirs.shape:
        return len(ours) + len(theirs)
    same = np.isclose(ours, theirs, rtol=tolerance, atol=1e-9, equal_nan=True)
    return int((~same.all(axis=1)).sum())


def numbers(result: object) -> np.ndarray:
    """A result as rows of floats: days and months counted from 1970, missing as NaN."""
    if hasattr(result, "get_columns"):  # polars
        result = {column.name: column.to_numpy() for column in result.get_columns()}
    if isinstance(result, pd.DataFrame):
        result = result.reset_index(drop=result.index.name is None)
    columns = pd.DataFrame(result)
    return np.column_stack([_floats(column) for _, column in columns.items()])


def _floats(column: pd.Series) -> np.ndarray:
    if isinstance(column.dtype, pd.PeriodDtype):
        column = column.array.asi8
    elif column.dtype.kind == "M":
        column = column.to_numpy().astype("datetime64[D]").astype(np.int64)
    return np.asarray(column, dtype=float)


def in_duckdb(frame: pd.DataFrame, query: str, **parameters: object) -> Callable[[], dict]:
    """Return a query that is ready to run on a table `data` in the memory of DuckDB."""
    import duckdb

    connection = duckdb.connect()
    connection.register("source", frame)
    connection.execute("create table data as select * from source")
    return lambda: connection.execute(query, parameters).fetchnumpy()


def in_polars(frame: pd.DataFrame) -> "pl.LazyFrame":
    """Return the same columns as polars holds them."""
    import polars as pl

    return pl.DataFrame({name: frame[name].to_numpy() for name in frame}).lazy()
