"""Synthetic buyers with a problem: the planted rates, the bias, and the loyalty scorecard."""

import numpy as np
import pandas as pd
import pytest

from crmlib.word_of_mouth.simulated import (
    simulate_generations,
    simulate_problems,
    simulate_tellings,
    toy_complainers,
    toy_referrals,
    toy_tellings,
)
from crmlib.word_of_mouth.tellers import telling_shapes


@pytest.fixture(scope="module")
def buyers():
    """One hundred thousand buyers who opened a bad can; about one in fifty writes."""
    return simulate_problems(100_000, rng=np.random.default_rng(10))


def generator(seed=6):
    return np.random.default_rng(seed)


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


@pytest.mark.parametrize("dispersion", [None, 0.5])
def test_a_generation_has_the_declared_mean_and_variance(dispersion):
    runs = simulate_generations(
        10, 1, mean_referrals=2, n_runs=50_000, dispersion=dispersion, rng=generator()
    )[1]
    variance = 10 * (2 + (0 if dispersion is None else 2**2 / dispersion))
    assert runs.mean() == pytest.approx(20, rel=0.01)
    assert runs.var() == pytest.approx(variance, rel=0.03)


def test_a_chain_that_broke_off_stays_broken_and_runs_repeat():
    settings_ = {"mean_referrals": 0.9, "n_runs": 200}
    runs = simulate_generations(1, 30, **settings_, rng=generator())
    dead = runs.eq(0)
    assert (dead.cummax(axis=1) == dead).all(axis=None)
    pd.testing.assert_frame_equal(runs, simulate_generations(1, 30, **settings_, rng=generator()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_generations": 99}, "`n_generations` must keep a generation below 1e"),
        ({"mean_referrals": 1e300}, "`n_generations` must keep a generation below 1e"),
        ({"n_runs": 10_000_000}, "`n_runs` must make at most 20,000,000 rows; got 3 times"),
    ],
)
def test_simulation_refuses_what_it_cannot_draw(change, message):
    asked = {"n_start": 1, "n_generations": 3, "mean_referrals": 2, "n_runs": 1, "rng": generator()}
    with pytest.raises(ValueError, match=message):
        simulate_generations(**asked | change)


def test_a_generation_that_luck_makes_too_large_is_refused(monkeypatch):
    monkeypatch.setattr("crmlib.word_of_mouth.simulated.LARGEST_DRAW", 150)
    asked = {"mean_referrals": 1, "n_runs": 100, "dispersion": 0.01, "rng": generator()}
    with pytest.raises(ValueError, match=r"`dispersion` must be large enough .*; got 0\.01"):
        simulate_generations(100, 3, **asked)


def test_the_studio_is_a_tree_in_which_the_newest_have_brought_nobody():
    studio = toy_referrals()
    brought = studio["brought_by"].value_counts().reindex(studio.index, fill_value=0)
    assert brought.sum() == len(studio) - 1
    assert brought[studio["is_new"]].sum() == 0
    assert brought[~studio["is_new"]].mean() == 1.5


def test_shapes_of_talk_have_one_mean_and_very_different_tails():
    told = simulate_tellings(telling_shapes(), 9.5, 50_000, rng=generator())
    assert told.mean().tolist() == pytest.approx([9.5] * 3, rel=0.03)
    tails = (told >= 20).mean()
    assert tails["even"] < 0.03 < 0.12 < tails["geometric"] < tails["uneven"]


def test_seven_satisfied_of_ten_lead_by_three_tellings():
    ten = toy_complainers()
    told = ten.groupby("satisfied")["n_told"].sum()
    assert (ten["satisfied"].sum(), told[True] - told[False]) == (7, 3)


def test_a_street_tells_as_often_as_a_town_and_reaches_half_as_many():
    places = toy_tellings().groupby("place")["listener"]
    assert places.size().tolist() == [6, 6]
    assert places.nunique().to_dict() == {"street": 3, "town": 6}


def test_exe_25_heavier_tails_widen_the_break_even_and_do_not_move_it():
    """EXE-25: 200 surveys of 272 satisfied and 128 not, with the same means, more uneven talk."""
    width = {}
    for spread in (10, 1, 0.25):
        shape = {"talk": ("negative binomial", spread)}
        rng = generator(10)
        good = simulate_tellings(shape, 4.5, 200 * 272, rng=rng).to_numpy().reshape(200, -1)
        bad = simulate_tellings(shape, 9.5, 200 * 128, rng=rng).to_numpy().reshape(200, -1)
        ends = bad.mean(1) / (good.mean(1) + bad.mean(1))
        low, middle, high = np.quantile(ends, [0.025, 0.5, 0.975])
        width[spread] = high - low
        assert middle == pytest.approx(9.5 / 14, abs=0.015)
    assert width[10] < 0.6 * width[1] < 0.6 * width[0.25]


@pytest.mark.parametrize(("dispersion", "wanted"), [(None, 0.41719), (0.5, 0.76759)])
def test_chains_break_off_as_often_as_theory_says(dispersion, wanted):
    """The root of q = e^(1.5(q-1)), or of q = (1 + 3(1-q))^-1/2 (Harris 1963)."""
    drawn = {"mean_referrals": 1.5, "n_runs": 20_000, "dispersion": dispersion}
    runs = simulate_generations(1, 40, **drawn, rng=generator())
    assert (runs[40] == 0).mean() == pytest.approx(wanted, abs=0.012)
