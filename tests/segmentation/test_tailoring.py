"""Needs, answers, beliefs and offers: Bayes by hand, and a trial whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_series_equal

from crmlib.segmentation.simulated import simulate_answers, simulate_needs
from crmlib.segmentation.tailoring import (
    NEEDS,
    message_effects,
    message_trial,
    need_posterior,
    own_offers,
)

EVEN = pd.Series(0.25, index=NEEDS)
PRIOR = pd.Series([0.4, 0.25, 0.2, 0.15], index=NEEDS)


def generator(seed=4):
    return np.random.default_rng(seed)


@pytest.fixture
def dialogue():
    """Customer 0 says speed at two contacts; customer 1 has a contact and says nothing."""
    who = pd.Series({10: 0, 11: 0, 12: 1}, name="linked_id")
    return pd.Series({10: "speed", 11: "speed"}), who


@pytest.fixture
def contacts():
    """Two thousand contacts of a thousand people."""
    return pd.DataFrame({"contact_id": range(2_000), "person_id": np.arange(2_000) // 2})


@pytest.fixture
def trial():
    """Own offers bring 3 responses of 4, the same offer 1 of 4."""
    rows = [("own", True, True)] * 3 + [("own", False, False)]
    rows += [("same", True, True)] + [("same", False, False)] * 3
    return pd.DataFrame(rows, columns=["arm", "matched", "responded"])


def test_needs_come_about_as_often_as_declared():
    people = simulate_needs(pd.RangeIndex(5_000), rng=generator())
    shares = people["need"].value_counts(normalize=True)
    assert shares[list(NEEDS)].tolist() == pytest.approx([0.4, 0.25, 0.2, 0.15], abs=0.02)
    typical = (people["trade"] == "builder")[people["need"] == "price"].mean()
    assert typical == pytest.approx(0.4 + 0.6 / 4, abs=0.03)


def test_belief_is_what_bayes_gives_by_hand(dialogue):
    beliefs = need_posterior(*dialogue, prior=PRIOR)
    speed, price = 0.25 * 0.8**2, 0.4 * (0.2 / 3) ** 2
    rest = (0.2 + 0.15) * (0.2 / 3) ** 2
    assert beliefs.loc[0, "speed"] == pytest.approx(speed / (speed + price + rest))


def test_silence_leaves_the_prior(dialogue):
    beliefs = need_posterior(*dialogue, prior=10 * PRIOR)
    assert_series_equal(beliefs.loc[1], PRIOR, check_names=False)


@given(st.lists(st.sampled_from(NEEDS), max_size=12))
def test_beliefs_add_up_and_ignore_the_order_of_answers(words):
    who = pd.Series(0, index=range(13))
    beliefs = need_posterior(pd.Series(words, dtype=object), who, prior=EVEN)
    again = need_posterior(pd.Series(words[::-1], dtype=object), who, prior=EVEN)
    assert beliefs.sum(axis=1).tolist() == pytest.approx([1])
    assert beliefs.to_numpy() == pytest.approx(again.to_numpy())


def test_answers_of_accuracy_a_quarter_teach_nothing(dialogue):
    beliefs = need_posterior(*dialogue, prior=PRIOR, accuracy=0.25)
    assert beliefs.loc[0].tolist() == pytest.approx(PRIOR.tolist())


def test_beliefs_are_calibrated(contacts):
    needs = pd.Series(generator().choice(NEEDS, 1_000, p=PRIOR), name="need")
    said = simulate_answers(contacts, needs, rng=generator(1))
    who = contacts.set_index("contact_id")["person_id"]
    beliefs = need_posterior(said, who, prior=PRIOR)
    is_right = beliefs.idxmax(axis=1) == needs
    assert is_right.mean() == pytest.approx(beliefs.max(axis=1).mean(), abs=0.04)


@pytest.mark.parametrize(
    ("words", "prior", "accuracy", "message"),
    [
        ({10: "colour"}, EVEN, 0.8, "`answers` must have only 'price', 'speed'"),
        ({99: "speed"}, EVEN, 0.8, "`who` must hold every name of `answers`; got 1"),
        ({10: "speed"}, EVEN.drop("price"), 0.8, "`prior` must name price, speed, advice"),
        ({10: "speed"}, EVEN.rename({"price": "taste"}), 0.8, "in its index; got taste, speed"),
        ({10: "speed"}, EVEN.rename({"price": "speed"}), 0.8, "`prior` must name each row once"),
    ],
)
def test_beliefs_refuse_what_bayes_cannot_use(dialogue, words, prior, accuracy, message):
    with pytest.raises(ValueError, match=message):
        need_posterior(pd.Series(words), dialogue[1], prior=prior, accuracy=accuracy)


def test_offer_uses_what_was_said_at_another_touchpoint(dialogue):
    said, who = dialogue
    hand = pd.Series({"Ann": 11, "Bob": 12})
    assert own_offers(said, who, hand, prior=PRIOR).to_dict() == {"Ann": "speed", "Bob": "price"}


def test_offer_refuses_an_unknown_contact(dialogue):
    with pytest.raises(ValueError, match="`who` must hold every name of `at_hand`; got 1"):
        own_offers(*dialogue, pd.Series({"Ann": 99}), prior=PRIOR)


def test_a_contact_taken_for_two_customers_is_refused(dialogue):
    said, who = dialogue
    for call in (need_posterior, lambda *two, prior: own_offers(*two, said.head(0), prior=prior)):
        with pytest.raises(ValueError, match="`who` must name each row once in its index; got 1"):
            call(said, pd.concat([who, who.head(1)]), prior=PRIOR)


def test_arms_are_equally_large_and_drawn_by_lot():
    needs = pd.Series("speed", index=range(301))
    offers = pd.DataFrame({"same": "price", "own": "speed"}, index=needs.index)
    trial = message_trial(needs, offers, rng=generator())
    assert sorted(trial["arm"].value_counts()) == [150, 151]
    assert trial.groupby("arm")["matched"].mean().to_dict() == {"own": 1.0, "same": 0.0}


def test_uplift_is_what_the_hand_subtracts(trial):
    effects = message_effects(trial, "same")
    half = 1.96 * np.sqrt(2 * 0.75 * 0.25 / 4)
    assert effects.loc["own", "uplift"] == 0.5
    assert effects.loc["own", ["low", "high"]].tolist() == pytest.approx([0.5 - half, 0.5 + half])
    assert effects.loc["same", ["uplift", "low", "high"]].tolist() == [0, 0, 0]


def test_trial_recovers_the_planted_uplift():
    needs = pd.Series(generator().choice(NEEDS, 20_000, p=PRIOR))
    offers = pd.DataFrame({"same": "price", "own": needs})
    effects = message_effects(message_trial(needs, offers, rng=generator(1)), "same")
    assert effects.loc["own", "uplift"] == pytest.approx(0.6 * 0.2, abs=0.015)
    assert effects.loc["own", "low"] < 0.12 < effects.loc["own", "high"]


def test_trial_refuses_offers_for_other_people():
    offers = pd.DataFrame({"own": ["speed", "price"]}, index=[1, 0])
    with pytest.raises(ValueError, match="`offers` must have the index of `needs`"):
        message_trial(pd.Series(["speed", "price"]), offers, rng=generator())


def test_effects_refuse_an_unknown_control(trial):
    with pytest.raises(ValueError, match="`control` must be one of 'own', 'same'; got 'none'"):
        message_effects(trial, "none")
