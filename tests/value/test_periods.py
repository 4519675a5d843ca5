"""Tests of crmlib.value.periods."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.value.concentration import top_share
from crmlib.value.periods import (
    change_parts,
    one_period,
    sales_by_month,
    spend_tenths,
    two_periods,
)

NAMES = ["customer_id", "order_id", "order_date", "amount"]


def _orders(rows):
    table = pd.DataFrame(rows, columns=NAMES)
    return table.assign(order_date=pd.to_datetime(table["order_date"]))


@pytest.fixture
def before():
    """Ann orders twice, Bob once: 60 in all."""
    return _orders([("Ann", 1, "2024-01-02", 10.0), ("Ann", 2, "2024-01-09", 20.0),
                    ("Bob", 3, "2024-02-01", 30.0)])  # fmt: skip


@pytest.fixture
def after():
    """Ann orders once more than she spent, Cem is new: 75 in all."""
    return _orders([("Ann", 4, "2024-03-02", 40.0), ("Cem", 5, "2024-05-09", 35.0)])


@pytest.fixture(scope="module")
def cdnow():
    return load_orders("cdnow").orders


@pytest.fixture(scope="module")
def halves(cdnow):
    early = cdnow.query("'1997-07-01' <= order_date < '1998-01-01'")
    return early, cdnow.query("order_date >= '1998-01-01'")


def test_a_year_of_cdnow_is_as_computed_beforehand(cdnow):
    """12 months to June 1998: 812 customers, 3.21 orders, median 2, 40.5 % once, 43.2 %."""
    found = one_period(cdnow.query("order_date > '1997-06-30'"))["value"]
    told = [812, 3.21, 2, 0.405, 120.64, 62.46, 0.432]
    names = ["customers", "orders_each", "orders_median", "once_share", "spend_each"]
    names += ["spend_median", "top_tenth_share"]
    assert found[names].tolist() == pytest.approx(told, abs=0.006)


def test_interval_of_the_best_fifth_is_that_of_resampled_customers(cdnow):
    """Computed beforehand by drawing customers anew: 67.4 %, 64.9 to 69.7 %."""
    found = one_period(cdnow).loc["top_fifth_share"]
    assert found.tolist() == pytest.approx([0.674, 0.649, 0.697], abs=0.002)


def test_interval_of_the_best_tenth_is_about_that_of_a_bootstrap(cdnow):
    spend = cdnow.groupby("customer_id")["amount"].sum().to_numpy()
    rng = np.random.default_rng(3)
    draws = [top_share(rng.choice(spend, len(spend)), [0.1])["share"].iloc[0] for _ in range(300)]
    found = one_period(cdnow).loc["top_tenth_share", ["low", "high"]]
    assert found.tolist() == pytest.approx(np.quantile(draws, [0.025, 0.975]).tolist(), abs=0.01)


def test_two_halves_of_cdnow_are_as_computed_beforehand(halves):
    """297 lost (-17,109), 322 in both (37,988 to 32,350; 44.7 % more), 193 came (+10,517)."""
    found = two_periods(*halves)
    assert found["n_customers"].tolist() == [297, 322, 193, 812]
    assert found["change"].tolist() == pytest.approx([-17109, -5638, 10517, -12229], abs=1)
    assert found.loc["stayed", "spend_more"] == pytest.approx(0.447, abs=0.001)


def test_parts_of_the_change_add_up_and_are_as_computed_beforehand(halves):
    """Buyers 619 to 515, orders each 2.352 to 2.235, per order 37.84 to 37.24."""
    found = change_parts(*halves)
    assert found["before"].tolist() == pytest.approx([619, 2.352, 37.84, 55096.58], abs=0.005)
    assert found["after"].tolist() == pytest.approx([515, 2.235, 37.24, 42867.12], abs=0.005)
    assert found["change"].iloc[:3].sum() == pytest.approx(found["change"].iloc[3])


def test_who_left_stayed_and_came_is_counted_by_hand(before, after):
    found = two_periods(before, after)
    assert found["n_customers"].tolist() == [1, 1, 1, 3]
    assert found["change"].tolist() == [-30, 10, 35, 15]
    assert found["spend_more"].iloc[1] == 1


def test_a_product_that_changes_in_one_part_changes_by_that_part(before):
    dearer = before.assign(amount=1.5 * before["amount"])
    assert change_parts(before, dearer)["change"].tolist() == pytest.approx([0, 0, 30, 30])
    assert change_parts(before, before)["change"].tolist() == pytest.approx([0, 0, 0, 0])


def test_a_month_without_orders_has_a_row(before, after):
    found = sales_by_month(pd.concat([before, after]))
    assert found["n_orders"].tolist() == [2, 1, 1, 0, 1]
    assert found["n_new"].tolist() == [1, 1, 0, 0, 1]
    assert found["sales"].sum() == 135


def test_tenths_hold_everybody_and_all_sales(cdnow):
    found = spend_tenths(cdnow)
    assert found["n_customers"].sum() == 2357
    assert found["n_customers"].between(235, 236).all()
    assert found["share"].sum() == pytest.approx(1)
    assert found["share"].is_monotonic_decreasing


def test_tenths_of_three_customers_leave_seven_empty(before, after):
    found = spend_tenths(pd.concat([before, after]))
    assert sorted(found["n_customers"]) == [0] * 7 + [1] * 3


def test_a_lone_customer_has_no_interval(before):
    found = one_period(before[before["customer_id"] == "Ann"])
    assert found["value"][["orders_each", "spend_median"]].tolist() == [2, 30]
    assert found.loc["spend_each", ["low", "high"]].isna().all()


def test_order_of_the_rows_plays_no_part(cdnow):
    for function in (one_period, spend_tenths, sales_by_month):
        pd.testing.assert_frame_equal(function(cdnow), function(cdnow[::-1]))


def test_a_period_without_sales_has_no_parts(before):
    with pytest.raises(ValueError, match=r"`after` must have sales above 0; got 0\."):
        change_parts(before, before.assign(amount=0.0))
