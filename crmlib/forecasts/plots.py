"""Pictures of forecasts and of what became of them."""

from typing import TYPE_CHECKING

from crmlib.core import Amounts, Fractions, Numbers, checked, filled, missing_allowed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_past_forecasts", "plot_calibration"]

Past = filled(forecast=missing_allowed(Numbers), actual=Amounts)
Parts = filled(foretold=Fractions, seen=Fractions, low=Fractions, high=Fractions)


@checked
def plot_past_forecasts(past: Past) -> "Axes":
    """Return what was forecast on earlier days beside what came.

    Parameters
    ----------
    past : DataFrame, one row per earlier day
        As from `past_forecasts`.

    Returns
    -------
    matplotlib.axes.Axes
        Purchases by day of the forecast; the title tells the range of what came in percent of it.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2024-01-01", "2024-04-01"])
    >>> past = pd.DataFrame({"forecast": [100.0, 90.0], "actual": [110, 81]}, index=days)
    >>> plot_past_forecasts(past).get_title(loc="left")
    'Of what was forecast, 90 to 110 % came'
    """
    import matplotlib.pyplot as plt

    days = [f"{day:%d %b}\n{day:%Y}".lstrip("0") for day in past.index]
    ratio = 100 * past["actual"] / past["forecast"]
    axes = plt.figure().subplots()
    axes.plot(days, past["forecast"], "o--", color="C0", label="forecast on that day")
    axes.plot(days, past["actual"], "D-", color="C1", label="what came")
    axes.set(xlabel="day of the forecast", ylabel="purchases")
    axes.set_ylim(0, 1.1 * past[["forecast", "actual"]].max().max() or None)
    axes.legend()
    axes.set_title(
        f"Of what was forecast, {ratio.min():.0f} to {ratio.max():.0f} % came", loc="left"
    )
    return axes


@checked
def plot_calibration(parts: Parts) -> "Axes":
    """Return how often something came where it was foretold.

    Parameters
    ----------
    parts : DataFrame, one row per part
        As from `calibration_table`.

    Returns
    -------
    matplotlib.axes.Axes
        Share that came over the chance foretold, in percent, with 95 % intervals, beside the
        line on which both are equal.

    Examples
    --------
    >>> import pandas as pd
    >>> columns = {"foretold": [0.1, 0.5], "seen": [0.2, 0.5], "low": [0.1, 0.4]}
    >>> parts = pd.DataFrame(columns).assign(high=[0.3, 0.6])
    >>> plot_calibration(parts).get_xlabel()
    'chance foretold (%)'
    """
    import matplotlib.pyplot as plt

    percent = 100 * parts[["foretold", "seen", "low", "high"]]
    ends = [percent["seen"] - percent["low"], percent["high"] - percent["seen"]]
    axes = plt.figure().subplots()
    axes.plot([0, 100], [0, 100], "--", color="0.4", label="as foretold")
    axes.errorbar(percent["foretold"], percent["seen"], ends, fmt="o", capsize=3, label="what came")
    axes.set(
        xlabel="chance foretold (%)", ylabel="share that came (%)", xlim=(0, 100), ylim=(0, 100)
    )
    axes.legend(loc="upper left")
    inside = int(((parts["low"] <= parts["foretold"]) & (parts["foretold"] <= parts["high"])).sum())
    title = f"In {inside} of {len(parts)} parts the interval holds the chance foretold"
    axes.set_title(title, loc="left")
    return axes
