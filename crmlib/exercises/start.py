"""Questions of chapter 0, Start here."""

import pandas as pd

from crmlib.datasets import load_orders
from crmlib.exercises.judging import Number
from crmlib.exercises.questions import question
from crmlib.value import rfm_table


@question(
    "start-1",
    hints=(
        "A share is a part divided by the whole: which sum is the part, which the whole?",
        "The part is spending.head(n_top).sum(); the whole is spending.sum().",
    ),
    after="Just over half: a fifth of these homes does not make four fifths of the sales.",
)
def top_share() -> Number:
    """Share of all spending that comes from the top fifth of the homes."""
    homes = rfm_table(load_orders("complete_journey").orders, as_of="2017-12-31")
    spending = homes["total_spend"].sort_values(ascending=False)
    n_top = round(0.2 * len(spending))
    part, whole = spending.head(n_top).sum(), spending.sum()
    return Number(
        expected=part / whole,
        unit="fraction",
        mistakes=(
            (0.8, "That is the famous rule, not this table: compute it from `spending`."),
            (0.2, "That is the share of the homes; the question is their share of the spending."),
            (part, "Those are dollars. Divide them by the dollars of all homes."),
            (100 * part / whole, "That is in percent; a fraction between 0 and 1 is asked for."),
            (1 - part / whole, "That is the share of all the other homes."),
            (spending.tail(n_top).sum() / whole, "That is the bottom fifth: take the head."),
            *_other_parts(spending),
            *_other_sales(),
        ),
    )


def _other_parts(spending: pd.Series) -> tuple[tuple[float, str], ...]:
    """Return what start-1 comes to where other homes are the part, or another sum the whole."""
    whole, n_homes, n_top = spending.sum(), len(spending), round(0.2 * len(spending))
    part, first = spending.head(n_top).sum(), spending.sort_index().head(n_top).sum()
    return (
        (
            first / whole,
            "Those are the first homes by number: `spending` is sorted, `homes` is not.",
        ),
        (spending.head(n_top + 1).sum() / whole, "One home too many: the first 494 end at [493]."),
        (spending.head(n_top - 1).sum() / whole, "One home too few: n_top is 494."),
        (spending.head(5).sum() / whole, "Those are five homes: head needs n_top in its brackets."),
        (spending.head(3).sum() / whole, "Those are the three homes that you saw: take n_top."),
        (spending.head(20).sum() / whole, "Those are 20 homes of all, not of 100: take n_top."),
        (part / n_homes, "Those are dollars per home: divide by the dollars of all homes."),
        (part / n_top, "That is what a top home spends: divide the sums, not by homes."),
        (part / n_top / (whole / n_homes), "Those are means: divide the sums, of all homes below."),
        (part / spending.tail(n_top).sum(), "That is top to bottom fifth: divide by all homes."),
    )


def _other_sales() -> tuple[tuple[float, str], ...]:
    """Return what start-1 comes to where baskets or lines take the place of homes or dollars."""
    orders = load_orders("complete_journey").orders
    dollars = orders["amount"]
    lines = orders.groupby("customer_id")["n_rows"].sum()
    return (
        (
            dollars.nlargest(round(0.2 * len(orders))).sum() / dollars.sum(),
            "That is the top fifth of the baskets: take homes, from `spending`.",
        ),
        (
            lines.nlargest(round(0.2 * len(lines))).sum() / lines.sum(),
            "That is a share of the lines of receipts: `spending` has the dollars.",
        ),
    )
