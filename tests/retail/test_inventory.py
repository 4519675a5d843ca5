"""Replenishment: a shelf of a discount store, counted by tags or by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crmlib.retail.inventory import (
    ReorderPolicy,
    inventory_summary,
    manual_replenishment,
    rfid_replenishment,
)
from crmlib.retail.simulated import simulate_days

POLICY = ReorderPolicy(reorder_point=60, order_up_to=140, lead_time_days=3)


def generator(seed=8):
    return np.random.default_rng(seed)


@pytest.fixture
def quiet_week():
    """Four sold every day; on the second evening one more is stolen."""
    return pd.DataFrame({"demand": [4] * 7, "shrinkage": [0, 1, 0, 0, 0, 0, 0]})


@pytest.fixture(scope="module")
def year():
    """A year at 20 a day, of which 2 % more goes missing."""
    return simulate_days(365, mean_demand=20, shrinkage_rate=0.02, rng=generator())


def shelf_histories():
    units = st.integers(0, 12)
    rows = st.lists(st.tuples(units, st.integers(0, 3)), min_size=1, max_size=25)
    return rows.map(lambda pairs: pd.DataFrame(pairs, columns=["demand", "shrinkage"]))


def policies():
    fields = st.tuples(st.integers(0, 15), st.integers(1, 20), st.integers(1, 5))
    return fields.map(lambda f: ReorderPolicy(f[0], f[0] + f[1], f[2]))


def test_exe_09_rfid_counts_and_orders_against_a_weekly_count_by_hand(year):
    """EXE-09: the same year, counted by tags and by hand: orders, stock, stock-outs."""
    log = rfid_replenishment(year, POLICY, read_rate=0.9, rng=generator())
    rfid = inventory_summary(log)
    hand = inventory_summary(manual_replenishment(year, POLICY, count_every=7))
    assert rfid["n_orders"] > 0 and hand["n_orders"] > 0
    assert rfid["mean_record_error"] < 0 < hand["mean_record_error"]
    assert rfid["stockout_days"] < hand["stockout_days"]
    assert rfid["mean_stock"] > hand["mean_stock"]


def test_a_quiet_week_by_hand_count(quiet_week):
    policy = ReorderPolicy(reorder_point=3, order_up_to=12, lead_time_days=1)
    log = manual_replenishment(quiet_week, policy, count_every=3)
    assert log["day"].tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert log["stock"].tolist() == [8, 3, 0, 8, 4, 0, 8]
    assert log["recorded_stock"].tolist() == [8, 4, 0, 8, 4, 0, 8]
    assert log["lost"].tolist() == [0, 0, 1, 0, 0, 0, 0]
    assert log["ordered"].tolist() == [0, 0, 12, 0, 0, 12, 0]
    assert inventory_summary(log)[["fill_rate", "stockout_days"]].tolist() == [27 / 28, 1]


def test_even_demand_orders_every_s_minus_s_over_d_days():
    days = pd.DataFrame({"demand": [10] * 400, "shrinkage": [0] * 400})
    policy = ReorderPolicy(reorder_point=20, order_up_to=100, lead_time_days=3)
    log = rfid_replenishment(days, policy, read_rate=1, rng=generator())
    assert log.loc[log["ordered"] > 0, "day"].tolist() == list(range(8, 401, 8))
    assert inventory_summary(log)["fill_rate"] == 1


def test_even_demand_runs_dry_if_s_misses_the_lead_time_by_one_unit():
    days = pd.DataFrame({"demand": [10] * 400, "shrinkage": [0] * 400})
    policy = ReorderPolicy(reorder_point=19, order_up_to=99, lead_time_days=3)
    log = manual_replenishment(days, policy)
    assert log.loc[log["lost"] > 0, ["day", "lost"]].iloc[0].tolist() == [10, 1]


def test_overnight_base_stock_fills_as_the_poisson_closed_form_says():
    days = simulate_days(40_000, mean_demand=20, shrinkage_rate=0, rng=generator())
    policy = ReorderPolicy(reorder_point=19, order_up_to=20, lead_time_days=1)
    found = inventory_summary(manual_replenishment(days, policy))["fill_rate"]
    sold = stats.poisson(20).expect(lambda units: np.minimum(units, 20))
    assert found == pytest.approx(sold / 20, abs=0.002)


def test_unread_tags_lower_the_record_by_their_share(year):
    log = rfid_replenishment(year, POLICY, read_rate=0.8, rng=generator())
    assert log["recorded_stock"].sum() / log["stock"].sum() == pytest.approx(0.8, abs=0.01)


def test_missed_tags_buy_service_with_stock(year):
    rates = (1.0, 0.9, 0.7, 0.5)
    logs = [rfid_replenishment(year, POLICY, read_rate=r, rng=generator()) for r in rates]
    found = pd.DataFrame([inventory_summary(log) for log in logs])
    assert found["mean_stock"].is_monotonic_increasing
    assert found["fill_rate"].is_monotonic_increasing


def test_a_record_that_is_never_counted_freezes_an_empty_shelf(year):
    log = manual_replenishment(year, POLICY, count_every=1_000)
    last = log.tail(30)
    assert last["stock"].max() == 0
    assert last["ordered"].sum() == 0
    assert last["recorded_stock"].min() > POLICY.reorder_point


@settings(deadline=None, max_examples=40)
@given(shelf_histories(), policies(), st.floats(0, 1))
def test_every_day_balances(days, policy, read_rate):
    for log in (
        rfid_replenishment(days, policy, read_rate=read_rate, rng=generator()),
        manual_replenishment(days, policy, count_every=3),
    ):
        before = log["stock"].shift(fill_value=policy.order_up_to)
        assert log["stock"].eq(before + log["received"] - log["sold"] - log["shrinkage"]).all()
        assert (log["sold"] + log["lost"]).tolist() == days["demand"].tolist()
        arrived = log["ordered"].shift(policy.lead_time_days, fill_value=0)
        assert log["received"].tolist() == arrived.tolist()
        assert log.drop(columns="day").min().min() >= 0


@settings(deadline=None, max_examples=40)
@given(shelf_histories(), policies(), st.floats(0, 1))
def test_tags_never_count_too_much_and_books_never_too_little(days, policy, read_rate):
    tags = rfid_replenishment(days, policy, read_rate=read_rate, rng=generator())
    books = manual_replenishment(days, policy, count_every=4)
    assert (tags["recorded_stock"] <= tags["stock"]).all()
    assert (books["recorded_stock"] >= books["stock"]).all()
    assert books.loc[books["day"] % 4 == 0, "recorded_stock"].equals(
        books.loc[books["day"] % 4 == 0, "stock"]
    )


@settings(deadline=None, max_examples=40)
@given(shelf_histories(), policies())
def test_perfect_tags_equal_a_daily_count_and_without_loss_any_count(days, policy):
    tags = rfid_replenishment(days, policy, read_rate=1, rng=generator())
    pd.testing.assert_frame_equal(tags, manual_replenishment(days, policy, count_every=1))
    honest = days.assign(shrinkage=0)
    tags = rfid_replenishment(honest, policy, read_rate=1, rng=generator())
    pd.testing.assert_frame_equal(tags, manual_replenishment(honest, policy, count_every=9))


@settings(deadline=None, max_examples=40)
@given(shelf_histories(), policies())
def test_the_log_is_what_a_pencil_and_a_list_of_deliveries_give(days, policy):
    stock, deliveries, stocks = policy.order_up_to, [], []
    for day, (demand, loss) in enumerate(days.to_numpy()):
        stock += sum(units for due, units in deliveries if due == day)
        stock = max(0, max(0, stock - demand) - loss)
        coming = sum(units for due, units in deliveries if due > day)
        if stock + coming <= policy.reorder_point:
            units = policy.order_up_to - stock - coming
            deliveries.append((day + policy.lead_time_days, units))
        stocks.append(stock)
    assert manual_replenishment(days, policy, count_every=1)["stock"].tolist() == stocks


def test_both_countings_meet_the_same_days_and_leave_them_alone(year):
    before = year.copy(deep=True)
    tags = rfid_replenishment(year, POLICY, read_rate=0.6, rng=generator())
    hand = manual_replenishment(year, POLICY)
    assert tags["demand"].equals(hand["demand"])
    assert (tags["shrinkage"] <= year["shrinkage"]).all()
    pd.testing.assert_frame_equal(year, before)


def test_fill_rate_without_demand_is_undefined(quiet_week):
    log = manual_replenishment(quiet_week.assign(demand=0), POLICY)
    assert np.isnan(inventory_summary(log)["fill_rate"])
    assert inventory_summary(log)["stockout_days"] == 0


def test_a_policy_that_cannot_order_is_refused():
    with pytest.raises(ValueError, match=r"`order_up_to` must exceed .* \(60\); got 60"):
        ReorderPolicy(60, 60, 3)


def test_summary_refuses_units_without_end(quiet_week):
    log = manual_replenishment(quiet_week, POLICY)
    with pytest.raises(ValueError, match="`log` must have only finite numbers in `stock`"):
        inventory_summary(log.assign(stock=np.inf))
