"""Attitude and behaviour: the two halves of loyalty, and what people did later."""

import numpy as np
import pandas as pd

from crmlib.core import (
    require_columns,
    require_kind,
    require_no_missing,
    require_number,
    require_units,
)

__all__ = [
    "loyalty_groups",
    "later_behaviour",
]

ORDER_COLUMNS = ["customer_id", "order_date"]
GROUPS = ["true", "latent", "spurious", "none"]
# Days with a purchase, as a ladder of our own: the highest repeat count of each level.
LEVELS = {"once": 0, "twice": 1, "3 or 4": 3, "5 or more": np.inf}


def loyalty_groups(
    attitude: pd.Series, behaviour: pd.Series, *, attitude_cut: float, behaviour_cut: float
) -> pd.Series:
    """Return which of four kinds of loyalty each customer shows.

    Use it where both halves are measured: what customers think and what they do.

    Parameters
    ----------
    attitude : Series
        One number per customer, more for a better attitude.
    behaviour : Series
        One number per customer, more for more loyal behaviour; same index as `attitude`.
    attitude_cut : float
        From this value on an attitude counts as high.
    behaviour_cut : float
        From this value on behaviour counts as high.

    Returns
    -------
    Series
        Text, indexed as `attitude`, named loyalty: true (both high), latent (attitude only),
        spurious (behaviour only) or none.

    Raises
    ------
    TypeError
        If a half is not a Series or a cut not a number.
    ValueError
        If the indexes differ, a value is missing or a cut is NaN.

    Notes
    -----
    The cuts are the analyst's choice: moving them moves customers from one group to another.

    References
    ----------
    Dick, A. S. and Basu, K. (1994). Customer loyalty: toward an integrated conceptual framework.
    Journal of the Academy of Marketing Science 22(2), 99-113: relative attitude against repeat
    patronage.

    Examples
    --------
    >>> likes, buys = pd.Series([5, 5, 1]), pd.Series([0.9, 0.1, 0.9])
    >>> loyalty_groups(likes, buys, attitude_cut=3, behaviour_cut=0.5).tolist()
    ['true', 'latent', 'spurious']
    """
    halves = {"attitude": attitude, "behaviour": behaviour}
    for name, half in halves.items():
        require_kind(half, pd.Series, name)
    if not attitude.index.equals(behaviour.index):
        raise ValueError(
            "`attitude` and `behaviour` must have the same index; got "
            f"{len(attitude)} and {len(behaviour)} rows that do not match."
        )
    customers = pd.DataFrame(halves)
    require_no_missing(customers, list(halves), "customers")
    require_number(attitude_cut, "attitude_cut")
    require_number(behaviour_cut, "behaviour_cut")
    likes, buys = customers["attitude"] >= attitude_cut, customers["behaviour"] >= behaviour_cut
    groups = np.select([likes & buys, likes, buys], GROUPS[:3], GROUPS[3])
    return pd.Series(groups, index=attitude.index, name="loyalty", dtype="str")


def later_behaviour(buyers: pd.DataFrame, later_orders: pd.DataFrame) -> pd.DataFrame:
    """Return each buyer's level of behavioural loyalty so far and what the buyer did later.

    Use it to hold any index of loyalty against purchases that it did not see.

    Parameters
    ----------
    buyers : DataFrame
        Indexed by customer_id, with frequency (days with a purchase after the first one), as
        from `crmlib.value.customer_summary.transaction_summary`.
    later_orders : DataFrame
        One row per order after the time that `buyers` covers: customer_id, order_date. Orders
        of one customer on one day count once; customers who are not in `buyers` do not count.

    Returns
    -------
    DataFrame
        Indexed as `buyers`: level (ordered categorical: once, twice, 3 or 4, 5 or more days with
        a purchase), bought (int64, days with a purchase later) and came_back (bool).

    Raises
    ------
    TypeError
        If an argument is not a DataFrame.
    ValueError
        If a column or a value is missing, or a frequency is negative.

    Notes
    -----
    The levels are ours: the course's source speaks of levels of loyalty and lists none.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005). "Counting your customers" the easy way.
    Marketing Science 24(2), 275-284: a holdout period as the judge.

    Examples
    --------
    >>> buyers = pd.DataFrame({"frequency": [0, 4]}, index=["Ann", "Bo"])
    >>> days = pd.to_datetime(["2024-05-01", "2024-05-01"])
    >>> later = pd.DataFrame({"customer_id": ["Bo", "Bo"], "order_date": days})
    >>> later_behaviour(buyers, later)
             level  bought  came_back
    Ann       once       0      False
    Bo   5 or more       1       True
    """
    require_columns(buyers, ["frequency"], "buyers")
    require_no_missing(buyers, ["frequency"], "buyers")
    require_columns(later_orders, ORDER_COLUMNS, "later_orders")
    require_no_missing(later_orders, ORDER_COLUMNS, "later_orders")
    require_units(buyers["frequency"], "frequency", whole=True)
    edges = [-1, *LEVELS.values()]
    days = later_orders["order_date"].dt.normalize()
    visits = later_orders[["customer_id"]].assign(day=days).drop_duplicates()
    bought = visits["customer_id"].value_counts().reindex(buyers.index, fill_value=0)
    return pd.DataFrame(
        {
            "level": pd.cut(buyers["frequency"], edges, labels=list(LEVELS)),
            "bought": bought.astype("int64"),
            "came_back": bought > 0,
        }
    )
