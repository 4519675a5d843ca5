"""Questions of chapter 13, the contact centre: how many must answer, and what a robot may say."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_bank_calls
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.service import (
    erlang_a,
    erlang_c,
    half_hours,
    run_calls,
    run_plan,
    simulate_days,
    staff_plan,
)

# first sitting


@question(
    "service-1",
    hints=(
        "The gap holds the time of a call, in the unit of the 1,800.",
        "470 calls of 270 seconds each, in 1,800 seconds: 470 * 270 / 1_800.",
    ),
    after="About 70 agents would do nothing but talk. A centre needs some more.",
)
def load_of_another_bank() -> Number:
    """Offered load of 470 calls of 270 seconds in half an hour."""
    return Number(
        expected=470 * 270 / 1_800,
        unit="Erlang",
        mistakes=(
            (470 * 180 / 1_800, "That is with our bank's 180 seconds: here a call takes 270."),
            (470 * 270, "Those are seconds of talk: divide by the 1,800 of the half-hour."),
            (470 * 270 / 3_600, "Half an hour has 1,800 seconds."),
            (470 * 270 / 60, "Those are minutes of talk: divide by the whole half-hour."),
            (470 * 4.5 / 1_800, "270 seconds are 4.5 minutes, but 1,800 counts seconds."),
            (470 / 1_800, "Those are calls per second: times the seconds of a call."),
            (470 * 1_800 / 270, "Upside down: times 270, divided by 1,800."),
            (470 * 30 / 1_800, "30 are the minutes of the half-hour: the gap holds 270."),
            (470 * 270 / 30, "Divide by 1,800 seconds, not by 30 minutes."),
            (470 * 2.7 / 1_800, "A call takes 270 seconds, not 2.7."),
            (175.3, "That is our bank's Tuesday at 10:00."),
        ),
    )


@question(
    "service-2",
    hints=(
        "Five steps by hand: each begins when the patient is there and the doctor is free.",
        "The loop of the text, with zip([0, 2, 3, 5, 11], [6, 3, 5, 2, 4]), and the sum by 5.",
    ),
    after="The waits are 0, 4, 6, 9 and 5: the doctor was never idle, and they came together.",
)
def mean_wait_at_the_doctors() -> Number:
    """Mean wait of five patients of a village doctor, in minutes."""
    arrives, handling = np.array([0, 2, 3, 5, 11]), np.array([6, 3, 5, 2, 4])
    begins = np.array([0, 6, 9, 14, 16])
    waits = begins - arrives
    return Number(
        expected=waits.mean(),
        unit="minutes",
        mistakes=(
            (waits[waits > 0].mean(), "That leaves out who did not wait: divide by all five."),
            ((waits + handling).mean(), "That is until they leave: a wait ends at one's turn."),
            (waits.sum(), "That is the sum of the waits: divide by five."),
            (begins.mean(), "Those are the times of their turns: subtract the arrivals."),
            (handling.mean(), "That is how long they take. How long do they wait?"),
            (arrives.mean(), "That is when they come. How long do they wait?"),
            ((begins + handling).mean(), "Those are the times at which they leave."),
            *_other_waits(arrives, handling, waits),
            (waits.max(), "That is the longest wait: take the mean."),
            (3.6, "That is Ann's mean wait, from the text."),
        ),
    )


@question(
    "service-3",
    hints=(
        "`service.erlang_a` needs the load, a list of agents, handling_s and patience_s.",
        'service.erlang_a(10, [12], handling_s=180, patience_s=90), then its column "lost".',
    ),
    after="About 7 %. They wait 6.1 seconds on average, and 6.1 of 90 seconds is that share.",
)
def share_lost_in_the_small_centre() -> Number:
    """Share lost with 12 agents, 10 Erlang and a patience of 90 seconds."""
    row = erlang_a(10, [12], handling_s=180, patience_s=90).loc[12]

    def lost(load=10.0, n_agents=12, handling=180, patience=90):
        table = erlang_a(load, [n_agents], handling_s=handling, patience_s=patience)
        return table["lost"].iloc[0]

    return Number(
        expected=row["lost"],
        unit="fraction",
        mistakes=(
            (row["waits"], "That is the share that waits: most of them are answered."),
            (row["within"], "That is the share answered in time."),
            (1 - row["within"], "Some are answered late: those are not lost."),
            (1 - row["lost"], "That is the share answered at all."),
            (row["mean_wait_s"], "That is the mean wait in seconds."),
            (row["queue"], "That is the mean line."),
            (row["occupancy"], "That is how busy the agents are."),
            (row["lost"] / row["waits"], "That is the share of those who wait: take all callers."),
            (lost(patience=120), "That is with our bank's patience: here it is 90 seconds."),
            (lost(patience=180, handling=90), "Handling and patience are swapped."),
            (lost(n_agents=14), "That is with 14 agents: here there are 12."),
            (lost(load=12.0, n_agents=10), "Load and agents are swapped."),
            (lost(patience=180), "A call takes 180 seconds and patience 90: they are not equal."),
            (erlang_c(10, [12], handling_s=180)["waits"].iloc[0], "Erlang C knows no patience."),
            (row["lost"] * 10, "That is in Erlang: asked is the share."),
        ),
    )


@question(
    "service-4",
    hints=(
        "Run plan + 1, and subtract its lost callers a day from those of the plan.",
        '6 * (served["n_lost"] - more["n_lost"]).mean() - 350',
    ),
    after="Days drawn with replacement say -16 to 180 dollars (95 %): one agent more is a tie.",
)
def dollars_left_by_one_agent_more() -> Number:
    """Dollars a day left if the plan has one agent more in every half-hour."""
    plan, callers = _plan_and_callers()
    served, more = (run_plan(callers, plan + extra) for extra in (0, 1))
    saved = (served["n_lost"] - more["n_lost"]).mean()
    left = 6 * saved - 350
    return Number(
        expected=left,
        tolerance=0.05,
        unit="dollars",
        mistakes=(
            (-left, "The sign is turned: what the callers bring, less the wage."),
            (6 * saved, "That is what the callers bring: subtract the agent's \\$350."),
            (saved, "Those are callers a day: times \\$6, less \\$350."),
            (saved - 350, "Times \\$6, and then less \\$350."),
            (6 * (saved - 350), "Only the callers are worth \\$6 each: brackets."),
            (6 * saved + 350, "The agent costs \\$350: subtract them."),
            (6 * saved - 25, "That is one hour of wage: the agent costs \\$350 a day."),
            (38 * left, "That is for all 38 days: asked is a day."),
            (38 * 6 * saved - 350, "That sets 38 days of callers against one day of wage."),
            (6 * (served["n_lost"] - more["n_lost"]).median() - 350, "Take the mean of the days."),
            (
                6 * (served["within"] - more["within"]).mean() - 350,
                "Those are shares in time: take the lost callers.",
            ),
            (-6 * more["n_lost"].mean() - 350, "What the plan loses has to be subtracted."),
            (6 * more["n_lost"].mean() - 350, "Those are still lost: how many are saved?"),
        ),
    )


def _other_waits(
    arrives: np.ndarray, handling: np.ndarray, waits: np.ndarray
) -> tuple[tuple[float, str], ...]:
    """Return what service-2 comes to with a shorter memory, or with a second doctor."""
    patients = pd.DataFrame({"arrives": arrives, "handling": handling, "patience": 999})
    two = run_calls(patients, 2)["wait"]
    one_back = np.maximum(0, arrives[:-1] + handling[:-1] - arrives[1:])
    return (
        (two.mean(), "That is with two doctors: there is one."),
        (one_back.sum() / 5, "The one before may have waited, too: then the doctor ends later."),
        (waits.sum() / 20, "That is the mean line, by Little: divide by the five patients."),
    )


def _plan_and_callers() -> tuple[pd.DataFrame, pd.DataFrame]:
    calls = load_bank_calls()
    halves = half_hours(calls)
    past = halves[halves["day"] < "2003-09-01"]
    means = past.pivot_table(index="begins", columns="weekday", values="n_calls", observed=True)
    autumn = calls[calls["interval_start"] >= "2003-09-01"]
    callers = simulate_days(autumn, rng=np.random.default_rng(13))
    return staff_plan(means * 180 / 1_800, handling_s=180), callers


# second sitting
