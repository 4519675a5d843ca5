"""Tests of crmlib.core.intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from crmlib.core.intervals import normal_quantile, share_interval

LEVELS = st.floats(0.5, 0.99)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_of_newcombe_s_table_one(hits, n, low, high):
    found = share_interval(hits, n)
    assert found[["low", "high"]].tolist() == pytest.approx([low, high], abs=5e-5)


@given(st.integers(1, 500), st.floats(0, 1), LEVELS)
def test_share_interval_agrees_with_statsmodels(n, part, level):
    hits = int(part * n)
    oracle = proportion_confint(hits, n, alpha=1 - level, method="wilson")
    assert share_interval(hits, n, level=level)[["low", "high"]].tolist() == pytest.approx(oracle)


@given(st.integers(0, 60), st.integers(0, 60))
def test_share_interval_rises_with_the_hits(hits, more):
    n = hits + more + 1
    one, other = share_interval(hits, n), share_interval(hits + 1, n)
    assert (other > one).all()
    assert 0 <= one["low"] <= one["share"] <= one["high"] <= 1


@pytest.mark.parametrize("n", [5e-324, 1e-200, 1e-80])
def test_next_to_no_answers_say_next_to_nothing(n):
    found = share_interval(0, n)
    assert found["low"] == found["share"] == 0
    assert found["high"] == pytest.approx(1)


@pytest.mark.parametrize("n", [1e308, 10**308])
def test_very_many_answers_leave_no_doubt(n):
    assert share_interval(n // 4, n).tolist() == pytest.approx([0.25] * 3)


def test_a_level_next_to_1_still_has_a_quantile():
    assert 8 < normal_quantile(1 - 1e-16) < 9


def test_share_of_nobody_is_undefined():
    assert share_interval(0, 0).isna().all()


@pytest.mark.parametrize(("hits", "n"), [(3, 2), (-1, 2), (0, -1)])
def test_impossible_share_is_refused(hits, n):
    with pytest.raises(ValueError, match="must lie in"):
        share_interval(hits, n)
