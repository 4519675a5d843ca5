"""Pictures of a firm's links, and of what many invented projects leave."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from crmlib.core import Numbers, Texts, checked, column, filled, normal_quantile, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_links", "plot_outcomes", "plot_tree"]


@checked
def plot_links(links: filled(one=Texts, other=Texts)) -> "Axes":
    """Return the desks of a firm as a drawn graph.

    Parameters
    ----------
    links : DataFrame
        one, other: two desks that pass requests on to each other, a row for each link; at least
        one.

    Returns
    -------
    matplotlib.axes.Axes
        Desks on a circle in the order of the table, a line for each link.

    Examples
    --------
    >>> import pandas as pd
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
    """Return projects lined up from the worst to the best, done in one go and in steps.

    Parameters
    ----------
    big_bang : Series of float
        Money that each project in one go leaves; at least one.
    steps : Series of float
        Money that each project in steps leaves; at least one.

    Returns
    -------
    matplotlib.axes.Axes
        Money left over the percentage of projects that leave less; the legend names the means.
        Where a line crosses zero, it says how many of 100 end in a loss. The title tells by how
        much steps leave more on average ("as much" where the 95 % interval of the difference
        holds 0), and what part of them loses.

    Raises
    ------
    ValueError
        If there is no project.

    Examples
    --------
    >>> import pandas as pd
    >>> axes = plot_outcomes(pd.Series([-900.0, 450]), pd.Series([-300.0, 440]))
    >>> [text.get_text() for text in axes.get_legend().get_texts()]
    ['big bang, mean -225', 'steps, mean 70']
    >>> axes.get_title()
    'Steps leave as much on average; 50 % lose, at once 50 %'
    """
    import matplotlib.pyplot as plt

    axes = plt.figure().subplots()
    ranks = np.linspace(0, 100, 501)
    for name, totals, line in (("big bang", big_bang, "-"), ("steps", steps, "--")):
        if not len(totals):
            argument = name.replace(" ", "_")
            raise ValueError(f"`{argument}` must have at least one project; got none.")
        money = np.quantile(totals.to_numpy(dtype=float), ranks / 100)
        axes.plot(ranks, money, line, label=f"{name}, mean {totals.mean():.0f}")
    axes.axhline(0, color="black", linewidth=1)
    axes.set(xlabel="of 100 projects, from the worst to the best")
    axes.set_ylabel("money left (thousands)")
    axes.set_title(_outcomes_title(big_bang, steps))
    axes.legend(loc="lower right")
    return axes


@checked
def plot_tree(arrows: table(above=Texts, below=Texts)) -> "Axes":
    """Return a tree, drawn from left to right.

    Use it for a map: each thing stands right of the thing that it is a part of.

    Parameters
    ----------
    arrows : DataFrame
        A row per arrow, columns `above` and `below`; every name but the first has one above it.

    Returns
    -------
    matplotlib.axes.Axes
        Without frame and title; the ends of the tree stand from top to bottom as in the table.

    Raises
    ------
    ValueError
        If the arrows are no tree.

    Examples
    --------
    >>> import pandas as pd
    >>> arrows = pd.DataFrame({"above": "shop", "below": ["till", "shelf"]})
    >>> axes = plot_tree(arrows)
    >>> [text.get_text() for text in axes.texts]
    ['shop', 'till', 'shelf']
    """
    import matplotlib.pyplot as plt
    import networkx as nx

    graph = nx.DiGraph(list(zip(arrows["above"], arrows["below"], strict=True)))
    if not len(graph) or not nx.is_arborescence(graph):
        raise ValueError(f"`arrows` must make a tree; got {len(arrows)} arrows that don't.")
    places = _tree_places(graph)
    depth = max(column for column, _ in places.values())
    axes = plt.figure().subplots()
    for above, below in graph.edges:
        (x, y), (to_x, to_y) = places[above], places[below]
        axes.plot([x, to_x], [y, to_y], color="0.7", zorder=1)
    for name, (x, y) in places.items():
        box = {"boxstyle": "round,pad=0.3", "facecolor": "white", "edgecolor": f"C{int(x)}"}
        axes.text(x, y, name, ha="center", va="center", fontsize=9, bbox=box, zorder=2)
    axes.set(xlim=(-0.4, depth + 0.5))
    axes.set_axis_off()
    return axes


def _outcomes_title(big_bang: pd.Series, steps: pd.Series) -> str:
    """Return which way leaves more, a tie called a tie, and how many of 100 lose."""
    gain = steps.mean() - big_bang.mean()
    error = np.sqrt(sum(each.var() / len(each) for each in (big_bang, steps)))
    if abs(gain) < normal_quantile(0.95) * error:
        told = "as much"
    else:
        told = f"{abs(gain):.0f} {'more' if gain > 0 else 'less'}"
    at_once, stepwise = (100 * (each < 0).mean() for each in (big_bang, steps))
    return f"Steps leave {told} on average; {stepwise:.0f} % lose, at once {at_once:.0f} %"


def _tree_places(graph: Any) -> dict[str, tuple[float, float]]:
    """Return the place of each name: its depth, and a height, the ends evenly spread."""
    import networkx as nx

    root = next(name for name, n_above in graph.in_degree() if n_above == 0)
    depth = nx.shortest_path_length(graph, root)
    order = list(nx.dfs_preorder_nodes(graph, root))
    ends = [name for name in order if graph.out_degree(name) == 0]
    height = {name: -float(row) for row, name in enumerate(ends)}
    for name in reversed(order):
        if name not in height:
            below = [height[child] for child in graph.successors(name)]
            height[name] = sum(below) / len(below)
    return {name: (float(depth[name]), height[name]) for name in order}
