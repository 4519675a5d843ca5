"""Which van takes which request: four rules, each with what it has to know."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Count, Numbers, checked, choice, filled, number

__all__ = [
    "dispatch",
]

RULES = ("in turn", "first free", "quickest arrival", "shortest trip")
Rule = choice(*RULES)
Requests = filled(day=Numbers, minute=Amounts, x_km=Numbers, y_km=Numbers, work_minutes=Amounts)
Speed = number(1, 200)
Vans = dict[str, np.ndarray]


class _Job(NamedTuple):
    """One request while it is served."""

    minute: float
    place: np.ndarray
    work: float


@checked
def dispatch(
    requests: Requests, rule: Rule, *, n_vans: Count = 4, km_per_hour: Speed = 30
) -> pd.DataFrame:
    """Return who goes where, and how long each customer waits, when vans follow a rule.

    Use it on the same requests with two rules, and compare request by request.

    Parameters
    ----------
    requests : DataFrame
        One row per request: day, minute (of the day), x_km and y_km (of the place) and
        work_minutes, as from `simulate_requests`.
    rule : str
        "in turn": van after van, whoever is where. "first free": the van that will be idle first.
        "quickest arrival": the van that can be there first. "shortest trip": a van that gets idle
        takes the nearest request that waits.
    n_vans : int
        How many vans, at least 1; each day they start at (0, 0), the middle of the town.
    km_per_hour : float
        Their speed along straight lines, 1 to 200.

    Returns
    -------
    DataFrame, index of the requests
        van (int64, from 0), trip_minutes (on the way), response_minutes (from call to arrival).

    Notes
    -----
    Ties go to the van of the lowest number, and to the request that came first. Every day begins
    with idle vans, and all requests are served, if need be after closing.

    References
    ----------
    None: the rules are ours; "shortest trip" is known as nearest neighbour or shortest seek first.

    Examples
    --------
    >>> calls = pd.DataFrame({"day": 1, "minute": [0, 10], "x_km": [5, 5], "y_km": [0, 0],
    ...                       "work_minutes": [5, 5]})
    >>> dispatch(calls, "quickest arrival", n_vans=2)["response_minutes"].tolist()
    [10.0, 5.0]
    """
    serve = _serve_waiting if rule == "shortest trip" else _serve_at_once
    rows = []
    for _, day in requests.groupby("day"):
        calls = day.sort_values("minute", kind="stable")
        places = calls[["x_km", "y_km"]].to_numpy(dtype=float)
        jobs = [
            _Job(*job) for job in zip(calls["minute"], places, calls["work_minutes"], strict=True)
        ]
        vans = {"free": np.zeros(n_vans), "place": np.zeros((n_vans, 2))}
        served = serve(jobs, vans, 60 / km_per_hour, rule)
        rows.append(pd.DataFrame(served, index=calls.index))
    done = pd.concat(rows).reindex(requests.index)
    return done.astype({"van": "int64"})


def _serve_at_once(jobs: list[_Job], vans: Vans, pace: float, rule: str) -> list[dict]:
    """Promise each request to a van when it comes in."""
    served = []
    for turn, job in enumerate(jobs):
        start = np.maximum(vans["free"], job.minute)
        trips = _trips(vans["place"], job.place, pace)
        # Rounded, so that no last digit breaks a tie.
        scores = {
            "in turn": np.arange(len(start)) != turn % len(start),
            "first free": np.round(start, 6),
            "quickest arrival": np.round(start + trips, 6),
        }
        served.append(_send(job, vans, int(scores[rule].argmin()), pace))
    return served


def _serve_waiting(jobs: list[_Job], vans: Vans, pace: float, rule: str) -> list[dict]:
    """Let requests wait, and give an idle van the nearest of them."""
    served: list[dict] = [{} for _ in jobs]
    open_jobs = list(range(len(jobs)))
    while open_jobs:
        now = max(vans["free"].min(), jobs[open_jobs[0]].minute)
        waiting = [j for j in open_jobs if jobs[j].minute <= now]
        idle = np.flatnonzero(vans["free"] <= now)
        places = np.array([jobs[j].place for j in waiting])
        trips = np.column_stack([_trips(places, vans["place"][van], pace) for van in idle])
        row, column = np.unravel_index(np.round(trips, 6).argmin(), trips.shape)
        job = waiting[row]
        served[job] = _send(jobs[job], vans, int(idle[column]), pace)
        open_jobs.remove(job)
    return served


def _send(job: _Job, vans: Vans, van: int, pace: float) -> dict:
    """Move a van to a request, and note when it is free again, and where."""
    trip = float(_trips(vans["place"][[van]], job.place, pace)[0])
    arrival = max(vans["free"][van], job.minute) + trip
    vans["free"][van] = arrival + job.work
    vans["place"][van] = job.place
    return {"van": van, "trip_minutes": trip, "response_minutes": arrival - job.minute}


def _trips(places: np.ndarray, to: np.ndarray, pace: float) -> np.ndarray:
    return np.hypot(places[:, 0] - to[0], places[:, 1] - to[1]) * pace
