"""How old each order is, in whole days: the one reading of an order's date."""

import numpy as np
import pandas as pd

from crmlib.core import Date, Dates, Ids, checked, table

__all__ = ["order_age"]


@checked
def order_age(
    orders: table(customer_id=Ids, order_date=Dates), as_of: Date | None = None
) -> np.ndarray:
    """Return the days from each order to the end of the observation.

    The one reading of `order_date` that `transaction_summary` and `rfm_table` share.

    Parameters
    ----------
    orders : DataFrame, one row per order
        Columns `customer_id` and `order_date` (datetimes, with or without a time zone).
    as_of : str, Timestamp or None
        Last day of the observation; the day of the latest order if None.

    Returns
    -------
    numpy.ndarray of int64, shape (n_orders,)
        Whole days, 0 or more, in the order of the rows.

    Raises
    ------
    TypeError
        If `as_of` has a zone and the dates have none.
    ValueError
        If an order comes after `as_of`.

    Notes
    -----
    Days are calendar days where the orders were stamped. An `as_of` with a zone of its own is
    taken to that of the orders first; its time of day does not matter.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> stamps = pd.to_datetime(["2024-02-28 23:00", "2024-03-01 01:00"])
    >>> order_age(pd.DataFrame({"customer_id": [1, 1], "order_date": stamps}), "2024-03-01")
    array([2, 0])
    """
    dates = orders["order_date"]
    if not len(orders):
        return np.empty(0, np.int64)
    end = None if as_of is None else _day(as_of, dates.dt.tz)
    days = _days(dates)
    latest = int(days.max())
    end = latest if end is None else end
    if latest > end:
        n_later = np.count_nonzero(days > end)
        raise ValueError(
            f"`as_of` must not precede an order; got {as_of.date()}, but the latest of "
            f"{n_later:,} later orders is on {np.datetime64(latest, 'D')}. "
            "Leave later orders out first."
        )
    return np.subtract(end, days, out=days)


def _day(day: pd.Timestamp, zone: object) -> int:
    """Return the day as a number, in the zone of the orders."""
    if day.tz is not None and zone is None:
        raise TypeError(f"`as_of` must have no time zone, as `order_date` has none; got {day}.")
    if day.tz is not None:
        day = day.tz_convert(zone)
    return int(np.datetime64(day.date(), "D").astype(np.int64))


def _days(dates: pd.Series) -> np.ndarray:
    """Return the calendar day of each time stamp as a number, as a new array."""
    stamps = (dates if dates.dt.tz is None else dates.dt.tz_localize(None)).to_numpy()
    # Whole-number division is several times faster than NumPy's own conversion to days.
    per_day = np.timedelta64(1, "D") // np.timedelta64(1, np.datetime_data(stamps.dtype)[0])
    return stamps.view(np.int64) // per_day
