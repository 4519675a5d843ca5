"""Complaints as case files: five steps, a history that only grows, deadlines, causes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Date, Kind, Text, checked, choice
from crmlib.service.log import (
    CHANNELS,
    HOURS_ALLOWED,
    LOG_COLUMNS,
    NEXT_STEPS,
    Hours,
    Log,
    Month,
    _in_order,
    _require_zone,
)

__all__ = [
    "HOURS_ALLOWED",
    "Move",
    "ComplaintCase",
    "audit_log",
    "open_list",
    "deadline_report",
    "cause_list",
]


def _cases(value: Any, name: str) -> list["ComplaintCase"]:
    if isinstance(value, str | Mapping) or not np.iterable(value):
        raise TypeError(f"`{name}` must be a list of complaint cases; got {type(value).__name__}.")
    cases, seen = list(value), set()
    for case in cases:
        if not isinstance(case, ComplaintCase):
            raise TypeError(f"`{name}` must hold complaint cases; got {type(case).__name__}.")
        if case.case_id in seen:
            raise ValueError(f"`{name}` must hold each case once; got {case.case_id!r} twice.")
        seen.add(case.case_id)
    return cases


Cases = Annotated[
    Iterable["ComplaintCase"],
    Kind("values", _cases, {"*": Kind("ComplaintCase", lambda column, where: column)}),
]


@dataclass(frozen=True)
@checked
class Move:
    """One line of a case's history; it cannot be changed.

    Parameters
    ----------
    step : str
        The step that was entered.
    at : Timestamp
        When.
    holder : str
        Who has the case from then on.
    cause : str
        What the complaint was caused by, as far as known.
    """

    step: choice(*NEXT_STEPS)
    at: Date
    holder: Text
    cause: Text


class ComplaintCase:
    """The file of one complaint: it knows its step, and forgets nothing.

    Use it wherever a complaint changes hands. Time is always passed in.

    Parameters
    ----------
    case_id : str
        Name of the case.
    channel : str
        How the complaint came in: phone, chat, letter, e-mail, web form or visit.
    opened_at : str or Timestamp
        When it came in.
    holder : str
        Who took it.

    Raises
    ------
    ValueError
        If a name is empty.

    Notes
    -----
    communication → confirmation → investigation → reply → improvement → closed; a reply that is
    rejected goes back to the investigation. Improvement is entered with a cause only.

    References
    ----------
    The five steps are the source's. ISO 10002:2018, Guidelines for complaints handling in
    organizations, orders them likewise and adds tracking.

    Examples
    --------
    >>> case = ComplaintCase("C1", "phone", "2026-01-05 09:00", holder="desk")
    >>> case.move("confirmation", "2026-01-05 10:00", holder="desk")
    >>> case.step, len(case.history)
    ('confirmation', 2)
    >>> case.move("reply", "2026-01-05 11:00", holder="desk")
    Traceback (most recent call last):
    ValueError: `step` must follow confirmation, by investigation; got 'reply' for case C1.
    """

    @checked
    def __init__(
        self, case_id: Text, channel: choice(*CHANNELS), opened_at: Date, *, holder: Text
    ) -> None:
        self._case_id, self._channel = _not_empty(case_id, "case_id"), channel
        self._history = (Move("communication", opened_at, _not_empty(holder, "holder"), ""),)

    @property
    def case_id(self) -> str:
        """Name of the case."""
        return self._case_id

    @property
    def channel(self) -> str:
        """How the complaint came in."""
        return self._channel

    @property
    def history(self) -> tuple[Move, ...]:
        """Every move so far, oldest first."""
        return self._history

    @property
    def step(self) -> str:
        """Where the case is now."""
        return self._history[-1].step

    @checked
    def move(
        self, step: choice(*NEXT_STEPS), at: Date, *, holder: Text, cause: Text | None = None
    ) -> None:
        """Enter the next step.

        Parameters
        ----------
        step : str
            One that may follow; any other is refused by name.
        at : str or Timestamp
            When; not before the last move.
        holder : str
            Who has the case from then on.
        cause : str, optional
            What the complaint was caused by; kept from the last move if not given.

        Raises
        ------
        ValueError
            If the step may not follow, the time runs backwards or has no zone where the last
            move has one (or the other way round), or improvement has no cause.
        """
        allowed = NEXT_STEPS[self.step]
        if step not in allowed:
            raise ValueError(
                f"`step` must follow {self.step}, by {' or '.join(allowed) or 'nothing'}; "
                f"got {step!r} for case {self._case_id}."
            )
        last = self._history[-1]
        _require_zone(at, "at", last.at.tz, "the last move")
        if at < last.at:
            raise ValueError(f"`at` must not precede {last.at}; got {at} for {self._case_id}.")
        found = last.cause if cause is None else _not_empty(cause, "cause")
        if step == "improvement" and not found:
            raise ValueError(
                f"`cause` must be named before improvement; got none for {self._case_id}."
            )
        self._history = (*self._history, Move(step, at, _not_empty(holder, "holder"), found))


@checked
def audit_log(cases: Cases) -> pd.DataFrame:
    """Return every move of every case: the log that all reports read.

    Use it to ask where a complaint is, who had it, and for how long.

    Parameters
    ----------
    cases : iterable of ComplaintCase
        Each case once.

    Returns
    -------
    DataFrame
        One row per move, sorted by case_id, oldest first: case_id, channel, step, holder, cause
        (the move's own; "" if not known yet), entered_at, left_at (NaT for the last move); times
        in the zone of the first case, if they have one.

    Raises
    ------
    ValueError
        If a case_id comes twice, or some times have a zone and others have none.

    Notes
    -----
    left_at of a move is entered_at of the next one.

    References
    ----------
    ISO 10002:2018, Guidelines for complaints handling in organizations, on tracking.

    Examples
    --------
    >>> case = ComplaintCase("C1", "phone", "2026-01-05 09:00", holder="desk")
    >>> audit_log([case])[["case_id", "step", "holder"]].values.tolist()
    [['C1', 'communication', 'desk']]
    """
    rows, zone = [], cases[0].history[0].at.tz if cases else None
    for case in cases:
        _require_zone(case.history[0].at, "cases", zone, "the first case")
        ends = [*(move.at for move in case.history[1:]), pd.NaT]
        for move, end in zip(case.history, ends, strict=True):
            place = (case.case_id, case.channel, move.step, move.holder, move.cause)
            rows.append((*place, move.at, end))
    log = pd.DataFrame(rows, columns=LOG_COLUMNS, dtype=object)
    for column in LOG_COLUMNS[5:]:
        log[column] = pd.to_datetime(log[column], utc=zone is not None).dt.as_unit("us")
        log[column] = log[column].dt.tz_convert(zone) if zone else log[column]
    log = log.astype(dict.fromkeys(LOG_COLUMNS[:5], "str"))
    return log.sort_values("case_id", kind="stable", ignore_index=True)


@checked
def open_list(log: Log, as_of: Date, *, hours_allowed: Hours = HOURS_ALLOWED) -> pd.DataFrame:
    """Return where each open complaint is at a moment, who holds it, and whether it is late.

    Use it every morning: it is the tracking that runs beside all steps.

    Parameters
    ----------
    log : DataFrame
        As from `audit_log`; moves after `as_of` are ignored.
    as_of : str or Timestamp
        The moment.
    hours_allowed : mapping of str to float
        Deadline per step, hours.

    Returns
    -------
    DataFrame
        Indexed by case_id, the longest overdue first: step, holder, hours_in_step, hours_left
        (negative when late), late (bool). Closed cases are not in it.

    Raises
    ------
    ValueError
        If a deadline is missing, the log holds a case twice or a stay that ends before it
        begins, or only one of `log` and `as_of` has a time zone.

    Notes
    -----
    hours_left = hours_allowed - (as_of - entered_at).

    References
    ----------
    ISO 10002:2018, see `audit_log`.

    Examples
    --------
    >>> case = ComplaintCase("C1", "phone", "2026-01-05 09:00", holder="desk")
    >>> open_list(audit_log([case]), "2026-01-05 15:00")["hours_left"].to_dict()
    {'C1': -2.0}
    """
    stays = _stays(log, as_of, hours_allowed)
    still = stays[stays["left_at"].isna() | (stays["left_at"] > as_of)].set_index("case_id")
    table = still[["step", "holder", "hours_in_step"]].copy()
    table["hours_left"] = still["hours_allowed"] - still["hours_in_step"]
    table["late"] = table["hours_left"] < 0
    return table.sort_index().sort_values("hours_left", kind="stable")


@checked
def deadline_report(log: Log, as_of: Date, *, hours_allowed: Hours = HOURS_ALLOWED) -> pd.DataFrame:
    """Return how often each step missed its deadline up to a moment.

    Use it to find the step that holds complaints up.

    Parameters
    ----------
    log : DataFrame
        As from `audit_log`; moves after `as_of` are ignored.
    as_of : str or Timestamp
        The moment; who is still in a step is counted with the time so far.
    hours_allowed : mapping of str to float
        Deadline per step, hours.

    Returns
    -------
    DataFrame
        Indexed by step, in the order of `hours_allowed`: hours_allowed, n_stays, n_open, n_late,
        late_share (fraction; NaN without a stay), median_hours (of the stays that ended; NaN
        without one).

    Raises
    ------
    ValueError
        If a deadline is missing, the log holds a case twice or a stay that ends before it
        begins, or only one of `log` and `as_of` has a time zone.

    Notes
    -----
    A stay is late when it lasts longer than the deadline. An open stay that is not late yet may
    still become so: late_share is a lower bound as long as n_open is not 0.

    References
    ----------
    ISO 10002:2018, see `audit_log`.

    Examples
    --------
    >>> case = ComplaintCase("C1", "phone", "2026-01-05 09:00", holder="desk")
    >>> report = deadline_report(audit_log([case]), "2026-01-05 15:00")
    >>> report.loc["communication", ["n_stays", "n_late"]].tolist()
    [1, 1]
    """
    stays = _stays(log, as_of, hours_allowed)
    is_open = stays["left_at"].isna() | (stays["left_at"] > as_of)
    late = stays["hours_in_step"] > stays["hours_allowed"]
    groups = stays.assign(is_open=is_open, late=late).groupby("step")
    table = groups.agg(n_stays=("late", "size"), n_open=("is_open", "sum"), n_late=("late", "sum"))
    table["median_hours"] = stays[~is_open].groupby("step")["hours_in_step"].median()
    table = table.reindex([*hours_allowed])
    counts = ["n_stays", "n_open", "n_late"]
    table[counts] = table[counts].fillna(0).astype(int)
    table.insert(0, "hours_allowed", pd.Series(dict(hours_allowed), dtype=float))
    table.insert(4, "late_share", table["n_late"] / table["n_stays"].where(table["n_stays"] > 0))
    return table


@checked
def cause_list(log: Log, month: Month) -> pd.DataFrame:
    """Return the causes of the complaints that reached the fifth step in a month.

    Use it as the month's list of what to mend: the step that lowers the arrivals to come.

    Parameters
    ----------
    log : DataFrame
        As from `audit_log`.
    month : str or Period
        Such as "2026-01".

    Returns
    -------
    DataFrame
        Indexed by cause, most frequent first, ties by name: n_cases, share, cumulative_share
        (fractions). Empty if no case came so far. Complaints still under way are not in it.

    Raises
    ------
    ValueError
        If the log holds a case twice, or a stay that ends before it begins.

    Notes
    -----
    Cases are counted by the time at which they entered the step improvement, on the log's clock.

    References
    ----------
    Juran, J. M. (1951). Quality-Control Handbook. McGraw-Hill: the vital few causes.

    Examples
    --------
    >>> case = ComplaintCase("C1", "phone", "2026-01-05 09:00", holder="desk")
    >>> len(cause_list(audit_log([case]), "2026-01"))
    0
    """
    log = _in_order(log)
    done = log[log["step"] == "improvement"]
    entered = done["entered_at"].dt.tz_localize(None).dt.to_period("M")
    chosen = done.loc[entered == month, "cause"]
    counts = chosen.value_counts().rename("n_cases").rename_axis("cause").sort_index()
    table = counts.sort_values(ascending=False, kind="stable").to_frame()
    share = table["n_cases"] / table["n_cases"].sum()
    return table.assign(share=share, cumulative_share=share.cumsum())


def _stays(
    log: pd.DataFrame, as_of: pd.Timestamp, hours_allowed: Mapping[str, float]
) -> pd.DataFrame:
    """Return the stays that had begun by a moment, with their hours so far and their deadline."""
    log = _in_order(log)
    _require_zone(as_of, "as_of", log["entered_at"].dt.tz, "the log")
    begun = log[(log["entered_at"] <= as_of) & (log["step"] != "closed")]
    unknown = [step for step in hours_allowed if step not in HOURS_ALLOWED]
    if unknown:
        raise ValueError(f"`hours_allowed` must name {[*HOURS_ALLOWED]}; got {unknown}.")
    lost = sorted(set(begun["step"]) - set(hours_allowed))
    if lost:
        raise ValueError(f"`hours_allowed` must have a deadline per step; got none for {lost}.")
    now = as_of.tz_convert(log["entered_at"].dt.tz) if as_of.tz else as_of
    end = begun["left_at"].fillna(now).clip(upper=now)
    hours = (end - begun["entered_at"]).dt.total_seconds() / 3600
    due = begun["step"].map(dict(hours_allowed)).astype(float)
    return begun.assign(hours_in_step=hours, hours_allowed=due)


def _not_empty(value: str, name: str) -> str:
    if not value.strip():
        raise ValueError(f"`{name}` must not be empty; got {value!r}.")
    return value
