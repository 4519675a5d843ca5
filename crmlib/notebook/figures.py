"""Figures that recur in many chapters."""

from typing import TYPE_CHECKING

from crmlib.core import Number, Numbers, Text, checked, missing_allowed, require_columns
from crmlib.core import table as table_with

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_intervals",
]

Ends = missing_allowed(Numbers)


@checked
def plot_intervals(
    table: table_with(low=Ends, high=Ends), value: Text, *, null: Number | None = None
) -> "Axes":
    """Return horizontal intervals, one per row of the table, in its order from the top.

    Parameters
    ----------
    table : DataFrame
        One row per label (the index); columns `low`, `high` and the one that `value` names, each
        of numbers, which may be missing.
    value : str
        The column of the point estimate.
    null : float, optional
        Where to draw a dashed line: the value that means "no effect".

    Returns
    -------
    matplotlib.axes.Axes
        Without title and axis labels, which the chapter sets.

    Raises
    ------
    TypeError
        If the column of the point estimate holds no numbers.
    ValueError
        If it is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> lifts = pd.DataFrame({"lift": [1.0], "low": [0.8], "high": [1.2]}, index=["all"])
    >>> [label.get_text() for label in plot_intervals(lifts, "lift", null=1).get_yticklabels()]
    ['all']
    """
    import matplotlib.pyplot as plt

    require_columns(table, [value], "table")
    estimates = Ends.check(table[value], f"`table` in `{value}`")
    axes = plt.figure().subplots()
    rows = range(len(table))
    axes.hlines(rows, table["low"], table["high"], linewidth=3, color="C0")
    axes.plot(estimates, rows, "o", color="black")
    if null is not None:
        axes.axvline(null, linestyle="--", color="0.4")
    axes.set_yticks(rows, [str(label) for label in table.index])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    return axes
