"""Replenishment: counting a shelf and ordering for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Count, Counts, Fraction, Numbers, Rng, Steps, Whole, checked, table

__all__ = [
    "ReorderPolicy",
    "rfid_replenishment",
    "manual_replenishment",
    "inventory_summary",
]

Days = table(demand=Counts, shrinkage=Counts)
FLOW_COLUMNS = ["day", "demand", "sold", "lost", "received"]
SHELF_COLUMNS = ["shrinkage", "stock", "recorded_stock", "ordered"]
ShelfLog = table(
    demand=Amounts,
    sold=Amounts,
    lost=Amounts,
    stock=Numbers,
    recorded_stock=Numbers,
    ordered=Amounts,
)


@dataclass(frozen=True)
@checked
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
    ValueError
        If S is not above s.

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

    reorder_point: Whole
    order_up_to: Count
    lead_time_days: Steps

    def __post_init__(self) -> None:
        """Refuse a policy that cannot order."""
        if self.order_up_to <= self.reorder_point:
            raise ValueError(
                f"`order_up_to` must exceed the reorder point ({self.reorder_point}); "
                f"got {self.order_up_to}."
            )


@checked
def rfid_replenishment(
    days: Days, policy: ReorderPolicy, *, read_rate: Fraction, rng: Rng
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

    def read_tags(day: int, stock: int, book: int) -> int:
        return int(rng.binomial(stock, read_rate))

    return _inventory_log(days, policy, read_tags)


@checked
def manual_replenishment(
    days: Days, policy: ReorderPolicy, *, count_every: Count = 7
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

    def count_by_hand(day: int, stock: int, book: int) -> int:
        return stock if day % count_every == 0 else book

    return _inventory_log(days, policy, count_by_hand)


@checked
def inventory_summary(log: ShelfLog) -> pd.Series:
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


def _inventory_log(
    days: pd.DataFrame, policy: ReorderPolicy, count: Callable[[int, int, int], int]
) -> pd.DataFrame:
    wanted, missing = (days[column].to_numpy(np.int64) for column in ("demand", "shrinkage"))
    due = np.zeros(len(days) + policy.lead_time_days + 1, dtype=np.int64)
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
    return pd.DataFrame(rows, columns=FLOW_COLUMNS + SHELF_COLUMNS).astype(np.int64)
