"""Whom to write to first, what it may be worth, and the test that would prove it."""

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
LONG_GONE = 4  # times the usual wait
WEEKS = (4, 26)  # of a test, at least and at most
FEWEST = 20  # customers of a group that a test is planned for
ORDER = ["regular, gone quiet", "one order, still fresh", "regular, on time"]
REST = ["one order, long ago", "regular, long gone"]


@dataclass(frozen=True)
class Plan:
    """One group of customers, what their orders are worth, and the test of a letter to them."""

    group: str
    n: int
    n_past: int  # alike customers one test length ago, and how many of them ordered in it
    n_came: int
    low: float
    share: float
    high: float
    order: float  # mean amount of an order of theirs
    stake: float  # one order from each of those not expected, currency
    rise: float  # smallest that the test can see; NaN: none
    needed: int  # orders more in the half written to that luck hardly gives


@dataclass(frozen=True)
class Groups:
    """All customers by group, the usual wait, and the plans."""

    people: pd.DataFrame
    wait: int
    n_gaps: int
    weeks: int
    plans: tuple[Plan, ...]
    chosen: Plan | None


def _groups(orders: pd.DataFrame, last: pd.Timestamp) -> Groups:
    days = _purchase_days(orders)
    gaps = days.groupby("customer_id")["day"].diff().dt.days.dropna()
    few = len(gaps) < FEWEST_GAPS
    wait = OUR_WAIT if few else max(int(np.ceil(gaps.quantile(USUAL))), 7)
    weeks = int(np.clip(ceil(wait / 7), *WEEKS))
    people = _people(days, last, wait)
    cut = last - pd.Timedelta(weeks=weeks)
    past = _people(days[days["day"] <= cut], cut, wait)
    came = past.index.isin(days.loc[days["day"] > cut, "customer_id"])
    orders_of = orders["customer_id"].map(people["group"])
    means = orders.groupby(orders_of)["amount"].mean()
    plans = tuple(
        _plan(name, people, came[past["group"] == name], means.get(name, np.nan)) for name in ORDER
    )
    return Groups(people, wait, 0 if few else len(gaps), weeks, plans, _chosen(plans))


def _purchase_days(orders: pd.DataFrame) -> pd.DataFrame:
    days = pd.DataFrame({"customer_id": orders["customer_id"]})
    days["day"] = orders["order_date"].dt.tz_localize(None).dt.normalize()
    return days.drop_duplicates().sort_values(["customer_id", "day"], ignore_index=True)


def _people(days: pd.DataFrame, last: pd.Timestamp, wait: int) -> pd.DataFrame:
    """Return each customer's days with an order, silence and group."""
    people = days.groupby("customer_id")["day"].agg(n_days="size", last_order="max")
    silent = (last - people["last_order"]).dt.days
    once, quiet, gone = people["n_days"] == 1, silent > wait, silent > LONG_GONE * wait
    fresh, away = ~quiet, quiet & ~gone
    cases = [~once & away, once & fresh, ~once & fresh, once & quiet]
    names = [*ORDER, REST[0]]
    return people.assign(silent_days=silent, group=np.select(cases, names, REST[1]))


def _plan(name: str, people: pd.DataFrame, came: np.ndarray, order: float) -> Plan:
    n, n_past, n_came = int((people["group"] == name).sum()), len(came), int(came.sum())
    share, low, high = share_interval(n_came, n_past)
    half, rise, needed = n // 2, np.nan, 0
    if half and n_past >= FEWEST:
        base = float(np.clip(share, 0.5 / n_past, 1 - 0.5 / n_past))
        rise = smallest_effect(base, half)
        needed = ceil(normal_quantile(0.95) * sqrt(2 * half * base * (1 - base)))
    return Plan(
        name, n, n_past, n_came, low, share, high, order, n * (1 - share) * order, rise, needed
    )


def _chosen(plans: tuple[Plan, ...]) -> Plan | None:
    """Return the group with the most money at stake among those a test can say something of."""
    letters = [p for p in plans if p.group != ORDER[2] and p.n >= FEWEST and p.n_past >= FEWEST]
    testable = [plan for plan in letters if plan.rise == plan.rise]
    best = max(testable or letters, key=lambda plan: (round(plan.stake, 2), plan.n), default=None)
    return best if best is not None and best.stake > 0 else None
