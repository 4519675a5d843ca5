"""A customer relationship in numbers: who is one, how long, how broad, how deep."""

from datetime import tzinfo

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Date, Dates, Ids, checked, missing_allowed, share_interval, table

__all__ = [
    "relationship_dimensions",
    "suggestion_hit_rates",
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


@checked
def suggestion_hit_rates(
    lines: table(basket_id=Ids, customer_id=Ids, order_date=Dates, item=missing_allowed(Ids)),
    split_date: Date,
) -> pd.DataFrame:
    """Return how often one suggestion is right: the shop's bestseller, or the customer's own.

    Use it to price a customer memory before buying one.

    Parameters
    ----------
    lines : DataFrame, one row per basket and item, in any order
        Columns `basket_id`, `customer_id`, `order_date` (datetimes, with or without a time zone)
        and `item` (may be missing).
    split_date : str or Timestamp
        A day: what happened before it is remembered, what happened from it on is predicted.

    Returns
    -------
    DataFrame, rows bestseller and memory
        hit_rate (fraction in [0, 1]) with its 95 % interval, low to high; n_baskets (int64, from
        `split_date` on, of customers known before it). The rates are NaN if there is none.

    Raises
    ------
    TypeError
        If `split_date` has a time zone and the orders have none.
    ValueError
        If nothing lies before the split.

    Notes
    -----
    Bestseller: the item in most baskets before the split. Memory: the item in most of the
    customer's own baskets before it. Ties go to the first by name. A hit is a later basket that
    holds the item. Lines without an item are no item to suggest; their basket counts all the
    same. Nothing was shown to anybody: this measures foresight, not an effect.

    Baskets of one customer are alike. So the interval is Wilson's for as many baskets as would
    tell as much if each were drawn by itself: p (1 - p) / s², at most all of them, with
    s² = H / (H - 1) · Σ (hits - p · baskets)² / n² over the H customers. Where all
    hit, or none, each customer counts once.

    References
    ----------
    Korn, E. L. and Graubard, B. I. (1998), Confidence intervals for proportions with small
    expected number of positive counts estimated from survey data, Survey Methodology 24, 193-201:
    an interval on the effective number.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03", "2024-02-01"])
    >>> lines = pd.DataFrame({"basket_id": [1, 2, 3, 4], "order_date": days})
    >>> lines = lines.assign(
    ...     customer_id=["Ann", "Bob", "Bob", "Ann"], item=["tea", "milk", "milk", "tea"]
    ... )
    >>> suggestion_hit_rates(lines, "2024-02-01").round(2)
                hit_rate   low  high  n_baskets
    bestseller       0.0  0.00  0.79          1
    memory           1.0  0.21  1.00          1
    """
    dates = lines["order_date"]
    slim = lines[["basket_id", "customer_id", "item"]].assign(
        is_past=_days(dates) < _split_day(split_date, dates.dt.tz)
    )
    slim = slim.drop_duplicates()
    past, later = slim[slim["is_past"]].dropna(subset="item"), slim[~slim["is_past"]]
    if past.empty:
        raise ValueError(f"`split_date` must leave items before it; got {split_date}.")
    counts = past.groupby(["customer_id", "item"], observed=True).size().rename("n").reset_index()
    bestseller = past["item"].astype(str).value_counts().sort_index().idxmax()
    counts = counts.assign(item=counts["item"].astype(str))
    counts = counts.sort_values(["customer_id", "n", "item"], ascending=[True, False, True])
    own = counts.drop_duplicates("customer_id").set_index("customer_id")["item"]
    later = later.assign(item=later["item"].astype(str), own=later["customer_id"].map(own))
    later = later.dropna(subset="own")
    hits = pd.DataFrame(
        {"bestseller": later["item"] == bestseller, "memory": later["item"] == later["own"]}
    )
    by_basket = hits.groupby([later["customer_id"], later["basket_id"]], observed=True).any()
    rates = {way: _hit_rate(by_basket[way]) for way in hits}
    table = pd.DataFrame.from_dict(rates, orient="index").rename(columns={"share": "hit_rate"})
    return table.assign(n_baskets=len(by_basket))


def _hit_rate(hits: pd.Series) -> pd.Series:
    """Return the share of hits with an interval for baskets of which some have one customer."""
    by_customer = hits.groupby(level="customer_id", observed=True).agg(["sum", "size"])
    n, n_customers, rate = len(hits), len(by_customer), hits.mean()
    gaps = by_customer["sum"] - rate * by_customer["size"]
    variance = (gaps**2).sum() / max(n, 1) ** 2 * n_customers / max(n_customers - 1, 1)
    told, spread = n, rate * (1 - rate)
    if rate in (0, 1):
        told = n_customers
    elif variance:
        told = min(n, spread / variance)
    return share_interval(rate * told if n else 0.0, told)


def _days(dates: pd.Series) -> pd.Series:
    # Without the zone first: a day is 23 or 25 hours long where the clock changes.
    return dates.dt.tz_localize(None).dt.normalize()


def _split_day(split_date: pd.Timestamp, zone: tzinfo | None) -> pd.Timestamp:
    """Return the day of the split where the orders were stamped."""
    if split_date.tz is None:
        return split_date.normalize()
    if zone is None:
        raise TypeError(
            "`split_date` must have no time zone, like the orders; got "
            f"{split_date.tz}. Use split_date.tz_localize(None)."
        )
    return split_date.tz_convert(zone).tz_localize(None).normalize()
