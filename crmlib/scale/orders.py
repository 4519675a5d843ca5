"""Orders too many to load: the engine reduces them to customers, histories and cohorts."""

import numpy as np
import pandas as pd
import pyarrow as pa

from crmlib.core import Date, Fraction, checked, choice
from crmlib.scale.audit import CENTS, _audited
from crmlib.scale.tables import BigTable

__all__ = ["transaction_summary", "history_counts", "cohort_table", "sampled_orders"]

ORDERS = {"customer_id": "id", "order_date": "date", "amount": "money"}
VISITS = {"customer_id": "id", "order_date": "date"}
DAYS_PER_UNIT = {"days": 1, "weeks": 7}

# Each text is read by every engine as it stands. There is no arithmetic with dates in it, since
# engines differ there; days are subtracted in pandas, on the small table.
SUMMARY = f"""
WITH days AS (
  SELECT customer_id, CAST(order_date AS DATE) AS day,
    CAST(SUM(CAST({CENTS.format("amount")} AS BIGINT)) AS BIGINT) AS cents
  FROM orders GROUP BY customer_id, CAST(order_date AS DATE)
)
SELECT customer_id, CAST(COUNT(*) - 1 AS BIGINT) AS frequency,
  MIN(day) AS first_day, MAX(day) AS last_day,
  CAST(SUM(cents) - MIN_BY(cents, day) AS BIGINT) AS repeat_cents
FROM days GROUP BY customer_id
"""
HISTORIES = """
WITH days AS (SELECT DISTINCT customer_id, CAST(order_date AS DATE) AS day FROM orders),
customers AS (
  SELECT CAST(COUNT(*) - 1 AS BIGINT) AS frequency, MIN(day) AS first_day, MAX(day) AS last_day
  FROM days GROUP BY customer_id
)
SELECT frequency, first_day, last_day, COUNT(*) AS n_customers
FROM customers GROUP BY frequency, first_day, last_day
"""
COHORTS = """
WITH months AS (
  SELECT DISTINCT customer_id,
    YEAR(CAST(order_date AS DATE)) * 12 + MONTH(CAST(order_date AS DATE)) - 1 AS month
  FROM orders
),
firsts AS (SELECT customer_id, MIN(month) AS cohort FROM months GROUP BY customer_id)
SELECT CAST(cohort AS BIGINT) AS cohort, CAST(month AS BIGINT) AS month, COUNT(*) AS n_customers
FROM months JOIN firsts ON months.customer_id = firsts.customer_id GROUP BY cohort, month
"""
# The same customers on every engine, and tomorrow: their ids, stirred, decide.
SAMPLE = """
SELECT customer_id, order_date, amount FROM orders
WHERE SUBSTR(MD5(CAST(customer_id AS STRING)), 1, 8) < '{limit}'
"""


@checked
def transaction_summary(
    orders: BigTable, as_of: Date | None = None, *, unit: choice("days", "weeks") = "weeks"
) -> pd.DataFrame:
    """Return frequency, recency, T and mean repeat spend per customer of a large table.

    Use it when `forecasts.transaction_summary` has not the memory for the orders. The answer is
    the same, and still has one row per customer: `history_counts` makes it smaller.

    Parameters
    ----------
    orders : BigTable
        Columns `customer_id` (numbers or text), `order_date` (dates or datetimes) and `amount`
        (currency, whole cents, 0 or more), as from `in_duckdb` or `in_spark`.
    as_of : str, Timestamp or None
        Last day of the observation; the day of the latest order if None.
    unit : {"weeks", "days"}
        Unit of `recency` and `T`.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; columns frequency, recency, T and monetary_value, as in
        `forecasts.transaction_summary`.

    Notes
    -----
    What pandas refuses is refused, in the same words: missing, infinite and negative values, and
    orders after `as_of`. Beyond that amounts must be whole cents, up to 1,000,000,000: the
    engine adds up cents, since sums of whole numbers do not hang on the order of the rows.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way, Marketing Science 24(2), 275-284 (x, t_x, T).

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-15", "2024-01-08"])
    >>> visits = {"customer_id": ["Ann", "Ann", "Bob"], "order_date": days}
    >>> one = pd.DataFrame({**visits, "amount": [20.0, 15.0, 50.0]})
    >>> orders = in_duckdb(parquet_copies(one, 2, "customer_id"))
    >>> transaction_summary(orders, "2024-01-29").reset_index()
      customer_id  frequency  recency    T  monetary_value
    0       Ann-0          1      2.0  4.0            15.0
    1       Ann-1          1      2.0  4.0            15.0
    2       Bob-0          0      0.0  3.0             NaN
    3       Bob-1          0      0.0  3.0             NaN
    """
    audit = _audited(orders, "orders", ORDERS, as_of)
    found = orders.ask("orders", SUMMARY)
    frequency, cents = (found[key].to_numpy() for key in ("frequency", "repeat_cents"))
    with np.errstate(invalid="ignore"):
        spend = cents / (100 * frequency)
    ids = _as_stored(found, orders)["customer_id"].to_pandas()
    summary = pd.DataFrame(
        {"frequency": frequency, **_ages(found, audit.end, unit), "monetary_value": spend},
        index=pd.Index(ids, name="customer_id"),
    ).sort_index()
    summary.attrs["unit"] = unit
    return summary


@checked
def history_counts(
    orders: BigTable, as_of: Date | None = None, *, unit: choice("days", "weeks") = "weeks"
) -> pd.DataFrame:
    """Return how many customers of a large table have each history of purchases.

    Use it before `forecasts.fit_bgnbd_counts`: the model needs no more of the customers, and many
    of them are alike.

    Parameters
    ----------
    orders : BigTable
        Columns `customer_id` and `order_date`, as in `transaction_summary`.
    as_of : str, Timestamp or None
        Last day of the observation; the day of the latest order if None.
    unit : {"weeks", "days"}
        Unit of `recency` and `T`.

    Returns
    -------
    DataFrame, one row per history
        Columns frequency, recency, T and n_customers (int64), sorted.

    Notes
    -----
    frequency, recency and T as in `transaction_summary`.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way, Marketing Science 24(2), 275-284 (x, t_x, T).

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> days = pd.to_datetime(["2024-01-01", "2024-01-15", "2024-01-08"])
    >>> one = pd.DataFrame({"customer_id": ["Ann", "Ann", "Bob"], "order_date": days})
    >>> history_counts(in_duckdb(parquet_copies(one, 500, "customer_id")), "2024-01-29")
       frequency  recency    T  n_customers
    0          0      0.0  3.0          500
    1          1      2.0  4.0          500
    """
    audit = _audited(orders, "orders", VISITS, as_of)
    found = orders.ask("orders", HISTORIES)
    counts = {key: found[key].to_numpy() for key in ("frequency", "n_customers")}
    table = pd.DataFrame(counts | _ages(found, audit.end, unit))
    columns = ["frequency", "recency", "T", "n_customers"]
    table = table[columns].sort_values(columns, ignore_index=True)
    table.attrs["unit"] = unit
    return table


@checked
def cohort_table(orders: BigTable) -> pd.DataFrame:
    """Return how many customers of each month of first order ordered again, in a large table.

    Use it when `lifecycle.cohort_table` has not the memory for the orders. The answer is the
    same.

    Parameters
    ----------
    orders : BigTable
        Columns `customer_id` and `order_date`, at least one row, as in `transaction_summary`.

    Returns
    -------
    DataFrame, one row per month with a first order
        Index `cohort` (periods); columns 0, 1, 2, … `months_since_first`; NaN where the month
        lies after the table's last one.

    Raises
    ------
    ValueError
        If the table is empty.

    Notes
    -----
    The engine counts customers by month of first order and month; pandas lays the counts out.

    References
    ----------
    Fader, P. S. and Hardie, B. G. S. (2009), Probability models for customer-base analysis,
    Journal of Interactive Marketing 23(1), 61-69: cohorts, and why to look at them apart.

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> days = pd.to_datetime(["2024-01-05", "2024-01-20", "2024-02-03"])
    >>> one = pd.DataFrame({"customer_id": ["Ann", "Bob", "Ann"], "order_date": days})
    >>> orders = in_duckdb(parquet_copies(one, 10, "customer_id"))
    >>> cohort_table(orders).rename_axis(columns=None).reset_index()
        cohort     0     1
    0  2024-01  20.0  10.0
    """
    if not _audited(orders, "orders", VISITS).n_rows:
        raise ValueError("`orders` must have at least one row; got none.")
    found = orders.ask("orders", COHORTS)
    cohort, month, n = (found[key].to_numpy() for key in ("cohort", "month", "n_customers"))
    start, n_months = int(month.min()), int(month.max() - month.min()) + 1
    table = np.zeros((n_months, n_months))
    table[cohort - start, month - cohort] = n
    table[np.add.outer(range(n_months), range(n_months)) >= n_months] = np.nan
    first = pd.Period(year=start // 12, month=start % 12 + 1, freq="M")
    months = pd.period_range(first, periods=n_months, name="cohort")
    cohorts = pd.DataFrame(table, index=months).rename_axis(columns="months_since_first")
    return cohorts[table[:, 0] > 0]


@checked
def sampled_orders(orders: BigTable, share: Fraction) -> pd.DataFrame:
    """Return all orders of a share of the customers of a large table.

    Use it before a cluster: a sample of customers keeps each history whole, where a sample of
    orders would make loyal customers look like rare ones.

    Parameters
    ----------
    orders : BigTable
        As in `transaction_summary`; ids are whole numbers or text.
    share : float
        Of the customers, in [0, 1]; the share that is met differs from it by chance.

    Returns
    -------
    DataFrame, one row per order
        customer_id, order_date and amount, sorted by all three.

    Notes
    -----
    The first eight digits of MD5 of the id decide, so that every engine finds the same
    customers, and finds them again tomorrow. MD5 is no protection of the ids.

    References
    ----------
    Rivest, R. (1992), The MD5 message-digest algorithm, RFC 1321.

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> visits = {"customer_id": ["Ann", "Bob"], "order_date": pd.Timestamp("2024-01-05")}
    >>> one = pd.DataFrame({**visits, "amount": 20.0})
    >>> orders = in_duckdb(parquet_copies(one, 500, "customer_id"))
    >>> len(sampled_orders(orders, 0.1))
    93
    """
    _audited(orders, "orders", ORDERS)
    limit = "g" if share == 1 else f"{int(share * 16**8):08x}"
    found = _as_stored(orders.ask("orders", SAMPLE.format(limit=limit)), orders).to_pandas()
    return found.sort_values([*ORDERS], ignore_index=True)


def _ages(found: pa.Table, end: pd.Timestamp | None, unit: str) -> dict[str, np.ndarray]:
    """Return recency and T; days are whole numbers since one day."""
    first, last = (found[key].cast(pa.int32()).to_numpy() for key in ("first_day", "last_day"))
    last_of_all = 0 if end is None else int(np.datetime64(end, "D").astype(np.int64))
    days = DAYS_PER_UNIT[unit]
    return {"recency": (last - first) / days, "T": (last_of_all - first) / days}


def _as_stored(found: pa.Table, table: BigTable) -> pa.Table:
    """Return an answer with the types that its columns have in the files."""
    for place, key in enumerate(found.column_names):
        if key in table.schema.names:
            stored = table.schema.field(key).type
            stored = stored.value_type if pa.types.is_dictionary(stored) else stored
            found = found.set_column(place, key, found[key].cast(stored))
    return found
