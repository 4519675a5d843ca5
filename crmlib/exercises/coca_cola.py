"""Questions of chapter 10, Coca-Cola: what six figures about complainers can say."""

import numpy as np
import pandas as pd

from crmlib.datasets import load_products, load_transactions
from crmlib.exercises.judging import Number
from crmlib.exercises.judging_tables import Function, Table
from crmlib.exercises.questions import question
from crmlib.value import margin_multiple_from_today
from crmlib.word_of_mouth import PurchaseResponses, simulate_problems

GOOD, BAD = 4.5, 9.5


@question(
    "coca_cola-1",
    hints=(
        "How many good tellings do 60 people make at 4.5 each, and how many bad ones the other 40?",
        "60 * 4.5 is the good talk. Subtract 40 * 9.5.",
    ),
    after="Sixty per cent resolved, and the talk is against you: 110 tellings of 650.",
)
def net_tellings_of_a_hundred() -> Number:
    """Net tellings of 100 complaints of which 60 are resolved."""
    good, bad = 60 * GOOD, 40 * BAD
    return Number(
        expected=good - bad,
        unit="count of tellings",
        mistakes=(
            (good + bad, "Those are all tellings. Good and bad ones count against each other."),
            (bad - good, "The sign is turned: good minus bad."),
            ((good - bad) / 100, "That is per complaint. The question is about the 100."),
            (60 * BAD - 40 * GOOD, "The two groups are swapped: the resolved tell 4.5."),
            (good, "Those are the good tellings only."),
        ),
    )


@question(
    "coca_cola-2",
    hints=(
        "One column per value of b: a dictionary {b: … for b in [9, 9.5, 10]} makes the table.",
        "pd.DataFrame({b: n_resolved * 4.5 - (100 - n_resolved) * b for b in [9, 9.5, 10]})",
    ),
    after="In every column the sign turns between 60 and 70: the share resolved decides.",
)
def what_if_table_of_net_tellings() -> Table:
    """Net tellings of 100 complaints by resolved (rows) and told by the others (columns)."""
    n_resolved = pd.Series([60, 70, 80], index=[60, 70, 80])

    def table(good, bad):
        return pd.DataFrame({b: good(b) - bad(b) for b in [9, 9.5, 10]})

    right = table(lambda b: n_resolved * GOOD, lambda b: (100 - n_resolved) * b)
    swapped = table(lambda b: n_resolved * b, lambda b: (100 - n_resolved) * GOOD)
    return Table(
        expected=right,
        tolerance=0.01,
        mistakes=(
            (swapped, "The two groups are swapped: b is told by those who are not resolved."),
            (right / 100, "That is per complaint: the question is about 100 of them."),
            (
                table(lambda b: n_resolved * GOOD, lambda b: n_resolved * b),
                "The bad tellings come from those not resolved: 100 - n_resolved.",
            ),
            (right.T, "Rows and columns are swapped: the numbers resolved belong in the rows."),
        ),
    )


@question(
    "coca_cola-3",
    hints=(
        "A Series has the methods .mean() and .median().",
        "answers.mean() - answers.median()",
    ),
    after="The one who told 80 moves the mean by itself; the median does not feel it.",
)
def excess_of_the_mean() -> Number:
    """Mean minus median of seven counts of people told."""
    answers = pd.Series([0, 2, 9, 10, 10, 15, 80])
    mean, median = answers.mean(), answers.median()
    return Number(
        expected=mean - median,
        tolerance=0.001,
        unit="people",
        mistakes=(
            (median - mean, "The sign is turned: the mean is the larger one."),
            (mean, "That is the mean. Subtract the median."),
            (median, "That is the median. How far above it does the mean lie?"),
            (mean / median, "That is their ratio. The question is the difference."),
            (answers.max() - median, "That is the largest answer minus the median."),
        ),
    )


@question(
    "coca_cola-4",
    hints=(
        "First the two tails, a for the good mean and b for the bad one; then one fraction.",
        "a = (good_mean / (good_mean + 1)) ** 20, b likewise; return (tail - a) / (b - a).",
    ),
    after="With 12 %, 4.5 and 9.5 it is 87.1 %: if talk is geometric, and the figures are means.",
)
def least_share_if_geometric() -> Function:
    """Least share unresolved that explains a tail of geometric talk."""
    return Function(
        expected=_unresolved,
        cases=((0.12, 4.5, 9.5), (0.12, 5, 10), (0.08, 4, 9)),
        tolerance=1e-9,
        mistakes=(
            (
                lambda tail, good_mean, bad_mean: 1 - _unresolved(tail, good_mean, bad_mean),
                "That is the share resolved. The question is the share unresolved.",
            ),
            (
                lambda tail, good_mean, bad_mean: tail / _tail_of(bad_mean),
                "The satisfied have great talkers, too: subtract a above and below the line.",
            ),
            (
                lambda tail, good_mean, bad_mean: (tail - _tail_of(good_mean)) / _tail_of(bad_mean),
                "Below the line stands b - a: each one more unresolved is one fewer resolved.",
            ),
            (
                lambda tail, good_mean, bad_mean: _unresolved(tail, good_mean, bad_mean, 19),
                "Telling 20 or more takes 20 steps on from nobody: the power is 20.",
            ),
        ),
    )


@question(
    "coca_cola-5",
    hints=(
        "Keep the lost buyers first. Then: how many of them are in the layer silent?",
        "lost = buyers[buyers['lost']], then (lost['layer'] == 'silent').mean()",
    ),
    after="In this world 98 of 100 lost buyers never wrote: no survey of complainers hears them.",
)
def silent_among_the_lost() -> Number:
    """Share of the lost buyers who never complained."""
    buyers = simulate_problems(200_000, rng=np.random.default_rng(10))
    silent, lost = buyers["layer"] == "silent", buyers["lost"]
    return Number(
        expected=silent[lost].mean(),
        tolerance=0.0005,
        unit="fraction",
        mistakes=(
            (lost[silent].mean(), "That is the share lost among the silent: turn the two round."),
            ((silent & lost).mean(), "That is a share of all buyers. Divide by the lost ones."),
            (silent.mean(), "That is the share of the silent among all buyers: lost ones only."),
            (
                (buyers["layer"] != "answered")[lost].mean(),
                "That counts those who wrote and did not answer the survey, too.",
            ),
            (1 - silent[lost].mean(), "Those are the lost who did write."),
        ),
    )


@question(
    "coca_cola-6",
    hints=(
        "At break-even 80 % times the gain equals 20 % times the loss; the gain is 10 % times x.",
        "0.8 * 0.10 * x = 0.2 * loss. Solve for x.",
    ),
    after="They would have to raise it by 140 %: drink nearly two and a half times as much.",
)
def increase_that_makes_80_percent_enough() -> Number:
    """Increase of the 10 % at which 80 % resolved break even."""
    loss = PurchaseResponses(0.5, 0.5).loss
    return Number(
        expected=0.2 * loss / (0.8 * 0.1),
        tolerance=0.002,
        unit="ratio",
        mistakes=(
            (0.2 * loss / 0.8, "That is the gain per satisfied complainer; only 10 % raise it."),
            (loss / 0.1, "That would be for 50 % resolved: weigh both sides with their shares."),
            (0.8 * loss / (0.2 * 0.1), "The shares are swapped: 20 % cost, 80 % bring."),
            (
                0.2 * (1 / 3 + 0.45) / (0.8 * 0.1),
                "There the 45 % stop buying: they only cut it by half.",
            ),
            (
                0.2 * PurchaseResponses(0.5, 0.5, buy_less=0.3).loss / (0.8 * 0.1),
                "That is the second reading, 45 % of the rest: the first one is asked for.",
            ),
        ),
    )


@question(
    "coca_cola-7",
    hints=(
        "How many tellings does one resolution move: those that are gone and those that are won?",
        "(4.5 + 9.5) tellings, one in 100 decides about customer_value.",
    ),
    after="About 12 dollars: talk adds a good fifth to what the customer's own buying is worth.",
)
def value_of_the_talk() -> Number:
    """Dollars that talk adds to the value of one resolved complaint."""
    goods = load_products()[["product_id", "product_category"]]
    lines = load_transactions().merge(goods, on="product_id", how="left")
    drinks = lines[lines["product_category"] == "SOFT DRINKS"]
    spend = drinks.groupby("household_id")["sales_value"].sum()
    multiple = margin_multiple_from_today(0.8, 0.1)
    value = 0.01 * spend.mean() * 0.3 * multiple
    return Number(
        expected=(GOOD + BAD) * value,
        tolerance=0.01,
        unit="dollars",
        mistakes=(
            ((BAD - GOOD) * value, "The bad tellings vanish and the good ones come: add them."),
            (GOOD * value, "Those are the new good tellings only: the bad ones are gone, too."),
            (BAD * value, "Those are the bad tellings that are gone; the good ones come on top."),
            ((GOOD + BAD) * value / multiple, "That is one year: a customer stays for longer."),
            ((GOOD + BAD) * value / 0.3, "Those are sales: multiply by the margin."),
        ),
    )


def _tail_of(mean: float, n_told: int = 20) -> float:
    return (mean / (mean + 1)) ** n_told


def _unresolved(tail: float, good_mean: float, bad_mean: float, n_told: int = 20) -> float:
    good, bad = _tail_of(good_mean, n_told), _tail_of(bad_mean, n_told)
    return (tail - good) / (bad - good)
