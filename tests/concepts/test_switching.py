"""Tests of crmlib.concepts.switching."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar
from scipy.stats import logistic

from crmlib.concepts.switching import best_price_rise, churn_probability

amounts = st.floats(0, 50)


def test_half_leave_where_leaving_costs_nothing():
    assert churn_probability([0], spread=2).tolist() == [0.5]


@given(amounts, st.floats(-10, 10), st.floats(0.1, 10))
def test_churn_is_the_upper_tail_of_the_logistic(cost, rise, spread):
    found = churn_probability([cost], rise, spread=spread)
    assert found[0] == pytest.approx(logistic.sf(cost, rise, spread), abs=1e-12)


@given(amounts, amounts)
def test_dearer_leaving_never_means_more_churn(one, other):
    low, high = sorted([one, other])
    churn = churn_probability([low, high], spread=2)
    assert churn[0] >= churn[1]


def test_extreme_costs_do_not_overflow():
    assert churn_probability([1e9], -1e9, spread=0.001).tolist() == [0]


def test_one_month_ahead_by_hand():
    """Leaving costs nothing, spread 1, margin 2: the best rise solves (2 + x) c(x) = 1."""
    found = best_price_rise([0], margin=2, spread=1, n_months=1).loc[0]
    rise = found["price_rise"]
    assert (2 + rise) / (1 + np.exp(-rise)) == pytest.approx(1, abs=0.01)
    assert found["churn_rate"] == 0.5


@pytest.mark.parametrize("cost", [0, 2, 4, 8, 12])
def test_best_rise_agrees_with_an_optimiser(cost):
    def loss(rise):
        stay = 1 - churn_probability([cost], float(rise), spread=2)[0]
        return -(3 + rise) * sum(stay**month for month in range(1, 13))

    found = best_price_rise([cost], margin=3, spread=2, n_months=12).iloc[0]
    best = minimize_scalar(loss, bounds=(-10, 20), method="bounded")
    assert found["price_rise"] == pytest.approx(best.x, abs=0.006)
    assert found["earned"] == pytest.approx(-best.fun, rel=1e-4)


def test_cheaper_leaving_takes_the_power_to_raise_prices():
    found = best_price_rise([12, 8, 4, 2, 0], margin=3, spread=2, n_months=12)
    assert found["price_rise"].is_monotonic_decreasing
    assert found["earned"].is_monotonic_decreasing
    assert found["price_rise"].iloc[0] > 0 > found["price_rise"].iloc[-1]


def test_order_of_costs_does_not_matter():
    there = best_price_rise([2, 8], margin=3, spread=2, n_months=12)
    back = best_price_rise([8, 2], margin=3, spread=2, n_months=12)
    pd.testing.assert_frame_equal(there, back[::-1])


def test_a_cost_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match=r"`switching_costs` must stand once each"):
        best_price_rise([1, 1], margin=3, spread=2, n_months=12)


def test_more_costs_than_can_be_worked_out_are_refused():
    with pytest.raises(ValueError, match=r"at most 20 for 1,000 months; got 21"):
        best_price_rise(range(21), margin=3, spread=2, n_months=1_000)
