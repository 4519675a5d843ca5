"""Channels in a row: cost, share solved, minutes, and who waits for the morning."""

import numpy as np
import pandas as pd
import pytest

from crmlib.service.channels import channel_plan

NIGHT = {"day_share": 0.9, "night_minutes": 270}


@pytest.fixture
def channels():
    """A robot at all hours, a chat by day, e-mail at all hours."""
    return pd.DataFrame(
        {
            "cost": [0.5, 3.0, 2.0],
            "solved": [0.5, 0.8, 0.9],
            "minutes": [0.0, 1.0, 480.0],
            "all_night": [True, False, True],
        },
        index=["robot", "chat", "e-mail"],
    )


def drawn(channels, n, rng, *, day_share, night_minutes):
    """Return the same four numbers from questions drawn one by one."""
    cost, minutes, solved, waited = np.zeros(n), np.zeros(n), np.zeros(n, bool), np.zeros(n, bool)
    is_night = rng.random(n) > day_share
    for channel in channels.itertuples():
        here = ~solved
        sleeps = here & is_night & ~waited & (not channel.all_night)
        minutes[sleeps] += night_minutes
        waited |= sleeps
        cost[here] += channel.cost
        minutes[here] += channel.minutes
        solved |= here & (rng.random(n) < channel.solved)
    return [cost.mean(), solved.mean(), minutes.mean(), waited.mean()]


def test_robot_and_chat_by_hand(channels):
    plan = channel_plan(channels.loc[["robot", "chat"]], **NIGHT)
    assert plan["cost"] == pytest.approx(0.5 + 0.5 * 3)
    assert plan["solved"] == pytest.approx(0.5 + 0.5 * 0.8)
    assert plan["until_morning"] == pytest.approx(0.5 * 0.1)
    assert plan["minutes"] == pytest.approx(0.5 * 1 + 0.05 * 270)


def test_a_plan_agrees_with_questions_drawn_one_by_one(channels):
    plan = channel_plan(channels, **NIGHT)
    found = drawn(channels, 200_000, np.random.default_rng(13), **NIGHT)
    np.testing.assert_allclose(plan, found, rtol=0.03)


def test_nobody_waits_twice_for_the_morning(channels):
    two = channels.loc[["chat", "chat"]]
    assert channel_plan(two, **NIGHT)["until_morning"] == pytest.approx(0.1)


def test_nobody_waits_for_the_morning_of_who_never_sleeps(channels):
    plan = channel_plan(channels.loc[["robot", "e-mail"]], **NIGHT)
    assert plan["until_morning"] == 0


def test_one_more_channel_solves_no_less_and_costs_no_less(channels):
    plans = [channel_plan(channels.head(n), **NIGHT) for n in (1, 2, 3)]
    for name in ("cost", "solved", "minutes"):
        values = [plan[name] for plan in plans]
        assert values == sorted(values)


def test_the_robot_alone_costs_its_own(channels):
    assert channel_plan(channels.head(1), **NIGHT).tolist() == [0.5, 0.5, 0, 0]
