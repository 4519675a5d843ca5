"""Erlang's formulas against hand counts, exact fractions, published rows and each other."""

from fractions import Fraction as Exact
from math import exp, factorial

import numpy as np
import pytest

from crmlib.service.queueing import agents_needed, erlang_a, erlang_c


def waits_exactly(load, n_agents):
    """Erlang's C as printed, in whole fractions."""
    power = Exact(load) ** n_agents / factorial(n_agents) * Exact(n_agents, n_agents - load)
    return power / (sum(Exact(load) ** n / factorial(n) for n in range(n_agents)) + power)


def balance(load, n_agents, patience, most=400):
    """Chances of 0, 1, 2 … in the system, by solving the balance of flows."""
    leave = [min(n, n_agents) + max(n - n_agents, 0) / patience for n in range(1, most)]
    chances = np.cumprod([1.0, *(load / rate for rate in leave)])
    return chances / chances.sum()


def test_one_agent_half_busy_lets_half_of_the_callers_wait():
    one = erlang_c(0.5, [1], handling_s=60).loc[1]
    assert one[["waits", "mean_wait_s", "queue", "occupancy"]].tolist() == [0.5, 60, 0.5, 0.5]


def test_fourteen_agents_at_ten_erlang_are_known_to_all_digits():
    row = erlang_c(10, [14], handling_s=180).loc[14].round(5)
    assert (row["waits"], row["within"]) == (0.17413, 0.88835)


@pytest.mark.parametrize(("load", "n_agents"), [(10, 14), (3, 4), (48, 50), (158, 167)])
def test_erlang_c_is_the_exact_fraction(load, n_agents):
    waits = erlang_c(load, [n_agents], handling_s=180)["waits"].iloc[0]
    assert waits == pytest.approx(float(waits_exactly(load, n_agents)), rel=1e-12)


def test_the_published_example_of_50_agents_with_and_without_patience():
    """Gans, Koole and Mandelbaum 2003: 48 calls a minute, 1 minute each, patience 2 minutes."""
    with_patience = erlang_a(48, [50], handling_s=60, patience_s=120).loc[50]
    without = erlang_c(48, [50], handling_s=60).loc[50]
    assert (with_patience["lost"].round(3), with_patience["mean_wait_s"].round(1)) == (0.031, 3.7)
    assert (with_patience["occupancy"].round(2), with_patience["queue"].round()) == (0.93, 3)
    assert (without["mean_wait_s"].round(1), without["queue"].round()) == (20.8, 17)
    assert without["occupancy"] == 0.96


@pytest.mark.parametrize(("n_agents", "patience"), [(50, 2), (40, 0.5), (60, 5), (1, 1)])
def test_erlang_a_balances_the_flows(n_agents, patience):
    row = erlang_a(48, [n_agents], handling_s=60, patience_s=60 * patience).loc[n_agents]
    chances = balance(48, n_agents, patience)
    places = np.arange(len(chances))
    assert row["waits"] == pytest.approx(chances[n_agents:].sum(), rel=1e-9)
    assert row["queue"] == pytest.approx((chances * np.maximum(places - n_agents, 0)).sum())
    assert row["occupancy"] == pytest.approx(
        (chances * np.minimum(places, n_agents)).sum() / n_agents
    )


def test_one_agent_with_nobody_ahead_answers_in_time_before_patience_ends():
    """Handling and patience of 1: with k ahead, k + 1 must end within t and before one's own."""
    row = erlang_a(1, [1], handling_s=100, patience_s=100, target_s=50).loc[1]
    by_hand = exp(-1) * (1 + sum(in_time(k, 0.5) / factorial(k + 1) for k in range(30)))
    assert row["within"] == pytest.approx(by_hand, rel=1e-5)


def in_time(ahead, target, n=20_000):
    """Chance to be served within `target` and one's own patience of mean 1, by integration."""
    times = (np.arange(n) + 0.5) * target / n
    density = (ahead + 1) * np.exp(-times) * (1 - np.exp(-times)) ** ahead
    return (density * np.exp(-times)).sum() * target / n


def test_very_long_patience_comes_near_to_erlang_c():
    patient = erlang_a(10, [14], handling_s=100, patience_s=10_000).loc[14]
    never = erlang_c(10, [14], handling_s=100).loc[14]
    assert patient["waits"] == pytest.approx(never["waits"], abs=0.003)
    assert patient["within"] == pytest.approx(never["within"], abs=0.003)


def test_the_lost_share_is_the_mean_wait_per_patience():
    table = erlang_a(158.8, range(140, 180, 5), handling_s=180, patience_s=90)
    assert np.allclose(table["lost"], table["mean_wait_s"] / 90, rtol=1e-12)


def test_calls_that_get_an_agent_keep_the_agents_busy():
    table = erlang_a(158.8, range(140, 180, 5), handling_s=180, patience_s=90)
    assert np.allclose(table["occupancy"] * table.index, 158.8 * (1 - table["lost"]), rtol=1e-9)


def test_thirteen_agents_answer_79_6_percent_and_are_not_enough():
    table = erlang_c(10, [13, 14], handling_s=180)
    assert table["within"].round(4).tolist() == [0.7956, 0.8884]
    assert agents_needed(10, handling_s=180) == 14


@pytest.mark.parametrize("load", [0.3, 10, 53.7, 158.8])
def test_the_number_needed_is_the_first_that_reaches_the_share(load):
    found = agents_needed(load, handling_s=180, share=0.9)
    table = erlang_c(load, range(int(load) + 1, found + 2), handling_s=180)
    assert table.index[table["within"] >= 0.9][0] == found


def test_five_percent_more_calls_need_eight_more_agents_and_not_nine():
    assert agents_needed(158.8, handling_s=180) == 167
    assert agents_needed(1.05 * 158.8, handling_s=180) == 175


def test_a_mean_wait_below_half_a_minute_needs_fewer_than_80_percent_in_20_seconds():
    table = erlang_c(158.8, range(159, 168), handling_s=180)
    assert table.index[table["mean_wait_s"] < 30][0] == 163


def test_no_more_agents_than_load_are_refused_with_the_reason():
    with pytest.raises(ValueError, match="above the load of 10 Erlang, or the queue grows for"):
        erlang_c(10, [12, 10], handling_s=180)


def test_more_agents_than_any_centre_has_are_refused():
    for formula in (erlang_c, lambda *a, **k: erlang_a(*a, patience_s=120, **k)):
        with pytest.raises(ValueError, match="at most 10,000; got 20,000"):
            formula(10, [20_000], handling_s=180)


def test_certainty_and_endless_patience_are_refused():
    with pytest.raises(ValueError, match="`share` must be below 1"):
        agents_needed(10, handling_s=180, share=1)
    with pytest.raises(ValueError, match="at most 100 handling times; got 200"):
        erlang_a(10, [14], handling_s=100, patience_s=20_000)
