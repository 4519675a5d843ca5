"""Made-up tills, shelves and supply chains: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Flag, Fraction, Rng, Rows, Steps, checked, number, values, within
from crmlib.retail.sales_log import SALES_COLUMNS

__all__ = [
    "simulate_days",
    "simulate_sales_log",
    "simulate_chain",
]

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
MOST_SCANS, MOST_STORE_DAYS = 20_000_000, 2_000_000
# More a period, and the sums below lose their last digits.
Demand = values(within(0, 1e9))


@checked
def simulate_days(
    n_days: Rows, *, mean_demand: number(0, 1e9), shrinkage_rate: Fraction, rng: Rng
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
    demand = rng.poisson(mean_demand, n_days)
    return pd.DataFrame(
        {"demand": demand, "shrinkage": rng.poisson(shrinkage_rate * mean_demand, n_days)}
    )


@checked
def simulate_sales_log(
    n_stores: Rows, n_days: Rows, *, sales_per_day: Amount = 40.0, rng: Rng
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
    ValueError
        If stores times days are above two million, or the scans to be expected above 20 million
        (growing sales do not stop growing).

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
    if n_stores * n_days > MOST_STORE_DAYS:
        raise ValueError(
            f"`n_days` must be at most {MOST_STORE_DAYS // n_stores:,} for {n_stores:,} stores; "
            f"got {n_days:,}."
        )
    scans = rng.poisson(_expected_scans(rng.uniform(0.5, 1.5, n_stores), n_days, sales_per_day))
    n_scans = scans[scans > 0].astype(np.intp)
    store, day, product = np.repeat(np.argwhere(scans), n_scans, axis=0).T
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


@checked
def simulate_chain(
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


def _expected_scans(size: np.ndarray, n_days: int, sales_per_day: float) -> np.ndarray:
    """Return the mean number of scans by store, day and product."""
    with np.errstate(over="ignore", invalid="ignore"):
        growth = (1 + CATALOGUE["weekly_growth"].to_numpy()) ** (np.arange(n_days)[:, None] / 7)
        expected = sales_per_day * size[:, None, None] * CATALOGUE["share"].to_numpy() * growth
        total = expected.sum()
    if not total <= MOST_SCANS:
        raise ValueError(
            f"`n_days` must be so few that at most {MOST_SCANS:,} scans are expected; "
            f"got {n_days:,} days, {total:,.0f} scans."
        )
    return expected


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
