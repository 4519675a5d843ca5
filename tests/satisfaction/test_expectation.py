"""Promises: sold, kept or broken, and what is left of a surprise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.satisfaction.expectation import (
    Offer,
    lever_effects,
    offer_path,
    promise_curve,
    surprise_path,
)

POINTS = st.floats(0, 10)


@pytest.fixture
def honest():
    """A firm that promises exactly what it delivers."""
    return Offer(promise=6, quality=6)


def test_surprise_fades_by_half_each_month():
    assert surprise_path([1, 1, 1])["surprise"].tolist() == [1, 0.5, 0.25]


def test_a_gift_that_does_not_come_is_missed():
    assert surprise_path([1, 0])["surprise"].tolist() == [1, -0.5]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=20), st.floats(0, 1))
def test_nobody_expects_more_than_the_largest_gift(gifts, rate):
    path = surprise_path(gifts, learning_rate=rate)
    assert path["expected"].between(0, max(gifts)).all()
    assert path["surprise"].iloc[0] == gifts[0]


def test_honest_offer_by_hand(honest):
    first = offer_path(honest).iloc[0]
    assert first[["month", "customers", "gap"]].tolist() == [1, 5000, 0]
    assert first["repeat_rate"] == pytest.approx(1 / (1 + np.exp(-0.5)))
    assert first["profit"] == 5000 * (20 - 6)


def test_next_month_s_customers_are_those_who_repeat(honest):
    path = offer_path(honest)
    kept = path["customers"] * path["repeat_rate"]
    assert path["customers"].iloc[1:].tolist() == pytest.approx(kept.iloc[:-1].tolist())


@settings(max_examples=40)
@given(POINTS, POINTS, POINTS)
def test_more_promise_sells_more_and_disappoints_more(quality, one, other):
    low, high = sorted([one, other])
    curve = promise_curve(Offer(quality=quality), [low, high])
    assert curve["first_buyers"].is_monotonic_increasing
    assert curve["gap"].is_monotonic_decreasing
    assert curve["repeat_rate"].is_monotonic_decreasing


@pytest.mark.parametrize("quality", [5, 6, 7, 8])
def test_the_best_promise_lies_inside_and_rises_with_quality(quality):
    grid = np.arange(0, 10.1, 0.1)
    best, better = (
        promise_curve(Offer(quality=q), grid)["profit"].idxmax() for q in (quality, quality + 1)
    )
    assert 0 < best <= quality
    assert best < better < 10


def test_a_point_of_promise_and_a_point_of_quality_weigh_the_same_in_the_gap(honest):
    now = offer_path(honest)["gap"].iloc[0]
    lower = offer_path(replace(honest, promise=5))["gap"].iloc[0]
    better = offer_path(replace(honest, quality=7))["gap"].iloc[0]
    assert lower - now == better - now == 1


def test_every_extra_duty_costs_satisfaction_and_money(honest):
    plain, loaded = (offer_path(replace(honest, extra_duties=n)) for n in (0, 2))
    assert loaded["gap"].iloc[0] == pytest.approx(-2 * 0.06)
    assert loaded["profit"].sum() < plain["profit"].sum()


def test_six_levers_each_change_something(honest):
    effects = lever_effects(replace(honest, promise=8, extra_duties=2))
    assert len(effects) == 6
    assert (effects["gap"] > 0).all()
    assert effects.loc["control expectations", "first_buyers"] < 0


def test_a_lever_that_cannot_move_changes_nothing(honest):
    assert (lever_effects(honest).loc["control extra demands"] == 0).all()


def test_a_gift_every_month_wears_off(honest):
    gap = offer_path(replace(honest, surprise=2))["gap"]
    assert gap.is_monotonic_decreasing
    assert 0 < gap.iloc[-1] < 0.01


def test_a_gap_below_expectation_weighs_as_often_as_said(honest):
    path = offer_path(replace(honest, promise=8, surprise=3), loss_slope=3)
    felt = np.array([gap if gap >= 0 else 3 * gap for gap in path["gap"]])
    assert path["repeat_rate"].tolist() == pytest.approx((1 / (1 + np.exp(-0.5 - felt))).tolist())


def test_a_promise_tried_twice_stands_there_twice(honest):
    curve = promise_curve(honest, [5, 6, 5])
    assert curve.index.tolist() == [5, 6, 5]
    assert curve.iloc[0].equals(curve.iloc[2])
