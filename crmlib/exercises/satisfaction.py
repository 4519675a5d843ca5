"""Questions of chapter 5, customer satisfaction and complaints."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.satisfaction import sample_size, simulate_response, simulate_users
from crmlib.service import run_desk


@question(
    "satisfaction-1",
    hints=(
        "Two of the five gaps are below 0. Double those, keep the others, then take the mean.",
        "gap.where(gap >= 0, 2 * gap) gives the felt values; .mean() their mean.",
    ),
    after="A mean gap of 0 can be a mean disappointment of one point.",
)
def mean_felt_value() -> Number:
    """Mean felt value of five gaps when disappointments count twice."""
    gap = pd.Series([7, 6, 7, 6, 6]) - pd.Series([6, 8, 5, 9, 4])
    felt = gap.where(gap >= 0, 2 * gap)
    return Number(
        expected=felt.mean(),
        tolerance=0.01,
        unit="points",
        mistakes=(
            (gap.mean(), "That is the mean gap: count the two disappointments twice."),
            (felt.sum(), "That is the sum over the five guests: divide it by five."),
            (
                gap.where(gap < 0, 2 * gap).mean(),
                "You doubled the pleasant surprises: double the gaps below 0 instead.",
            ),
            (
                gap[gap < 0].mean(),
                "That is the mean gap of the two disappointed guests: take all five.",
            ),
            (
                (2 * gap).where(gap < 0).sum() / 5,
                "The three pleased guests count too, with their gap as it is.",
            ),
        ),
    )


@question(
    "satisfaction-2",
    hints=(
        "Promoters answer 9 or 10, detractors 0 to 6. Those with 7 and 8 count in n only.",
        "100 * ((answers >= 9).mean() - (answers <= 6).mean()).",
    ),
    after="10 points: 24 promoters, 18 detractors, and 18 who count in n only.",
)
def score_of_sixty_answers() -> Number:
    """Net Promoter Score of sixty answers."""
    answers = _sixty()
    promoters, detractors = (answers >= 9).mean(), (answers <= 6).mean()
    passives = 1 - promoters - detractors
    return Number(
        expected=100 * (promoters - detractors),
        tolerance=0.05,
        unit="points",
        mistakes=(
            (100 * promoters, "That is the share of promoters: subtract the detractors."),
            (
                100 * (promoters - detractors - passives),
                "Answers of 7 and 8 are passive: they are not detractors.",
            ),
            (
                100 * ((answers >= 8).mean() - detractors),
                "An 8 is not a promoter yet: only 9 and 10 are.",
            ),
            (answers.mean(), "That is the mean answer; the score compares two shares."),
            (
                100 * (promoters - detractors) / (promoters + detractors),
                "The passives stay in the denominator: divide by all sixty.",
            ),
            (100 * (detractors - promoters), "The other way round: promoters minus detractors."),
        ),
    )


@question(
    "satisfaction-3",
    hints=(
        "An interval of 90 % leaves 10 % outside. How much of that lies below its lower end?",
        "np.quantile(draws, 0.05).",
    ),
    after="Even a 90 % interval of sixty answers begins below 0.",
)
def lower_end_of_the_interval() -> Number:
    """Lower end of the 90 % interval of a score that was resampled."""
    answers = _sixty()
    points = 100 * (answers >= 9).astype(int) - 100 * (answers <= 6).astype(int)
    rng = np.random.default_rng(5)
    draws = rng.choice(points.to_numpy(), size=(2_000, len(points))).mean(axis=1)
    low, half, tenth, high = np.quantile(draws, [0.025, 0.05, 0.1, 0.95])
    return Number(
        expected=half,
        tolerance=0.1,
        unit="points",
        mistakes=(
            (tenth, "10 % lie outside on both sides together: half of them lie below."),
            (low, "That is the lower end of the 95 % interval."),
            (high, "That is the upper end."),
            (draws.min(), "That is the smallest of all draws: cut off 5 % on each side."),
            (draws.mean(), "That is the middle of the draws, not the end of an interval."),
        ),
    )


@question(
    "satisfaction-4",
    hints=(
        "Of 100 people asked, 30 answer. So how many must be asked for 30 answers?",
        "Divide the answers wanted by the share who answer: n_answers / 0.3.",
    ),
    after="1,283 or 1,284 to ask; and the 30 % who answer are not a sample of the rest.",
)
def number_to_ask() -> Number:
    """How many to ask when three of ten answer."""
    n_answers = sample_size(5, 50)
    return Number(
        expected=n_answers / 0.3,
        tolerance=1,
        unit="people",
        mistakes=(
            (n_answers, "That is the number of answers. Who does not answer must be asked, too."),
            (n_answers * 0.3, "Fewer people than answers? Divide by the share, not multiply."),
            (n_answers / 0.7, "Seven of ten do not answer: divide by the share who do."),
            (n_answers * 1.3, "30 % more is not enough: only three of ten answer."),
            (n_answers * 1.7, "70 % more is not enough: only three of ten answer."),
        ),
    )


@question(
    "satisfaction-5",
    hints=(
        "(users['group'] == 'older').mean() is the group's share of all users.",
        "Divide it by (heard['group'] == 'older').mean(), its share of those who answered.",
    ),
    after="Who answers rarely speaks for nearly two: few voices carry much of the result.",
)
def weight_of_an_older_answer() -> Number:
    """Weight of an older person's answer."""
    rng = np.random.default_rng(5)
    users = simulate_users(40_000, rng=rng)
    invited = users.sample(5_000, random_state=5)
    heard = invited[simulate_response(invited, rng=rng)]
    wanted, given = (table["group"].value_counts(normalize=True) for table in (users, heard))
    return Number(
        expected=wanted["older"] / given["older"],
        tolerance=0.005,
        unit="ratio",
        mistakes=(
            (
                given["older"] / wanted["older"],
                "Upside down: who is too rare among the answers must weigh more than 1.",
            ),
            (wanted["older"], "That is the share among users: divide it by that among answers."),
            (given["older"], "That is the share among the answers."),
            (wanted["older"] - given["older"], "Divide the shares, do not subtract them."),
            (wanted["student"] / given["student"], "That is the weight of a student's answer."),
            (
                (users["group"] == "older").sum() / (heard["group"] == "older").sum(),
                "Those are counts: divide shares, so that the weights have a mean of 1.",
            ),
        ),
    )


@question(
    "satisfaction-6",
    hints=(
        "Of those who reach a step, the share 1 - rate passes it. And of those, the next one?",
        "Start with 1 and multiply by 1 - rate for every rate.",
    ),
    after="58 % finish, though no step but one loses more than 11 %.",
)
def share_who_finish() -> Function:
    """Share who pass every step, from the drop-off rate of each."""
    return Function(
        expected=_product(lambda rate: 1 - rate),
        cases=(([0.5, 0.2],), ([0.05, 0.11, 0.23, 0.09, 0.03],), ([0.3],)),
        tolerance=1e-9,
        mistakes=(
            (
                lambda rates: 1 - sum(rates),
                "The rates have different bases: each holds for those who reached the step.",
            ),
            (_product(lambda rate: rate), "That multiplies those who leave: take 1 - rate."),
            (
                lambda rates: 1 - _product(lambda rate: rate)(rates),
                "That is the share who do not leave at every step: take 1 - rate inside.",
            ),
            (
                lambda rates: sum(1 - rate for rate in rates) / len(list(rates)),
                "That is the mean of the steps: multiply them.",
            ),
            (
                lambda rates: 1 - _product(lambda rate: 1 - rate)(rates),
                "That is the share who leave somewhere: the question is who finishes.",
            ),
        ),
    )


@question(
    "satisfaction-7",
    hints=(
        "Without a breach an order brings 6 - 2 dollars. A breach takes 15 off, with chance p.",
        "Set 6 - 2 - 15 * p to 0 and solve for p.",
    ),
    after="If more than about one promise in four breaks, do not make it.",
)
def chance_at_which_a_duty_pays_nothing() -> Number:
    """Chance of a breach at which an extra duty is worth nothing."""
    earns, costs, penalty = 6, 2, 15
    return Number(
        expected=(earns - costs) / penalty,
        tolerance=0.002,
        unit="fraction",
        mistakes=(
            (earns / penalty, "The duty also costs 2 dollars to organise."),
            ((earns + costs) / penalty, "The 2 dollars are a cost: subtract them."),
            (
                (earns - costs) / (penalty + earns - costs),
                "The 4 dollars come with every order, broken or not: divide by 15.",
            ),
            (
                earns / (penalty + costs),
                "The 2 dollars are paid for every order: they reduce the 6, not raise the 15.",
            ),
            (penalty / (earns - costs), "Upside down: a chance lies between 0 and 1."),
        ),
    )


@question(
    "satisfaction-8",
    hints=(
        "Group the log by case_id and step, and take the smallest entered_at of each.",
        "After .unstack() subtract communication from reply; .dt.total_seconds() / 3600 is hours.",
    ),
    after="The customer waits for two days, though no single step seems slow.",
)
def median_hours_to_the_first_reply() -> Number:
    """Median hours between a complaint's arrival and the first reply."""
    _, log = run_desk(6, n_mended=2, rng=np.random.default_rng(5))
    steps = log.groupby(["case_id", "step"])["entered_at"]
    first, last = steps.min().unstack(), steps.max().unstack()

    def hours(end: pd.Series, start: str = "communication") -> pd.Series:
        return (end - first[start]).dt.total_seconds() / 3600

    wait = hours(first["reply"])
    return Number(
        expected=wait.median(),
        tolerance=0.05,
        unit="hours",
        mistakes=(
            (wait.mean(), "That is the mean, which a few long waits pull up: take the median."),
            (wait.median() / 24, "That is in days: hours are asked for."),
            (
                hours(last["reply"]).median(),
                "That is the last reply: some replies were rejected. Take the first one.",
            ),
            (hours(first["closed"]).median(), "That is until the case is closed: too late."),
            (
                hours(first["reply"], "investigation").median(),
                "That is the investigation only: begin where the case enters communication.",
            ),
        ),
    )


def _sixty() -> pd.Series:
    return pd.Series([10, 9, 8, 7, 6, 4, 2]).repeat([9, 15, 11, 7, 8, 6, 4])


def _product(part: Callable) -> Callable:
    def product(rates: list[float]) -> float:
        return float(np.prod([part(rate) for rate in rates]))

    return product
