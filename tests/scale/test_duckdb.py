"""DuckDB keeps its limit, and uses the disk."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from crmlib.scale import in_duckdb, parquet_copies, transaction_summary

ROOM = "SELECT current_setting('memory_limit') AS room, current_setting('temp_directory') AS spill"


@pytest.fixture(scope="module")
def many() -> str:
    """300,000 customers with two orders each."""
    rng = np.random.default_rng(15)
    ids = np.repeat(np.arange(300_000), 2)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 365, len(ids)), "D")
    orders = pd.DataFrame({"customer_id": ids, "order_date": days, "amount": 1.25})
    return parquet_copies(orders, 1, "customer_id")


def test_limit_reaches_the_database(stored, orders):
    [found] = in_duckdb(stored(orders), memory_mb=100).ask("orders", ROOM).to_pylist()
    assert found["room"] == "95.3 MiB"


def test_what_exceeds_the_limit_goes_to_disk_and_changes_nothing(many):
    tight, wide = (transaction_summary(in_duckdb(many, memory_mb=mb)) for mb in (60, 2000))
    pd.testing.assert_frame_equal(tight, wide)


def test_nothing_is_left_on_disk(tmp_path, monkeypatch, many):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    transaction_summary(in_duckdb(many, memory_mb=60))
    assert list(tmp_path.iterdir()) == []


def test_a_limit_too_low_says_so(many):
    with pytest.raises(ValueError, match="`memory_mb` must be at least 50; got 10"):
        in_duckdb(many, memory_mb=10)
    sql = "SELECT LIST(customer_id) AS ids, LIST(order_date) AS days FROM orders"
    with pytest.raises(duckdb.OutOfMemoryException):
        in_duckdb(many, memory_mb=50).ask("orders", f"{sql} CROSS JOIN RANGE(100)")
