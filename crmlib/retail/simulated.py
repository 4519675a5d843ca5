"""Made-up tills and shelves: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Fraction, Rng, Rows, checked, number, whole
from crmlib.retail.inventory import ReorderPolicy, manual_replenishment, rfid_replenishment
from crmlib.retail.sales_log import SALES_COLUMNS, record_sales
from crmlib.retail.store_system import (
    management_load,
    management_report,
    sales_trend,
    stock_position,
    system_scorecard,
)

__all__ = [
    "simulate_days",
    "simulate_sales_log",
    "simulate_shelf",
    "simulate_store_system",
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
# One shelf over a year, and the store system's month; in units, days, hours and dollars.
SHELF_DEMAND, SHELF_SHRINKAGE, SHELF_TOP, SHELF_LEAD = 20, 0.05, 140, 3
SYSTEM_POLICY = ReorderPolicy(reorder_point=100, order_up_to=400, lead_time_days=3)
AMERICAN_DELAY, SYSTEM_SPEND = 1, 1_500
MOST_SCANS, MOST_STORE_DAYS = 20_000_000, 2_000_000
# More a period, and the sums below lose their last digits.


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
def simulate_shelf(
    read_rate: Fraction | None = None,
    *,
    reorder_point: whole(0, SHELF_TOP - 1) = 55,
    rng: Rng,
) -> pd.DataFrame:
    """Return a synthetic year of a shelf that is counted by hand, or by radio.

    Use it to see what an error in the count does to stock and to service.

    Parameters
    ----------
    read_rate : float, optional
        Probability that a unit's tag is read on an evening. None, the default:
        no tags, the shelf is counted by hand every seventh evening.
    reorder_point : int
        Level s, from 0 to 139: order when the record plus what is on its way is at
        or below it.
    rng : numpy.random.Generator
        Source of the draws; the same state gives the same customers and thefts.

    Returns
    -------
    DataFrame
        365 rows as from `rfid_replenishment`.

    Notes
    -----
    20 units are wanted per day on average, 5 % as many are stolen or broken;
    S = 140, and the lead time is three days. The parameters are ours.

    References
    ----------
    Kang, Y. and Gershwin, S. B. (2005). Information inaccuracy in inventory systems: stock
    loss and stockout. IIE Transactions 37, 843-859.

    Examples
    --------
    >>> log = simulate_shelf(0.9, rng=np.random.default_rng(8))
    >>> len(log), bool((log["recorded_stock"] <= log["stock"]).all())
    (365, True)
    """
    days = simulate_days(365, mean_demand=SHELF_DEMAND, shrinkage_rate=SHELF_SHRINKAGE, rng=rng)
    policy = ReorderPolicy(reorder_point, SHELF_TOP, SHELF_LEAD)
    if read_rate is None:
        return manual_replenishment(days, policy)
    return rfid_replenishment(days, policy, read_rate=read_rate, rng=rng)


@checked
def simulate_store_system(
    n_stores: Rows = 10, n_days: Rows = 28, *, china_delay: number(0, 1_000_000) = 20, rng: Rng
) -> dict[str, pd.DataFrame]:
    """Return a retailer's system in miniature: four modules on one log, and what follows.

    Use it to see a system of two countries run, and to measure the five
    features that the source claims for it.

    Parameters
    ----------
    n_stores : int
        How many stores, at least 1; by turns in China and in the United States.
    n_days : int
        How many days, at least 1, from Monday 1 January 2024.
    china_delay : float
        Hours until headquarters knows a sale in China; of an American one, 1 hour.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    dict of DataFrame
        The modules, by the source's names: `point of sale` (`record_sales`), `inventory
        management` (`stock_position`), `decision support` (`sales_trend`) and `management report`
        (`management_report`); then `orders` (open, all raised by the system), `scorecard`
        (`system_scorecard` on the evening after the last day) and `load` (`management_load`).

    Notes
    -----
    The log is that of `simulate_sales_log`. Every shelf began with 400 units and orders up to 400
    from 100 on; 1,500 dollars were spent on the system. The parameters are ours.

    References
    ----------
    The course's source, items CAS-W-04 to CAS-W-08.

    Examples
    --------
    >>> system = simulate_store_system(rng=np.random.default_rng(8))
    >>> system["scorecard"][["feature", "value"]].round(3)
                    feature  value
    0      heavy investment  0.014
    1        full functions  1.000
    2            high speed  9.496
    3          intelligence  1.000
    4  worldwide networking  1.000
    """
    scans = simulate_sales_log(n_stores, n_days, rng=rng)
    log = record_sales(scans.iloc[:0], scans)
    opening = log[["store_id", "supplier_id", "product_id"]].drop_duplicates()
    opening = opening.assign(quantity=SYSTEM_POLICY.order_up_to)
    stock = stock_position(log, opening, opening.iloc[:0], SYSTEM_POLICY)
    modules = {
        "point of sale": log,
        "inventory management": stock,
        "decision support": sales_trend(log),
        "management report": management_report(log),
    }
    orders = stock[stock["ordered"] > 0].assign(raised_by="system")
    scorecard = system_scorecard(
        log,
        modules,
        orders,
        as_of=FIRST_DAY + pd.Timedelta(days=n_days),
        delay_hours={"China": china_delay, "United States": AMERICAN_DELAY},
        it_spend=SYSTEM_SPEND,
    )
    return {**modules, "orders": orders, "scorecard": scorecard, "load": management_load(log)}


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
