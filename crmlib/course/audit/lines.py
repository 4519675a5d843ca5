"""What needs lines or the end of the report: first orders, limits, tenths, pairs."""

import pandas as pd

from crmlib import value
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.lenses import _cut_words
from crmlib.course.audit.sections import _Section, _Shown, _shown
from crmlib.course.audit.spans import _newcomers_only, _within, _year
from crmlib.course.audit.together import _firsts, _pairs
from crmlib.course.audit.words import _count, _months, _percent, _range

__all__ = []

DAYS = 90  # within which a newcomer should be back
NO_LINES = "Left out: the file has no column that tells what was bought."


def _first_orders(facts: Facts) -> _Section:
    """Return which first product, or channel, brings customers who return."""
    title = "9 The first order"
    head = ("firsts", title, "Which first product or channel brings customers who return?")
    told = [(facts.channels, "channel"), (facts.lines, "item")]
    told = [(table, column) for table, column in told if table is not None]
    if not told:
        absent = "Left out: no column tells a product or a channel (--channel names one)."
        return _Section(*head, absent=absent)
    found = {column: _found(facts, table, column) for table, column in told}
    found = {column: table for column, table in found.items() if len(table)}
    if not found:
        absent = (
            f"Left out: nothing opened with enough newcomers whom the file shows for {DAYS} days."
        )
        return _Section(*head, _cut_words(facts), absent=absent)
    sentences = tuple(_verdict(table, column) for column, table in found.items())
    tables = tuple(_firsts_table(table, column) for column, table in found.items())
    limit = "that it made them return: customers chose it themselves."
    return _Section(*head, _cut_words(facts) + sentences, (), tables, limit)


def _found(facts: Facts, table: pd.DataFrame, column: str) -> pd.DataFrame:
    mine = _newcomers_only(table.assign(amount=0.0), facts.span)
    return _firsts(mine, column, DAYS) if len(mine) else pd.DataFrame()


def _verdict(found: pd.DataFrame, column: str) -> str:
    words = {"more": "more return", "fewer": "fewer return"}
    apart = [f"{name} ({words[row.gap]})" for name, row in found.iterrows() if row.gap in words]
    if not apart:
        return f"By {column}, none differs by more than luck: call it a tie."
    return f"By {column}, beyond luck: {', '.join(apart)}."


def _firsts_table(found: pd.DataFrame, column: str) -> _Shown:
    rows = found[["share", "low", "high"]].itertuples(index=False)
    columns = {
        column: list(map(str, found.index)),
        "newcomers": list(map(_count, found["n_customers"])),
        "back": [_range(row, _percent) for row in rows],
        "other newcomers": list(map(_percent, found["others"])),
    }
    return _shown(f"By {column} of the first order: who was back within {DAYS} days", columns)


def _appendix(facts: Facts) -> _Section:
    """Return the Gini coefficient and the tenths."""
    months = _year(facts.span)
    orders = facts.orders if months is None else _within(facts.orders, *months)
    head = ("tenths", "Appendix A: concentration")
    if not orders["amount"].sum() > 0:
        return _Section(*head, absent="Left out: no sales in the last whole months.")
    spend = orders.groupby("customer_id")["amount"].sum()
    tenths = value.spend_tenths(orders)
    when = _months(*months) if months else "the whole file"
    sentences = (
        f"Gini coefficient of spend per customer, {when}: {value.gini(spend):.2f} (0: all bring "
        "the same; near 1: one brings all).",
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
    return _Section(*head, "", sentences, (), (shown,))


def _baskets(facts: Facts) -> _Section:
    """Return the pairs of items that go together."""
    head = ("baskets", "Appendix B: bought together", "What goes together?")
    if facts.lines is None or facts.lines["item"].notna().sum() == 0:
        return _Section(*head, absent=NO_LINES)
    found = _pairs(facts.lines)
    if found.empty:
        return _Section(
            *head,
            absent="No two items stand together in ten orders or more, more often than luck gives.",
        )
    sentences = (
        f"Of {_count(found['n_tested'].iloc[0])} pairs among the most frequent items, these stand "
        f"together most often beyond chance.",
    )
    limit = "that one sells the other: who buys much buys both. A test by lot would show it."
    return _Section(*head, sentences, (), (_pair_table(found),), limit)


def _pair_table(found: pd.DataFrame) -> _Shown:
    return _shown(
        "Lift: how many times as often as by luck; interval by drawing customers anew",
        {
            "item": list(found["item_a"].astype(str)),
            "with": list(found["item_b"].astype(str)),
            "orders with both": list(map(_count, found["n_both"])),
            "lift (95 %)": [
                f"{r.lift:.1f} ({r.low:.1f} to {r.high:.1f})" for r in found.itertuples()
            ],
        },
        words=2,
    )
