"""Spark as the engine: here on one machine, on many by one setting."""

import importlib.util
import logging
import os
import re
import shutil
import warnings
from typing import Any

import pyarrow as pa

from crmlib.core import Text, checked
from crmlib.scale.tables import BigTable, _parquet_files

__all__ = ["in_spark"]

SETTINGS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
}
# On one machine nothing listens to the network.
AT_HOME = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}


@checked
def in_spark(folder: Text) -> BigTable:
    """Return the table in a folder of Parquet files, read by Spark on one machine or on many.

    Use it when the data already live on a cluster, or exceed the disk of one machine. Spark is
    not part of the course's environment: ``pip install "crmlib[scale]"`` and Java 17 or newer.

    Parameters
    ----------
    folder : str
        Holds Parquet files of one table, also in folders below. On a cluster every machine must
        find it under the same path.

    Returns
    -------
    BigTable
        For the measures of this package. Spark starts with the first question, and ends with
        Python.

    Raises
    ------
    ValueError
        If there are no such files, they are not one table, or a column has times in nanoseconds,
        which Spark cannot read.

    Notes
    -----
    The code names no master, so that one setting decides where Spark runs, and with how much
    memory: ``PYSPARK_SUBMIT_ARGS="--master spark://host:7077 --driver-memory 4g pyspark-shell"``.
    Without it Spark runs here, on all cores.

    References
    ----------
    Zaharia, M., Xin, R. S., Wendell, P. et al. (2016). Apache Spark: a unified engine for big
    data processing. Communications of the ACM 59(11), 56-65.

    Examples
    --------
    >>> import pandas as pd
    >>> from crmlib.scale.simulated import parquet_copies
    >>> folder = parquet_copies(pd.DataFrame({"customer_id": ["Ann", "Bob"]}), 3, "customer_id")
    >>> in_spark(folder).engine
    'spark'
    """
    table = BigTable(_parquet_files(folder, "folder"), "spark", _answer, {})
    fine = [f.name for f in table.schema if f.type in (pa.timestamp("ns"), pa.timestamp("s"))]
    zoned = [f.name for f in table.schema if getattr(f.type, "tz", None) and f.type.unit == "ns"]
    if fine or zoned:
        raise ValueError(
            f"`folder` must hold times in microseconds for Spark; got others in "
            f'{(fine + zoned)[0]!r}. Write them with coerce_timestamps="us".'
        )
    return table


def _answer(files: tuple[str, ...], name: str, sql: str, *, zone: str) -> pa.Table:
    session = _session()
    session.conf.set("spark.sql.session.timeZone", zone)
    # Folders named like columns are no columns.
    rows = session.read.option("recursiveFileLookup", "true").parquet(*files)
    rows.createOrReplaceTempView(name)
    return session.sql(sql).toArrow()


def _session() -> Any:
    """Return the session, started at the first call; who lacks a part of Spark is told which."""
    if importlib.util.find_spec("pyspark") is None:
        raise ModuleNotFoundError(
            '`in_spark` must find pyspark; got none. Run pip install "crmlib[scale]".'
        )
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise RuntimeError(
            "`in_spark` must find Java; got none. Install Java 17, on Debian "
            "openjdk-17-jre-headless."
        )
    from pyspark.sql import SparkSession

    # It prints whole queries as JSON beside an error.
    logging.getLogger("SQLQueryContextLogger").disabled = True
    builder = SparkSession.builder.appName("crmlib")
    for key, value in (SETTINGS | AT_HOME if _is_at_home() else SETTINGS).items():
        builder = builder.config(key, value)
    with warnings.catch_warnings(action="ignore", category=FutureWarning):
        return builder.getOrCreate()


def _is_at_home() -> bool:
    """Return whether Spark will run on this machine only."""
    if "PYSPARK_GATEWAY_PORT" in os.environ:  # started by spark-submit, which has its settings
        return False
    named = re.search(r"--master[ =](\S+)", os.environ.get("PYSPARK_SUBMIT_ARGS", ""))
    return named is None or named[1].startswith("local")
