"""The picture of satisfaction and loyalty; its title is left to the chapter."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Fractions, checked, filled, within
from crmlib.loyalty.zones import HIGHEST, ThreeZones

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_zones",
]


@checked
def plot_zones(
    customers: filled(satisfaction=within(0, HIGHEST), loyalty=Fractions), zones: ThreeZones
) -> "Axes":
    """Return mean loyalty near each half point of satisfaction, with three zones drawn through it.

    Parameters
    ----------
    customers : DataFrame
        One row per customer: satisfaction (0 to 10) and loyalty (a fraction).
    zones : ThreeZones
        The relation to draw; its two thresholds are dotted.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"satisfaction": [2.0, 9.0], "loyalty": [0.2, 0.6]})
    >>> axes = plot_zones(people, ThreeZones(4, 8, plateau=0.4, drop=0.1, rise=0.2))
    >>> len(axes.get_lines())
    4
    """
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()
    near = (2 * customers["satisfaction"]).round() / 2
    means = customers.groupby(near)["loyalty"].mean()
    axes.plot(means.index, means, "o", markersize=6, color="0.6", label="mean of the customers")
    scores = np.linspace(means.index.min(), HIGHEST, 201)
    axes.plot(scores, zones.loyalty_at(scores), linewidth=3, label="three zones")
    for name in ("minimum", "height"):
        threshold = getattr(zones, name)
        axes.axvline(threshold, linestyle=":", color="black")
        axes.annotate(name, (threshold, 0.03), xytext=(4, 0), textcoords="offset points")
    axes.set(xlabel="satisfaction (0 to 10)", ylabel="loyalty (share of purchases)", ylim=(0, 1.05))
    axes.legend(loc="upper center")
    return axes
