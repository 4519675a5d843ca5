"""Tests of crmlib.segmentation.simulated."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal
from scipy.spatial.distance import pdist

from crmlib.core import share_interval
from crmlib.segmentation.simulated import (
    simulate_answers,
    simulate_contacts,
    simulate_needs,
    simulate_segments,
    tailoring_table,
    yardstick_power,
)


def generator(seed=4):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def contacts():
    """A thousand people in three address books."""
    return simulate_contacts(1_000, rng=generator())


def test_planted_centres_lie_as_far_apart_as_was_said():
    planted = simulate_segments(6_000, distance=4, rng=generator())
    centres = planted.groupby("segment").mean().to_numpy()
    assert pdist(centres) == pytest.approx([4, 4, 4], abs=0.15)


def test_two_planted_segments_differ_in_the_first_feature_only():
    planted = simulate_segments(6_000, distance=4, n_segments=2, rng=generator())
    first, second = planted.groupby("segment").mean().to_numpy()
    assert second - first == pytest.approx([4, 0, 0, 0], abs=0.1)


def test_power_rises_with_the_distance_and_nothing_is_found_where_nothing_is():
    power = yardstick_power([0, 6], n_customers=300, n_trials=20, rng=generator())
    assert power["n_found"].loc[0] == 0
    assert power["n_found"].loc[6] >= 18
    wilson = share_interval(power["n_found"].loc[6], 20)
    assert power.loc[6, ["share", "low", "high"]].tolist() == pytest.approx(wilson.tolist())


def test_false_alarms_in_one_normal_cloud_are_rare():
    power = yardstick_power([0], n_customers=100, n_trials=100, rng=generator())
    assert power["share"].loc[0] <= 0.05


def test_power_refuses_no_distance_and_one_named_twice():
    for distances in ([], [3, 3.0]):
        with pytest.raises(ValueError, match="`distances` must be one or more, each once"):
            yardstick_power(distances, rng=generator())


def test_distance_zero_plants_nothing():
    planted = simulate_segments(2_000, distance=0, rng=generator())
    assert_series_equal(
        planted.groupby("segment")["feature_1"].mean().round(0) + 0.0,
        pd.Series([0.0] * 3, pd.Index([0, 1, 2], name="segment"), name="feature_1"),
    )


def test_slips_come_about_as_often_as_declared(contacts):
    assert contacts["email"].isna().mean() == pytest.approx(0.4, abs=0.04)
    assert (contacts["first_name"].str.len() == 3).mean() == pytest.approx(0.15, abs=0.03)


def test_contacts_are_the_same_for_the_same_generator():
    first, again = (simulate_contacts(30, rng=generator(1)) for _ in range(2))
    assert_frame_equal(first, again)


def test_needs_refuse_repeated_people_and_lists():
    with pytest.raises(ValueError, match="`people` must name each row once in its index; got 1"):
        simulate_needs(pd.Index([1, 1]), rng=generator())
    with pytest.raises(TypeError, match="`people` must be a Index; got list"):
        simulate_needs([1, 2], rng=generator())


def test_answers_are_as_frequent_and_as_true_as_declared(contacts):
    needs = pd.Series("design", index=range(1_000))
    said = simulate_answers(contacts, needs, answer_rate=0.5, accuracy=0.8, rng=generator())
    assert len(said) / len(contacts) == pytest.approx(0.5, abs=0.04)
    assert (said == "design").mean() == pytest.approx(0.8, abs=0.04)
    assert said[said != "design"].value_counts(normalize=True).min() > 0.25


def test_answers_refuse_a_person_without_a_need_and_one_with_two(contacts):
    with pytest.raises(ValueError, match="`needs` must hold every name of `contacts`; got"):
        simulate_answers(contacts, pd.Series("speed", range(10)), rng=generator())
    twice = pd.Series("speed", [*range(1_000), 0])
    with pytest.raises(ValueError, match="`needs` must name each row once in its index; got 1"):
        simulate_answers(contacts, twice, rng=generator())


def test_needs_may_be_a_category(contacts):
    needs = pd.Series("speed", range(1_000))
    clothes = (needs, needs.astype("category"))
    said, again = (simulate_answers(contacts, kind, rng=generator()) for kind in clothes)
    assert_series_equal(said, again)


def test_own_messages_after_recognition_meet_the_most_needs(contacts):
    arms = tailoring_table(contacts, rng=generator())
    assert arms.index.tolist() == ["same for all", "by segment", "own, here", "own, linked"]
    assert arms["matched"].idxmax() == "own, linked"
    assert arms["matched"].idxmin() == "same for all"
    assert arms["n_people"].sum() == contacts["person_id"].nunique()
    assert arms.loc["same for all", ["uplift", "low", "high"]].tolist() == [0, 0, 0]


def test_tailoring_is_drawn_by_the_generator_alone(contacts):
    arms = tailoring_table(contacts, rng=generator(7))
    assert_frame_equal(arms, tailoring_table(contacts, rng=generator(7)))
