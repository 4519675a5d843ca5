"""A plan of agents by weekday and half-hour, and days that put it to the test."""

import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Counts,
    Dates,
    Fraction,
    Numbers,
    Positives,
    checked,
    column,
    filled,
    table_of,
)
from crmlib.service.centre import run_calls, service_report
from crmlib.service.queueing import Seconds, agents_needed

__all__ = ["HALF_HOUR", "half_hours", "run_plan", "seconds_from_opening", "staff_plan"]

HALF_HOUR = 1_800  # seconds
OPENS, CLOSES = 7, 21  # hours
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


@checked
def half_hours(calls: filled(interval_start=Dates, n_calls=Counts)) -> pd.DataFrame:
    """Return the calls in every half-hour from 7:00 to 21:00.

    Use it to plan, since shifts change by the half-hour and not every five minutes.

    Parameters
    ----------
    calls : DataFrame
        interval_start, n_calls, as of `datasets.load_bank_calls`.

    Returns
    -------
    DataFrame
        One row per day and half-hour, in order of time: day, weekday (Mon to Fri, an ordered
        categorical), begins (seconds from 7:00), n_calls. Intervals before 7:00, from 21:00 on and
        at weekends are left out; `attrs["n_left_out"]` says how many calls they hold.

    Examples
    --------
    >>> from crmlib.datasets import load_bank_calls
    >>> halves = half_hours(load_bank_calls())
    >>> len(halves), halves.attrs["n_left_out"]
    (4592, 11427)
    """
    stamps, seconds = calls["interval_start"], seconds_from_opening(calls["interval_start"])
    inside = seconds.notna()
    keys = pd.DataFrame(
        {
            "day": stamps[inside].dt.normalize(),
            "weekday": pd.Categorical.from_codes(
                stamps[inside].dt.day_of_week, WEEKDAYS, ordered=True
            ),
            "begins": (seconds[inside] // HALF_HOUR * HALF_HOUR).astype("int64"),
            "n_calls": calls.loc[inside, "n_calls"],
        }
    )
    sums = keys.groupby(["day", "weekday", "begins"], observed=True)["n_calls"].sum()
    table = sums.reset_index()
    table.attrs["n_left_out"] = int(calls.loc[~inside, "n_calls"].sum())
    return table


@checked
def seconds_from_opening(stamps: column(Dates)) -> pd.Series:
    """Return the seconds from 7:00.

    Parameters
    ----------
    stamps : Series of datetime
        Local time.

    Returns
    -------
    Series
        Seconds, index as given; NaN before 7:00, from 21:00 on, and at weekends.

    Examples
    --------
    >>> seconds_from_opening(pd.Series(["2003-09-02 07:05", "2003-09-02 21:00"])).tolist()
    [300.0, nan]
    """
    hours = stamps.dt.hour
    inside = hours.ge(OPENS) & hours.lt(CLOSES) & stamps.dt.day_of_week.lt(len(WEEKDAYS))
    seconds = (hours - OPENS) * 3_600 + stamps.dt.minute * 60 + stamps.dt.second
    return seconds.where(inside).astype(float)


@checked
def staff_plan(
    loads: table_of(Positives), *, handling_s: Seconds, share: Fraction = 0.8
) -> pd.DataFrame:
    """Return the agents that each half-hour of a week needs, by Erlang C.

    Use it to plan many half-hours at once; one alone: `agents_needed`.

    Parameters
    ----------
    loads : DataFrame
        Offered load in Erlang, of any shape: half-hours in the rows, weekdays in the columns.
    handling_s : float
        Mean handling time, from 1 to 36,000 seconds.
    share : float
        Which share should be answered within 20 seconds, a fraction below 1.

    Returns
    -------
    DataFrame
        Whole numbers, shape, index and columns as given.

    Raises
    ------
    ValueError
        If a load is above 2,000 Erlang, or `share` is 1.

    Examples
    --------
    >>> staff_plan(pd.DataFrame({"Mon": [10.0, 158.8]}), handling_s=180)["Mon"].tolist()
    [14, 167]
    """
    return loads.map(lambda load: agents_needed(load, handling_s=handling_s, share=share))


@checked
def run_plan(
    callers: filled(day=Dates, arrives=Amounts, handling=Positives, patience=Positives),
    plan: table_of(Numbers),
    *,
    target: Amount = 20,
) -> pd.DataFrame:
    """Return how each day's callers are served under a plan.

    Use it with the same callers for every plan, so that plans differ by nothing else.

    Parameters
    ----------
    callers : DataFrame
        One row per caller: day, weekday (a column of `plan`), arrives (seconds from the opening),
        handling, patience; in order of arrival within a day.
    plan : DataFrame
        Agents, at least 1: half-hours in the rows (seconds from the opening, from 0 on), weekdays
        in the columns.
    target : float
        Within how many seconds a call should be answered.

    Returns
    -------
    DataFrame
        One row per day (index): n_calls, within, lost (shares of all callers), mean_wait, n_lost.

    Raises
    ------
    ValueError
        If a weekday has no column in the plan. For the rest see `run_calls`.

    Examples
    --------
    >>> callers = pd.DataFrame({"day": pd.Timestamp("2003-09-02"), "weekday": "Tue",
    ...     "arrives": [0, 1], "handling": [60, 60], "patience": [90, 90]})
    >>> run_plan(callers, pd.DataFrame({"Tue": [1]}))["within"].tolist()
    [0.5]
    """
    weekdays = callers["weekday"].unique() if "weekday" in callers else ["none"]
    missing = sorted({str(weekday) for weekday in weekdays} - set(map(str, plan.columns)))
    if missing:
        raise ValueError(
            f"`plan` must have a column for every weekday of the callers; got none for {missing}."
        )
    rows = {}
    for day, group in callers.groupby("day"):
        served = run_calls(group, plan[group["weekday"].iloc[0]])
        rows[day] = service_report(served, target=target)
    table = pd.DataFrame(rows).T.rename_axis("day")
    return table.assign(n_lost=(table["lost"] * table["n_calls"]).round())
