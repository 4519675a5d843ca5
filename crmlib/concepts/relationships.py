"""A customer relationship in numbers: who is one, how long, how broad, how deep."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Dates, Ids, checked, missing_allowed, table

__all__ = [
    "relationship_dimensions",
]


@checked
def relationship_dimensions(
    lines: table(customer_id=Ids, order_date=Dates, item=missing_allowed(Ids), amount=Amounts),
) -> pd.DataFrame:
    """Return length, breadth and depth of each customer's relationship, from lines of orders.

    Use it to give the three words a number each before anyone argues about them.

    Parameters
    ----------
    lines : DataFrame, one row per line of an order, in any order
        Columns `customer_id`, `order_date` (datetimes, with or without a time zone), `item` (may
        be missing) and `amount` (currency, 0 or more).

    Returns
    -------
    DataFrame, one row per customer, sorted by customer_id
        n_days (int64, days with an order), length_days (int64, first to last such day), breadth
        (fraction in [0, 1] of all items of the table that the customer ever took), depth (amount
        per day with an order).

    Notes
    -----
    Days are calendar days where the orders were stamped. A line without an item counts for
    length and depth, not for breadth; without any item breadth is NaN. Repeated lines count
    towards the amount. All three are what one table saw: length is cut off at both of its ends.
    These measures are ours; the source names the dimensions only.

    References
    ----------
    Document 002 of the course's source, for the three dimensions.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-11", "2024-01-05"])
    >>> lines = pd.DataFrame({"customer_id": ["Ann", "Ann", "Ann", "Bob"], "order_date": days})
    >>> lines = lines.assign(item=["tea", "tea", "milk", "beer"], amount=[4.0, 4.0, 2.0, 9.0])
    >>> relationship_dimensions(lines).round(3).reset_index()
      customer_id  n_days  length_days  breadth  depth
    0         Ann       2           10    0.667    5.0
    1         Bob       1            0    0.333    9.0
    """
    slim = lines[["customer_id", "item"]].assign(
        day=_days(lines["order_date"]), amount=lines["amount"].astype(float)
    )
    by_customer = slim.groupby("customer_id", observed=True)
    table = by_customer.agg(n_days=("day", "nunique"), first=("day", "min"), last=("day", "max"))
    # Distinct pairs first: counting distinct text per group takes several times as long.
    taken = slim[["customer_id", "item"]].dropna().drop_duplicates().groupby("customer_id").size()
    n_items = lines["item"].nunique()
    return pd.DataFrame(
        {
            "n_days": table["n_days"],
            "length_days": (table["last"] - table["first"]).dt.days,
            "breadth": taken.reindex(table.index, fill_value=0) / (n_items or np.nan),
            "depth": by_customer["amount"].sum() / table["n_days"],
        }
    )


def _days(dates: pd.Series) -> pd.Series:
    # Without the zone first: a day is 23 or 25 hours long where the clock changes.
    return dates.dt.tz_localize(None).dt.normalize()
