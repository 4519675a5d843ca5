"""The audit of a customer base: from an order book to a page."""

from collections.abc import Callable, Collection

import pandas as pd

from crmlib.core import Flag, Fraction, Text, checked
from crmlib.course.audit.advice import _cannot, _first
from crmlib.course.audit.ahead import _forecast, _ranks, _silent
from crmlib.course.audit.facts import Facts, _facts, _Wishes
from crmlib.course.audit.first_page import _report
from crmlib.course.audit.lenses import _lens_five, _lens_four, _lens_one, _lens_three, _lens_two
from crmlib.course.audit.lines import _appendix, _baskets, _first_orders
from crmlib.course.audit.page import _page
from crmlib.course.audit.reading import _reading
from crmlib.datasets import OrderBook

__all__ = ["customer_audit", "audit_report"]

SECTIONS = (
    _reading,
    _lens_one,
    _lens_two,
    _lens_three,
    _lens_four,
    _lens_five,
    _ranks,
    _forecast,
    _silent,
    _first_orders,
    _first,
    _cannot,
    _appendix,
    _baskets,
)


def _quiet(step: str) -> None:
    """Say nothing."""


@checked
def customer_audit(
    book: OrderBook,
    *,
    margin: Fraction | None = None,
    names: Flag = False,
    lists_made: Flag = False,
    refused: Collection[str] | None = None,
    channels: pd.DataFrame | None = None,
    say: Callable[[str], None] = _quiet,
) -> Facts:
    """Return all that the report of a customer base says, computed once.

    Use it before `audit_report`; the single looks are `crmlib.value.one_period`,
    `crmlib.lifecycle.cohorts_compared` and their neighbours.

    Parameters
    ----------
    book : OrderBook
        As from `crmlib.datasets.load_orders`; at least one order.
    margin : float, optional
        Share of a sale that is kept, from 0 to 1; without it all money is sales.
    names : bool
        Whether customers are called by their ids; otherwise by their rank.
    lists_made : bool
        Whether the page may say that lists lie beside it.
    refused : collection of str, optional
        Ids of the customers who refused mail; None if the table does not say.
    channels : DataFrame, optional
        Rows with customer_id, order_date and channel, where the table tells channels.
    say : callable
        Is told, in a few words, what goes on.

    Returns
    -------
    Facts
        Tables and fits, with the plan of the first letter.

    Raises
    ------
    ValueError
        If the book has no order.

    Notes
    -----
    The same book gives the same facts: draws have a fixed seed.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Ross, M. (2022), The Customer-Base Audit, Wharton School
    Press: five lenses; ranks, forecast and tests are ours.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> facts = customer_audit(load_orders("cdnow"))
    >>> facts.groups.chosen.group, facts.outlook.weeks
    ('regular, gone quiet', 26)
    """
    if book.orders.empty:
        raise ValueError("`book` must have at least one order; got none: every row was set aside.")
    told = None if refused is None else frozenset(map(str, refused))
    return _facts(book, _Wishes(margin, names, lists_made, told, channels), say)


@checked
def audit_report(facts: Facts, source: Text) -> str:
    """Return the report as one page of HTML that asks no other host for anything.

    Parameters
    ----------
    facts : Facts
        As from `customer_audit`.
    source : str
        What the page calls the table, such as the name of its file.

    Returns
    -------
    str
        The page; pictures are in it. The same facts give the same page.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> page = audit_report(customer_audit(load_orders("cdnow")), "cdnow")
    >>> "http://" in page or "https://" in page, page.count("<img")
    (False, 7)
    """
    sections = tuple(section(facts) for section in SECTIONS)
    return _page(_report(facts, sections, source))
