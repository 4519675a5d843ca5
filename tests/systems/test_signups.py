"""A made-up trial of discounts: what is planted can be recovered."""

import numpy as np

from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.mall_simulated import simulate_signups


def test_a_large_trial_recovers_the_planted_curve():
    rates, offer = [0, 0.05, 0.1, 0.2], SignUpOffer()
    trial = simulate_signups(offer, rates, visitors_each=200_000, rng=np.random.default_rng(1))
    shares = trial["n_joined"] / trial["n_visitors"]
    planted = offer_table(offer, rates)["joins"]
    np.testing.assert_allclose(shares, planted, atol=4 * np.sqrt(0.25 / 200_000))


def test_the_same_seed_gives_the_same_trial_and_another_one_another():
    trials = [
        simulate_signups(SignUpOffer(), [0.1], visitors_each=1000, rng=np.random.default_rng(seed))
        for seed in (1, 1, 2)
    ]
    assert trials[0].equals(trials[1]) and not trials[0].equals(trials[2])


def test_one_percent_wins_two_in_a_hundred_until_all_have_joined():
    trial = simulate_signups(
        SignUpOffer(joins_anyway=1), [0, 0.5], visitors_each=9, rng=np.random.default_rng(1)
    )
    assert trial["n_joined"].tolist() == [9, 9]
