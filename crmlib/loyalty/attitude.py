"""Attitude and behaviour: the two halves of loyalty, and what people did later."""

import numpy as np
import pandas as pd

from crmlib.core import Counts, Dates, Ids, Number, Numbers, checked, column, table

__all__ = [
    "loyalty_groups",
    "later_behaviour",
]

GROUPS = ["true", "latent", "spurious", "none"]
# Days with a purchase, as a ladder of our own: the highest repeat count of each level.
LEVELS = {"once": 0, "twice": 1, "3 or 4": 3, "5 or more": np.inf}


@checked(paired=("attitude", "behaviour"))
def loyalty_groups(
    attitude: column(Numbers),
    behaviour: column(Numbers),
    *,
    attitude_cut: Number,
    behaviour_cut: Number,
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
    likes, buys = attitude >= attitude_cut, behaviour >= behaviour_cut
    groups = np.select([likes & buys, likes, buys], GROUPS[:3], GROUPS[3])
    return pd.Series(groups, index=attitude.index, name="loyalty", dtype="str")


@checked
def later_behaviour(
    buyers: table(frequency=Counts), later_orders: table(customer_id=Ids, order_date=Dates)
) -> pd.DataFrame:
    """Return each buyer's level of behavioural loyalty so far and what the buyer did later.

    Use it to hold any index of loyalty against purchases that it did not see.

    Parameters
    ----------
    buyers : DataFrame
        Indexed by customer_id, with frequency (days with a purchase after the first one), as
        from `crmlib.forecasts.transaction_summary`.
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
    ValueError
        If a buyer stands there twice or has no name.

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
    if (twice := buyers.index.duplicated()).any() or buyers.index.hasnans:
        raise ValueError(
            f"`buyers` must name each buyer once in its index; got {twice.sum():,} repeats and "
            f"{buyers.index.isna().sum():,} missing names."
        )
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
