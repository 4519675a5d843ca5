"""Tests of crmlib.forecasts.bg_nbd."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.bg_nbd import BgNbd, MbgNbd, fit_bgnbd, fit_bgnbd_counts, fit_mbgnbd
from crmlib.forecasts.customer_summary import transaction_summary

# The fit of Fader, Hardie and Lee (2005), to full precision in the walkthrough of R's BTYD.
PUBLISHED = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
# The fit that the tests of pymc-marketing hold theirs against (test_modified_beta_geo.py).
PUBLISHED_MBG = MbgNbd(0.525, 6.183, 0.891, 1.614, -9582.1357, True, 2357)
FITS = [fit_bgnbd, fit_mbgnbd]


def _customers(rows):
    return pd.DataFrame(rows, columns=["frequency", "recency", "T"])


@pytest.fixture
def customers():
    """Four who bought once, the last one today; a regular, one long silent, two who came back."""
    once = [(0, 0, 38), (0, 0, 30), (0, 0, 27), (0, 0, 0)]
    return _customers([*once, (26, 30.857143, 31), (4, 9, 38), (2, 3, 4), (1, 20, 30)])


def _values(fit):
    return [fit.r, fit.alpha, fit.a, fit.b]


def _likelihood_by_integration(fit, x, t_x, t):
    """The likelihood of one history, summed over a grid of rates and chances of leaving."""
    from scipy import stats
    from scipy.special import betaln

    log_rate, logit = np.linspace(-90, 6, 1500)[:, None], np.linspace(-120, 60, 2500)
    rate, log_leave, log_stay = np.exp(log_rate), -np.logaddexp(0, -logit), -np.logaddexp(0, logit)
    weight = stats.gamma.pdf(rate, fit.r, scale=1 / fit.alpha) * rate
    weight = weight * np.exp(fit.a * log_leave + fit.b * log_stay - betaln(fit.a, fit.b))
    coins = x + (type(fit) is MbgNbd)
    lived = np.exp(coins * log_stay) * rate**x * np.exp(-rate * t)
    left = np.exp(log_leave + (coins - 1) * log_stay) * rate**x * np.exp(-rate * t_x) * (coins > 0)
    steps = (log_rate[1, 0] - log_rate[0, 0]) * (logit[1] - logit[0])
    return ((lived + left) * weight).sum() * steps


def _simulated(n, rng, fit):
    """Customers who live by the model, observed for 40 to 60 weeks in continuous time."""
    rate, leave = rng.gamma(fit.r, 1 / fit.alpha, n), rng.beta(fit.a, fit.b, n)
    t = rng.uniform(40, 60, n)
    x, t_x, now, active = np.zeros(n, int), np.zeros(n), np.zeros(n), np.arange(n)
    if type(fit) is MbgNbd:
        active = active[rng.random(n) > leave]
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


def test_fit_of_mbg_to_cdnow_is_the_published_one(cdnow):
    """pymc-marketing, test_modified_beta_geo.py; more digits from lifetimes 0.11.3."""
    found = fit_mbgnbd(cdnow)
    assert _values(found) == pytest.approx(_values(PUBLISHED_MBG), abs=6e-4)
    assert _values(found) == pytest.approx([0.52484, 6.18307, 0.89136, 1.61402], abs=5e-5)
    assert found.log_likelihood == pytest.approx(-9582.1357, abs=1e-4)
    assert (type(found), found.converged, found.unit) == (MbgNbd, True, "weeks")


def test_fit_says_how_sure_it_is(fit, cdnow):
    """Half of the customers: twice the covariance, give or take the chance in the halves."""
    half = fit_bgnbd(cdnow.sort_index().iloc[::2])
    spread = np.diag(fit.log_covariance)
    assert np.diag(half.log_covariance) == pytest.approx(2 * spread, rel=0.6)
    assert (spread > 0).all()
    assert "log_covariance" not in repr(fit)


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


@pytest.mark.parametrize("fitted", FITS)
def test_log_likelihood_is_that_of_integration(customers, fitted):
    fit = fitted(customers)
    likelihoods = [_likelihood_by_integration(fit, *row) for row in customers.to_numpy()]
    assert fit.converged
    assert np.log(likelihoods).sum() == pytest.approx(fit.log_likelihood, abs=1e-4)


@pytest.mark.parametrize(("kind", "fitted"), [(BgNbd, fit_bgnbd), (MbgNbd, fit_mbgnbd)])
def test_fit_finds_the_parameters_that_customers_live_by(kind, fitted):
    truth = kind(0.6, 5.0, 0.8, 2.5, 0.0, True, 0)
    found = fitted(_simulated(40_000, np.random.default_rng(3), truth))
    assert found.converged
    assert _values(found) == pytest.approx(_values(truth), rel=0.08)


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
    assert found.log_covariance is None


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


def _counted(customers):
    """Count customers by their history, as a database would hand them over."""
    counts = customers.value_counts(["frequency", "recency", "T"])
    return counts.rename("n_customers").reset_index()


def test_counted_histories_of_cdnow_give_the_published_fit_however_many_there_are():
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    histories = _counted(transaction_summary(orders, "1997-09-30"))
    many = histories.assign(n_customers=2016 * histories["n_customers"])
    fit = fit_bgnbd_counts(many, unit="weeks")
    assert (len(histories), fit.n_customers, fit.unit) == (1016, 4_751_712, "weeks")
    assert _values(fit) == pytest.approx(_values(PUBLISHED), rel=1e-3)
    assert fit.log_likelihood / 2016 == pytest.approx(PUBLISHED.log_likelihood, abs=1e-3)


def test_counts_say_the_same_as_a_row_for_each_customer(customers):
    alike = pd.concat([customers] * 3, ignore_index=True)
    one, other = fit_bgnbd(alike), fit_bgnbd_counts(customers.assign(n_customers=3))
    assert _values(other) == pytest.approx(_values(one), rel=1e-6)
    assert other.n_customers == one.n_customers == 24
    assert np.allclose(other.log_covariance, one.log_covariance, rtol=1e-4)


def test_a_history_may_stand_twice_and_one_without_customers_counts_nothing(customers):
    once = fit_bgnbd_counts(customers.assign(n_customers=2))
    nobody = customers.assign(n_customers=0, T=400.0)
    twice = pd.concat([customers.assign(n_customers=1)] * 2 + [nobody], ignore_index=True)
    assert _values(fit_bgnbd_counts(twice)) == pytest.approx(_values(once), rel=1e-4)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_customers": 0}, "`histories` must have been observed; got `T` of 0"),
        ({"n_customers": 1.5}, "`histories` must have only whole numbers in `n_customers`"),
        ({"recency": 99.0}, "`histories` must have a recency from 0 to `T`"),
    ],
)
def test_counted_histories_that_cannot_be_are_refused(customers, change, message):
    with pytest.raises(ValueError, match=message):
        fit_bgnbd_counts(customers.assign(n_customers=1).assign(**change))
