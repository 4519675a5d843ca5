"""Tests of crmlib.value.margins."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.value.margins import margin_multiple, margin_multiple_from_today


def test_margin_multiple_of_the_textbook():
    """Gupta & Lehmann (2003): r = .9, i = .12 gives 4.09; with a margin earned today 5.09."""
    assert margin_multiple(0.9, 0.12) == pytest.approx(4.0909, abs=1e-4)
    assert margin_multiple_from_today(0.9, 0.12) == pytest.approx(5.0909, abs=1e-4)


@given(st.floats(0, 0.95), st.floats(0, 1))
def test_margin_multiple_is_the_sum_of_discounted_survivals(retention, discount):
    years = np.arange(1, 2000)
    added = ((retention / (1 + discount)) ** years).sum()
    assert margin_multiple(retention, discount) == pytest.approx(added, rel=1e-9, abs=1e-12)


@given(st.floats(0, 0.99), st.floats(0, 1))
def test_margin_of_today_adds_one(retention, discount):
    later = margin_multiple(retention, discount)
    today = margin_multiple_from_today(retention, discount)
    assert today - later == pytest.approx(1)
    assert today == pytest.approx((1 + discount) / (1 + discount - retention))


@pytest.mark.parametrize("function", [margin_multiple, margin_multiple_from_today])
def test_sum_without_end_is_refused(function):
    with pytest.raises(ValueError, match="`discount_rate` must be above 0 if nobody leaves; got 0"):
        function(1, 0)
