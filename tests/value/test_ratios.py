"""Ratios of sums: hand counts, and another route to the same interval."""

import numpy as np
import pandas as pd
import pytest

from crmlib.value.ratios import ratio_interval


def test_ratio_is_one_sum_over_the_other():
    """The four customers bring 4 + 0 + 3 + 2 of 5 + 2 + 3 + 5 dollars."""
    assert ratio_interval([4, 0, 3, 2], [5, 2, 3, 5])["ratio"] == pytest.approx(9 / 15)


def test_interval_covers_the_ratio_of_the_base_in_about_95_of_100_samples():
    """A bent base of 100,000 customers, of whom a third is on the list."""
    rng = np.random.default_rng(3)
    spend, listed = rng.gamma(0.5, 40, 100_000), rng.random(100_000) < 1 / 3
    truth, covered = (spend * listed).sum() / spend.sum(), 0
    for _ in range(400):
        drawn = rng.integers(100_000, size=800)
        found = ratio_interval(spend[drawn] * listed[drawn], spend[drawn])
        covered += found["low"] <= truth <= found["high"]
    assert 0.92 <= covered / 400 <= 0.98


def test_unit_and_order_do_not_matter():
    """In cents, and from the last customer to the first, it is the same ratio."""
    part, whole = pd.Series([4.0, 0, 3, 2]), pd.Series([5.0, 2, 3, 5])
    other = ratio_interval(100 * part[::-1], 100 * whole[::-1])
    assert np.allclose(ratio_interval(part, whole), other)


def test_equal_parts_leave_no_doubt():
    """Everybody brings half of his own."""
    assert ratio_interval([1, 2, 3], [2, 4, 6]).tolist() == pytest.approx([0.5] * 3)


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [([1], [2], "two customers or more"), ([1, 2], [2], "two"), ([1, 2], [0, 0], "above 0")],
)
def test_refuses_what_has_no_ratio(part, whole, said):
    """One customer alone, two lengths, and a sum of nothing."""
    with pytest.raises(ValueError, match=said):
        ratio_interval(part, whole)
