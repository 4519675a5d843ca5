"""Store system: stock, trend and report from one sales log, and headquarters' delayed copy."""

from collections.abc import Mapping
from typing import Annotated

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Date,
    Kind,
    Numbers,
    checked,
    labels,
    query_frames,
    require_choice,
    require_columns,
    require_number,
    table,
)
from crmlib.retail.inventory import ReorderPolicy
from crmlib.retail.sales_log import (
    SHELF,
    SalesLog,
    Shelf,
    Wholes,
    _require_alike,
    weekly_sales,
)

__all__ = [
    "stock_position",
    "sales_trend",
    "management_report",
    "replica",
    "unseen_share",
    "system_scorecard",
    "management_load",
]

# The four modules that the source names, and the column in which each accounts for units sold.
MODULES = {
    "point of sale": "quantity",
    "inventory management": "sold",
    "decision support": "units",
    "management report": "units",
}

FEATURES = [
    ("heavy investment", "投入大", "declared IT spend ÷ sales", "fraction"),
    ("full functions", "功能全", "modules that agree on the log's units ÷ modules", "fraction"),
    ("high speed", "速度快", "mean delay of a sale to headquarters", "hours"),
    ("intelligence", "智能化", "orders raised by the system ÷ orders", "fraction"),
    ("worldwide networking", "全球联网", "stores seen at headquarters within a day", "fraction"),
]
LONGEST_DELAY = 1_000_000  # hours: a century


def _delay_hours(value: object, name: str) -> float | dict[str, float]:
    """Return hours of delay, for all or by country, each checked."""
    if not isinstance(value, Mapping):
        require_number(value, name, 0, LONGEST_DELAY)
        return value
    if not value:
        raise ValueError(f"`{name}` must name each country of the log; got none.")
    for hours in value.values():
        require_number(hours, name, 0, LONGEST_DELAY)
    return dict(value)


def _answers(value: object, name: str) -> dict[str, pd.DataFrame]:
    """Return the modules' answers, each with numbers in the column that accounts for units."""
    if not isinstance(value, Mapping):
        raise TypeError(f"`{name}` must be a mapping; got {type(value).__name__}.")
    if not value:
        raise ValueError(f"`{name}` must hold the answer of a module; got none.")
    for module, answer in value.items():
        require_choice(module, name, MODULES)
        require_columns(answer, [MODULES[module]], f"{name}[{module!r}]")
        Numbers.check(answer[MODULES[module]], f"`{name}` in `{module}`")
    return dict(value)


Quantities = table(**Shelf, quantity=Wholes)
DelayHours = Annotated[float | Mapping[str, float], Kind("Amount", _delay_hours)]
Answers = Annotated[Mapping[str, pd.DataFrame], Kind("Answers", _answers)]


@checked
def stock_position(
    log: SalesLog, opening: Quantities, received: Quantities, policy: ReorderPolicy
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
        If one table names stores, suppliers or products by text and another by numbers.

    Notes
    -----
    stock = opening + received - sold; ordered = S - stock if stock <= s, else 0.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> shelves = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    >>> opening = shelves.assign(quantity=120)
    >>> stock_position(log, opening, opening.iloc[:0], ReorderPolicy(60, 140, 3)).head(3)
      store_id supplier_id product_id  opening  received  sold  stock  ordered
    0    CN-01          S1         P1      120         0    40     80        0
    1    CN-01          S1         P2      120         0    49     71        0
    2    CN-01          S2         P3      120         0    74     46       94
    """
    _require_alike(log=log, opening=opening, received=received)
    return query_frames(
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


@checked
def sales_trend(log: SalesLog) -> pd.DataFrame:
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
    >>> from crmlib.retail.simulated import simulate_sales_log
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
    return query_frames(
        """
        SELECT supplier_id, product_id, item, sum(units)::BIGINT AS units,
            count(*) FILTER (n_days = 7) AS n_weeks,
            avg(units) FILTER (n_days = 7) AS weekly_units,
            regr_slope(units, epoch(week_start) / 604800) FILTER (n_days = 7) AS trend
        FROM weekly GROUP BY supplier_id, product_id, item ORDER BY ALL
        """,
        weekly=weekly_sales(log),
    )


@checked
def management_report(log: SalesLog) -> pd.DataFrame:
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

    Notes
    -----
    sales = Σ quantity · price, refunds deducted; share = sales ÷ Σ sales.

    References
    ----------
    The course's source, item CAS-W-07.

    Examples
    --------
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> management_report(log).drop(columns="last_sale").round(2)
             country store_id  n_items  units   sales  share
    0          China    CN-01        6    317  1985.0   0.33
    1  United States    US-01        6    641  3949.0   0.67
    """
    return query_frames(
        """
        SELECT country, store_id, count(DISTINCT (supplier_id, product_id)) AS n_items,
            sum(quantity)::BIGINT AS units, sum(quantity * price) AS sales,
            sum(quantity * price) / nullif(sum(sum(quantity * price)) OVER (), 0) AS share,
            max(sold_at) AS last_sale
        FROM sales GROUP BY country, store_id ORDER BY country, store_id
        """,
        sales=log,
    )


@checked
def replica(log: SalesLog, as_of: Date, *, delay_hours: DelayHours) -> pd.DataFrame:
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
    ValueError
        If `as_of` has a zone, a country of the log has no delay, or a delay is above a million
        hours.

    Notes
    -----
    Later sales are hidden even with delay 0: nobody sees the future.

    References
    ----------
    The course's source, item CAS-W-06: China and headquarters linked by satellite.

    Examples
    --------
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> hours = {"China": 24, "United States": 1}
    >>> seen = replica(log, "2024-01-04 00:00", delay_hours=hours)
    >>> seen.groupby("country")["sold_at"].max().dt.strftime("%d %H:%M").to_dict()
    {'China': '02 10:50', 'United States': '03 22:57'}
    """
    arrived = log["sold_at"] + pd.to_timedelta(_delays(log, delay_hours), unit="h")
    return log[arrived <= _in_utc(as_of)]


@checked
def unseen_share(log: SalesLog, as_of: Date, *, delay_hours: DelayHours) -> float:
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
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(2, 7, rng=np.random.default_rng(8))
    >>> round(unseen_share(log, "2024-01-08", delay_hours=24), 3)
    0.15
    """
    now = _takings(replica(log, as_of, delay_hours=0))
    seen = _takings(replica(log, as_of, delay_hours=delay_hours))
    return float(1 - seen / now) if now else float("nan")


@checked
def system_scorecard(
    log: SalesLog,
    answers: Answers,
    orders: table(raised_by=labels("system", "person")),
    *,
    as_of: Date,
    delay_hours: DelayHours,
    it_spend: Amount,
) -> pd.DataFrame:
    """Return one measurable proxy for each of the five features that the source claims.

    Use it to turn "the most advanced at present" into numbers that can be compared and doubted.

    Parameters
    ----------
    log : DataFrame
        Sales log as in `record_sales`; sales after `as_of` are left out of everything.
    answers : mapping of str to DataFrame
        What the modules returned from this log, by the names in `MODULES`: "point of sale",
        "inventory management", "decision support", "management report"; at least one of them.
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
    ValueError
        As `replica`; or if no module answers, one is unknown or its column is missing.

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
    >>> from crmlib.retail.sales_log import record_sales
    >>> from crmlib.retail.simulated import simulate_sales_log
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
    now, seen = (replica(log, as_of, delay_hours=hours) for hours in (0, delay_hours))
    delays = np.broadcast_to(_delays(now, delay_hours), len(now))
    fresh = seen.loc[seen["sold_at"] >= as_of - pd.Timedelta(hours=24), "store_id"]
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


@checked
def management_load(log: SalesLog, *, threshold: Amount = 2.0) -> pd.DataFrame:
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
    >>> from crmlib.retail.simulated import simulate_sales_log
    >>> log = simulate_sales_log(4, 28, rng=np.random.default_rng(8))
    >>> management_load(log)
       n_stores  n_reports  n_exceptions
    0         1         28             0
    1         2         56             0
    2         3         84             1
    3         4        112             1
    """
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


def _takings(log: pd.DataFrame) -> float:
    return float((log["quantity"] * log["price"]).sum())


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _n_agreeing(answers: Mapping[str, pd.DataFrame], n_units: int) -> int:
    return sum(answer[MODULES[module]].sum() == n_units for module, answer in answers.items())


def _in_utc(as_of: pd.Timestamp) -> pd.Timestamp:
    if as_of.tz is not None:
        raise ValueError(f"`as_of` must be a moment in UTC, without zone; got {as_of}.")
    return as_of


def _delays(log: pd.DataFrame, delay_hours: float | Mapping[str, float]) -> np.ndarray:
    """Hours of delay of each row."""
    if not isinstance(delay_hours, Mapping):
        return np.full(len(log), float(delay_hours))
    missing = sorted(set(log["country"]) - set(delay_hours))
    if missing:
        raise ValueError(
            f"`delay_hours` must name each country of the log; got none for {missing}."
        )
    return log["country"].map(dict(delay_hours)).to_numpy(dtype=float)
