"""How news spreads over a social graph, whom to tell first, and who knows whom that knows."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Counts,
    Fraction,
    PlainIds,
    Rng,
    Rows,
    Text,
    Texts,
    checked,
    filled,
    values,
    whole,
)

__all__ = [
    "simulate_cascades",
    "reach",
    "seeds_by_friends",
    "seeds_by_greedy",
    "shortest_path",
]

Friendships = filled(person=PlainIds, friend=PlainIds)
Contacts = filled(person=Texts, friend=Texts)
People = values(PlainIds)
Seeds = whole(1, 1_000)
MOST_CELLS = 20_000_000


@checked
def simulate_cascades(
    friendships: Friendships, chance: Fraction, n_worlds: Rows, *, rng: Rng
) -> pd.DataFrame:
    """Return worlds of an independent cascade: in each, who would hear from whom.

    Use it once for choosing whom to tell first, and again, with other luck, for judging the choice.

    Parameters
    ----------
    friendships : DataFrame
        One row per friendship: person, friend; it holds in both directions, and nobody is a friend
        of himself.
    chance : float
        The chance that a friend who knows passes the news on, once and for each friend.
    n_worlds : int
        How many worlds to draw, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame of int32, one row per world, one column per person in order
        The circle of the person: whoever is in one circle hears what any of its members knows.

    Raises
    ------
    ValueError
        If worlds times people exceed 20,000,000.

    Notes
    -----
    Each friendship is open with the chance, independently; news that starts at a person reaches
    everybody who is connected with it by open friendships. For ties in both directions with one
    chance this has the distribution of the independent cascade, since a tie is used once at most.

    References
    ----------
    Kempe, D., Kleinberg, J. and Tardos, É. (2003), Maximizing the spread of influence through a
    social network, Proceedings of KDD, 137-146.

    Examples
    --------
    >>> friendships = pd.DataFrame({"person": ["Ann", "Bo"], "friend": ["Bo", "Cy"]})
    >>> simulate_cascades(friendships, 1.0, 1, rng=np.random.default_rng(15)).iloc[0].tolist()
    [0, 0, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = _graph(friendships)
    people = sorted(graph)
    if n_worlds * len(people) > MOST_CELLS:
        raise ValueError(
            f"`n_worlds` must make at most {MOST_CELLS:,} worlds times people; "
            f"got {n_worlds:,} times {len(people):,}."
        )
    place = {one: number for number, one in enumerate(people)}
    ties = np.array(sorted(sorted((place[a], place[b])) for a, b in graph.edges)).reshape(-1, 2)
    circles = np.empty((n_worlds, len(people)), dtype="int32")
    for world in range(n_worlds):
        is_open = rng.random(len(ties)) < chance
        one, other = ties[is_open].T
        links = coo_array((np.ones(len(one)), (one, other)), shape=(len(people),) * 2)
        circles[world] = connected_components(links, directed=False)[1]
    return pd.DataFrame(circles, columns=pd.Index(people, name="person")).rename_axis("world")


@checked
def reach(worlds: pd.DataFrame, seeds: People) -> pd.Series:
    """Return how many people hear the news in each world when some are told first.

    Parameters
    ----------
    worlds : DataFrame
        As from `simulate_cascades`.
    seeds : iterable
        Whom to tell first, out of the columns of `worlds`; they count as reached.

    Returns
    -------
    Series of int64
        One number per world.

    Raises
    ------
    ValueError
        If `worlds` is empty or does not hold circles, no seed is given, or a seed is unknown.

    Notes
    -----
    The sizes of the distinct circles of the seeds, added up.

    References
    ----------
    As `simulate_cascades`.

    Examples
    --------
    >>> worlds = pd.DataFrame([[0, 0, 1], [0, 1, 2]], columns=["Ann", "Bo", "Cy"])
    >>> reach(worlds, ["Ann"]).tolist()
    [2, 1]
    """
    circles, people = _circles(worlds)
    places = people.get_indexer(list(seeds))
    if not len(places) or (places < 0).any():
        unknown = [one for one, at in zip(seeds, places, strict=True) if at < 0]
        raise ValueError(f"`seeds` must be people of `worlds`; got {unknown or 'none'}.")
    covered = np.zeros(circles.shape, dtype=bool)
    for at in places:
        covered |= circles == circles[:, [at]]
    return pd.Series(covered.sum(axis=1), index=worlds.index, name="reached")


@checked
def seeds_by_friends(friendships: Friendships, n_seeds: Seeds) -> pd.Series:
    """Return the people with the most friends, the naive rival of every cleverer choice.

    Parameters
    ----------
    friendships : DataFrame
        As in `simulate_cascades`.
    n_seeds : int
        How many, 1 to 1,000, at most all people.

    Returns
    -------
    Series of int64, index the seeds (`person`)
        Distinct friends of each, the most first; ties by name.

    Raises
    ------
    ValueError
        If there are fewer people.

    Notes
    -----
    The number of friends is the degree in the social graph.

    References
    ----------
    As `simulate_cascades`, where it is the rival, too.

    Examples
    --------
    >>> friendships = pd.DataFrame({"person": ["Ann", "Ann"], "friend": ["Bo", "Cy"]})
    >>> seeds_by_friends(friendships, 2).to_dict()
    {'Ann': 2, 'Bo': 1}
    """
    graph = _graph(friendships)
    people = pd.Index(sorted(graph), name="person")
    _require_people(n_seeds, len(people))
    friends = pd.Series([graph.degree(one) for one in people], index=people, name="friends")
    return friends.sort_values(ascending=False, kind="stable").head(n_seeds)


@checked
def seeds_by_greedy(worlds: pd.DataFrame, n_seeds: Seeds) -> pd.Series:
    """Return whom to tell first when each next one is to add the most people to those reached.

    Judge the choice on other worlds: on those that it was made on it looks too good.

    Parameters
    ----------
    worlds : DataFrame
        As from `simulate_cascades`.
    n_seeds : int
        How many, 1 to 1,000, at most all people.

    Returns
    -------
    Series of float, index the seeds in the order of their choice (`person`)
        What each adds to the mean reach over these worlds.

    Raises
    ------
    ValueError
        If `worlds` is empty or does not hold circles, or has fewer people.

    Notes
    -----
    Mean reach has diminishing returns (it is submodular), so for k seeds the greedy choice reaches
    at least the fraction 1 - (1 - 1/k)^k of the best, which is above 1 - 1/e = 0.632. Ties go to
    the first column.

    References
    ----------
    Nemhauser, G. L., Wolsey, L. A. and Fisher, M. L. (1978), An analysis of approximations for
    maximizing submodular set functions I, Mathematical Programming 14, 265-294; used as by the
    work that `simulate_cascades` names.

    Examples
    --------
    >>> worlds = pd.DataFrame([[0, 0, 1], [0, 1, 2]], columns=["Ann", "Bo", "Cy"])
    >>> seeds_by_greedy(worlds, 2).to_dict()
    {'Ann': 1.5, 'Cy': 1.0}
    """
    circles, people = _circles(worlds)
    _require_people(n_seeds, len(people))
    sizes = np.empty(circles.shape, dtype="int64")
    for world, row in enumerate(circles):
        sizes[world] = np.bincount(row)[row]
    added: dict = {}
    for _ in range(n_seeds):
        # Whole numbers, so that no processor decides a tie; who is chosen adds nothing more.
        gains = sizes.sum(axis=0)
        gains[people.get_indexer(list(added))] = -1
        best = int(gains.argmax())
        added[people[best]] = gains[best] / len(circles)
        sizes[circles == circles[:, [best]]] = 0
    index = pd.Index(list(added), name="person")
    return pd.Series(list(added.values()), index=index, name="added", dtype=float)


@checked
def shortest_path(acquaintances: Contacts, start: Text, goals: values(Texts)) -> list:
    """Return who has to ask whom to come from a person to the nearest of several goals.

    Use it to find an expert by the fewest introductions.

    Parameters
    ----------
    acquaintances : DataFrame
        One row per pair: person, friend (texts), as in `simulate_cascades`.
    start : str
        Who asks.
    goals : iterable
        Who knows the answer; one of them is enough.

    Returns
    -------
    list
        From start to a goal, both included; of equally short ones the first by name, person by
        person. Empty if nobody can be reached.

    Raises
    ------
    ValueError
        If start or a goal is nobody's friend, or there is no goal.

    Notes
    -----
    Breadth-first search.

    References
    ----------
    None: it is the textbook's way of looking, step by step outwards.

    Examples
    --------
    >>> known = pd.DataFrame({"person": ["Ann", "Bo"], "friend": ["Bo", "Cy"]})
    >>> shortest_path(known, "Ann", ["Cy"])
    ['Ann', 'Bo', 'Cy']
    """
    import networkx as nx

    graph, wanted = _graph(acquaintances), set(goals)
    unknown = sorted({start, *wanted} - set(graph), key=str)
    if unknown or not wanted:
        name = "start" if start in unknown else "goals"
        raise ValueError(f"`{name}` must be in `acquaintances`; got {unknown or 'none'}.")
    found = nx.multi_source_dijkstra_path_length(graph, wanted)
    if start not in found:
        return []
    path = [start]
    while found[path[-1]]:
        nearer = [one for one in graph[path[-1]] if found[one] < found[path[-1]]]
        path.append(min(nearer))
    return path


def _graph(friendships: pd.DataFrame):
    import networkx as nx

    graph = nx.Graph()
    people = pd.unique(friendships[["person", "friend"]].to_numpy().ravel())
    graph.add_nodes_from(people.tolist())
    ties = friendships[friendships["person"] != friendships["friend"]]
    graph.add_edges_from(ties[["person", "friend"]].itertuples(index=False, name=None))
    return graph


def _circles(worlds: pd.DataFrame) -> tuple[np.ndarray, pd.Index]:
    if worlds.empty or worlds.columns.has_duplicates:
        raise ValueError(
            f"`worlds` must have a row per world and a column per person; got {worlds.shape}."
        )
    circles = worlds.to_numpy()
    if circles.dtype.kind not in "iu" or circles.min() < 0:  # else fast, for a thousand columns
        checks = [Counts.check(worlds[one], f"`worlds` in `{one}`") for one in worlds]
        circles = np.column_stack(checks)
    return circles.astype(np.intp), worlds.columns


def _require_people(n_seeds: int, n_people: int) -> None:
    if n_seeds > n_people:
        raise ValueError(f"`n_seeds` must be at most {n_people}, all people; got {n_seeds}.")
