"""Pictures of what a campaign must bring."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.campaigns.funnel import Draws, show_profit
from crmlib.core import Steps, checked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_break_even",
]


@checked
def plot_break_even(parameters: Draws, n_years: Steps) -> "Axes":
    """Return the profit of one show over all attendances, with the one that was assumed.

    Use it to see how far an attendance is from the one that pays.

    Parameters
    ----------
    parameters : DataFrame, one row
        All parameters of `show_assumptions`.
    n_years : int
        Years of purchases counted, at least 1.

    Returns
    -------
    matplotlib.axes.Axes
        Profit (thousand USD, at 10 % interest) against the share of the invited who come; a dot
        at attend_rate; the title says at which attendance the show breaks even, if at any.

    Raises
    ------
    ValueError
        If there is not one row.

    Notes
    -----
    The formulas of `show_profit`; without guests the profit is minus the fixed cost.

    References
    ----------
    None: this is drawing.

    Examples
    --------
    >>> from crmlib.campaigns import show_assumptions
    >>> likely = show_assumptions()["likely"].to_frame().T
    >>> plot_break_even(likely, 10).get_title(loc="left")
    'Breaks even at 75 % attendance'
    """
    import matplotlib.pyplot as plt

    if len(parameters) != 1:
        raise ValueError(f"`parameters` must have one row; got {len(parameters)}.")
    own = show_profit(parameters, n_years)
    grid = np.linspace(0, 1, 51)
    many = parameters.loc[parameters.index.repeat(len(grid))].assign(attend_rate=grid)
    needed = own["break_even_attendance"].iloc[0]
    axes = plt.figure().subplots()
    axes.plot(100 * grid, show_profit(many, n_years)["profit"] / 1_000)
    axes.plot(100 * parameters["attend_rate"], own["profit"] / 1_000, "o", color="black")
    axes.axhline(0, linestyle="--", color="0.4")
    axes.set(xlabel="% of the invited who come", ylabel="profit of one show (thousand USD)")
    said = f"{needed:.0%}".replace("%", " %") if needed <= 1 else "no"
    axes.set_title(f"Breaks even at {said} attendance", loc="left")
    return axes
