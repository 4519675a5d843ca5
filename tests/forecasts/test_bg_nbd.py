"""Tests of crmlib.forecasts.bg_nbd."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.bg_nbd import (
    BgNbd,
    expected_future_purchases,
    expected_purchases,
    fit_bgnbd,
    probability_alive,
)
from crmlib.forecasts.customer_summary import transaction_summary

# The fit of Fader, Hardie and Lee (2005), to full precision in the walkthrough of R's BTYD.
PUBLISHED = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
# The same as printed in the paper, and five histories given to lifetimes with it.
ROUNDED = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, True, 2357)
FIVE = [(2, 30.43, 38.86), (26, 30.86, 31), (1, 1.71, 38.86), (5, 5, 30), (0, 0, 27)]
histories = st.lists(
    st.tuples(st.integers(0, 400), st.floats(0.01, 1), st.floats(0.1, 500)), min_size=1, max_size=5
).map(lambda rows: _customers([(x, (x > 0) * share * t, t) for x, share, t in rows]))
fits = st.tuples(
    st.floats(0.05, 5), st.floats(0.1, 50), st.floats(0.05, 9), st.floats(0.1, 20)
).map(lambda values: BgNbd(*values, 0.0, True, 1))


def _customers(rows):
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"])


@pytest.fixture
def customers():
    """Four who bought once, the last one today; a regular, one long silent, two who came back."""
    once = [(0, 0, 38), (0, 0, 30), (0, 0, 27), (0, 0, 0)]
    return _customers([*once, (26, 30.857143, 31), (4, 9, 38), (2, 3, 4), (1, 20, 30)])


@pytest.fixture(scope="module")
def cdnow():
    """The 39 weeks in which Fader, Hardie and Lee fitted."""
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    return transaction_summary(orders, "1997-09-30")


@pytest.fixture(scope="module")
def fit(cdnow):
    return fit_bgnbd(cdnow)


def _values(fit):
    return [fit.r, fit.alpha, fit.a, fit.b]


def _likelihood_by_integration(fit, x, t_x, t):
    """The likelihood of one history, summed over a grid of rates and chances of leaving."""
    from scipy import stats

    log_rate, logit = np.linspace(-90, 6, 1500)[:, None], np.linspace(-40, 40, 1500)
    rate, leave = np.exp(log_rate), 1 / (1 + np.exp(-logit))
    weight = stats.gamma.pdf(rate, fit.r, scale=1 / fit.alpha) * rate
    weight = weight * stats.beta.pdf(leave, fit.a, fit.b) * leave * (1 - leave)
    lived = (1 - leave) ** x * rate**x * np.exp(-rate * t)
    left = leave * (1 - leave) ** (x - 1) * rate**x * np.exp(-rate * t_x) if x else 0
    steps = (log_rate[1, 0] - log_rate[0, 0]) * (logit[1] - logit[0])
    return ((lived + left) * weight).sum() * steps


def _expected_by_integration(fit, x, t, horizon):
    """Purchases of one who is alive at T, summed over a grid of chances of leaving."""
    from scipy.special import betaln

    logit = np.linspace(-700, 400, 200_001)
    log_leave, log_stay = -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    density = np.exp(fit.a * log_leave + (fit.b + x) * log_stay - betaln(fit.a, fit.b + x))
    pace = np.exp(log_leave) * horizon / (fit.alpha + t)
    with np.errstate(invalid="ignore"):
        counted = -np.expm1(-(fit.r + x) * np.log1p(pace)) / np.exp(log_leave)
    return np.nansum(density * counted) * (logit[1] - logit[0])


def _simulated(n, rng, fit):
    """Customers who live by the model, observed for 40 to 60 weeks in continuous time."""
    rate, leave = rng.gamma(fit.r, 1 / fit.alpha, n), rng.beta(fit.a, fit.b, n)
    t = rng.uniform(40, 60, n)
    x, t_x, now, active = np.zeros(n, int), np.zeros(n), np.zeros(n), np.arange(n)
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= t[active]]
        x[active] += 1
        t_x[active] = now[active]
        active = active[rng.random(len(active)) > leave[active]]
    return pd.DataFrame({"frequency": x, "recency": t_x, "T": t})


# fit_bgnbd


def test_fit_to_cdnow_is_the_published_one(fit):
    """Fader, Hardie and Lee (2005), table 2; full precision in R's BTYD walkthrough."""
    assert _values(fit) == pytest.approx(_values(PUBLISHED), abs=1e-3)
    assert fit.log_likelihood == pytest.approx(-9582.429, abs=0.001)
    assert (fit.converged, fit.n_customers) == (True, 2357)


def test_fit_ignores_the_order_of_customers(fit, cdnow):
    again = fit_bgnbd(cdnow.sample(frac=1, random_state=3))
    assert _values(again) == pytest.approx(_values(fit), rel=1e-6)
    assert again.log_likelihood == pytest.approx(fit.log_likelihood, abs=1e-6)


def test_unit_of_time_changes_only_alpha(fit, cdnow):
    days = fit_bgnbd(cdnow.assign(recency=7 * cdnow["recency"], T=7 * cdnow["T"]))
    assert _values(replace(days, alpha=days.alpha / 7)) == pytest.approx(_values(fit), rel=1e-4)
    density_shift = cdnow["frequency"].sum() * np.log(7)
    assert days.log_likelihood == pytest.approx(fit.log_likelihood - density_shift, abs=1e-3)


@pytest.mark.parametrize("unit", ["days", "weeks"])
def test_fit_keeps_the_unit_of_its_summary(unit):
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    summary = transaction_summary(orders, unit=unit)
    found = [fit_bgnbd(form).unit for form in (summary, summary[::-1], summary.convert_dtypes())]
    assert found == [unit] * 3


def test_fit_to_a_table_without_a_unit_takes_the_one_it_is_told(customers):
    assert fit_bgnbd(customers).unit is None
    assert fit_bgnbd(customers, unit="days").unit == "days"


def test_unit_of_a_summary_is_not_overruled(cdnow):
    with pytest.raises(ValueError, match=r"`customers` must count time in days; got weeks\."):
        fit_bgnbd(cdnow, unit="days")


def test_log_likelihood_is_that_of_integration(customers):
    fit = fit_bgnbd(customers)
    likelihoods = [_likelihood_by_integration(fit, *row) for row in customers.to_numpy()]
    assert fit.converged
    assert np.log(likelihoods).sum() == pytest.approx(fit.log_likelihood, abs=1e-4)


def test_fit_finds_the_parameters_that_customers_live_by():
    truth = BgNbd(0.6, 5.0, 0.8, 2.5, 0.0, True, 0)
    found = fit_bgnbd(_simulated(40_000, np.random.default_rng(3), truth))
    assert found.converged
    assert _values(found) == pytest.approx(_values(truth), rel=0.05)


def test_customers_counted_twice_change_nothing_but_the_likelihood(fit, cdnow):
    twice = fit_bgnbd(pd.concat([cdnow, cdnow], ignore_index=True))
    assert _values(twice) == pytest.approx(_values(fit), rel=1e-5)
    assert twice.log_likelihood == pytest.approx(2 * fit.log_likelihood)
    assert twice.n_customers == 2 * fit.n_customers


def test_fit_leaves_its_input_alone(customers):
    before = customers.copy(deep=True)
    fit_bgnbd(customers)
    pd.testing.assert_frame_equal(customers, before)


def test_fit_is_frozen(fit):
    with pytest.raises(FrozenInstanceError):
        fit.r = 1.0


def test_without_repeat_purchases_nothing_can_be_fitted(cdnow):
    found = fit_bgnbd(cdnow[cdnow["frequency"] == 0])
    assert not found.converged
    with pytest.raises(ValueError, match=r"`fit` must have converged; got BgNbd\(r="):
        probability_alive(found, cdnow)


def test_customers_who_never_leave_have_no_likeliest_chance_of_leaving(cdnow):
    heavy = cdnow[cdnow["frequency"] > 3]
    assert not fit_bgnbd(heavy.assign(recency=heavy["T"])).converged


def test_fit_refuses_customers_not_observed():
    with pytest.raises(ValueError, match=r"must have been observed; got `T` of 0 throughout"):
        fit_bgnbd(_customers([(0, 0.0, 0.0)] * 2))
    with pytest.raises(ValueError, match=r"`customers` must have at least one row; got none"):
        fit_bgnbd(_customers([]))


def test_fit_refuses_a_customer_who_stands_there_twice(cdnow):
    with pytest.raises(ValueError, match=r"must have one row per customer; got 00001 twice"):
        fit_bgnbd(pd.concat([cdnow, cdnow]))


@pytest.mark.parametrize(
    "row", [(1, 5, 4), (0, 1, 4)], ids=["recency beyond T", "recency without repeat purchase"]
)
def test_fit_refuses_an_impossible_history(row):
    message = r"and 0 without repeat purchases; got 1 others, the first at index 1"
    with pytest.raises(ValueError, match=message):
        fit_bgnbd(_customers([(0, 0, 9), row]))


# expected_purchases


def test_expectation_of_a_new_customer_is_the_published_one(fit):
    """R's BTYD walkthrough: E[X(52)] = 1.444004."""
    assert expected_purchases(fit, 52) == pytest.approx(1.444004, abs=1e-4)
    assert expected_purchases(PUBLISHED, 52) == pytest.approx(1.444004, abs=1e-4)


def test_weekly_sales_of_cdnow_are_tracked_as_published(fit, cdnow):
    """R's BTYD walkthrough: expected repeat transactions in the weeks 20 to 25."""
    joined = cdnow["T"].max() - cdnow["T"].to_numpy()
    ages = [np.maximum(week - joined, 0) for week in range(19, 26)]
    weekly = np.diff([expected_purchases(fit, age).sum() for age in ages])
    published = [76.865, 74.888, 73.046, 71.322, 69.704, 68.182]
    assert weekly.tolist() == pytest.approx(published, abs=2e-3)


def test_actual_weekly_sales_of_cdnow_are_those_published():
    """R's BTYD walkthrough: actual repeat transactions in the weeks 20 to 25."""
    orders = load_orders("cdnow").orders
    repeats = orders[orders.duplicated("customer_id")]["order_date"]
    weeks = (repeats - pd.Timestamp("1997-01-01")).dt.days // 7 + 1
    assert [int((weeks == week).sum()) for week in range(20, 26)] == [73, 55, 70, 33, 56, 99]


def test_expectations_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, expected_number_of_purchases_up_to_time."""
    values = [0.05326789117165627, 0.4324133622344203, 1.446050595396398, 3.8506831386063127]
    assert expected_purchases(ROUNDED, [1, 10, 52, 300]).tolist() == pytest.approx(values, rel=1e-9)


@settings(max_examples=60)
@given(fits, st.floats(0.1, 500))
def test_expectation_of_a_new_customer_is_that_of_integration(fit, duration):
    expected = _expected_by_integration(fit, 0, 0, duration)
    assert expected_purchases(fit, duration) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1, 2.4), (1 + 1e-9, 2.4), (0.7, 0.3)])
def test_expectation_exists_where_its_formula_divides_zero_by_zero(a, b):
    fit = replace(PUBLISHED, a=a, b=b)
    expected = _expected_by_integration(fit, 0, 0, 52)
    assert expected_purchases(fit, 52) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("hole", [1, 0.7])
@pytest.mark.parametrize("beside", [0, 1e-9, 1e-6, 1e-4, 9.99e-4, 1.001e-3])
def test_expectation_is_exact_beside_the_places_where_its_formula_cancels(hole, beside):
    """At a = 1, and at a = .7 with b = .3, the formula is 0/0; within a moment it loses digits."""
    for a in (hole - beside, hole + beside):
        fit = replace(PUBLISHED, a=a, b=0.3)
        durations = [1e-6, 1e-3, 1, 52, 5000]
        expected = [_expected_by_integration(fit, 0, 0, duration) for duration in durations]
        assert expected_purchases(fit, durations) == pytest.approx(expected, rel=1e-5)


def test_within_a_moment_nobody_has_left():
    """Then a customer buys at the mean rate, r / alpha; 2.00018e-6 once came of cancellation."""
    fit = BgNbd(2.0, 1.0, 0.999999, 4.0, -1.0, True, 1)
    assert expected_purchases(fit, 1e-6) == pytest.approx(2e-6, rel=1e-5)


@pytest.mark.parametrize("a", [1 - 1e-3, 1.0, 1 + 1e-3])
def test_expectation_has_no_step_where_another_formula_takes_over(a):
    values = [expected_purchases(replace(PUBLISHED, a=one), 52) for one in (a - 1e-7, a, a + 1e-7)]
    assert values == sorted(values, reverse=True)
    assert values == pytest.approx([values[1]] * 3, rel=1e-6)


def test_forecast_of_a_known_customer_is_exact_beside_a_of_1():
    customers = _customers([(0, 0, 3), (2, 2, 4)])
    for a in (1 - 1e-9, 1, 1 + 1e-6):
        fit = replace(PUBLISHED, a=a)
        found = expected_future_purchases(fit, customers, 1e-3) / probability_alive(fit, customers)
        expected = [_expected_by_integration(fit, x, t, 1e-3) for x, t in [(0, 3), (2, 4)]]
        assert found.tolist() == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("a", [0.7929888, 1.0, 2.5])
def test_nothing_is_expected_of_no_time(a):
    fit = replace(PUBLISHED, a=a)
    assert str(expected_purchases(fit, 0)) == "0.0"
    assert str(expected_purchases(fit, [0, 0.0]).tolist()) == "[0.0, 0.0]"
    assert expected_purchases(fit, np.array([])).tolist() == []


def test_expectation_takes_the_shape_of_the_duration():
    assert isinstance(expected_purchases(PUBLISHED, 52), float)
    assert expected_purchases(PUBLISHED, pd.Series([1, 2], index=[5, 6])).shape == (2,)


def test_expectation_refuses_a_fit_that_has_not_converged():
    with pytest.raises(ValueError, match=r"`fit` must have converged"):
        expected_purchases(replace(PUBLISHED, converged=False), 52)


# expected_future_purchases


def test_expectation_of_a_regular_is_the_published_one(fit, cdnow):
    """R's BTYD walkthrough: customer 1516 with x = 26, t_x = 30.857, T = 31: 25.75659."""
    found = expected_future_purchases(fit, cdnow, 52)["01516"]
    assert found == pytest.approx(25.75659, abs=1e-3)
    customer = _customers([(26, 30.857143, 31)])
    assert expected_future_purchases(PUBLISHED, customer, 52)[0] == pytest.approx(
        25.75659, abs=1e-4
    )


def test_expectation_of_a_customer_is_that_of_the_note():
    """Fader and Hardie, note 004: x = 2, t_x = 30.43, T = 38.86: 1.226 in the next 39 weeks."""
    found = expected_future_purchases(ROUNDED, _customers([(2, 30.43, 38.86)]), 39)
    assert found.tolist() == pytest.approx([1.226], abs=5e-4)


def test_expectations_of_customers_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, conditional_expected_number_of_purchases_up_to_time."""
    values = [1.22602817, 20.74972614, 0.20318699, 0.04115469, 0.25939538]
    found = expected_future_purchases(ROUNDED, _customers(FIVE), 39)
    assert found.tolist() == pytest.approx(values, abs=1e-8)


@settings(max_examples=60)
@given(fits, histories, st.floats(0.1, 5000))
def test_expectations_of_customers_are_those_of_integration(fit, customers, horizon):
    found = expected_future_purchases(fit, customers, horizon)
    alive = probability_alive(fit, customers)
    for i, (x, _, t) in enumerate(customers.to_numpy()):
        expected = alive[i] * _expected_by_integration(fit, x, t, horizon)
        assert found[i] == pytest.approx(expected, rel=1e-6, abs=1e-300)


def test_customer_without_a_past_is_a_new_one():
    found = expected_future_purchases(PUBLISHED, _customers([(0, 0.0, 0.0)]), 52)
    assert found.tolist() == pytest.approx([expected_purchases(PUBLISHED, 52)])


def test_expectations_keep_the_customers_names(customers):
    named = customers.set_axis(list("abcdefgh"))
    found = expected_future_purchases(PUBLISHED, named, 10)
    assert found.index.tolist() == list("abcdefgh")
    assert found.name == "expected_purchases"
    assert expected_future_purchases(PUBLISHED, named[:0], 10).empty


def test_nothing_is_expected_within_no_time(customers):
    found = expected_future_purchases(PUBLISHED, customers, 0)
    assert str(found.tolist()) == str([0.0] * 8)


# probability_alive


def test_regular_is_alive_with_the_published_chance():
    """R's BTYD walkthrough: customer 1516 with x = 26, t_x = 30.857, T = 31: .9688523."""
    found = probability_alive(PUBLISHED, _customers([(26, 30.857143, 31)]))
    assert found.tolist() == pytest.approx([0.9688523], abs=1e-6)


def test_chances_are_those_of_lifetimes():
    """Values of lifetimes 0.11.3, conditional_probability_alive."""
    values = [0.72657857, 0.96891565, 0.21210099, 0.00897732, 1.0]
    found = probability_alive(ROUNDED, _customers(FIVE))
    assert found.tolist() == pytest.approx(values, abs=1e-8)


def test_all_of_cdnow_s_one_time_buyers_are_alive_for_certain(fit, cdnow):
    certain = probability_alive(fit, cdnow) == 1
    assert certain.sum() == 1411
    assert (certain == (cdnow["frequency"] == 0)).all()


def test_silence_speaks_against_the_frequent_more_than_the_rare():
    silent = probability_alive(PUBLISHED, _customers([(1, 9, 38), (5, 9, 38), (20, 9, 38)]))
    assert silent.is_monotonic_decreasing


@settings(max_examples=100)
@given(fits, histories)
def test_chances_lie_between_zero_and_one_and_are_one_without_repeats(fit, customers):
    alive = probability_alive(fit, customers)
    assert alive.between(0, 1).all()
    assert (alive[customers["frequency"] == 0] == 1).all()


def test_thousands_of_purchases_do_not_overflow():
    found = probability_alive(PUBLISHED, _customers([(5000, 1.0, 500.0), (5000, 500.0, 500.0)]))
    assert found.tolist() == pytest.approx([0, 1], abs=1e-3)


def test_forecasts_refuse_a_summary_in_another_unit_than_the_fit(fit, cdnow):
    other = cdnow.copy()
    other.attrs["unit"] = "days"
    for function in (probability_alive, lambda *args: expected_future_purchases(*args, 52)):
        with pytest.raises(ValueError, match=r"`customers` must count time in weeks; got days"):
            function(fit, other)


def test_chances_refuse_an_impossible_history():
    with pytest.raises(ValueError, match=r"a recency from 0 to `T`, .* got 1 others, .* index 0"):
        probability_alive(PUBLISHED, _customers([(1, 5, 4)]))
