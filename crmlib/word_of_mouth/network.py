"""Word of mouth on a network: who hears of a complaint, how often, and from both sides."""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import (
    require_columns,
    require_fraction,
    require_kind,
    require_no_missing,
    require_rng,
    require_units,
    require_whole,
)

if TYPE_CHECKING:
    from networkx import Graph

__all__ = ["acquaintances", "spread_news", "reach_summary", "reach_curve", "news_balance"]


def acquaintances(
    n_people: int, n_friends: int, rewired: float, *, rng: np.random.Generator
) -> "Graph":
    """Return a network of people who know each other.

    Use it to choose how much circles of friends overlap: `rewired` 0 is a village street, where
    one's friends know each other; 1 is as good as random; a little above 0 is a small world.

    Parameters
    ----------
    n_people : int
        How many people, more than n_friends.
    n_friends : int
        Whom each knows on average; even, at least 2.
    rewired : float
        Share of the ties that lead to somebody drawn by lot instead of a neighbour.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    networkx.Graph
        People are numbered from 0; ties have no direction.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or n_friends is odd.

    Notes
    -----
    A ring on which each is tied to the n_friends/2 nearest on either side; then each tie's far
    end is moved with chance `rewired`.

    References
    ----------
    Watts, D. J. and Strogatz, S. H. (1998). Collective dynamics of 'small-world' networks.
    Nature 393, 440-442.

    Examples
    --------
    >>> street = acquaintances(10, 2, 0, rng=np.random.default_rng(10))
    >>> sorted(street.neighbors(0))
    [1, 9]
    """
    import networkx as nx

    require_whole(n_friends, "n_friends", low=2)
    require_whole(n_people, "n_people", low=n_friends + 1)
    require_fraction(rewired, "rewired")
    require_rng(rng)
    if n_friends % 2:
        raise ValueError(f"`n_friends` must be even, half on either side; got {n_friends}.")
    return nx.watts_strogatz_graph(n_people, n_friends, rewired, seed=int(rng.integers(2**31)))


def spread_news(
    network: "Graph",
    n_told: pd.Series,
    *,
    retell_chance: float = 0.0,
    n_retold: int = 1,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return how often each person hears a piece of news, and in which wave first.

    Use it to compare tellings, which a survey counts, with people reached, which it does not.

    Parameters
    ----------
    network : networkx.Graph
        Who knows whom, as from `acquaintances`.
    n_told : Series of int
        Indexed by the first tellers, each once: how many acquaintances each of them tells. Who
        knows fewer tells all of them.
    retell_chance : float
        Chance that somebody who hears it for the first time passes it on.
    n_retold : int
        How many acquaintances those then tell, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        Indexed by person, in the network's order: n_heard (int64, times told) and wave (int64,
        0 for the first tellers, 1 for those whom they told, …; -1 for who never hears).

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or a teller is unknown or named twice.

    Notes
    -----
    Each teller draws acquaintances by lot, without repetition; the one from whom the news came
    may be among them. Nobody passes it on twice.

    References
    ----------
    Goldenberg, J., Libai, B. and Muller, E. (2001). Talk of the network: a complex systems look
    at the underlying process of word-of-mouth. Marketing Letters 12(3), 211-223.

    Examples
    --------
    >>> street = acquaintances(10, 2, 0, rng=np.random.default_rng(10))
    >>> heard = spread_news(street, pd.Series({3: 2}), rng=np.random.default_rng(10))
    >>> heard.index[heard["n_heard"] > 0].tolist()
    [2, 4]
    """
    people = _require_tellers(network, n_told)
    require_fraction(retell_chance, "retell_chance")
    require_whole(n_retold, "n_retold", low=1)
    require_rng(rng)
    heard, wave = dict.fromkeys(people, 0), dict.fromkeys(people, -1)
    wave |= dict.fromkeys(n_told.index, 0)
    waiting = deque(n_told.items())
    while waiting:
        teller, n_wanted = waiting.popleft()
        friends = sorted(network.neighbors(teller))
        for chosen in rng.permutation(len(friends))[: int(n_wanted)]:
            friend = friends[chosen]
            heard[friend] += 1
            if wave[friend] < 0:
                wave[friend] = wave[teller] + 1
                if rng.random() < retell_chance:
                    waiting.append((friend, n_retold))
    return pd.DataFrame({"n_heard": heard, "wave": wave}, dtype="int64").rename_axis("person")


def reach_summary(heard: pd.DataFrame) -> pd.Series:
    """Return how many tellings there are and how many people they reach.

    Use it to see how many tellings find new ears, and how many the tellers only exchange.

    Parameters
    ----------
    heard : DataFrame
        As from `spread_news`: n_heard, wave.

    Returns
    -------
    Series of int64
        tellings, among_tellers (of them, those that fall on somebody who began it), reached
        (people who heard it and did not begin it), first_hand (of them, in wave 1).

    Raises
    ------
    TypeError
        If `heard` is not a DataFrame.
    ValueError
        If a column or a value is missing.

    Notes
    -----
    Tellings to those who began it count as tellings and reach nobody: they know already.

    References
    ----------
    As `spread_news`.

    Examples
    --------
    >>> heard = pd.DataFrame({"n_heard": [1, 2, 1, 1], "wave": [0, 1, 1, 2]})
    >>> reach_summary(heard).to_dict()
    {'tellings': 5, 'among_tellers': 1, 'reached': 3, 'first_hand': 2}
    """
    _require_heard(heard, "heard")
    counts = {
        "tellings": heard["n_heard"].sum(),
        "among_tellers": heard.loc[heard["wave"] == 0, "n_heard"].sum(),
        "reached": (heard["wave"] > 0).sum(),
        "first_hand": (heard["wave"] == 1).sum(),
    }
    return pd.Series(counts, dtype="int64")


def reach_curve(
    network: "Graph",
    n_told: pd.Series,
    sizes: Sequence[int],
    *,
    retell_chance: float = 0.0,
    n_retold: int = 1,
    rng: np.random.Generator,
) -> pd.Series:
    """Return how many people are reached as more and more tellers begin.

    Use it to see whether each further teller still finds new ears.

    Parameters
    ----------
    network : networkx.Graph
        As in `spread_news`.
    n_told : Series of int
        As in `spread_news`; the tellers join in this order.
    sizes : sequence of int
        Numbers of tellers to try, each from 0 to the length of `n_told`.
    retell_chance : float
        As in `spread_news`.
    n_retold : int
        As in `spread_news`.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Series
        Named reached, people, indexed by the number of tellers.

    Raises
    ------
    TypeError
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or a teller is unknown or named twice.

    Notes
    -----
    The news is spread anew for every size.

    References
    ----------
    As `spread_news`.

    Examples
    --------
    >>> street = acquaintances(20, 2, 0, rng=np.random.default_rng(10))
    >>> told = pd.Series(2, index=[3, 5, 4])
    >>> reach_curve(street, told, [1, 2, 3], rng=np.random.default_rng(10)).to_dict()
    {1: 2, 2: 3, 3: 2}
    """
    _require_tellers(network, n_told)
    for size in sizes:
        require_whole(size, "sizes")
        if size > len(n_told):
            raise ValueError(f"`sizes` must not exceed the {len(n_told)} tellers; got {size}.")
    way = {"retell_chance": retell_chance, "n_retold": n_retold, "rng": rng}
    reached = [
        int(reach_summary(spread_news(network, n_told.head(n), **way))["reached"]) for n in sizes
    ]
    return pd.Series(reached, index=pd.Index(sizes, name="n_tellers"), name="reached")


def news_balance(good: pd.DataFrame, bad: pd.DataFrame) -> pd.Series:
    """Return how many people hear good news only, bad news only, both, or none.

    Use it where good and bad tellings are as many: they need not reach the same people.

    Parameters
    ----------
    good : DataFrame
        As from `spread_news`: how often each person heard the good news.
    bad : DataFrame
        The same for the bad news, of the same people in the same order.

    Returns
    -------
    Series
        good only, bad only, both, neither: numbers of people (int64).

    Raises
    ------
    TypeError
        If an argument is not a DataFrame.
    ValueError
        If a column or a value is missing, or the people differ.

    Notes
    -----
    Somebody who tells has not heard by telling.

    References
    ----------
    As `spread_news`.

    Examples
    --------
    >>> good = pd.DataFrame({"n_heard": [0, 2, 1], "wave": [-1, 1, 1]})
    >>> bad = pd.DataFrame({"n_heard": [1, 1, 0], "wave": [1, 1, 0]})
    >>> news_balance(good, bad).to_dict()
    {'good only': 1, 'bad only': 1, 'both': 1, 'neither': 0}
    """
    _require_heard(good, "good")
    _require_heard(bad, "bad")
    if not good.index.equals(bad.index):
        raise ValueError(
            f"`good` and `bad` must be about the same people; got {len(good)} and {len(bad)} rows "
            "that do not match."
        )
    one, other = good["n_heard"] > 0, bad["n_heard"] > 0
    parts = {"good only": one & ~other, "bad only": ~one & other, "both": one & other}
    counts = {name: int(part.sum()) for name, part in parts.items()}
    return pd.Series(counts | {"neither": len(good) - sum(counts.values())})


def _require_tellers(network: "Graph", n_told: pd.Series) -> Sequence:
    if not hasattr(network, "neighbors"):
        raise TypeError(f"`network` must be a networkx graph; got {type(network).__name__}.")
    require_kind(n_told, pd.Series, "n_told")
    require_units(n_told, "n_told", whole=True)
    unknown = [teller for teller in n_told.index if teller not in network]
    if unknown or not n_told.index.is_unique:
        raise ValueError(
            f"`n_told` must name people of the network, each once; got {len(unknown)} unknown and "
            f"{int(n_told.index.duplicated().sum())} named again."
        )
    return list(network)


def _require_heard(heard: pd.DataFrame, name: str) -> None:
    require_columns(heard, ["n_heard", "wave"], name)
    require_no_missing(heard, ["n_heard", "wave"], name)
