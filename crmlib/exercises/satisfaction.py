"""Questions of chapter 5, customer satisfaction and complaints."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_telco
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.satisfaction import Offer, promise_curve, simulate_response, simulate_users
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
    (
        lambda gap: gap.clip(upper=0).mean(),
        "Those are the disappointments, once, and alone: add them to `gap`, then take the mean.",
    ),
    (
        lambda gap: (gap - gap.clip(upper=0)).mean(),
        "The disappointments are left out here, as if subtracted: they count, and twice.",
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
    (
        lambda a: 100 * ((a >= 9).mean() + (a <= 6).mean()),
        "Promoters and detractors are added up here: the score is their difference.",
    ),
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
# Mistakes of satisfaction-9: of who left among the singles and among all, and of the draws.
LOWER_ENDS = (
    (lambda one, every, draws: np.quantile(draws, 0.975), "That is the upper end."),
    (
        lambda one, every, draws: np.quantile(draws, 0.05),
        "5 % lie below it: of the 5 % outside, half lie below the lower end.",
    ),
    (
        lambda one, every, draws: one.mean(),
        "That is the share itself. If you resampled: without replace=True each draw is the same.",
    ),
    (lambda one, every, draws: draws.min(), "That is the smallest draw: cut off 2.5 % below."),
    (
        lambda one, every, draws: np.quantile(_resampled(every), 0.025),
        "That is the lower end for all customers: draw from `singles`.",
    ),
    (lambda one, every, draws: every.mean(), "That is the share of all customers."),
    (
        lambda one, every, draws: np.diff(np.quantile(draws, [0.025, 0.975]))[0],
        "That is the width of the interval: its lower end is asked for.",
    ),
    (
        lambda one, every, draws: 1 - np.quantile(draws, 0.975),
        "That is the lower end of the share who stayed.",
    ),
    (lambda one, every, draws: draws.std(), "That is the spread of the draws, not an end."),
    (
        lambda one, every, draws: np.quantile(draws, 0.25),
        "A quarter lies below it: 2.5 % is 0.025.",
    ),
)
# Mistakes of satisfaction-12: of the gaps of twelve months.
GIFTS = (
    (lambda gaps: gaps.sum(), "Disappointments count once here: add those below 0 once more."),
    (lambda gaps: gaps.clip(lower=0).sum(), "Those are the surprises: the gaps below 0 count."),
    (lambda gaps: gaps.clip(upper=0).sum(), "Those are the disappointments, once, and alone."),
    (lambda gaps: 2 * gaps.clip(upper=0).sum(), "Those are the disappointments alone."),
    (lambda gaps: 2 * gaps.sum(), "Everything is doubled: only the gaps below 0 count twice."),
    (
        lambda gaps: (gaps + gaps.clip(lower=0)).sum(),
        "You doubled the surprises: double the disappointments instead.",
    ),
    (lambda gaps: (gaps + gaps.clip(upper=0)).mean(), "That is the mean month: take the sum."),
    (
        lambda gaps: (gaps + 2 * gaps.clip(upper=0)).sum(),
        "A disappointment counts twice; here it counts three times.",
    ),
    (lambda gaps: (gaps + gaps.clip(upper=0)).iloc[-1], "That is December alone: add up the year."),
)


@question(
    "satisfaction-1",
    hints=(
        "Which line shown above the exercise holds the disappointments alone, and 0 elsewhere?",
        "(gap + gap.clip(upper=0)).mean(): each gap once, and those below 0 once more.",
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
    "satisfaction-9",
    hints=(
        "As with `points`: draw the column `left` of `singles` again, and keep each mean.",
        'singles["left"].sample(frac=1, replace=True, random_state=rng).mean(), then the quantile.',
    ),
    after="The interval begins above the 26.5 % of all customers: narrow, and wrong.",
)
def lower_end_for_the_singles() -> Number:
    """Lower end of the 95 % interval of the share of singles that left, by resampling."""
    one, every = _singles()
    draws = _resampled(one)
    return Number(
        expected=np.quantile(draws, 0.025),
        tolerance=0.002,
        unit="fraction",
        mistakes=tuple((wrong(one, every, draws), told) for wrong, told in LOWER_ENDS),
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
    users, invited, heard, _ = _survey()
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
            *_more_weights(),
        ),
    )


@question(
    "satisfaction-10",
    hints=(
        "Two columns by group: its share of `users`, and the mean of happy in `heard`.",
        'users.groupby("group").size() / len(users), times heard.groupby("group")["happy"].mean().',
    ),
    after="About 49 %: below the plain answers, since students answer most and are happiest.",
)
def weighted_share_of_happy_users() -> Number:
    """Share of happy answers, weighted by group."""
    users, invited, heard, quiet = _survey()
    shoppers = users[(users["group"] == "student") & users["shops_often"] & users["finished"]]
    students = shoppers.sample(384, random_state=5)
    rates = heard.groupby("group")["happy"].mean()
    return Number(
        expected=_by_groups(users, heard),
        unit="fraction",
        mistakes=(
            *_more_happy_shares(users, heard, students),
            (rates.mean(), "All groups count alike here: multiply by their shares, and add up."),
            (rates.sum(), "Those are the rates added up: multiply each by its group's share."),
            (
                _by_groups(users, heard) / 3,
                "That is the mean of the products: the shares sum to 1, so take `.sum()`.",
            ),
            (_by_groups(users, quiet), "That is `quiet`, where the unhappy are silent."),
            (
                _by_groups(users, heard) * len(users),
                "Those are users: divide the sizes by len(users).",
            ),
            (_by_groups(invited, heard), "Those are the shares of `invited`: take `users`."),
            (1 - _by_groups(users, heard), "That is the share who are not happy."),
        ),
    )


@question(
    "satisfaction-11",
    hints=(
        "Which method named the best promise at a quality of 6?",
        'finer["profit"].idxmax() gives the promise; .max() would give the dollars.',
    ),
    after="One point of quality moves the best promise by less than half a point.",
)
def best_promise_at_seven() -> Number:
    """Promise that earns most at a quality of 7."""
    grid = np.linspace(0, 10, 101)
    now, finer = (promise_curve(Offer(quality=quality), grid) for quality in (6, 7))
    profit = finer["profit"]
    return Number(
        expected=profit.idxmax(),
        tolerance=0.05,
        unit="points",
        mistakes=(
            (profit.max(), "Those are the dollars: which promise earns them?"),
            (profit.argmax(), "That is the place in the list: the promise stands at its edge."),
            (now["profit"].idxmax(), "That is the best promise at a quality of 6."),
            (7.0, "That is the quality: the best promise lies below it."),
            (now["profit"].idxmax() + 1, "It does not move by a whole point: ask the curve."),
            (profit.idxmin(), "There it earns least."),
            (finer["repeat_rate"].idxmax(), "There most come back, and hardly anybody came."),
            (finer["first_buyers"].idxmax(), "There most buy once. Ask for the profit."),
            (now["profit"].max(), "Those are dollars, and at a quality of 6."),
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
    "satisfaction-12",
    hints=(
        "The loop of the monthly gift, but over the list, and each gift in place of the 1.",
        "Make the list a pd.Series, add its .clip(upper=0), and take the sum.",
    ),
    after="Less than the monthly gift's 2 points: a miss follows each joy. A surprise is a loan.",
)
def felt_sum_of_rare_gifts() -> Number:
    """Felt sum of a year with three large gifts, when a disappointment counts twice."""
    gifts = (0, 0, 0, 4) * 3
    gaps, late = _surprises(gifts), _surprises(gifts, late=True)
    kept, one = _surprises(gifts, towards=(0,) * 3 + (4,) * 9), _surprises(gifts, towards=(1,) * 12)
    only_gifts = _surprises((4, 4, 4))
    return Number(
        expected=(gaps + gaps.clip(upper=0)).sum(),
        unit="points",
        mistakes=(
            *((wrong(gaps), told) for wrong, told in GIFTS),
            (
                (late + late.clip(upper=0)).sum(),
                "The expectation moves after the month: append first, then move it.",
            ),
            (
                only_gifts.sum(),
                "Only the months with a gift are in it: expectation moves in the others, too.",
            ),
            (
                (kept + kept.clip(upper=0)).sum(),
                "A month without a gift counts as 0 here: the expectation falls in it by half.",
            ),
            *_more_gifts(one),
        ),
    )


@question(
    "satisfaction-8",
    hints=(
        "Do for reply what the cell above does for confirmation: filter, first entry, subtract.",
        'log[log["step"] == "reply"].groupby("case_id")["entered_at"].min(); less `arrived`.',
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


@question(
    "satisfaction-13",
    hints=(
        "How many complaints fewer arrived in the six months? What are they worth, what was spent?",
        "25 times the difference of the sums of n_arrivals, minus 6 * 1_200.",
    ),
    after="Not yet paid for. But June alone saves 1,400 dollars, and what is mended stays mended.",
)
def gain_of_the_list() -> Number:
    """Dollars by which the list of causes pays in half a year."""
    months, idle = (run_desk(6, n_mended=n, rng=np.random.default_rng(5))[0] for n in (2, 0))
    n_with, n_without = months["n_arrivals"], idle["n_arrivals"]
    n_saved, spent = n_without.sum() - n_with.sum(), 6 * 1_200
    expected_saved = idle["expected"].sum() - months["expected"].sum()
    return Number(
        expected=float(25 * n_saved - spent),
        unit="dollars",
        mistakes=(
            (25 * n_saved, "That is what was saved: subtract what the list cost in six months."),
            (n_saved, "Those are complaints: each costs 25 dollars, and the list has a price."),
            (spent - 25 * n_saved, "The other way round: what is saved, less what is spent."),
            (25 * n_saved - 1_200, "The list costs 1,200 dollars in each of six months."),
            (
                25 * (n_without.iloc[-1] - n_with.iloc[-1]) - 1_200,
                "That is June alone: the sum of all six months is asked for.",
            ),
            (
                25 * expected_saved - spent,
                "Those are the complaints expected: take those that arrived.",
            ),
            (-spent, "That is what the list cost, without what it saved."),
            (25 * n_with.sum() + spent, "That is what the desk with the list costs: compare."),
            *_more_gains(n_with, n_without, n_saved, spent),
        ),
    )


def _more_weights() -> Mistakes:
    """Return what satisfaction-5 comes to with other parts of the ratio."""
    return (
        (1 / 0.15, "That is 1 over the response rate: divide the two shares."),
        (
            0.25 / 0.15,
            "That is divided by how many of them answer: divide by their share of `heard`.",
        ),
    )


def _more_happy_shares(
    users: pd.DataFrame, heard: pd.DataFrame, students: pd.DataFrame
) -> Mistakes:
    """Return what satisfaction-10 comes to with other users or other weights."""
    return (
        (
            heard["happy"].mean(),
            "That is the plain share of the answers: take the groups' shares of users.",
        ),
        (
            users["happy"].mean(),
            "That is the truth in the envelope; a firm has only what was answered, in `heard`.",
        ),
        (_by_groups(heard, users), "The wrong way round: shares of `users`, rates of `heard`."),
        (
            students["happy"].mean(),
            "That is `students`: they have all finished, and no other group is among them.",
        ),
    )


def _more_gifts(one: pd.Series) -> Mistakes:
    """Return what satisfaction-12 comes to with other expectations."""
    return (
        (
            (one + one.clip(upper=0)).sum(),
            "The expectation still moves towards 1: it moves towards the gift of the month.",
        ),
        (
            _surprises((1,) * 12).sum(),
            "That is the gift of every month: take the list `gifts`.",
        ),
    )


def _more_gains(n_with: pd.Series, n_without: pd.Series, n_saved: int, spent: int) -> Mistakes:
    """Return what satisfaction-13 comes to with other complaints."""
    return (
        (25 * n_without.sum() - spent, "Those are all complaints: only fewer ones are saved."),
        (
            25 * (n_with.iloc[0] - n_with.iloc[-1]) - 1_200,
            "That compares June with January: the control is the desk without the list.",
        ),
        (
            -25 * n_saved - spent,
            "What was saved stands below 0 here: take `idle` less `months`.",
        ),
        (n_saved - spent, "Complaints less dollars: each complaint costs 25 dollars."),
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


def _survey() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return users, those invited, those heard and the quiet ones, as in the chapter."""
    rng = np.random.default_rng(5)
    users = simulate_users(40_000, rng=rng)
    users["happy"] = users["rating"] >= 4
    invited = users.sample(5_000, random_state=rng)
    heard = invited[simulate_response(invited, rng=rng)]
    quiet = invited[simulate_response(invited, rating_effect=0.5, rng=rng)]
    return users, invited, heard, quiet


def _singles() -> tuple[pd.Series, pd.Series]:
    """Return who left, of the young singles and of all customers of the telephone company."""
    telco = load_telco()
    left = telco["churn"] == "Yes"
    alone = (telco[["senior_citizen", "partner", "dependents"]] == 0).all(axis=1)
    return left[alone], left


def _resampled(hits: pd.Series, n_draws: int = 1_000) -> np.ndarray:
    """Return the shares of resamples, as in the chapter."""
    rng = np.random.default_rng(5)
    draws = (hits.sample(frac=1, replace=True, random_state=rng) for _ in range(n_draws))
    return np.array([draw.mean() for draw in draws])


def _by_groups(shares: pd.DataFrame, rates: pd.DataFrame) -> float:
    """Return the happy share with the groups of one table and the rates of another."""
    share = shares["group"].value_counts(normalize=True)
    return float((share * rates.groupby("group")["happy"].mean()).sum())


def _surprises(
    gifts: tuple[float, ...], *, towards: tuple[float, ...] = (), late: bool = False
) -> pd.Series:
    """Return the gap of each month; `late` moves the expectation before it is compared.

    The expectation moves half the way towards the gift, or towards what `towards` says.
    """
    expected, gaps = 0.0, []
    for gift, aim in zip(gifts, towards or gifts, strict=True):
        moved = expected + 0.5 * (aim - expected)
        gaps.append(gift - (moved if late else expected))
        expected = moved
    return pd.Series(gaps)
