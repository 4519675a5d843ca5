"""Pictures of a service robot; titles are left to the chapter."""

from typing import TYPE_CHECKING

from crmlib.core import Flags, Fractions, checked, filled
from crmlib.service.robots import ContactCosts, threshold_costs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_threshold_costs",
]


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
        Two lines, answering and listing, over thresholds from 0 to 1; dashed: a person for all.

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
    axes.legend()
    return axes
