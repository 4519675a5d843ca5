"""Sales log: the tills' one table, which the store system and the suppliers' view read."""

import numpy as np
import pandas as pd

from crmlib.core import query_frames, require_columns, require_no_missing

__all__ = [
    "record_sales",
    "weekly_sales",
    "require_sales_log",
    "require_quantities",
]

SHELF = ["store_id", "supplier_id", "product_id"]
SALES_COLUMNS = ("sold_at", "country", *SHELF, "item", "quantity", "price")


def record_sales(log: pd.DataFrame, scans: pd.DataFrame) -> pd.DataFrame:
    """Return the sales log with new scans entered, and each store's running takings.

    Use it as the point of sale (扫描销售点记录): scans of any store, in any order, go into the
    one log that the other modules read.

    Parameters
    ----------
    log : DataFrame
        Sales so far, one row per scan: sold_at (UTC, without zone), store_id, country,
        supplier_id, product_id, item, quantity (whole units), price (per unit, one currency).
        May have no rows.
    scans : DataFrame
        New sales with the same columns.

    Returns
    -------
    DataFrame
        All rows of both, ordered by sold_at, store_id, product_id; the eight columns, and
        running_sales: the store's takings of that UTC day up to and with this scan.

    Raises
    ------
    TypeError
        If something is not a DataFrame, or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    Takings = quantity · price. Equal rows are two sales, and both are kept. A refund is a row
    with a negative quantity: it lowers takings and units and returns goods to stock.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> from crmlib.retail import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> till = record_sales(log.iloc[:100], log.iloc[100:])
    >>> till.loc[:2, ["store_id", "item", "quantity", "price", "running_sales"]]
      store_id     item  quantity  price  running_sales
    0    CN-01     rice         1    8.0            8.0
    1    CN-01     soda         1    2.0           10.0
    2    CN-01  diapers         1   12.0           22.0
    """
    require_sales_log(log, "log")
    require_sales_log(scans, "scans")
    parts = [part[list(SALES_COLUMNS)] for part in (log, scans) if len(part)]
    sales = pd.concat(parts, ignore_index=True) if parts else log[list(SALES_COLUMNS)]
    return query_frames(
        """
        SELECT *, sum(quantity * price) OVER (
            PARTITION BY store_id, sold_at::DATE
            ORDER BY sold_at, product_id, supplier_id, item, quantity, price
            ROWS UNBOUNDED PRECEDING) AS running_sales
        FROM sales
        ORDER BY sold_at, store_id, product_id, supplier_id, item, quantity, price
        """,
        sales=sales,
    )


def weekly_sales(log: pd.DataFrame) -> pd.DataFrame:
    """Return what each product sold in each week, weeks without a sale included.

    Use it where a trend or a plan needs even steps of time.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.

    Returns
    -------
    DataFrame
        One row per product and week, sorted by its columns from left to right: supplier_id,
        product_id, item, week_start (Monday, UTC), n_days (of the week between the log's first
        and last sale), units, sales (the currency of price).

    Raises
    ------
    TypeError
        If `log` is not a DataFrame or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    units = Σ quantity and sales = Σ quantity · price, refunds deducted; equal rows are two
    sales. A week is complete if n_days is 7.

    References
    ----------
    The course's source, items CAS-W-07 and CAS-W-10.

    Examples
    --------
    >>> from crmlib.retail import simulate_sales_log
    >>> log = simulate_sales_log(2, 9, rng=np.random.default_rng(8))
    >>> weekly_sales(log).head(2)
      supplier_id product_id     item week_start  n_days  units   sales
    0          S1         P1  diapers 2024-01-01       7    146  1752.0
    1          S1         P1  diapers 2024-01-08       2     38   456.0
    """
    require_sales_log(log, "log")
    return query_frames(
        """
        WITH days AS (
            SELECT unnest(generate_series(
                min(sold_at)::DATE, max(sold_at)::DATE, INTERVAL 1 DAY)) AS day FROM sales),
        weeks AS (
            SELECT date_trunc('week', day)::TIMESTAMP AS week_start, count(*) AS n_days
            FROM days GROUP BY ALL),
        goods AS (SELECT DISTINCT supplier_id, product_id, item FROM sales),
        sold AS (
            SELECT supplier_id, product_id, item,
                date_trunc('week', sold_at)::TIMESTAMP AS week_start,
                sum(quantity) AS units, sum(quantity * price) AS takings
            FROM sales GROUP BY ALL)
        SELECT supplier_id, product_id, item, week_start, n_days,
            coalesce(units, 0)::BIGINT AS units, coalesce(takings, 0) AS sales
        FROM goods CROSS JOIN weeks
            LEFT JOIN sold USING (supplier_id, product_id, item, week_start)
        ORDER BY ALL
        """,
        sales=log,
    )


def require_sales_log(log: pd.DataFrame, name: str) -> None:
    """Refuse anything but a sales log without a fault.

    Use it first in every function that reads a sales log. No rows is no fault.

    Parameters
    ----------
    log : DataFrame
        What the caller was given; it should have the columns named in `record_sales`.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If it is not a DataFrame, or a column is of the wrong kind.
    ValueError
        If columns or values are missing, moments have a zone, prices are infinite, or
        quantities are not whole.

    Notes
    -----
    Equal rows (two sales) and negative quantities (refunds) pass.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> from crmlib.retail import simulate_sales_log
    >>> require_sales_log(simulate_sales_log(2, 7, rng=np.random.default_rng(8)), "log")
    """
    require_columns(log, SALES_COLUMNS, name)
    require_no_missing(log, SALES_COLUMNS, name)
    if not pd.api.types.is_datetime64_any_dtype(log["sold_at"]):
        raise TypeError(f"`{name}` must have moments in `sold_at`; got {log['sold_at'].dtype}.")
    if log["sold_at"].dt.tz is not None:
        raise ValueError(
            f"`{name}` must have `sold_at` in UTC, without zone; got {log['sold_at'].dt.tz}. "
            "Use .dt.tz_convert('UTC').dt.tz_localize(None)."
        )
    _require_numbers(log, "price", name)
    require_quantities(log, name)


def require_quantities(frame: pd.DataFrame, name: str) -> None:
    """Refuse anything but a frame with whole units of each store's and supplier's product.

    Use it for stock and deliveries, which have no price and no moment.

    Parameters
    ----------
    frame : DataFrame
        What the caller was given; it should have store_id, supplier_id, product_id, quantity.
    name : str
        The caller's name for the argument.

    Raises
    ------
    TypeError
        If it is not a DataFrame, or quantities are not numbers.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    Negative quantities (taken out) and several rows of a product pass.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> shelf = {"store_id": ["CN-01"], "supplier_id": ["S1"], "product_id": ["P1"]}
    >>> require_quantities(pd.DataFrame(shelf).assign(quantity=120), "opening")
    """
    require_columns(frame, [*SHELF, "quantity"], name)
    require_no_missing(frame, [*SHELF, "quantity"], name)
    _require_numbers(frame, "quantity", name, whole=True)


def _require_numbers(frame: pd.DataFrame, column: str, name: str, *, whole: bool = False) -> None:
    if frame[column].dtype.kind not in "iuf":
        raise TypeError(f"`{name}` must have numbers in `{column}`; got {frame[column].dtype}.")
    values = frame[column].to_numpy(dtype=float)
    bad = ~np.isfinite(values) | (whole & (values != np.floor(values)))
    if bad.any():
        raise ValueError(
            f"`{name}` must have {'whole' if whole else 'finite'} numbers in `{column}`; got "
            f"{bad.sum():,} other rows, the first at index {frame.index[bad.argmax()]!r}."
        )
