"""Lenses 1 and 2: the customers of one period, and what changed between two."""

import pandas as pd

from crmlib.core import Amounts, Dates, Ids, checked, filled

__all__ = ["sales_by_month", "one_period", "spend_tenths", "two_periods", "change_parts"]

Orders = filled(customer_id=Ids, order_id=Ids, order_date=Dates, amount=Amounts)


@checked
def sales_by_month(orders: Orders) -> pd.DataFrame:
    """Return by month (index `month`) n_orders, n_customers, n_new (first order) and sales."""
    raise NotImplementedError


@checked
def one_period(orders: Orders) -> pd.DataFrame:
    """Return how unlike the customers of one period are: index `measure`, value, low, high.

    Measures: customers, orders, sales, orders_each, orders_median, once_share, spend_each,
    spend_median, top_tenth_share, top_fifth_share.
    """
    raise NotImplementedError


@checked
def spend_tenths(orders: Orders) -> pd.DataFrame:
    """Return by tenth of the customers (index `tenth`, 1 the best) n_customers, sales, share."""
    raise NotImplementedError


@checked
def two_periods(before: Orders, after: Orders) -> pd.DataFrame:
    """Return who left, stayed and came: index `group`, n_customers, before, after, change."""
    raise NotImplementedError


@checked
def change_parts(before: Orders, after: Orders) -> pd.DataFrame:
    """Return the change of sales as customers x orders each x amount per order.

    Index `part` (customers, orders_each, order_amount, sales); before, after, ratio, change (of
    sales, in currency: the parts add up to the last row).
    """
    raise NotImplementedError
