"""Pictures of the lifecycle."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import Counts, Fraction, Ids, Numbers, checked, filled
from crmlib.lifecycle.stages import STAGES, Stages

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_stages",
    "plot_renewal",
]


@checked
def plot_stages(
    path: filled(customer_id=Ids, month=Counts, stage=Stages, profit=Numbers),
) -> "Axes":
    """Return which share of relationships is in which stage, month by month.

    Parameters
    ----------
    path : DataFrame
        One row per relationship and month, as from `crmlib.lifecycle.stage_path`: customer_id,
        month, stage (as in `STAGES`), profit.

    Returns
    -------
    matplotlib.axes.Axes
        Stacked areas, named beside them from top to bottom; the title says how many are left at
        the end and what a relationship earned.

    Examples
    --------
    >>> path = pd.DataFrame({"customer_id": 1, "month": [1, 2], "profit": [2.0, 3.0]})
    >>> plot_stages(path.assign(stage=["formation", "ended"])).get_title(loc="left")
    'After 2 months 0 % are left; a relationship earned 5'
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    stage = pd.Series(pd.Categorical(path["stage"], STAGES, ordered=True), path.index)
    counts = pd.crosstab(path["month"], stage, dropna=False)
    percent = 100 * counts.div(counts.sum(axis=1), axis=0)
    axes = plt.figure().subplots()
    colours = [*sns.color_palette("colorblind", percent.shape[1] - 1), (0.85, 0.85, 0.85)]
    areas = axes.stackplot(percent.index, percent.T, colors=colours, edgecolor="white")
    # Named in the order of the stack, so that colour is not the only key.
    axes.legend(areas[::-1], [*percent][::-1], loc="center left", bbox_to_anchor=(1, 0.5))
    axes.set(xlabel="month", ylabel="% of relationships", ylim=(0, 100))
    axes.margins(x=0)
    left, earned = 100 - percent.iloc[-1, -1], path["profit"].sum() / path["customer_id"].nunique()
    axes.set_title(
        f"After {len(percent)} months {left:.0f} % are left; a relationship earned {earned:,.0f}",
        loc="left",
    )
    return axes


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
