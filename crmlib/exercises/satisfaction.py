"""Questions of chapter 5, customer satisfaction and complaints."""

import numpy as np
import pandas as pd

from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.satisfaction import nps, sample_size, simulate_response, simulate_users
from crmlib.service import run_desk

Mistakes = tuple[tuple[float, str], ...]
# Mistakes of satisfaction-1, as they are written: of the five gaps.
FELT = (
    (lambda gap: gap.mean(), "That is the mean gap: count the two disappointments twice."),
    (
        lambda gap: gap.where(gap >= 0, 2 * gap).sum(),
        "That is the sum over the five guests: divide it by five.",
    ),
    (
        lambda gap: gap.where(gap < 0, 2 * gap).mean(),
        "You doubled the pleasant surprises: double the gaps below 0 instead.",
    ),
    (
        lambda gap: gap[gap < 0].mean(),
        "That is the mean gap of the two disappointed guests: take all five.",
    ),
    (
        lambda gap: 2 * gap[gap < 0].mean(),
        "That is the felt mean of the two disappointed guests: take all five.",
    ),
    (
        lambda gap: (2 * gap).where(gap < 0).sum() / 5,
        "The three pleased guests count too, with their gap as it is.",
    ),
    (
        lambda gap: (-gap).where(gap <= 0, -2 * gap).mean(),
        "That is expected minus perceived: satisfaction is perceived minus expected.",
    ),
    (
        lambda gap: (-gap).where(gap > 0, -2 * gap).mean(),
        "The right size, with the wrong sign: satisfaction is perceived minus expected.",
    ),
    (
        lambda gap: gap.where(gap >= 0, 3 * gap).mean(),
        "A disappointment counts twice; here it counts three times.",
    ),
    (lambda gap: 2 * gap.mean(), "Everything is doubled: only the gaps below 0 count twice."),
    (
        lambda gap: gap.where(gap >= 0, gap / 2).mean(),
        "Disappointments are halved here: they count twice.",
    ),
    (
        lambda gap: gap.where(gap >= 0, 2 * gap).median(),
        "That is the median of the felt values: take their mean.",
    ),
    (
        lambda gap: gap.where(gap >= 0, 2).mean(),
        "The other value is always 2 here: it must be twice the gap.",
    ),
    (
        lambda gap: gap.where(gap >= 0).mean(),
        "That is the mean of the pleased guests: the other two are left out.",
    ),
    (
        lambda gap: gap.where(gap >= 0, -2 * gap).mean(),
        "The doubled gaps lost their sign: a disappointment stays below 0.",
    ),
)
# Mistakes of satisfaction-2, as they are written: of the sixty answers.
SCORES = (
    (
        lambda a: 100 * (a >= 9).mean(),
        "Subtract the detractors; or, if you did, leave out 7 and 8: they are no promoters.",
    ),
    (
        lambda a: 100 * (a <= 6).mean(),
        "That is the share of detractors: subtract it from the promoters'.",
    ),
    (
        lambda a: 100 * ((a >= 9).mean() - (a <= 8).mean()),
        "Answers of 7 and 8 are passive: they are not detractors.",
    ),
    (
        lambda a: 100 * ((a >= 8).mean() - (a <= 6).mean()),
        "An 8 is not a promoter yet: only 9 and 10 are.",
    ),
    (
        lambda a: 100 * ((a > 9).mean() - (a <= 6).mean()),
        "A 9 is a promoter, too: >= 9, not > 9.",
    ),
    (
        lambda a: 100 * ((a >= 9).mean() - (a < 6).mean()),
        "A 6 is a detractor, too: <= 6, not < 6.",
    ),
    (
        lambda a: 100 * ((a > 9).mean() - (a < 6).mean()),
        "The ends belong to both groups: >= 9 and <= 6.",
    ),
    (lambda a: a.mean(), "That is the mean answer; the score compares two shares."),
    (
        lambda a: 100 * ((a >= 9).sum() - (a <= 6).sum()) / ((a >= 9) | (a <= 6)).sum(),
        "The passives stay in the denominator: divide by all sixty.",
    ),
    (
        lambda a: 100 * ((a <= 6).mean() - (a >= 9).mean()),
        "The other way round: promoters minus detractors.",
    ),
    (
        lambda a: (a >= 9).sum() - (a <= 6).sum(),
        "Those are people: divide by all sixty, and take it times 100.",
    ),
    (
        lambda a: (a >= 9).mean() - (a <= 6).mean(),
        "That is a share; the score is in points: times 100.",
    ),
    (
        lambda a: 100 * (a >= 9).mean() - (a <= 6).mean(),
        "Brackets: both shares are taken times 100.",
    ),
    (
        lambda a: 100 * ((a.unique() >= 9).mean() - (a.unique() <= 6).mean()),
        "Each kind of answer counts once here: count the sixty people, in `answers`.",
    ),
)
# Mistakes of satisfaction-6, as they are written.
COMPLETIONS = (
    (
        lambda rates: 1 - sum(rates),
        "The rates have different bases: multiply, with 1 - rate in brackets.",
    ),
    (lambda rates: np.prod(rates), "That multiplies those who leave: take 1 - rate."),
    (
        lambda rates: 1 - np.prod(rates),
        "That is the share who do not leave at every step: take 1 - rate inside.",
    ),
    (
        lambda rates: sum(1 - rate for rate in rates) / len(list(rates)),
        "That is the mean of the steps: multiply them.",
    ),
    (
        lambda rates: 1 - np.prod([1 - rate for rate in rates]),
        "That is the share who leave somewhere: the question is who finishes.",
    ),
    (
        lambda rates: sum(rates),
        "Adding up the rates counts on one base: multiply what is left at each step.",
    ),
    (
        lambda rates: sum(1 - rate for rate in rates),
        "The shares who pass are added up: multiply them.",
    ),
    (
        lambda rates: 1 - next(iter(rates)),
        "Only the first step counts: does `return` stand inside the loop?",
    ),
    (
        lambda rates: 1 - list(rates)[-1],
        "Only the last step counts: multiply what was passed before, passed * (1 - rate).",
    ),
    (lambda rates: 1 - max(rates), "Only the worst step counts here: all steps take their share."),
    (
        lambda rates: np.cumprod([1 - rate for rate in rates]),
        "That is the share after each step: the last one finishes.",
    ),
    (lambda rates: 0, "Whatever is multiplied by 0 is 0: start with 1."),
)
# Mistakes of satisfaction-8: from which step to which.
SPANS = (
    ("communication", "closed", "That is until the case is closed: too late."),
    (
        "communication",
        "improvement",
        "That is until the improvement: the reply comes before it.",
    ),
    (
        "communication",
        "investigation",
        "That is until the investigation begins: the reply comes after it.",
    ),
    (
        "investigation",
        "reply",
        "That is the investigation only: begin where the case enters communication.",
    ),
    (
        "confirmation",
        "reply",
        "That begins at the confirmation: the case arrives at communication.",
    ),
)


@question(
    "satisfaction-1",
    hints=(
        "Two of the five gaps are below 0. Double those, keep the others, then take the mean.",
        "gap.where(gap >= 0, 2 * gap) gives the felt values; .mean() their mean.",
    ),
    after="On average a little more than expected, and yet felt as a disappointment.",
)
def mean_felt_value() -> Number:
    """Mean felt value of five gaps when disappointments count twice."""
    gap = pd.Series([7, 6, 7, 6, 7]) - pd.Series([6, 8, 5, 9, 4])
    return Number(
        expected=gap.where(gap >= 0, 2 * gap).mean(),
        unit="points",
        mistakes=tuple((wrong(gap), told) for wrong, told in FELT),
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
    return Number(
        expected=100 * ((answers >= 9).mean() - (answers <= 6).mean()),
        unit="points",
        mistakes=tuple((wrong(answers), told) for wrong, told in SCORES),
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
    low, half, tenth, high, top = np.quantile(draws, [0.025, 0.05, 0.1, 0.95, 0.975])
    return Number(
        expected=half,
        tolerance=0.01,
        unit="points",
        mistakes=(
            (tenth, "10 % lie outside on both sides together: half of them lie below."),
            (low, "That is the lower end of the 95 % interval."),
            (high, "That is the upper end."),
            (top, "That is the upper end of the 95 % interval."),
            (np.quantile(draws, 0.9), "That cuts off the upper tenth: the lower end is below."),
            (draws.min(), "That is the smallest of all draws: cut off 5 % on each side."),
            (draws.mean(), "That is the middle of the draws, not the end of an interval."),
            *_other_intervals(answers, draws),
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
            (n_answers * 3, "Not one of three answers, but three of ten: divide by 0.3."),
            (n_answers / 0.3 - n_answers, "Those do not answer: the others are asked, too."),
            (n_answers / 0.3 + n_answers, "Who answers is among those asked: do not add them."),
            (n_answers / 30, "30 % is 0.3, not 30."),
            (n_answers / 3, "Only three of ten answer, so more people are asked than answer."),
            (n_answers * 10, "If one of ten answered. But three do: divide by 0.3."),
            (n_answers * 0.7, "Fewer people than answers? Divide by 0.3."),
            (sample_size(5, 30) / 0.3, "The 30 % are who answers, not who is satisfied: 385."),
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
    users, invited, heard = _survey()
    wanted, asked, given = (
        table["group"].value_counts(normalize=True) for table in (users, invited, heard)
    )
    counts = users["group"].value_counts() / heard["group"].value_counts()
    return Number(
        expected=wanted["older"] / given["older"],
        unit="ratio",
        mistakes=(
            (
                given["older"] / wanted["older"],
                "Upside down: who is too rare among the answers must weigh more than 1.",
            ),
            (wanted["older"], "That is the share among users: divide it by that among answers."),
            (given["older"], "That is the share among the answers."),
            (wanted["older"] - given["older"], "Divide the shares, do not subtract them."),
            (wanted["older"] * given["older"], "Divide the shares, do not multiply them."),
            (wanted["student"] / given["student"], "That is the weight of a student's answer."),
            (wanted["working"] / given["working"], "That is the weight of a working person's."),
            (counts["older"], "Those are counts: divide shares, so that weights average 1."),
            (asked["older"] / given["older"], "That is the share of `invited`: take `users`."),
            (1 / 0.15, "That is 1 over the response rate: divide the two shares."),
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
        expected=lambda rates: float(np.prod([1 - rate for rate in rates])),
        cases=tuple(
            (pd.Series(rates),) for rates in ([0.5, 0.2], [0.05, 0.11, 0.23, 0.09, 0.03], [0.3])
        ),
        tolerance=1e-9,
        mistakes=COMPLETIONS,
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
    gain = earns - costs
    return Number(
        expected=gain / penalty,
        tolerance=0.0001,
        unit="fraction",
        mistakes=(
            (earns / penalty, "The duty also costs 2 dollars to organise."),
            (costs / penalty, "The duty also earns 6 dollars more."),
            ((earns + costs) / penalty, "The 2 dollars are a cost: subtract them."),
            (gain / (penalty + gain), "The 4 dollars come even if it breaks: divide by 15."),
            (gain / (penalty + earns), "The 6 dollars come even if it breaks: divide by 15."),
            (
                earns / (penalty + costs),
                "The 2 dollars are paid for every order: they reduce the 6, not raise the 15.",
            ),
            (gain / (penalty + costs), "The 2 dollars are taken off already: divide by 15."),
            (penalty / gain, "Upside down: a chance lies between 0 and 1."),
            (earns - costs / penalty, "Brackets: (6 - 2) / 15."),
            (gain, "That is what a kept promise brings. How often may 15 dollars take it away?"),
            (gain - penalty, "That is an order with a broken promise, in dollars."),
        ),
    )


@question(
    "satisfaction-8",
    hints=(
        "Group the log by case_id and step, and take the smallest entered_at of each.",
        "After .unstack() subtract communication from reply; .dt.total_seconds() / 3600 is hours.",
    ),
    after="The customer waits for two days, most of that for the investigation.",
)
def median_hours_to_the_first_reply() -> Number:
    """Median hours between a complaint's arrival and the first reply."""
    _, log = run_desk(6, n_mended=2, rng=np.random.default_rng(5))
    steps = log.groupby(["case_id", "step"])["entered_at"]
    first, last = steps.min().unstack(), steps.max().unstack()
    span = first["reply"] - first["communication"]
    wait = _hours(span)
    return Number(
        expected=wait.median(),
        tolerance=0.05,
        unit="hours",
        mistakes=(
            (wait.mean(), "That is the mean, which a few long waits pull up: take the median."),
            (
                _hours(last["reply"] - first["communication"]).median(),
                "That is the last reply: some replies were rejected. Take the first one.",
            ),
            (wait.max(), "That is the longest wait: take the median."),
            (
                span.dt.seconds.median() / 3600,
                "`.dt.seconds` leaves out whole days: `.dt.total_seconds()` has them.",
            ),
            (span.dt.days.median(), "Those are whole days: hours are asked for."),
            (span.dt.days.median() * 24, "`.dt.days` cuts off the hours: take all seconds."),
            *_other_spans(log, first),
        ),
    )


def _other_intervals(answers: pd.Series, draws: np.ndarray) -> Mistakes:
    """Return what other ways to an interval give for satisfaction-3."""
    by_formula = [nps(answers, level=level)["low"] for level in (0.95, 0.9)]
    return (
        (by_formula[0], "That is the formula's 95 % interval: use `draws`, and 90 %."),
        (by_formula[1], "That is the formula's lower end: take it from `draws`."),
        (
            draws.mean() - 1.645 * draws.std(),
            "That takes the draws for normal: `np.quantile` asks them directly.",
        ),
        (
            np.quantile(draws, 0.0005),
            "5 % is 5 in np.percentile and 0.05 in `np.quantile`.",
        ),
    )


def _hours(span: pd.Series) -> pd.Series:
    return span.dt.total_seconds() / 3600


def _other_spans(log: pd.DataFrame, first: pd.DataFrame) -> Mistakes:
    """Return what other beginnings and ends give for satisfaction-8."""
    stay = _hours(log["left_at"] - log["entered_at"])
    at_reply = log["step"] == "reply"
    left = log[at_reply].groupby("case_id")["left_at"].min()
    return (
        *((_hours(first[end] - first[start]).median(), told) for start, end, told in SPANS),
        (
            _hours(left - first["communication"]).median(),
            "That is until it leaves the reply: take when it enters.",
        ),
        (stay[at_reply].median(), "That is how long a case stays in the reply itself."),
        (stay.median(), "That is the stay in one step: a customer waits through all of them."),
    )


def _sixty() -> pd.Series:
    return pd.Series([10, 9, 8, 7, 6, 4, 2]).repeat([9, 15, 11, 7, 8, 6, 4])


def _survey() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return users, those invited and those heard, as in the chapter."""
    rng = np.random.default_rng(5)
    users = simulate_users(40_000, rng=rng)
    invited = users.sample(5_000, random_state=5)
    return users, invited, invited[simulate_response(invited, rng=rng)]
