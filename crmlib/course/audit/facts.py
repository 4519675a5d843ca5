"""All that the report says, computed once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pandas as pd

from crmlib.course.audit.groups import _Groups, _groups
from crmlib.course.audit.outlook import _Outlook, _outlook
from crmlib.course.audit.spans import _Span, _span
from crmlib.course.audit.words import _money
from crmlib.datasets import OrderBook
from crmlib.value import rfm_scores, rfm_table

__all__ = ["Facts"]


class _Wishes(NamedTuple):
    """What was asked for, or told beside the book."""

    margin: float | None = None
    names: bool = False
    lists_made: bool = False
    refused: frozenset[str] | None = None
    channels: pd.DataFrame | None = None


@dataclass(frozen=True)
class Facts:
    """What was read and found: every section takes what it needs from here.

    Parameters
    ----------
    book : OrderBook
        What was read.
    orders, lines, channels : DataFrame or None
        Its orders, lines and rows with a channel; days without a zone, those of the stamps' own
        clock.
    span : tuple
        The time that the table shows, and whether it starts in the middle.
    wishes : tuple
        What was asked for, or told beside the book: margin, names, lists, who refused mail.
    currency : str
        Code of the currency; blank if the table does not say it.
    groups, outlook : dataclass
        Whom to write to; what is forecast.
    customers : DataFrame, one row per customer
        What each bought and kept, scores and group; who kept most first.
    numbers : dict of str to int
        The customers' ranks, by which the report calls them.
    """

    book: OrderBook
    orders: pd.DataFrame
    lines: pd.DataFrame | None
    channels: pd.DataFrame | None
    span: _Span
    wishes: _Wishes
    currency: str
    groups: _Groups
    outlook: _Outlook
    customers: pd.DataFrame
    numbers: dict[str, int] = field(repr=False)

    def money(self, value: float) -> str:
        """Return a sum of money in the currency of the table."""
        return _money(value, self.currency)

    def name(self, customer: str) -> str:
        """Return how the report calls a customer: by rank, unless names are asked for."""
        return customer if self.wishes.names else f"customer {self.numbers[customer]}"


def _facts(book: OrderBook, wishes: _Wishes, say: Callable[[str], None]) -> Facts:
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
    return Facts(
        book=book,
        orders=orders,
        lines=None if book.lines is None else _plain(book.lines),
        channels=None if wishes.channels is None else _plain(wishes.channels),
        span=span,
        wishes=wishes,
        currency=_currency(book),
        groups=groups,
        outlook=outlook,
        customers=customers,
        numbers=dict(zip(customers.index, range(1, len(customers) + 1), strict=True)),
    )


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose days have no zone and whose customers are plain text."""
    dates = table["order_date"].dt.tz_localize(None)
    return table.assign(order_date=dates, customer_id=table["customer_id"].astype("str"))


def _customers(book: OrderBook, orders: pd.DataFrame, span: _Span, groups: _Groups) -> pd.DataFrame:
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
