"""Recency, frequency and monetary value: the oldest way to rank customers."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Counts, Date, Dates, Ids, checked, table, whole
from crmlib.value.order_age import order_age

__all__ = ["rfm_table", "rfm_scores"]

TABLE_COLUMNS = ["recency_days", "n_orders", "total_spend"]
SCORE_COLUMNS = ["r_score", "f_score", "m_score"]
MOST_BINS = 9


@checked
def rfm_table(
    orders: table(customer_id=Ids, order_id=Ids, order_date=Dates, amount=Amounts), as_of: Date
) -> pd.DataFrame:
    """Return one row of recency, frequency and spend per customer.

    The table behind every RFM score, and a first look at any customer base.

    Parameters
    ----------
    orders : DataFrame, one row per order or order line, in any order
        Columns `customer_id`, `order_id` (a customer's different values are his orders),
        `order_date` (datetimes, with or without a time zone) and `amount` (what the customer
        paid, in currency, 0 or more), as in `crmlib.datasets.load_orders`. May be empty.
    as_of : str or Timestamp
        The day from which recency is counted; no order may come after it.

    Returns
    -------
    DataFrame, one row per customer
        Index `customer_id`, sorted; recency_days (int64, whole days from the last order to
        `as_of`: low is good), n_orders (int64, orders, not their lines), total_spend (float,
        currency).

    Raises
    ------
    ValueError
        If an order comes after `as_of`.

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
    lines = orders[["customer_id", "order_id"]].assign(
        age=order_age(orders, as_of), amount=orders["amount"].astype(float)
    )
    return lines.groupby("customer_id", observed=True).agg(
        recency_days=("age", "min"), n_orders=("order_id", "nunique"), total_spend=("amount", "sum")
    )


@checked
def rfm_scores(
    table: table(recency_days=Amounts, n_orders=Counts, total_spend=Amounts),
    n_bins: whole(2, MOST_BINS) = 5,
) -> pd.DataFrame:
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
    recency, n_orders, spend = (table[column].to_numpy(dtype=float) for column in TABLE_COLUMNS)
    scores = pd.DataFrame(
        {
            name: _score(values, n_bins)
            for name, values in zip(SCORE_COLUMNS, (-recency, n_orders, spend), strict=True)
        },
        index=table.index,
    )
    # Few cells are met: each is written once.
    place, cells = pd.factorize(scores.to_numpy() @ [100, 10, 1])
    return scores.assign(rfm_cell=pd.array(cells.astype(str), dtype=str).take(place))


def _score(values: np.ndarray, n_bins: int) -> np.ndarray:
    # n_bins · n_worse >= k · n as soon as a value lies above that of the k-th border.
    borders = -(-np.arange(1, n_bins) * len(values) // n_bins) - 1
    ranked = np.sort(values)
    return 1 + np.searchsorted(ranked[borders] if len(values) else ranked, values)
