"""Pictures of a contact centre and a service robot; titles are left to the chapter, but for one."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Flags, Fractions, checked, filled, whole
from crmlib.service.queueing import erlang_a
from crmlib.service.robots import ContactCosts, threshold_costs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_staffing",
    "plot_threshold_costs",
]

HANDLING = 180.0  # seconds; ours
FEWEST, MOST = 140, 200


@checked
def plot_staffing(
    n_agents: whole(FEWEST, MOST), n_calls: whole(1_000, 2_500), patience_s: whole(10, 3_600)
) -> "Axes":
    """Return how many are answered in time, and how many are lost, by number of agents.

    Use it to move agents, calls and patience, and to watch both curves.

    Parameters
    ----------
    n_agents : int
        The number that is marked, from 140 to 200.
    n_calls : int
        Calls in half an hour, from 1,000 to 2,500, of 180 seconds each (ours).
    patience_s : int
        Mean patience, from 10 to 3,600 seconds.

    Returns
    -------
    matplotlib.axes.Axes
        Percent of all callers against agents; the title tells both shares at the mark.

    Examples
    --------
    >>> plot_staffing(183, 1753, 120).get_title()
    '183 agents: 98 % answered within 20 s, 1.5 % lost'
    """
    import matplotlib.pyplot as plt

    agents = np.arange(FEWEST, MOST + 1)
    load = n_calls * HANDLING / 1_800
    table = 100 * erlang_a(load, agents, handling_s=HANDLING, patience_s=patience_s)
    here = table.loc[n_agents]
    axes = plt.figure().subplots()
    axes.plot(agents, table["within"], label="answered within 20 s")
    axes.plot(agents, table["lost"], "--", label="lost: hung up")
    axes.plot([n_agents, n_agents], here[["within", "lost"]], "o", color="black")
    axes.axhline(80, color="0.3", linewidth=0.8)
    axes.set(xlabel="agents", ylabel="of all callers (%)", ylim=(0, 105))
    axes.set_title(
        f"{n_agents} agents: {here['within']:.0f} % answered within 20 s, {here['lost']:.1f} % lost"
    )
    axes.legend(loc="center right")
    return axes


@checked
def plot_threshold_costs(
    judged: filled(score=Fractions, is_right=Flags, is_listed=Flags), costs: ContactCosts
) -> "Axes":
    """Return the mean cost of a question against the score from which the robot speaks.

    Use it to see whether a robot should answer, list directions, or leave it to a person.

    Parameters
    ----------
    judged : DataFrame
        As from `judged_answers`.
    costs : ContactCosts
        What becomes of a question costs this.

    Returns
    -------
    matplotlib.axes.Axes
        Two lines, answering and listing, over thresholds from 0 to 1; dashed: a person for all. The
        title tells the lowest cost of each.

    Examples
    --------
    >>> import pandas as pd
    >>> judged = pd.DataFrame({"score": [0.9], "is_right": [True], "is_listed": [True]})
    >>> [line.get_label() for line in plot_threshold_costs(judged, ContactCosts()).get_lines()]
    ['the robot answers', 'it lists directions', 'a person for all']
    """
    import matplotlib.pyplot as plt

    table = threshold_costs(judged, costs, [step / 40 for step in range(41)])
    axes = plt.figure().subplots()
    axes.plot(table.index, table["answering"], label="the robot answers")
    axes.plot(table.index, table["listing"], "-.", label="it lists directions")
    axes.axhline(costs.person, linestyle="--", color="0.3", label="a person for all")
    axes.set(xlabel="score from which the robot speaks", ylabel="mean cost of a question")
    axes.set_ylim(bottom=0)
    lowest = table[["answering", "listing"]].min()
    axes.set_title(f"At best an answer costs {lowest.iloc[0]:.2f}, a list {lowest.iloc[1]:.2f}")
    axes.legend()
    return axes
