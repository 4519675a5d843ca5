"""Made-up tills and shelves: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Fraction, Rng, Rows, checked, number
from crmlib.retail.sales_log import SALES_COLUMNS

__all__ = [
    "simulate_days",
    "simulate_sales_log",
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
