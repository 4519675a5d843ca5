"""Erlang's formulas: who waits, how long, and how many agents are enough."""

from math import exp

import numpy as np
import pandas as pd

from crmlib.core import Counts, Fraction, checked, number, values

__all__ = ["Load", "Seconds", "agents_needed", "erlang_a", "erlang_c"]

Load = number(0.001, 2_000)  # Erlang: beyond it no centre, and sums that take long
Seconds = number(1, 36_000)
MOST_AGENTS = 10_000


@checked
def erlang_c(
    load: Load, n_agents: values(Counts), *, handling_s: Seconds, target_s: number(0, 36_000) = 20
) -> pd.DataFrame:
    """Return who waits, and how long, if nobody hangs up, by number of agents.

    Use it for a first plan. It knows no impatience: where callers hang up, see `erlang_a`.

    Parameters
    ----------
    load : float
        Offered load in Erlang: calls in a time, times handling time, in the same unit; from 0.001
        to 2,000.
    n_agents : array-like of int, shape (n,)
        Numbers of agents to try, each above the load.
    handling_s : float
        Mean handling time of a call, from 1 to 36,000 seconds.
    target_s : float
        Within how many seconds a call should be answered.

    Returns
    -------
    DataFrame
        One row per number of agents (index `n_agents`): waits (share that has to wait), mean_wait_s
        (seconds, of all callers), queue (mean number waiting), within (share answered within
        `target_s`), occupancy (share of the time in which an agent talks).

    Raises
    ------
    ValueError
        If some number of agents is not above the load, since the queue would grow for ever, or is
        above 10,000.

    Notes
    -----
    With load a, N agents and Erlang's loss B, the share that waits is C = N B / (N - a (1 - B)),
    the mean wait C h / (N - a) and the share within t is 1 - C exp(-(N - a) t / h). Arrivals are
    Poisson, handling times exponential, and callers are served in their order.

    References
    ----------
    Erlang, A. K. (1917), Solution of some problems in the theory of probabilities of significance
    in automatic telephone exchanges.
    Gans, N., Koole, G. and Mandelbaum, A. (2003), Telephone call centers: tutorial, review, and
    research prospects, Manufacturing & Service Operations Management 5(2), 79-141.

    Examples
    --------
    >>> erlang_c(10, [14], handling_s=180)[["waits", "within"]].round(5).to_dict("records")
    [{'waits': 0.17413, 'within': 0.88835}]
    """
    agents = _agents(n_agents)
    if (agents <= load).any():
        raise ValueError(
            f"`n_agents` must lie above the load of {load:g} Erlang, or the queue grows for ever; "
            f"got {agents.min()}."
        )
    waits = np.array([_erlang_c(load, int(n)) for n in agents])
    mean_wait = waits * handling_s / (agents - load)
    return pd.DataFrame(
        {
            "waits": waits,
            "mean_wait_s": mean_wait,
            "queue": load / handling_s * mean_wait,
            "within": 1 - waits * np.exp(-(agents - load) * target_s / handling_s),
            "occupancy": load / agents,
        },
        index=pd.Index(agents, name="n_agents"),
    )


@checked
def erlang_a(
    load: Load,
    n_agents: values(Counts),
    *,
    handling_s: Seconds,
    patience_s: Seconds,
    target_s: number(0, 36_000) = 20,
) -> pd.DataFrame:
    """Return who waits, and who hangs up, if callers have patience, by number of agents.

    Use it where callers may hang up: then fewer agents than the load are possible, and dear.

    Parameters
    ----------
    load : float
        Offered load in Erlang, from 0.001 to 2,000.
    n_agents : array-like of int, shape (n,)
        Numbers of agents to try, any from 1 on.
    handling_s : float
        Mean handling time, from 1 to 36,000 seconds.
    patience_s : float
        Mean patience, from 1 to 36,000 seconds, and at most 100 handling times.
    target_s : float
        Within how many seconds a call should be answered.

    Returns
    -------
    DataFrame
        One row per number of agents (index `n_agents`): waits (share that does not get an agent at
        once), mean_wait_s (seconds, of all callers, until answered or hung up), queue (mean number
        waiting), within (share of all callers answered within `target_s`), lost (share that hangs
        up), occupancy.

    Raises
    ------
    ValueError
        If patience is above 100 handling times, or some number of agents above 10,000.

    Notes
    -----
    The states are a birth and death process: with n > N in the system callers leave at the rate
    N/h + (n - N)/p. Each waiting caller hangs up at the rate 1/p, so that lost = mean wait / p. Who
    finds k ahead in the queue has a virtual wait V with exp(-V/p) Beta(N p/h, k + 1) distributed.

    References
    ----------
    Garnett, O., Mandelbaum, A. and Reiman, M. (2002), Designing a call center with impatient
    customers, Manufacturing & Service Operations Management 4(3), 208-227.

    Examples
    --------
    >>> example = erlang_a(48, [50], handling_s=60, patience_s=120).loc[50]
    >>> example[["lost", "mean_wait_s"]].round(4).to_dict()
    {'lost': 0.0309, 'mean_wait_s': 3.7095}
    """
    if patience_s > 100 * handling_s:
        raise ValueError(
            f"`patience_s` must be at most 100 handling times; got {patience_s / handling_s:g}."
        )
    agents = _agents(n_agents)
    patience, target = patience_s / handling_s, target_s / patience_s
    rows = [_erlang_a(load, int(n), patience, target) for n in agents]
    table = pd.DataFrame(rows, index=pd.Index(agents, name="n_agents"))
    mean_wait = table["lost"] * patience_s
    queue = load / handling_s * mean_wait
    return table.assign(mean_wait_s=mean_wait, queue=queue)[
        ["waits", "mean_wait_s", "queue", "within", "lost", "occupancy"]
    ]


@checked
def agents_needed(
    load: Load, *, handling_s: Seconds, target_s: number(0, 36_000) = 20, share: Fraction = 0.8
) -> int:
    """Return the fewest agents that answer a share of the calls in time, if nobody hangs up.

    Use it to plan: 80 % within 20 seconds is the custom of many centres.

    Parameters
    ----------
    load : float
        Offered load in Erlang, from 0.001 to 2,000.
    handling_s : float
        Mean handling time, from 1 to 36,000 seconds.
    target_s : float
        Within how many seconds.
    share : float
        Which share at least, a fraction below 1.

    Returns
    -------
    int
        Above the load, by Erlang C.

    Raises
    ------
    ValueError
        If `share` is 1: no number of agents answers every call in time for sure.

    Examples
    --------
    >>> agents_needed(10, handling_s=180)
    14
    """
    if share == 1:
        raise ValueError("`share` must be below 1; got 1.")
    n_agents = int(load) + 1
    loss = _erlang_b(load, n_agents)
    while True:
        waits = n_agents * loss / (n_agents - load * (1 - loss))
        if 1 - waits * exp(-(n_agents - load) * target_s / handling_s) >= share:
            return n_agents
        n_agents += 1
        loss = load * loss / (n_agents + load * loss)


def _erlang_b(load: float, n_agents: int) -> float:
    """Return the share of calls lost if nobody can wait."""
    loss = 1.0
    for agent in range(1, n_agents + 1):
        loss = load * loss / (agent + load * loss)
    return loss


def _erlang_c(load: float, n_agents: int) -> float:
    loss = _erlang_b(load, n_agents)
    return n_agents * loss / (n_agents - load * (1 - loss))


def _erlang_a(load: float, n_agents: int, patience: float, target: float) -> dict[str, float]:
    """Return the shares of one number of agents; patience in handling times, target in patience."""
    from scipy.special import betainc

    ahead = np.arange(_longest_queue(load * patience, n_agents * patience))
    leaving = np.concatenate([np.arange(1, n_agents + 1), n_agents + (ahead[1:]) / patience])
    log_chance = np.concatenate([[0.0], np.cumsum(np.log(load / leaving))])
    chance = np.exp(log_chance - log_chance.max())
    chance /= chance.sum()
    idle, busy = chance[:n_agents], chance[n_agents:]  # busy: 0, 1, 2 … ahead in the queue
    share = n_agents * patience
    in_time = share / (share + ahead + 1) * (1 - betainc(share + 1, ahead + 1, exp(-target)))
    return {
        "waits": busy.sum(),
        "within": idle.sum() + (busy * in_time).sum(),
        "lost": (busy * ahead).sum() / (load * patience),
        "occupancy": (idle * np.arange(n_agents)).sum() / n_agents + busy.sum(),
    }


def _longest_queue(arrivals: float, served: float) -> int:
    """Return how many places the queue needs: its most probable length and far beyond."""
    return int(max(arrivals - served, 0) + 12 * np.sqrt(arrivals + 1) + 60)


def _agents(n_agents: np.ndarray | pd.Series) -> np.ndarray:
    agents = np.asarray(n_agents, dtype=float)
    if (agents > MOST_AGENTS).any():
        raise ValueError(f"`n_agents` must be at most {MOST_AGENTS:,}; got {agents.max():,.0f}.")
    return agents.astype(int)
