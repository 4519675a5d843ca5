"""Five markets after Jones and Sasser: from no choice to much choice."""

import numpy as np
import pytest

from crmlib.loyalty.markets import MARKETS, market_loyalty


@pytest.mark.parametrize("market", MARKETS)
def test_loyalty_rises_from_none_to_all(market):
    curve = market_loyalty(np.linspace(0, 10, 101), market)
    assert curve[0] == 0
    assert curve[-1] == 1
    assert (np.diff(curve) > 0).all()


def test_more_competition_means_less_loyalty_at_the_same_score():
    at_eight = [float(market_loyalty(8, market)) for market in MARKETS]
    assert at_eight == sorted(at_eight, reverse=True)


def test_monopoly_bends_down_and_competition_bends_up():
    """Jones and Sasser (1995): flat and high under monopoly, steep at the top of cars."""
    bend = {m: np.diff(market_loyalty(np.linspace(1, 10, 10), m), 2) for m in MARKETS}
    assert (bend["local telephone"] < 0).all()
    assert (bend["automobiles"] > 0).all()
    assert np.allclose(bend["hospitals"], 0)


def test_xerox_is_steeper_than_any_of_the_five():
    """Jones and Sasser (1995): totally satisfied customers six times as likely to rebuy."""
    ratio = {m: 1 / float(market_loyalty(7.5, m)) for m in MARKETS}
    assert max(ratio.values()) == pytest.approx((4 / 3) ** 4)
    assert max(ratio.values()) < 6


def test_other_markets_and_scores_are_refused():
    with pytest.raises(ValueError, match="`market` must be one of 'local telephone'"):
        market_loyalty([5], "bakeries")
    with pytest.raises(ValueError, match=r"`satisfaction` must lie in \[0, 10\]"):
        market_loyalty([11], "hospitals")
    with pytest.raises(ValueError, match=r"`satisfaction` must lie in \[0, 10\]"):
        market_loyalty([np.nan], "hospitals")
    with pytest.raises(TypeError, match="`satisfaction` must hold numbers"):
        market_loyalty(["5"], "hospitals")
