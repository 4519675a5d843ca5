"""A contact centre call by call: a quick recursion for phones, and SimPy for everything else."""

from collections.abc import Iterator
from heapq import heappop, heappush, heapreplace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Count,
    Counts,
    Flags,
    Positives,
    Text,
    Texts,
    checked,
    column,
    either,
    filled,
    mapping,
)

__all__ = ["queue_path", "run_calls", "run_centre", "service_report"]

Callers = filled(arrives=Amounts, handling=Positives, patience=Positives)
NOBODY: dict[str, str] = {}
ANY = "any"
MOST_AGENTS = 10_000
DETAILS = {  # what a contact has if its table does not say
    "menu": (0.0, Amounts),
    "solved": (False, Flags),
    "language": (ANY, Texts),
    "callback": (False, Flags),
    "phone": ("", Texts),
}


@checked
def run_calls(callers: Callers, staff: either(Count, Counts)) -> pd.DataFrame:
    """Return how long each caller waits, and who hangs up, in a centre with one queue.

    Use it for days and weeks of calls: it is dozens of times as fast as `run_centre`.

    Parameters
    ----------
    callers : DataFrame
        One row per caller in order of arrival: arrives, handling and patience, all in one unit of
        time; arrives counts from the opening.
    staff : int or Series of int
        Number of agents; or a Series of them, at least 1 each, whose index says from which time on
        each number holds, in order, the first one 0.

    Returns
    -------
    DataFrame
        The callers with wait (until answered, or until hung up) and answered (bool).

    Raises
    ------
    ValueError
        If the callers do not stand in order of arrival, or `staff` is 0 somewhere or does not
        begin at 0 and rise.

    Notes
    -----
    The next caller takes the agent who is free first, so a wait is the larger of 0 and the time
    until then; it ends in hanging up if it would exceed the patience. Whose shift ends leaves when
    idle, or else after the call.

    Examples
    --------
    >>> two = pd.DataFrame({"arrives": [0, 1], "handling": [4, 4], "patience": [9, 9]})
    >>> run_calls(two, 1)["wait"].tolist()
    [0.0, 3.0]
    """
    _require_order(callers["arrives"])
    shifts = _shifts(staff)
    columns = (callers[name].tolist() for name in ("arrives", "handling", "patience"))
    waits, answered = _recursion(zip(*columns, strict=True), shifts)
    return callers.assign(wait=np.asarray(waits, dtype=float), answered=answered)


@checked
def run_centre(
    contacts: Callers, agents: column(Texts), *, customers: mapping(Text) = NOBODY
) -> pd.DataFrame:
    """Return what happens to each contact: voice menu, distributor, agent, call-back.

    Use it where callers differ: by language, by what the menu solves, by who wants a call back.

    Parameters
    ----------
    contacts : DataFrame
        One row per contact in order of arrival: arrives, handling and patience, all in one unit of
        time. Where the table has them, also menu (time in the voice menu), solved (bool: the menu
        is enough), language (text), callback (bool: hangs up and is rung later, if nobody is free)
        and phone (text); otherwise 0, False, "any", False and "".
    agents : Series of str
        Languages of each agent, parted by blanks, by name; "any" serves all.
    customers : mapping of str to str
        What the screen shows, by phone number.

    Returns
    -------
    DataFrame
        The contacts with outcome (menu, answered, hung up, called back), wait (from the distributor
        to the agent, to hanging up, or to the call back; 0 for the menu), agent and screen (text;
        empty without an agent, "unknown" for a number that no customer has).

    Raises
    ------
    ValueError
        If the contacts do not stand in order of arrival, or nobody speaks one of the languages.

    Notes
    -----
    A free agent takes the caller on the line who has waited longest and whose language fits; who
    is to be called back comes only when nobody on the line fits. Among free agents those with the
    fewest languages come first, then who has been idle longest. Events are SimPy's.

    References
    ----------
    SimPy 4, "Process interaction" and "Shared resources", in its documentation.

    Examples
    --------
    >>> two = pd.DataFrame({"arrives": [0, 1], "handling": [4, 4], "patience": [9, 2]})
    >>> run_centre(two, pd.Series({"Ann": "any"}))[["outcome", "wait"]].values.tolist()
    [['answered', 0.0], ['hung up', 2.0]]
    """
    import simpy

    _require_order(contacts["arrives"])
    full = _with_details(contacts)
    _require_speakers(full["language"], agents)
    env = simpy.Environment()
    desk, log = _Distributor(env, agents), {}
    for row in full.reset_index(drop=True).itertuples():
        env.process(_contact(env, desk, row, log))
    env.run()
    ends = pd.DataFrame([log[place] for place in range(len(full))], index=contacts.index)
    pairs = zip(full["phone"], ends["agent"], strict=True)
    shown = [customers.get(phone, "unknown") if agent != "" else "" for phone, agent in pairs]
    return contacts.assign(**ends, screen=shown)


@checked
def service_report(
    calls: filled(wait=Amounts, answered=Flags), *, target: Amount = 20
) -> pd.Series:
    """Return how well calls were served.

    Use it after `run_calls`, with the same callers for every plan that is compared.

    Parameters
    ----------
    calls : DataFrame
        As `run_calls` returns it.
    target : float
        Within which time a call should be answered, in the unit of the waits.

    Returns
    -------
    Series
        n_calls, within (share of all callers answered within `target`), lost (share that hung up),
        mean_wait (of all callers).

    Examples
    --------
    >>> calls = pd.DataFrame({"wait": [0, 30], "answered": [True, False]})
    >>> service_report(calls).tolist()
    [2.0, 0.5, 0.5, 15.0]
    """
    in_time = calls["answered"] & (calls["wait"] <= target)
    return pd.Series(
        {
            "n_calls": len(calls),
            "within": in_time.mean(),
            "lost": 1 - calls["answered"].mean(),
            "mean_wait": calls["wait"].mean(),
        }
    )


@checked
def queue_path(calls: filled(arrives=Amounts, wait=Amounts)) -> pd.Series:
    """Return how many callers wait, from each moment at which that changes.

    Use it to draw a queue, and for Little's law: the area under it is the sum of the waits.

    Parameters
    ----------
    calls : DataFrame
        As `run_calls` returns it.

    Returns
    -------
    Series
        Number waiting (int64) by time; the last one is 0.

    Examples
    --------
    >>> calls = pd.DataFrame({"arrives": [0, 1, 2], "wait": [0, 3, 4]})
    >>> queue_path(calls).to_dict()
    {0.0: 0, 1.0: 1, 2.0: 2, 4.0: 1, 6.0: 0}
    """
    arrives = calls["arrives"].to_numpy(dtype=float)
    leaves = arrives + calls["wait"].to_numpy(dtype=float)
    steps = pd.Series(
        np.repeat([1, -1], len(calls)), index=np.concatenate([arrives, leaves]), dtype="int64"
    )
    changes = steps.groupby(level=0).sum()
    return changes.cumsum().rename("n_waiting").rename_axis("time")


class _Distributor:
    """The automatic call distributor: brings callers and agents together."""

    def __init__(self, env: Any, agents: pd.Series) -> None:
        self.env = env
        self.languages = {agent: text.split() for agent, text in agents.items()}
        self.idle = list(self.languages)  # who has been idle longest stands first
        self.line: list[tuple[Any, str]] = []
        self.later: list[tuple[Any, str]] = []

    def free_agent(self, language: str) -> Any:
        """Return a free agent who fits, or None."""
        fit = [agent for agent in self.idle if self._fits(agent, language)]
        return min(fit, key=lambda agent: len(self.languages[agent]), default=None)

    def ask(self, language: str, *, later: bool) -> Any:
        """Return the event that an agent is found."""
        found, agent = self.env.event(), self.free_agent(language)
        if agent is None:
            (self.later if later else self.line).append((found, language))
        else:
            self.idle.remove(agent)
            found.succeed(agent)
        return found

    def withdraw(self, found: Any) -> None:
        """Take somebody who hangs up from the line."""
        self.line = [waiting for waiting in self.line if waiting[0] is not found]

    def release(self, agent: Any) -> None:
        """Give an agent the next one on the line, then the next to be called back."""
        for waiting in (self.line, self.later):
            for place, (found, language) in enumerate(waiting):
                if self._fits(agent, language):
                    del waiting[place]
                    found.succeed(agent)
                    return
        self.idle.append(agent)

    def _fits(self, agent: Any, language: str) -> bool:
        spoken = self.languages[agent]
        return language == ANY or ANY in spoken or language in spoken


def _contact(env: Any, desk: _Distributor, row: Any, log: dict[int, dict]) -> Iterator[Any]:
    """Live through one contact, as a process of SimPy."""
    yield env.timeout(row.arrives)
    yield env.timeout(row.menu)
    if row.solved:
        log[row.Index] = {"outcome": "menu", "wait": 0.0, "agent": ""}
        return
    since = env.now
    later = row.callback and desk.free_agent(row.language) is None
    found = desk.ask(row.language, later=later)
    yield found if later else found | env.timeout(row.patience)
    wait = env.now - since
    if not found.triggered:
        desk.withdraw(found)
        log[row.Index] = {"outcome": "hung up", "wait": wait, "agent": ""}
        return
    outcome = "called back" if later else "answered"
    log[row.Index] = {"outcome": outcome, "wait": wait, "agent": found.value}
    yield env.timeout(row.handling)
    desk.release(found.value)


def _recursion(
    callers: Iterator[tuple[float, float, float]], shifts: list[tuple[float, int]]
) -> tuple[list[float], list[bool]]:
    waits, answered = [], []
    (_, n_agents), *shifts = [*shifts, (np.inf, 1)]
    free, change, place = [0.0] * n_agents, shifts[0][0], 0
    for arrives, handling, patience in callers:
        begins = arrives if arrives > free[0] else free[0]
        while change <= begins:
            n_agents = _change_staff(free, n_agents, shifts[place])
            place += 1
            change = shifts[place][0]
            begins = max(arrives, free[0])
        is_answered = begins - arrives <= patience
        if is_answered:
            heapreplace(free, begins + handling)
        waits.append(begins - arrives if is_answered else patience)
        answered.append(is_answered)
    return waits, answered


def _change_staff(free: list[float], n_agents: int, shift: tuple[float, int]) -> int:
    """Let agents come or go: of those who go, the idle leave at once, then who ends first."""
    time, n_then = shift
    for _ in range(n_then - n_agents):
        heappush(free, time)
    for _ in range(n_agents - n_then):
        heappop(free)
    return n_then


def _shifts(staff: int | pd.Series) -> list[tuple[float, int]]:
    series = staff if isinstance(staff, pd.Series) else pd.Series(np.atleast_1d(staff))
    if len(series) == 0 or series.min() < 1 or series.max() > MOST_AGENTS:
        got = "none" if len(series) == 0 else f"{series.min():,} to {series.max():,}"
        raise ValueError(f"`staff` must be 1 to {MOST_AGENTS:,} at every time; got {got}.")
    times = series.index.tolist()
    if times[0] != 0 or any(not earlier < later for earlier, later in pairwise(times)):
        raise ValueError(
            f"`staff` must have an index of rising times that begins at 0; got {times[:3]}."
        )
    return list(zip(times, series.tolist(), strict=True))


def _require_order(arrives: pd.Series) -> None:
    if not arrives.is_monotonic_increasing:
        place = arrives.index[int(np.argmax(np.diff(arrives.to_numpy()) < 0)) + 1]
        raise ValueError(
            "`arrives` must not fall: callers stand in order of arrival; "
            f"got an earlier one at index {place}."
        )


def _with_details(contacts: pd.DataFrame) -> pd.DataFrame:
    known = {}
    for name, (default, kind) in DETAILS.items():
        if name in contacts:
            known[name] = kind.check(contacts[name], f"`contacts` in `{name}`")
        else:
            known[name] = pd.Series(default, index=contacts.index)
    return contacts.assign(**known)


def _require_speakers(languages: pd.Series, agents: pd.Series) -> None:
    spoken = set(" ".join(agents).split())
    missing = sorted(set(languages) - spoken - {ANY})
    if not spoken or (missing and ANY not in spoken):
        raise ValueError(
            f"`agents` must speak every language of `contacts`; got none for {missing or 'any'}."
        )
