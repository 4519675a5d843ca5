"""Tests of crmlib.forecasts.draws: what is drawn has the means that formulas give."""

import numpy as np
import pandas as pd
import pytest

from crmlib.forecasts.bg_nbd import BgNbd
from crmlib.forecasts.draws import _paces, _purchases, _spend, _value
from crmlib.forecasts.gamma_gamma import GammaGamma, expected_spend
from crmlib.forecasts.purchases import expected_future_purchases, no_order_probability

N = 100_000
BG = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, True, 2357)
SPEND = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946)
FIVE = [(2, 30.43, 38.86), (26, 30.86, 31), (1, 1.71, 38.86), (5, 5, 30), (0, 0, 27)]


def _drawn(fit, row, rng, horizon=39):
    return _purchases(fit, [np.full(N, value) for value in row], horizon, rng)


@pytest.mark.parametrize("row", FIVE)
def test_drawn_purchases_have_the_expectation_and_the_silence_of_the_model(row):
    drawn = np.minimum(*_drawn(BG, row, np.random.default_rng(3)))
    customer = pd.DataFrame([row], columns=["frequency", "recency", "T"])
    mean = expected_future_purchases(BG, customer, 39)[0]
    assert drawn.mean() == pytest.approx(mean, abs=4 * drawn.std() / np.sqrt(N))
    assert (drawn == 0).mean() == pytest.approx(no_order_probability(BG, customer, 39)[0], abs=0.01)


@pytest.mark.parametrize(("x", "m"), [(0, 0.0), (2, 22.0), (20, 40.0)])
def test_drawn_spend_has_the_mean_of_the_model(x, m):
    rng = np.random.default_rng(3)
    paces = _paces(SPEND, np.full(N, x), np.full(N, m), rng)
    drawn = _spend(SPEND, np.full(N, 3), paces, rng)
    one = pd.DataFrame({"frequency": [x], "monetary_value": [m]})
    assert drawn.mean() == pytest.approx(3 * expected_spend(SPEND, one)[0], rel=0.02)


def test_nothing_is_spent_on_no_purchase():
    assert _spend(SPEND, np.array([0]), np.array([1.0]), np.random.default_rng(3)) == 0


def test_value_over_months_without_discount_is_spend():
    """Some of the orders are never made, for the customer leaves after so many."""
    rng = np.random.default_rng(3)
    orders, stays = _drawn(BG, FIVE[1], rng)
    paces = _paces(SPEND, np.full(N, 26), np.full(N, 40.0), rng)
    worth = _value(SPEND, (orders, stays, paces), np.ones(9), rng)
    spent = _spend(SPEND, np.minimum(orders, stays), paces, rng)
    assert worth.mean() == pytest.approx(spent.mean(), rel=0.01)
    assert ((worth > 0) == (orders > 0)).all()


def test_orders_fall_evenly_over_the_months_and_those_after_leaving_last():
    rng = np.random.default_rng(3)
    lives = np.full(N, 4), np.full(N, 9), np.full(N, SPEND.p)
    first = _value(SPEND, lives, np.array([1.0, 0, 0, 0]), rng)
    assert first.mean() == pytest.approx(1, rel=0.02)
    leavers = np.full(N, 4), np.full(N, 1), np.full(N, SPEND.p)
    early = _value(SPEND, leavers, np.array([1.0, 0, 0, 0]), rng)
    assert early.mean() == pytest.approx(1 - (3 / 4) ** 4, rel=0.02)


def test_draws_of_extreme_customers_have_an_end():
    fit = BgNbd(1e-3, 1e-9, 1e-9, 1e-3, -1.0, True, 1)
    rows = [np.array([0.0, 9e6]), np.array([0.0, 1e-9]), np.array([0.0, 1e-9])]
    orders, stays = _purchases(fit, rows, 1e6, np.random.default_rng(3))
    assert (orders >= 0).all()
    assert (stays >= 1).all()
