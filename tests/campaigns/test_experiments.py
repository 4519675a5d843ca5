"""How large a test must be to know."""

from math import ceil

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

from crmlib.campaigns.experiments import sample_for_power, smallest_effect

PAIRS = [(0.5, 0.75), (0.10, 0.12), (0.9, 0.8), (0.02, 0.01)]
shares = st.floats(0.01, 0.99)


def generator(seed=9):
    return np.random.default_rng(seed)


def oracle(share, other, n) -> float:
    """Return the power that statsmodels finds."""
    direction = {"alpha": 0.025, "alternative": "larger" if other > share else "smaller"}
    return power_proportions_2indep(other - share, share, n, **direction).power


def test_size_is_that_of_r_s_manual():
    """R, stats::power.prop.test, examples: n = 76.7."""
    assert sample_for_power(0.50, 0.75, power=0.90) == 77


def test_size_is_the_published_one_for_a_checkout_of_12_percent():
    """Selva Prabhakaran, A/B Testing Interview Cases, exercise 1.1: 7,761 per arm."""
    assert sample_for_power(0.12, 0.135) == 7_761


def test_size_counted_by_hand():
    """d = 0.2, p = 0.5: (1.96 · 0.7071 + 0.8416 · 0.6928)² / 0.04 = 96.9."""
    assert sample_for_power(0.4, 0.6) == 97


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
    assert oracle(share, other, n) >= power - 1e-9
    assert n == 1 or oracle(share, other, n - 1) < power + 1e-9


def test_sizes_that_answer_no_question_are_refused():
    with pytest.raises(ValueError, match=r"`other` must differ from `share`; got 0\.1 for both"):
        sample_for_power(0.1, 0.1)
    with pytest.raises(ValueError, match=r"`power` must be above alpha / 2, 0\.025; got 0\.01"):
        sample_for_power(0.1, 0.2, power=0.01)


# Test and roll


@given(st.floats(0.02, 0.9), st.integers(5, 5000))
def test_smallest_effect_needs_just_so_many(share, n):
    rise = smallest_effect(share, n)
    if np.isnan(rise):
        assert sample_for_power(share, 1 - 1e-9) > n
    else:
        assert share < share + rise <= 1
        assert sample_for_power(share, min(share + rise, 1 - 1e-9)) <= n + 1


def test_more_customers_see_smaller_effects():
    rises = [smallest_effect(0.18, n) for n in (25, 100, 226, 1000)]
    assert rises == sorted(rises, reverse=True)
    assert smallest_effect(0.17, 226) == pytest.approx(0.11, abs=0.005)


def test_three_customers_see_nothing_where_most_order_anyway():
    assert np.isnan(smallest_effect(0.9, 3))


def test_smallest_effect_refuses_a_power_below_chance():
    with pytest.raises(ValueError, match="`power` must be above alpha / 2"):
        smallest_effect(0.1, 50, power=0.01)
