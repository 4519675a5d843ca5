"""Lens 0: what was read, beside the shop system's own figures, and what was set aside."""

import pandas as pd

from crmlib import value
from crmlib.course.audit.facts import Facts
from crmlib.course.audit.sections import _frame, _Section, _Shown, _shown
from crmlib.course.audit.words import _count, _money, _of, _short

__all__ = []

MOST_MONTHS = 24
N_FIRST = 3  # rows of every bin that are shown
WHY = {
    "empty row": "nothing in it",
    "repeated header": "the names of the columns once more",
    "ragged row": "more cells than the header has names",
    "total row": "a sum, not an order",
    "other currency": "cannot be added to the others",
    "not paid": "not a sale: open, failed or cancelled",
    "no customer": "a sale, but to nobody whom one could meet again",
    "bad amount": "no amount that can be read",
    "refund": "money given back: told beside the sales, never netted",
    "bad date": "no day that can be read, or one that cannot be",
    "repeated row": "the same order once more",
    "order": "kept",
}


def _reading(facts: Facts) -> _Section:
    """Return the section that her own dashboard can confirm."""
    report = facts.book.report()
    total, kept = int(report["rows"].sum()), int(report["rows"].get("order", 0))
    refunded = facts.book.refunds["amount"].sum()
    sentences = [
        f"The file has {_of(total, 'rows')}: {_count(kept)} used and {_count(total - kept)} set "
        f"aside, each for one reason. They make {_of(len(facts.orders), 'orders')} worth "
        f"{facts.money(facts.orders['amount'].sum())}.",
        f"Refunds of {facts.money(refunded)} are told apart; customers are ranked on what they "
        "kept."
        if refunded > 0
        else "The file tells of no refunds.",
        "Hold the months below against your shop system. If they differ by more than what was set "
        "aside explains, believe neither until you know why.",
    ]
    tables = [_months_table(facts), _bins_table(facts), *_choices_table(facts), *_first_rows(facts)]
    limit = "whether the export itself is complete: a filter set in the shop leaves no trace in it."
    title, question = "0 What was read", "Are these your numbers?"
    return _Section("data", title, question, tuple(sentences), (), tuple(tables), limit)


def _months_table(facts: Facts) -> _Shown:
    """Return orders and sales by month as a shop system counts, beside what was kept."""
    months = value.sales_by_month(facts.orders)
    parts = _parts(facts, months.index)
    shop = months["sales"] + parts["guests"] - parts["refunds"]
    first = max(len(months) - MOST_MONTHS, 0)
    older = f"; {first} earlier months are not shown" if first else ""
    columns = {
        "month": list(map(_short, months.index)),
        "orders kept": list(map(_count, months["n_orders"])),
        "customers": list(map(_count, months["n_customers"])),
        "new": list(map(_count, months["n_new"])),
        "sales kept": list(map(_money, months["sales"])),
    }
    told = {name: list(map(_money, parts[name])) for name in parts if parts[name].any()}
    columns |= told | ({"shop system": list(map(_money, shop))} if told else {})
    caption = f"By month{older}"
    if told:
        caption = (
            f"By month{older}. The last column is what most shop systems show: sales kept, plus "
            "those to guests, less refunds"
        )
    return _shown(caption, {name: cells[first:] for name, cells in columns.items()})


def _parts(facts: Facts, months: pd.PeriodIndex) -> pd.DataFrame:
    """Return by month what guests paid and what was given back; no day, no month."""
    refunds, rows = facts.book.refunds, facts.book.rows
    parts = {"refunds": _by_month(refunds, refunds["amount"])}
    guests = rows[rows["bin"] == "no customer"]
    parts["guests"] = _by_month(guests, guests["value"]) if "order_date" in rows else None
    return pd.DataFrame(parts, index=months).astype(float).fillna(0.0)


def _by_month(table: pd.DataFrame, amounts: pd.Series) -> pd.Series:
    days = pd.to_datetime(table["order_date"])
    there = days.notna()
    return amounts[there].groupby(days[there].dt.tz_localize(None).dt.to_period("M")).sum()


def _bins_table(facts: Facts) -> _Shown:
    report = facts.book.report()
    names = [str(name) for name in report.index]
    columns = {
        "bin": [*names, "all rows of the file"],
        "because": [*(WHY.get(name, "") for name in names), ""],
        "rows": list(map(_count, [*report["rows"], report["rows"].sum()])),
        "money": list(map(_money, [*report["money"], report["money"].sum()])),
    }
    return _shown("Every row of the file is in one bin", columns, words=2)


def _choices_table(facts: Facts) -> list[_Shown]:
    choices = facts.book.choices
    return [_frame("What was taken, and why", choices.reset_index())] if len(choices) else []


def _first_rows(facts: Facts) -> list[_Shown]:
    """Return the first rows of every bin but that of the orders."""
    rows = facts.book.rows
    aside = rows[rows["bin"].astype(str) != "order"]
    if aside.empty:
        return []
    first = aside.groupby(aside["bin"].astype(str), sort=False).head(N_FIRST)
    columns = {
        "bin": list(first["bin"].astype(str)),
        "why": list(first["why"].astype(str)),
        "row": list(map(_count, first["row"])),
        "money": list(map(_money, first["value"])),
    }
    return [_shown("The first rows set aside, by their number in the file", columns, words=2)]
