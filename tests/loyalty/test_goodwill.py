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


def test_where_the_slope_is_exactly_one_goodwill_still_goes():
    loop = GoodwillLoop(4, 0.5)
    points = resting_points(loop)
    assert points["goodwill"].tolist() == pytest.approx([0.5])
    assert points["stable"].tolist() == [True]
    away = (goodwill_paths(loop, [0.1, 0.9], 2_000) - 0.5).abs().loc[[0, 20, 200, 2_000]]
    assert (away.diff().dropna() < 0).all(axis=None)
    assert away.iloc[-1].max() < 0.03


@given(st.floats(0.5, 30), st.floats(0.05, 0.95))
@settings(max_examples=60, deadline=None)
def test_what_is_called_stable_draws_its_neighbours_back(steepness, threshold):
    loop = GoodwillLoop(steepness, threshold)
    for goodwill, stable in resting_points(loop).itertuples(index=False):
        sides = np.clip([goodwill - 1e-4, goodwill + 1e-4], 0, 1)
        pull = loop.buying_at(sides) - sides
        assert (pull[0] > 0 > pull[1]) == stable


def test_a_very_steep_loop_is_no_reason_to_warn():
    assert GoodwillLoop(1e300, 0.5).buying_at([0, 1]).tolist() == [0, 1]
    assert resting_points(GoodwillLoop(1e6, 0.5))["stable"].tolist() == [True, False, True]


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


def test_paths_that_would_fill_the_memory_are_refused():
    with pytest.raises(ValueError, match="`n_rounds` must be at most 2000 for 10,000 starts"):
        goodwill_paths(STEEP, np.linspace(0, 1, 10_000), 2_001)
