"""The four stages of a relationship as a machine, and the whole miniature from end to end."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.campaigns.effects import trial_effect
from crmlib.lifecycle.offers import decline_alarms, offer_trial
from crmlib.lifecycle.stages import STAGES, StageModel, _next_month, stage_names, stage_path

CALM = StageModel(risk_tolerance=1.0, shock_rate=0.0)
models = st.builds(
    StageModel,
    risk_tolerance=st.floats(0, 1),
    growth_rate=st.floats(0, 1),
    shock_rate=st.floats(0, 1),
    decline_rate=st.floats(0, 1),
)


def generator(seed=2):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def path() -> pd.DataFrame:
    """Ten years of 2,000 relationships under the declared parameters."""
    return stage_path(StageModel(), 2_000, 120, rng=generator())


def test_lifecycle_machine_runs_from_end_to_end():
    """EXE-03: trajectories, durations, profit, an alarm for stage 4, what an offer changes."""
    model = StageModel(shock_rate=0.05)
    path = stage_path(model, 3_000, 60, rng=generator())
    assert path["stage"].value_counts().min() > 0
    assert path.groupby("stage", observed=True)["profit"].sum().idxmax() == "stability"
    alarms = decline_alarms(path, fraction=0.4)
    found = alarms.merge(path[path["stage"] == "degeneration"], on=["customer_id", "month"])
    declines = path.loc[path["stage"] == "degeneration", "customer_id"].nunique()
    assert len(found) > 0.5 * declines
    trial = offer_trial(path, alarms, model, rescue_rate=0.4, n_months=12, rng=generator())
    assert (trial_effect(trial, ["stayed", "profit"])["low"] > 0).all()


# Names


def test_each_of_four_stages_has_two_names():
    names = stage_names()
    assert names.index.tolist() == STAGES[:4]
    both = names[["chinese", "second_chinese"]].to_numpy().ravel().tolist()
    assert both[:2] + both[-2:] == ["考察期", "孕育期", "退化期", "逆转期"]
    assert len(set(both)) == 8


def test_names_are_handed_out_afresh():
    mine = stage_names()
    mine.loc["stability", "second_name"] = "spoilt"
    assert stage_names().loc["stability", "second_name"] == "maturity"


# One month


@pytest.mark.parametrize(
    ("stage", "level", "shock_rate", "later", "later_level"),
    [
        ("exploration", 0.1, 0.0, "formation", 0.1),
        ("exploration", 0.1, 1.0, "ended", 0.0),
        ("formation", 0.5, 0.0, "formation", 0.625),
        ("formation", 0.94, 0.0, "stability", 1.0),
        ("formation", 0.5, 1.0, "degeneration", 0.4),
        ("formation", 0.11, 1.0, "ended", 0.0),
        ("stability", 1.0, 0.0, "stability", 1.0),
        ("stability", 1.0, 1.0, "degeneration", 0.8),
        ("degeneration", 0.5, 0.0, "degeneration", 0.4),
        ("degeneration", 0.11, 0.0, "ended", 0.0),
        ("ended", 0.0, 0.5, "ended", 0.0),
    ],
)
def test_month_moves_a_relationship_as_declared(stage, level, shock_rate, later, later_level):
    model = StageModel(risk_tolerance=1.0, shock_rate=shock_rate)
    now = np.array([STAGES.index(stage)]), np.array([level])
    [moved], [new_level] = _next_month(*now, model, rng=generator())
    assert STAGES[moved] == later
    assert new_level == pytest.approx(later_level)
    assert (now[0][0], now[1][0]) == (STAGES.index(stage), level)


# Paths


def test_calm_relationship_grows_along_the_logistic_curve():
    path = stage_path(CALM, 1, 14, rng=generator())
    level, expected = 0.1, [0.1]
    for _ in range(10):
        expected.append(level)
        level += 0.5 * level * (1 - level)
    assert path["level"].head(11).tolist() == pytest.approx(expected)
    assert path["level"].iloc[-1] == 1.0
    assert path["stage"].iloc[-1] == "stability"


@given(models, st.integers(0, 99))
@settings(max_examples=40, deadline=None)
def test_no_relationship_returns_to_an_earlier_stage(model, seed):
    path = stage_path(model, 20, 15, rng=generator(seed))
    codes = path["stage"].cat.codes
    assert (codes.groupby(path["customer_id"]).diff().dropna() >= 0).all()
    assert path["level"].between(0, 1).all()
    ended = path["stage"] == "ended"
    assert (path.loc[ended, ["level", "n_orders", "profit"]] == 0).all(axis=None)
    assert (path.loc[~ended, "level"] > 0).all()


def test_profit_is_margin_on_orders_less_service(path):
    alive = path[path["stage"] != "ended"]
    assert (alive["profit"] == 5 * alive["n_orders"] - 6).all()


def test_orders_follow_the_level(path):
    stable = path.loc[path["stage"] == "stability", "n_orders"]
    assert stable.mean() == pytest.approx(8, rel=0.01)
    assert stable.var() == pytest.approx(8, rel=0.03)


def test_planted_rates_are_found_again_by_counting_moves(path):
    following = path.groupby("customer_id")["stage"].shift(-1)
    moves = pd.crosstab(path["stage"], following, normalize="index")
    assert moves.loc["stability", "degeneration"] == pytest.approx(0.03, abs=0.002)
    assert moves.loc["exploration", "ended"] == pytest.approx(0.03, abs=0.004)
    assert moves.loc["exploration", "formation"] == pytest.approx(0.97 * 0.2, abs=0.01)


def test_same_seed_gives_the_same_luck_to_other_volumes():
    small, large = (
        stage_path(StageModel(full_volume=volume), 50, 40, rng=generator()) for volume in (1, 9)
    )
    assert small["stage"].equals(large["stage"])
    assert small["n_orders"].sum() < large["n_orders"].sum()


def test_a_path_without_end_is_refused():
    with pytest.raises(ValueError, match=r"`n_months` must be at most 200 for 100,000 customers"):
        stage_path(CALM, 100_000, 201, rng=generator())
