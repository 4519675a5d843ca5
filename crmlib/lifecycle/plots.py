"""Pictures of the lifecycle."""

from typing import TYPE_CHECKING

import pandas as pd

from crmlib.core import Counts, Ids, Numbers, checked, filled
from crmlib.lifecycle.stages import STAGES, Stages

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_stages",
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
