"""Questions of chapter 6, customer loyalty and referral."""

from math import log

from crmlib.datasets import load_orders, load_telco
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function
from crmlib.exercises.questions import question
from crmlib.forecasts import fit_bgnbd, probability_alive, transaction_summary
from crmlib.loyalty import later_behaviour

CUT = "1997-09-30"


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
    alive = probability_alive(fit_bgnbd(buyers), buyers)
    known = later_behaviour(buyers, orders[orders["order_date"] > CUT])
    n_back, once = known["came_back"].sum(), buyers["frequency"] == 0
    return Number(
        expected=alive.sum() / n_back,
        tolerance=0.005,
        unit="ratio",
        mistakes=(
            (n_back / alive.sum(), "Upside down: the analyst's count goes on top."),
            (alive.sum() - n_back, "That is how many too many. How many times as many is it?"),
            (len(buyers) / n_back, "That counts every buyer. Add up the probabilities instead."),
            (once.sum() / n_back, "Those are one-time buyers only: add up p_alive over all."),
            (alive.sum() / known["bought"].sum(), "You divided by purchases. Count the buyers."),
        ),
    )


@question(
    "loyalty-2",
    hints=(
        "Filter twice: the contract 'Month-to-month', then tenure_months above 48.",
        "free.loc[free['tenure_months'] > 48, 'left'].mean()",
    ),
    after="A quarter of the free old customers left in one month; most of them stayed unbound.",
)
def churn_of_long_standing_free_customers() -> Number:
    """Share of month-to-month customers with more than 48 months who left."""
    telco = load_telco()
    left, old = telco["churn"] == "Yes", telco["tenure_months"] > 48
    free = telco["contract"] == "Month-to-month"
    return Number(
        expected=left[free & old].mean(),
        tolerance=0.0005,
        unit="fraction",
        mistakes=(
            (left[free].mean(), "That is the share among all month-to-month customers."),
            (left[old].mean(), "These are all contracts: keep month-to-month only."),
            (
                left[free & ~old].mean(),
                "These are the younger relationships: more than 48 months.",
            ),
            (
                left[free & (telco["tenure_months"] >= 48)].mean(),
                "More than 48 months: those with exactly 48 do not count.",
            ),
            ((~left)[free & old].mean(), "That is the share of those who stayed."),
            (left[free & old].sum(), "That is a number of customers. Divide by all of the group."),
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

    def below(score: float) -> float:
        return 0.4 - 0.08 * max(4 - score, 0)

    def above(score: float) -> float:
        return 0.2 * max(score - 8, 0)

    return Function(
        expected=lambda score: below(score) + above(score),
        cases=((6,), (4,), (8,), (2,), (0,), (9.5,), (10,)),
        tolerance=1e-9,
        mistakes=(
            (below, "The rise above the height is missing."),
            (lambda score: 0.4 + above(score), "The drop below the minimum is missing."),
            (lambda score: 0.8 - below(score) + above(score), "Below 4 loyalty falls: subtract."),
            (
                lambda score: 0.4 - 0.08 * (4 - score) + 0.2 * (score - 8),
                "Both slopes act everywhere: each belongs to one zone only.",
            ),
        ),
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
        expected=log(6) / log(10 / 7.5),
        tolerance=0.01,
        unit="exponent",
        mistakes=(
            (log(6) / log(5 / 4), "Those are the numbers of the boxes. The scores are 10 and 7.5."),
            (-log(6) / log(10 / 7.5), "The sign: the higher score goes on top of the ratio."),
            (log(10 / 7.5) / log(6), "Upside down: ln 6 goes on top."),
            (6 / (10 / 7.5), "Six is reached by a power of the ratio, not by a multiple of it."),
            (log(6), "Divide by the logarithm of the ratio of the two scores."),
        ),
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

    def right(retention_rate: float) -> int:
        left, years = 1.0, 0
        while left > 0.5:
            left, years = left * retention_rate, years + 1
        return years

    return Function(
        expected=right,
        cases=((0.8,), (0.9,), (0.7,), (0.5,), (0.3,)),
        tolerance=1e-9,
        mistakes=(
            (lambda rate: right(rate) - 1, "Count the year in which the half is reached, too."),
            (lambda rate: right(rate) + 1, "One year too many: do you start at 0 years?"),
            (lambda rate: 1 / (1 - rate), "That is the mean stay. When are half of them left?"),
            (lambda rate: right(1 - rate), "Multiply by the share that stays, not that leaves."),
        ),
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
        mistakes=(
            (lambda c, d: c, "That leaves out the wait: some leave before they recommend."),
            (lambda c, d: c / (1 - c), "The wait may be longer than a month: use the delay."),
            (lambda c, d: c * (1 - c) ** d, "Divide by (1 - c)^d: waiting raises the rate."),
            (lambda c, d: (1 - c) ** d / c, "That is the R of a rate of 1. Solve R = 1 for r."),
        ),
    )


@question(
    "loyalty-7",
    hints=(
        "np.log is the natural logarithm; the ratio inside is q / p.",
        "return np.log(q / p) / (p + q) if q > p else 0",
    ),
    after="Much word of mouth makes a late start and an early end lie close together.",
)
def time_of_the_bass_peak() -> Function:
    """Periods from the start to the peak of adoption in the Bass model."""

    def right(p: float, q: float) -> float:
        return log(q / p) / (p + q) if q > p else 0

    return Function(
        expected=right,
        cases=((0.01, 0.4), (0.03, 0.38), (0.2, 0.1), (0.002, 0.9)),
        tolerance=1e-9,
        mistakes=(
            (lambda p, q: log(q / p) / (p + q), "With q under p it is below 0: return 0 there."),
            (lambda p, q: -right(p, q), "The ratio inside the logarithm is q over p."),
            (lambda p, q: right(p, q) * (p + q), "Divide by p + q: large rates peak early."),
            (lambda p, q: right(p, q) / log(10), "That is log10. Take the natural one, np.log."),
        ),
    )
