"""Copies have other ids, and nothing else changes."""

import pandas as pd
import pytest

from crmlib.scale import parquet_copies


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame({"customer_id": ["Ann", "Bob"], "amount": [1.5, 2.5]})


def test_copies_have_customers_of_their_own(table):
    found = pd.read_parquet(parquet_copies(table, 3, "customer_id"))
    assert found["customer_id"].nunique() == 6
    assert found["amount"].tolist() == [1.5, 2.5] * 3


def test_numbers_stay_numbers_and_never_meet(table):
    found = pd.read_parquet(parquet_copies(table.assign(customer_id=[3, 7]), 4, "customer_id"))
    assert sorted(found["customer_id"]) == [12, 13, 14, 15, 28, 29, 30, 31]


def test_large_copies_are_cut_into_files(table, monkeypatch):
    monkeypatch.setattr("crmlib.scale.simulated.ROWS_PER_FILE", 4)
    found = pd.read_parquet(parquet_copies(table, 5, "customer_id"))
    assert found["customer_id"].nunique() == len(found) == 10


def test_a_table_without_rows_or_key_is_refused(table):
    with pytest.raises(ValueError, match="`table` must have at least one row; got none"):
        parquet_copies(table[:0], 2, "customer_id")
    with pytest.raises(ValueError, match="`table` must have the columns 'who'"):
        parquet_copies(table, 2, "who")
