"""Spark starts quietly, here or where one setting says; who lacks it is told what to install."""

import os
import subprocess
import sys

import pandas as pd
import pytest

from crmlib import course_root
from crmlib.scale import in_spark, parquet_copies

PROGRAM = """
import sys
from crmlib.scale import history_counts, in_spark
orders = in_spark(sys.argv[1])
print(history_counts(orders)["n_customers"].sum())
from pyspark.sql import SparkSession
print(SparkSession.active().sparkContext.master)
"""


@pytest.fixture
def folder() -> str:
    days = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03"])
    table = pd.DataFrame({"customer_id": ["Ann", "Bob", "Ann"], "order_date": days})
    return parquet_copies(table, 10, "customer_id")


def run(folder: str, master: str) -> subprocess.CompletedProcess:
    """Run a program in a process of its own, the master named by a variable only."""
    settings = {"PYSPARK_SUBMIT_ARGS": f"--master {master} pyspark-shell"}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, folder],
        cwd=course_root(),
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.spark
@pytest.mark.parametrize("master", ["local[1]", "local-cluster[2,1,1024]"])
def test_one_setting_says_where_spark_runs(spark, folder, master):
    done = run(folder, master)
    assert done.stdout.splitlines() == ["20", master], done.stderr


@pytest.mark.spark
def test_nothing_listens_to_the_network(spark, folder):
    import psutil

    in_spark(folder).ask("orders", "SELECT 1 AS one")
    java = [p for p in psutil.Process().children(recursive=True) if "java" in p.name()]
    ports = [c.laddr.ip for p in java for c in p.net_connections() if c.status == "LISTEN"]
    assert java and {ip.removeprefix("::ffff:") for ip in ports} <= {"127.0.0.1", "::1"}


def test_times_in_nanoseconds_are_refused(tmp_path):
    times = pd.Series(pd.to_datetime(["2024-01-05"])).astype("datetime64[ns]")
    table = pd.DataFrame({"customer_id": ["Ann"], "packed_at": times})
    table.to_parquet(tmp_path / "orders.parquet")
    with pytest.raises(ValueError, match="must hold times in microseconds for Spark; got others"):
        in_spark(str(tmp_path))


def test_who_lacks_pyspark_or_java_is_told(monkeypatch, folder):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError, match="must find pyspark; got none"):
        in_spark(folder).ask("orders", "SELECT 1")
    monkeypatch.setattr("importlib.util.find_spec", lambda name: name)
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(RuntimeError, match="must find Java; got none"):
        in_spark(folder).ask("orders", "SELECT 1")
