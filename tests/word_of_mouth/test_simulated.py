"""Synthetic buyers with a problem: the planted rates, the bias, and the loyalty scorecard."""

import numpy as np
import pandas as pd
import pytest

from crmlib.word_of_mouth.simulated import simulate_problems, simulate_scorecard


@pytest.fixture(scope="module")
def buyers():
    """One hundred thousand buyers who opened a bad can; about one in fifty writes."""
    return simulate_problems(100_000, rng=np.random.default_rng(10))


def test_one_buyer_in_fifty_complains_and_63_percent_of_the_silent_are_lost(buyers):
    """Washington Post, 14 October 1984: 49 of 50 are silent, of whom 37 % would buy again."""
    silent = buyers["layer"] == "silent"
    assert 1 - silent.mean() == pytest.approx(0.02, abs=0.003)
    assert buyers.loc[silent, "lost"].mean() == pytest.approx(0.63, abs=0.02)


def test_complainers_suffer_more_and_answers_come_from_talkers(buyers):
    told = buyers.groupby("layer", observed=True)[["severity", "n_told"]].mean()
    assert told.at["complained", "severity"] > told.at["silent", "severity"] + 1.5
    assert told.at["answered", "n_told"] > told.at["complained", "n_told"] + 2


def test_only_complaints_are_resolved(buyers):
    silent = buyers["layer"] == "silent"
    assert not buyers.loc[silent, "resolved"].any()
    assert 0.5 < buyers.loc[~silent, "resolved"].mean() < 0.65


def test_one_of_two_possible_outcomes_is_seen(buyers):
    seen = buyers["lost_if_resolved"].where(buyers["resolved"], buyers["lost_if_not"])
    assert buyers["lost"].equals(seen.rename("lost"))
    assert (buyers["lost_if_resolved"] <= buyers["lost_if_not"]).all()


def test_comparing_complainers_overstates_what_a_resolution_does(buyers):
    wrote = buyers[buyers["layer"] != "silent"]
    rates = wrote.groupby("resolved")["lost"].mean()
    truth = wrote["lost_if_not"].mean() - wrote["lost_if_resolved"].mean()
    assert rates[False] - rates[True] > truth > 0.2


def test_same_seed_gives_the_same_people():
    one, two = (simulate_problems(50, rng=np.random.default_rng(3)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_scorecard_has_answers_on_the_scale_and_shares_of_one():
    card = simulate_scorecard(3_000, 0.68, rng=np.random.default_rng(10))
    answers = card[["satisfaction", "emotion", "trust"]]
    assert answers.isin([1, 2, 3, 4, 5]).all(axis=None)
    assert card["share_of_purchases"].between(0, 1).all()
    assert card["resolved"].mean() == pytest.approx(0.68, abs=0.03)


def test_resolution_moves_attitude_more_than_habit():
    card = simulate_scorecard(20_000, 0.5, rng=np.random.default_rng(10))
    gap = card[card["resolved"]].mean() - card[~card["resolved"]].mean()
    spread = card.std()
    assert gap["trust"] / spread["trust"] > 2 * gap["n_orders"] / spread["n_orders"] > 0.2


def test_nobody_and_impossible_shares_are_refused():
    rng = np.random.default_rng(10)
    with pytest.raises(ValueError, match="`n_buyers` must be at least 1; got 0"):
        simulate_problems(0, rng=rng)
    with pytest.raises(TypeError, match="`rng` must be a random generator; got int"):
        simulate_problems(5, rng=10)
    with pytest.raises(ValueError, match="`n_complainers` must be at least 1; got 0"):
        simulate_scorecard(0, 0.5, rng=rng)
    with pytest.raises(ValueError, match="`share_resolved` must lie in"):
        simulate_scorecard(5, 68, rng=rng)
