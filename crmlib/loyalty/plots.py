"""Pictures of loyalty and of growth by recommendation; titles are left to the chapter."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import Fractions, Numbers, checked, filled, within
from crmlib.loyalty.zones import HIGHEST, MARKETS, ThreeZones, market_loyalty
from crmlib.notebook import LINE_STYLES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "plot_zones",
    "plot_markets",
    "plot_profit_sources",
]

SOURCE_HATCHES = {
    "base": "",
    "more_revenue": "//",
    "lower_cost": "..",
    "word_of_mouth": "xx",
    "price_premium": "++",
}


@checked
def plot_zones(
    customers: filled(satisfaction=within(0, HIGHEST), loyalty=Fractions), zones: ThreeZones
) -> "Axes":
    """Return mean loyalty per satisfaction score, with three zones drawn through it.

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
    means = customers.groupby("satisfaction")["loyalty"].mean()
    axes.plot(means.index, means, "o", markersize=4, color="0.6", label="mean of the customers")
    scores = np.linspace(means.index.min(), HIGHEST, 201)
    axes.plot(scores, zones.loyalty_at(scores), linewidth=3, label="three zones")
    for name in ("minimum", "height"):
        threshold = getattr(zones, name)
        axes.axvline(threshold, linestyle=":", color="black")
        axes.annotate(name, (threshold, 0.03), xytext=(4, 0), textcoords="offset points")
    axes.set(xlabel="satisfaction (0 to 10)", ylabel="loyalty (share of purchases)", ylim=(0, 1.05))
    axes.legend(loc="upper center")
    return axes


@checked
def plot_markets() -> "Axes":
    """Return one curve of loyalty against satisfaction per market of `MARKETS`.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title.

    Examples
    --------
    >>> [line.get_label() for line in plot_markets().get_lines()][0]
    'local telephone, k = 0.2'
    """
    import matplotlib.pyplot as plt

    figure = plt.figure(layout="constrained")
    axes = figure.subplots()
    scores = np.linspace(0, HIGHEST, 201)
    for (market, exponent), style in zip(MARKETS.items(), LINE_STYLES, strict=True):
        label = f"{market}, k = {exponent:g}"
        axes.plot(scores, market_loyalty(scores, market), linestyle=style, label=label)
    axes.set(xlabel="satisfaction (0 to 10)", ylabel="loyalty (chance of buying again)")
    figure.legend(loc="outside right center", title="from no choice\nto much choice")
    return axes


@checked
def plot_profit_sources(
    sources: filled(**dict.fromkeys([*SOURCE_HATCHES, "profit"], Numbers)),
) -> "Axes":
    """Return stacked bars of profit by source, one bar per rate of retention.

    Parameters
    ----------
    sources : DataFrame
        As from `crmlib.loyalty.profit_sources`, indexed by rates of retention; the column profit
        is the height of a bar.

    Returns
    -------
    matplotlib.axes.Axes
        Labelled axes without a title; each part has a hatch of its own, and a part that is 0
        everywhere is left out.

    Examples
    --------
    >>> import pandas as pd
    >>> parts = {name: [1.0] for name in SOURCE_HATCHES}
    >>> axes = plot_profit_sources(pd.DataFrame(parts | {"profit": [5.0]}, index=[0.8]))
    >>> [label.get_text() for label in axes.get_xticklabels()]
    ['80 %']
    """
    import matplotlib.pyplot as plt

    Fractions.check(sources.index.to_series(), "`sources` in `index`")
    axes = plt.figure().subplots()
    names, bottom = [f"{rate:.0%}".replace("%", " %") for rate in sources.index], 0
    for source in [name for name in SOURCE_HATCHES if sources[name].any()]:
        look = {"label": source.replace("_", " "), "hatch": SOURCE_HATCHES[source], "width": 0.6}
        axes.bar(names, sources[source], bottom=bottom, **look)
        bottom = bottom + sources[source].to_numpy()
    for name, total in zip(names, sources["profit"], strict=True):
        axes.text(name, total, f"{total:,.0f}", ha="center", va="bottom")
    axes.set(xlabel="retention per year", ylabel="USD per customer")
    axes.set_ylim(top=1.1 * sources["profit"].max())
    axes.legend(reverse=True, loc="upper left")
    axes.grid(False, axis="x")
    return axes
