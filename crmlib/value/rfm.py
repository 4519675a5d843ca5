"""Recency, frequency and monetary value: the oldest way to rank customers."""

import numpy as np
import pandas as pd

from crmlib.core import require_columns, require_no_missing, require_units, require_whole
from crmlib.value.customer_summary import order_age, order_amounts

__all__ = ["rfm_table", "rfm_scores"]

TABLE_COLUMNS = ["recency_days", "n_orders", "total_spend"]
SCORE_COLUMNS = ["r_score", "f_score", "m_score"]
MOST_BINS = 9


def rfm_table(
    orders: pd.DataFrame,
    as_of: str | pd.Timestamp,
    *,
    order_id: str = "order_id",
    amount: str = "amount",
) -> pd.DataFrame:
    """Return one row of recency, frequency and spend per customer.

    The table behind every RFM score, and a first look at any customer base.

    Parameters
    ----------
    orders : DataFrame, one row per order or order line, in any order
        Columns `customer_id`, `order_date` (datetimes, with or without a time zone) and those
        named by `order_id` and `amount`. May be empty.
    as_of : str or Timestamp
        The day from which recency is counted; no order may come after it.
    order_id : str
        Column whose different values are a customer's orders; name "order_date" to count one
        order per time stamp where orders have no number.
    amount : str
        Column with what the customer paid, in currency, 0 or more.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; recency_days (int64, whole days from the last order to
        `as_of`: low is good), n_orders (int64, orders, not their lines), total_spend (float,
        currency).

    Raises
    ------
    TypeError
        If `orders` is not a DataFrame, its dates are not datetimes or its amounts not numbers.
    ValueError
        If a column or a value is missing, an amount is negative (a refund) or infinite, or an
        order comes after `as_of`.

    Notes
    -----
    Days are calendar days where the orders were stamped. Identical rows add up in total_spend,
    and are one order if they share its number. An order of amount 0 is an order.

    References
    ----------
    Hughes, A. M. (1994), Strategic Database Marketing, Probus.

    Examples
    --------
    >>> orders = pd.DataFrame(
    ...     {
    ...         "customer_id": ["Ann", "Ann", "Ann", "Bob"],
    ...         "order_id": [1, 1, 3, 2],
    ...         "order_date": pd.to_datetime(
    ...             ["2024-01-01", "2024-01-01", "2024-01-15", "2024-01-08"]
    ...         ),
    ...         "amount": [20.0, 12.0, 3.0, 50.0],
    ...     }
    ... )
    >>> rfm_table(orders, "2024-01-29").reset_index()
      customer_id  recency_days  n_orders  total_spend
    0         Ann            14         2         35.0
    1         Bob            21         1         50.0
    """
    require_columns(orders, ["customer_id", "order_date", order_id, amount], "orders")
    require_no_missing(orders, [order_id], "orders")
    age, amounts = order_age(orders, as_of), order_amounts(orders, amount)
    lines = orders[["customer_id"]].assign(order_id=orders[order_id], age=age, amount=amounts)
    return lines.groupby("customer_id", observed=True).agg(
        recency_days=("age", "min"), n_orders=("order_id", "nunique"), total_spend=("amount", "sum")
    )


def rfm_scores(table: pd.DataFrame, n_bins: int = 5) -> pd.DataFrame:
    """Return scores from 1 to `n_bins` for recency, frequency and spend, and the cell of all three.

    To rank customers without a model: 555 bought just now, often and much. Scores compare
    customers of one table with each other, so they cannot be compared between tables.

    Parameters
    ----------
    table : DataFrame, one row per customer
        Columns `recency_days`, `n_orders` and `total_spend`, as from `rfm_table`.
    n_bins : int
        Number of parts, from 2 to 9; 5 by default, which makes 125 cells.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `table`; r_score, f_score and m_score (int64, the highest for the most
        recent, the most frequent and the greatest spend) and rfm_cell (text, the three in a row).

    Raises
    ------
    TypeError
        If `table` is not a DataFrame, a column not of numbers, or `n_bins` not whole.
    ValueError
        If a column is missing, a value missing or negative, or `n_bins` out of range.

    Notes
    -----
    score = 1 + floor(n_bins · n_worse / n), where n_worse of the n customers are strictly worse.
    Without ties the parts are equal (within one customer). Equal customers get equal scores, the
    lowest that one of them could claim; so parts are unequal where many tie: when half of all
    have one order, all of these get 1 and nobody gets 2. Each score is cut on its own, not within
    the one before it.

    References
    ----------
    Hughes, A. M. (1994), Strategic Database Marketing, Probus (five equal parts, 5 the most
    recent, 125 cells).

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     {
    ...         "recency_days": [40, 3, 21, 9, 30],
    ...         "n_orders": [1, 6, 1, 2, 1],
    ...         "total_spend": [12.0, 90.0, 35.0, 20.0, 50.0],
    ...     }
    ... )
    >>> rfm_scores(table)["rfm_cell"].tolist()
    ['111', '555', '313', '442', '214']
    """
    require_columns(table, TABLE_COLUMNS, "table")
    require_no_missing(table, TABLE_COLUMNS, "table")
    require_whole(n_bins, "n_bins", low=2)
    if n_bins > MOST_BINS:
        raise ValueError(f"`n_bins` must be at most {MOST_BINS}; got {n_bins}.")
    recency, n_orders, spend = (require_units(table[column], column) for column in TABLE_COLUMNS)
    scores = pd.DataFrame(
        {
            name: _score(values, n_bins)
            for name, values in zip(SCORE_COLUMNS, (-recency, n_orders, spend), strict=True)
        },
        index=table.index,
    )
    digits = scores.astype(str)
    return scores.assign(rfm_cell=digits["r_score"] + digits["f_score"] + digits["m_score"])


def _score(values: np.ndarray, n_bins: int) -> np.ndarray:
    n_worse = np.searchsorted(np.sort(values), values)
    return 1 + n_bins * n_worse // max(len(values), 1)
