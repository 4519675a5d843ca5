"""Growth by recommendation: its path, its threshold, its end, and chains that break off."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.word_of_mouth.referral import (
    ReferralPlan,
    critical_rate,
    lifetime_referrals,
    long_run_customers,
    referral_growth,
)


def generator(seed=6):
    return np.random.default_rng(seed)


def customers(plan, n_start=10, n_periods=12):
    return referral_growth(plan, n_start, n_periods)["customers"]


def plans():
    rates, churn = st.floats(0, 2), st.floats(0.01, 0.9)
    active = st.one_of(st.none(), st.integers(1, 6))
    size = st.one_of(st.none(), st.floats(50, 5000))
    return st.builds(ReferralPlan, rates, churn, st.integers(1, 6), active, size)


def test_exe_02_growth_takes_off_fails_and_fills_the_market():
    """EXE-02: one referral each, slow then explosive; below R = 1 nothing; then saturation."""
    growing = referral_growth(ReferralPlan(1, market_size=100_000), 10, 30)
    revenue = 20 * growing["customers"]
    assert revenue.iloc[5] < 0.01 * revenue.iloc[-1]
    assert growing["newcomers"].idxmax() not in (0, 30)
    assert revenue.iloc[-1] == pytest.approx(20 * 100_000)
    failing = ReferralPlan(0.3, churn_rate=0.3)
    assert lifetime_referrals(failing) < 1 > customers(failing, 10, 60).iloc[-1]
    assert critical_rate(failing) == pytest.approx(0.3 / 0.7)


def test_exe_02_coca_cola_s_complainers_need_nearly_everybody_resolved():
    """EXE-02: 4.5 good tellings, 9.5 bad ones; one telling in four decides a purchase (ours)."""
    resolved = np.array([0.68, 0.9, 0.96, 0.97, 1.0])
    brought = 0.25 * (4.5 * resolved - 9.5 * (1 - resolved))
    ends = [customers(ReferralPlan(r, active_periods=1), 10, 40).diff().iloc[-1] for r in brought]
    assert (np.array(ends) < 10).tolist() == [True, True, True, False, False]
    assert brought[0] == pytest.approx(0.005)


def test_one_referral_each_read_in_three_ways():
    once = customers(ReferralPlan(1, active_periods=1))
    monthly = customers(ReferralPlan(1))
    leaving = customers(ReferralPlan(1, churn_rate=0.6))
    assert once.tolist() == [10 * (t + 1) for t in range(13)]
    assert monthly.tolist() == [10 * 2**t for t in range(13)]
    assert leaving.tolist() == pytest.approx([10 * 0.8**t for t in range(13)])


def test_three_months_by_hand():
    plan = ReferralPlan(0.5, churn_rate=0.2, delay=2)
    path = referral_growth(plan, 100, 3)
    assert path["recommending"].tolist() == pytest.approx([0, 0, 64, 51.2])
    assert path["newcomers"].tolist() == pytest.approx([100, 0, 32, 25.6])
    assert path["lost"].tolist() == pytest.approx([0, 20, 16, 19.2])
    assert path["customers"].tolist() == pytest.approx([100, 80, 96, 102.4])


def test_waiting_gives_fibonacci_s_rabbits():
    """Fibonacci (1202): pairs that breed monthly from their second month on."""
    assert customers(ReferralPlan(1, delay=2), 1, 10).tolist() == [
        1, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89,
    ]  # fmt: skip


@settings(deadline=None)
@given(plans(), st.floats(1, 50), st.integers(1, 40))
def test_every_period_balances_and_the_market_is_never_overfull(plan, n_start, n_periods):
    path = referral_growth(plan, n_start, n_periods)
    after = path.iloc[1:]
    before = path["customers"].shift().iloc[1:]
    balance = before + after["newcomers"] - after["lost"]
    np.testing.assert_allclose(after["customers"], balance, rtol=1e-9, atol=1e-12)
    assert (path.to_numpy() >= 0).all()
    assert plan.market_size is None or (path["customers"] <= plan.market_size + 1e-9).all()


@settings(deadline=None)
@given(st.floats(0.02, 0.9), st.integers(1, 5), st.one_of(st.none(), st.integers(1, 5)))
def test_lifetime_referrals_count_what_one_customer_brings(churn, delay, active):
    plan = ReferralPlan(0.3, churn, delay, active)
    ages = range(delay, 2000) if active is None else range(delay, delay + active)
    assert lifetime_referrals(plan) == pytest.approx(sum(0.3 * (1 - churn) ** a for a in ages))


@settings(deadline=None)
@given(st.floats(0.02, 0.9), st.integers(1, 5), st.one_of(st.none(), st.integers(1, 5)))
def test_at_the_critical_rate_one_customer_brings_one_other(churn, delay, active):
    rate = critical_rate(ReferralPlan(0, churn, delay, active))
    assert lifetime_referrals(ReferralPlan(rate, churn, delay, active)) == pytest.approx(1)


@pytest.mark.parametrize("delay", [1, 4])
def test_the_threshold_separates_growth_from_death(delay):
    rate = critical_rate(ReferralPlan(0, churn_rate=0.1, delay=delay))
    above, below = (customers(ReferralPlan(rate * f, 0.1, delay), 100, 400) for f in (1.05, 0.95))
    assert above.iloc[-1] > 2 * above.iloc[100]
    assert below.iloc[-1] < below.iloc[100] / 2


def test_edge_cases_of_the_threshold():
    assert lifetime_referrals(ReferralPlan(0)) == 0
    assert lifetime_referrals(ReferralPlan(0.1)) == np.inf
    assert lifetime_referrals(ReferralPlan(0.5, active_periods=4)) == 2
    assert critical_rate(ReferralPlan(0.1)) == 0
    assert critical_rate(ReferralPlan(0.1, churn_rate=1)) == np.inf


@pytest.mark.parametrize("rate", [0.12, 0.2, 0.5])
def test_growth_comes_to_rest_at_the_closed_form(rate):
    plan = ReferralPlan(rate, churn_rate=0.1, market_size=10_000)
    assert customers(plan, 100, 3000).iloc[-1] == pytest.approx(long_run_customers(plan), rel=1e-3)


def test_below_the_threshold_the_long_run_is_nobody():
    assert long_run_customers(ReferralPlan(0.1, churn_rate=0.1, market_size=500)) == 0


def test_nearly_no_churn_is_as_none():
    none, next_to_none = (ReferralPlan(0.5, churn, active_periods=4) for churn in (0, 1e-17))
    assert lifetime_referrals(next_to_none) == pytest.approx(lifetime_referrals(none))
    assert critical_rate(next_to_none) == pytest.approx(0.25)


def test_growth_that_no_number_holds_is_refused():
    with pytest.raises(ValueError, match="`n_periods` must keep customers finite; got 400"):
        referral_growth(ReferralPlan(10), 1, 400)
    full = ReferralPlan(1e308, market_size=50)
    with pytest.raises(ValueError, match="`n_periods` must keep customers finite; got 3"):
        referral_growth(full, 50, 3)


def test_growth_refuses_a_market_that_starts_overfull_and_endless_work():
    plan = ReferralPlan(0.2, market_size=50)
    with pytest.raises(ValueError, match="`n_start` must not exceed the market size 50; got 60"):
        referral_growth(plan, 60, 12)
    with pytest.raises(ValueError, match="`n_periods` must be at most 1,000,000,000 by active"):
        referral_growth(ReferralPlan(0.2, 0.1, active_periods=10**6), 1, 100_000)


def test_the_long_run_needs_a_market_and_lasting_talk():
    with pytest.raises(ValueError, match="`plan` must have a market size; got None"):
        long_run_customers(ReferralPlan(0.2))
    with pytest.raises(ValueError, match="as long as they stay; got 3 active periods"):
        long_run_customers(ReferralPlan(0.2, active_periods=3, market_size=9))
