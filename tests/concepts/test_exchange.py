"""Tests of crmlib.concepts.exchange."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize_scalar

from crmlib.concepts.exchange import price_outcomes

steps = st.lists(st.integers(0, 40), min_size=1, max_size=12, unique=True)


def test_gain_and_profit_by_hand():
    """At 6 four in ten buy; they gain 2 on average, and the firm earns 2 on each."""
    row = price_outcomes([6], unit_cost=4, max_value=10).loc[6]
    assert row["customer_gain"] == pytest.approx(0.4 * 2)
    assert row["profit"] == pytest.approx(0.4 * 2)


def test_gain_and_profit_agree_with_a_crowd():
    values = (np.arange(100_000) + 0.5) / 10_000
    buyers = values[values >= 5.5]
    row = price_outcomes([5.5], unit_cost=4, max_value=10).loc[5.5]
    assert row["customer_gain"] == pytest.approx((buyers - 5.5).sum() / 100_000, abs=1e-4)
    assert row["profit"] == pytest.approx(1.5 * len(buyers) / 100_000, abs=1e-4)


def test_firm_s_best_price_is_halfway_between_cost_and_highest_value():
    def loss(price):
        return -price_outcomes([price], unit_cost=4, max_value=10)["profit"].iloc[0]

    assert minimize_scalar(loss, bounds=(0, 10), method="bounded").x == pytest.approx(7, abs=1e-3)


def test_prices_above_the_firm_s_best_are_wasted():
    found = price_outcomes(np.arange(4, 10.5, 0.5), unit_cost=4, max_value=10)
    assert found.index[found["on_front"]].max() == 7
    assert (~found["on_front"]).sum() == 6


@given(steps)
def test_front_agrees_with_brute_force(tried):
    found = price_outcomes(np.array(tried) / 4, unit_cost=4, max_value=10)
    points = found[["customer_gain", "profit"]].to_numpy()
    for point, on_front in zip(points, found["on_front"], strict=True):
        beaten = any((other >= point).all() and (other > point).any() for other in points)
        assert on_front != beaten


def test_order_of_prices_does_not_matter_and_the_input_stays():
    prices = np.array([9.0, 4.0, 7.0])
    found = price_outcomes(prices, unit_cost=4, max_value=10)
    again = price_outcomes(prices[::-1], unit_cost=4, max_value=10)
    pd.testing.assert_frame_equal(found.sort_index(), again.sort_index())
    assert prices.tolist() == [9, 4, 7]


@pytest.mark.parametrize("prices", [[], [4, 4], [11]])
def test_no_price_twice_the_same_or_one_too_high_is_refused(prices):
    with pytest.raises(ValueError, match=r"`prices` must be different prices from 0 to 10"):
        price_outcomes(np.array(prices, dtype=float), unit_cost=4, max_value=10)


def test_more_prices_than_can_be_compared_are_refused():
    with pytest.raises(ValueError, match=r"`prices` must be at most 5,000; got 5,001"):
        price_outcomes(np.linspace(0, 10, 5_001), unit_cost=4, max_value=10)
