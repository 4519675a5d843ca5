"""Made-up worlds have the parameters that they declare."""

import numpy as np
import pytest

from crmlib.datasets import toy_homes
from crmlib.trends import simulate_friendships, simulate_mix_up, simulate_requests


def rng(seed=15):
    return np.random.default_rng(seed)


def test_requests_come_as_often_and_from_where_they_should():
    requests = simulate_requests(500, 20, rng=rng())
    assert len(requests) / 500 == pytest.approx(24, rel=0.03)
    assert requests[["x_km", "y_km"]].abs().max().max() <= 5
    assert requests["work_minutes"].mean() == pytest.approx(40, rel=0.02)
    assert requests.groupby("day")["minute"].apply(lambda m: m.is_monotonic_increasing).all()


@pytest.mark.parametrize("gap", [1, 1_000])
def test_the_busiest_and_the_calmest_day_are_drawn_to_their_end(gap):
    requests = simulate_requests(200, gap, rng=rng())
    assert len(requests) / 200 == pytest.approx(480 / gap, rel=0.25)


def test_friends_are_as_many_as_declared_in_each_club():
    """Half of a tie belongs to each end; caps on chances take a little off."""
    ties = simulate_friendships(friends_in_club=(12, 8, 7, 6), friends_outside=0, rng=rng())
    mean_friends = 2 * ties.groupby("club").size() / 250
    assert mean_friends.tolist() == pytest.approx([12, 8, 7, 6], rel=0.1)


def test_friends_outside_are_as_many_as_declared():
    ties = simulate_friendships(friends_in_club=(0, 0, 0, 0), friends_outside=2, rng=rng())
    assert 2 * len(ties) / 1_000 == pytest.approx(2, rel=0.15)
    assert (ties["person"] // 250 != ties["friend"] // 250).all()


def test_one_club_has_nobody_outside():
    ties = simulate_friendships(100, friends_in_club=[5], friends_outside=50, rng=rng())
    assert 2 * len(ties) / 100 == pytest.approx(5, rel=0.3)


@pytest.mark.parametrize("clubs", [[], [1, 1, 1]])
def test_clubs_must_have_members(clubs):
    with pytest.raises(ValueError, match=r"`friends_in_club` must name 1 to 2 clubs"):
        simulate_friendships(2, friends_in_club=clubs, rng=rng())


def test_a_full_mix_up_leaves_no_home_its_record():
    homes = toy_homes()
    mixed = simulate_mix_up(homes, 1.0, rng=rng())
    assert (mixed != homes).any(axis=1).all()
    assert sorted(mixed.to_numpy().tolist()) == sorted(homes.to_numpy().tolist())


def test_none_mixed_up_changes_nothing():
    homes = toy_homes()
    assert simulate_mix_up(homes, 0.0, rng=rng()).equals(homes)


def test_two_of_five_swap():
    homes = toy_homes()
    mixed = simulate_mix_up(homes, 0.4, rng=rng())
    assert (mixed != homes).any(axis=1).sum() == 2
