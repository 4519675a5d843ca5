"""Summary, cohorts, pairs and item sets of 1e6, 1e7 and 1e8 rows: pandas, DuckDB and Spark.

Orders are simulated (contenders/big_orders.py) and written to Parquet, a folder for each month.
Receipts are those of The Complete Journey, copied; only up to 1e7 lines.
Every engine runs once for each measure and size, in a process of its own that reads the files and
ends with the same frame in pandas. `start` is what the engine needs before its first row, `time`
the measure. Memory is the peak of the process and of all that it starts. The answers are compared:
days and counts to the bit, money to 1e-9. Spark runs on two cores of this machine, its driver with
4 GB; where pyspark is not installed, its rows say so (`make .venv-scale/.done` installs it).

Run: python benchmarks/scale.py [1e6 1e7 1e8] [--only WORD] [--store] [--folder FOLDER]
(1e6 without a word; --store adds what concerns orders to datasets/scale_runs.csv; exit status 1 if
answers differ, or DuckDB, told to do with 500 MB, takes more than 4 GiB in all).
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from contenders.big_orders import write_orders
from timing import watched_tree

from crmlib import baskets, datasets, forecasts, lifecycle, scale

STORE = Path(__file__).resolve().parent.parent / "datasets/scale_runs.csv"
SPARK = "--master local[2] --driver-memory 4g pyspark-shell"
ENGINES = {
    "pandas": None,
    "DuckDB, 4 GB": 4000,
    "DuckDB, 500 MB": 500,
    "Spark": None,
}
MOST_GIB = 4.0
MOST_LINES = 2e7
SUPPORT = 0.01
LAYOUT = "{:<18} {:>11} {:<15} {:>8} {:>9} {:>9}  {}"


def main() -> int:
    """Print one row per measure, size and engine; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=float, default=[1e6])
    parser.add_argument("--only", default="")
    parser.add_argument("--store", action="store_true")
    parser.add_argument("--folder")
    asked = parser.parse_args()
    print(LAYOUT.format("measure", "rows", "engine", "start, s", "time, s", "peak, GiB", ""))
    rows = []
    for size in asked.sizes:
        for table, write in TABLES.items():
            wanted = [name for name, measure in MEASURES.items() if measure[0] == table]
            if table == "receipts" and size > MOST_LINES:
                continue
            with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
                n_rows, folder = write(int(size), Path(folder))
                rows += [row for name in wanted for row in runs(name, n_rows, folder, asked.only)]
    if asked.store:
        store(rows)
    return int(any(row["verdict"].startswith("MISSED") for row in rows))


def orders_in(n_rows: int, folder: Path) -> tuple[int, str]:
    """Write about so many simulated orders; return how many, and where."""
    return write_orders(n_rows, folder), str(folder)


def receipts_in(n_rows: int, _: Path) -> tuple[int, str]:
    """Write about so many real lines of receipts, copied; return how many, and where."""
    lines = datasets.load_baskets()[["basket_id", "item"]].astype({"item": "str"})
    n_copies = max(1, round(n_rows / len(lines)))
    return n_copies * len(lines), scale.parquet_copies(lines, n_copies, "basket_id")


def runs(measure: str, n_orders: int, folder: str, only: str) -> list[dict]:
    """Run one measure with every engine, and print each row."""
    rows, first = [], None
    for engine in ENGINES:
        if only not in f"{measure} {engine}":
            continue
        if engine == "Spark" and not (importlib.util.find_spec("pyspark") and shutil.which("java")):
            print(LAYOUT.format(measure, f"{n_orders:,}", engine, *"---", "not run: no Spark"))
            continue
        command = [sys.executable, __file__, "--once", measure, engine, folder]
        printed, peak = watched_tree(command)
        found = json.loads(printed.splitlines()[-1])
        first = first or found
        row = {"measure": measure, "n_orders": n_orders, "engine": engine}
        row |= {"start_seconds": found["start"], "seconds": found["seconds"], "peak_gib": peak}
        row["verdict"] = verdict(row, found, first)
        shown = [f"{row[key]:.2f}" for key in ("start_seconds", "seconds", "peak_gib")]
        print(LAYOUT.format(measure, f"{n_orders:,}", engine, *shown, row["verdict"]), flush=True)
        rows.append(row)
    return rows


def verdict(row: dict, found: dict, first: dict) -> str:
    """Say whether an answer is that of the first engine, and within the memory that is promised."""
    if found["digest"] != first["digest"] or not np.isclose(found["money"], first["money"], 1e-9):
        return "MISSED: another answer"
    if row["engine"] == "DuckDB, 500 MB" and row["peak_gib"] > MOST_GIB:
        return f"MISSED: more than {MOST_GIB:g} GiB"
    return "ok"


def once(measure: str, engine: str, folder: str) -> None:
    """Compute one measure in this process, and print what it took."""
    begin = time.perf_counter()
    run = OPENED[engine.partition(",")[0]](folder, ENGINES[engine])
    start = time.perf_counter()
    answer = run(measure)
    seconds = time.perf_counter() - start
    # What is equal to the bit on all engines, and what differs in the last one.
    money = answer.pop("monetary_value").sum() if "monetary_value" in answer else 0.0
    digest = hashlib.sha256(answer.to_numpy(dtype=float).tobytes()).hexdigest()
    took = {"start": start - begin, "seconds": seconds, "digest": digest, "money": money}
    print(json.dumps(took))


def in_pandas(folder: str, _: int | None) -> Callable[[str], pd.DataFrame]:
    """Read the columns needed, then the function of `forecasts` or `lifecycle`."""

    def run(measure: str) -> pd.DataFrame:
        _, columns, ours, _ = MEASURES[measure]
        return ours(pd.read_parquet(folder, columns=columns))

    return run


def in_duckdb(folder: str, memory_mb: int | None) -> Callable[[str], pd.DataFrame]:
    """Open the files within a limit."""
    table = scale.in_duckdb(folder, memory_mb=memory_mb)
    table.ask("rows", "SELECT 1 AS one")
    return lambda measure: MEASURES[measure][3](table)


def in_spark(folder: str, _: int | None) -> Callable[[str], pd.DataFrame]:
    """Open the files in a session on two cores."""
    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", SPARK)
    table = scale.in_spark(folder)
    table.ask("rows", "SELECT 1 AS one")
    return lambda measure: MEASURES[measure][3](table)


def pairs_in_pandas(lines: pd.DataFrame) -> pd.DataFrame:
    """The counts of all pairs."""
    return baskets.pair_rules(baskets.basket_matrix(lines), SUPPORT)[PAIR]


def sets_in_pandas(lines: pd.DataFrame) -> pd.DataFrame:
    """The counts of all sets."""
    return baskets.frequent_itemsets(baskets.basket_matrix(lines), SUPPORT)[["count"]]


TABLES = {"orders": orders_in, "receipts": receipts_in}
ORDER = ["customer_id", "order_date", "amount"]
LINE = ["basket_id", "item"]
PAIR = ["n_a", "n_b", "n_both"]
# Of each measure: its table, the columns that it reads, how pandas finds it, how an engine does.
MEASURES = {
    "customer summary": (
        "orders",
        ORDER,
        forecasts.transaction_summary,
        scale.transaction_summary,
    ),
    "cohort table": ("orders", ORDER[:2], lifecycle.cohort_table, scale.cohort_table),
    "pairs": (
        "receipts",
        LINE,
        pairs_in_pandas,
        lambda table: scale.pair_rules(table, SUPPORT)[PAIR],
    ),
    "item sets": (
        "receipts",
        LINE,
        sets_in_pandas,
        lambda table: scale.frequent_itemsets(table, SUPPORT)[["count"]],
    ),
}
OPENED = {"pandas": in_pandas, "DuckDB": in_duckdb, "Spark": in_spark}


def store(rows: list[dict]) -> None:
    """Add the rows to the table that chapter 15 shows, in the place of older ones."""
    new = pd.DataFrame([row for row in rows if MEASURES[row["measure"]][0] == "orders"])
    new = new.drop(columns="verdict").round(3)
    packages = {"pandas": "pandas", "DuckDB": "duckdb", "Spark": "pyspark"}
    names = new["engine"].str.partition(",")[0].map(packages)
    new = new.assign(version=names.map(version), measured_on=date.today().isoformat())
    old = pd.read_csv(STORE) if STORE.exists() else new[:0]
    keys = ["measure", "n_orders", "engine"]
    kept = pd.concat([old, new]).drop_duplicates(keys, keep="last")
    kept = kept[kept["engine"].isin(ENGINES)]
    engines = {engine: place for place, engine in enumerate(ENGINES)}
    kept = kept.assign(place=kept["engine"].map(engines))
    kept = kept.sort_values(["measure", "n_orders", "place"], ascending=[False, True, True])
    kept.drop(columns="place").to_csv(STORE, index=False, lineterminator="\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--once"]:
        once(*sys.argv[2:])
    else:
        sys.exit(main())
