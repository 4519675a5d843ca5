"""Tests of crmlib.satisfaction.simulated."""

import numpy as np
import pandas as pd
import pytest

from crmlib.core import share_interval
from crmlib.satisfaction.simulated import (
    REGISTRATION_STEPS,
    simulate_response,
    simulate_users,
    user_groups,
)


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def users():
    """Forty thousand try to register; everybody's satisfaction is known."""
    return simulate_users(40_000, rng=generator()).assign(happy=lambda t: t["rating"] >= 4)


@pytest.fixture
def town():
    """Four people: one student, three at work."""
    return pd.DataFrame({"group": ["student", "working", "working", "working"]})


def by_group(users: pd.DataFrame, heard: pd.DataFrame) -> float:
    """Return the share of the happy among the answers, every group at its size among all."""
    size = users["group"].value_counts(normalize=True)
    return float((size * heard.groupby("group")["happy"].mean()).sum())


def test_exe_05_the_registration_survey_from_the_plan_to_the_index(users):
    """EXE-05: sample, the students' bias, index with interval, weights, drop-off, wishes."""
    truth = users["happy"].mean()
    students = users.query("group == 'student' and shops_often and finished")
    asked = users.sample(5_000, random_state=5)
    heard = asked[simulate_response(asked, rng=generator(6))]
    for answers in (students.head(384), heard):
        assert share_interval(answers["happy"].sum(), len(answers))["low"] > truth
    mended = by_group(users, heard)
    found = share_interval(mended * len(heard), len(heard))
    assert found["low"] < truth < found["high"]
    reached = np.array([(users["n_passed"] >= step).sum() for step in range(6)])
    assert REGISTRATION_STEPS[(reached[1:] / reached[:-1]).argmin()] == "code by SMS"
    assert heard["wish"].value_counts().idxmax() == "faster code"


def test_a_user_finishes_who_passes_every_step(users):
    assert users["finished"].equals(users["n_passed"] == len(REGISTRATION_STEPS))
    assert users["rating"].between(1, 5).all()
    assert (users["wish"] != "").all()


def test_weights_do_not_mend_the_silence_of_the_dissatisfied(users):
    heard = users[simulate_response(users, rating_effect=0.5, rng=generator(6))]
    assert by_group(users, heard) > users["happy"].mean() + 0.05


def test_groups_make_up_the_users_and_sum_to_one(users):
    share = user_groups()["share"]
    assert share.sum() == pytest.approx(1)
    found = users["group"].value_counts(normalize=True)
    assert found.to_dict() == pytest.approx(share.to_dict(), abs=0.01)


def test_same_seed_gives_the_same_users():
    one, other = (simulate_users(50, rng=generator()) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_response_follows_the_groups_rate(users):
    said = simulate_response(users, rng=generator(6))
    found = said.groupby(users["group"]).mean()
    assert found.to_dict() == pytest.approx(user_groups()["response_rate"].to_dict(), abs=0.02)


def test_groups_may_be_categories(users):
    dressed = users.astype({"group": "category", "rating": "uint8"})
    one, other = (
        simulate_response(t, rating_effect=0.5, rng=generator()) for t in (users, dressed)
    )
    pd.testing.assert_series_equal(one, other)


def test_response_refuses_a_group_nobody_knows(town):
    asked = town.assign(rating=3).replace("student", "retired")
    with pytest.raises(ValueError, match=r"`users` must have only 'student', .*; got 1 others"):
        simulate_response(asked, rng=generator())
