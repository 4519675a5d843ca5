"""What a log of orders says of each customer: how often, how recent, how long, how much."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Date, Dates, Ids, checked, choice, numbered_ids, table
from crmlib.value import order_age

__all__ = ["transaction_summary"]

DAYS_PER_UNIT = {"days": 1, "weeks": 7}


@checked
def transaction_summary(
    orders: table(customer_id=Ids, order_date=Dates, amount=Amounts),
    as_of: Date | None = None,
    *,
    unit: choice("days", "weeks") = "weeks",
) -> pd.DataFrame:
    """Return frequency, recency, T and mean repeat spend per customer.

    The table that `fit_bgnbd` and `fit_gamma_gamma` are fitted to. It takes a customer's first
    order in the table for the first ever, so use it only where the table shows acquisition.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id` (all text or all numbers), `order_date` (datetimes, with or
        without a time zone) and `amount` (what the customer paid, in currency, 0 or more), as in
        `crmlib.datasets.load_orders`. May be empty.
    as_of : str, Timestamp or None
        Last day of the observation; the day of the latest order if None.
    unit : {"weeks", "days"}
        Unit of `recency` and `T`. Both come from whole days; a week is seven of them. The
        summary carries it on (`attrs["unit"]`), and the fit keeps it.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; the columns

        - frequency : int64, days with a purchase after the first such day;
        - recency : float, from the first to the last purchase (high is good);
        - T : float, from the first purchase to `as_of`;
        - monetary_value : float, mean spend per repeat purchase day; NaN without any.

    Raises
    ------
    TypeError
        If `as_of` has a zone and the dates have none.
    ValueError
        If an order comes after `as_of`, or an amount is negative: a refund.

    Notes
    -----
    Orders of one customer on one day are one purchase, and their amounts add up; identical rows
    are orders like any other. A purchase of amount 0 is a purchase. Refunds (negative amounts)
    are refused, since a refund is neither a purchase nor no purchase. Days are calendar days
    where the orders were stamped: with a time zone, in that zone. A first purchase on the last
    day gives T = 0; a customer who bought on one day only has frequency = recency = 0.

    frequency = n - 1, recency = d_n - d_1, T = as_of - d_1 and monetary_value =
    (s_2 + … + s_n) / (n - 1), for n purchase days d_1 < … < d_n with spend s_1, …, s_n.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way, Marketing Science 24(2), 275-284 (x, t_x, T); Fader, Hardie and Lee (2005), RFM and CLV:
    iso-value curves for customer base analysis, Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> orders = pd.DataFrame(
    ...     {
    ...         "customer_id": ["Ann", "Ann", "Ann", "Bob"],
    ...         "order_date": pd.to_datetime(
    ...             ["2024-01-01", "2024-01-15", "2024-01-15", "2024-01-08"]
    ...         ),
    ...         "amount": [20.0, 12.0, 3.0, 50.0],
    ...     }
    ... )
    >>> transaction_summary(orders, "2024-01-29").reset_index()
      customer_id  frequency  recency    T  monetary_value
    0         Ann          1      2.0  4.0            15.0
    1         Bob          0      0.0  3.0             NaN
    """
    age = order_age(orders, as_of)
    amounts = orders["amount"].to_numpy(dtype=float)
    codes, customers = numbered_ids(orders["customer_id"])
    present, frequency, newest, oldest = _purchase_days(codes, age, len(customers))
    first_age = np.zeros(len(customers), np.min_scalar_type(oldest.max(initial=0)))
    first_age[present] = oldest
    # All codes are in range; "clip" only spares the check.
    repeat_spend = np.where(age < first_age.take(codes, mode="clip"), amounts, 0.0)
    spend = np.bincount(codes, repeat_spend, minlength=len(customers))[present]
    with np.errstate(invalid="ignore"):
        mean_spend = spend / frequency
    days = DAYS_PER_UNIT[unit]
    summary = pd.DataFrame(
        {
            "frequency": frequency,
            "recency": (oldest - newest) / days,
            "T": oldest / days,
            "monetary_value": mean_spend,
        },
        index=customers[present],
        copy=False,
    )
    summary.attrs["unit"] = unit
    return summary


def _purchase_days(
    codes: np.ndarray, age: np.ndarray, n_codes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return codes met, number of repeat days, and ages of the newest and the oldest purchase."""
    span = int(age.max(initial=0)) + 1
    # One integer per customer and day: sorting it sorts by both, and halves of a word sort faster.
    word = np.uint32 if n_codes * span <= np.iinfo(np.uint32).max else np.int64
    visits = codes.astype(word)
    visits *= word(span)
    visits += age.astype(word)
    visits.sort()
    visits = visits[_starts(visits)]
    customer = visits // word(span)
    first = np.flatnonzero(_starts(customer))
    last = np.append(first, len(customer))[1:] - 1
    present = customer[first].astype(np.int64)
    start = present * span
    return present, last - first, visits[first] - start, visits[last] - start


def _starts(values: np.ndarray) -> np.ndarray:
    """Mark each value that differs from the one before it."""
    starts = np.ones(len(values), bool)
    np.not_equal(values[1:], values[:-1], out=starts[1:])
    return starts
