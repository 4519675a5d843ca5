"""Sales log: the tills' one table, which the store system and the suppliers' view read."""

import pandas as pd

from crmlib.core import Counts, Dates, Kind, Numbers, PlainIds, checked, query_frames, table

__all__ = ["record_sales", "weekly_sales"]

SHELF = ["store_id", "supplier_id", "product_id"]
SALES_COLUMNS = ("sold_at", "country", *SHELF, "item", "quantity", "price")


def _moments(series: pd.Series, where: str) -> pd.Series:
    moments = Dates.check(series, where)
    if moments.dt.tz is not None:
        name, _, key = where.partition(" in ")
        raise ValueError(
            f"{name} must have {key} in UTC, without zone; got {moments.dt.tz}. "
            "Use .dt.tz_convert('UTC').dt.tz_localize(None)."
        )
    return moments


def _whole_numbers(series: pd.Series, where: str) -> pd.Series:
    numbers = Numbers.check(series, where)
    Counts.check(numbers.abs(), where)
    return numbers


Moments, Wholes = Kind("Dates", _moments), Kind("Numbers", _whole_numbers)
Shelf = dict.fromkeys(SHELF, PlainIds)
SalesLog = table(
    sold_at=Moments, country=PlainIds, **Shelf, item=PlainIds, quantity=Wholes, price=Numbers
)


@checked
def record_sales(log: SalesLog, scans: SalesLog) -> pd.DataFrame:
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
        If the two name stores, suppliers or products differently, one by numbers.

    Notes
    -----
    Takings = quantity · price. Equal rows are two sales, and both are kept. A refund is a row
    with a negative quantity: it lowers takings and units and returns goods to stock.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> import numpy as np
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> till = record_sales(log.iloc[:100], log.iloc[100:])
    >>> till.loc[:2, ["store_id", "item", "quantity", "price", "running_sales"]]
      store_id     item  quantity  price  running_sales
    0    CN-01     rice         1    8.0            8.0
    1    CN-01     soda         1    2.0           10.0
    2    CN-01  diapers         1   12.0           22.0
    """
    _require_alike(log=log, scans=scans)
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


@checked
def weekly_sales(log: SalesLog) -> pd.DataFrame:
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

    Notes
    -----
    units = Σ quantity and sales = Σ quantity · price, refunds deducted; equal rows are two
    sales. A week is complete if n_days is 7.

    References
    ----------
    The course's source, items CAS-W-07 and CAS-W-10.

    Examples
    --------
    >>> import numpy as np
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 9, rng=np.random.default_rng(8))
    >>> weekly_sales(log).head(2)
      supplier_id product_id     item week_start  n_days  units   sales
    0          S1         P1  diapers 2024-01-01       7    146  1752.0
    1          S1         P1  diapers 2024-01-08       2     38   456.0
    """
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


def _require_alike(**frames: pd.DataFrame) -> None:
    """Refuse tables of which one names a shelf by numbers and another by text."""
    filled = {name: frame for name, frame in frames.items() if len(frame)}
    for column in SHELF:
        by_text = {name: isinstance(frame[column].iloc[0], str) for name, frame in filled.items()}
        if len(set(by_text.values())) > 1:
            first, *_ = by_text
            odd = next(name for name in by_text if by_text[name] != by_text[first])
            raise TypeError(
                f"`{odd}` must name `{column}` as `{first}` does, both by text or both by numbers; "
                f"got {filled[odd][column].dtype} and {filled[first][column].dtype}."
            )
