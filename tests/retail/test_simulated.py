"""Tests of crmlib.retail.simulated."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.retail.inventory import ReorderPolicy
from crmlib.retail.sales_log import SHELF, record_sales
from crmlib.retail.simulated import simulate_chain, simulate_days, simulate_sales_log
from crmlib.retail.store_system import management_report, sales_trend, stock_position

POLICY = ReorderPolicy(reorder_point=5, order_up_to=20, lead_time_days=1)
LEAD, WINDOW = 2, 5


def generator(seed=8):
    return np.random.default_rng(seed)


@pytest.fixture
def opening():
    """Ten of everything, and a product in Boston that nobody has bought yet."""
    rows = [("CN-01", "S1", "P1"), ("CN-01", "S2", "P3"), ("US-01", "S1", "P1")]
    rows += [("US-01", "S3", "P6")]
    return pd.DataFrame(rows, columns=SHELF).assign(quantity=10)


def answers_from(log, opening):
    return {
        "point of sale": record_sales(log.iloc[:0], log),
        "inventory management": stock_position(log, opening, opening.iloc[:0], POLICY),
        "decision support": sales_trend(log),
        "management report": management_report(log),
    }


@pytest.fixture(scope="module")
def calm_demand():
    """Twenty thousand weeks around 100, so calm that no order is ever cut off at 0."""
    return generator().normal(100, 5, 20_000)


def chain(demand, **options):
    return simulate_chain(
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


def test_simulated_days_have_the_declared_means():
    days = simulate_days(50_000, mean_demand=20, shrinkage_rate=0.05, rng=generator())
    assert days["demand"].mean() == pytest.approx(20, rel=0.01)
    assert days["shrinkage"].mean() == pytest.approx(1, rel=0.03)


def test_synthetic_scans_have_the_declared_rate():
    log = simulate_sales_log(200, 7, sales_per_day=40, rng=generator())
    assert len(log) / (200 * 7) == pytest.approx(40, rel=0.05)
    assert log["quantity"].mean() == pytest.approx(1.5, rel=0.02)
    assert log.groupby("product_id")["price"].nunique().eq(1).all()


def test_modules_do_not_mind_the_order_of_rows():
    log = simulate_sales_log(2, 9, sales_per_day=20, rng=generator())
    start = log[SHELF].drop_duplicates().assign(quantity=10)
    shuffled = answers_from(log.sample(frac=1, random_state=8), start.iloc[::-1])
    for module, answer in answers_from(log, start).items():
        pd.testing.assert_frame_equal(shuffled[module], answer)


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


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((2_000, 2_000), "`n_days` must be at most 1,000 for 2,000 stores; got 2,000"),
        ((2, 900_000), r"at most 20,000,000 scans are expected; got 900,000 days, (inf|nan) scans"),
    ],
)
def test_more_scans_than_one_can_await_are_refused(sizes, message):
    with pytest.raises(ValueError, match=message):
        simulate_sales_log(*sizes, rng=generator())
