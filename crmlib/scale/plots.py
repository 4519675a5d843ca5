"""Pictures of engines at work."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Amounts, Positives, Texts, checked, filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_run_times"]

RUNS = filled(engine=Texts, n_orders=Positives, start_seconds=Amounts, seconds=Positives)
MARKERS = "os^D"


@checked
def plot_run_times(runs: RUNS) -> "Axes":
    """Return the seconds that engines took, against the number of orders.

    Use it on the runs of one measure, as from `load_scale_runs`.

    Parameters
    ----------
    runs : DataFrame, one row per engine and size
        Columns `engine` (text), `n_orders`, `start_seconds` and `seconds`.

    Returns
    -------
    matplotlib.axes.Axes
        Both axes grow by factors of ten; one line per engine, start and measure together.

    Examples
    --------
    >>> import pandas as pd
    >>> runs = {"engine": ["A", "A"], "n_orders": [1e6, 1e7], "start_seconds": 0.0}
    >>> len(plot_run_times(pd.DataFrame(runs | {"seconds": [0.5, 4.0]})).lines)
    1
    """
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()
    for place, (engine, rows) in enumerate(runs.groupby("engine", sort=False)):
        rows = rows.sort_values("n_orders", kind="stable")
        seconds = rows["start_seconds"] + rows["seconds"]
        axes.plot(rows["n_orders"], seconds, f"-{MARKERS[place % 4]}", label=engine)
    sizes = np.unique(runs["n_orders"])
    axes.set(xscale="log", yscale="log", xlabel="orders", ylabel="seconds, start included")
    axes.set_xticks(sizes, [f"{size / 1e6:,.0f} million" for size in sizes], minor=False)
    axes.minorticks_off()
    low, high = axes.get_ylim()
    ticks = [tick for tick in (0.1, 1, 10, 100, 1000) if low / 2 <= tick <= 2 * high]
    axes.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.legend()
    return axes
