"""Tests of crmlib.value.order_age."""

import pandas as pd
import pytest

from crmlib.value.order_age import order_age

NEW_YORK = "America/New_York"


@pytest.fixture
def orders():
    """Ann buys on three days, twice on the second; Bob once; Cem on the last day; out of order."""
    return pd.DataFrame(
        {
            "customer_id": ["Bob", "Ann", "Ann", "Ann", "Cem", "Ann"],
            "order_date": pd.to_datetime(
                ["2024-01-08", "2024-01-22", "2024-01-01", "2024-01-15", "2024-01-29", "2024-01-15"]
            ),
            "amount": [50.0, 30.0, 20.0, 12.0, 7.0, 3.0],
        },
        index=[7, 3, 5, 1, 9, 4],
    )


def test_ages_by_hand(orders):
    assert order_age(orders, "2024-01-30").tolist() == [22, 8, 29, 15, 1, 15]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_ages_do_not_depend_on_the_resolution_of_the_stamps(orders, unit):
    stamped = orders.assign(order_date=orders["order_date"].dt.as_unit(unit))
    assert order_age(stamped).tolist() == order_age(orders).tolist()


def test_time_of_day_does_not_matter(orders):
    evening = orders.assign(order_date=orders["order_date"] + pd.Timedelta("23:59:59"))
    assert order_age(evening, "2024-01-29 00:00").tolist() == order_age(orders).tolist()


def test_as_of_in_another_zone_is_taken_to_that_of_the_orders(orders):
    local = orders.assign(order_date=orders["order_date"].dt.tz_localize(NEW_YORK))
    as_of = pd.Timestamp("2024-01-31 03:00", tz="UTC")
    assert order_age(local, as_of).min() == 1
    assert order_age(local, "2024-01-31").min() == 2


def test_ages_refuse_an_end_with_a_zone_for_orders_without(orders):
    with pytest.raises(TypeError, match="no time zone, as `order_date` has none"):
        order_age(orders, pd.Timestamp("2024-02-01", tz="UTC"))


def test_clock_changes_do_not_change_days():
    spring = pd.DatetimeIndex(["2024-03-09 00:30", "2024-03-11 00:30"], tz=NEW_YORK)
    assert order_age(pd.DataFrame({"customer_id": 1, "order_date": spring})).tolist() == [2, 0]
