"""Pictures of the lifecycle."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Fraction, checked

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_renewal",
]


@checked
def plot_renewal(
    share_fickle: Fraction = 0.5, leave_steady: Fraction = 0.05, leave_fickle: Fraction = 0.4
) -> "Axes":
    """Return the yearly renewal rates of a cohort of two kinds of customers, who never change.

    Use it with `crmlib.notebook.explore`, to see a rate rise though nobody becomes more loyal.

    Parameters
    ----------
    share_fickle : float
        Share of the cohort, in year 0, that is of the fickle kind.
    leave_steady, leave_fickle : float
        Chance of leaving at each renewal, by kind.

    Returns
    -------
    matplotlib.axes.Axes
        Renewal rates in percent, years 1 to 8: the cohort's, between those of the two kinds; the
        title says how far the cohort's rate moves.

    Notes
    -----
    Customers left after year t: s · (1 - a)^t + (1 - s) · (1 - b)^t, with the fickle share s.

    Examples
    --------
    >>> plot_renewal().get_title()
    'Nobody changes, and the renewal rate goes from 77.5 to 93.7 %'
    """
    import matplotlib.pyplot as plt

    years = np.arange(9)
    kinds = {"fickle alone": 1 - leave_fickle, "steady alone": 1 - leave_steady}
    alive = share_fickle * kinds["fickle alone"] ** years
    alive = alive + (1 - share_fickle) * kinds["steady alone"] ** years
    rates = np.full(8, np.nan)
    np.divide(100 * alive[1:], alive[:-1], out=rates, where=alive[:-1] > 0)
    axes = plt.figure().subplots()
    axes.plot(years[1:], rates, "o-", color="C0")
    for name, kept in kinds.items():
        axes.axhline(100 * kept, linestyle="--", color="0.4")
        axes.annotate(name, (8, 100 * kept), (0, 4), textcoords="offset points", ha="right")
    axes.set(xlabel="year", ylabel="renewal rate of the cohort, %", ylim=(0, 108))
    axes.set_title(
        f"Nobody changes, and the renewal rate goes from {rates[0]:.1f} to {rates[-1]:.1f} %"
    )
    return axes
