"""What needs lines or the end of the report: first orders, limits, tenths, pairs."""

import pandas as pd

from crmlib import value
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.sections import Section, Shown, _shown
from crmlib.course.audit.spans import _newcomers_only, _within, _year
from crmlib.course.audit.together import _firsts, _pairs
from crmlib.course.audit.words import _count, _months, _of, _percent

__all__ = []

DAYS = 90  # within which a newcomer should be back
NO_LINES = "Left out: the file has no column that tells what was bought."


def _first_orders(facts: Facts) -> Section:
    """Return which first product, or channel, brings customers who return."""
    head = (
        "firsts",
        "9 The first order",
        "Which first product or channel brings customers who return?",
    )
    table, column = _told(facts)
    if table is None:
        return Section(*head, absent="Left out: the file has no column for a product or a channel.")
    mine = _newcomers_only(table.assign(amount=0.0), facts.span)
    found = _firsts(mine, column, DAYS) if len(mine) else pd.DataFrame()
    if found.empty:
        return Section(
            *head,
            absent=f"Left out: no {column} opened with 50 newcomers or more whom the file shows for {DAYS} days.",
        )
    apart = found[found["gap"] != "tie"]
    sentences = (
        f"{_of(len(apart), 'values')} of the {_count(len(found))} largest differ from the other newcomers by more than "
        f"luck gives when so many are looked at"
        + (
            f": {', '.join(f'{name} ({row.gap})' for name, row in apart.iterrows())}."
            if len(apart)
            else "; call it a tie."
        ),
    )
    shown = _shown(
        f"Newcomers by {column} of their first order, and who was back within {DAYS} days",
        {
            column: list(map(str, found.index)),
            "newcomers": list(map(_count, found["n_customers"])),
            "back": [
                f"{_percent(r.share)} ({_percent(r.low)} to {_percent(r.high)})"
                for r in found.itertuples()
            ],
            "other newcomers": list(map(_percent, found["others"])),
        },
    )
    limit = "that it made them return: customers chose it themselves."
    return Section(*head, sentences, (), (shown,), limit)


def _told(facts: Facts) -> tuple[pd.DataFrame | None, str]:
    """Return the table that has a channel or an item, and the name of that column."""
    if "channel" in facts.orders:
        return facts.orders, "channel"
    return (facts.lines, "item") if facts.lines is not None else (None, "")


def _cannot(facts: Facts) -> Section:
    said = [
        "Nothing in this report shows a cause. Only a test by lot does.",
        "A customer is whoever the file calls so: two e-mail addresses of one person are two.",
        "The forecast takes it that the next months are like the last ones.",
    ]
    if not facts.span.cut:
        said.append(
            "A customer's first order in the file is taken for the first ever. If you sold before "
            "the file begins, cohorts and forecast are off."
        )
    if facts.margin is None:
        said.append("Without your margin, a large customer may be one who costs you money.")
    return Section("limits", "11 What this report cannot say", "", tuple(said))


def _appendix(facts: Facts) -> Section:
    """Return the Gini coefficient and the tenths."""
    months = _year(facts.span)
    orders = facts.orders if months is None else _within(facts.orders, *months)
    head = ("tenths", "Appendix A: concentration")
    if not orders["amount"].sum() > 0:
        return Section(*head, absent="Left out: no sales in the last whole months.")
    spend = orders.groupby("customer_id")["amount"].sum()
    tenths = value.spend_tenths(orders)
    when = _months(*months) if months else "the whole file"
    sentences = (
        f"Gini coefficient of spend per customer, {when}: {value.gini(spend):.2f} (0: all bring the same; "
        f"near 1: one brings all).",
    )
    shown = _shown(
        "Customers by tenth of spend",
        {
            "tenth": list(map(str, tenths.index)),
            "customers": list(map(_count, tenths["n_customers"])),
            "sales": [facts.money(x) for x in tenths["sales"]],
            "share": list(map(_percent, tenths["share"])),
            "from": [facts.money(x) for x in tenths["least"]],
        },
    )
    return Section(*head, "", sentences, (), (shown,))


def _baskets(facts: Facts) -> Section:
    """Return the pairs of items that go together."""
    head = ("baskets", "Appendix B: bought together", "What goes together?")
    if facts.lines is None or facts.lines["item"].notna().sum() == 0:
        return Section(*head, absent=NO_LINES)
    found = _pairs(facts.lines)
    if found.empty:
        return Section(
            *head,
            absent="No two items stand together in ten orders or more, more often than luck gives.",
        )
    sentences = (
        f"Of {_count(found['n_tested'].iloc[0])} pairs among the most frequent items, these stand "
        f"together most often beyond chance.",
    )
    limit = "that one sells the other: who buys much buys both. A test by lot would show it."
    return Section(*head, sentences, (), (_pair_table(found),), limit)


def _pair_table(found: pd.DataFrame) -> Shown:
    return _shown(
        "Lift: how many times more often than if they had nothing to do with each other",
        {
            "item": list(found["item_a"].astype(str)),
            "with": list(found["item_b"].astype(str)),
            "orders with both": list(map(_count, found["n_both"])),
            "lift (95 %, customers resampled)": [
                f"{r.lift:.1f} ({r.low:.1f} to {r.high:.1f})" for r in found.itertuples()
            ],
        },
        words=2,
    )
