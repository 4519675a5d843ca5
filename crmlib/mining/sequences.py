"""What customers take next, and when: sequence rules, waiting times and the moment of an offer."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Count,
    Date,
    Dates,
    Flags,
    Fraction,
    Ids,
    Positive,
    Text,
    Texts,
    Whole,
    checked,
    either,
    filled,
    require_choice,
    share_interval,
    whole,
)
from crmlib.lifecycle import survival_curve

__all__ = [
    "BankPlan",
    "sequence_rule",
    "waiting_times",
    "mean_wait",
    "offer_profits",
]

EVENT_COLUMNS = ["customer_id", "event_date", "product"]
Events = filled(customer_id=Ids, event_date=Dates, product=Texts)
Waits = filled(duration=Amounts, event_observed=Flags)
FIRST_DAY = pd.Timestamp("2023-01-01")
MOST_DAYS = 100_000
# Half of a two-sided 95 % interval, in standard errors.
REACH = 1.959964


@dataclass(frozen=True)
@checked
class BankPlan:
    """What is planted in a made-up bank's events.

    Parameters
    ----------
    cash_card_rate : float
        Share of customers who apply for a cash card on the visit that opens the account: the
        source's 40 %.
    credit_rate_with, credit_rate_without : float
        Share who ever apply for a credit card, of those with a cash card and of those without.
        Ours: the source gives neither.
    wait_days_with, wait_days_without : float
        Their mean wait for it in days, above 0. The source's three months, and twice as long.
    wait_shape : float
        Shape of the gamma-distributed waits, above 0; 1 is a constant chance per day, more has
        a peak. Ours.
    n_days : int
        Days observed; accounts are opened on every one of them, so late openers are cut off.

    Examples
    --------
    >>> BankPlan(0.4, 0.5, 0.2, wait_days_with=90, wait_days_without=180, wait_shape=4, n_days=365)
    BankPlan(cash_card_rate=0.4, ..., n_days=365)
    """

    cash_card_rate: Fraction = 0.4
    credit_rate_with: Fraction = 0.5
    credit_rate_without: Fraction = 0.2
    wait_days_with: Positive = 365.25 / 4
    wait_days_without: Positive = 365.25 / 2
    wait_shape: Positive = 4.0
    n_days: whole(1, MOST_DAYS) = 730


PLAN = BankPlan()


@checked
def sequence_rule(
    events: Events, first: either(Text, Texts), then: Text, *, within_days: Whole, until: Date
) -> pd.Series:
    """Return how often one product follows another, beside the rate without that rule.

    Use it for "who takes this takes that within so many days". It describes an order in time,
    not a cause.

    Parameters
    ----------
    events : DataFrame, one row per customer, day and product
        Columns `customer_id`, `event_date` (datetimes without zone) and `product`. Rows that
        repeat do not matter.
    first : str or iterable of str
        What comes first; several products count on the first day on which a customer takes all
        of them (one visit).
    then : str
        What follows, on the same day or later. A `then` from before does not count.
    within_days : int
        Length of the window, 0 or more; 0 asks for the same day.
    until : str or Timestamp
        Last day observed.

    Returns
    -------
    Series
        n_first (customers with `first`), n_cut (of them, whose window ends after `until`: left
        out of all that follows, even if they have taken `then` already), n_complete, n_both;
        support, confidence with its 95 % interval low, high; base_rate (all customers, window
        from their first event), rate_without (of them, those never seen with `first`), lift
        (confidence / base_rate). A rate of nobody is NaN.

    Raises
    ------
    ValueError
        If a product never occurs, `then` is in `first`, an event lies after `until`, or dates
        have a time zone.

    Notes
    -----
    confidence = n_both / n_complete; support = n_both / customers with a complete window from
    their first event. A customer cut off who has followed would count, while one who is still to
    follow would not: keeping either group bends the rate.

    References
    ----------
    Agrawal, R. and Srikant, R. (1995), Mining sequential patterns, ICDE, 3-14. Wilson's interval
    (1927): see `crmlib.core.share_interval`.

    Examples
    --------
    >>> events = pd.DataFrame(
    ...     [
    ...         ("Ann", "2024-01-02", "account"),
    ...         ("Ann", "2024-01-02", "cash card"),
    ...         ("Ann", "2024-04-01", "credit card"),
    ...         ("Bob", "2024-02-01", "account"),
    ...     ],
    ...     columns=["customer_id", "event_date", "product"],
    ... ).astype({"event_date": "datetime64[us]"})
    >>> window = {"within_days": 100, "until": "2024-06-30"}
    >>> rule = sequence_rule(events, ["account", "cash card"], "credit card", **window)
    >>> rule[["n_first", "n_both", "confidence", "base_rate", "lift"]].tolist()
    [1.0, 1.0, 1.0, 0.5, 2.0]
    """
    events, until = _whole_days(events, until)
    starts = _starts(events, first, then)
    arrivals = events.groupby("customer_id")["event_date"].min()
    followed, base = (
        _followed(_waits(events, begun, then, until), within_days) for begun in (starts, arrivals)
    )
    n_both, n_complete = int(followed.sum()), len(followed)
    interval = share_interval(n_both, n_complete).rename({"share": "confidence"})
    base_rate = base.mean()
    rule = {
        "n_first": len(starts),
        "n_cut": len(starts) - n_complete,
        "n_complete": n_complete,
        "n_both": n_both,
        "support": n_both / len(base) if len(base) else np.nan,
        **interval,
        "base_rate": base_rate,
        "rate_without": base[~base.index.isin(starts.index)].mean(),
        "lift": interval["confidence"] / base_rate if base_rate > 0 else np.nan,
    }
    return pd.Series(rule, dtype=float)


@checked
def waiting_times(
    events: Events, first: either(Text, Texts), then: Text, *, until: Date
) -> pd.DataFrame:
    """Return how long each customer has waited, with those who still wait.

    Use it before any mean or curve: leaving out who still waits makes waits look short.

    Parameters
    ----------
    events : DataFrame, one row per customer, day and product
        As for `sequence_rule`.
    first : str or iterable of str
        What starts the clock; several products: the first day on which a customer takes all.
    then : str
        What stops it, on the same day or later.
    until : str or Timestamp
        Last day observed.

    Returns
    -------
    DataFrame, one row per customer with `first`
        Index `customer_id`, sorted; start_date, duration (int64, days to `then`, or to `until`)
        and event_observed (False: cut off, still waiting): as `crmlib.lifecycle.survival_curve`
        reads them.

    Raises
    ------
    ValueError
        If a product never occurs, `then` is in `first`, an event lies after `until`, or dates
        have a time zone.

    Examples
    --------
    >>> events = pd.DataFrame(
    ...     [
    ...         ("Ann", "2024-01-02", "account"),
    ...         ("Ann", "2024-01-02", "cash card"),
    ...         ("Ann", "2024-04-01", "credit card"),
    ...         ("Bob", "2024-02-01", "account"),
    ...     ],
    ...     columns=["customer_id", "event_date", "product"],
    ... ).astype({"event_date": "datetime64[us]"})
    >>> waiting_times(events, "account", "credit card", until="2024-06-30").reset_index()
      customer_id start_date  duration  event_observed
    0         Ann 2024-01-02        90            True
    1         Bob 2024-02-01       150           False
    """
    events, until = _whole_days(events, until)
    waits = _waits(events, _starts(events, first, then), then, until)
    return waits[["start_date", "duration", "event_observed"]]


@checked
def mean_wait(waits: Waits, *, horizon_days: Count) -> pd.Series:
    """Return the mean wait of those who follow within a horizon, corrected for who still waits.

    Use it instead of the mean of the waits seen, in which long waits are missing because the
    table ends too soon.

    Parameters
    ----------
    waits : DataFrame, one row per customer
        Columns `duration` (days) and `event_observed` (bool), as from `waiting_times`.
    horizon_days : int
        Longest wait asked about, from 1 to the longest duration in the table.

    Returns
    -------
    Series
        n, n_observed; naive_mean (days, of the waits seen); share (who follow within the
        horizon, Kaplan-Meier); mean (days) with its 95 % interval low, high. Means are NaN if
        nobody follows.

    Raises
    ------
    ValueError
        If the horizon exceeds the longest duration.

    Notes
    -----
    With m(t) the drop of the survival curve at t: share = sum of m, mean = sum of t m / share,
    over t up to the horizon. Each wait seen at t thus weighs 1 / (chance of being observed so
    long). The interval takes these weights w as given: standard error √(Σ w² (t - mean)²) / share,
    a little too wide.

    References
    ----------
    Satten, G. A. and Datta, S. (2001), The Kaplan-Meier estimator as an
    inverse-probability-of-censoring weighted average, The American Statistician 55, 207-210.

    Examples
    --------
    >>> waits = pd.DataFrame({"duration": [10, 20, 20, 60], "event_observed": [True] * 4})
    >>> waits.loc[2:, "event_observed"] = False
    >>> mean_wait(waits, horizon_days=60)[["naive_mean", "share", "mean"]].tolist()
    [15.0, 0.5, 15.0]
    """
    curve = survival_curve(waits)
    _require_observed(horizon_days, "horizon_days", curve)
    within = curve[curve.index <= horizon_days]
    drops, days = -np.diff(within["survival"], prepend=1.0), within.index.to_numpy()
    share = drops.sum()
    seen = within["n_events"].to_numpy()
    mean = drops @ days / share if share > 0 else np.nan
    weights = np.divide(drops, seen, out=np.zeros_like(drops), where=seen > 0)
    spread = np.sqrt(seen @ (weights * (days - mean)) ** 2)
    error = REACH * spread / share if share > 0 else np.nan
    observed = waits.loc[waits["event_observed"], "duration"]
    counts = {"n": len(waits), "n_observed": len(observed), "naive_mean": observed.mean()}
    found = {"share": share, "mean": mean, "low": mean - error, "high": mean + error}
    return pd.Series({**counts, **found}, dtype=float)


@checked
def offer_profits(
    waits: Waits,
    *,
    gain: Amount,
    cost: Amount,
    reach_days: Count = 30,
    horizon_days: whole(0, MOST_DAYS) = 365,
) -> pd.DataFrame:
    """Return what one offer would earn on each day after the start.

    Use it to choose the day of an offer. Gain and cost are yours to declare; that an offer is
    worth the gain to who would apply soon anyway is an assumption, which only a trial can test.

    Parameters
    ----------
    waits : DataFrame, one row per customer
        As from `waiting_times`.
    gain : float
        Worth of an offer that meets a customer who would apply within its reach, in currency.
    cost : float
        Of one offer, in the same currency.
    reach_days : int
        How long an offer is remembered, at least 1.
    horizon_days : int
        Last day looked at, 0 or more; with `reach_days` at most the longest duration.

    Returns
    -------
    DataFrame, one row per day
        Index `day`, from 0; waiting (share of the starters still without it, who get the
        offer), responding (share who would apply within the reach), profit (currency per
        starter).

    Raises
    ------
    ValueError
        If horizon and reach together exceed the longest duration.

    Notes
    -----
    With S the Kaplan-Meier curve of the waits: waiting = S(d), responding = S(d) - S(d + reach),
    profit = gain responding(d) - cost waiting(d).

    Examples
    --------
    >>> waits = pd.DataFrame({"duration": [20, 40, 90], "event_observed": [True, True, False]})
    >>> offer_profits(waits, gain=10, cost=1, horizon_days=15).loc[[0, 15], "profit"].round(2)
    day
    0     2.33
    15    5.67
    Name: profit, dtype: float64
    """
    curve = survival_curve(waits)
    _require_observed(horizon_days + reach_days, "horizon_days + reach_days", curve)
    days = np.arange(horizon_days + 1)
    survival = curve["survival"].to_numpy()
    now, later = (
        survival[np.searchsorted(curve.index, day, "right") - 1]
        for day in (days, days + reach_days)
    )
    table = {"waiting": now, "responding": now - later}
    profit = gain * table["responding"] - cost * table["waiting"]
    return pd.DataFrame({**table, "profit": profit}, index=pd.Index(days, name="day"))


def _whole_days(events: pd.DataFrame, until: pd.Timestamp) -> tuple[pd.DataFrame, pd.Timestamp]:
    """Return the events with whole days, and the last day."""
    for name, zone in {"events": events["event_date"].dt.tz, "until": until.tz}.items():
        if zone is not None:
            raise ValueError(f"`{name}` must have dates without a time zone; got {zone}.")
    until, days = until.normalize(), events["event_date"].dt.normalize()
    if days.max() > until:
        raise ValueError(
            f"`until` must not precede an event; got {until.date()}, "
            f"but the latest event is {days.max().date()}."
        )
    return events[EVENT_COLUMNS].assign(event_date=days), until


def _starts(events: pd.DataFrame, first: str | np.ndarray, then: str) -> pd.Series:
    """Return the first day on which each customer takes all of `first`."""
    wanted = sorted({first} if isinstance(first, str) else set(first))
    offered = sorted(events["product"].unique())
    for product in wanted or [""]:
        require_choice(product, "first", offered)
    require_choice(then, "then", [product for product in offered if product not in wanted])
    taken = events[events["product"].isin(wanted)]
    n_taken = taken.groupby(["customer_id", "event_date"])["product"].nunique()
    visits = n_taken[n_taken == len(wanted)].reset_index()
    return visits.groupby("customer_id")["event_date"].min()


def _waits(events: pd.DataFrame, starts: pd.Series, then: str, until: pd.Timestamp) -> pd.DataFrame:
    """Return start, end of the wait and the days that could be observed, per starter."""
    taken = events.loc[events["product"] == then, ["customer_id", "event_date"]]
    taken = taken.merge(starts.rename("start_date"), left_on="customer_id", right_index=True)
    later = taken[taken["event_date"] >= taken["start_date"]]
    ended = later.groupby("customer_id")["event_date"].min().reindex(starts.index)
    return pd.DataFrame(
        {
            "start_date": starts,
            "duration": (ended.fillna(until) - starts).dt.days,
            "event_observed": ended.notna(),
            "n_days": (until - starts).dt.days,
        }
    )


def _followed(waits: pd.DataFrame, within_days: int) -> pd.Series:
    """Return who followed in time, of those whose whole window was observed."""
    complete = waits[waits["n_days"] >= within_days]
    return complete["event_observed"] & (complete["duration"] <= within_days)


def _require_observed(days: int, name: str, curve: pd.DataFrame) -> None:
    if days > curve.index.max():
        raise ValueError(
            f"`{name}` must be at most the longest duration, "
            f"{curve.index.max():g} days; got {days}."
        )
