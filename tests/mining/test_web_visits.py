"""Sessions, behaviour and campaigns: counted by hand, and found again where planted."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from sklearn.metrics import adjusted_rand_score

from crmlib.mining.simulated import (
    campaign_calendar,
    simulate_campaign_trials,
    simulate_clicks,
    simulate_orders,
)
from crmlib.mining.web_visits import (
    behaviour_types,
    campaign_effects,
    session_features,
    sessions,
    shopper_groups,
)

MORNING = pd.Timestamp("2024-01-01 09:00")


def generator(seed=7):
    return np.random.default_rng(seed)


def clicks_at(minutes, visitor=1, account=None):
    times = MORNING + pd.to_timedelta(minutes, unit="min")
    return pd.DataFrame(
        {"visitor_id": visitor, "account_id": account, "clicked_at": times, "page": "browse"}
    )


@pytest.fixture(scope="module")
def clicks():
    """Two thousand visitors of three types, 40 % of them logged in."""
    return simulate_clicks(2_000, rng=generator())


@pytest.fixture(scope="module")
def features(clicks):
    """Their sessions."""
    return session_features(sessions(clicks))


@pytest.fixture
def visit():
    """One search, two products, a basket and an order within six minutes; then a lone click."""
    table = clicks_at([0, 1, 3, 5, 6, 90], visitor=5, account="A5")
    return table.assign(page=["search", "product", "product", "basket", "order", "browse"])


def test_visitors_groups_and_campaigns_are_recovered(clicks, features):
    """EXE-13: anonymous behaviour, groups of registered shoppers, effect of two campaigns."""
    anonymous = features[features["account_id"].isna()]
    truth = clicks.groupby("visitor_id")["visitor_type"].first()
    found = behaviour_types(anonymous, 3)
    assert adjusted_rand_score(anonymous["visitor_id"].map(truth), found) > 0.85
    orders = simulate_orders(1_000, rng=generator())
    groups = shopper_groups(orders, 3, as_of="2024-12-31")
    planted = orders.groupby("customer_id")["shopper_type"].first()
    assert adjusted_rand_score(planted, groups["group"]) > 0.9
    trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=generator())
    effects = campaign_effects(trials).xs("ordered", level="outcome")
    added = campaign_calendar()["added_rate"]
    assert ((effects["low"] < added) & (added < effects["high"])).all()
    assert (effects["low"] > 0).all()


def test_a_discount_wins_orders_and_loses_margin():
    trials = simulate_campaign_trials(20_000, campaign_calendar(), rng=generator())
    effects = campaign_effects(trials).loc["discount"]
    assert effects.loc["ordered", "low"] > 0
    # 12 % buy at 15 % margin instead of 8 % at 40 %, of 50 dollars each.
    expected = 50 * (0.12 * 0.15 - 0.08 * 0.40)
    assert effects.loc["margin", "low"] < expected < effects.loc["margin", "high"] < 0


def test_no_effect_is_found_where_none_is_planted():
    calendar = campaign_calendar().assign(added_rate=0.0, discount=0.0, cost=0.0)
    found = [
        campaign_effects(simulate_campaign_trials(2_000, calendar, rng=generator(seed)))
        for seed in range(30)
    ]
    effects = pd.concat(found)
    misses = ((effects["low"] > 0) | (effects["high"] < 0)).mean()
    assert misses < 0.12
    assert effects["effect"].groupby("outcome").mean().abs().max() < 0.05


def test_another_season_looks_like_an_effect_and_the_control_group_shows_it():
    calendar = campaign_calendar().assign(added_rate=0.0)
    trials = simulate_campaign_trials(20_000, calendar, rng=generator())
    rates = trials.groupby(["campaign", "offered"])["ordered"].mean()
    assert rates["discount", True] - rates["advertisement", True] > 0.02
    effect = campaign_effects(trials).loc[("discount", "ordered")]
    assert effect["low"] < 0 < effect["high"]


def test_thirty_minutes_find_the_planted_sessions(clicks, features):
    # Planted sessions are on days of their own.
    planted = clicks.assign(day=clicks["clicked_at"].dt.normalize())
    assert len(features) == len(planted.drop_duplicates(["visitor_id", "day"]))


def test_a_pause_of_thirty_minutes_is_the_same_session_and_a_longer_one_is_not():
    assert sessions(clicks_at([0, 30, 60.1]))["session_id"].tolist() == [1, 1, 2]


def test_two_visitors_never_share_a_session():
    both = pd.concat([clicks_at([0, 1], visitor=2), clicks_at([2, 3], visitor=1)])
    found = sessions(both)
    assert found["visitor_id"].tolist() == [1, 1, 2, 2]
    assert found["session_id"].tolist() == [1, 1, 2, 2]


@given(
    draws=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 300)), min_size=1, max_size=30),
    gap=st.sampled_from([5, 30, 120]),
)
def test_sessions_agree_with_a_walk_through_the_log(draws, gap):
    log = pd.concat([clicks_at([minute], visitor) for visitor, minute in draws])
    n_sessions = 0
    for visitor in {visitor for visitor, _ in draws}:
        minutes = sorted(minute for v, minute in draws if v == visitor)
        n_sessions += 1 + sum(later - minute > gap for minute, later in pairwise(minutes))
    assert sessions(log, gap_minutes=gap)["session_id"].max() == n_sessions


def test_row_order_does_not_matter_and_the_log_stays(clicks):
    mixed = clicks.head(500).drop_duplicates(["visitor_id", "clicked_at"])
    shuffled = mixed.sample(frac=1, random_state=7)
    kept = shuffled.copy()
    assert_frame_equal(sessions(mixed), sessions(shuffled))
    assert_frame_equal(shuffled, kept)


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_clicks_in_other_clothes_give_the_same_sessions(visit, backend):
    plain = sessions(visit.assign(account_id=[None, None, *["A5"] * 4]))
    dressed = sessions(visit.convert_dtypes(dtype_backend=backend))
    assert dressed["session_id"].tolist() == plain["session_id"].tolist()
    found = session_features(plain.convert_dtypes(dtype_backend=backend))
    assert_frame_equal(found, session_features(plain), check_dtype=False, check_index_type=False)


def test_times_may_be_iso_text_and_a_gap_is_not_a_lifetime():
    texts = clicks_at([0, 31]).assign(clicked_at=["2024-01-01 09:00", "2024-01-01 09:31"])
    assert sessions(texts)["session_id"].tolist() == [1, 2]
    for gap in (0, 1e300):
        with pytest.raises(ValueError, match="`gap_minutes` must lie in"):
            sessions(texts, gap_minutes=gap)


def test_features_of_a_visit_are_the_hand_count(visit):
    found = session_features(sessions(visit))
    counts = found[["n_clicks", "n_searches", "n_products", "n_baskets"]]
    assert counts.to_numpy().tolist() == [[5, 1, 2, 1], [1, 0, 0, 0]]
    assert found["ordered"].tolist() == [True, False]
    assert found["dwell_seconds"].tolist() == [360.0, 0.0]
    assert found.loc[1, "seconds_per_click"] == 90
    assert np.isnan(found.loc[2, "seconds_per_click"])
    assert found["account_id"].tolist() == ["A5", "A5"]


def test_logging_in_halfway_makes_the_session_registered(visit):
    found = session_features(sessions(visit.assign(account_id=[None, None, *["A5"] * 4])))
    assert found.loc[1, "account_id"] == "A5"


def test_no_click_is_lost(clicks, features):
    assert features["n_clicks"].sum() == len(clicks)
    assert features["n_searches"].sum() == (clicks["page"] == "search").sum()


def test_sessions_of_one_click_have_no_type(features):
    lone = features[features["n_clicks"] > 1].head(50)
    lone = pd.concat([lone, lone.head(2).assign(n_clicks=1, seconds_per_click=np.nan)])
    found = behaviour_types(lone.reset_index(drop=True), 2)
    assert found.tail(2).tolist() == [0, 0]
    assert (found.head(50) > 0).all()


def test_types_are_numbered_by_size_and_read_no_orders(features):
    found = behaviour_types(features, 3)
    assert found.value_counts().drop(0, errors="ignore").index.tolist() == [1, 2, 3]
    blind = features.assign(ordered=True, n_baskets=9)
    assert_series_equal(found, behaviour_types(blind, 3))


def test_types_refuse_what_they_cannot_read(features):
    longer = features[features["n_clicks"] > 1]
    with pytest.raises(ValueError, match="`n_types` must be at most 2, the rows; got 3"):
        behaviour_types(longer.head(2), 3)
    with pytest.raises(ValueError, match="`features` must have `seconds_per_click` for every"):
        behaviour_types(longer.assign(seconds_per_click=np.nan), 3)


def test_groups_add_up_to_the_orders():
    orders = simulate_orders(200, rng=generator())
    groups = shopper_groups(orders, 3, as_of="2024-12-31")
    assert groups["n_orders"].sum() == len(orders)
    assert groups["total_spend"].sum() == pytest.approx(orders["amount"].sum())
    shuffled = shopper_groups(orders.sample(frac=1, random_state=7), 3, as_of="2024-12-31")
    assert_frame_equal(groups, shuffled)


def test_a_feature_that_never_varies_does_no_harm():
    dates = pd.to_datetime(["2024-01-01", "2024-01-01", "2024-03-01"])
    orders = pd.DataFrame({"customer_id": ["a", "b", "c"], "order_date": dates, "amount": 5.0})
    groups = shopper_groups(orders.assign(order_id=[1, 2, 3]), 2, as_of="2024-03-01")
    assert groups["group"].tolist() == [1, 1, 2]


def test_groups_refuse_orders_after_the_day():
    orders = simulate_orders(20, rng=generator())
    with pytest.raises(ValueError, match="`as_of` must not precede an order"):
        shopper_groups(orders, 3, as_of="2024-02-01")
    with pytest.raises(ValueError, match="`n_groups` must be at most 20, the rows; got 21"):
        shopper_groups(orders, 21, as_of="2024-12-31")


def test_effects_of_a_small_trial_are_the_hand_count():
    trials = pd.DataFrame({"campaign": "x", "offered": [True] * 4 + [False] * 4})
    trials = trials.assign(ordered=[True, True, True, False, True, False, False, False], margin=1.0)
    effects = campaign_effects(trials)
    assert effects["effect"].tolist() == [0.5, 0.0]
    half = 1.959964 * np.sqrt(2 * 0.25 / 4)
    assert effects.loc[("x", "ordered"), "high"] == pytest.approx(0.5 + half)


def test_a_campaign_without_enough_of_either_group_is_named():
    trials = simulate_campaign_trials(10, campaign_calendar(), rng=generator())
    all_offered = trials.assign(offered=trials["offered"] | (trials["campaign"] == "discount"))
    with pytest.raises(ValueError, match=r"`trials` must have .* in each campaign; got 0 in 'disc"):
        campaign_effects(all_offered)
