"""Supply chain: a retailer, its supplier, and how orders swing between them."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.retail.supply_chain import (
    least_safety_stock,
    order_variance_ratio,
    promotion_demand,
    run_chain,
    service_level,
)

LEAD, WINDOW = 2, 5


def generator(seed=8):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def calm_demand():
    """Twenty thousand weeks around 100, so calm that no order is ever cut off at 0."""
    return generator().normal(100, 5, 20_000)


def chain(demand, **options):
    return run_chain(
        demand, **{"lead_time": LEAD, "window": WINDOW, "share_sales": False} | options
    )


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


@settings(deadline=None, max_examples=25)
@given(st.lists(st.floats(0, 1e4), min_size=20, max_size=40), st.booleans())
def test_a_chain_never_holds_and_owes_at_once(demand, share_sales):
    log = chain(demand, share_sales=share_sales)
    assert log.min().min() >= 0
    for tier in ("retailer", "supplier"):
        assert log[[f"{tier}_stock", f"{tier}_backlog"]].min(axis=1).max() == 0
    service = service_level(log).dropna()
    assert service.between(0, 1).all()


def test_order_variance_ratio_by_hand_and_without_variation():
    assert order_variance_ratio([8, 12], [9, 11]) == 4
    assert order_variance_ratio([1, 2, 3], [1, 2, 3]) == 1
    assert np.isnan(order_variance_ratio([8, 12], [10, 10]))


def test_safety_stock_buys_service_and_leaves_the_orders(calm_demand):
    lean, safe = (chain(calm_demand[:500], safety_stock=units) for units in (0, 15))
    assert np.allclose(lean["supplier_order"], safe["supplier_order"])
    assert (service_level(safe) > service_level(lean)).all()


def test_service_counts_the_newest_units_as_the_ones_that_wait():
    log = pd.DataFrame({"demand": [10, 10, 0], "retailer_backlog": [0, 4, 4]})
    log = log.assign(retailer_order=[10, 0, 0], supplier_backlog=[5, 5, 0])
    assert service_level(log).to_dict() == {"retailer": 0.8, "supplier": 0.5}
    assert service_level(log.assign(demand=0)).isna().tolist() == [True, False]


@pytest.mark.parametrize("tier", ["retailer", "supplier"])
def test_least_safety_stock_is_enough_and_one_unit_less_is_not(calm_demand, tier):
    demand = calm_demand[:300]
    options = {"lead_time": LEAD, "window": WINDOW, "share_sales": True}
    least = least_safety_stock(demand, tier, service=0.98, **options)
    found = [
        service_level(chain(demand, safety_stock=n, **options))[tier] for n in range(least + 1)
    ]
    assert found[-1] >= 0.98 > found[-2]
    assert least_safety_stock(demand, tier, service=0, **options) == 0


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


def test_least_safety_stock_refuses_what_it_cannot_reach():
    options = {"lead_time": LEAD, "window": WINDOW, "share_sales": True}
    with pytest.raises(ValueError, match="`demand` must ask for something; got 0 units"):
        least_safety_stock([0] * 30, "retailer", **options)


def test_ratio_refuses_other_periods_and_too_few():
    with pytest.raises(ValueError, match="`demand` must have the 3 rows of `orders`; got 2"):
        order_variance_ratio([1, 2, 3], [1, 2])
    with pytest.raises(ValueError, match="`demand` must cover 2 periods or more; got 1"):
        order_variance_ratio([1], [1])
    orders, demand = pd.Series([8, 12, 8, 12]), pd.Series([9, 11, 9, 11])
    with pytest.raises(ValueError, match="`demand` must have the index of `orders`; got another"):
        order_variance_ratio(orders, demand[::-1])


def test_service_level_refuses_a_backlog_without_end():
    log = chain([100.0] * 30)
    with pytest.raises(ValueError, match="only finite numbers in `retailer_backlog`; got 16"):
        service_level(log.assign(retailer_backlog=np.inf))


def test_orders_follow_the_published_identity_exactly(calm_demand):
    demand = pd.Series(calm_demand[:200])
    retailer = demand + LEAD / WINDOW * demand.diff(WINDOW)
    unshared = retailer + LEAD / WINDOW * retailer.diff(WINDOW)
    shared = retailer + LEAD / WINDOW * demand.diff(WINDOW)
    for share_sales, supplier in ((False, unshared), (True, shared)):
        log = chain(demand, share_sales=share_sales)
        assert np.allclose(log["retailer_order"], retailer[log["period"]])
        assert np.allclose(log["supplier_order"], supplier[log["period"]])


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


def test_a_chain_too_short_to_run_in_is_refused():
    with pytest.raises(ValueError, match="`demand` must have more than"):
        chain([100.0] * 4)
