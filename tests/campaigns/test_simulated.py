"""Tests of crmlib.campaigns.simulated."""

import numpy as np
import pytest

from crmlib.campaigns.simulated import (
    simulate_campaign,
    simulate_forms,
    simulate_uplift,
    toy_guests,
    toy_trial,
)


def generator(seed=9):
    return np.random.default_rng(seed)


def rng():
    return np.random.default_rng(9)


def test_same_seed_gives_the_same_homes_and_nobody_spends_less_than_nothing():
    first, again = (simulate_campaign(2_000, rng=generator()) for _ in range(2))
    assert first.equals(again)
    assert first[["before", "during"]].min().min() >= 0


def test_forms_have_the_planted_shares():
    forms = simulate_forms(20_000, rng=rng())
    minors = forms[forms["age"] == 17]
    assert forms["consents"].mean() == pytest.approx(0.8, abs=0.015)
    assert minors["parent_agrees"].mean() == pytest.approx(0.6, abs=0.015)
    assert (forms["first_basket"] > 0).mean() == pytest.approx(0.85, abs=0.015)
    assert forms["first_basket"].replace(0, np.nan).median() == pytest.approx(20, abs=0.5)
    assert forms["guest_id"].is_unique


def test_kinds_are_the_planted_ones():
    customers = simulate_uplift(50_000, rng=generator())
    shares = customers["kind"].value_counts(normalize=True)
    assert shares.round(2).to_dict() == {
        "lost cause": 0.5,
        "persuadable": 0.2,
        "sure thing": 0.2,
        "sleeping dog": 0.1,
    }
    effect = customers.groupby("kind")["effect"].agg(["min", "max"])
    assert effect["min"].to_dict() == effect["max"].to_dict()
    assert effect["min"].loc[["persuadable", "sleeping dog"]].tolist() == [1, -1]


def test_customers_respond_as_their_kind_says():
    customers = simulate_uplift(5_000, rng=generator())
    rates = customers.pivot_table(index="kind", columns="treated", values="responded")
    assert rates.loc["sure thing"].tolist() == [1, 1]
    assert rates.loc["lost cause"].tolist() == [0, 0]
    assert rates.loc["persuadable"].tolist() == [0, 1]
    assert rates.loc["sleeping dog"].tolist() == [1, 0]


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
