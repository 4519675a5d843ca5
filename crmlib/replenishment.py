"""Replenishment: counting a shelf, ordering for it, and what orders do to a supplier."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crmlib.checks import (
    require_columns,
    require_fraction,
    require_no_missing,
    require_number,
    require_rng,
    require_whole,
)

__all__ = [
    "ReorderPolicy",
    "simulate_days",
    "rfid_replenishment",
    "manual_replenishment",
    "inventory_summary",
    "promotion_demand",
    "simulate_chain",
    "order_variance_ratio",
    "service_level",
]

DAY_COLUMNS = ["demand", "shrinkage"]
FLOW_COLUMNS = ["day", "demand", "sold", "lost", "received"]
SHELF_COLUMNS = ["shrinkage", "stock", "recorded_stock", "ordered"]
SUMMARY_COLUMNS = ["demand", "sold", "lost", "stock", "recorded_stock", "ordered"]
SERVICE_COLUMNS = ["demand", "retailer_order", "retailer_backlog", "supplier_backlog"]


@dataclass(frozen=True)
class ReorderPolicy:
    """An (s, S) policy: when a shelf is ordered for, and up to how much.

    Use it to describe one shelf's rule to every function that orders.

    Parameters
    ----------
    reorder_point : int
        Level s, in units: order once the record plus what is on its way is at or below it.
    order_up_to : int
        Level S, in units, above s: order so much that the two reach it.
    lead_time_days : int
        At least 1: what is ordered in the evening is there in the morning so many days later
        (1: overnight).

    Raises
    ------
    TypeError
        If a field is not a whole number.
    ValueError
        If a field is out of range, or S is not above s.

    Notes
    -----
    With demand of d units a day the shelf never runs dry if the stock left at s covers the
    lead_time_days - 1 selling days between the evening's order and its arrival.

    References
    ----------
    Scarf, H. (1960). The optimality of (S, s) policies in the dynamic inventory problem. In
    Mathematical Methods in the Social Sciences, Stanford University Press.

    Examples
    --------
    >>> ReorderPolicy(reorder_point=60, order_up_to=140, lead_time_days=3)
    ReorderPolicy(reorder_point=60, order_up_to=140, lead_time_days=3)
    """

    reorder_point: int
    order_up_to: int
    lead_time_days: int

    def __post_init__(self) -> None:
        """Refuse a policy that cannot order."""
        require_whole(self.reorder_point, "reorder_point")
        require_whole(self.order_up_to, "order_up_to", low=1)
        require_whole(self.lead_time_days, "lead_time_days", low=1)
        if self.order_up_to <= self.reorder_point:
            raise ValueError(
                f"`order_up_to` must exceed the reorder point ({self.reorder_point}); "
                f"got {self.order_up_to}."
            )


def simulate_days(
    n_days: int, *, mean_demand: float, shrinkage_rate: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Return synthetic days of one shelf: what customers want and what goes missing.

    Use it once and give the same days to both ways of counting, so that they differ in
    nothing else (common random numbers).

    Parameters
    ----------
    n_days : int
        How many days, at least 1.
    mean_demand : float
        Units wanted per day, on average.
    shrinkage_rate : float
        Units stolen or broken, as a fraction of mean demand.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per day: demand, shrinkage (units that would go missing if they are there).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    demand ~ Poisson(mean_demand), shrinkage ~ Poisson(shrinkage_rate · mean_demand), all
    independent. The parameters are ours; no store's data stand behind them.

    References
    ----------
    Kang, Y. and Gershwin, S. B. (2005). Information inaccuracy in inventory systems: stock
    loss and stockout. IIE Transactions 37, 843-859: demand and a small unseen stock loss.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> days = simulate_days(365, mean_demand=20, shrinkage_rate=0.02, rng=rng)
    >>> days.shape
    (365, 2)
    """
    require_whole(n_days, "n_days", low=1)
    _require_finite(mean_demand, "mean_demand")
    require_fraction(shrinkage_rate, "shrinkage_rate")
    require_rng(rng)
    demand = rng.poisson(mean_demand, n_days)
    return pd.DataFrame(
        {"demand": demand, "shrinkage": rng.poisson(shrinkage_rate * mean_demand, n_days)}
    )


def rfid_replenishment(
    days: pd.DataFrame, policy: ReorderPolicy, *, read_rate: float, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the daily log of a shelf whose tags are read by radio every evening.

    Use it to see what a reader that misses tags does to orders and stock. The record is what
    was read, so a loss is seen at once, and an unread unit counts as gone.

    Parameters
    ----------
    days : DataFrame
        One row per day in order, with whole numbers from 0: demand, shrinkage.
    policy : ReorderPolicy
        The (s, S) rule.
    read_rate : float
        Probability that a unit's tag is read on an evening; independent between units.
    rng : numpy.random.Generator
        Source of randomness for the reading; not used for anything else.

    Returns
    -------
    DataFrame
        One row per day: day (from 1), demand, sold, lost (wanted, not there), received,
        shrinkage, stock, recorded_stock (at most the stock), ordered; all in units.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If columns or values are missing, not whole or negative, or the rate is no fraction.

    Notes
    -----
    Morning: arrivals. Day: sold = min(demand, stock); unmet demand is lost, not kept waiting.
    Then shrinkage, then the count: recorded ~ Binomial(stock, read_rate). Evening: if recorded
    + on its way <= s, order S minus that sum. The first morning finds S on the shelf.

    References
    ----------
    Kang, Y. and Gershwin, S. B. (2005). Information inaccuracy in inventory systems: stock
    loss and stockout. IIE Transactions 37, 843-859.

    Examples
    --------
    >>> days = pd.DataFrame({"demand": [4, 4, 4, 4], "shrinkage": [0, 1, 0, 0]})
    >>> policy = ReorderPolicy(reorder_point=4, order_up_to=12, lead_time_days=1)
    >>> rng = np.random.default_rng(8)
    >>> log = rfid_replenishment(days, policy, read_rate=1.0, rng=rng)
    >>> log[["day", "sold", "received", "stock", "recorded_stock", "ordered"]]
       day  sold  received  stock  recorded_stock  ordered
    0    1     4         0      8               8        0
    1    2     4         0      3               3        9
    2    3     4         9      8               8        0
    3    4     4         0      4               4        8
    """
    require_fraction(read_rate, "read_rate")
    require_rng(rng)

    def read_tags(day: int, stock: int, book: int) -> int:
        return int(rng.binomial(stock, read_rate))

    return _inventory_log(days, policy, read_tags)


def manual_replenishment(
    days: pd.DataFrame, policy: ReorderPolicy, *, count_every: int = 7
) -> pd.DataFrame:
    """Return the daily log of a shelf that is counted by hand every so many days.

    Use it as the other side of `rfid_replenishment`. Between two counts the record follows
    tills and deliveries only, so it stays too high by what was stolen or broken since.

    Parameters
    ----------
    days : DataFrame
        One row per day in order, with whole numbers from 0: demand, shrinkage.
    policy : ReorderPolicy
        The (s, S) rule.
    count_every : int
        Days from one count to the next, at least 1; 7 by default (weekly).

    Returns
    -------
    DataFrame
        As from `rfid_replenishment`; recorded_stock is at least the stock.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If columns or values are missing, not whole or negative, or `count_every` is below 1.

    Notes
    -----
    recorded(t) = recorded(t - 1) + received(t) - sold(t); on every `count_every`-th evening it
    is set to the stock (a count without error, and without cost). The day's order of events is
    that of `rfid_replenishment`. A shelf that is empty while its record stays above s orders
    nothing until the next count: the record freezes.

    References
    ----------
    Kang, Y. and Gershwin, S. B. (2005). Information inaccuracy in inventory systems: stock
    loss and stockout. IIE Transactions 37, 843-859.

    Examples
    --------
    >>> days = pd.DataFrame({"demand": [4, 4, 4, 4], "shrinkage": [0, 1, 0, 0]})
    >>> policy = ReorderPolicy(reorder_point=3, order_up_to=12, lead_time_days=1)
    >>> log = manual_replenishment(days, policy, count_every=3)
    >>> log[["day", "sold", "lost", "received", "stock", "recorded_stock", "ordered"]]
       day  sold  lost  received  stock  recorded_stock  ordered
    0    1     4     0         0      8               8        0
    1    2     4     0         0      3               4        0
    2    3     3     1         0      0               0       12
    3    4     4     0        12      8               8        0
    """
    require_whole(count_every, "count_every", low=1)

    def count_by_hand(day: int, stock: int, book: int) -> int:
        return stock if day % count_every == 0 else book

    return _inventory_log(days, policy, count_by_hand)


def inventory_summary(log: pd.DataFrame) -> pd.Series:
    """Return five figures that say how well a shelf was kept.

    Use it to compare policies, or ways of counting, on the same days.

    Parameters
    ----------
    log : DataFrame
        Daily log with demand, sold, lost, stock, recorded_stock, ordered, in units.

    Returns
    -------
    Series
        Five figures: fill_rate (units sold ÷ units wanted, 0 to 1; NaN without demand),
        stockout_days (days on which a customer left without), n_orders, mean_stock (units,
        evenings), mean_record_error (units; below 0: the record is too low).

    Raises
    ------
    TypeError
        If `log` is not a DataFrame.
    ValueError
        If columns or values are missing.

    Notes
    -----
    fill_rate = Σ sold ÷ Σ demand; mean_record_error = mean(recorded_stock - stock).

    References
    ----------
    Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). Inventory and Production Management in
    Supply Chains, 4th ed., CRC Press: fill rate as a measure of service.

    Examples
    --------
    >>> days = pd.DataFrame({"demand": [4, 4, 4, 4], "shrinkage": [0, 1, 0, 0]})
    >>> policy = ReorderPolicy(reorder_point=3, order_up_to=12, lead_time_days=1)
    >>> inventory_summary(manual_replenishment(days, policy, count_every=3))
    fill_rate            0.9375
    stockout_days        1.0000
    n_orders             1.0000
    mean_stock           4.7500
    mean_record_error    0.2500
    dtype: float64
    """
    require_columns(log, SUMMARY_COLUMNS, "log")
    require_no_missing(log, SUMMARY_COLUMNS, "log")
    demand = log["demand"].sum()
    return pd.Series(
        {
            "fill_rate": log["sold"].sum() / demand if demand else np.nan,
            "stockout_days": float((log["lost"] > 0).sum()),
            "n_orders": float((log["ordered"] > 0).sum()),
            "mean_stock": log["stock"].mean(),
            "mean_record_error": (log["recorded_stock"] - log["stock"]).mean(),
        }
    )


def promotion_demand(
    n_periods: int,
    *,
    mean: float,
    promotion_every: int,
    uplift: float,
    dip: float,
    rng: np.random.Generator,
) -> pd.Series:
    """Return synthetic demand with regular promotions and the hangover after each.

    Use it to set everyday low price (uplift and dip 0: flat demand) against promotions with
    the same mean.

    Parameters
    ----------
    n_periods : int
        How many periods (weeks, say), at least 1.
    mean : float
        Units per period, averaged over whole promotion cycles.
    promotion_every : int
        Periods from one promotion to the next, at least 2; period 0 has one.
    uplift : float
        What a promotion adds, as a fraction of an ordinary period's demand; 0 or more.
    dip : float
        What the period after it lacks, as a fraction of the same, 0 to 1: shoppers use up
        what they stocked.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Series
        Units wanted in each period (whole numbers), named demand, index 0 to n_periods - 1.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range.

    Notes
    -----
    Poisson, with mean b(1 + uplift) in a promotion, b(1 - dip) in the period after it and b in
    any other; b = mean · k ÷ (k + uplift - dip) for k = `promotion_every`. Ours, not measured.
    The mean is kept by construction: that promotions win no customers is an assumption.

    References
    ----------
    Lee, H. L., Padmanabhan, V. and Whang, S. (1997). Information distortion in a supply chain:
    the bullwhip effect. Management Science 43(4), 546-558: price variations as a cause.

    Examples
    --------
    >>> rng = np.random.default_rng(8)
    >>> weeks = promotion_demand(
    ...     6, mean=100, promotion_every=3, uplift=1.0, dip=0.5, rng=rng
    ... )
    >>> weeks.tolist()
    [164, 51, 84, 152, 37, 76]
    """
    require_whole(n_periods, "n_periods", low=1)
    require_whole(promotion_every, "promotion_every", low=2)
    _require_finite(mean, "mean")
    _require_finite(uplift, "uplift")
    require_fraction(dip, "dip")
    require_rng(rng)
    place = np.arange(n_periods) % promotion_every
    factor = np.select([place == 0, place == 1], [1 + uplift, 1 - dip], 1.0)
    ordinary = mean * promotion_every / (promotion_every + uplift - dip)
    return pd.Series(rng.poisson(ordinary * factor), name="demand")


def simulate_chain(
    demand: ArrayLike,
    *,
    lead_time: int,
    window: int,
    share_sales: bool,
    safety_stock: float = 0.0,
) -> pd.DataFrame:
    """Return what a retailer and its supplier order and hold, period by period.

    Use it to see how orders swing more than sales (bullwhip), and what it changes when the
    supplier sees the tills' sales. Both forecast by a moving average and order up to what the
    lead time will need.

    Parameters
    ----------
    demand : array-like, shape (n_periods,)
        Units wanted at the tills, each finite and at least 0; more than
        2 · (window + lead_time) periods.
    lead_time : int
        Periods, at least 1, for both: ordered at the end of t, there at the start of
        t + lead_time if the other side had it.
    window : int
        Periods in both moving averages, at least 1.
    share_sales : bool
        Whether the supplier averages the tills' sales; otherwise the retailer's orders.
    safety_stock : float
        Units that both hold above the forecast; 0 by default.

    Returns
    -------
    DataFrame
        One row per period after the run-in, the first 2 · (window + lead_time) periods: period
        (position in `demand`), demand, retailer_order, supplier_order, retailer_stock,
        supplier_stock, retailer_backlog, supplier_backlog (units that wait at the end).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If an argument is out of range or `demand` is too short.

    Notes
    -----
    Order-up-to level y(t) = lead_time · average + safety_stock; order q(t) = max(0, y(t) -
    position). Unmet demand waits; the supplier's own source always delivers. While no order
    is cut off at 0, the retailer's variance ratio is 1 + 2L/p + 2L²/p² (L lead time, p window)
    for independent demand; the supplier's is the same with 2L for L when sales are shared,
    and more than the square of it when they are not.

    References
    ----------
    Chen, F., Drezner, Z., Ryan, J. K. and Simchi-Levi, D. (2000). Quantifying the bullwhip
    effect in a simple supply chain: the impact of forecasting, lead times, and information.
    Management Science 46(3), 436-443: Theorems 2.2, 3.1 and 3.2.

    Examples
    --------
    >>> weeks = [100] * 8 + [120, 100, 100, 100, 100]
    >>> log = simulate_chain(weeks, lead_time=2, window=2, share_sales=False)
    >>> log[["period", "demand", "retailer_order", "supplier_order"]]
       period  demand  retailer_order  supplier_order
    0       8   120.0           140.0           180.0
    1       9   100.0           100.0           100.0
    2      10   100.0            80.0            20.0
    3      11   100.0           100.0           100.0
    4      12   100.0           100.0           120.0
    """
    if not isinstance(share_sales, bool | np.bool_):
        raise TypeError(f"`share_sales` must be True or False; got {share_sales!r}.")
    require_whole(lead_time, "lead_time", low=1)
    require_whole(window, "window", low=1)
    _require_finite(safety_stock, "safety_stock")
    sales = _units(demand, "demand")
    run_in = 2 * (window + lead_time)
    if len(sales) <= run_in:
        raise ValueError(f"`demand` must have more than {run_in} periods; got {len(sales)}.")
    retailer = _orders(sales, lead_time * _moving_average(sales, window) + safety_stock)
    seen = sales if share_sales else retailer
    supplier = _orders(retailer, lead_time * _moving_average(seen, window) + safety_stock)
    net_supplier = _net_stock(_arrivals(supplier, lead_time), retailer, safety_stock)
    shipped = retailer - np.diff(np.maximum(-net_supplier, 0), prepend=0.0)
    net_retailer = _net_stock(_arrivals(shipped, lead_time), sales, safety_stock)
    log = {"period": np.arange(len(sales)), "demand": sales}
    log |= {"retailer_order": retailer, "supplier_order": supplier}
    nets = {"retailer": net_retailer, "supplier": net_supplier}
    log |= {f"{tier}_stock": np.maximum(net, 0) for tier, net in nets.items()}
    log |= {f"{tier}_backlog": np.maximum(-net, 0) for tier, net in nets.items()}
    return pd.DataFrame(log).iloc[run_in:].reset_index(drop=True)


def order_variance_ratio(orders: ArrayLike, demand: ArrayLike) -> float:
    """Return how much more orders vary than the demand behind them (bullwhip).

    Use it per tier of a chain: above 1, the tier passes on more unrest than it met.

    Parameters
    ----------
    orders : array-like, shape (n_periods,)
        Units ordered, each finite and at least 0.
    demand : array-like, shape (n_periods,)
        Units wanted in the same periods.

    Returns
    -------
    float
        Ratio of the variances, 0 or more; NaN if the demand does not vary.

    Raises
    ------
    TypeError
        If the values are not numbers.
    ValueError
        If values are missing, infinite or negative, or the lengths differ or are below 2.

    Notes
    -----
    Var(orders) ÷ Var(demand), both with n - 1. Two demands with different variances can have
    the same ratio and very different orders: compare the variances, too.

    References
    ----------
    Chen, F., Drezner, Z., Ryan, J. K. and Simchi-Levi, D. (2000). Quantifying the bullwhip
    effect in a simple supply chain. Management Science 46(3), 436-443.

    Examples
    --------
    >>> order_variance_ratio([8, 12, 8, 12], [9, 11, 9, 11])
    4.0
    """
    ordered, wanted = _units(orders, "orders"), _units(demand, "demand")
    if len(ordered) != len(wanted) or len(wanted) < 2:
        raise ValueError(
            "`orders` and `demand` must cover the same periods, 2 or more; "
            f"got {len(ordered)} and {len(wanted)}."
        )
    if np.ptp(wanted) == 0:
        return float("nan")
    return float(np.var(ordered, ddof=1) / np.var(wanted, ddof=1))


def service_level(log: pd.DataFrame) -> pd.Series:
    """Return the share of units that each tier of a chain delivered without a wait.

    Use it beside the order variance: calm orders are no gain if customers wait for them.

    Parameters
    ----------
    log : DataFrame
        One row per period as from `simulate_chain`: demand, retailer_order, retailer_backlog,
        supplier_backlog, in units.

    Returns
    -------
    Series
        Shares for retailer (customers served at once) and supplier (retailer's orders shipped
        at once), each 0 to 1; NaN where nothing was asked for.

    Raises
    ------
    TypeError
        If `log` is not a DataFrame.
    ValueError
        If columns or values are missing.

    Notes
    -----
    1 - Σ min(asked, backlog) ÷ Σ asked. Those who wait longest are served first, so as much of
    a period's demand waits as the backlog at its end, at most all of it.

    References
    ----------
    Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). Inventory and Production Management in
    Supply Chains, 4th ed., CRC Press: fill rate as a measure of service.

    Examples
    --------
    >>> log = pd.DataFrame({"demand": [10, 10], "retailer_backlog": [0, 4]})
    >>> log = log.assign(retailer_order=[10, 0], supplier_backlog=[5, 5])
    >>> service_level(log)
    retailer    0.8
    supplier    0.5
    Name: service_level, dtype: float64
    """
    require_columns(log, SERVICE_COLUMNS, "log")
    require_no_missing(log, SERVICE_COLUMNS, "log")
    asked = log[["demand", "retailer_order"]].to_numpy(dtype=float)
    waiting = log[["retailer_backlog", "supplier_backlog"]].to_numpy(dtype=float)
    late = np.minimum(asked, waiting).sum(axis=0)
    total = np.where(asked.sum(axis=0) > 0, asked.sum(axis=0), np.nan)
    return pd.Series(1 - late / total, index=["retailer", "supplier"], name="service_level")


def _inventory_log(
    days: pd.DataFrame, policy: ReorderPolicy, count: Callable[[int, int, int], int]
) -> pd.DataFrame:
    if not isinstance(policy, ReorderPolicy):
        raise TypeError(f"`policy` must be a ReorderPolicy; got {type(policy).__name__}.")
    require_columns(days, DAY_COLUMNS, "days")
    require_no_missing(days, DAY_COLUMNS, "days")
    wanted, missing = (_units(days[column], column, whole=True) for column in DAY_COLUMNS)
    due = np.zeros(len(days) + policy.lead_time_days + 1, dtype=int)
    stock = record = policy.order_up_to
    rows = []
    for day, (demand, loss) in enumerate(zip(wanted, missing, strict=True), start=1):
        sold = min(demand, stock + due[day])
        shrinkage = min(loss, stock + due[day] - sold)
        stock += due[day] - sold - shrinkage
        record = count(day, stock, record + due[day] - sold)
        position = record + due[day + 1 : day + policy.lead_time_days].sum()
        ordered = policy.order_up_to - position if position <= policy.reorder_point else 0
        due[day + policy.lead_time_days] = ordered
        rows.append((day, demand, sold, demand - sold, due[day], shrinkage, stock, record, ordered))
    return pd.DataFrame(rows, columns=FLOW_COLUMNS + SHELF_COLUMNS).astype(int)


def _moving_average(values: np.ndarray, window: int) -> np.ndarray:
    return pd.Series(values).rolling(window, min_periods=1).mean().to_numpy()


def _orders(asked: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Order what brings the position back to its level, never less than nothing."""
    orders = np.empty_like(asked)
    position = level[0]
    for t, units in enumerate(asked):
        position -= units
        orders[t] = max(0.0, level[t] - position)
        position += orders[t]
    return orders


def _arrivals(shipped: np.ndarray, lead_time: int) -> np.ndarray:
    """Shift by the lead time; before the start everything was as in the first period."""
    return np.concatenate([np.full(lead_time, shipped[0]), shipped[:-lead_time]])


def _net_stock(arrived: np.ndarray, asked: np.ndarray, start: float) -> np.ndarray:
    # Rounded, or a sum's last digits would look like a backlog.
    return np.round(start + np.cumsum(arrived - asked), 6)


def _require_finite(value: float, name: str) -> None:
    require_number(value, name, 0, np.finfo(float).max)


def _units(values: ArrayLike, name: str, *, whole: bool = False) -> np.ndarray:
    array = np.asarray(values)
    if array.ndim != 1 or array.dtype.kind not in "iuf":
        raise TypeError(
            f"`{name}` must be one row of numbers; got {array.ndim} dimensions of {array.dtype}."
        )
    bad = ~(np.isfinite(array) & (array >= 0)) | (whole & (array != np.floor(array)))
    if bad.any():
        raise ValueError(
            f"`{name}` must hold {'whole' if whole else 'finite'} numbers from 0; got "
            f"{bad.sum():,} others, the first ({array[bad.argmax()]}) at position {bad.argmax()}."
        )
    return array.astype(int if whole else float)
