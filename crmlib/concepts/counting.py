"""Counting customers by a window of time, and what the count gets wrong."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Count,
    Dates,
    Flags,
    Ids,
    checked,
    share_interval,
    table,
    values,
)

__all__ = ["shares_by_cut", "window_errors"]

MOST_WINDOWS = 1_000


@checked(paired=("recency_days", "came_back"))
def window_errors(
    recency_days: values(Amounts), came_back: values(Flags), windows: values(Amounts)
) -> pd.DataFrame:
    """Return how often a rule "ordered in the last … days" is wrong, for each window.

    Use it to see that a longer window only trades one error for the other.

    Parameters
    ----------
    recency_days : array-like, shape (n_customers,)
        Days from the last order to the evening of the count, 0 or more.
    came_back : array-like of bool, shape (n_customers,)
        Whether the customer ordered after that evening, in the same order.
    windows : array-like, shape (n_windows,)
        Windows to try, in days, 0 or more, at most 1,000 of them, each once.

    Returns
    -------
    DataFrame, one row per window, in the order given
        Index `window`; counted_in, false_pos and false_neg (int64, customers): who is counted in,
        who of them did not come back, and who was left out and came back.

    Raises
    ------
    ValueError
        If a window stands twice, or there are more than 1,000.

    Notes
    -----
    A window of w days counts in who has a recency below w, so that 0 days count nobody in.

    References
    ----------
    None: this counts.

    Examples
    --------
    >>> window_errors([5, 20, 40], [True, False, True], [0, 30]).reset_index()
       window  counted_in  false_pos  false_neg
    0       0           0          0          2
    1      30           2          1          1
    """
    tried, came = np.asarray(windows), np.asarray(came_back, dtype=bool)
    if len(tried) > MOST_WINDOWS or len(np.unique(tried)) < len(tried):
        raise ValueError(
            f"`windows` must be different windows, at most {MOST_WINDOWS:,}; got {len(tried):,}, "
            f"{len(np.unique(tried)):,} of them different."
        )
    inside = np.asarray(recency_days, dtype=float) < tried[:, None]
    return pd.DataFrame(
        {
            "counted_in": inside.sum(axis=1),
            "false_pos": (inside & ~came).sum(axis=1),
            "false_neg": (~inside & came).sum(axis=1),
        },
        index=pd.Index(tried, name="window"),
    )


@checked
def shares_by_cut(
    orders: table(customer_id=Ids, order_date=Dates),
    cuts: values(Dates),
    *,
    window: Count,
    follow: Count,
) -> pd.DataFrame:
    """Return what share of those a window counts in order again, for several evenings.

    Use it to see whether the evening on which a rule was tested was a lucky one.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id` and `order_date` (datetimes without a time zone).
    cuts : array-like of dates
        Evenings on which to count.
    window : int
        The rule: ordered in the last `window` days.
    follow : int
        How many days after the evening an order counts as coming back.

    Returns
    -------
    DataFrame, one row per evening, in the order given
        Index `evening`; counted_in and came_back (int64, customers), share (fraction; NaN if
        nobody is counted in) with its 95 % interval, low to high.

    Notes
    -----
    Only orders up to an evening decide who is counted in. The evenings share customers, so the
    rows are not independent of each other.

    References
    ----------
    None: this counts.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-20", "2024-02-03"])
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Bob", "Bob"], "order_date": days})
    >>> found = shares_by_cut(orders, ["2024-01-31"], window=40, follow=28)
    >>> found[["counted_in", "came_back", "share"]].reset_index()
         evening  counted_in  came_back  share
    0 2024-01-31           2          1    0.5
    """
    days = orders["order_date"].dt.normalize()
    customers = orders["customer_id"]
    rows = [_share_after(customers, days, cut, window=window, follow=follow) for cut in cuts]
    columns = ["counted_in", "came_back", "share", "low", "high"]
    found = pd.DataFrame(rows, columns=columns).astype({"counted_in": int, "came_back": int})
    return found.set_index(pd.DatetimeIndex(cuts, name="evening"))


def _share_after(
    customers: pd.Series, days: pd.Series, cut: pd.Timestamp, *, window: int, follow: int
) -> dict[str, float]:
    """Return who is counted in on one evening, and how many of them came back."""
    is_known = days <= cut
    last = days[is_known].groupby(customers[is_known], observed=True).max()
    counted = last.index[(cut - last).dt.days < window]
    later = customers[(days > cut) & (days <= cut + pd.Timedelta(days=follow))]
    n_back = int(counted.isin(later).sum())
    found = share_interval(n_back, len(counted))
    return {"counted_in": len(counted), "came_back": n_back, **found}
