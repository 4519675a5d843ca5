"""Made-up callers: how long a call takes and when somebody hangs up is ours."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Counts,
    Dates,
    Fraction,
    Positive,
    Positives,
    Rng,
    checked,
    filled,
    values,
)
from crmlib.service.planning import WEEKDAYS, seconds_from_opening

__all__ = ["simulate_callers", "simulate_contacts", "simulate_days", "toy_callers"]

HANDLING, PATIENCE = 180.0, 120.0  # seconds; ours
MENU = 20.0  # seconds in the voice menu; ours
SOLVED, CALLBACK = 0.2, 0.5  # shares that the menu solves, that accept a call back; ours
SLOT = 300.0  # seconds
MOST_CALLERS = 5_000_000


@checked
def simulate_callers(
    n_calls: values(Counts),
    *,
    slot: Positive = 300,
    handling: Positive = HANDLING,
    patience: Positive = PATIENCE,
    rng: Rng,
) -> pd.DataFrame:
    """Return callers whose number in each slot is given, with made-up handling and patience.

    Use it to let real counts of calls meet a plan. Draw once, and try every plan on the same rows.

    Parameters
    ----------
    n_calls : array-like of int, shape (n_slots,)
        Calls in each slot, from the opening on; at most 5,000,000 in all.
    slot : float
        Length of a slot, in any unit of time.
    handling, patience : float
        Their means, in the same unit.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per caller in order of arrival: arrives, handling, patience.

    Raises
    ------
    ValueError
        If there are more than 5,000,000 calls.

    Notes
    -----
    Evenly at random within a slot; exponential handling and patience, independent of each other.

    References
    ----------
    The two means and both shapes are ours: the bank's file has counts only.

    Examples
    --------
    >>> len(simulate_callers([3, 0, 2], rng=np.random.default_rng(13)))
    5
    """
    _require_few(n_calls)
    counts = np.asarray(n_calls).astype(np.intp)
    n_callers = int(counts.sum())
    begins = np.repeat(np.arange(len(counts)) * slot, counts)
    arrives = np.sort(begins + rng.uniform(0, slot, n_callers))
    return pd.DataFrame(
        {
            "arrives": arrives,
            "handling": rng.exponential(handling, n_callers),
            "patience": rng.exponential(patience, n_callers),
        }
    )


@checked
def simulate_days(
    calls: filled(interval_start=Dates, n_calls=Counts),
    *,
    handling: Positive = HANDLING,
    patience: Positive = PATIENCE,
    rng: Rng,
) -> pd.DataFrame:
    """Return the callers of real days, with made-up handling and patience.

    Use it to let days as they came meet a plan: `run_plan` takes the result.

    Parameters
    ----------
    calls : DataFrame
        interval_start (every five minutes) and n_calls, as of `datasets.load_bank_calls`; at most
        5,000,000 calls.
    handling, patience : float
        Their means, in seconds.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per caller, by day and in order of arrival: day, weekday (Mon to Fri, an ordered
        categorical), arrives (seconds from 7:00), handling, patience. Calls before 7:00, from 21:00
        on and at weekends are left out; `attrs["n_left_out"]` says how many.

    Raises
    ------
    ValueError
        If there are more than 5,000,000 calls.

    Notes
    -----
    Evenly at random within the five minutes; exponential handling and patience.

    References
    ----------
    The two means and both shapes are ours: the bank's file has counts only.

    Examples
    --------
    >>> calls = pd.DataFrame({"interval_start": ["2003-09-02 07:05"], "n_calls": [2]})
    >>> simulate_days(calls, rng=np.random.default_rng(13))["weekday"].tolist()
    ['Tue', 'Tue']
    """
    _require_few(calls["n_calls"])
    begins = seconds_from_opening(calls["interval_start"])
    inside = calls[begins.notna()]
    rows = np.repeat(np.arange(len(inside)), inside["n_calls"].to_numpy(dtype=np.intp))
    stamps = inside["interval_start"].iloc[rows]
    arrives = begins[inside.index].to_numpy()[rows] + rng.uniform(0, SLOT, len(rows))
    table = pd.DataFrame(
        {
            "day": stamps.dt.normalize().to_numpy(),
            "weekday": pd.Categorical.from_codes(stamps.dt.day_of_week, WEEKDAYS, ordered=True),
            "arrives": arrives,
        }
    ).sort_values(["day", "arrives"], ignore_index=True)
    table["handling"] = rng.exponential(handling, len(table))
    table["patience"] = rng.exponential(patience, len(table))
    table.attrs["n_left_out"] = int(calls["n_calls"].sum() - len(table))
    return table


@checked
def simulate_contacts(
    callers: filled(arrives=Amounts, handling=Positives, patience=Positives),
    *,
    chinese: Fraction = 0.3,
    callback: Fraction = CALLBACK,
    solved: Fraction = SOLVED,
    rng: Rng,
) -> pd.DataFrame:
    """Return callers with a language, a wish for a call back, and luck with the voice menu.

    Use it for what one queue of equal callers can't show: languages, menu, call back.

    Parameters
    ----------
    callers : DataFrame
        As of `simulate_callers`, in seconds.
    chinese, callback, solved : float
        Shares that speak Chinese (the others English), that accept a call back, that the menu
        solves.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        The callers with menu (seconds), solved, language and callback, as `run_centre` takes them.

    References
    ----------
    All shares and the 20 seconds in the menu are ours.

    Examples
    --------
    >>> callers = simulate_callers([2], rng=np.random.default_rng(13))
    >>> list(simulate_contacts(callers, rng=np.random.default_rng(13)))[3:]
    ['menu', 'solved', 'language', 'callback']
    """
    draws = rng.random((3, len(callers)))
    return callers.assign(
        menu=MENU,
        solved=draws[0] < solved,
        language=np.where(draws[1] < chinese, "Chinese", "English"),
        callback=draws[2] < callback,
    )


def toy_callers() -> pd.DataFrame:
    """Return five callers of one morning, to follow by hand.

    Returns
    -------
    DataFrame
        caller (A to E), arrives, handling and patience, in minutes; nobody hangs up within an hour.

    Examples
    --------
    >>> toy_callers()["handling"].tolist()
    [4, 4, 2, 1, 2]
    """
    return pd.DataFrame(
        {
            "caller": list("ABCDE"),
            "arrives": [0, 1, 2, 3, 9],
            "handling": [4, 4, 2, 1, 2],
            "patience": 60,
        }
    )


def _require_few(n_calls: np.ndarray | pd.Series) -> None:
    total = np.asarray(n_calls, dtype=float).sum()
    if total > MOST_CALLERS:
        raise ValueError(f"`n_calls` must be at most {MOST_CALLERS:,} in all; got {total:,.0f}.")
