"""Feelings and buying that push each other: states of rest, the divide, and paths."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.loyalty.goodwill import GoodwillLoop, goodwill_paths, resting_points

STEEP = GoodwillLoop(steepness=10, threshold=0.5)


def test_one_round_by_hand():
    path = goodwill_paths(GoodwillLoop(8, 0.5, weight=0.25), [0.75], 1)
    bought = 1 / (1 + np.exp(-2))
    assert path.iloc[1, 0] == pytest.approx(0.75 * 0.75 + 0.25 * bought)


def test_steep_loop_has_two_states_and_a_divide():
    points = resting_points(STEEP)
    assert points["stable"].tolist() == [True, False, True]
    assert points["goodwill"].sum() == pytest.approx(1.5)
    assert points["goodwill"].iloc[1] == pytest.approx(0.5)


def test_gentle_loop_has_one_state_wherever_it_starts():
    points = resting_points(GoodwillLoop(4, 0.4))
    assert points["stable"].tolist() == [True]
    ends = goodwill_paths(GoodwillLoop(3, 0.4), [0, 0.5, 1], 200).iloc[-1]
    assert np.ptp(ends) < 1e-6


def test_a_small_push_across_the_divide_decides():
    ends = goodwill_paths(STEEP, [0.49, 0.5, 0.51], 200).iloc[-1]
    assert ends.round(3).tolist() == [0.007, 0.5, 0.993]


@given(st.floats(0.5, 20), st.floats(0, 1), st.floats(0.05, 1), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_goodwill_stays_a_fraction_and_ends_where_it_rests(steepness, threshold, weight, start):
    loop = GoodwillLoop(steepness, threshold, weight)
    path = goodwill_paths(loop, [start], 30)
    assert ((path >= 0) & (path <= 1)).all(axis=None)
    points = resting_points(loop)["goodwill"]
    assert len(points) in (1, 2, 3)
    assert loop.buying_at(points) == pytest.approx(points, abs=1e-9)


def test_paths_never_cross():
    ends = goodwill_paths(STEEP, np.linspace(0, 1, 21), 15)
    assert (np.diff(ends.to_numpy(), axis=1) > 0).all()


def test_loops_that_do_not_move_are_refused():
    with pytest.raises(ValueError, match="`weight` must exceed 0; got 0"):
        GoodwillLoop(10, 0.5, weight=0)
    with pytest.raises(ValueError, match="`steepness` must exceed 0; got 0"):
        GoodwillLoop(0, 0.5)
    with pytest.raises(ValueError, match="`threshold` must lie in"):
        GoodwillLoop(10, 50)


def test_paths_and_points_refuse_what_is_no_loop():
    with pytest.raises(ValueError, match="`starts` must lie in"):
        goodwill_paths(STEEP, [1.2], 5)
    with pytest.raises(ValueError, match="`n_rounds` must be at least 1; got 0"):
        goodwill_paths(STEEP, [0.5], 0)
    with pytest.raises(TypeError, match="`loop` must be a GoodwillLoop; got dict"):
        goodwill_paths({}, [0.5], 5)
    with pytest.raises(TypeError, match="`loop` must be a GoodwillLoop; got float"):
        resting_points(0.5)
