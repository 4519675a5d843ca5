"""Sequence rules and waits: counted by hand, by brute force, and found again where planted."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal

from crmlib.mining.sequences import (
    FIRST_DAY,
    PLAN,
    BankPlan,
    mean_wait,
    offer_profits,
    sequence_rule,
    waiting_times,
)
from crmlib.mining.simulated import simulate_bank_events

UNTIL = "2024-06-30"
BOTH = ["account", "cash card"]


def observation_end(plan=PLAN):
    """Return the last day of a made-up bank's events."""
    return FIRST_DAY + pd.Timedelta(days=plan.n_days - 1)


def generator(seed=7):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def events():
    """Twenty thousand openings over two years, with the plan as declared."""
    return simulate_bank_events(20_000, rng=generator())


def toy_events():
    """Return the events of five customers.

    Ann, Bob and Eve take account and cash card on one visit. Ann takes a credit card after 90
    days, Bob never, Eve after 5, ten days before the table ends. Cal opens an account only and
    takes a credit card after 150 days. Dee comes back for the cash card.
    """
    rows = [("Ann", "2024-01-02", BOTH), ("Ann", "2024-04-01", ["credit card"])]
    rows += [("Bob", "2024-02-01", BOTH)]
    rows += [("Cal", "2024-01-10", ["account"]), ("Cal", "2024-06-08", ["credit card"])]
    rows += [("Dee", "2024-03-01", ["account"]), ("Dee", "2024-03-20", ["cash card"])]
    rows += [("Eve", "2024-06-15", BOTH), ("Eve", "2024-06-20", ["credit card"])]
    events = [(who, pd.Timestamp(day), product) for who, day, many in rows for product in many]
    return pd.DataFrame(events, columns=["customer_id", "event_date", "product"])


@pytest.fixture
def waits():
    """Four starters: credit cards after 10 and 20 days, one still waiting at 20, one at 60."""
    return pd.DataFrame(
        {"duration": [10, 20, 20, 60], "event_observed": [True, True, False, False]}
    )


def random_events(draws):
    rows = [(c, pd.Timestamp("2024-01-01") + timedelta(days=d), p) for c, d, p in draws]
    fixed = [(0, pd.Timestamp("2024-01-01"), p) for p in "ab"]
    return pd.DataFrame(fixed + rows, columns=["customer_id", "event_date", "product"])


def brute_force(events, first, then, within, until):
    """Count customer by customer, with sets and dates only."""
    n_first = n_cut = n_both = n_base = n_base_both = 0
    for _, own in events.groupby("customer_id"):
        taken = [set(day["product"]) for _, day in own.groupby("event_date")]
        dates = sorted(set(own["event_date"]))
        ends = [d for d, products in zip(dates, taken, strict=True) if then in products]
        starts = [d for d, products in zip(dates, taken, strict=True) if first <= products]
        window = timedelta(days=within)
        if dates[0] + window <= until:
            n_base += 1
            n_base_both += any(dates[0] <= e <= dates[0] + window for e in ends)
        if starts:
            n_first += 1
            n_cut += starts[0] + window > until
            late = starts[0] + window > until
            n_both += not late and any(starts[0] <= e <= starts[0] + window for e in ends)
    return [n_first, n_cut, n_both, n_base, n_base_both]


def test_the_bank_s_rule_and_wait_are_recovered(events):
    """EXE-14: from dated events to 40 %, the three-month wait and the day of the offer."""
    end = observation_end()
    same_visit = sequence_rule(events, "account", "cash card", within_days=0, until=end)
    assert same_visit["low"] < 0.40 < same_visit["high"]
    waits = waiting_times(events, BOTH, "credit card", until=end)
    found = mean_wait(waits, horizon_days=540)
    assert found["low"] < 365.25 / 4 < found["high"]
    assert found["share"] == pytest.approx(0.5, abs=0.02)
    profits = offer_profits(waits, gain=50.0, cost=1.0)["profit"]
    assert 30 < profits.idxmax() < 365.25 / 4
    assert profits.max() > 5.0


def test_the_average_of_all_openers_is_another_number(events):
    waits = waiting_times(events, "account", "credit card", until=observation_end())
    found = mean_wait(waits, horizon_days=600)
    mixed = (0.4 * 0.5 * 365.25 / 4 + 0.6 * 0.2 * 365.25 / 2) / (0.4 * 0.5 + 0.6 * 0.2)
    assert mixed == pytest.approx(125.6, abs=0.1)
    assert found["low"] < mixed < found["high"]


def test_the_lift_is_what_the_planted_base_rate_makes_it(events):
    rule = sequence_rule(events, BOTH, "credit card", within_days=500, until=observation_end())
    assert rule["lift"] == pytest.approx(0.5 / 0.32, rel=0.08)
    assert rule["rate_without"] == pytest.approx(0.2, abs=0.02)


def test_without_a_planted_link_the_lift_is_near_one():
    plan = BankPlan(credit_rate_with=0.3, credit_rate_without=0.3, wait_days_without=365.25 / 4)
    events = simulate_bank_events(20_000, plan=plan, rng=generator())
    end = observation_end(plan)
    rule = sequence_rule(events, BOTH, "credit card", within_days=365, until=end)
    assert rule["low"] < rule["base_rate"] < rule["high"]
    assert rule["lift"] == pytest.approx(1.0, abs=0.06)


def test_the_interval_of_the_mean_covers_the_truth():
    covered = []
    for seed in range(60):
        events = simulate_bank_events(600, rng=generator(seed))
        waits = waiting_times(events, BOTH, "credit card", until=observation_end())
        found = mean_wait(waits, horizon_days=400)
        covered.append(found["low"] < 365.25 / 4 < found["high"])
    assert np.mean(covered) >= 0.9


def test_events_are_sorted_and_end_with_the_table(events):
    assert events["event_date"].between(pd.Timestamp("2023-01-01"), observation_end()).all()
    assert_frame_equal(events, events.sort_values(list(events), ignore_index=True))
    assert (events["product"] == "account").sum() == 20_000


def test_nobody_takes_a_card_where_the_rates_are_zero():
    plan = BankPlan(cash_card_rate=0.0, credit_rate_without=0.0)
    events = simulate_bank_events(50, plan=plan, rng=generator())
    assert set(events["product"]) == {"account"}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cash_card_rate": 1.4}, "`cash_card_rate` must lie in"),
        ({"wait_days_with": 0.0}, "`wait_days_with` must exceed 0"),
        ({"n_days": 10**6}, "`n_days` must be at most 100000; got 1000000"),
    ],
)
def test_plan_refuses_what_cannot_be(options, message):
    with pytest.raises(ValueError, match=message):
        BankPlan(**options)


def test_rule_of_the_toy_is_the_hand_count():
    rule = sequence_rule(toy_events(), BOTH, "credit card", within_days=100, until=UNTIL)
    counts = rule[["n_first", "n_cut", "n_complete", "n_both"]]
    assert counts.tolist() == [3, 1, 2, 1]  # Ann and Bob; Eve is cut off
    rates = rule[["support", "confidence", "base_rate", "rate_without", "lift"]]
    assert rates.tolist() == [0.25, 0.5, 0.25, 0.0, 2.0]


def test_a_follower_whose_window_is_cut_does_not_count():
    full = sequence_rule(toy_events(), BOTH, "credit card", within_days=5, until=UNTIL)
    cut = sequence_rule(toy_events(), BOTH, "credit card", within_days=30, until=UNTIL)
    assert full[["n_cut", "n_both"]].tolist() == [0, 1]  # Eve, after five days
    assert cut[["n_cut", "n_both"]].tolist() == [1, 0]


def test_two_products_on_two_days_are_not_one_visit():
    rule = sequence_rule(toy_events(), BOTH, "credit card", within_days=0, until=UNTIL)
    assert rule["n_first"] == 3  # Dee comes back for the card


def test_what_came_before_does_not_follow():
    rule = sequence_rule(toy_events(), "credit card", "cash card", within_days=1, until=UNTIL)
    assert rule[["n_first", "n_both", "confidence"]].tolist() == [3, 0, 0]


@given(
    draws=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 30), st.sampled_from("abc")), max_size=25
    ),
    within=st.integers(0, 35),
    first=st.sampled_from([frozenset("a"), frozenset("ac")]),
)
def test_rule_agrees_with_brute_force(draws, within, first):
    events, until = random_events([*draws, (5, 3, "c")]), pd.Timestamp("2024-02-01")
    rule = sequence_rule(events, sorted(first), "b", within_days=within, until=until)
    n_first, n_cut, n_both, n_base, n_base_both = brute_force(events, first, "b", within, until)
    assert rule[["n_first", "n_cut", "n_both"]].tolist() == [n_first, n_cut, n_both]
    expected = [n_both / n_base, n_base_both / n_base] if n_base else [np.nan, np.nan]
    assert rule[["support", "base_rate"]].tolist() == pytest.approx(expected, nan_ok=True)


def test_rates_of_nobody_are_nan():
    rule = sequence_rule(
        toy_events(), ["account", "credit card"], "cash card", within_days=9, until=UNTIL
    )
    assert rule["n_first"] == 0
    assert rule[["confidence", "low", "lift"]].isna().all()


def test_order_repeats_and_hours_do_not_matter_and_the_input_stays():
    before = toy_events()
    mixed = pd.concat([before, before.iloc[:3]]).sample(frac=1, random_state=7)
    mixed["event_date"] += pd.Timedelta(hours=9)
    kept = mixed.copy()
    rules = [
        sequence_rule(rows, "account", "credit card", within_days=100, until=UNTIL)
        for rows in (before, mixed)
    ]
    assert_series_equal(*rules)
    assert_frame_equal(mixed, kept)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"first": "acct"}, "`first` must be one of 'account', 'cash card', 'credit card'"),
        ({"first": []}, "`first` must be one of"),
        ({"then": "account"}, "`then` must be one of 'cash card', 'credit card'; got 'account'"),
        ({"until": "2024-06-01"}, "`until` must not precede an event; got 2024-06-01, but the"),
        ({"until": "2024-06-30 12:00+02:00"}, "`until` must have dates without a time zone"),
    ],
)
def test_rule_refuses_what_it_cannot_read(change, message):
    options = {"events": toy_events(), "first": "account", "then": "credit card"}
    options |= {"within_days": 9, "until": UNTIL} | change
    with pytest.raises(ValueError, match=message):
        sequence_rule(**options)


def test_rule_refuses_an_open_end_and_zoned_dates():
    events = toy_events()
    with pytest.raises(TypeError, match="`until` must be a date; got NoneType"):
        sequence_rule(events, "account", "credit card", within_days=9, until=None)
    events["event_date"] = events["event_date"].dt.tz_localize("UTC")
    with pytest.raises(ValueError, match="`events` must have dates without a time zone; got UTC"):
        sequence_rule(events, "account", "credit card", within_days=9, until=UNTIL)


def test_days_and_names_in_other_clothes_give_the_same_waits():
    plain = waiting_times(toy_events(), BOTH, "credit card", until=UNTIL)
    texts = toy_events().assign(event_date=toy_events()["event_date"].dt.strftime("%Y-%m-%d"))
    arrow = toy_events().convert_dtypes(dtype_backend="pyarrow")
    names = toy_events().astype({"customer_id": "category", "product": "category"})
    for events in (texts, arrow, names):
        found = waiting_times(events, np.array(BOTH), "credit card", until=date(2024, 6, 30))
        found.index = found.index.astype(str)
        assert_frame_equal(found, plain, check_dtype=False)


def test_waits_of_the_toy_are_the_hand_count():
    waits = waiting_times(toy_events(), BOTH, "credit card", until=UNTIL)
    assert waits.index.tolist() == ["Ann", "Bob", "Eve"]
    assert waits["duration"].tolist() == [90, 150, 5]
    assert waits["event_observed"].tolist() == [True, False, True]


def test_mean_wait_of_the_toy_is_the_hand_count(waits):
    # Survival: .75 from day 10, .5 from day 20; so half follow, half of them after 10 days.
    found = mean_wait(waits, horizon_days=60)
    assert found[["n", "n_observed", "naive_mean", "share", "mean"]].tolist() == [4, 2, 15, 0.5, 15]
    error = 1.959964 * np.sqrt(2 * (0.25 * 5) ** 2) / 0.5
    assert found[["low", "high"]].tolist() == pytest.approx([15 - error, 15 + error])


def test_mean_wait_weighs_each_wait_by_the_chance_to_see_it(events):
    """Inverse-probability weights, made from the curve of the cut-offs, give the same."""
    waits = waiting_times(events.head(3_000), BOTH, "credit card", until=observation_end())
    seen = waits[waits["event_observed"] & (waits["duration"] <= 500)]["duration"]
    cut = waits.loc[~waits["event_observed"], "duration"].to_numpy()
    ends = np.unique(cut)
    at_risk = [(waits["duration"] >= c).sum() - _n_events_at(waits, c) for c in ends]
    factors = 1 - np.array([(cut == c).sum() for c in ends]) / at_risk
    weights = [1 / factors[ends < day].prod() for day in seen]
    found = mean_wait(waits, horizon_days=500)
    assert found["share"] == pytest.approx(sum(weights) / len(waits))
    assert found["mean"] == pytest.approx(np.average(seen, weights=weights))


def _n_events_at(waits, day):
    return (waits["event_observed"] & (waits["duration"] == day)).sum()


def test_without_cut_offs_the_mean_is_the_plain_mean():
    waits = pd.DataFrame({"duration": [3, 5, 10, 30], "event_observed": True})
    found = mean_wait(waits, horizon_days=30)
    assert found["mean"] == pytest.approx(12) == found["naive_mean"]
    assert found["share"] == pytest.approx(1)


def test_waits_seen_are_too_short():
    plan = BankPlan(n_days=150)
    events = simulate_bank_events(20_000, plan=plan, rng=generator())
    waits = waiting_times(events, BOTH, "credit card", until=observation_end(plan))
    found = mean_wait(waits, horizon_days=140)
    assert found["naive_mean"] + 10 < found["low"]


def test_nobody_followed_gives_no_mean(waits):
    found = mean_wait(waits.assign(event_observed=False), horizon_days=60)
    assert found["share"] == 0
    assert found[["naive_mean", "mean", "low", "high"]].isna().all()


@pytest.mark.parametrize("horizon", [0, 61])
def test_mean_wait_refuses_a_horizon_that_nobody_reached(waits, horizon):
    with pytest.raises(ValueError, match=f"`horizon_days` must be at .*; got {horizon}"):
        mean_wait(waits, horizon_days=horizon)


def test_profits_are_the_hand_count(waits):
    table = offer_profits(waits, gain=10.0, cost=1.0, reach_days=10, horizon_days=50)
    assert table.loc[0].tolist() == [1.0, 0.25, 1.5]
    assert table.loc[10].tolist() == [0.75, 0.25, 1.75]
    assert table.loc[20].tolist() == [0.5, 0.0, -0.5]
    assert table["profit"].idxmax() == 10


def test_a_constant_chance_per_day_wants_the_offer_at_once():
    days = np.rint(1_000 * -np.log(np.linspace(0.999, 0.001, 999)) / 10).astype(int) + 1
    waits = pd.DataFrame({"duration": days, "event_observed": True})
    table = offer_profits(waits, gain=10.0, cost=1.0, horizon_days=300)
    assert table["profit"].idxmax() <= 1
    per_offer = (table["profit"] / table["waiting"])[::50]
    assert per_offer.to_numpy() == pytest.approx(10 * (1 - np.exp(-0.3)) - 1, abs=0.15)


@given(waits=st.lists(st.integers(0, 40), min_size=1), reach=st.integers(1, 30))
def test_without_cut_offs_shares_are_counts(waits, reach):
    lives = pd.DataFrame({"duration": [*waits, 90], "event_observed": True})
    table = offer_profits(lives, gain=2.0, cost=1.0, reach_days=reach, horizon_days=40)
    still = [sum(wait > day for wait in [*waits, 90]) for day in range(41)]
    soon = [sum(day < wait <= day + reach for wait in waits) for day in range(41)]
    assert (table["waiting"] * len(lives)).tolist() == pytest.approx(still)
    assert (table["responding"] * len(lives)).tolist() == pytest.approx(soon)


def test_profits_refuse_days_that_nobody_reached(waits):
    with pytest.raises(ValueError, match=r"`horizon_days \+ reach_days` must .* 60 days; got 61"):
        offer_profits(waits, gain=1.0, cost=1.0, reach_days=30, horizon_days=31)
