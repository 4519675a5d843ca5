"""All that the report says, computed once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from crmlib.course.audit.groups import Groups, _groups
from crmlib.course.audit.outlook import Outlook, _outlook
from crmlib.course.audit.spans import Span, _span
from crmlib.course.audit.words import _money
from crmlib.datasets import OrderBook
from crmlib.value import rfm_scores, rfm_table

__all__ = []


@dataclass(frozen=True)
class Facts:
    """What was read and found; every section takes what it needs from here."""

    book: OrderBook
    orders: pd.DataFrame  # dates without a zone: the days of the stamps' own clock
    lines: pd.DataFrame | None
    channels: pd.DataFrame | None  # rows with a column `channel`
    span: Span
    currency: str
    margin: float | None
    names: bool
    lists_made: bool  # whether lists are written, too
    refused: frozenset[str] | None  # who said no to mail; None where the table does not say
    groups: Groups
    outlook: Outlook
    customers: pd.DataFrame  # what each bought and kept, with rank, RFM and group
    numbers: dict[str, int] = field(repr=False)

    def money(self, value: float) -> str:
        """Return a sum of money in the currency of the table."""
        return _money(value, self.currency)

    def name(self, customer: str) -> str:
        """Return how the report calls a customer: by rank, unless names are asked for."""
        return customer if self.names else f"customer {self.numbers[customer]}"


class Wishes(NamedTuple):
    """What was asked for, or told beside the book."""

    margin: float | None = None
    names: bool = False
    lists_made: bool = False
    refused: frozenset[str] | None = None
    channels: pd.DataFrame | None = None


def _facts(book: OrderBook, wishes: Wishes, say: Callable[[str], None]) -> Facts:
    """Return the facts of a book; `say` is told before each step that takes long."""
    say("looking at the time that the table shows")
    orders = _plain(book.orders)
    span = _span(orders)
    say("grouping the customers")
    groups = _groups(orders, span.last, wishes.refused or frozenset())
    customers = _customers(book, orders, span, groups)
    say("forecasting, and holding the forecast against the past")
    outlook = _outlook(orders, span.last, span.n_days)
    if outlook.chance is not None:
        customers = customers.join(outlook.chance.rename("no_order"))
    lines = None if book.lines is None else _plain(book.lines)
    numbers = dict(zip(customers.index, range(1, len(customers) + 1), strict=True))
    channels = None if wishes.channels is None else _plain(wishes.channels)
    return Facts(
        book=book,
        orders=orders,
        lines=lines,
        channels=channels,
        span=span,
        currency=_currency(book),
        margin=wishes.margin,
        names=wishes.names,
        lists_made=wishes.lists_made,
        refused=wishes.refused,
        groups=groups,
        outlook=outlook,
        customers=customers,
        numbers=numbers,
    )


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose days have no zone and whose customers are plain text."""
    dates = table["order_date"].dt.tz_localize(None)
    return table.assign(order_date=dates, customer_id=table["customer_id"].astype("str"))


def _customers(book: OrderBook, orders: pd.DataFrame, span: Span, groups: Groups) -> pd.DataFrame:
    """Return one row per customer, who kept most first; equal ones by name."""
    rfm = rfm_table(orders, span.last)
    scores = rfm_scores(rfm)
    kept = book.customers().set_index("customer_id")[["gross", "refunded", "kept"]]
    table = rfm.join(scores).join(kept).join(groups.people[["last_order", "group", "n_days"]])
    recent = orders[orders["order_date"] > span.last - pd.DateOffset(years=1)]
    table["last_year"] = recent.groupby("customer_id")["amount"].sum()
    table = table.fillna({"last_year": 0.0, "refunded": 0.0})
    order = np.lexsort((np.arange(len(table)), -table["kept"].round(2).to_numpy()))
    return table.iloc[order]


def _currency(book: OrderBook) -> str:
    """Return the currency that the loader took, if it is a plain code."""
    if "currency" not in book.choices.index:
        return ""
    taken = str(book.choices.loc["currency", "taken"]).strip()
    return taken.upper() if len(taken) == 3 and taken.isalpha() else ""
