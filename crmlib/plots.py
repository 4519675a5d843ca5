"""The look of every figure and table, and the few figures that recur."""

from typing import TYPE_CHECKING

import pandas as pd

from crmlib.checks import require_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_intervals", "set_theme", "short_number"]


def set_theme() -> None:
    """Set the look of figures and the precision of tables, once per notebook.

    Examples
    --------
    >>> set_theme()
    >>> pd.Series([1234.5678, 0.123456])
    0    1,235
    1   0.1235
    dtype: float64
    """
    import seaborn as sns

    sns.set_theme(
        style="whitegrid",
        palette="colorblind",
        rc={
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "figure.dpi": 96,
            "figure.figsize": (7.5, 4.0),
            "savefig.dpi": 96,
        },
    )
    pd.set_option("display.float_format", short_number)
    pd.set_option("display.max_rows", 12)
    pd.set_option("display.max_colwidth", 60)


def short_number(value: float) -> str:
    """Return a number with at most four significant digits, whole above 1,000.

    Parameters
    ----------
    value : float
        Any real number; NaN stays "NaN".

    Returns
    -------
    str
        With a comma between thousands.

    Examples
    --------
    >>> short_number(1469307.0), short_number(0.054901)
    ('1,469,307', '0.0549')
    """
    if pd.isna(value):
        return "NaN"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def plot_intervals(table: pd.DataFrame, value: str, *, null: float | None = None) -> "Axes":
    """Return horizontal intervals, one per row of the table, in its order from the top.

    Parameters
    ----------
    table : DataFrame
        One row per label (the index); columns `low`, `high` and the one that `value` names.
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
    ValueError
        If a column is missing.

    Examples
    --------
    >>> lifts = pd.DataFrame({"lift": [1.0], "low": [0.8], "high": [1.2]}, index=["all"])
    >>> [label.get_text() for label in plot_intervals(lifts, "lift", null=1).get_yticklabels()]
    ['all']
    """
    import matplotlib.pyplot as plt

    require_columns(table, ["low", "high", value], "table")
    axes = plt.figure().subplots()
    rows = range(len(table))
    axes.hlines(rows, table["low"], table["high"], linewidth=3, color="C0")
    axes.plot(table[value], rows, "o", color="black")
    if null is not None:
        axes.axvline(null, linestyle="--", color="0.4")
    axes.set_yticks(rows, [str(label) for label in table.index])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    return axes
