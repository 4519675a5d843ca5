"""Tests of crmlib.retail.simulated."""

import numpy as np
import pandas as pd
import pytest

from crmlib.retail.inventory import ReorderPolicy, inventory_summary
from crmlib.retail.sales_log import SHELF, record_sales
from crmlib.retail.simulated import (
    simulate_days,
    simulate_sales_log,
    simulate_shelf,
    simulate_store_system,
)
from crmlib.retail.store_system import management_report, sales_trend, stock_position

POLICY = ReorderPolicy(reorder_point=5, order_up_to=20, lead_time_days=1)


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


def test_shelf_has_the_same_days_however_it_is_counted():
    logs = [simulate_shelf(rate, rng=generator()) for rate in (None, 1.0, 0.8)]
    assert all(log["demand"].equals(logs[0]["demand"]) for log in logs)


def test_tags_missed_are_a_safety_stock_and_losses_unseen_are_the_opposite():
    kept = {
        rate: inventory_summary(simulate_shelf(rate, rng=generator())) for rate in (None, 1.0, 0.8)
    }
    assert kept[None]["mean_record_error"] > 0 == kept[1.0]["mean_record_error"]
    assert kept[0.8]["mean_record_error"] < 0
    assert kept[0.8]["stockout_days"] < kept[1.0]["stockout_days"] < kept[None]["stockout_days"]
    assert kept[0.8]["mean_stock"] > kept[1.0]["mean_stock"]


def test_shelf_refuses_a_reorder_point_that_cannot_order():
    with pytest.raises(ValueError, match=r"`reorder_point` must .* 139; got 140"):
        simulate_shelf(reorder_point=140, rng=generator())


def test_modules_of_the_system_agree_on_what_was_sold():
    system = simulate_store_system(4, 14, rng=generator())
    units = system["point of sale"]["quantity"].sum()
    assert system["inventory management"]["sold"].sum() == units
    assert system["decision support"]["units"].sum() == units
    assert system["management report"]["units"].sum() == units
    assert system["load"]["n_stores"].tolist() == [1, 2, 3, 4]


def test_a_late_link_slows_the_system_down():
    speed = [
        simulate_store_system(china_delay=hours, rng=generator())["scorecard"].loc[2, "value"]
        for hours in (1, 20)
    ]
    assert speed[0] == 1 < speed[1]
