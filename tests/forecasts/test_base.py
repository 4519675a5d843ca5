"""A whole base in one call says what the single calls say."""

import numpy as np
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.base import base_worth, customer_forecast, total_forecast
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.gamma_gamma import ClvTerms


@pytest.fixture(scope="module")
def history():
    """CDNOW's customers after 39 weeks."""
    past = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    return transaction_summary(past, "1997-09-30")


def test_forecast_of_a_one_time_buyer_is_the_mean_of_all(history):
    """He is alive for certain, buys .19 times, and spends what all spend (35.17)."""
    found = customer_forecast(history, 39).loc["00003"]
    assert found.round(2).tolist() == [1.0, 0.19, 35.17]


def test_totals_are_the_sums_of_the_customers(history):
    """Purchases and sales add up; the buyers are the published fit's 617."""
    each = customer_forecast(history, 39)
    totals = total_forecast(history, 39, rng=np.random.default_rng(3))["forecast"]
    assert totals["purchases"] == pytest.approx(each["purchases"].sum())
    assert totals["sales"] == pytest.approx((each["purchases"] * each["spend"]).sum())
    assert totals["buyers"] == pytest.approx(617, abs=0.5)


def test_worth_counts_the_first_purchase_of_a_new_customer(history):
    """With a horizon of a month nearly nothing is left but the margin of the first purchase."""
    terms = ClvTerms(0.3, horizon_months=1, monthly_discount_rate=0.01)
    found = base_worth(history, terms, rng=np.random.default_rng(3))
    assert 0.3 * 35.17 < found.loc["new customer", "worth"] < 0.3 * 35.17 + 4


def test_intervals_hold_their_worth(history):
    """Each lies between its ends, and half the margin is half the worth."""
    terms = ClvTerms(0.3, horizon_months=36, monthly_discount_rate=0.01)
    half = ClvTerms(0.15, horizon_months=36, monthly_discount_rate=0.01)
    found = base_worth(history, terms, rng=np.random.default_rng(3))
    other = base_worth(history, half, rng=np.random.default_rng(3))
    assert found["worth"].between(found["low"], found["high"]).all()
    assert other["worth"].tolist() == pytest.approx((found["worth"] / 2).tolist())
