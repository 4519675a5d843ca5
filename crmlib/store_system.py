"""Store system: four modules on one sales log, headquarters' delayed copy, a supplier's view."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from crmlib.checks import (
    require_choice,
    require_columns,
    require_no_missing,
    require_number,
    require_rng,
    require_whole,
)
from crmlib.replenishment import ReorderPolicy

__all__ = [
    "simulate_sales_log",
    "record_sales",
    "stock_position",
    "sales_trend",
    "management_report",
    "replica",
    "unseen_share",
    "system_scorecard",
    "management_load",
    "SupplierView",
    "supplier_view",
    "supplier_plan",
]

SHELF = ["store_id", "supplier_id", "product_id"]
SALES_COLUMNS = ("sold_at", "country", *SHELF, "item", "quantity", "price")
SHARED_COLUMNS = {
    "log": SALES_COLUMNS,
    "stock": (*SHELF, "stock"),
    "orders": (*SHELF, "ordered"),
}

# The four modules that the source names, and the column in which each accounts for units sold.
MODULES = {
    "point of sale": "quantity",
    "inventory management": "sold",
    "decision support": "units",
    "management report": "units",
}

# Declared by us: goods with shelf price (dollars), share of sales, planted growth per week.
FIRST_DAY = pd.Timestamp("2024-01-01")
CATALOGUE = pd.DataFrame(
    {
        "supplier_id": ["S1", "S1", "S2", "S2", "S3", "S3"],
        "product_id": ["P1", "P2", "P3", "P4", "P5", "P6"],
        "item": ["diapers", "wipes", "beer", "soda", "rice", "umbrellas"],
        "price": [12.0, 3.0, 6.0, 2.0, 8.0, 9.0],
        "share": [0.15, 0.15, 0.2, 0.2, 0.2, 0.1],
        "weekly_growth": [0.0, 0.0, 0.0, 0.05, 0.0, -0.05],
    }
)
# Shops open at 8:00 local time, UTC+8 and UTC-5, for eleven hours.
COUNTRIES = pd.DataFrame(
    {"country": ["China", "United States"], "code": ["CN", "US"], "opens": [0, 13]}
)
OPEN_SECONDS = 11 * 3600

FEATURES = [
    ("heavy investment", "投入大", "declared IT spend ÷ sales", "fraction"),
    ("full functions", "功能全", "modules that agree on the log's units ÷ modules", "fraction"),
    ("high speed", "速度快", "mean delay of a sale to headquarters", "hours"),
    ("intelligence", "智能化", "orders raised by the system ÷ orders", "fraction"),
    ("worldwide networking", "全球联网", "stores seen at headquarters within a day", "fraction"),
]
RAISED_BY = ("system", "person")


def simulate_sales_log(
    n_stores: int, n_days: int, *, sales_per_day: float = 40.0, rng: np.random.Generator
) -> pd.DataFrame:
    """Return a synthetic log of scanned sales in two countries.

    Use it where no real log is at hand; every other function here takes any log with the same
    columns.

    Parameters
    ----------
    n_stores : int
        How many stores, at least 1; by turns in China and in the United States.
    n_days : int
        How many days, at least 1, from Monday 1 January 2024.
    sales_per_day : float
        Scans per store and day, on average over the stores.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per scan, in order of time: sold_at (UTC, without zone), store_id, country,
        supplier_id, product_id, item, quantity (units), price (dollars per unit).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    Six goods of three suppliers at everyday low (fixed) prices; a store's size is drawn from
    0.5 to 1.5; scans ~ Poisson, quantity ~ 1 + Poisson(0.5). Planted: soda grows by 5 % a week,
    umbrellas shrink by 5 %, the rest stands still. Shops open from 8 to 19 o'clock local time
    (China UTC+8, United States UTC-5), so that each day's sales fall on the same UTC date.

    References
    ----------
    The course's source, items CAS-W-06 and CAS-W-07, for what is scanned and where.

    Examples
    --------
    >>> log = simulate_sales_log(4, 28, rng=np.random.default_rng(8))
    >>> log.groupby("country")["store_id"].nunique().to_dict()
    {'China': 2, 'United States': 2}
    """
    require_whole(n_stores, "n_stores", low=1)
    require_whole(n_days, "n_days", low=1)
    _require_finite(sales_per_day, "sales_per_day")
    require_rng(rng)
    size = rng.uniform(0.5, 1.5, n_stores)
    growth = (1 + CATALOGUE["weekly_growth"].to_numpy()) ** (np.arange(n_days)[:, None] / 7)
    scans = rng.poisson(
        sales_per_day * size[:, None, None] * CATALOGUE["share"].to_numpy() * growth
    )
    store, day, product = np.repeat(np.argwhere(scans), scans[scans > 0], axis=0).T
    nation = COUNTRIES.iloc[store % 2].reset_index(drop=True)
    within = rng.integers(0, OPEN_SECONDS, len(day))
    log = CATALOGUE.iloc[product].reset_index(drop=True)
    log = log.assign(
        sold_at=FIRST_DAY
        + pd.to_timedelta(day * 24 + nation["opens"], unit="h")
        + pd.to_timedelta(within, unit="s"),
        country=nation["country"],
        store_id=nation["code"] + pd.Series(store // 2 + 1).map("-{:02d}".format),
        quantity=1 + rng.poisson(0.5, len(day)),
    )
    log = log.sort_values(["sold_at", "store_id", "product_id"], ignore_index=True)
    return log[list(SALES_COLUMNS)]


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
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> till = record_sales(log.iloc[:100], log.iloc[100:])
    >>> till.loc[:2, ["store_id", "item", "quantity", "price", "running_sales"]]
      store_id     item  quantity  price  running_sales
    0    CN-01     rice         1    8.0            8.0
    1    CN-01     soda         1    2.0           10.0
    2    CN-01  diapers         1   12.0           22.0
    """
    _require_log(log, "log")
    _require_log(scans, "scans")
    parts = [part[list(SALES_COLUMNS)] for part in (log, scans) if len(part)]
    sales = pd.concat(parts, ignore_index=True) if parts else log[list(SALES_COLUMNS)]
    return _query(
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


def stock_position(
    log: pd.DataFrame, opening: pd.DataFrame, received: pd.DataFrame, policy: ReorderPolicy
) -> pd.DataFrame:
    """Return what each store should have of each product, and what to order.

    Use it as inventory management (存货管理). It is the book's stock: theft and breakage are
    not in it until somebody, or a tag reader, counts.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    opening : DataFrame
        Stock before the log's first sale: store_id, supplier_id, product_id, quantity (whole
        units; negative: taken out). Several rows of a product are added up.
    received : DataFrame
        Deliveries since, with the same columns; may have no rows.
    policy : ReorderPolicy
        The (s, S) rule of every shelf; its lead time plays no part here.

    Returns
    -------
    DataFrame
        One row per store and product of any of the three tables: store_id, supplier_id,
        product_id, opening, received, sold, stock, ordered; in units, sorted by the first
        three. A negative stock says that the three tables disagree.

    Raises
    ------
    TypeError
        If an argument or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    stock = opening + received - sold; ordered = S - stock if stock <= s, else 0.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=120)
    >>> stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3)).head(3)
      store_id supplier_id product_id  opening  received  sold  stock  ordered
    0    CN-01          S1         P1      120         0    40     80        0
    1    CN-01          S1         P2      120         0    49     71        0
    2    CN-01          S2         P3      120         0    74     46       94
    """
    _require_log(log, "log")
    _require_quantities(opening, "opening")
    _require_quantities(received, "received")
    if not isinstance(policy, ReorderPolicy):
        raise TypeError(f"`policy` must be a ReorderPolicy; got {type(policy).__name__}.")
    return _query(
        """
        SELECT store_id, supplier_id, product_id,
            coalesce(sum(at_start), 0)::BIGINT AS opening,
            coalesce(sum(delivered), 0)::BIGINT AS received,
            coalesce(sum(gone), 0)::BIGINT AS sold,
            opening + received - sold AS stock,
            CASE WHEN stock <= $reorder_point THEN $order_up_to - stock ELSE 0 END AS ordered
        FROM (
            SELECT * RENAME (quantity AS at_start) FROM opening
            UNION ALL BY NAME SELECT * RENAME (quantity AS delivered) FROM received
            UNION ALL BY NAME SELECT * RENAME (quantity AS gone) FROM sales)
        GROUP BY ALL ORDER BY store_id, supplier_id, product_id
        """,
        {"reorder_point": policy.reorder_point, "order_up_to": policy.order_up_to},
        opening=opening[[*SHELF, "quantity"]],
        received=received[[*SHELF, "quantity"]],
        sales=log[[*SHELF, "quantity"]],
    )


def sales_trend(log: pd.DataFrame) -> pd.DataFrame:
    """Return what each product sells per week, and how that changes.

    Use it as decision support (决策支持): what grows, what fades.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.

    Returns
    -------
    DataFrame
        One row per product, sorted by supplier_id, product_id, item: these three, units (all of
        the log), n_weeks (complete ones), weekly_units (mean of those; NaN without any), trend
        (units per week gained from week to week; NaN with fewer than two).

    Raises
    ------
    TypeError
        If `log` is not a DataFrame or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    Weeks are UTC and start on Monday; one is complete if all its seven days lie between the
    log's first and last day. A product's week without a sale counts as 0. The trend is the
    least-squares slope of units on the week's number.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> log = simulate_sales_log(2, 70, rng=np.random.default_rng(8))
    >>> sales_trend(log)[["item", "units", "weekly_units", "trend"]].round(1)
            item  units  weekly_units  trend
    0    diapers   1507         150.7    2.5
    1      wipes   1531         153.1    1.7
    2       beer   1978         197.8   -1.2
    3       soda   2614         261.4   11.1
    4       rice   1946         194.6   -0.9
    5  umbrellas    802          80.2   -3.9
    """
    _require_log(log, "log")
    return _query(
        """
        SELECT supplier_id, product_id, item, sum(units)::BIGINT AS units,
            count(*) FILTER (n_days = 7) AS n_weeks,
            avg(units) FILTER (n_days = 7) AS weekly_units,
            regr_slope(units, epoch(week_start) / 604800) FILTER (n_days = 7) AS trend
        FROM weekly GROUP BY supplier_id, product_id, item ORDER BY ALL
        """,
        weekly=_weekly_sales(log),
    )


def management_report(log: pd.DataFrame) -> pd.DataFrame:
    """Return one line per country and store: what it sold, and until when.

    Use it as the management report (管理报告工具); fed with `replica`, it is the report that
    headquarters sees.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`. A store without a row in it is not in the report.

    Returns
    -------
    DataFrame
        Sorted by country, store_id: these two, n_items (different products), units, sales (the
        currency of price), share (of all sales, 0 to 1; NaN if they come to nothing),
        last_sale (UTC).

    Raises
    ------
    TypeError
        If `log` is not a DataFrame or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or quantities are not whole.

    Notes
    -----
    sales = Σ quantity · price, refunds deducted; share = sales ÷ Σ sales.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> management_report(log).drop(columns="last_sale").round(2)
             country store_id  n_items  units   sales  share
    0          China    CN-01        6    317  1985.0   0.33
    1  United States    US-01        6    641  3949.0   0.67
    """
    _require_log(log, "log")
    return _query(
        """
        SELECT country, store_id, count(DISTINCT (supplier_id, product_id)) AS n_items,
            sum(quantity)::BIGINT AS units, sum(quantity * price) AS sales,
            sum(quantity * price) / nullif(sum(sum(quantity * price)) OVER (), 0) AS share,
            max(sold_at) AS last_sale
        FROM sales GROUP BY country, store_id ORDER BY country, store_id
        """,
        sales=log,
    )


def replica(
    log: pd.DataFrame,
    as_of: str | pd.Timestamp,
    *,
    delay_hours: float | Mapping[str, float],
) -> pd.DataFrame:
    """Return the part of the log that headquarters has received by a moment.

    Use it to give the same module what a store sees (delay 0) and what headquarters sees.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    as_of : str or Timestamp
        The moment, UTC, without zone.
    delay_hours : float or mapping of country to float
        Hours, 0 or more, from a sale to its arrival; for all, or for each country.

    Returns
    -------
    DataFrame
        The rows of `log` with sold_at + delay <= as_of, as they are.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the log has a fault, a country has no delay, or a delay is negative or infinite.

    Notes
    -----
    Later sales are hidden even with delay 0: nobody sees the future.

    References
    ----------
    The course's source, item CAS-W-06: China and headquarters linked by satellite.

    Examples
    --------
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> hours = {"China": 24, "United States": 1}
    >>> seen = replica(log, "2024-01-04 00:00", delay_hours=hours)
    >>> seen.groupby("country")["sold_at"].max().dt.strftime("%d %H:%M").to_dict()
    {'China': '02 10:50', 'United States': '03 22:57'}
    """
    _require_log(log, "log")
    arrived = log["sold_at"] + pd.to_timedelta(_delays(log, delay_hours), unit="h")
    return log[arrived <= _moment(as_of)]


def unseen_share(
    log: pd.DataFrame,
    as_of: str | pd.Timestamp,
    *,
    delay_hours: float | Mapping[str, float],
) -> float:
    """Return the share of sales that headquarters cannot see yet.

    Use it to put a number on a delayed link.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    as_of : str or Timestamp
        The moment, UTC, without zone.
    delay_hours : float or mapping of country to float
        As in `replica`.

    Returns
    -------
    float
        Fraction of the takings up to `as_of`; NaN if there were none.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        As `replica`.

    Notes
    -----
    1 - takings in the replica ÷ takings up to `as_of`. The base grows with the log, so the same
    delay weighs less in a longer log; cut the log to the period of the report. From 0 to 1
    without refunds.

    References
    ----------
    The course's source, item CAS-W-06.

    Examples
    --------
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> round(unseen_share(log, "2024-01-08", delay_hours=24), 3)
    0.15
    """
    now = _takings(replica(log, as_of, delay_hours=0))
    seen = _takings(replica(log, as_of, delay_hours=delay_hours))
    return float(1 - seen / now) if now else float("nan")


def system_scorecard(
    log: pd.DataFrame,
    answers: Mapping[str, pd.DataFrame],
    orders: pd.DataFrame,
    *,
    as_of: str | pd.Timestamp,
    delay_hours: float | Mapping[str, float],
    it_spend: float,
) -> pd.DataFrame:
    """Return one measurable proxy for each of the five features that the source claims.

    Use it to turn "the most advanced at present" into numbers that can be compared and doubted.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`; sales after `as_of` are left out of everything.
    answers : mapping of str to DataFrame
        What the modules returned from this log, by the names in `MODULES`: "point of sale",
        "inventory management", "decision support", "management report". One may be missing.
    orders : DataFrame
        One row per purchase order: raised_by ("system" or "person").
    as_of : str or Timestamp
        The moment, UTC, without zone.
    delay_hours : float or mapping of country to float
        As in `replica`.
    it_spend : float
        Declared spending on the system over the log's period, in the currency of price.

    Returns
    -------
    DataFrame
        Five rows: feature, chinese, proxy, value, unit. NaN where there is nothing to divide by.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        As `replica`; or if a module is unknown, its column is missing, or an order was raised
        by somebody else.

    Notes
    -----
    Investment: it_spend ÷ takings. Functions: modules whose answer accounts for exactly the
    log's units ÷ 4. Speed: mean delay of a sale, in hours. Intelligence: orders raised by the
    system ÷ orders. Networking: stores with a sale of the last 24 hours at headquarters ÷ stores
    that have sold. The choice of proxies is ours.

    References
    ----------
    The course's source, item CAS-W-05 (投入大、功能全、速度快、智能化和全球联网).

    Examples
    --------
    >>> log = simulate_sales_log(4, 28, rng=np.random.default_rng(8))
    >>> answers = {
    ...     "point of sale": record_sales(log.iloc[:0], log),
    ...     "decision support": sales_trend(log),
    ...     "management report": management_report(log),
    ... }
    >>> orders = pd.DataFrame({"raised_by": ["system", "system", "system", "person"]})
    >>> scorecard = system_scorecard(
    ...     log,
    ...     answers,
    ...     orders,
    ...     as_of="2024-01-29",
    ...     delay_hours={"China": 26, "United States": 2},
    ...     it_spend=500,
    ... )
    >>> scorecard[["feature", "value", "unit"]].round(3)
                    feature  value      unit
    0      heavy investment   0.01  fraction
    1        full functions   0.75  fraction
    2            high speed  10.99     hours
    3          intelligence   0.75  fraction
    4  worldwide networking   0.50  fraction
    """
    require_columns(orders, ["raised_by"], "orders")
    if not orders["raised_by"].isin(RAISED_BY).all():
        others = sorted({str(by) for by in orders["raised_by"]} - set(RAISED_BY))
        raise ValueError(f"`orders` must be raised by 'system' or 'person'; got {others}.")
    _require_finite(it_spend, "it_spend")
    now, seen = (replica(log, as_of, delay_hours=hours) for hours in (0, delay_hours))
    delays = np.broadcast_to(_delays(now, delay_hours), len(now))
    fresh = seen.loc[seen["sold_at"] >= _moment(as_of) - pd.Timedelta(hours=24), "store_id"]
    values = [
        _ratio(it_spend, _takings(now)),
        _n_agreeing(answers, now["quantity"].sum()) / len(MODULES),
        _ratio(delays.sum(), len(now)),
        _ratio((orders["raised_by"] == "system").sum(), len(orders)),
        _ratio(fresh.nunique(), now["store_id"].nunique()),
    ]
    scorecard = pd.DataFrame(FEATURES, columns=["feature", "chinese", "proxy", "unit"])
    scorecard.insert(3, "value", values)
    return scorecard


def management_load(log: pd.DataFrame, *, threshold: float = 2.0) -> pd.DataFrame:
    """Return how many daily store reports headquarters reads, as stores are added.

    Use it to compare reading everything with reading exceptions only.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    threshold : float
        A store's day is an exception if its takings lie more than so many standard deviations
        from the store's own mean; 0 or more.

    Returns
    -------
    DataFrame
        One row per number of stores, added in the order of store_id: n_stores, n_reports (one
        per store and day), n_exceptions; both over all the log's days.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If the log has a fault or the threshold is negative.

    Notes
    -----
    Days are UTC, from the log's first to its last; a day without a sale is a day with takings
    of 0. Mean and standard deviation (n - 1) are the store's own. Counts, not a model: a rule
    that flags a share of the days makes the slope smaller, and the growth stays linear.

    References
    ----------
    The course's source, item CAS-W-08.

    Examples
    --------
    >>> log = simulate_sales_log(4, 28, rng=np.random.default_rng(8))
    >>> management_load(log)
       n_stores  n_reports  n_exceptions
    0         1         28             0
    1         2         56             0
    2         3         84             1
    3         4        112             1
    """
    _require_log(log, "log")
    _require_finite(threshold, "threshold")
    day = log["sold_at"].dt.normalize()
    takings = (log["quantity"] * log["price"]).groupby([log["store_id"], day]).sum().unstack()
    if len(log):
        takings = takings.reindex(columns=pd.date_range(day.min(), day.max()))
    takings = takings.fillna(0.0)
    distance = takings.sub(takings.mean(axis=1), axis=0).abs()
    n_exceptions = distance.gt(threshold * takings.std(axis=1), axis=0).sum(axis=1)
    return pd.DataFrame(
        {
            "n_stores": np.arange(1, len(takings) + 1),
            "n_reports": np.arange(1, len(takings) + 1) * takings.shape[1],
            "n_exceptions": n_exceptions.cumsum().to_numpy(),
        }
    )


@dataclass(frozen=True, eq=False)
class SupplierView:
    """What one supplier may see: its own goods, and nobody else's.

    Use it as what `supplier_view` returns; there is no need to make one by hand.

    Parameters
    ----------
    supplier_id : str or int
        Whose view it is.
    items : DataFrame
        Item data: product_id, item, units, sales, price (mean per unit; NaN without units).
    weekly_sales : DataFrame
        Sales trend: product_id, item, week_start (Monday, UTC), n_days (of the week between
        the supplier's first and last sale), units, sales.
    stock : DataFrame
        Stock levels: store_id, product_id, stock.
    orders : DataFrame
        Open purchase orders: store_id, product_id, ordered.

    Notes
    -----
    The four tables are what the source says Retail Link (零售商联系) shares.

    References
    ----------
    The course's source, item CAS-W-10.

    Examples
    --------
    >>> [field for field in SupplierView.__annotations__]
    ['supplier_id', 'items', 'weekly_sales', 'stock', 'orders']
    """

    supplier_id: object
    items: pd.DataFrame
    weekly_sales: pd.DataFrame
    stock: pd.DataFrame
    orders: pd.DataFrame


def supplier_view(
    log: pd.DataFrame, stock: pd.DataFrame, orders: pd.DataFrame, supplier_id: object
) -> SupplierView:
    """Return what a retailer shares with one supplier (Retail Link).

    Use it as the gate: what is not this supplier's never gets into any computation.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`.
    stock : DataFrame
        Columns store_id, supplier_id, product_id, stock, as from `stock_position`.
    orders : DataFrame
        Open purchase orders: store_id, supplier_id, product_id, ordered.
    supplier_id : str or int
        Who looks.

    Returns
    -------
    SupplierView
        Its items, weekly_sales, stock and orders, each sorted and with the listed columns only.

    Raises
    ------
    TypeError
        If something is not a DataFrame, or a column is of the wrong kind.
    ValueError
        If columns or values are missing, or the supplier is in none of the tables. The message
        names no other supplier.

    Notes
    -----
    All three tables are cut to the supplier's rows first. So the view is the same whatever the
    other suppliers do, dates included; a supplier without sales has an empty trend.

    References
    ----------
    The course's source, items CAS-W-10 and CAS-W-11.

    Examples
    --------
    >>> log = simulate_sales_log(2, 14, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=120)
    >>> stock = stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3))
    >>> view = supplier_view(log, stock, stock[stock["ordered"] > 0], "S2")
    >>> view.items
      product_id  item  units   sales  price
    0         P3  beer    440  2640.0    6.0
    1         P4  soda    420   840.0    2.0
    """
    _require_log(log, "log")
    if not pd.api.types.is_scalar(supplier_id):
        raise TypeError(f"`supplier_id` must be one supplier; got {type(supplier_id).__name__}.")
    tables = {"log": log, "stock": stock, "orders": orders}
    own = [_own_rows(table, name, supplier_id) for name, table in tables.items()]
    if not any(map(len, own)):
        raise ValueError(f"`supplier_id` must be a supplier of these tables; got {supplier_id!r}.")
    sales, *rest = own
    stock, orders = (table.drop(columns="supplier_id") for table in rest)
    items = _query(
        """
        SELECT product_id, item, sum(quantity)::BIGINT AS units, sum(quantity * price) AS sales,
            sum(quantity * price) / nullif(sum(quantity), 0) AS price
        FROM sales GROUP BY product_id, item ORDER BY product_id, item
        """,
        sales=sales,
    )
    weekly = _weekly_sales(sales)
    return SupplierView(supplier_id, items, weekly.drop(columns="supplier_id"), stock, orders)


def supplier_plan(view: SupplierView, *, cover_weeks: float) -> pd.DataFrame:
    """Return what a supplier plans to make of each product, from the shared tables.

    Use it to show what the supplier's initiative rests on: it need not wait for an order.

    Parameters
    ----------
    view : SupplierView
        What the retailer shares.
    cover_weeks : float
        Weeks of sales that the shelves should hold, 0 or more.

    Returns
    -------
    DataFrame
        One row per product_id (index, sorted): weekly_units (mean of the complete weeks; NaN
        without any, and for a product without sales), stock, ordered (by the retailer, open),
        to_make (NaN where weekly_units is); in units, all stores together.

    Raises
    ------
    TypeError
        If `view` is not a SupplierView or `cover_weeks` not a number.
    ValueError
        If `cover_weeks` is negative or infinite.

    Notes
    -----
    to_make = max(0, cover_weeks · weekly_units - stock), rounded up. The retailer's open orders
    are shown beside it: they ask for the same goods, so they are not added.

    References
    ----------
    The course's source, item CAS-W-11.

    Examples
    --------
    >>> log = simulate_sales_log(2, 14, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=400)
    >>> stock = stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3))
    >>> view = supplier_view(log, stock, stock[stock["ordered"] > 0], "S2")
    >>> supplier_plan(view, cover_weeks=2).loc["P3"].to_dict()
    {'weekly_units': 220.0, 'stock': 360.0, 'ordered': 0.0, 'to_make': 80.0}
    """
    if not isinstance(view, SupplierView):
        raise TypeError(f"`view` must be a SupplierView; got {type(view).__name__}.")
    _require_finite(cover_weeks, "cover_weeks")
    weeks = view.weekly_sales[view.weekly_sales["n_days"] == 7]
    weekly_units = weeks.groupby("product_id")["units"].sum() / weeks["week_start"].nunique()
    plan = pd.DataFrame(
        {
            "weekly_units": weekly_units,
            "stock": view.stock.groupby("product_id")["stock"].sum(),
            "ordered": view.orders.groupby("product_id")["ordered"].sum(),
        }
    ).fillna({"stock": 0, "ordered": 0})
    to_make = np.ceil(cover_weeks * plan["weekly_units"] - plan["stock"]).clip(lower=0)
    return plan.assign(to_make=to_make)


def _own_rows(table: pd.DataFrame, name: str, supplier_id: object) -> pd.DataFrame:
    columns = list(SHARED_COLUMNS[name])
    require_columns(table, columns, name)
    require_no_missing(table, columns, name)
    own = table.loc[table["supplier_id"] == supplier_id, columns]
    return own.sort_values(SHELF, ignore_index=True)


def _weekly_sales(log: pd.DataFrame) -> pd.DataFrame:
    """One row per product and week, weeks without a sale included."""
    return _query(
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


def _query(
    sql: str, values: dict[str, float] | None = None, **frames: pd.DataFrame
) -> pd.DataFrame:
    """Ask a database in memory; one thread, so that sums have the same last digits each time."""
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, frame in frames.items():
            connection.register(name, frame)
        return connection.execute(sql, values).df()


def _takings(log: pd.DataFrame) -> float:
    return float((log["quantity"] * log["price"]).sum())


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _n_agreeing(answers: Mapping[str, pd.DataFrame], n_units: int) -> int:
    if not isinstance(answers, Mapping):
        raise TypeError(f"`answers` must be a mapping; got {type(answers).__name__}.")
    for module, answer in answers.items():
        require_choice(module, "answers", MODULES)
        require_columns(answer, [MODULES[module]], f"answers[{module!r}]")
    return sum(answer[MODULES[module]].sum() == n_units for module, answer in answers.items())


def _moment(as_of: str | pd.Timestamp) -> pd.Timestamp:
    if not isinstance(as_of, str | date):
        raise TypeError(f"`as_of` must be a date or a moment; got {type(as_of).__name__}.")
    moment = pd.to_datetime(as_of, errors="coerce")
    if moment is pd.NaT or moment.tz is not None:
        raise ValueError(f"`as_of` must be a moment in UTC, without zone; got {as_of!r}.")
    return moment


def _delays(log: pd.DataFrame, delay_hours: float | Mapping[str, float]) -> np.ndarray:
    """Hours of delay of each row."""
    if not isinstance(delay_hours, Mapping):
        _require_finite(delay_hours, "delay_hours")
        return np.full(len(log), float(delay_hours))
    for hours in delay_hours.values():
        _require_finite(hours, "delay_hours")
    missing = sorted(set(log["country"]) - set(delay_hours))
    if missing:
        raise ValueError(
            f"`delay_hours` must name each country of the log; got none for {missing}."
        )
    return log["country"].map(dict(delay_hours)).to_numpy(dtype=float)


def _require_finite(value: float, name: str) -> None:
    require_number(value, name, 0, np.finfo(float).max)


def _require_log(log: pd.DataFrame, name: str) -> None:
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
    _require_quantities(log, name)


def _require_quantities(frame: pd.DataFrame, name: str) -> None:
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
