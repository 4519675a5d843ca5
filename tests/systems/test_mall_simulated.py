"""The made-up mall: what its docstring promises is what its events show."""

import numpy as np
import pytest

from crmlib.systems import simulate_mall, toy_mall_events
from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.mall_simulated import AREA, simulate_signups


@pytest.fixture(scope="module")
def mall():
    """20,000 shoppers, enough to see what was planted."""
    return simulate_mall(20_000, rng=np.random.default_rng(1))


def test_the_toy_has_eight_events_by_time_and_three_without_a_name():
    events, links = toy_mall_events()
    assert len(events) == 8 and events["event_time"].is_monotonic_increasing
    assert events["seen_as"].isna().sum() == 3
    assert set(events["seen_as"].dropna()) == set(links["seen_as"])


def test_each_shopper_has_one_card_and_one_account(mall):
    _, links, wishes = mall
    assert links["seen_as"].is_unique
    assert (links["person_id"].value_counts() == 2).all()
    assert set(links["person_id"]) == set(wishes.index)


def test_events_of_the_weeks_before_are_as_many_as_said(mall):
    events, links, _ = mall
    past = events[events["event_time"] < "2001-04-14"]
    named = past["seen_as"].str[:4].value_counts() / 20_000
    assert named["card"] == pytest.approx(1, abs=0.03)
    assert named["web "] == pytest.approx(1, abs=0.03)
    looks = past[past["source"] != "till"]["source"]
    assert (looks == "kiosk").mean() == pytest.approx(0.2, abs=0.02)
    assert len(past.merge(links, on="seen_as")) == len(past)


def test_on_the_last_day_each_buys_the_wish_and_as_many_buy_without_a_name(mall):
    events, links, wishes = mall
    today = events[(events["event_time"] >= "2001-04-14") & (events["source"] == "till")]
    bought = today.merge(links, on="seen_as").set_index("person_id")["good"]
    assert bought.sort_index().equals(wishes.rename("good").sort_index())
    assert today["seen_as"].isna().sum() == 20_000


def test_a_sensor_names_nobody_and_sells_nothing(mall):
    events, _, _ = mall
    sensed = events[events["source"] == "sensor"]
    assert sensed[["seen_as", "good", "amount"]].isna().all(axis=None)
    assert len(sensed) / 40_000 == pytest.approx(4, abs=0.05)


def test_two_purchases_of_one_shopper_agree_as_often_as_planted(mall):
    """Both are the favourite with chance 0.25; otherwise they agree once in six."""
    events, links, wishes = mall
    past = events[events["event_time"] < "2001-04-14"].merge(links, on="seen_as")
    agree = past["good"] == past["person_id"].map(wishes)
    assert agree.mean() == pytest.approx(0.25 + 0.75 / 6, abs=0.01)


def test_goods_are_sold_in_their_area_and_amounts_are_positive(mall):
    events, _, _ = mall
    sold = events[events["source"] == "till"]
    assert (sold["good"].map(AREA) == sold["area"]).all()
    assert (sold["amount"] > 0).all()


def test_one_seed_gives_one_mall_and_another_gives_another():
    first, again, other = (
        simulate_mall(50, rng=np.random.default_rng(seed))[0] for seed in (1, 1, 2)
    )
    assert first.equals(again) and not first.equals(other)


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
