"""Tests of crmlib.value.gamma_gamma."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets.real import load_cdnow
from crmlib.value.btyd import BgNbd, expected_future_purchases, fit_bgnbd
from crmlib.value.customer_summary import transaction_summary
from crmlib.value.gamma_gamma import (
    GammaGamma,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)

PURCHASES = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, True, 1)
SPEND = GammaGamma(6.25, 3.74, 15.44, 0.0, True, 946)
TERMS = {"margin": 0.3, "horizon_months": 12, "monthly_discount_rate": 0.01, "unit": "weeks"}
spends = st.lists(st.tuples(st.integers(0, 30), st.floats(0.01, 1000)), min_size=1, max_size=6)


@pytest.fixture
def customers():
    """One bought once, four came back: twice for 22, often for 40, rarely for 60 and for 8."""
    return pd.DataFrame(
        {
            "frequency": [0, 2, 20, 1, 3],
            "recency": [0.0, 30.0, 35.0, 5.0, 8.0],
            "T": [38.0, 38.0, 36.0, 30.0, 8.0],
            "monetary_value": [np.nan, 22.0, 40.0, 60.0, 8.0],
        },
        index=list("abcde"),
    )


@pytest.fixture(scope="module")
def cdnow():
    """The 39 weeks in which Fader, Hardie and Lee fitted."""
    orders = load_cdnow()
    calibration = orders[orders["order_date"] <= "1997-09-30"]
    return transaction_summary(calibration, "1997-09-30", amount="amount_usd")


def _values(fit):
    return [fit.p, fit.q, fit.gamma]


# fit_gamma_gamma


def test_fit_to_cdnow_is_the_published_one(cdnow):
    """Fader, Hardie and Lee (2005), RFM and CLV: p 6.25, q 3.74, gamma 15.44 on 946 repeaters."""
    fit = fit_gamma_gamma(cdnow)
    assert _values(fit) == pytest.approx([6.25, 3.74, 15.44], abs=5e-3)
    assert (fit.converged, fit.n_customers) == (True, 946)


def test_log_likelihood_of_cdnow_is_that_of_lifetimes(cdnow):
    """lifetimes 0.11.3 on the same 946 customers: -4055.91769480187."""
    assert fit_gamma_gamma(cdnow).log_likelihood == pytest.approx(-4055.91769480187, abs=1e-5)


def test_log_likelihood_is_that_of_integration(cdnow):
    from scipy import stats

    few = cdnow[cdnow["frequency"] > 0].head(40)
    fit = fit_gamma_gamma(few)
    x, m = few["frequency"].to_numpy()[:, None], few["monetary_value"].to_numpy()[:, None]
    log_rate = np.linspace(-15, 10, 20_001)
    rate = np.exp(log_rate)
    mixed = stats.gamma.pdf(rate, fit.q, scale=1 / fit.gamma) * rate
    density = (stats.gamma.pdf(m, fit.p * x, scale=1 / (rate * x)) * mixed).sum(axis=1)
    logs = np.log(density * (log_rate[1] - log_rate[0]))
    assert logs.sum() == pytest.approx(fit.log_likelihood, abs=1e-6)


def test_fit_finds_the_parameters_that_customers_spend_by():
    rng = np.random.default_rng(3)
    x = rng.geometric(0.3, 40_000)
    m = rng.gamma(6.0 * x, 1 / (rng.gamma(4.0, 1 / 15.0, len(x)) * x))
    fit = fit_gamma_gamma(pd.DataFrame({"frequency": x, "monetary_value": m}))
    assert _values(fit) == pytest.approx([6, 4, 15], rel=0.05)


def test_currency_changes_only_gamma(cdnow):
    cents = fit_gamma_gamma(cdnow.assign(monetary_value=100 * cdnow["monetary_value"]))
    fit = fit_gamma_gamma(cdnow)
    assert _values(replace(cents, gamma=cents.gamma / 100)) == pytest.approx(_values(fit), rel=1e-4)


def test_one_time_buyers_say_nothing_of_spend(cdnow):
    again = cdnow[cdnow["frequency"] > 0]
    zero = cdnow.assign(monetary_value=cdnow["monetary_value"].fillna(0))
    assert fit_gamma_gamma(again) == fit_gamma_gamma(cdnow) == fit_gamma_gamma(zero)


def test_customers_all_alike_have_no_likeliest_spread():
    alike = pd.DataFrame({"frequency": [1, 2, 5, 9], "monetary_value": 10.0})
    fit = fit_gamma_gamma(alike)
    assert not fit.converged
    with pytest.raises(ValueError, match=r"`fit` must have converged; got GammaGamma\(p="):
        expected_spend(fit, alike)


def test_fit_is_frozen_and_leaves_its_input_alone(cdnow):
    before = cdnow.copy(deep=True)
    with pytest.raises(FrozenInstanceError):
        fit_gamma_gamma(cdnow).p = 1.0
    pd.testing.assert_frame_equal(cdnow, before)


def test_fit_refuses_repeat_purchases_for_nothing(customers):
    customers.loc["d", "monetary_value"] = 0
    message = r"`monetary_value` above 0 .* got 1 with 0, the first at index d\. Leave them out"
    with pytest.raises(ValueError, match=message):
        fit_gamma_gamma(customers)


def test_fit_refuses_customers_of_whom_nobody_came_back(customers):
    for nobody in (customers[:1], customers[:0]):
        with pytest.raises(ValueError, match=r"must have repeat purchases; got none"):
            fit_gamma_gamma(nobody)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("monetary_value", -5, r"`monetary_value` must hold finite numbers from 0"),
        ("monetary_value", np.inf, r"`monetary_value` must hold finite numbers"),
        ("monetary_value", np.nan, r"no missing `monetary_value`; got 1 .* index d"),
        ("frequency", 1.5, r"`frequency` must hold whole numbers"),
        ("frequency", np.nan, r"no missing `frequency`; got 1 .* index d"),
    ],
)
def test_fit_refuses_bad_numbers(customers, column, value, message):
    customers = customers.astype({column: float})
    customers.loc["d", column] = value
    with pytest.raises(ValueError, match=message):
        fit_gamma_gamma(customers)


def test_fit_refuses_a_table_without_spend(customers):
    with pytest.raises(ValueError, match=r"missing: 'monetary_value'"):
        fit_gamma_gamma(customers.drop(columns="monetary_value"))
    with pytest.raises(TypeError, match=r"`customers` must be a DataFrame; got list"):
        fit_gamma_gamma([1])
    with pytest.raises(TypeError, match=r"`monetary_value` must be one row of numbers"):
        fit_gamma_gamma(customers.astype({"monetary_value": object}))


# expected_spend


def test_spend_of_cdnow_s_first_ten_is_that_of_the_note(cdnow):
    """Fader and Hardie, note 025, spreadsheet, as in the tests of lifetimes."""
    found = expected_spend(fit_gamma_gamma(cdnow), cdnow.head(10))
    note = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert found.tolist() == pytest.approx(note, abs=6e-3)


def test_spend_by_hand(customers):
    found = expected_spend(replace(SPEND, p=2, q=3, gamma=10), customers)
    # 2 (10 + m x) / (2 x + 2): nothing known, then 44, 800, 60 and 24 spent in all.
    assert found.tolist() == pytest.approx([10, 18, 1620 / 42, 35, 8.5])
    assert found.index.tolist() == list("abcde")


@given(spends)
def test_spend_lies_between_the_customer_s_mean_and_that_of_all(rows):
    customers = pd.DataFrame(rows, columns=["frequency", "monetary_value"])
    found = expected_spend(SPEND, customers)
    overall = SPEND.p * SPEND.gamma / (SPEND.q - 1)
    own = customers["monetary_value"].where(customers["frequency"] > 0, overall)
    assert (found >= np.minimum(own, overall) * (1 - 1e-12)).all()
    assert (found <= np.maximum(own, overall) * (1 + 1e-12)).all()


def test_empty_table_spends_nothing(customers):
    assert expected_spend(SPEND, customers[:0]).empty


def test_spend_refuses_a_fit_without_a_mean(customers):
    with pytest.raises(ValueError, match=r"q above 1 for spend to have a mean; got 0\.9"):
        expected_spend(replace(SPEND, q=0.9), customers)
    with pytest.raises(TypeError, match=r"`fit` must be a GammaGamma; got BgNbd"):
        expected_spend(PURCHASES, customers)


# customer_lifetime_value


def test_values_are_those_of_lifetimes_but_for_its_shorter_month(customers):
    """lifetimes 0.11.3, customer_lifetime_value(time=12, discount_rate=0.01, freq="W")."""
    rows = [(2, 30.43, 38.86, 30), (26, 30.86, 31, 40), (1, 1.71, 38.86, 20), (0, 0, 27, 0)]
    four = pd.DataFrame(rows, columns=customers.columns)
    found = customer_lifetime_value(PURCHASES, SPEND, four, **TERMS | {"margin": 1})
    values = [45.52141814624588, 972.8199929666935, 6.039901607550185, 11.049842515466164]
    # Its month has 4.345 weeks, ours 4.348.
    assert found.tolist() == pytest.approx(values, rel=1e-3)


def test_value_of_one_month_by_hand(customers):
    terms = TERMS | {"margin": 0.5, "horizon_months": 1, "monthly_discount_rate": 0.25}
    found = customer_lifetime_value(PURCHASES, SPEND, customers, **terms)
    month = expected_future_purchases(PURCHASES, customers, 365.25 / 12 / 7)
    expected = 0.5 * month * expected_spend(SPEND, customers) / 1.25
    pd.testing.assert_series_equal(found, expected.rename("clv"))


def test_without_discount_the_value_is_margin_of_all_purchases_to_come(customers):
    terms = TERMS | {"monthly_discount_rate": 0}
    found = customer_lifetime_value(PURCHASES, SPEND, customers, **terms)
    year = expected_future_purchases(PURCHASES, customers, 365.25 / 7)
    expected = 0.3 * year * expected_spend(SPEND, customers)
    assert found.tolist() == pytest.approx(expected.tolist())


def test_value_is_the_same_in_days_and_weeks(cdnow):
    daily = cdnow.assign(recency=7 * cdnow["recency"], T=7 * cdnow["T"])
    spend = fit_gamma_gamma(cdnow)
    found = [
        customer_lifetime_value(fit_bgnbd(customers), spend, customers, **TERMS | {"unit": unit})
        for customers, unit in ((cdnow, "weeks"), (daily, "days"))
    ]
    assert found[0].tolist() == pytest.approx(found[1].tolist(), rel=1e-4)


def test_value_grows_with_the_horizon_and_falls_with_the_discount(customers):
    changes = [{"horizon_months": 6}, {}, {"horizon_months": 24}, {"monthly_discount_rate": 0.02}]
    values = [
        customer_lifetime_value(PURCHASES, SPEND, customers, **TERMS | change).sum()
        for change in changes
    ]
    assert 0 < values[0] < values[1] < values[2]
    assert values[3] < values[1]


def test_values_ignore_row_order_and_leave_the_input_alone(customers):
    before = customers.copy(deep=True)
    found = customer_lifetime_value(PURCHASES, SPEND, customers[::-1], **TERMS)
    again = customer_lifetime_value(PURCHASES, SPEND, customers, **TERMS)
    pd.testing.assert_series_equal(found[::-1], again)
    pd.testing.assert_frame_equal(customers, before)
    assert customer_lifetime_value(PURCHASES, SPEND, customers[:0], **TERMS).empty


@pytest.mark.parametrize(
    ("term", "error", "message"),
    [
        ({"margin": 30}, ValueError, r"`margin` must lie in \[0, 1\]; got 30"),
        ({"horizon_months": 0}, ValueError, r"`horizon_months` must be at least 1; got 0"),
        ({"horizon_months": 1.5}, TypeError, r"`horizon_months` must be a whole number"),
        ({"monthly_discount_rate": -0.1}, ValueError, r"`monthly_discount_rate` must lie in"),
        ({"unit": "months"}, ValueError, r"`unit` must be one of 'weeks', 'days'; got 'months'"),
    ],
)
def test_values_refuse_bad_terms(customers, term, error, message):
    with pytest.raises(error, match=message):
        customer_lifetime_value(PURCHASES, SPEND, customers, **TERMS | term)


def test_values_refuse_fits_that_are_swapped_or_have_not_converged(customers):
    with pytest.raises(TypeError, match=r"`purchases` must be a BgNbd; got GammaGamma"):
        customer_lifetime_value(SPEND, PURCHASES, customers, **TERMS)
    with pytest.raises(ValueError, match=r"`spend` must have converged"):
        customer_lifetime_value(PURCHASES, replace(SPEND, converged=False), customers, **TERMS)
