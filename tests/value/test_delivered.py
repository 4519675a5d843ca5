"""Tests of crmlib.value.delivered."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from crmlib.datasets.toys import toy_offers
from crmlib.value.delivered import delivered_value

WORTH = {"attributes": 2, "performance": 4, "results": 6}


def test_delivered_value_is_what_the_hand_adds_up():
    counted = delivered_value(toy_offers(), WORTH, usd_per_hour=20)
    assert counted.loc["corner shop"].tolist() == [10 + 24 + 42, 52 + 5 + 2 + 1, 16]
    assert counted.loc["supermarket"].tolist() == [16 + 28 + 42, 40 + 20 + 6 + 2, 18]
    assert counted.loc["delivery"].tolist() == [16 + 28 + 36, 46 + 2 + 1 + 5, 26]


def test_customer_with_time_finds_more_value_in_the_low_price():
    best = [
        delivered_value(toy_offers(), WORTH, usd_per_hour=hour)["delivered_value"].idxmax()
        for hour in (0, 11, 12, 100)
    ]
    assert best == ["supermarket", "supermarket", "delivery", "delivery"]


@pytest.mark.parametrize("cost", ["price_usd", "effort_usd", "risk_usd"])
def test_saving_a_cost_raises_delivered_value_by_as_much(cost):
    before, after = toy_offers(), toy_offers().assign(**{cost: toy_offers()[cost] - 1})
    gain = delivered_value(after, WORTH, usd_per_hour=20) - delivered_value(
        before, WORTH, usd_per_hour=20
    )
    assert gain.to_numpy().tolist() == [[0, -1, 1]] * 3


def test_toy_offers_are_left_alone():
    offers = toy_offers()
    delivered_value(offers, WORTH, usd_per_hour=20)
    assert_frame_equal(offers, toy_offers())


def test_qualities_that_nobody_rated_are_named():
    with pytest.raises(ValueError, match=r"missing: 'taste'"):
        delivered_value(toy_offers(), {"taste": 1}, usd_per_hour=20)


def test_quality_rated_twice_is_not_counted_twice():
    twice = pd.concat([toy_offers(), toy_offers()[["results"]]], axis=1)
    with pytest.raises(ValueError, match=r"`offers` must have one column 'results'; got it more"):
        delivered_value(twice, WORTH, usd_per_hour=20)


@pytest.mark.parametrize("bad", [np.inf, "8", True])
def test_ratings_are_finite_numbers(bad):
    with pytest.raises((TypeError, ValueError), match=r"`offers` must .* in `results`; got"):
        delivered_value(toy_offers().assign(results=bad), WORTH, usd_per_hour=20)
