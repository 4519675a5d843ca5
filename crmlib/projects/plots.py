"""Pictures of a firm's links, and of what many invented projects leave."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import Numbers, Texts, checked, column, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_links", "plot_outcomes"]

BIN = 100  # money a bar of the histogram is wide
FROM, TO = -2_000, 600


@checked
def plot_links(links: table(one=Texts, other=Texts)) -> "Axes":
    """Return the desks of a firm as a drawn graph.

    Parameters
    ----------
    links : DataFrame
        one, other: two desks that pass requests on to each other, a row for each link.

    Returns
    -------
    matplotlib.axes.Axes
        Desks on a circle in the order of the table, a line for each link.

    Examples
    --------
    >>> links = pd.DataFrame({"one": "reception", "other": ["loans", "cards"]})
    >>> len(plot_links(links).texts)
    3
    """
    import matplotlib.pyplot as plt
    import networkx as nx

    graph = nx.Graph(list(links[["one", "other"]].itertuples(index=False, name=None)))
    axes = plt.figure().subplots()
    nx.draw_networkx(
        graph,
        nx.circular_layout(graph),
        ax=axes,
        node_size=4_000,
        node_color="white",
        edgecolors="black",
        font_size=9,
    )
    axes.margins(0.25)
    axes.set_axis_off()
    return axes


@checked
def plot_outcomes(big_bang: column(Numbers), steps: column(Numbers)) -> "Axes":
    """Return what many projects leave, done in one go and in steps, as two outlined histograms.

    Parameters
    ----------
    big_bang : Series of float
        Money that each project in one go leaves.
    steps : Series of float
        Money that each project in steps leaves.

    Returns
    -------
    matplotlib.axes.Axes
        Shares of projects by money left, in classes of 100; what lies outside is counted at the
        ends. A vertical line stands at each mean, which the legend names.

    Examples
    --------
    >>> axes = plot_outcomes(pd.Series([-900.0, 450]), pd.Series([-300.0, 440]))
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['big bang, mean -225', 'steps, mean 70']
    """
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()
    edges = np.arange(FROM, TO + BIN, BIN)
    for place, (name, totals) in enumerate({"big bang": big_bang, "steps": steps}.items()):
        inside = np.clip(totals.to_numpy(dtype=float), FROM, TO - 1)
        shares = np.histogram(inside, edges)[0] / max(len(totals), 1)
        label = f"{name}, mean {totals.mean():.0f}"
        style = {"color": f"C{place}", "linestyle": ["-", "--"][place]}
        axes.stairs(shares, edges, label=label, linewidth=2, **style)
        axes.axvline(totals.mean(), linewidth=1, **style)
    axes.set(xlabel="money left after 60 months (thousands)", ylabel="share of the projects")
    axes.legend(loc="upper left")
    return axes
