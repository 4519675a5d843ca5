"""The look of every figure and table, and the few figures that recur."""

from typing import TYPE_CHECKING

import pandas as pd

from crmlib.core.checks import require_columns, require_whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_intervals", "plot_shelf", "plot_stages", "set_theme", "short_number"]


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
    rounded = float(f"{value:.4g}") + 0.0  # + 0.0: no minus sign before a zero
    return f"{value:,.0f}" if abs(rounded) >= 1000 else f"{rounded:.4g}"


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
    TypeError
        If `table` is not a DataFrame.
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


def plot_shelf(log: pd.DataFrame, *, n_days: int = 60) -> "Axes":
    """Return a shelf's stock and its record over the first days of a log.

    Parameters
    ----------
    log : DataFrame
        Daily log of `crmlib.retail.inventory`; columns day, stock, recorded_stock, lost (units).
    n_days : int
        How many days to draw, at least 1; the title speaks of all of them.

    Returns
    -------
    matplotlib.axes.Axes
        Two lines; the title counts the days on which a customer left without.

    Raises
    ------
    TypeError
        If `log` is not a DataFrame, or `n_days` not a whole number.
    ValueError
        If a column is missing or `n_days` is below 1.

    Examples
    --------
    >>> log = pd.DataFrame({"day": [1, 2], "stock": [8, 3], "recorded_stock": [8, 4]})
    >>> plot_shelf(log.assign(lost=[0, 1])).get_title(loc="left")
    '1 empty day of 2, 6 units held on average'
    """
    import matplotlib.pyplot as plt

    require_columns(log, ["day", "stock", "recorded_stock", "lost"], "log")
    require_whole(n_days, "n_days", low=1)
    shown, n_empty = log.head(n_days), int((log["lost"] > 0).sum())
    axes = plt.figure().subplots()
    axes.plot(shown["day"], shown["stock"], label="stock")
    axes.plot(shown["day"], shown["recorded_stock"], "--", label="record")
    axes.set(xlabel="day", ylabel="units in the evening")
    axes.set_title(
        f"{n_empty} empty day{'' if n_empty == 1 else 's'} of {len(log)}, "
        f"{log['stock'].mean():.0f} units held on average",
        loc="left",
    )
    axes.legend(ncols=2)
    return axes


def plot_stages(path: pd.DataFrame) -> "Axes":
    """Return which share of relationships is in which stage, month by month.

    Parameters
    ----------
    path : DataFrame
        One row per relationship and month, as from `crmlib.lifecycle.stage_path`: customer_id,
        month, stage (ordered categorical), profit.

    Returns
    -------
    matplotlib.axes.Axes
        Stacked areas, named beside them from top to bottom; the title says how many are left at
        the end and what a relationship earned.

    Raises
    ------
    TypeError
        If `path` is not a DataFrame.
    ValueError
        If a column is missing.

    Examples
    --------
    >>> path = pd.DataFrame({"customer_id": 1, "month": [1, 2], "profit": [2.0, 3.0]})
    >>> stage = pd.Categorical(["formation", "ended"], ["formation", "ended"], ordered=True)
    >>> plot_stages(path.assign(stage=stage)).get_title(loc="left")
    'After 2 months 0 % are left; a relationship earned 5'
    """
    import matplotlib.pyplot as plt
    import seaborn as sns

    require_columns(path, ["customer_id", "month", "stage", "profit"], "path")
    counts = pd.crosstab(path["month"], path["stage"], dropna=False)
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
