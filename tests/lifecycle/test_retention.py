"""Survival of lives not yet over, and the shifted beta-geometric model."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from crmlib.datasets.real import load_telco
from crmlib.lifecycle.cohorts import retention_rates
from crmlib.lifecycle.retention import Sbg, fit_sbg, sbg_survival, survival_curve

HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1]


@pytest.fixture
def lives() -> pd.DataFrame:
    """Five customers: three leave after 2, 4 and 6 months; two are still there at 3 and 6."""
    left = [True, False, True, True, False]
    return pd.DataFrame({"duration": [2, 3, 4, 6, 6], "event_observed": left})


def some_lives(min_size=1):
    """Up to twelve customers, some of whom left."""
    life = st.tuples(st.integers(0, 6), st.booleans())
    return st.lists(life, min_size=min_size, max_size=12).map(
        lambda rows: pd.DataFrame(rows, columns=["duration", "event_observed"])
    )


def by_recursion(alpha: float, beta: float) -> float:
    """Return the log-likelihood of the published cohort as the paper computes P(t) in a sheet."""
    leaves, there, total = alpha / (alpha + beta), 1.0, 0.0
    for t, n_lost in enumerate(-np.diff(HIGH_END), start=1):
        leaves *= (beta + t - 2) / (alpha + beta + t - 1) if t > 1 else 1
        there -= leaves
        total += n_lost * math.log(leaves)
    return total + HIGH_END[-1] * math.log(there)


# Survival


def test_survival_is_what_one_multiplies_by_hand(lives):
    curve = survival_curve(lives)
    assert curve.index.tolist() == [0, 2, 3, 4, 6]
    assert curve["n_at_risk"].tolist() == [5, 5, 4, 3, 2]
    assert curve["n_events"].tolist() == [0, 1, 0, 1, 1]
    expected = [1, 4 / 5, 4 / 5, 4 / 5 * 2 / 3, 4 / 5 * 2 / 3 / 2]
    assert curve["survival"].tolist() == pytest.approx(expected)


@given(some_lives())
@settings(deadline=None)
def test_survival_is_the_product_of_the_table_s_own_counts(lives):
    curve = survival_curve(lives)
    factors = 1 - curve["n_events"] / curve["n_at_risk"]
    assert curve["survival"].to_numpy() == pytest.approx(factors.cumprod())
    assert curve["n_events"].sum() == lives["event_observed"].sum()
    inside = curve["survival"].between(curve["low"], curve["high"])
    assert (inside | curve["low"].isna()).all()


def test_without_censoring_survival_is_the_share_that_lasted_longer(lives):
    curve = survival_curve(lives.assign(event_observed=True))
    longer = [(lives["duration"] > time).mean() for time in curve.index]
    assert curve["survival"].tolist() == pytest.approx(longer)


def test_interval_is_greenwood_s_on_the_log_log_scale(lives):
    """By hand at duration 4: S = 8/15, Σ d/(n(n-d)) = 1/20 + 1/6."""
    row, share = survival_curve(lives).loc[4.0], 8 / 15
    reach = 1.959964 * math.sqrt(1 / 20 + 1 / 6) / math.log(share)
    assert row["low"] == pytest.approx(share ** math.exp(-reach), rel=1e-5)
    assert row["high"] == pytest.approx(share ** math.exp(reach), rel=1e-5)


def test_interval_is_undefined_while_nobody_has_left(lives):
    curve = survival_curve(lives.assign(event_observed=False))
    assert (curve["survival"] == 1).all()
    assert curve[["low", "high"]].isna().all(axis=None)


def test_wider_confidence_makes_a_wider_interval(lives):
    narrow, wide = (survival_curve(lives, confidence=c).loc[4.0] for c in (0.5, 0.99))
    assert wide["low"] < narrow["low"] < narrow["survival"] < narrow["high"] < wide["high"]


def test_telco_curve_misses_those_who_left_early_in_past_years():
    """facts.md §6: 5 % lost in month 1 by the curve; 62 % of tenure 1 are marked as churned."""
    telco = load_telco().rename(columns={"tenure_months": "duration"})
    telco["event_observed"] = telco["churn"] == "Yes"
    first = telco.loc[telco["duration"] == 1, "event_observed"]
    assert round(1 - survival_curve(telco).loc[1.0, "survival"], 2) == 0.05
    assert (len(first), round(first.mean(), 2)) == (613, 0.62)


def test_row_order_does_not_matter_and_the_table_is_left_alone(lives):
    before = lives.copy(deep=True)
    pd.testing.assert_frame_equal(survival_curve(lives[::-1]), survival_curve(lives))
    pd.testing.assert_frame_equal(lives, before)


# Late entry

# R's package survival, tests/survtest.R, table test2: start, stop, event.
TEST2 = [
    *[(1, 2, 1), (2, 3, 1), (5, 6, 1), (2, 7, 1), (1, 8, 1)],
    *[(7, 9, 1), (3, 9, 1), (4, 9, 0), (8, 14, 0), (8, 17, 0)],
]


@pytest.fixture
def late() -> pd.DataFrame:
    """Ten customers of whom the first two are watched from age 1 and the last two from age 8."""
    rows = pd.DataFrame(TEST2, columns=["entry", "duration", "event_observed"])
    return rows.astype({"event_observed": bool})


def some_late_lives():
    """Up to twelve customers, some of whom left and some of whom came under watch later."""
    life = st.tuples(st.integers(0, 4), st.integers(1, 4), st.booleans())
    columns = ["entry", "watched", "event_observed"]
    return st.lists(life, min_size=1, max_size=12).map(
        lambda rows: pd.DataFrame(rows, columns=columns).assign(
            duration=lambda lives: lives["entry"] + lives["watched"]
        )
    )


def test_late_entries_give_what_r_s_survival_package_asks_of_itself(late):
    curve = survival_curve(late)
    assert curve["n_at_risk"].tolist() == [0, 2, 3, 5, 4, 4, 5, 2, 1]
    assert curve["n_events"].tolist() == [0, 1, 1, 1, 1, 1, 2, 0, 0]
    left = curve.loc[curve["n_events"] > 0, "survival"]
    assert left.tolist() == pytest.approx([1 / 2, 1 / 3, 4 / 15, 1 / 5, 3 / 20, 9 / 100])


def test_late_entries_as_statsmodels_has_them(late):
    """Its Greenwood error is on the plain scale; on the log-log scale it is the same reach."""
    theirs = SurvfuncRight(late["duration"], late["event_observed"], entry=late["entry"])
    curve = survival_curve(late).loc[theirs.surv_times]
    assert curve["survival"].tolist() == pytest.approx(theirs.surv_prob.tolist())
    reach = np.log(np.log(curve["low"]) / np.log(curve["survival"]))
    spread = theirs.surv_prob_se / theirs.surv_prob / -np.log(theirs.surv_prob)
    assert reach.tolist() == pytest.approx((1.959964 * spread).tolist(), rel=1e-5)


@given(some_late_lives())
@settings(deadline=None)
def test_who_is_at_risk_can_be_counted_one_by_one(lives):
    curve = survival_curve(lives)
    entry, duration = lives["entry"], lives["duration"]
    for time, row in curve.iterrows():
        watched = ((entry < time) | (entry == 0)) & (duration >= time)
        assert row["n_at_risk"] == watched.sum()
        assert row["n_events"] == (lives["event_observed"] & (duration == time)).sum()
    assert curve["survival"].between(0, 1).all()


@given(some_lives())
@settings(deadline=None)
def test_entries_at_0_change_nothing_and_agree_with_scipy(lives):
    curve = survival_curve(lives.assign(entry=0))
    pd.testing.assert_frame_equal(curve, survival_curve(lives))
    data = CensoredData.right_censored(lives["duration"], ~lives["event_observed"])
    theirs = ecdf(data).sf
    assert curve["survival"].to_numpy() == pytest.approx(theirs.evaluate(curve.index))
    with warnings.catch_warnings(action="ignore"):
        ends = theirs.confidence_interval(method="log-log")
    inside = curve["low"].notna() & (curve["survival"] > 0)
    times = curve.index[inside]
    assert curve.loc[inside, "low"].to_numpy() == pytest.approx(ends.low.evaluate(times))
    assert curve.loc[inside, "high"].to_numpy() == pytest.approx(ends.high.evaluate(times))


def test_a_snapshot_of_survivors_is_mended_by_saying_since_when_it_watches():
    """A tenth leaves each month; a year's window sees those who started up to 60 months ago."""
    rng = np.random.default_rng(2)
    start, life = rng.integers(0, 60, 40_000), rng.geometric(0.1, 40_000)
    window = pd.DataFrame({"entry": np.maximum(48 - start, 0)})
    window["duration"], window["event_observed"] = np.minimum(life, 60 - start), life <= 60 - start
    seen = window[window["duration"] > window["entry"]]
    late, naive = survival_curve(seen), survival_curve(seen.drop(columns="entry"))
    assert late.loc[12.0, "survival"] == pytest.approx(0.9**12, abs=0.02)
    assert naive.loc[12.0, "survival"] > 0.9**12 + 0.05


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (7, "`customers` must enter before their `duration` ends; got 5 .* first at index 0"),
        (-1, "`customers` must have only numbers of at least 0 in `entry`"),
        ([0, 0, 4, 0, 0], "got 1 that do not, the first at index 2"),
    ],
)
def test_entries_that_cannot_be_are_refused(lives, entry, message):
    with pytest.raises(ValueError, match=message):
        survival_curve(lives.assign(entry=entry))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"duration": pd.Timedelta(days=3)}, r"numbers in `duration`; .* days with \.dt\.days"),
        ({"event_observed": 1}, r"True or False in `event_observed`; .* with \.astype\(bool\)"),
    ],
)
def test_lives_in_another_form_are_refused_with_what_to_do(lives, change, message):
    with pytest.raises(TypeError, match=message):
        survival_curve(lives.assign(**change))


def test_curves_of_negative_lives_are_refused(lives):
    with pytest.raises(ValueError, match=r"numbers of at least 0 in `duration`; got 5 others"):
        survival_curve(lives.assign(duration=-1))


# Shifted beta-geometric


def test_sbg_fits_the_published_cohort():
    """Fader and Hardie (2007), High-End, years 0 to 7: alpha .668, beta 3.806."""
    fit = fit_sbg(HIGH_END)
    assert (round(fit.alpha, 3), round(fit.beta, 3)) == (0.668, 3.806)
    assert fit.converged
    assert fit.n_periods == 7


def test_sbg_projects_the_published_years_within_two_points():
    """Fader and Hardie (2007), High-End, years 8 to 12, which the fit has not seen."""
    hidden = [46.8, 44.5, 42.7, 40.9, 39.4]
    projected = 100 * sbg_survival(fit_sbg(HIGH_END), 12)
    assert projected.iloc[8:].to_numpy() == pytest.approx(hidden, abs=2)


@pytest.mark.parametrize(("alpha", "beta"), [(0.5, 2.0), (2.0, 8.0), (0.9, 0.7)])
def test_sbg_gets_the_planted_parameters_back(alpha, beta):
    chances = np.random.default_rng(2).beta(alpha, beta, 200_000)
    years = np.random.default_rng(3).geometric(chances)
    fit = fit_sbg([(years > t).sum() for t in range(9)])
    assert fit.converged
    assert (fit.alpha, fit.beta) == pytest.approx((alpha, beta), rel=0.05)


@pytest.mark.parametrize("shift", [(0.01, 0), (-0.01, 0), (0, 0.05), (0, -0.05)])
def test_no_neighbour_is_more_likely_than_the_fit(shift):
    fit = fit_sbg(HIGH_END)
    assert fit.log_likelihood == pytest.approx(by_recursion(fit.alpha, fit.beta))
    assert by_recursion(fit.alpha + shift[0], fit.beta + shift[1]) < fit.log_likelihood


def test_percent_and_counts_give_the_same_parameters():
    percent, counts = fit_sbg(HIGH_END), fit_sbg([10 * share for share in HIGH_END])
    assert (percent.alpha, percent.beta) == pytest.approx((counts.alpha, counts.beta))
    assert counts.log_likelihood == pytest.approx(10 * percent.log_likelihood)


@given(st.floats(0.05, 20), st.floats(0.05, 20), st.integers(1, 30))
def test_sbg_survival_is_the_mean_over_the_beta_of_staying(alpha, beta, n_periods):
    survival = sbg_survival(Sbg(alpha, beta, 0.0, True, 3), n_periods)
    log_beta = math.lgamma(beta + n_periods) - math.lgamma(alpha + beta + n_periods)
    exact = math.exp(log_beta - math.lgamma(beta) + math.lgamma(alpha + beta))
    assert survival[n_periods] == pytest.approx(exact)
    assert (retention_rates(survival).diff().dropna() >= 0).all()


@pytest.mark.parametrize(
    "n_alive",
    [
        [10, 10, 10],
        [10, 0, 0],
        [1000, 900, 810, 729],
        [100, 90, 70, 30],
        [1000, 500, 500, 500],
    ],
)
def test_a_cohort_without_a_maximum_is_not_used(n_alive):
    fit = fit_sbg(n_alive)
    assert not fit.converged
    with pytest.raises(ValueError, match=r"`fit` must have converged; got Sbg\("):
        sbg_survival(fit, 5)


def test_cohorts_that_are_none_are_refused():
    with pytest.raises(ValueError, match="`n_alive` must hold at least three counts"):
        fit_sbg([100, 90])
    with pytest.raises(ValueError, match="`n_alive` must never rise; got 80, then 85 in period 2"):
        fit_sbg([100, 80, 85])
    with pytest.raises(ValueError, match="must begin with a cohort above 0"):
        fit_sbg([0, 0, 0])
