"""Replenishment: a shelf of a discount store, and the supplier behind it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crmlib.replenishment import (
    ReorderPolicy,
    inventory_summary,
    manual_replenishment,
    order_variance_ratio,
    promotion_demand,
    rfid_replenishment,
    service_level,
    simulate_chain,
    simulate_days,
)

POLICY = ReorderPolicy(reorder_point=60, order_up_to=140, lead_time_days=3)
LEAD, WINDOW = 2, 5


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


@pytest.fixture(scope="module")
def calm_demand():
    """Twenty thousand weeks around 100, so calm that no order is ever cut off at 0."""
    return generator().normal(100, 5, 20_000)


def shelf_histories():
    units = st.integers(0, 12)
    rows = st.lists(st.tuples(units, st.integers(0, 3)), min_size=1, max_size=25)
    return rows.map(lambda pairs: pd.DataFrame(pairs, columns=["demand", "shrinkage"]))


def policies():
    fields = st.tuples(st.integers(0, 15), st.integers(1, 20), st.integers(1, 5))
    return fields.map(lambda f: ReorderPolicy(f[0], f[0] + f[1], f[2]))


def chain(demand, **options):
    return simulate_chain(
        demand, **{"lead_time": LEAD, "window": WINDOW, "share_sales": False} | options
    )


# The shelf


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
    assert inventory_summary(log)["fill_rate"] == 27 / 28


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


def test_simulated_days_have_the_declared_means():
    days = simulate_days(50_000, mean_demand=20, shrinkage_rate=0.05, rng=generator())
    assert days["demand"].mean() == pytest.approx(20, rel=0.01)
    assert days["shrinkage"].mean() == pytest.approx(1, rel=0.03)


def test_fill_rate_without_demand_is_undefined(quiet_week):
    log = manual_replenishment(quiet_week.assign(demand=0), POLICY)
    assert np.isnan(inventory_summary(log)["fill_rate"])
    assert inventory_summary(log)["stockout_days"] == 0


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ((60, 60, 3), ValueError, r"`order_up_to` must exceed the reorder point \(60\); got 60"),
        ((60, 140, 0), ValueError, "`lead_time_days` must be at least 1; got 0"),
        ((-1, 140, 3), ValueError, "`reorder_point` must be at least 0; got -1"),
        ((60.5, 140, 3), TypeError, "`reorder_point` must be a whole number; got 60.5"),
    ],
)
def test_a_policy_that_cannot_order_is_refused(fields, error, message):
    with pytest.raises(error, match=message):
        ReorderPolicy(*fields)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"demand": -1}, ValueError, "`demand` must hold whole numbers from 0; got 7 others"),
        ({"shrinkage": 0.5}, ValueError, r"`shrinkage` must hold whole .* first \(0.5\)"),
        ({"demand": np.inf}, ValueError, "`demand` must hold whole numbers from 0"),
        ({"demand": np.nan}, ValueError, "`days` must have no missing `demand`; got 7"),
        ({"demand": "4"}, TypeError, "`demand` must be one row of numbers"),
    ],
)
def test_days_with_impossible_units_are_refused(quiet_week, change, error, message):
    with pytest.raises(error, match=message):
        manual_replenishment(quiet_week.assign(**change), POLICY)


def test_shelf_functions_refuse_other_arguments(quiet_week):
    with pytest.raises(ValueError, match="`days` must have the columns 'demand', 'shrinkage'"):
        manual_replenishment(quiet_week[["demand"]], POLICY)
    with pytest.raises(TypeError, match="`policy` must be a ReorderPolicy; got tuple"):
        manual_replenishment(quiet_week, (60, 140, 3))
    with pytest.raises(ValueError, match="`count_every` must be at least 1; got 0"):
        manual_replenishment(quiet_week, POLICY, count_every=0)
    with pytest.raises(ValueError, match=r"`read_rate` must lie in \[0, 1\]; got 1.1"):
        rfid_replenishment(quiet_week, POLICY, read_rate=1.1, rng=generator())
    with pytest.raises(TypeError, match="`rng` must be a random generator; got int"):
        rfid_replenishment(quiet_week, POLICY, read_rate=1, rng=8)


def test_simulate_days_refuses_impossible_parameters():
    with pytest.raises(ValueError, match="`n_days` must be at least 1; got 0"):
        simulate_days(0, mean_demand=20, shrinkage_rate=0, rng=generator())
    with pytest.raises(ValueError, match="`mean_demand` must lie in"):
        simulate_days(7, mean_demand=-1, shrinkage_rate=0, rng=generator())
    with pytest.raises(ValueError, match="`shrinkage_rate` must lie in"):
        simulate_days(7, mean_demand=20, shrinkage_rate=2, rng=generator())


def test_summaries_refuse_an_incomplete_log(quiet_week):
    log = manual_replenishment(quiet_week, POLICY)
    with pytest.raises(ValueError, match=r"`log` must have the columns .*missing: 'stock'"):
        inventory_summary(log.drop(columns="stock"))
    with pytest.raises(ValueError, match="`log` must have no missing `sold`"):
        inventory_summary(log.assign(sold=np.nan))
    with pytest.raises(ValueError, match="`log` must have the columns 'demand', 'retailer_order'"):
        service_level(log)


# The chain


@pytest.mark.parametrize(("lead_time", "window"), [(1, 2), (2, 5), (4, 4), (3, 10)])
def test_retailer_orders_vary_as_chen_et_al_2000_say(calm_demand, lead_time, window):
    """Theorem 2.2 with z = 0: Var(q)/Var(D) = 1 + 2L/p + 2L²/p²."""
    log = chain(calm_demand, lead_time=lead_time, window=window)
    assert log["retailer_order"].min() > 0
    bound = 1 + 2 * lead_time / window + 2 * (lead_time / window) ** 2
    assert order_variance_ratio(log["retailer_order"], log["demand"]) == pytest.approx(
        bound, rel=0.03
    )


def test_shared_sales_add_the_lead_times(calm_demand):
    """Theorem 3.1 of Chen et al. (2000): the ratio of one stage with the sum of lead times."""
    log = chain(calm_demand, share_sales=True)
    total = 2 * LEAD / WINDOW
    assert log["supplier_order"].min() > 0
    assert order_variance_ratio(log["supplier_order"], log["demand"]) == pytest.approx(
        1 + 2 * total + 2 * total**2, rel=0.03
    )


def test_unshared_sales_multiply_the_ratios_or_worse(calm_demand):
    """Theorem 3.2 of Chen et al. (2000): at least the product, here 2.12 squared."""
    log = chain(calm_demand)
    a = LEAD / WINDOW
    ratio = order_variance_ratio(log["supplier_order"], log["demand"])
    assert log["supplier_order"].min() > 0
    assert ratio > (1 + 2 * a + 2 * a**2) ** 2
    assert ratio == pytest.approx((1 + a) ** 4 + (2 * a * (1 + a)) ** 2 + a**4, rel=0.03)


def test_orders_follow_the_published_identity_exactly(calm_demand):
    demand = pd.Series(calm_demand[:200])
    retailer = demand + LEAD / WINDOW * demand.diff(WINDOW)
    unshared = retailer + LEAD / WINDOW * retailer.diff(WINDOW)
    shared = retailer + LEAD / WINDOW * demand.diff(WINDOW)
    for share_sales, supplier in ((False, unshared), (True, shared)):
        log = chain(demand, share_sales=share_sales)
        assert np.allclose(log["retailer_order"], retailer[log["period"]])
        assert np.allclose(log["supplier_order"], supplier[log["period"]])


def test_sharing_leaves_the_retailers_orders_as_they_are(calm_demand):
    logs = [chain(calm_demand[:500], share_sales=share) for share in (False, True)]
    assert logs[0]["retailer_order"].equals(logs[1]["retailer_order"])
    assert service_level(logs[1])["supplier"] > service_level(logs[0])["supplier"]


def test_even_demand_flows_through_without_a_wait():
    log = chain([100.0] * 40, share_sales=True)
    assert len(log) == 40 - 2 * (WINDOW + LEAD)
    assert log[["retailer_order", "supplier_order"]].eq(100).all(axis=None)
    assert log[["retailer_backlog", "supplier_stock"]].eq(0).all(axis=None)
    assert service_level(log).tolist() == [1, 1]


def walk(demand, safety_stock):
    """The unshared chain again, as lists of goods on the road, one period at a time."""
    first = float(demand[0])
    road = dict.fromkeys(range(LEAD), first)
    works = dict(road)
    asked, nets, coming, seen = [], [safety_stock] * 2, [LEAD * first] * 2, [[], []]
    for t, units in enumerate(demand):
        row = []
        for tier, arrivals in enumerate((road, works)):
            seen[tier].append(units)
            waiting = max(0.0, -nets[tier])
            nets[tier] += arrivals[t] - units
            if tier:
                road[t + LEAD] = units + waiting - max(0.0, -nets[1])
            coming[tier] -= arrivals[t]
            level = LEAD * np.mean(seen[tier][-WINDOW:]) + safety_stock
            units = max(0.0, level - nets[tier] - coming[tier])
            coming[tier] += units
            row += [units, nets[tier]]
        works[t + LEAD] = units
        asked.append(row)
    return pd.DataFrame(asked, columns=["order", "net", "supplier_order", "supplier_net"])


@settings(deadline=None, max_examples=25)
@given(st.lists(st.integers(0, 200), min_size=20, max_size=40), st.integers(0, 50))
def test_the_chain_is_what_a_walk_period_by_period_gives(demand, safety_stock):
    log = chain(demand, safety_stock=safety_stock)
    steps = walk(demand, safety_stock).loc[log["period"]].reset_index(drop=True)
    assert np.allclose(log["retailer_order"], steps["order"])
    assert np.allclose(log["supplier_order"], steps["supplier_order"])
    assert np.allclose(log["retailer_stock"] - log["retailer_backlog"], steps["net"], atol=1e-5)
    supplier_net = log["supplier_stock"] - log["supplier_backlog"]
    assert np.allclose(supplier_net, steps["supplier_net"], atol=1e-5)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0, 1e4), min_size=20, max_size=40), st.booleans())
def test_a_chain_never_holds_and_owes_at_once(demand, share_sales):
    log = chain(demand, share_sales=share_sales)
    assert log.min().min() >= 0
    for tier in ("retailer", "supplier"):
        assert log[[f"{tier}_stock", f"{tier}_backlog"]].min(axis=1).max() == 0
    service = service_level(log).dropna()
    assert service.between(0, 1).all()


def test_safety_stock_buys_service_and_leaves_the_orders(calm_demand):
    lean, safe = (chain(calm_demand[:500], safety_stock=units) for units in (0, 15))
    assert np.allclose(lean["supplier_order"], safe["supplier_order"])
    assert (service_level(safe) > service_level(lean)).all()


def test_service_counts_the_newest_units_as_the_ones_that_wait():
    log = pd.DataFrame({"demand": [10, 10, 0], "retailer_backlog": [0, 4, 4]})
    log = log.assign(retailer_order=[10, 0, 0], supplier_backlog=[5, 5, 0])
    assert service_level(log).to_dict() == {"retailer": 0.8, "supplier": 0.5}
    assert service_level(log.assign(demand=0)).isna().tolist() == [True, False]


def test_order_variance_ratio_by_hand_and_without_variation():
    assert order_variance_ratio([8, 12], [9, 11]) == 4
    assert order_variance_ratio([1, 2, 3], [1, 2, 3]) == 1
    assert np.isnan(order_variance_ratio([8, 12], [10, 10]))


# Prices


def test_promotions_keep_the_mean_and_lift_the_variance():
    options = {"mean": 100, "promotion_every": 4, "rng": generator()}
    promoted = promotion_demand(40_000, uplift=1.0, dip=0.5, **options)
    flat = promotion_demand(40_000, uplift=0, dip=0, **options)
    assert promoted.mean() == pytest.approx(flat.mean(), rel=0.005)
    assert flat.var() == pytest.approx(100, rel=0.03)
    places = promoted.groupby(np.arange(40_000) % 4).mean() / (100 * 4 / 4.5)
    assert places.tolist() == pytest.approx([2, 0.5, 1, 1], rel=0.01)


def test_everyday_low_price_needs_less_stock_for_more_service():
    options = {"mean": 100, "promotion_every": 4, "rng": generator()}
    flat = chain(promotion_demand(400, uplift=0, dip=0, **options), safety_stock=40)
    promoted = chain(promotion_demand(400, uplift=1, dip=0.5, **options), safety_stock=40)
    assert promoted["supplier_order"].var() > 10 * flat["supplier_order"].var()
    assert promoted["supplier_stock"].mean() > flat["supplier_stock"].mean()
    assert (service_level(flat) > service_level(promoted)).all()


def test_an_average_over_whole_promotion_cycles_does_not_chase_them():
    rhythm = [200, 50, 100, 100] * 50
    log = chain(rhythm, window=4)
    assert order_variance_ratio(log["supplier_order"], log["demand"]) == pytest.approx(1)
    log = chain(rhythm, window=5)
    assert order_variance_ratio(log["supplier_order"], log["demand"]) > 3


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"lead_time": 0}, ValueError, "`lead_time` must be at least 1; got 0"),
        ({"window": 2.5}, TypeError, "`window` must be a whole number; got 2.5"),
        ({"share_sales": "yes"}, TypeError, "`share_sales` must be True or False; got 'yes'"),
        ({"safety_stock": -1}, ValueError, "`safety_stock` must lie in"),
        ({"demand": [100.0] * 14}, ValueError, "`demand` must have more than 14 periods; got 14"),
        ({"demand": [100.0, np.nan]}, ValueError, r"finite numbers .* \(nan\) at position 1"),
        ({"demand": [[100.0]]}, TypeError, "`demand` must be one row of numbers; got 2 dim"),
    ],
)
def test_a_chain_without_sense_is_refused(change, error, message):
    with pytest.raises(error, match=message):
        chain(**{"demand": [100.0] * 30} | change)


def test_ratio_refuses_other_periods_and_other_kinds():
    with pytest.raises(ValueError, match="must cover the same periods, 2 or more; got 3 and 2"):
        order_variance_ratio([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match=r"`orders` must hold finite numbers .*\(-1\)"):
        order_variance_ratio([-1, 2], [1, 2])
    with pytest.raises(TypeError, match="`demand` must be one row of numbers"):
        order_variance_ratio([1, 2], ["a", "b"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"promotion_every": 1}, "`promotion_every` must be at least 2; got 1"),
        ({"uplift": -0.5}, "`uplift` must lie in"),
        ({"dip": 1.5}, r"`dip` must lie in \[0, 1\]; got 1.5"),
        ({"mean": np.inf}, "`mean` must lie in"),
        ({"n_periods": 0}, "`n_periods` must be at least 1; got 0"),
    ],
)
def test_impossible_promotions_are_refused(change, message):
    options = {"n_periods": 8, "mean": 100, "promotion_every": 4, "uplift": 1, "dip": 0.5}
    with pytest.raises(ValueError, match=message):
        promotion_demand(**options | change, rng=generator())
