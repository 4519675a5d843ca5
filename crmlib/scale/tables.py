"""A table in Parquet files that an engine reads: what it holds, and how it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import pyarrow as pa

__all__ = ["BigTable"]

Answer = Callable[..., pa.Table]


@dataclass(frozen=True)
class BigTable:
    """A table too large to load: its files, its columns, and the engine that reads them.

    Parameters
    ----------
    files : tuple of str
        Parquet files, all with the same columns.
    engine : str
        "duckdb" or "spark".
    answer : callable
        Takes the files, the name of the table in the query, the query and the time zone; returns
        an Arrow table.
    options : dict
        What else the engine is told.
    """

    files: tuple[str, ...]
    engine: str
    answer: Answer
    options: dict

    @cached_property
    def schema(self) -> pa.Schema:
        """The columns and their types, as the first file tells them."""
        from pyarrow.parquet import read_schema

        return read_schema(self.files[0])

    def ask(self, name: str, sql: str) -> pa.Table:
        """Return the answer to a query in which the table is called `name`."""
        return self.answer(self.files, name, sql, zone=self.zone, **self.options)

    @property
    def zone(self) -> str:
        """The time zone in which the days of `order_date` are counted; UTC if it has none."""
        dates = self.schema.field("order_date") if "order_date" in self.schema.names else None
        zone = getattr(dates and dates.type, "tz", None) or "UTC"
        if zone[0] in "+-":
            raise ValueError(
                f"`order_date` must have a zone with a name; got {zone}. "
                "Write the files in another one, with tz_convert."
            )
        return zone

    def head(self) -> pd.DataFrame:
        """Return the columns without a row, as pandas reads them."""
        return self.schema.empty_table().to_pandas()


def _parquet_files(folder: str, name: str) -> tuple[str, ...]:
    """Return the Parquet files in a folder and below, once it is certain that they fit."""
    from pyarrow.parquet import read_schema

    # Whole paths, since the workers of an engine start elsewhere.
    files = tuple(sorted(str(path.resolve()) for path in Path(folder).rglob("*.parquet")))
    if not files:
        raise ValueError(f"`{name}` must hold Parquet files; got none in {folder!r}.")
    first = read_schema(files[0])
    for file in files[1:]:
        other = read_schema(file)
        if not other.equals(first):
            raise ValueError(
                f"`{name}` must hold one table; got files of different columns or types, "
                f"{Path(files[0]).name} and {Path(file).name}."
            )
    return files
