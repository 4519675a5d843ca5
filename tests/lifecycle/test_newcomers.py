"""Tests of crmlib.lifecycle.newcomers."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.lifecycle.cohorts import cohort_table
from crmlib.lifecycle.newcomers import (
    cohorts_compared,
    first_choices,
    left_cut,
    newcomers,
    one_cohort,
    sales_by_cohort,
)


@pytest.fixture
def orders():
    """Ann comes in January, again in March; Bob in February, twice on one day; Cem in April."""
    rows = [("Ann", "2024-01-31", 10.0, "web"), ("Bob", "2024-02-10", 4.0, "fair")]
    rows += [("Bob", "2024-02-10", 6.0, None), ("Ann", "2024-03-01", 20.0, "web")]
    rows += [("Cem", "2024-04-29", 5.0, "web")]
    table = pd.DataFrame(rows, columns=["customer_id", "order_date", "amount", "channel"])
    return table.assign(order_date=pd.to_datetime(table["order_date"]))


@pytest.fixture(scope="module")
def cdnow():
    return load_orders("cdnow").orders


def test_newcomers_are_counted_by_hand(orders):
    found = newcomers(orders)
    assert found["cohort"].tolist() == ["2024-01", "2024-02", "2024-04"]
    assert found["first_amount"].tolist() == [10, 10, 5]
    assert found["days_to_second"].fillna(-1).tolist() == [30, -1, -1]
    assert found["days_seen"].tolist() == [89, 79, 0]


@pytest.mark.parametrize(
    ("period", "label"), [("quarter", "2024-Q1"), ("half-year", "2024-H1"), ("year", "2024")]
)
def test_cohorts_are_named_by_their_period(orders, period, label):
    assert newcomers(orders, period=period)["cohort"].iloc[0] == label
    assert one_cohort(orders, label)["n_customers"].iloc[0] >= 2


def test_cdnow_shows_acquisition_and_the_grocery_panel_does_not(cdnow):
    """Orders of newcomers per month, as computed beforehand by calendar: 1.1, 6.5 and 1.9."""
    found = [left_cut(one) for one in (cdnow, load_orders("complete_journey").orders)]
    assert [bool(one["cut"]) for one in found] == [False, True]
    assert [one["orders_first"] for one in found] == pytest.approx([1.1, 6.3], abs=0.05)
    assert found[1]["orders_later"] == pytest.approx(1.95, abs=0.05)


def test_a_table_to_which_nobody_new_comes_starts_in_the_middle():
    days = pd.to_datetime(["2024-01-01", "2024-03-09"])
    table = pd.DataFrame({"customer_id": [1, 1], "order_date": days, "amount": 5.0})
    found = left_cut(table)
    assert found["cut"]
    assert np.isnan(found["ratio"])
    assert not left_cut(table.head(1))["cut"]


def test_january_cohort_of_cdnow_is_as_computed_beforehand(cdnow):
    """781 customers; active in months 1 to 7: 15.9 12.2 9.0 8.3 9.9 8.3 6.8 %; 47.8 % ever."""
    found = one_cohort(cdnow, "1997-01")
    told = [0.159, 0.122, 0.090, 0.083, 0.099, 0.083, 0.068]
    assert found["active"].iloc[1:8].tolist() == pytest.approx(told, abs=6e-4)
    assert found["back"].iloc[-1] == pytest.approx(0.478, abs=6e-4)
    assert found["low"].lt(found["active"])[1:].all()


def test_active_customers_are_those_of_the_cohort_table(cdnow):
    table = cohort_table(cdnow).loc["1997-02"].dropna()
    found = one_cohort(cdnow, "1997-02")
    assert (found["active"] * found["n_customers"]).tolist() == pytest.approx(table.tolist())


def test_a_last_month_that_is_not_over_is_left_out(orders):
    whole = one_cohort(orders, "2024-01")
    early = one_cohort(orders.query("order_date < '2024-04-01'"), "2024-01")
    assert (len(whole), len(early)) == (4, 2)
    assert whole["active"].tolist() == [1, 0, 1, 0]


def test_cohorts_of_cdnow_at_one_year_are_as_computed_beforehand(cdnow):
    """First order 32.49, 34.38, 31.88; then 55.13, 55.35, 62.43; back 44.9, 44.2, 47.8 %."""
    found = cohorts_compared(cdnow, period="month")
    assert found["first_order"].tolist() == pytest.approx([32.49, 34.38, 31.88], abs=0.006)
    assert found["spend"].tolist() == pytest.approx([55.13, 55.35, 62.43], abs=0.006)
    assert found["back"].tolist() == pytest.approx([0.449, 0.442, 0.478], abs=6e-4)


def test_a_cohort_that_is_too_young_stays_open(orders):
    found = cohorts_compared(orders, days=80, period="month")
    assert found["spend"].notna().tolist() == [True, False, False]
    assert found.loc["2024-01", "spend"] == 20


def test_base_of_cdnow_is_made_as_computed_beforehand(cdnow):
    """By half-year: January 50,974, 16,436, 11,432; February 51,619 …; March 43,535 …"""
    found = sales_by_cohort(cdnow, period="month")
    halves = found.T.groupby(np.arange(18) // 6).sum().T.round(0)
    assert halves.iloc[0].tolist() == [50_974, 16_436, 11_432]
    assert halves.sum().sum() == pytest.approx(244_092, abs=3)
    assert np.isnan(found.loc["1997-03", "1997-01"])


def test_sales_by_cohort_show_a_period_in_which_nothing_was_sold(orders):
    gone = orders[orders["customer_id"] != "Bob"].query("order_date != '2024-03-01'")
    assert sales_by_cohort(gone, period="month").columns.tolist()[1] == "2024-02"


def test_first_channels_are_counted_by_hand(orders):
    found = first_choices(orders, "channel", days=60)
    assert found["n_customers"].to_dict() == {"(not said)": 1, "fair": 1, "web": 1}
    assert found["n_back"].to_dict() == {"(not said)": 0, "fair": 0, "web": 1}
    assert found.loc["web", "others"] == 0


def test_nobody_seen_long_enough_leaves_an_empty_table(orders):
    assert first_choices(orders, "channel", days=500).empty


def test_zone_and_order_of_the_rows_play_no_part(orders):
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize("Europe/Berlin"))[::-1]
    for function in (newcomers, cohorts_compared, sales_by_cohort):
        pd.testing.assert_frame_equal(function(orders), function(zoned))


@pytest.mark.parametrize("label", ["1997-1", "1997-Q5", "early", "1997-H3"])
def test_a_cohort_that_cannot_be_read_is_refused(cdnow, label):
    with pytest.raises(ValueError, match="`cohort` must be written like 1997-01, 1997-Q1"):
        one_cohort(cdnow, label)


def test_a_cohort_without_newcomers_is_refused(cdnow):
    with pytest.raises(ValueError, match="from 1997-01 to 1997-03; got 1998-01"):
        one_cohort(cdnow, "1998-01")


def test_a_column_that_is_not_there_is_refused(orders):
    with pytest.raises(ValueError, match="source"):
        first_choices(orders, "source")
