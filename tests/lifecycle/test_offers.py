"""Alarms on falling orders, and offers held against a control group."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from crmlib.campaigns.effects import trial_effect
from crmlib.lifecycle.offers import decline_alarms, offer_trial, stage_effects
from crmlib.lifecycle.stages import StageModel, stage_path

CALM = StageModel(shock_rate=0.0)


def generator(seed=2):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def path() -> pd.DataFrame:
    """Five years of 3,000 relationships under the declared parameters."""
    return stage_path(StageModel(), 3_000, 60, rng=generator())


@pytest.fixture
def two_customers() -> pd.DataFrame:
    """Ann orders well for three months, then hardly; Bob orders the same every month."""
    orders = {"Ann": [6, 6, 6, 3, 1, 1], "Bob": [4] * 6}
    return pd.DataFrame(
        [(who, month, n) for who, row in orders.items() for month, n in enumerate(row, start=1)],
        columns=["customer_id", "month", "n_orders"],
    )


@pytest.fixture
def decline() -> pd.DataFrame:
    """Ann declines from month 2 and is gone in month 4; Bob and Cem stay in stability."""
    stages = {
        "Ann": ["stability", "degeneration", "degeneration", "ended"],
        "Bob": ["stability"] * 4,
        "Cem": ["stability"] * 4,
    }
    return pd.DataFrame(
        [(who, month, s) for who, row in stages.items() for month, s in enumerate(row, start=1)],
        columns=["customer_id", "month", "stage"],
    )


def rung(**months: int) -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(months), "month": list(months.values())})


def trial_of(path: pd.DataFrame, moments: pd.DataFrame) -> pd.DataFrame:
    start = path.assign(level=0.5)
    return offer_trial(start, moments, CALM, rescue_rate=1, n_months=3, rng=generator())


@pytest.mark.parametrize(("fraction", "month"), [(0.9, 4), (0.6, 5), (0.3, 6)])
def test_alarm_rings_in_the_month_that_one_counts_by_hand(two_customers, fraction, month):
    """Three months of Ann's bring 18, 15, 10 and 5 orders."""
    alarms = decline_alarms(two_customers, fraction=fraction)
    assert alarms.to_dict("list") == {"customer_id": ["Ann"], "month": [month]}


def test_alarm_is_what_a_loop_over_months_finds(path):
    orders = path.pivot(index="customer_id", columns="month", values="n_orders").head(200)
    expected = {}
    for customer, row in orders.iterrows():
        sums = [row.loc[month - 2 : month].sum() for month in range(3, 61)]
        rings = [
            month
            for month, now in enumerate(sums, start=3)
            if max(sums[: month - 2]) >= 9 and now <= 0.5 * max(sums[: month - 2])
        ]
        expected |= {customer: rings[0]} if rings else {}
    alarms = decline_alarms(path[path["customer_id"] <= 200])
    assert dict(zip(alarms["customer_id"], alarms["month"], strict=True)) == expected


def test_too_few_orders_ring_no_alarm(two_customers):
    assert decline_alarms(two_customers, least_orders=19).empty
    assert len(decline_alarms(two_customers, least_orders=18)) == 1


def test_alarms_do_not_depend_on_row_order(two_customers):
    before = two_customers.copy(deep=True)
    shuffled = decline_alarms(two_customers.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(shuffled, decline_alarms(two_customers))
    pd.testing.assert_frame_equal(two_customers, before)


def test_paths_with_holes_or_doubles_are_refused(two_customers):
    with pytest.raises(ValueError, match=r"same consecutive months .* 1 to 6 and 1 missing rows"):
        decline_alarms(two_customers.drop(index=2))
    with pytest.raises(ValueError, match=r"one row per customer and month; got 1 more, .* index 0"):
        decline_alarms(two_customers.iloc[[0, 0]])
    with pytest.raises(ValueError, match="same consecutive months for every customer; got 5"):
        decline_alarms(two_customers[two_customers["month"] != 3])


def test_moments_that_are_twice_or_nowhere_are_refused(decline):
    twice = pd.concat([rung(Bob=1), rung(Bob=2)])
    with pytest.raises(ValueError, match=r"`moments` must have one row per customer; .* Bob at"):
        trial_of(decline, twice)
    with pytest.raises(ValueError, match=r"`moments` must be in `path`; got 1 .* Bob in month 9"):
        trial_of(decline, rung(Bob=9))
    with pytest.raises(ValueError, match=r"`moments` must be in `path`; got 1 others, .* 1 in mo"):
        trial_of(decline, pd.DataFrame({"customer_id": [1], "month": [2]}))


def test_a_month_that_stands_twice_in_the_path_is_refused(decline):
    """One moment that finds two rows would count as two."""
    with pytest.raises(ValueError, match=r"`path` must have one row per customer and month; got 1"):
        trial_of(pd.concat([decline, decline.iloc[[0]]]), rung(Ann=3))


@pytest.mark.parametrize("kind", ["category", "string", "object"])
def test_ids_in_other_clothes_give_the_same_alarms(two_customers, kind):
    ids = two_customers["customer_id"].astype(str)
    plain = decline_alarms(two_customers.assign(customer_id=ids))
    dressed = decline_alarms(two_customers.assign(customer_id=ids.astype(kind)))
    assert dressed.astype({"customer_id": str}).equals(plain.astype({"customer_id": str}))


def test_categories_that_nobody_has_are_no_customers(two_customers):
    few = two_customers.assign(customer_id=two_customers["customer_id"].astype("category"))
    few = few[few["customer_id"] == few["customer_id"].iloc[0]]
    assert len(decline_alarms(few)) <= 1


@pytest.mark.parametrize("rescue_rate", [0.0, 0.25, 0.6, 1.0])
def test_planted_rescue_rate_is_found_again(rescue_rate):
    """Without shocks every relationship that is not rescued is gone after twelve months."""
    start = pd.DataFrame({"customer_id": range(8_000), "month": 1, "stage": "degeneration"})
    trial = offer_trial(
        start.assign(level=0.5), start[["customer_id", "month"]], CALM,
        rescue_rate=rescue_rate, n_months=12, rng=generator(),
    )  # fmt: skip
    effect = trial_effect(trial, ["stayed"]).loc["stayed"]
    assert effect["control"] == 0
    assert effect["effect"] == pytest.approx(rescue_rate, abs=0.025)


def test_offer_changes_nothing_outside_degeneration(path):
    everyone = path.loc[path["month"] == 24, ["customer_id", "month"]]
    never, always = (
        offer_trial(path, everyone, StageModel(), rescue_rate=r, n_months=9, rng=generator())
        for r in (0.0, 1.0)
    )
    elsewhere = never["stage"] != "degeneration"
    assert never.loc[elsewhere, "stayed"].equals(always.loc[elsewhere, "stayed"])
    assert never["stayed"].sum() < always["stayed"].sum()


def test_coin_is_fair_and_does_not_look_at_the_stage(path):
    everyone = path.loc[path["month"] == 24, ["customer_id", "month"]]
    trial = offer_trial(path, everyone, CALM, rescue_rate=0.4, n_months=1, rng=generator())
    assert trial["offered"].mean() == pytest.approx(0.5, abs=0.03)
    counts = pd.crosstab(trial["stage"].astype("str"), trial["offered"])
    assert stats.chi2_contingency(counts).pvalue > 0.01


def test_profit_of_a_calm_year_is_twelve_full_months():
    start = pd.DataFrame({"customer_id": range(2_000), "month": 1, "stage": "stability"})
    trial = offer_trial(
        start.assign(level=1.0), start[["customer_id", "month"]], CALM,
        rescue_rate=0.4, n_months=12, rng=generator(),
    )  # fmt: skip
    assert trial["profit"].mean() == pytest.approx(12 * (5 * 8 - 6), rel=0.01)
    assert trial["stayed"].all()


def test_a_trial_without_end_is_refused(path):
    everyone = path.loc[path["month"] == 24, ["customer_id", "month"]]
    with pytest.raises(ValueError, match="`n_months` must be at most 6,666 for 3,000 customers"):
        offer_trial(path, everyone, CALM, rescue_rate=0.4, n_months=6_667, rng=generator())


def test_a_stage_that_is_none_is_refused(decline):
    odd = decline.assign(stage=decline["stage"].str.title())
    with pytest.raises(
        ValueError, match="'ended' in `stage`; got 12 others, the first 'Stability'"
    ):
        trial_of(odd, rung(Ann=3))


def test_effects_by_stage_are_those_of_each_stage_alone(path):
    moments = path[(path["month"] == 18) & (path["stage"] != "ended")]
    trial = offer_trial(path, moments, StageModel(), rescue_rate=0.4, n_months=12, rng=generator())
    effects = stage_effects(trial, "profit")
    assert effects["n"].sum() == len(trial)
    falling = trial[trial["stage"] == "degeneration"]
    alone = trial_effect(falling, ["profit"]).loc["profit"]
    assert effects.loc["degeneration", "effect"] == pytest.approx(alone["effect"])
    assert effects.loc["degeneration", "low"] > 0 > effects.loc["stability", "low"]


def test_stages_stand_in_their_order_whatever_the_rows(path):
    trial = pd.DataFrame({"stage": ["stability", "exploration"] * 4, "stayed": True})
    effects = stage_effects(trial.assign(offered=[True] * 4 + [False] * 4), "stayed")
    assert list(effects.index) == ["exploration", "stability"]
    assert effects["effect"].tolist() == [0, 0]


def test_a_stage_with_one_relationship_is_refused():
    trial = pd.DataFrame({"stage": "stability", "offered": [True, True, False], "profit": 1.0})
    with pytest.raises(ValueError, match="at least two customers in each group"):
        stage_effects(trial, "profit")
