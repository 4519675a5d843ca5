"""How large a test must be to know, and how large it should be to earn."""

from math import ceil, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import (
    power_proportions_2indep,
    proportion_effectsize,
    samplesize_proportions_2indep_onetail,
)

from crmlib.campaigns.experiments import (
    Rollout,
    best_test_size,
    power_of_sample,
    rollout_profit,
    sample_for_power,
)

PAIRS = [(0.5, 0.75), (0.10, 0.12), (0.9, 0.8), (0.02, 0.01)]
shares = st.floats(0.01, 0.99)


def generator(seed=9):
    return np.random.default_rng(seed)


@pytest.fixture
def website() -> Rollout:
    """Feit & Berman's website: 68 % respond, versions differ by 3 points, 100,000 visitors."""
    return Rollout(100_000, mean=0.68, prior_sd=0.03, outcome_sd=sqrt(0.68 * 0.32))


# Power


def test_power_and_size_are_those_of_r_s_manual():
    """R, stats::power.prop.test, examples: power = 0.740 and n = 76.7."""
    assert power_of_sample(0.50, 0.75, 50) == pytest.approx(0.740, abs=5e-4)
    assert sample_for_power(0.50, 0.75, power=0.90) == 77


def test_size_is_the_published_one_for_a_checkout_of_12_percent():
    """Selva Prabhakaran, A/B Testing Interview Cases, exercise 1.1: 7,761 per arm."""
    assert sample_for_power(0.12, 0.135) == 7_761


def test_size_counted_by_hand():
    """d = 0.2, p = 0.5: (1.96 · 0.7071 + 0.8416 · 0.6928)² / 0.04 = 96.9."""
    assert sample_for_power(0.4, 0.6) == 97


@pytest.mark.parametrize(("share", "other"), PAIRS)
def test_power_is_statsmodels_one(share, other):
    for n in (20, 300, 5_000):
        direction = {"alpha": 0.025, "alternative": "larger" if other > share else "smaller"}
        oracle = power_proportions_2indep(other - share, share, n, **direction).power
        assert power_of_sample(share, other, n) == pytest.approx(oracle)


@pytest.mark.parametrize(("share", "other"), PAIRS)
def test_size_is_statsmodels_one_and_close_to_that_of_arcsines(share, other):
    n = sample_for_power(share, other, power=0.9)
    pooled = samplesize_proportions_2indep_onetail(other - share, share, 0.9)
    effect = proportion_effectsize(share, other)
    arcsine = NormalIndPower().solve_power(effect, alpha=0.05, power=0.9)
    assert n == ceil(pooled)
    assert n == pytest.approx(arcsine, rel=0.04)


def test_that_share_of_simulated_trials_is_significant():
    n, rng = 3_841, generator()
    first, second = (rng.binomial(n, share, 20_000) / n for share in (0.10, 0.12))
    mean = (first + second) / 2
    significant = second - first > 1.96 * np.sqrt(2 * mean * (1 - mean) / n)
    assert significant.mean() == pytest.approx(0.8, abs=0.01)


@given(shares, shares, st.floats(0.1, 0.99))
def test_size_is_the_smallest_with_that_power(share, other, power):
    if abs(share - other) < 0.005:
        other = share + 0.005 * (1 if share < 0.5 else -1)
    n = sample_for_power(share, other, power=power)
    assert power_of_sample(share, other, n) >= power - 1e-9
    assert n == 1 or power_of_sample(share, other, n - 1) < power + 1e-9


@given(shares, shares, st.integers(1, 10_000))
def test_power_does_not_ask_which_group_is_which(share, other, n):
    power = power_of_sample(share, other, n)
    assert 0 <= power <= 1
    assert power == pytest.approx(power_of_sample(other, share, n))
    assert power == pytest.approx(power_of_sample(1 - share, 1 - other, n), abs=1e-6)


def test_equal_shares_alarm_at_half_of_alpha_in_one_direction():
    assert power_of_sample(0.3, 0.3, 100, alpha=0.1) == pytest.approx(0.05)


def test_sizes_that_answer_no_question_are_refused():
    with pytest.raises(ValueError, match=r"`other` must differ from `share`; got 0\.1 for both"):
        sample_for_power(0.1, 0.1)
    with pytest.raises(ValueError, match=r"`power` must be above alpha / 2, 0\.025; got 0\.01"):
        sample_for_power(0.1, 0.2, power=0.01)


# Test and roll


def test_best_size_is_the_published_one(website):
    """Feit & Berman (2019), website example: n* = 2,284."""
    assert best_test_size(website) == 2_284


@given(st.integers(2, 10**7), st.floats(0.001, 10), st.floats(0.001, 10))
def test_best_size_is_the_formula_as_printed_and_at_most_a_sixth(n, prior_sd, outcome_sd):
    noise = (outcome_sd / prior_sd) ** 2
    printed = sqrt(n / 4 * noise + (0.75 * noise) ** 2) - 0.75 * noise
    size = best_test_size(Rollout(n, 0.0, prior_sd, outcome_sd))
    assert size == pytest.approx(printed, abs=0.51 + 1e-9 * noise)
    assert size <= n / 6 + 0.5


@pytest.mark.parametrize("n_customers", [100, 5_000, 100_000])
def test_no_other_size_earns_more(n_customers):
    rollout = Rollout(n_customers, 0.3, 0.05, 0.5)
    profit = rollout_profit(rollout, range(n_customers // 2 + 1))["profit"]
    assert profit[best_test_size(rollout)] == pytest.approx(profit.max(), rel=1e-7)
    assert abs(best_test_size(rollout) - profit.idxmax()) <= 1


def test_best_test_earns_more_than_the_classical_one(website):
    # Feit & Berman, equation 2, for a lift of 2 % (0.0136): 2 s² (z + z)² / d².
    classical = round(2 * (1.95996 + 0.84162) ** 2 * 0.68 * 0.32 / 0.0136**2)
    assert classical == 18_468
    table = rollout_profit(website, [2_284, classical])
    assert table["profit"].diff().iloc[1] == pytest.approx(-475.5, abs=0.1)
    assert table["wrong_choice"].is_monotonic_decreasing


def test_no_test_and_test_of_everybody_gain_nothing(website):
    table = rollout_profit(website, [0, 50_000])
    assert table["profit"].tolist() == pytest.approx([68_000, 68_000])
    assert table.loc[0, "wrong_choice"] == 0.5
    assert table["regret"].tolist() == pytest.approx([3_000 / sqrt(np.pi)] * 2)


def test_parts_add_up_in_the_order_given(website):
    table = rollout_profit(website, [500, 100, 500])
    assert table.index.tolist() == [500, 100, 500]
    assert (table["in_test"] + table["after_test"]).tolist() == table["profit"].tolist()
    assert table.loc[100, "in_test"] == pytest.approx(136)


@pytest.mark.parametrize("size", [20, 2_284, 18_468])
def test_simulated_tests_earn_what_the_formula_says(website, size):
    rng, plan = generator(), rollout_profit(website, [size]).loc[size]
    means = rng.normal(website.mean, website.prior_sd, (40_000, 2))
    results = rng.normal(means, website.outcome_sd / sqrt(size))
    winners = means[np.arange(40_000), results.argmax(axis=1)]
    profits = size * means.sum(axis=1) + (website.n_customers - 2 * size) * winners
    assert profits.mean() == pytest.approx(plan["profit"], abs=4 * profits.std() / 200)
    assert (winners < means.max(axis=1)).mean() == pytest.approx(plan["wrong_choice"], abs=0.01)


def test_tests_of_more_than_half_of_the_customers_are_refused(website):
    with pytest.raises(
        ValueError, match=r"`sizes` must be at most half of the 100,000 cust.*50,001"
    ):
        rollout_profit(website, [50_001])
