"""The tea firm by hand, through three kinds of CRM; pipeline and mall as their docstrings say."""

import numpy as np
import pytest

from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.simulated import (
    AREA,
    STAGES,
    simulate_deals,
    simulate_mall,
    simulate_signups,
    toy_firm,
    toy_mall_events,
)
from crmlib.systems.visits import visit_schedule


@pytest.fixture
def firm():
    """Six customers, three campaigns, two sellers, one engineer; C2 complains by two channels."""
    return toy_firm()


def test_one_customer_passes_all_three_kinds(firm):
    """EXE-15: messages of C2 become one thread, the thread a score, the score another step."""
    threads = firm["messages"].merge(firm["addresses"], how="left")
    assert threads.loc[threads["customer_id"] == "C2", "channel"].tolist() == [
        "e-mail",
        "phone",
        "chat",
    ]
    score = threads.groupby("customer_id")["complains"].mean()
    assert score.round(2).to_dict() == {"C1": 0, "C2": 0.67}
    cases = firm["customers"].set_index("customer_id")
    usual = cases["state"].map({"quote": "send an order form", "order": "ship"})
    step = usual.mask(score.reindex(cases.index) > 0.5, "call first")
    assert step[["C1", "C2"]].tolist() == ["ship", "call first"]
    assert usual["C2"] == "send an order form"


def test_one_month_passes_four_modules_by_one_key(firm):
    """EXE-32: plan and actual, scorecard, returns and visits of one month, joined by customer."""
    plan = firm["campaigns"].set_index("campaign")
    won = firm["customers"]["campaign"].value_counts()
    assert (won - plan["planned_customers"]).to_dict() == {"fair": -1, "letter": 0, "website": 1}
    sold = firm["orders"]
    sold = sold.assign(margin=sold["amount"] - sold["goods"])
    staff = sold.groupby("seller")[["amount", "margin", "returned"]].sum()
    assert staff.loc["Ana"].tolist() == [280, 56, 100]
    assert staff.loc["Ben"].tolist() == [140, 60, 0]
    visits = visit_schedule(firm["visits"])
    made = visits[visits["is_made"]].set_index("customer_id")["visit_id"]
    card = firm["customers"].set_index("customer_id").join(made)
    card["kept"] = (
        sold.groupby("customer_id")[["amount", "returned"]].sum().diff(-1, axis=1)["amount"]
    )
    assert card["kept"].tolist() == [70, 60, 90, 50, 50, 0]
    assert card["visit_id"].notna().tolist() == [False, True, True, False, True, False]


def test_all_tables_share_the_key(firm):
    known = set(firm["customers"]["customer_id"])
    for name in ("web_orders", "addresses", "orders", "visits", "survey"):
        assert set(firm[name]["customer_id"]) <= known


def test_each_call_makes_new_tables(firm):
    firm["orders"].loc[0, "amount"] = 999
    assert toy_firm()["orders"]["amount"][0] == 40


def test_a_deal_goes_through_its_stages_in_order():
    moves = simulate_deals(200, rng=np.random.default_rng(3))
    place = moves["stage"].map({name: n for n, name in enumerate([*STAGES, "won"])})
    steps = place.groupby(moves["deal_id"]).agg(list)
    assert all(step == list(range(len(step))) for step in steps)
    assert (moves["left"] >= moves["entered"]).all()


def test_one_deal_in_ten_is_won():
    moves = simulate_deals(10_000, rng=np.random.default_rng(3))
    share = (moves["stage"] == "won").sum() / moves["deal_id"].nunique()
    assert share == pytest.approx(0.105, abs=0.01)


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
