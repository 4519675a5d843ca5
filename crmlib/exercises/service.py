"""Questions of chapter 13, the contact centre: how many must answer, and what a robot may say."""

import numpy as np
import pandas as pd

from crmlib.core import share_interval
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
        unit="erlang",
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
    after="The waits are 0, 4, 6, 9 and 5: never idle, and yet too slow for how they came.",
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
            *_other_savings(served, more),
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


def _other_savings(served: pd.DataFrame, more: pd.DataFrame) -> tuple[tuple[float, str], ...]:
    """Return what service-4 comes to if something else is averaged or subtracted."""
    saved, still = served["n_lost"] - more["n_lost"], more["n_lost"].mean()
    in_time = (served["within"] - more["within"]).mean()
    return (
        (6 * saved.median() - 350, "Take the mean of the days."),
        (6 * in_time - 350, "Those are shares in time: take the lost callers."),
        (-6 * still - 350, "What the plan loses has to be subtracted."),
        (6 * still - 350, "Those are still lost: how many are saved?"),
    )


def _plan_and_callers() -> tuple[pd.DataFrame, pd.DataFrame]:
    calls = load_bank_calls()
    halves = half_hours(calls)
    past = halves[halves["day"] < "2003-09-01"]
    means = past.pivot_table(index="begins", columns="weekday", values="n_calls", observed=True)
    autumn = calls[calls["interval_start"] >= "2003-09-01"]
    callers = simulate_days(autumn, rng=np.random.default_rng(13))
    return staff_plan(means * 180 / 1_800, handling_s=180), callers


@question(
    "service-5",
    hints=(
        "The gap holds the number of pieces of the prepared text.",
        "pay has the pieces p, a, y, pa, ay and pay. Count them.",
    ),
    after="0.71, although one letter is wrong and one is too many: a typing error hardly hurts.",
)
def score_of_pay_and_paid() -> Number:
    """Cosine of "pay" with "paid", over the pieces that the robot knows."""
    return Number(
        expected=3 / np.sqrt(6 * 3),
        unit="coefficient",
        mistakes=(
            (3 / np.sqrt(9 * 3), "Nine are the pieces of *paid*: the gap is for those of *pay*."),
            (3 / np.sqrt(6 * 9), "Of *paid* the robot knows three pieces: leave that 3 as it is."),
            (3 / np.sqrt(3 * 3), "Three are the pieces that both share: how many has *pay*?"),
            (3 / np.sqrt(4 * 3), "Four are the letters of *paid*: count the pieces of *pay*."),
            (3 / np.sqrt(5 * 3), "Count again: p, a, y, then the pairs, then the whole word."),
            (3 / (6 * 3), "Take the root of the two lengths multiplied."),
            (3 / 6, "That is the share of the pieces of *pay*. The score divides by a root."),
            (np.sqrt(6 * 3), "That is what stands below the line: divide 3 by it."),
            (np.sqrt(3 / (6 * 3)), "The 3 above the line stands outside the root."),
        ),
    )


@question(
    "service-6",
    hints=(
        "share_interval takes the hits first, and then out of how many.",
        'share_interval(15, 40) has three values; ["low"] is the lower end.',
    ),
    after="From 24 to 53 %: forty questions choose a threshold roughly, and no better than that.",
)
def lower_end_of_development() -> Number:
    """Lower end of Wilson's interval for 15 right of 40."""
    share = 15 / 40
    ends, wide = share_interval(15, 40), share_interval(15, 60)
    wald = 1.96 * np.sqrt(share * (1 - share) / 40)
    held = share_interval(36, 80)
    return Number(
        expected=ends["low"],
        unit="fraction",
        mistakes=(
            (ends["high"], "That is the upper end."),
            (share, "That is the share itself: how low may the truth be?"),
            (wide["low"], "Small talk has no answer: leave its 20 out, so of 40."),
            (held["low"], "That is for the held-out wordings: here it is 15 of 40."),
            (share_interval(15, 80)["low"], "There are 40 development wordings, not 80."),
            (share_interval(25, 40)["low"], "Those are the wrong ones: 15 are right."),
            (
                share - wald,
                "That is 1.96 standard errors below: share_interval does better for few.",
            ),
            (share_interval(15, 40, level=0.9)["low"], "That is at 90 %: the level is 95 %."),
            (share_interval(15, 40, level=0.99)["low"], "That is at 99 %: the level is 95 %."),
            (ends["high"] - ends["low"], "That is the width: which end is the lower one?"),
            (share - ends["low"], "That is the distance from the share to the lower end."),
        ),
    )


@question(
    "service-7",
    hints=(
        "On average a list costs 0.4 * q + 5.5 * (1 - q). Where is that equal to 4?",
        "It is the formula of the break-even with 5.5 for wrong and 0.4 for right.",
    ),
    after=(
        "About 29 % are enough for this list, and with our own costs one in six. "
        "An answer needs 63 %: so a list may speak where an answer must not."
    ),
)
def chance_from_which_a_list_pays() -> Number:
    """Chance that a bank's list holds the right question from which it is cheaper."""
    right = (5.5 - 4) / (5.5 - 0.4)
    return Number(
        expected=right,
        unit="fraction",
        mistakes=(
            (1 - right, "That is the chance that the list misses: turn it round."),
            ((8 - 3) / (8 - 0.1), "That is for our robot's answers: take the bank's list."),
            ((3.5 - 3) / (3.5 - 0.5), "That is for our own costs: take those of the bank."),
            (0.4 / 4, "That compares a good list with a person: what if it misses?"),
            (0.4 / 5.5, "That compares two lists: where is the person?"),
            ((5.5 - 4) / 5.5, "Below the line stands the difference, 5.5 - 0.4."),
            ((4 - 0.4) / 5.5, "Below the line stands 5.5 - 0.4, above it 5.5 - 4."),
            (4 / 5.5, "A list that holds it costs something, too: 0.4."),
            (5.5 - 4, "That is what a list loses if it misses: divide by 5.5 - 0.4."),
            (5.5 - 4 / (5.5 - 0.4), "Put 5.5 - 4 in brackets."),
            ((5.5 - 4) / 5.5 - 0.4, "Put 5.5 - 0.4 in brackets."),
            ((5.5 - 4) / (4 - 0.4), "Those are the odds: loss over gain. Below stands 5.5 - 0.4."),
            ((5.5 - 4) / (5.5 + 0.4), "Below the line stands the difference, not the sum."),
            ((8 - 4) / (8 - 0.4), "A list that misses costs 5.5, not 8."),
        ),
    )


@question(
    "service-8",
    hints=(
        "share_interval(34, 100) has the lower end. What share goes on to a person then?",
        "0.5 for each list, and 3.6 for each of the 1 - low_end that go on.",
    ),
    after="3.18 at the careful end, 2.88 in the middle: cheaper than 3.6 in both, and not by much.",
)
def careful_cost_in_english() -> Number:
    """Cost of a question with robot and chat if the list solves the lower end of 34 of 100."""
    ends, known = share_interval(34, 100), share_interval(34, 80)

    def cost(solved):
        return 0.5 + (1 - solved) * 3.6

    low = ends["low"]
    return Number(
        expected=cost(low),
        tolerance=0.0019,  # the lower end rounded to three digits
        unit="money",
        mistakes=(
            (cost(0.34), "That is for the share itself: take the lower end of its interval."),
            (cost(ends["high"]), "That is the upper end, the hopeful one."),
            (cost(known["low"]), "Small talk comes as well: 34 of 100, not of 80."),
            (cost(0.49), "That is the Chinese robot: English solves less."),
            (cost(share_interval(49, 100)["low"]), "That is the Chinese robot: 34 of 100 here."),
            ((1 - low) * 3.6, "The list costs 0.5 for each question: add it."),
            (0.5 + low * 3.6, "low_end are solved by the list: the others go on to a person."),
            (low * 0.5 + (1 - low) * 3.6, "Each question gets a list first: 0.5 for all."),
            (0.5 + (1 - low) * 3, "That is with a person of 3: in English one costs 3.6."),
            (low, "That is the lower end: what does a question cost then?"),
            (3.6 - cost(low), "That is what it saves: asked is the cost itself."),
            (0.5 + (1 - low) * 5, "Behind the robot stands the chat with 3.6, not the telephone."),
            (1000 * cost(low), "That is for a thousand questions: asked is one."),
        ),
    )
