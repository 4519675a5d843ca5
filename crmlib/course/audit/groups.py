"""Whom to write to first, what is at stake, and the test that would prove it."""

from dataclasses import dataclass
from math import ceil, sqrt

import numpy as np
import pandas as pd

from crmlib.campaigns import smallest_effect
from crmlib.core import normal_quantile, share_interval

__all__ = []

USUAL = 0.8  # of all returns came within so many days: the usual wait
FEWEST_GAPS = 30  # below it the usual wait is ours
OUR_WAIT = 90
LONG_GONE = 4, 365  # times the usual wait, and days: silent for longer is gone
WEEKS = (4, 26)  # of a test, at least and at most
FEWEST = 20  # customers of a group that a test is planned for
QUIET, FRESH, ON_TIME = "regular, gone quiet", "one order, still fresh", "regular, on time"
OLD, GONE = "one order, long ago", "regular, long gone"
SHOWN = (QUIET, FRESH, ON_TIME)


@dataclass(frozen=True)
class _Plan:
    """One group of customers, the money at stake, and the test of a letter to them."""

    group: str
    n: int
    n_past: int  # alike customers one test length ago, and how many of them ordered in it
    n_came: int
    share: float
    low: float
    high: float
    spent: float  # by these customers in the last year, currency
    stake: float  # of it, the part of those not expected to order
    rise: float  # smallest that the test can see; NaN: none
    needed: int  # buyers more in the half written to that luck gives in at most one of forty tests


@dataclass(frozen=True)
class _Groups:
    """All customers by group, the usual wait, and the plans."""

    people: pd.DataFrame
    wait: int
    n_gaps: int  # that tell the wait; 0: it is ours
    weeks: int
    plans: tuple[_Plan, ...]
    chosen: _Plan | None


def _groups(orders: pd.DataFrame, last: pd.Timestamp, refused: frozenset[str]) -> _Groups:
    days = _purchase_days(orders)
    gaps = days["gap"].dropna()
    known = len(gaps) >= FEWEST_GAPS
    wait = max(ceil(gaps.quantile(USUAL)), 7) if known else OUR_WAIT
    weeks = int(np.clip(ceil(wait / 7), *WEEKS))
    people, cut = _people(days, last, wait), last - pd.Timedelta(weeks=weeks)
    past = _people(days[days["day"] <= cut], cut, wait)
    came = past.index.isin(days.loc[days["day"] > cut, "customer_id"])
    recent = orders[orders["order_date"] > last - pd.DateOffset(years=1)]
    reached = people.loc[~people.index.isin(refused), "group"]
    spent = recent.groupby("customer_id")["amount"].sum().groupby(reached).sum()
    sizes = reached.value_counts()
    plans = tuple(
        _plan(name, int(sizes.get(name, 0)), came[past["group"] == name], spent.get(name, 0.0))
        for name in SHOWN
    )
    return _Groups(people, wait, len(gaps) if known else 0, weeks, plans, _chosen(plans))


def _purchase_days(orders: pd.DataFrame) -> pd.DataFrame:
    """Return each customer's days with an order, and the days since the one before."""
    day = orders["order_date"].dt.normalize()
    days = pd.DataFrame({"customer_id": orders["customer_id"], "day": day}).drop_duplicates()
    days = days.sort_values(["customer_id", "day"], ignore_index=True)
    gap = days["day"].diff().dt.days
    return days.assign(gap=gap.where(days["customer_id"].eq(days["customer_id"].shift())))


def _people(days: pd.DataFrame, last: pd.Timestamp, wait: int) -> pd.DataFrame:
    """Return each customer's days with an order, silence and group."""
    people = days.groupby("customer_id").agg(
        n_days=("day", "size"), last_order=("day", "max"), longest=("gap", "max")
    )
    silent = (last - people["last_order"]).dt.days
    once, gone = people["n_days"] == 1, silent > max(LONG_GONE[0] * wait, LONG_GONE[1])
    quiet = (silent > wait) & ~(silent <= people["longest"])  # longer than ever before
    cases = [once & ~quiet, once, gone, quiet]
    group = np.select(cases, [FRESH, OLD, GONE, QUIET], ON_TIME)
    return people.assign(silent_days=silent, group=group)


def _plan(group: str, n: int, came: np.ndarray, spent: float) -> _Plan:
    n_past, n_came = len(came), int(came.sum())
    share, low, high = share_interval(n_came, n_past)
    half, rise, needed = n // 2, np.nan, 0
    if half and n_past >= FEWEST:
        base = float(np.clip(share, 0.5 / n_past, 1 - 0.5 / n_past))
        rise = smallest_effect(base, half)
        widest = float(np.clip(0.5, low, high))  # where luck reaches farthest
        needed = ceil(normal_quantile(0.95) * sqrt(2 * half * widest * (1 - widest)))
    stake = spent * (1 - share)
    return _Plan(group, n, n_past, n_came, share, low, high, spent, stake, rise, needed)


def _chosen(plans: tuple[_Plan, ...]) -> _Plan | None:
    """Return the group with the most money at stake among those a test can say something of."""
    enough = [plan for plan in plans if plan.n >= FEWEST and plan.n_past >= FEWEST]
    letters = [plan for plan in enough if plan.group != ON_TIME and plan.stake > 0]
    testable = [plan for plan in letters if not np.isnan(plan.rise)]
    return max(testable or letters, key=_size, default=None)


def _size(plan: _Plan) -> tuple[float, int]:
    return round(plan.stake, 2), plan.n
