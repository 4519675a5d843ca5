"""Tests of crmlib.segmentation.simulated."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from crmlib.segmentation.simulated import (
    simulate_answers,
    simulate_contacts,
    simulate_needs,
    simulate_segments,
    simulate_signals,
)


def generator(seed=4):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def contacts():
    """A thousand people in three address books."""
    return simulate_contacts(1_000, rng=generator())


def test_planted_centres_lie_where_they_were_put():
    planted = simulate_segments(6_000, distance=2, rng=generator())
    centres = planted.groupby("segment").mean().to_numpy()
    wanted = [[2, 0, 0, 0], [-2, 0, 0, 0], [0, 3, 0, 0]]
    assert centres == pytest.approx(np.array(wanted), abs=0.1)


def test_distance_zero_plants_nothing():
    planted = simulate_segments(2_000, distance=0, rng=generator())
    assert_series_equal(
        planted.groupby("segment")["feature_1"].mean().round(0) + 0.0,
        pd.Series([0.0] * 3, pd.Index([0, 1, 2], name="segment"), name="feature_1"),
    )


@pytest.mark.parametrize(
    ("n", "distance", "rng", "error", "message"),
    [
        (0, 1, generator(), ValueError, "`n_customers` must be at least 1"),
        (5, -1, generator(), ValueError, "`distance` must lie in"),
        (5, 1, None, TypeError, "`rng` must be a random generator"),
    ],
)
def test_planted_segments_refuse_bad_numbers(n, distance, rng, error, message):
    with pytest.raises(error, match=message):
        simulate_segments(n, distance=distance, rng=rng)


@pytest.mark.parametrize(
    ("n", "months", "rng", "error", "message"),
    [
        (0, 3, generator(), ValueError, "`n_accounts` must be at least 1"),
        (3, 1.5, generator(), TypeError, "`n_months` must be a whole number"),
        (3, 3, 4, TypeError, "`rng` must be a random generator"),
    ],
)
def test_signals_refuse_bad_numbers(n, months, rng, error, message):
    with pytest.raises(error, match=message):
        simulate_signals(n, months, rng=rng)


def test_slips_come_about_as_often_as_declared(contacts):
    assert contacts["email"].isna().mean() == pytest.approx(0.4, abs=0.04)
    assert (contacts["first_name"].str.len() == 3).mean() == pytest.approx(0.15, abs=0.03)


def test_contacts_are_the_same_for_the_same_generator():
    first, again = (simulate_contacts(30, rng=generator(1)) for _ in range(2))
    assert_frame_equal(first, again)


@pytest.mark.parametrize(
    ("n", "rng", "error", "message"),
    [
        (0, generator(), ValueError, "`n_people` must be at least 1; got 0"),
        (2.5, generator(), TypeError, "`n_people` must be a whole number"),
        (5, 4, TypeError, "`rng` must be a random generator; got int"),
    ],
)
def test_contacts_refuse_bad_numbers(n, rng, error, message):
    with pytest.raises(error, match=message):
        simulate_contacts(n, rng=rng)


def test_needs_refuse_repeated_people_and_lists():
    with pytest.raises(ValueError, match="`people` must hold each once; got 1 repeats"):
        simulate_needs(pd.Index([1, 1]), rng=generator())
    with pytest.raises(TypeError, match="`people` must be an Index; got list"):
        simulate_needs([1, 2], rng=generator())


def test_answers_are_as_frequent_and_as_true_as_declared(contacts):
    needs = pd.Series("design", index=range(1_000))
    said = simulate_answers(contacts, needs, answer_rate=0.5, accuracy=0.8, rng=generator())
    assert len(said) / 2_000 == pytest.approx(0.5, abs=0.04)
    assert (said == "design").mean() == pytest.approx(0.8, abs=0.04)
    assert said[said != "design"].value_counts(normalize=True).min() > 0.25


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"answer_rate": 50}, ValueError, "`answer_rate` must lie in"),
        ({"accuracy": -0.1}, ValueError, "`accuracy` must lie in"),
        ({"rng": None}, TypeError, "`rng` must be a random generator"),
    ],
)
def test_answers_refuse_bad_chances(contacts, options, error, message):
    with pytest.raises(error, match=message):
        simulate_answers(
            contacts, pd.Series("speed", range(1_000)), **{"rng": generator(), **options}
        )


def test_answers_refuse_a_person_without_a_known_need(contacts):
    with pytest.raises(ValueError, match="`needs` must be one of 'price'"):
        simulate_answers(contacts, pd.Series("speed", range(10)), rng=generator())
