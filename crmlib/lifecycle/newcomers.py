"""Lenses 3, 4 and 5: one cohort, cohorts beside each other, the whole base by cohort."""

import pandas as pd

from crmlib.core import Amounts, Count, Dates, Ids, Text, checked, choice, filled

__all__ = [
    "left_cut",
    "newcomers",
    "one_cohort",
    "cohorts_compared",
    "sales_by_cohort",
    "first_choices",
]

Orders = filled(customer_id=Ids, order_date=Dates, amount=Amounts)
Period = choice("month", "quarter", "half-year", "year")


@checked
def left_cut(orders: Orders) -> pd.Series:
    """Return whether the table starts in the middle: orders_first, orders_later, ratio, cut.

    Orders in its first month of those met first in month 1, and of the newcomers of months 2 and
    3 in theirs; cut (bool) if the ratio is above 1.5.
    """
    raise NotImplementedError


@checked
def newcomers(orders: Orders, *, period: Period = "month") -> pd.DataFrame:
    """Return one row per customer: cohort (text), first_date, first_amount, days_to_second
    (NaN without one) and days_seen (from the first order to the last day of the table)."""
    raise NotImplementedError


@checked
def one_cohort(orders: Orders, cohort: Text) -> pd.DataFrame:
    """Return by month since the first order (index `month`) n_customers, active, low, high, spend
    of the cohort, which is a text such as "1997-01", "1997-Q1", "1997-H1" or "1997"."""
    raise NotImplementedError


@checked
def cohorts_compared(
    orders: Orders, *, days: Count = 365, period: Period = "quarter"
) -> pd.DataFrame:
    """Return by cohort n_customers, first_order (mean), spend (mean within `days` after the first
    order, without it), back (share with a second order by then), low, high; NaN where not seen
    for so long."""
    raise NotImplementedError


@checked
def sales_by_cohort(orders: Orders, *, period: Period = "quarter") -> pd.DataFrame:
    """Return sales by cohort (rows) and period of the order (columns), 0 before and NaN never."""
    raise NotImplementedError


@checked
def first_choices(orders: Orders, column: Text, *, days: Count = 90) -> pd.DataFrame:
    """Return by value of `column` in a customer's first order (a channel; a product, with lines)
    n_customers, n_back (ordered again within `days`), share, low, high, and share_others."""
    raise NotImplementedError
