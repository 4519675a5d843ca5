"""How often a request changes hands on its way through a firm."""

from itertools import pairwise

from crmlib.core import Texts, checked, table, values

__all__ = ["count_hand_overs"]


@checked
def count_hand_overs(links: table(one=Texts, other=Texts), stops: values(Texts)) -> int:
    """Return how often a request changes hands, by the shortest way through all its stops.

    Use it to hold two ways to organise a firm against each other.

    Parameters
    ----------
    links : DataFrame
        one, other: two desks that pass requests on to each other, a row for each link.
    stops : sequence of str
        The desks that must see the request, in order, the first one being where it arrives.

    Returns
    -------
    int
        Hand-overs in all; 0 if the request stays where it arrives.

    Raises
    ------
    ValueError
        If a stop has no link, there is no stop, or no way leads from one stop to the next.

    Notes
    -----
    The sum of the shortest paths from stop to stop.

    References
    ----------
    None: it counts edges of a graph.

    Examples
    --------
    >>> import pandas as pd
    >>> links = pd.DataFrame({"one": "reception", "other": ["loans", "cards"]})
    >>> count_hand_overs(links, ["reception", "loans", "cards"])
    3
    """
    import networkx as nx

    graph = nx.Graph(list(links[["one", "other"]].itertuples(index=False, name=None)))
    desks = list(stops)
    unknown = sorted(set(desks) - set(graph))
    if unknown or not desks:
        raise ValueError(f"`stops` must be in `links`; got {unknown or 'none'}.")
    legs = list(pairwise(desks))
    for here, there in legs:
        if not nx.has_path(graph, here, there):
            raise ValueError(f"`links` must lead from {here!r} to {there!r}; got no way.")
    return sum(nx.shortest_path_length(graph, here, there) for here, there in legs)
