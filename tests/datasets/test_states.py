"""Of rows that tell one order the last one counts, and a refund counts once."""

import pandas as pd
import pytest

from crmlib.datasets.states import _is_called_off, _once


def called_off(rows):
    """Return which rows (number, customer, day, sum, status) are sales called off later."""
    names = ["order_id", "customer_id", "day", "value", "status"]
    cells = pd.DataFrame(rows, columns=names).assign(structure="")
    cells["day"] = pd.to_datetime(cells["day"])
    unpaid = cells["status"] != "paid"
    item = pd.Series("", cells.index)
    return _is_called_off(cells, item, ~unpaid, unpaid).tolist()


@pytest.mark.parametrize(
    ("days", "statuses", "off"),
    [
        (("2024-01-01", "2024-01-02"), ("paid", "cancelled"), [True, False]),
        (("2024-01-02", "2024-01-01"), ("paid", "cancelled"), [False, False]),
        (("2024-01-01", "2024-01-01"), ("paid", "已取消"), [True, False]),
        (("2024-01-01", "2024-01-01"), ("cancelled", "paid"), [False, False]),
        (("2024-01-01", "2024-01-02"), ("paid", "failed"), [False, False]),
        (("2024-01-01", None), ("paid", "voided"), [True, False]),
    ],
)
def test_a_sale_is_called_off_by_a_later_row(days, statuses, off):
    rows = [("1", "ann", day, 5.0, status) for day, status in zip(days, statuses, strict=True)]
    assert called_off(rows) == off


def test_what_another_customer_or_another_sum_calls_off_stays():
    rows = [("1", "ann", "2024-01-01", 5.0, "paid"), ("1", "bo", "2024-01-02", 5.0, "voided")]
    assert not any(called_off(rows))
    assert not any(called_off([rows[0], ("1", "ann", "2024-01-02", 3.0, "voided")]))
    assert called_off([rows[0], ("1", "ann", "2024-01-02", float("nan"), "voided")])[0]


def once(*rows):
    """Return the refunds that count of rows (bin, number, customer, money, refunded)."""
    names = ["bin", "order_id", "customer_id", "money", "refunded"]
    return _once(pd.DataFrame(rows, columns=names)).tolist()


def test_a_refund_told_by_a_row_of_the_same_number_counts_once():
    row = ("refund", "1", "ann", -30.0, 0.0)
    assert once(("order", "1", "ann", 30.0, 30.0), row) == [0.0, 0.0]
    assert once(("order", "1", "ann", 50.0, 50.0), row) == [20.0, 0.0]
    lines = [("order", "1", "ann", 20.0, 20.0), ("order", "1", "ann", 15.0, 15.0)]
    assert once(*lines, row) == [0.0, 5.0, 0.0]


def test_a_row_of_its_own_number_tells_one_refund_of_its_customer_and_sum():
    row = ("refund", "R1", "ann", -30.0, 0.0)
    same = ("order", "1", "ann", 30.0, 30.0)
    assert once(same, ("order", "2", "ann", 30.0, 30.0), row) == [0.0, 30.0, 0.0]
    assert once(("order", "1", "bo", 30.0, 30.0), row) == [30.0, 0.0]
    assert once(same, ("order", "3", "bo", 9.0, 0.0)) == [30.0, 0.0]
