"""Tests of crmlib.forecasts.gamma_gamma."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.bg_nbd import BgNbd, fit_bgnbd
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.forecasts.gamma_gamma import (
    ClvTerms,
    GammaGamma,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)
from crmlib.forecasts.purchases import expected_future_purchases

PURCHASES = BgNbd(0.243, 4.414, 0.793, 2.426, 0.0, True, 1, unit="weeks")
SPEND = GammaGamma(6.25, 3.74, 15.44, 0.0, True, 946)
TERMS = ClvTerms(margin=0.3, horizon_months=12, monthly_discount_rate=0.01)
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
def summaries():
    """The 39 weeks in which Fader, Hardie and Lee fitted, counted in weeks and in days."""
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    units = ("weeks", "days")
    return {unit: transaction_summary(orders, "1997-09-30", unit=unit) for unit in units}


@pytest.fixture(scope="module")
def cdnow(summaries):
    """The same in weeks."""
    return summaries["weeks"]


def _values(fit):
    return [fit.p, fit.q, fit.gamma]


def _spenders(q, rng, n=400):
    """Customers who live by the model with p = 6 and gamma = 15."""
    x = rng.geometric(0.3, n)
    m = rng.gamma(6.0 * x, 1 / (rng.gamma(q, 1 / 15.0, n) * x))
    return pd.DataFrame({"frequency": x, "monetary_value": m})


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
    fit = fit_gamma_gamma(_spenders(4.0, np.random.default_rng(3), 40_000))
    assert _values(fit) == pytest.approx([6, 4, 15], rel=0.05)


def test_currency_changes_only_gamma(cdnow):
    cents = fit_gamma_gamma(cdnow.assign(monetary_value=100 * cdnow["monetary_value"]))
    fit = fit_gamma_gamma(cdnow)
    assert _values(replace(cents, gamma=cents.gamma / 100)) == pytest.approx(_values(fit), rel=1e-4)


def test_one_time_buyers_say_nothing_of_spend(cdnow):
    again = cdnow[cdnow["frequency"] > 0]
    zero = cdnow.assign(monetary_value=cdnow["monetary_value"].fillna(0))
    assert fit_gamma_gamma(again) == fit_gamma_gamma(cdnow) == fit_gamma_gamma(zero)


def test_fit_keeps_the_mean_of_the_repeat_buyers_mean_spends(customers):
    assert fit_gamma_gamma(customers).observed_mean == (22 + 40 + 60 + 8) / 4


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
    message = r"`monetary_value` above 0 .* got 1 others, the first at index d\. Leave them"
    with pytest.raises(ValueError, match=message):
        fit_gamma_gamma(customers)


def test_fit_refuses_customers_of_whom_nobody_came_back(customers):
    for nobody in (customers[:1], customers[:0]):
        with pytest.raises(ValueError, match=r"must have repeat purchases; got none"):
            fit_gamma_gamma(nobody)


def test_fit_refuses_a_repeat_buyer_whose_spend_is_missing_or_negative(customers):
    for spend in (np.nan, -5):
        with pytest.raises(ValueError, match=r"above 0 when they bought again; got 1 .* index d"):
            fit_gamma_gamma(customers.assign(monetary_value=[np.nan, 22, 40, spend, 8]))


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
    for q in (0.9, 1.0, 1.001):
        with pytest.raises(ValueError, match=rf"q of at least 1\.01 .* a mean; got {q:g}"):
            expected_spend(replace(SPEND, q=q), customers)


@pytest.mark.parametrize(("seed", "rule"), [(0, "a mean near"), (3, "q of at least 1.01")])
def test_spend_refuses_a_fit_whose_mean_hangs_on_the_largest_spends(seed, rule):
    """With q of 1.001 the model's mean is 90,000; a table of 400 shows one of some hundreds."""
    customers = _spenders(1.001, np.random.default_rng(seed))
    fit = fit_gamma_gamma(customers)
    assert fit.converged
    with pytest.raises(ValueError, match=f"`fit` must have {rule}"):
        expected_spend(fit, customers)


@pytest.mark.parametrize("q", [1.2, 2])
def test_spend_takes_a_fit_whose_tail_is_known(q):
    customers = _spenders(q, np.random.default_rng(0))
    found = expected_spend(fit_gamma_gamma(customers), customers)
    assert found.mean() == pytest.approx(customers["monetary_value"].mean(), rel=0.1)


def test_spend_is_not_held_against_a_mean_that_the_fit_does_not_know(customers):
    far = replace(SPEND, q=1.02)
    assert expected_spend(far, customers)["a"] == pytest.approx(6.25 * 15.44 / 0.02)
    message = r"a mean near the customers' 35\.5; got 4,825\. With q of 1\.02 it hangs"
    with pytest.raises(ValueError, match=message):
        expected_spend(replace(far, observed_mean=35.5), customers)


def test_value_needs_a_fit_of_spend_with_a_mean(customers):
    with pytest.raises(ValueError, match=r"q of at least 1\.01"):
        customer_lifetime_value(PURCHASES, replace(SPEND, q=1.001), customers, TERMS)


# customer_lifetime_value


def test_values_are_those_of_lifetimes_but_for_its_shorter_month(customers):
    """lifetimes 0.11.3, customer_lifetime_value(time=12, discount_rate=0.01, freq="W")."""
    rows = [(2, 30.43, 38.86, 30), (26, 30.86, 31, 40), (1, 1.71, 38.86, 20), (0, 0, 27, 0)]
    four = pd.DataFrame(rows, columns=customers.columns)
    found = customer_lifetime_value(PURCHASES, SPEND, four, replace(TERMS, margin=1))
    values = [45.52141814624588, 972.8199929666935, 6.039901607550185, 11.049842515466164]
    # Its month has 4.345 weeks, ours 4.348.
    assert found.tolist() == pytest.approx(values, rel=1e-3)


def test_value_of_one_month_by_hand(customers):
    found = customer_lifetime_value(PURCHASES, SPEND, customers, ClvTerms(0.5, 1, 0.25))
    month = expected_future_purchases(PURCHASES, customers, 365.25 / 12 / 7)
    expected = 0.5 * month * expected_spend(SPEND, customers) / 1.25
    pd.testing.assert_series_equal(found, expected.rename("clv"))


def test_without_discount_the_value_is_margin_of_all_purchases_to_come(customers):
    terms = replace(TERMS, monthly_discount_rate=0)
    found = customer_lifetime_value(PURCHASES, SPEND, customers, terms)
    year = expected_future_purchases(PURCHASES, customers, 365.25 / 7)
    expected = 0.3 * year * expected_spend(SPEND, customers)
    assert found.tolist() == pytest.approx(expected.tolist())


def test_value_of_cdnow_is_the_same_in_days_and_weeks(summaries):
    """A year at 30 % margin and 1 % a month is worth 21,465 USD in either unit."""
    values = [
        customer_lifetime_value(fit_bgnbd(customers), fit_gamma_gamma(customers), customers, TERMS)
        for customers in summaries.values()
    ]
    assert values[0].tolist() == pytest.approx(values[1].tolist(), rel=1e-6)
    assert [round(value.sum()) for value in values] == [21465, 21465]


def test_value_grows_with_the_horizon_and_falls_with_the_discount(customers):
    changes = [{"horizon_months": 6}, {}, {"horizon_months": 24}, {"monthly_discount_rate": 0.02}]
    values = [
        customer_lifetime_value(PURCHASES, SPEND, customers, replace(TERMS, **change)).sum()
        for change in changes
    ]
    assert 0 < values[0] < values[1] < values[2]
    assert values[3] < values[1]


def test_values_ignore_row_order_and_leave_the_input_alone(customers):
    before = customers.copy(deep=True)
    found = customer_lifetime_value(PURCHASES, SPEND, customers[::-1], TERMS)
    again = customer_lifetime_value(PURCHASES, SPEND, customers, TERMS)
    pd.testing.assert_series_equal(found[::-1], again)
    pd.testing.assert_frame_equal(customers, before)
    assert customer_lifetime_value(PURCHASES, SPEND, customers[:0], TERMS).empty


def test_value_needs_a_fit_that_knows_its_unit(customers):
    message = r"`purchases` must know its unit of time; .* Fit it with unit=\"weeks\" or"
    with pytest.raises(ValueError, match=message):
        customer_lifetime_value(replace(PURCHASES, unit=None), SPEND, customers, TERMS)


def test_value_refuses_a_summary_in_another_unit_than_the_fit(summaries):
    with pytest.raises(ValueError, match=r"`customers` must count time in weeks; got days"):
        customer_lifetime_value(PURCHASES, SPEND, summaries["days"], TERMS)


def test_value_refuses_a_fit_of_spend_that_has_not_converged(customers):
    with pytest.raises(ValueError, match=r"`spend` must have converged"):
        customer_lifetime_value(PURCHASES, replace(SPEND, converged=False), customers, TERMS)


def test_terms_are_frozen():
    with pytest.raises(FrozenInstanceError):
        TERMS.margin = 1.0
