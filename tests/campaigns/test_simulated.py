"""Tests of crmlib.campaigns.simulated."""

import numpy as np
import pytest

from crmlib.campaigns.simulated import simulate_campaign, toy_guests, toy_trial


def generator(seed=9):
    return np.random.default_rng(seed)


def rng():
    return np.random.default_rng(9)


def test_same_seed_gives_the_same_homes_and_nobody_spends_less_than_nothing():
    first, again = (simulate_campaign(2_000, rng=generator()) for _ in range(2))
    assert first.equals(again)
    assert first[["before", "during"]].min().min() >= 0


def test_the_toy_funnel_narrows_girl_by_girl():
    steps = toy_guests().drop(columns="girl").astype(int)
    assert (steps.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None)


def test_in_the_toy_trial_the_owners_choice_misleads_and_a_lottery_is_nearer():
    girls = toy_trial()
    truth = (girls["new"] - girls["old"]).mean()
    found = {
        chosen: girls["new"][girls[chosen]].mean() - girls["old"][~girls[chosen]].mean()
        for chosen in ("keen", "drawn")
    }
    assert (truth, found["keen"], found["drawn"]) == pytest.approx((1 / 6, 5 / 6, 3 / 6))


def test_the_toy_trial_gives_the_new_invitation_to_half():
    assert toy_trial()[["keen", "drawn"]].sum().tolist() == [6, 6]
