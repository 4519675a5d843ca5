"""Tests of crmlib.value.equity."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.value.equity import (
    acquisition_cost,
    customer_equity,
    payback_months,
    replacement_ratio,
)

amounts = st.floats(0, 1e6)


@pytest.fixture
def channels():
    """Ads win three for 90, friends one for 10, and the fair, for 50, nobody."""
    return pd.DataFrame(
        {"spend": [90.0, 10.0, 50.0], "n_new": [3, 1, 0]}, index=["ads", "friends", "fair"]
    )


def test_cost_of_a_new_customer_by_hand(channels):
    found = acquisition_cost(channels)
    assert found[["ads", "friends", "all"]].tolist() == [30, 10, 37.5]
    assert np.isnan(found["fair"])


def test_cost_over_all_channels_is_no_mean_of_their_costs(channels):
    assert acquisition_cost(channels)["all"] > acquisition_cost(channels)[["ads", "friends"]].max()


def test_a_channel_called_all_is_refused(channels):
    with pytest.raises(ValueError, match="`channels` must not name a channel 'all'; got one"):
        acquisition_cost(channels.rename({"ads": "all"}))


def test_payback_is_the_first_month_that_reaches_the_cost():
    margins = [10, 4, 0, 3, 3]
    assert [payback_months(cost, margins) for cost in (0, 10, 11, 14, 15, 20)] == [0, 1, 2, 2, 4, 5]


def test_cost_that_never_comes_back_has_no_payback():
    assert np.isnan(payback_months(20.01, [10, 4, 3, 3]))
    assert np.isnan(payback_months(1, []))


def test_ten_for_one_turns_on_the_cost_of_winning():
    """CDNOW over three years: a new customer is worth 36.04, a repeat buyer 36.56."""
    found = replacement_ratio(36.56, 36.04, [0, 20, 30, 33])
    assert found.tolist() == pytest.approx([1.014, 2.279, 6.053, 12.026], abs=1e-3)


def test_no_number_of_new_customers_who_cost_what_they_bring_is_enough():
    assert replacement_ratio(5, 10, 10) == replacement_ratio(5, 10, 12) == np.inf
    assert replacement_ratio(0, 10, 12) == 0


@given(amounts, amounts, amounts)
def test_replacements_bring_what_was_lost(repeat, new, cost):
    ratio = replacement_ratio(repeat, new, cost)
    assert isinstance(ratio, float)
    assert cost >= new or ratio * (new - cost) == pytest.approx(repeat)


def test_equity_by_hand():
    """100 now; ten won in a year for 200, worth 360: at 25 % a fifth less today."""
    found = customer_equity([60, 40], [10], new_value=36, acquisition_cost=20, discount_rate=0.25)
    assert found.tolist() == pytest.approx([100, 288, 160, 228])


def test_equity_without_newcomers_is_the_value_of_the_present_ones():
    found = customer_equity([7, -2], [], new_value=36, acquisition_cost=20)
    assert found.to_dict() == {"present": 5, "newcomers": 0, "acquisition": 0, "equity": 5}


@given(amounts, amounts, st.lists(st.integers(0, 1000), max_size=5))
def test_newcomers_add_to_equity_only_if_they_bring_more_than_they_cost(new, cost, newcomers):
    found = customer_equity([], newcomers, new_value=new, acquisition_cost=cost)
    assert found["equity"] * (new - cost) >= 0
