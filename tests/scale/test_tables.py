"""Files of one table are one table; others are refused."""

import pandas as pd
import pytest

from crmlib.scale import in_duckdb, transaction_summary
from crmlib.scale.tables import _parquet_files


def test_files_below_are_found_in_order(stored, orders):
    files = _parquet_files(stored(orders, orders), "folder")
    assert [file.split("/")[-2:] for file in files] == [
        ["month=0", "orders.parquet"],
        ["month=1", "orders.parquet"],
    ]


def test_a_folder_without_files_is_refused(tmp_path):
    for folder in (tmp_path, tmp_path / "not there"):
        with pytest.raises(ValueError, match="`folder` must hold Parquet files; got none in"):
            _parquet_files(str(folder), "folder")


@pytest.mark.parametrize("other", ["another name", "another type"])
def test_files_of_two_tables_are_refused(engine, stored, orders, other):
    second = orders.rename(columns={"amount": "usd"})
    second = orders.astype({"amount": str}) if other == "another type" else second
    with pytest.raises(ValueError, match="`folder` must hold one table; got files of different"):
        engine(stored(orders, second))


def test_a_folder_named_like_a_column_is_no_column(engine, stored, orders):
    table = engine(stored(orders))
    assert table.ask("orders", "SELECT * FROM orders").column_names == list(orders)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", None])
def test_zone_is_that_of_the_dates(stored, orders, zone):
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize(zone))
    assert in_duckdb(stored(zoned)).zone == (zone or "UTC")
    assert in_duckdb(stored(zoned)).head().dtypes.equals(zoned.dtypes)


def test_a_zone_without_a_name_is_refused_since_engines_read_it_differently(stored, orders):
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize("+02:00"))
    with pytest.raises(ValueError, match=r"must have a zone with a name; got \+02:00"):
        transaction_summary(in_duckdb(stored(zoned)))


def test_a_table_without_dates_has_no_zone_of_its_own(stored):
    assert in_duckdb(stored(pd.DataFrame({"item": ["tea"]}))).zone == "UTC"
