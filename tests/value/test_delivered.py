"""Tests of crmlib.value.delivered."""

import numpy as np
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


@pytest.mark.parametrize(
    ("offers", "worth", "hour", "error", "said"),
    [
        ([1], WORTH, 20, TypeError, r"`offers` must be a DataFrame; got list"),
        (toy_offers(), {"taste": 1}, 20, ValueError, r"missing: 'taste'"),
        (toy_offers().drop(columns="hours"), WORTH, 20, ValueError, r"missing: 'hours'"),
        (toy_offers().assign(hours=np.nan), WORTH, 20, ValueError, r"no missing `hours`; got 3"),
        (toy_offers(), WORTH, -1, ValueError, r"`usd_per_hour` must lie in"),
        (toy_offers(), {"results": -2}, 20, ValueError, r"`usd_per_point\['results'\]` must lie"),
        (toy_offers(), {"results": "2"}, 20, TypeError, r"\['results'\]` must be a number"),
    ],
)
def test_delivered_value_refuses(offers, worth, hour, error, said):
    with pytest.raises(error, match=said):
        delivered_value(offers, worth, usd_per_hour=hour)
