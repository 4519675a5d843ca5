"""Pictures of a shelf."""

from typing import TYPE_CHECKING

from crmlib.core import Amounts, Count, Numbers, checked, filled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_shelf",
]


@checked
def plot_shelf(
    log: filled(day=Numbers, stock=Numbers, recorded_stock=Numbers, lost=Amounts),
    *,
    n_days: Count = 60,
) -> "Axes":
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

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"day": [1, 2], "stock": [8, 3], "recorded_stock": [8, 4]})
    >>> plot_shelf(log.assign(lost=[0, 1])).get_title(loc="left")
    '1 empty day of 2, 6 units held on average'
    """
    import matplotlib.pyplot as plt

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
