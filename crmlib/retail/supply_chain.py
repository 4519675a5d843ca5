"""Supply chain: what promotions and forecasts do to the orders of a retailer and its supplier."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Flag,
    Fraction,
    Rng,
    Rows,
    Steps,
    checked,
    choice,
    number,
    table,
    values,
    whole,
    within,
)

__all__ = [
    "promotion_demand",
    "run_chain",
    "order_variance_ratio",
    "service_level",
    "least_safety_stock",
]

MOST_SAFETY_STOCK = 2**50
Demand = values(within(0, 1e9))


@checked
def promotion_demand(
    n_periods: Rows,
    *,
    mean: number(0, 1e9),
    promotion_every: whole(2, 1_000_000),
    uplift: Amount,
    dip: Fraction,
    rng: Rng,
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
    place = np.arange(n_periods) % promotion_every
    factor = np.select([place == 0, place == 1], [1 + uplift, 1 - dip], 1.0)
    ordinary = mean * promotion_every / (promotion_every + uplift - dip)
    return pd.Series(rng.poisson(ordinary * factor), name="demand")


@checked
def run_chain(
    demand: Demand,
    *,
    lead_time: Steps,
    window: Steps,
    share_sales: Flag,
    safety_stock: Amount = 0.0,
) -> pd.DataFrame:
    """Return what a retailer and its supplier order and hold, period by period.

    Use it to see how orders swing more than sales (bullwhip), and what it changes when the
    supplier sees the tills' sales. Both forecast by a moving average and order up to what the
    lead time will need.

    Parameters
    ----------
    demand : array-like, shape (n_periods,)
        Units wanted at the tills, each from 0 to 1e9; more than
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
    ValueError
        If `demand` is too short.

    Notes
    -----
    Order-up-to level y(t) = lead_time · average + safety_stock; order q(t) = max(0, y(t) -
    position). Unmet demand waits; the supplier's own source always delivers. While no order
    is cut off at 0 and demand is independent, the retailer's variance ratio is at least
    1 + 2L/p + 2L²/p² (L lead time, p window) in Chen et al., who let the safety stock follow the
    forecast's errors; with a fixed one, as here, it is equal to that. The supplier's is the same
    with 2L for L when sales are shared, and more than the square of it when they are not.

    References
    ----------
    Chen, F., Drezner, Z., Ryan, J. K. and Simchi-Levi, D. (2000). Quantifying the bullwhip
    effect in a simple supply chain: the impact of forecasting, lead times, and information.
    Management Science 46(3), 436-443: Theorems 2.2, 3.1 and 3.2.

    Examples
    --------
    >>> weeks = [100] * 8 + [120, 100, 100, 100, 100]
    >>> log = run_chain(weeks, lead_time=2, window=2, share_sales=False)
    >>> log[["period", "demand", "retailer_order", "supplier_order"]]
       period  demand  retailer_order  supplier_order
    0       8   120.0           140.0           180.0
    1       9   100.0           100.0           100.0
    2      10   100.0            80.0            20.0
    3      11   100.0           100.0           100.0
    4      12   100.0           100.0           120.0
    """
    sales = np.array(demand, dtype=float)
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


@checked(paired=("orders", "demand"))
def order_variance_ratio(orders: values(Amounts), demand: values(Amounts)) -> float:
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
    ValueError
        If there are fewer than two periods.

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
    ordered, wanted = np.array(orders, dtype=float), np.array(demand, dtype=float)
    if len(wanted) < 2:
        raise ValueError(f"`demand` must cover 2 periods or more; got {len(wanted)}.")
    if np.ptp(wanted) == 0:
        return float("nan")
    return float(np.var(ordered, ddof=1) / np.var(wanted, ddof=1))


@checked
def service_level(
    log: table(
        demand=Amounts, retailer_order=Amounts, retailer_backlog=Amounts, supplier_backlog=Amounts
    ),
) -> pd.Series:
    """Return the share of units that each tier of a chain delivered without a wait.

    Use it beside the order variance: calm orders are no gain if customers wait for them.

    Parameters
    ----------
    log : DataFrame
        One row per period as from `run_chain`: demand, retailer_order, retailer_backlog,
        supplier_backlog, in units.

    Returns
    -------
    Series
        Shares for retailer (customers served at once) and supplier (retailer's orders shipped
        at once), each 0 to 1; NaN where nothing was asked for.

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
    asked = log[["demand", "retailer_order"]].to_numpy(dtype=float)
    waiting = log[["retailer_backlog", "supplier_backlog"]].to_numpy(dtype=float)
    late = np.minimum(asked, waiting).sum(axis=0)
    total = np.where(asked.sum(axis=0) > 0, asked.sum(axis=0), np.nan)
    return pd.Series(1 - late / total, index=["retailer", "supplier"], name="service_level")


@checked
def least_safety_stock(
    demand: Demand,
    tier: choice("retailer", "supplier"),
    *,
    lead_time: Steps,
    window: Steps,
    share_sales: Flag,
    service: Fraction = 0.99,
) -> int:
    """Return the least safety stock with which a tier serves as much at once as asked.

    Use it to compare chains at equal service: calm orders show as stock that is not needed.

    Parameters
    ----------
    demand : array-like, shape (n_periods,)
        As in `run_chain`.
    tier : str
        "retailer" or "supplier": whose service counts. Both tiers hold the same safety stock.
    lead_time, window : int
        As in `run_chain`.
    share_sales : bool
        As in `run_chain`.
    service : float
        Share of units to be delivered without a wait, 0 to 1.

    Returns
    -------
    int
        Whole units, 0 or more.

    Raises
    ------
    ValueError
        If nothing was asked for, `demand` is too short, or no safety stock gives the service.

    Notes
    -----
    Service does not fall when safety stock rises, so the range is doubled until it is enough and
    then halved.

    References
    ----------
    Silver, E. A., Pyke, D. F. and Thomas, D. J. (2017). Inventory and Production Management in
    Supply Chains, 4th ed., CRC Press: safety stock for a given fill rate.

    Examples
    --------
    >>> weeks = np.random.default_rng(8).poisson(100, 520)
    >>> least_safety_stock(weeks, "supplier", lead_time=3, window=4, share_sales=True)
    59
    """
    setting = {"lead_time": lead_time, "window": window, "share_sales": share_sales}

    def enough(units: int) -> bool:
        reached = service_level(run_chain(demand, safety_stock=units, **setting))[tier]
        if np.isnan(reached):
            raise ValueError("`demand` must ask for something; got 0 units in every period.")
        return reached >= service

    low, high = -1, 1
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_SAFETY_STOCK:
            raise ValueError(f"`service` must be one that a stock can give; got {service}.")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


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
