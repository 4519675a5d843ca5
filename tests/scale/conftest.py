"""Tables in files, and the engines that read them; without Spark its tests are skipped."""

import importlib.util
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from crmlib.scale import in_duckdb, in_spark

# Small tables need no more parts, and no more than two cores.
SETTINGS = "--master local[2] --conf spark.sql.shuffle.partitions=2 pyspark-shell"
ENGINES = {"duckdb": in_duckdb, "spark": in_spark}


@pytest.fixture(scope="session")
def spark() -> None:
    """Skip where Spark or Java is missing; under CI what is missing fails."""
    missing = [
        name
        for name, found in (
            ("pyspark", importlib.util.find_spec("pyspark")),
            ("Java", shutil.which("java")),
        )
        if not found
    ]
    if missing:
        reason = f"{' and '.join(missing)} not installed: make test-scale"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", SETTINGS)


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)])
def engine(request) -> Callable:
    """Return what opens a folder: once for every engine."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return ENGINES[request.param]


@pytest.fixture
def stored(tmp_path) -> Callable[..., str]:
    """Return a function that writes tables into files of one folder, NaN as NaN."""

    def write(*tables: pd.DataFrame) -> str:
        for place, table in enumerate(tables):
            arrow = pa.Table.from_pandas(table, preserve_index=False)
            for at, key in enumerate(arrow.column_names):
                if table[key].dtype == float:
                    plain = pa.array(table[key].to_numpy(), from_pandas=False)
                    arrow = arrow.set_column(at, key, plain)
            part = Path(tmp_path, f"month={place}")  # looks like a column, and is none
            part.mkdir(exist_ok=True)
            parquet.write_table(arrow, part / "orders.parquet", coerce_timestamps="us")
        return str(tmp_path)

    return write


@pytest.fixture
def orders() -> pd.DataFrame:
    """Ann comes twice on one day and again; Bob at night, once; Cem on the last day, for free."""
    times = ["2024-01-05 09:00", "2024-01-05 18:00", "2024-03-02 10:00"]
    times += ["2024-01-31 23:30", "2024-02-10 08:00", "2024-04-01 12:00"]
    return pd.DataFrame(
        {
            "customer_id": ["Ann", "Ann", "Ann", "Bob", "Dan", "Cem"],
            "order_date": pd.to_datetime(times),
            "amount": [20.1, 0.2, 0.3, 50.0, 19.99, 0.0],
        }
    )


@pytest.fixture
def receipts() -> pd.DataFrame:
    """Five baskets: tea comes with milk; one basket is empty, one holds milk twice."""
    held = {1: ["milk", "tea", "rice"], 2: ["tea", "milk"], 3: ["milk"] * 2, 4: [None]}
    held[5] = ["rice", "milk", "tea"]
    lines = [(basket, item) for basket, items in held.items() for item in items]
    return pd.DataFrame(lines, columns=["basket_id", "item"])
