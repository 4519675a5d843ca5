"""What the cost of serving customers makes of a profit, and whom it turns into losers."""

import numpy as np
import pandas as pd
import pytest

from crmlib.value.concentration import gini, top_share, value_tiers
from crmlib.value.margins import margin_multiple
from crmlib.value.profit import profit_by_service_cost

BEFORE = pd.Series({"Ann": 26.0, "Bob": 1.0, "Cem": -4.0, "Dee": 2.0, "Eve": 3.0})


def test_without_a_service_cost_only_who_lost_before_loses():
    free = profit_by_service_cost(BEFORE, [0]).loc[0]
    assert free["n_losers"] == 1
    assert free["profit"] == 28
    assert free["without_losers"] == 32
    assert free["top_fifth"] == top_share(BEFORE, [0.2])["share"].iloc[0]


def test_sweep_by_hand():
    """At 2 each: 24, -1, -6, 0, 1; at 5 each: 21, -4, -9, -3, -2, of which the first is all."""
    sweep = profit_by_service_cost(BEFORE, [2, 5])
    assert sweep.index.tolist() == [2, 5]
    assert sweep["n_losers"].tolist() == [2, 4]
    assert sweep["profit"].tolist() == [18, 3]
    assert sweep["without_losers"].tolist() == [25, 21]
    assert sweep["top_fifth"].tolist() == pytest.approx([24 / 18, 7])


def test_rows_may_come_in_any_order():
    costs = [0, 1, 2]
    pd.testing.assert_frame_equal(
        profit_by_service_cost(BEFORE[::-1], costs), profit_by_service_cost(BEFORE, costs)
    )


def test_no_cost_tried_gives_an_empty_table():
    assert profit_by_service_cost(BEFORE, []).empty


def test_sweep_refuses_a_cost_that_leaves_nothing():
    with pytest.raises(ValueError, match="must have a sum above 0; got -2"):
        profit_by_service_cost(BEFORE, [6])


def test_value_engine_finds_the_planted_80_20_and_the_planted_drains():
    """EXE-01: CLV, tiers, 20 % and 12 % shares, profit with and without losers."""
    planted = np.repeat([410.0, 48.0, -4.0], [200, 600, 200])  # before 10 for serving each
    luck = np.random.default_rng(3).normal(0, 2, 1000)
    before = pd.Series(planted + luck).sample(frac=1, random_state=3)
    profit = before - 10
    clv = margin_multiple(0.8, 0.1) * profit
    tiers = value_tiers(clv)
    assert set(tiers.index[tiers.isin(["platinum", "gold"])]) == set(range(200))
    assert set(tiers.index[tiers == "lead"]) == set(range(800, 1000))
    assert top_share(profit, [0.2, 0.12])["share"].tolist() == pytest.approx([0.8, 0.48], abs=0.01)
    assert top_share(clv, [0.2])["share"].iloc[0] == pytest.approx(0.8, abs=0.01)
    assert 0.5 < gini(profit.clip(lower=0)) < 0.8
    row = profit_by_service_cost(before, [10]).loc[10]
    assert row["n_losers"] == 200
    assert row["without_losers"] - row["profit"] == pytest.approx(200 * 14, rel=0.02)
