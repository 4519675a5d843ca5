"""What a log of orders says of customers who come, stay, pause, return and leave."""

import math
from bisect import insort

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Count, Dates, Ids, checked, filled, numbered_ids, table, values
from crmlib.value import order_age

__all__ = ["cohort_table", "retention_rates", "silence_table"]


@checked
def cohort_table(orders: filled(customer_id=Ids, order_date=Dates)) -> pd.DataFrame:
    """Return how many customers of each month of first order ordered again, month by month.

    Use it only where the table shows acquisition: a panel that starts with customers of old
    puts them all into its first month. Divide by column 0 for shares.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id` (text or numbers) and `order_date` (datetimes, with or without a
        time zone). At least one row.

    Returns
    -------
    DataFrame, one row per month with a first order
        Index `cohort` (periods); columns 0, 1, 2, … `months_since_first`. Values: customers who
        ordered in that month, as floats; column 0 is the cohort's size. NaN where the month
        lies after the table's last one.

    Notes
    -----
    A customer counts once a month; repeated rows and several orders change nothing. Every row
    is an order, whatever was paid: leave refunds out first. One-time buyers count in column 0
    only. Months are those of the calendar where the orders were stamped; the last one may be
    incomplete. Time and memory: one byte per customer and month.

    References
    ----------
    Fader, P. S. and Hardie, B. G. S. (2009), Probability models for customer-base analysis,
    Journal of Interactive Marketing 23(1), 61-69: cohorts, and why to look at them apart.

    Examples
    --------
    >>> orders = pd.DataFrame(
    ...     {
    ...         "customer_id": ["Ann", "Bob", "Ann", "Cem", "Bob"],
    ...         "order_date": pd.to_datetime(
    ...             ["2024-01-05", "2024-01-20", "2024-02-03", "2024-02-09", "2024-03-01"]
    ...         ),
    ...     }
    ... )
    >>> cohort_table(orders).rename_axis(columns=None).reset_index()
        cohort    0    1    2
    0  2024-01  2.0  1.0  1.0
    1  2024-02  1.0  0.0  NaN
    """
    active, months = _activity(orders)
    n_months = len(months)
    # Sets of customers as bits, 64 to a word: one row per month.
    padded = np.pad(active, ((0, 0), (0, -active.shape[1] % 64)))
    bits = np.packbits(padded, axis=1).view(np.uint64)
    seen = np.zeros_like(bits[0])
    table = np.full((n_months, n_months), np.nan)
    for month in range(n_months):
        newcomers = bits[month] & ~seen
        seen |= bits[month]
        back = np.bitwise_count(bits[month:] & newcomers)
        table[month, : n_months - month] = back.sum(axis=1)
    cohorts = pd.DataFrame(table, index=months.rename("cohort"))
    return cohorts.rename_axis(columns="months_since_first")[table[:, 0] > 0]


@checked
def retention_rates(n_alive: values(Amounts)) -> pd.Series:
    """Return the share of customers kept in each period, of those there at its start.

    Use it for a cohort under contract, where it is known who is still there.

    Parameters
    ----------
    n_alive : array-like, shape (n_periods + 1,)
        Customers (or percent of the cohort) still there after 0, 1, 2, … periods; at least two
        numbers, the first above 0, never rising.

    Returns
    -------
    Series
        Index `period` (1, 2, …); fractions in [0, 1], NaN once nobody is left.

    Raises
    ------
    ValueError
        If there are fewer than two numbers, or the cohort is empty or grows.

    Notes
    -----
    r(t) = n(t) ÷ n(t - 1), and the churn rate is 1 - r(t). A cohort that grows has customers
    who pause and return; then there is no retention rate, only a share active per period. There
    is no interval, as percent of a cohort do not say how many customers they are.

    References
    ----------
    Fader, P. S. and Hardie, B. G. S. (2007), How to project customer retention, Journal of
    Interactive Marketing 21(1), 76-90.

    Examples
    --------
    >>> retention_rates([100, 80, 72]).tolist()
    [0.8, 0.9]
    """
    alive = np.asarray(n_alive, dtype=float)
    if len(alive) < 2 or not alive[0] > 0:
        raise ValueError(
            f"`n_alive` must begin with a cohort above 0 and one later count; got {alive.tolist()}."
        )
    grown = np.diff(alive) > 0
    if grown.any():
        place = int(grown.argmax())
        raise ValueError(
            f"`n_alive` must never rise; got {alive[place]:g}, then {alive[place + 1]:g} in period "
            f"{place + 1}. Where customers pause and return, use shares of `cohort_table`."
        )
    with np.errstate(invalid="ignore"):
        rates = alive[1:] / alive[:-1]
    periods = pd.RangeIndex(1, len(alive), name="period")
    return pd.Series(rates, index=periods, name="retention_rate")


@checked
def silence_table(
    orders: table(customer_id=Ids, order_date=Dates), *, min_gaps: Count = 5
) -> pd.DataFrame:
    """Return how long each customer was silent after each day of purchase.

    Use it to ask of any alarm on silence how often it is wrong: the alarm rings where
    `silent_days` reaches a limit, and was wrong where the customer came back.

    Parameters
    ----------
    orders : DataFrame, one row per order, in any order
        Columns `customer_id` (text or numbers) and `order_date` (datetimes, with or without a
        time zone). May be empty.
    min_gaps : int
        Earlier gaps that a customer needs to have a usual one, at least 1.

    Returns
    -------
    DataFrame, one row per customer and day of purchase, sorted by both
        customer_id; order_date (a day, without a zone); silent_days (int64, to the customer's
        next day of purchase, or to the last day of the table); came_back (bool: there is a
        next day); usual_gap_days (float, median of the customer's earlier gaps; NaN before
        `min_gaps` of them).

    Notes
    -----
    silent_days = next day - day. The usual gap looks back only, so that an alarm based on it
    could have rung at the time. A silence that reaches the end of the table is cut off: that
    the customer did not come back may change the day after.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-04", "2024-01-08", "2024-01-20"])
    >>> orders = pd.DataFrame({"customer_id": ["Ann", "Ann", "Ann", "Bob"], "order_date": days})
    >>> silence_table(orders, min_gaps=1).drop(columns="order_date")
      customer_id  silent_days  came_back  usual_gap_days
    0         Ann            3       True             NaN
    1         Ann            4       True             3.0
    2         Ann           12      False             3.5
    3         Bob            0      False             NaN
    """
    age, (codes, customers) = order_age(orders), numbered_ids(orders["customer_id"])
    days = orders["order_date"].dt.tz_localize(None).dt.normalize()
    span = int(age.max(initial=0)) + 1
    start = 0 if orders.empty else days.min().to_datetime64().astype("M8[D]").astype(np.int64)
    # One number per customer and day sorts by both.
    visits = np.sort(codes * np.int64(span) + (span - 1 - age))
    customer, day = np.divmod(
        visits[np.append(True, visits[1:] != visits[:-1])[: len(visits)]], span
    )
    came_back = np.append(customer[1:] == customer[:-1], np.zeros(min(len(day), 1), bool))
    silent = np.where(came_back, np.roll(day, -1), span - 1) - day
    return pd.DataFrame(
        {
            "customer_id": customers.take(customer),
            "order_date": (start + day).astype("M8[D]").astype(days.dtype),
            "silent_days": silent,
            "came_back": came_back,
            "usual_gap_days": _usual_gaps(np.where(came_back, silent, np.nan).tolist(), min_gaps),
        }
    )


def _usual_gaps(gaps: list[float], min_gaps: int) -> list[float]:
    """Return the median of a customer's gaps before each one; after a missing gap comes another."""
    usual, before = [], []
    for gap in gaps:
        n = len(before)
        usual.append((before[(n - 1) // 2] + before[n // 2]) / 2 if n >= min_gaps else math.nan)
        if gap != gap:  # missing: the next row is another customer's
            before = []
        else:
            insort(before, gap)
    return usual


def _activity(orders: pd.DataFrame) -> tuple[np.ndarray, pd.PeriodIndex]:
    """Return in which months (rows) which customers (columns) ordered, and the months."""
    age = order_age(orders)
    latest = orders["order_date"].max().tz_localize(None).to_datetime64().astype("datetime64[D]")
    # A day's month is looked up: calendar arithmetic on every order would cost more than the rest.
    days = latest - np.arange(age.max() + 1)
    month_of_age = days.astype("datetime64[M]").astype(np.int64)
    start = month_of_age[-1]
    codes, customers = numbered_ids(orders["customer_id"])
    n_codes = len(customers)
    n_months = int(month_of_age[0] - start) + 1
    active = np.zeros((n_months, n_codes), dtype=bool)
    cells = ((month_of_age - start) * n_codes)[age]
    cells += codes
    active.ravel()[cells] = True
    return active, pd.period_range(pd.Timestamp(days[-1]), periods=n_months, freq="M")
