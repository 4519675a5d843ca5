"""Questions of chapter 6, customer loyalty and referral."""

from math import ceil, log, log10

import pandas as pd

from crmlib.datasets import load_orders, load_telco
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import mistakes_of, question
from crmlib.forecasts import (
    expected_future_purchases,
    fit_bgnbd,
    fit_mbgnbd,
    probability_alive,
    transaction_summary,
)
from crmlib.loyalty import later_behaviour

CUT = "1997-09-30"
RATIO = 10 / 7.5  # of the scores of totally satisfied and of satisfied customers

# Mistakes of loyalty-1: the table `known`, who bought once only, and P(alive) by MBG/NBD.
ACTIVE = (
    (
        lambda known, once, mbg: known["came_back"].sum() / known["p_alive"].sum(),
        "Upside down: the analyst's count goes on top.",
    ),
    (
        lambda known, once, mbg: known["p_alive"].sum(),
        "That is the analyst's count. Divide it by the number who came back.",
    ),
    (
        lambda known, once, mbg: known["came_back"].sum(),
        "That is how many came back. What does the analyst count for each of them?",
    ),
    (
        lambda known, once, mbg: known["p_alive"].sum() - known["came_back"].sum(),
        "That is how many too many. How many times as many is it?",
    ),
    (
        lambda known, once, mbg: known["p_alive"].sum() / known["came_back"].sum() - 1,
        "That is how many times *more*. How many times as many, without taking 1 away?",
    ),
    (
        lambda known, once, mbg: len(known) / known["came_back"].sum(),
        "That counts every buyer. Add up the probabilities instead.",
    ),
    (
        lambda known, once, mbg: (known["p_alive"] > 0.5).sum() / known["came_back"].sum(),
        "That counts whose p_alive is above one half. Add up the probabilities themselves.",
    ),
    (
        lambda known, once, mbg: once.sum() / known["came_back"].sum(),
        "Those are one-time buyers only: add up p_alive over all.",
    ),
    (
        lambda known, once, mbg: once.sum() / known["came_back"][once].sum(),
        "Both counts are of one-time buyers only: take all buyers.",
    ),
    (
        lambda known, once, mbg: known["p_alive"][~once].sum() / known["came_back"].sum(),
        "The one-time buyers are missing on top: add up p_alive over all.",
    ),
    (
        lambda known, once, mbg: known["p_alive"][~once].sum() / known["came_back"][~once].sum(),
        "Those are repeat buyers only. The analyst adds up over all buyers.",
    ),
    (
        lambda known, once, mbg: known["p_alive"].sum() / known["bought"].sum(),
        "You divided by purchases. Count the buyers.",
    ),
    (
        lambda known, once, mbg: known["expected"].sum() / known["came_back"].sum(),
        "Those are expected purchases. The analyst adds up the column `p_alive`.",
    ),
    (
        lambda known, once, mbg: known["expected"].sum() / known["bought"].sum(),
        "That compares purchases. Compare the sum of p_alive with the buyers who came back.",
    ),
    (
        lambda known, once, mbg: known["p_alive"].mean(),
        "That is the mean of p_alive, as if divided by all buyers. Divide by who came back.",
    ),
    (
        lambda known, once, mbg: mbg.sum() / known["came_back"].sum(),
        "That is of the sister model MBG/NBD. The analyst adds up `p_alive`.",
    ),
    (
        lambda known, once, mbg: (
            _ladder(known)["p_alive"].sum() / _ladder(known)["came_back"].sum()
        ),
        "The levels of the ladder differ in size: add up over the buyers, not over levels.",
    ),
    (
        lambda known, once, mbg: (_ladder(known)["p_alive"] / _ladder(known)["came_back"]).mean(),
        "That is the mean of four ratios, one per level. Divide the two sums over all buyers.",
    ),
)


@question(
    "loyalty-1",
    hints=(
        "Two sums: of the probabilities, and of the column `came_back` (True counts as 1).",
        "known['p_alive'].sum() / known['came_back'].sum()",
    ),
    after="The sum of P(alive) counts every one-time buyer as a whole customer.",
)
def overcount_of_active_customers() -> Number:
    """Sum of P(alive) over the number of buyers who came back within 39 weeks."""
    orders = load_orders("cdnow").orders
    early = orders[orders["order_date"] <= CUT]
    buyers = transaction_summary(early, CUT)
    fit = fit_bgnbd(buyers)
    known = later_behaviour(buyers, orders[orders["order_date"] > CUT]).assign(
        p_alive=probability_alive(fit, buyers),
        expected=expected_future_purchases(fit, buyers, 39),
    )
    mbg = probability_alive(fit_mbgnbd(buyers), buyers)
    return Number(
        expected=known["p_alive"].sum() / known["came_back"].sum(),
        unit="ratio",
        mistakes=mistakes_of(ACTIVE, known, buyers["frequency"] == 0, mbg),
    )


# Mistakes of loyalty-2: who left, who is free of a contract, and the months of each.
FREE = (
    (
        lambda left, free, months: left[free].mean(),
        "That is the share among all month-to-month customers.",
    ),
    (
        lambda left, free, months: left[months > 48].mean(),
        "These are all contracts: keep month-to-month only.",
    ),
    (
        lambda left, free, months: left[~free & (months > 48)].mean(),
        "Those are bound by a contract: keep month-to-month only.",
    ),
    (
        lambda left, free, months: left[free & (months <= 48)].mean(),
        "These are the younger relationships: more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months < 48)].mean(),
        "These have fewer than 48 months. Turn the comparison round: > 48.",
    ),
    (
        lambda left, free, months: left[free & (months >= 48)].mean(),
        "More than 48 months: those with exactly 48 do not count.",
    ),
    (
        lambda left, free, months: left[free & (months // 12 > 4)].mean(),
        "Those have 60 months or more: compare tenure_months itself with 48.",
    ),
    (
        lambda left, free, months: left[free & (months > 4)].mean(),
        "Those have more than 4 months. The column counts months: > 48.",
    ),
    (
        lambda left, free, months: left[free | (months > 48)].mean(),
        "One of the two conditions was enough there. Both at once: `&`, not `|`.",
    ),
    (
        lambda left, free, months: (~left)[free & (months > 48)].mean(),
        "That is the share of those who stayed.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum(),
        "That is a number of customers. Divide by all of the group.",
    ),
    (
        lambda left, free, months: len(left[free & (months > 48)]),
        "That is how many such customers there are. Which share of them left?",
    ),
    (
        lambda left, free, months: (free & (months > 48)).mean(),
        "That is the share of such customers in the table. Which share of *them* left?",
    ),
    (
        lambda left, free, months: (left & free & (months > 48)).mean(),
        "You divided by all customers. Divide by the free ones with more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / free.sum(),
        "You divided by all month-to-month customers. Divide by those with more than 48 months.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / left.sum(),
        "That is their share of all who left. Divide by the group itself.",
    ),
    (
        lambda left, free, months: left[free & (months > 48)].sum() / left[free].sum(),
        "That is their share of the free who left. Divide by the group itself.",
    ),
)


@question(
    "loyalty-2",
    hints=(
        "Filter twice: the contract 'Month-to-month', then tenure_months above 48.",
        "free.loc[free['tenure_months'] > 48, 'left'].mean()",
    ),
    after="A quarter of the free old customers are marked as gone; most of them stayed unbound.",
)
def churn_of_long_standing_free_customers() -> Number:
    """Share of month-to-month customers with more than 48 months who left."""
    telco = load_telco()
    left, months = telco["churn"] == "Yes", telco["tenure_months"]
    free = telco["contract"] == "Month-to-month"
    return Number(
        expected=left[free & (months > 48)].mean(),
        unit="fraction",
        mistakes=mistakes_of(FREE, left, free, months),
    )


# Mistakes of loyalty-3, as they are written.
ZONES = (
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4,
        "The rise above the height is missing, or an earlier line catches these scores.",
    ),
    (
        lambda s: 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "The drop below the minimum is missing.",
    ),
    (lambda s: 0.4, "That is the plateau, everywhere. What happens below 4, and above 8?"),
    (
        lambda s: 0.4 - 0.08 * (s - 4) if s < 4 else 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "Below 4 loyalty falls: subtract 0.08 times (4 - score).",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4 - 0.2 * (s - 8) if s > 8 else 0.4,
        "Above 8 loyalty rises: add 0.2 times (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) + 0.2 * (s - 8),
        "Both slopes act everywhere: each belongs to one zone only.",
    ),
    (
        lambda s: 0.4 - 0.08 * s if s < 4 else 0.4 + 0.2 * s if s > 8 else 0.4,
        "The slopes count from the kinks: (4 - score) below, (score - 8) above.",
    ),
    (
        lambda s: 0.4 - 0.08 * (4 - s) if s < 4 else 0.4 + 0.2 * s if s > 8 else 0.4,
        "Above 8 only the points beyond 8 count: (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.08 * s if s < 4 else 0.4 + 0.2 * (s - 8) if s > 8 else 0.4,
        "Below 4 the points that are missing count: (4 - score).",
    ),
    (
        lambda s: 0.4 - 0.08 if s < 4 else 0.4 + 0.2 if s > 8 else 0.4,
        "Drop and rise are *per point*: times (4 - score), times (score - 8).",
    ),
    (
        lambda s: 0.4 - 0.2 * (4 - s) if s < 4 else 0.4 + 0.08 * (s - 8) if s > 8 else 0.4,
        "The slopes change places: 0.08 belongs below 4, 0.2 above 8.",
    ),
    (
        lambda s: -0.08 * (4 - s) if s < 4 else 0.2 * (s - 8) if s > 8 else 0.4,
        "Outside the middle the plateau is missing: start from 0.4 there, too.",
    ),
    (
        lambda s: 0.08 * (4 - s) if s < 4 else 0.2 * (s - 8) if s > 8 else 0.4,
        "Drop and rise alone: take the drop from 0.4, add the rise to it.",
    ),
    (
        lambda s: 0.4 - 0.08 * 4 - s if s < 4 else 0.4 + 0.2 * s - 8 if s > 8 else 0.4,
        "Brackets around (4 - score) and (score - 8).",
    ),
)


@question(
    "loyalty-3",
    hints=(
        "Three cases: below 4, above 8, and what is left. Each has its own return.",
        "Below 4: 0.4 - 0.08 * (4 - score). Above 8: 0.4 + 0.2 * (score - 8). Else: 0.4.",
    ),
    after="Two kinks make a curve that no single slope describes.",
)
def loyalty_in_three_zones() -> Function:
    """Loyalty at a satisfaction score, by the three zones."""
    return Function(
        expected=lambda s: 0.4 - 0.08 * max(4 - s, 0) + 0.2 * max(s - 8, 0),
        cases=((6,), (4,), (8,), (2,), (0,), (9.5,), (10,)),
        tolerance=1e-9,
        mistakes=ZONES,
    )


# Mistakes of loyalty-4.
EXPONENTS = (
    (log(6) / log(5 / 4), "Those are the numbers of the boxes. The scores are 10 and 7.5."),
    (-log(6) / log(RATIO), "The sign: in both ratios the totally satisfied go on top."),
    (log(RATIO) / log(6), "Upside down: ln 6 goes on top."),
    (6 / RATIO, "Six is reached by a power of the ratio, not by a multiple of it."),
    (
        log(6 / RATIO),
        "Divide two logarithms: that is one of a ratio, or a difference of two.",
    ),
    (log(6) / RATIO, "Divide by the logarithm of the ratio, not by the ratio itself."),
    (
        log(6) * RATIO,
        "Below the line stands the logarithm of 10 / 7.5, not 7.5 / 10.",
    ),
    (log(6) / log(10 - 7.5), "Take the ratio of the two scores, not their difference."),
    (log(6) / (log(10) / log(7.5)), "The logarithm of 10 / 7.5 is one logarithm, not two."),
    (log(6) / log(10), "That leaves out the 7.5: the ratio of the scores is 10 / 7.5."),
    (log(6) / log(7.5), "That leaves out the 10: the ratio of the scores is 10 / 7.5."),
    (log(6) / log(10) / 7.5, "Brackets: the whole ratio 10 / 7.5 is in the logarithm."),
    (log10(6) / log(RATIO), "Two kinds of logarithm: take np.log both times."),
    (log(6) / log10(RATIO), "Two kinds of logarithm, np.log on top: take it both times."),
    (RATIO**6, "That is the ratio if k is 6. Which k makes it 6?"),
    (6 ** (1 / RATIO), "The unknown is the exponent: solve (10 / 7.5) ** k = 6 for k."),
    (log(5) / log(RATIO), "Six times as likely is a ratio of 6, not 5."),
    (log(6), "Divide by the logarithm of the ratio of the two scores."),
)


@question(
    "loyalty-4",
    hints=(
        "The ratio of two powers is the power of the ratio: (10 / 7.5) ** k must be 6.",
        "Take logarithms on both sides: k = np.log(6) / np.log(10 / 7.5).",
    ),
    after="Steeper than any of the five curves: at Xerox only the last box was loyal.",
)
def exponent_of_xerox() -> Number:
    """Exponent at which a score of 10 is six times as loyal as one of 7.5."""
    return Number(
        expected=log(6) / log(RATIO),
        unit="exponent",
        mistakes=EXPONENTS,
    )


# Mistakes of loyalty-5: what they return.
HALVES = (
    (lambda rate: _half(rate) - 1, "Count the year in which the half is reached, too."),
    (lambda rate: _half(rate) + 1, "One year too many: do you start at 0 years?"),
    (
        lambda rate: sum(rate**years >= 0.5 for years in range(99)),
        "At exactly one half the loop must stop: `>`, not `>=`.",
    ),
    (lambda rate: 1 / (1 - rate), "That is the mean stay. When are half of them left?"),
    (
        lambda rate: 0.5 / (1 - rate),
        "That loses the same number every year. Multiply what is left by the rate.",
    ),
    (
        lambda rate: sum(1 - years * (1 - rate) > 0.5 for years in range(99)),
        "That loses the same number every year. Multiply `left` by the rate instead.",
    ),
    (lambda rate: _half(1 - rate), "Multiply by the share that stays, not that leaves."),
    (lambda rate: rate ** _half(rate), "That is what is left at the end. Return the years."),
    (lambda rate: log(0.5) / log(rate), "Whole years are asked for: round up."),
    (lambda rate: int(log(0.5) / log(rate)), "Rounded down, more than half are left: round up."),
    (lambda rate: round(log(0.5) / log(rate)), "Not the nearest whole year: always round up."),
    (lambda rate: ceil(log(rate) / log(0.5)), "Upside down: the logarithm of 0.5 goes on top."),
    (
        lambda rate: 1,
        "Only one year was counted: is `return` inside the loop, or `if` there for `while`?",
    ),
    (lambda rate: 0, "The loop never begins: it repeats while `left` is *above* 0.5."),
    (lambda rate: 4, "That is for a rate of 0.8, whatever the rate is."),
)


@question(
    "loyalty-5",
    hints=(
        "while left > 0.5: multiply left by the rate and add one to years.",
        "Start with left, years = 1.0, 0; after the loop, return years.",
    ),
    after="From 80 to 90 % retention, the half-life of a cohort grows from 4 to 7 years.",
)
def years_until_half_is_left() -> Function:
    """First whole year in which at most half of a cohort is left."""
    return Function(
        expected=_half,
        cases=((0.8,), (0.9,), (0.7,), (0.5,), (0.2,), (0.85,)),
        tolerance=1e-9,
        mistakes=HALVES,
    )


# Mistakes of loyalty-6, as they are written.
TARGETS = (
    (lambda c, d: c, "That leaves out the wait: some leave before they recommend."),
    (lambda c, d: c / (1 - c), "The wait may be longer than a month: use the delay."),
    (lambda c, d: c * (1 - c) ** d, "Divide by (1 - c)^d: waiting raises the rate."),
    (lambda c, d: (1 - c) ** d / c, "That is the R of a rate of 1. Solve R = 1 for r."),
    (lambda c, d: (1 - c) ** d, "That is the share who wait that long. Divide the churn by it."),
    (lambda c, d: 1 / (1 - c) ** d, "The churn is missing: it goes on top."),
    (
        lambda c, d: c / 1 - c**d,
        "Brackets around 1 - churn_rate: this takes a power of the churn from the churn.",
    ),
    (
        lambda c, d: c / (1 - c**d),
        "Brackets: first 1 - churn_rate, then the power, as in (1 - c)^d.",
    ),
    (lambda c, d: (c / (1 - c)) ** d, "Only what is below the line has the power d."),
    (lambda c, d: c / (1 - c) * d, "The delay is an exponent, not a factor."),
    (lambda c, d: c / ((1 - c) * d), "The delay is an exponent, not a factor below the line."),
    (lambda c, d: c / (1 - c * d), "They leave month after month: a power of 1 - c, not 1 - c·d."),
    (lambda c, d: c / c**d, "Below the line stand those who stay: 1 - churn_rate."),
    (lambda c, d: (1 - c) / c**d, "Who leaves and who stays change places: c / (1 - c)^d."),
    (lambda c, d: c / (1 - c) ** (d - 1), "One month of waiting is missing: the power is d."),
    (lambda c, d: c / (1 - c) ** (d + 1), "One month of waiting too many: the power is d."),
    (lambda c, d: c / (1 + c) ** d, "Each month a share leaves: 1 - c, not 1 + c."),
    (lambda c, d: 0.1 / (1 - 0.1) ** d, "The churn is always 0.1 here: use the argument."),
)


@question(
    "loyalty-6",
    hints=(
        "R = r · (1 - c)^d / c. Set it to 1 and bring everything but r to the other side.",
        "return churn_rate / (1 - churn_rate) ** delay",
    ),
    after="Waiting raises the threshold: those who leave before they recommend bring nobody.",
)
def referral_rate_at_the_threshold() -> Function:
    """Referral rate per month at which one customer brings exactly one other."""
    return Function(
        expected=lambda churn_rate, delay: churn_rate / (1 - churn_rate) ** delay,
        cases=((0.1, 1), (0.1, 6), (0.05, 3), (0.3, 2)),
        tolerance=1e-9,
        mistakes=TARGETS,
    )


# Mistakes of loyalty-7, as they are written.
PEAKS = (
    (lambda p, q: log(q / p) / (p + q), "With q under p it is below 0: return 0 there."),
    (
        lambda p, q: log(q / p) / (p + q) if q > p else None,
        "With q under p nothing is returned: return 0 there.",
    ),
    (
        lambda p, q: log(p / q) / (p + q) if q > p else 0,
        "The ratio inside the logarithm is q over p.",
    ),
    (
        lambda p, q: log(p / q) / (p + q),
        "The ratio inside the logarithm is q over p; with q under p return 0.",
    ),
    (
        lambda p, q: log(q / p) / (p + q) if p > q else 0,
        "The condition is turned round: 0 belongs to a q that is not above p.",
    ),
    (
        lambda p, q: log(p / q) / (p + q) if p > q else 0,
        "Here p and q change places: q / p in the logarithm, where q is above p.",
    ),
    (
        lambda p, q: abs(log(q / p)) / (p + q),
        "Where q is under p the answer is 0, not the same with another sign.",
    ),
    (
        lambda p, q: log(q / p) if q > p else 0,
        "Divide by p + q: large rates peak early.",
    ),
    (lambda p, q: log(q / p), "Divide by p + q, and return 0 where q is not above p."),
    (
        lambda p, q: log(q / p) / p + q if q > p else 0,
        "Brackets around the sum p + q below the line.",
    ),
    (
        lambda p, q: log(q / p) / p + q,
        "Brackets around the sum p + q below the line; with q under p return 0.",
    ),
    (
        lambda p, q: log(q / p) * (p + q) if q > p else 0,
        "The sum p + q goes below the line: divide by it.",
    ),
    (
        lambda p, q: log(q / p) / (q - p) if q > p else 0,
        "Below the line stands the sum p + q, not the difference.",
    ),
    (
        lambda p, q: log(q / p) / (p * q) if q > p else 0,
        "Below the line stands the sum p + q, not the product.",
    ),
    (
        lambda p, q: log(q) / log(p) / (p + q) if q > p else 0,
        "The logarithm of a ratio is not a ratio of logarithms: q / p goes inside.",
    ),
    (
        lambda p, q: q / p / (p + q) if q > p else 0,
        "The logarithm is missing: np.log of the ratio.",
    ),
    (
        lambda p, q: log10(q / p) / (p + q) if q > p else 0,
        "That is log10. Take the natural one, np.log.",
    ),
    (
        lambda p, q: log10(q / p) / (p + q),
        "That is log10: take np.log. And with q under p return 0.",
    ),
)


@question(
    "loyalty-7",
    hints=(
        "np.log is the natural logarithm; the ratio inside is q / p.",
        "return np.log(q / p) / (p + q) if q > p else 0",
    ),
    after="The fewer adopt by themselves (a small p), the later the peak.",
)
def time_of_the_bass_peak() -> Function:
    """Periods from the start to the peak of adoption in the Bass model."""
    return Function(
        expected=lambda p, q: log(q / p) / (p + q) if q > p else 0,
        cases=((0.01, 0.4), (0.03, 0.38), (0.2, 0.1), (0.002, 0.9)),
        tolerance=1e-9,
        mistakes=PEAKS,
    )


def _half(retention_rate: float) -> int:
    left, years = 1.0, 0
    while left > 0.5:
        left, years = left * retention_rate, years + 1
    return years


def _ladder(known: pd.DataFrame) -> pd.DataFrame:
    return known.groupby("level", observed=True)[["p_alive", "came_back"]].mean()
