"""Lines become orders by number and customer; a number that serves several is split and told."""

import pandas as pd
import pytest

from crmlib.datasets.grouping import _labels, _orders


@pytest.fixture
def kept():
    """Ann's order of two lines; number 7, which Bob used twice and Cy once; Di without a number."""
    days = ["2025-01-01 10:00", "2025-01-01 09:00", "2025-01-02", "2025-01-09", "2025-01-02"]
    return pd.DataFrame(
        {
            "row": range(2, 7),
            "customer_id": ["ann", "ann", "bob", "bob", "cy"],
            "order_id": ["1", "1", "7", "7", "7"],
            "day": pd.to_datetime(days, format="mixed"),
            "money": [10.0, 5.0, 20.0, 30.0, 40.0],
        }
    )


def test_number_that_serves_several_is_split_by_customer_and_day(kept):
    labels, told = _labels(kept)
    assert labels.tolist() == ["1", "1", "7 (row 4)", "7 (row 5)", "7 (row 6)"]
    assert told["shared order numbers"][0] == "1"


def test_without_a_number_a_customer_s_day_is_an_order(kept):
    labels, told = _labels(kept.assign(order_id=""))
    assert labels.tolist()[:3] == ["ann-20250101", "ann-20250101", "bob-20250102"]
    assert told == {}


def test_orders_add_up_their_rows_and_begin_with_the_first(kept):
    labels, _ = _labels(kept)
    orders = _orders(kept.assign(order_id=labels).rename(columns={"day": "order_date"}))
    assert orders["amount"].tolist() == [15.0, 20.0, 30.0, 40.0]
    assert orders["n_rows"].tolist() == [2, 1, 1, 1]
    assert orders["order_date"][0] == pd.Timestamp("2025-01-01 09:00")
