"""Pictures of a classifier's worth: gains, profit, calibration; titles are left to the chapter."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, get_args

import numpy as np
import pandas as pd

from crmlib.core import Fractions, Kind, Number, checked, filled, mapping
from crmlib.mining.evaluation import CURVE, best_cutoff
from crmlib.notebook import LINE_STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_gains", "plot_profit", "plot_calibration"]

MARKERS = "os^Dv"


def _cutoff(value: Any, name: str) -> float:
    nobody = isinstance(value, float) and value == np.inf
    return value if nobody else get_args(Number)[1].check(value, name)


Cutoff = Annotated[float, Kind("cutoff", _cutoff)]


@checked
def plot_gains(
    tables: mapping(filled(customer_share=Fractions, cumulative_gain=Fractions)),
) -> "Axes":
    """Return cumulative gain over the share of customers, one line per model.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Up to five models by name, each as from `crmlib.mining.gains_table`.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title; the dotted line is a random order.

    Raises
    ------
    ValueError
        If there are not one to five models.

    Examples
    --------
    >>> from crmlib.mining.evaluation import gains_table
    >>> axes = plot_gains({"tree": gains_table([1, 0], [0.9, 0.1], n_groups=2)})
    >>> axes.get_lines()[0].get_ydata().tolist()
    [0.0, 1.0, 1.0]
    """
    axes = _axes(tables)
    for (name, table), style, marker in zip(tables.items(), LINE_STYLES, MARKERS, strict=False):
        shares, gains = ([0.0, *table[column]] for column in ("customer_share", "cumulative_gain"))
        axes.plot(shares, gains, linestyle=style, marker=marker, markersize=5, label=name)
    axes.plot([0, 1], [0, 1], linestyle=":", color="0.4", label="random order")
    axes.set(xlabel="share of customers, best score first", ylabel="share of all positives reached")
    axes.legend()
    return axes


@checked
def plot_profit(curve: filled(**CURVE), *, marks: mapping(Cutoff) | None = None) -> "Axes":
    """Return profit over the share of customers accepted, with the best cut-off marked.

    Parameters
    ----------
    curve : DataFrame
        As from `crmlib.mining.profit_curve`.
    marks : mapping of str to float, optional
        Further cut-offs to mark, by name: who scores at least as much is accepted; infinity
        accepts nobody.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title; the dashed line is no profit.

    Raises
    ------
    ValueError
        If a cut-off to mark lies above all of the curve's.

    Examples
    --------
    >>> from crmlib.mining.evaluation import profit_curve
    >>> curve = profit_curve([1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3], gain=10, cost=4)
    >>> axes = plot_profit(curve, marks={"one half": 0.6})
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['best: from 0.500', 'one half: from 0.600']
    """
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()
    points = {"best": float(best_cutoff(curve)["cutoff"])} | (marks or {})
    curve = curve.sort_values("cutoff", ascending=False, kind="stable")
    axes.plot(curve["accepted_share"], curve["profit"], color="0.3")
    axes.axhline(0, linestyle="--", color="0.4", linewidth=1)
    for number, (name, cutoff) in enumerate(points.items()):
        row = _last_accepted(curve, cutoff)
        axes.plot(
            row["accepted_share"],
            row["profit"],
            MARKERS[number % len(MARKERS)],
            markersize=9,
            label=f"{name}: from {cutoff:.3f}",
        )
    axes.set(xlabel="share of customers accepted, best score first", ylabel="profit")
    axes.legend()
    return axes


@checked
def plot_calibration(
    tables: mapping(filled(predicted=Fractions, observed=Fractions, low=Fractions, high=Fractions)),
) -> "Axes":
    """Return observed over predicted shares with 95 % intervals, one line per model.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Up to five models by name, each as from `crmlib.mining.calibration_table`.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title; on the dotted line predictions come true.

    Raises
    ------
    ValueError
        If there are not one to five models.

    Examples
    --------
    >>> from crmlib.mining.evaluation import calibration_table
    >>> table = calibration_table([0, 0, 1, 1], [0.1, 0.3, 0.4, 0.9], n_groups=2)
    >>> plot_calibration({"tree": table}).get_ylabel()
    'share that turned out positive'
    """
    axes = _axes(tables)
    for (name, table), style, marker in zip(tables.items(), LINE_STYLES, MARKERS, strict=False):
        sides = [table["observed"] - table["low"], table["high"] - table["observed"]]
        axes.errorbar(
            table["predicted"],
            table["observed"],
            yerr=sides,
            linestyle=style,
            marker=marker,
            markersize=5,
            capsize=3,
            label=name,
        )
    axes.plot([0, 1], [0, 1], linestyle=":", color="0.4", label="as predicted")
    axes.set(xlabel="predicted chance of being positive", ylabel="share that turned out positive")
    axes.legend()
    return axes


def _last_accepted(curve: pd.DataFrame, cutoff: float) -> pd.Series:
    accepted = curve[curve["cutoff"] >= cutoff]
    if accepted.empty:
        raise ValueError(
            f"`marks` must be cut-offs of at most {curve['cutoff'].max():g}; got {cutoff:g}."
        )
    return accepted.iloc[-1]


def _axes(tables: Mapping[str, pd.DataFrame]) -> "Axes":
    import matplotlib.pyplot as plt

    if not 1 <= len(tables) <= len(LINE_STYLES):
        raise ValueError(f"`tables` must hold 1 to {len(LINE_STYLES)} models; got {len(tables)}.")
    return plt.figure().subplots()
