"""Word of mouth on a network: who hears of a complaint, how often, and from both sides."""

from collections import deque
from numbers import Real
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Counts,
    Fraction,
    Kind,
    Rng,
    Steps,
    checked,
    column,
    table,
    values,
    whole,
    within,
)

if TYPE_CHECKING:
    from networkx import Graph

__all__ = ["acquaintances", "spread_news", "reach_summary", "reach_curve", "news_balance"]

MOST_TIES = 2_000_000


def _network(value: Any, name: str) -> "Graph":
    from networkx import Graph

    if not isinstance(value, Graph):
        raise TypeError(f"`{name}` must be a networkx graph; got {type(value).__name__}.")
    kinds = {Real if isinstance(person, Real) else type(person) for person in value}
    if len(kinds) > 1:
        raise TypeError(f"`{name}` must name people by only text or only numbers; got both.")
    return value


Network = Annotated["Graph", Kind("Network", _network)]
Heard = table(n_heard=Counts, wave=within(-1, 1e9))


@checked
def acquaintances(n_people: Steps, n_friends: whole(2), rewired: Fraction, *, rng: Rng) -> "Graph":
    """Return a network of people who know each other.

    Use it to choose how much circles of friends overlap: `rewired` 0 is a village street, where
    one's friends know each other; 1 is as good as random; a little above 0 is a small world.

    Parameters
    ----------
    n_people : int
        How many people, more than n_friends, at most 100,000.
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
    ValueError
        If n_friends is odd or not below n_people, or there are more than 2,000,000 ties.

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

    if n_people <= n_friends:
        raise ValueError(f"`n_people` must be at least {n_friends + 1}; got {n_people}.")
    if n_friends % 2:
        raise ValueError(f"`n_friends` must be even, half on either side; got {n_friends}.")
    if n_people * n_friends > 2 * MOST_TIES:
        raise ValueError(
            f"`n_friends` must make at most {MOST_TIES:,} ties; got {n_people * n_friends // 2:,}."
        )
    return nx.watts_strogatz_graph(n_people, n_friends, rewired, seed=int(rng.integers(2**31)))


@checked
def spread_news(
    network: Network,
    n_told: column(Counts),
    *,
    retell_chance: Fraction = 0.0,
    n_retold: Count = 1,
    rng: Rng,
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
    ValueError
        If a teller is unknown or named twice.

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
    _require_tellers(network, n_told)
    heard, wave = dict.fromkeys(network, 0), dict.fromkeys(network, -1)
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


@checked
def reach_summary(heard: Heard) -> pd.Series:
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
    ValueError
        If a wave is not whole.

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
    _require_waves(heard, "heard")
    counts = {
        "tellings": heard["n_heard"].sum(),
        "among_tellers": heard.loc[heard["wave"] == 0, "n_heard"].sum(),
        "reached": (heard["wave"] > 0).sum(),
        "first_hand": (heard["wave"] == 1).sum(),
    }
    return pd.Series(counts, dtype="int64")


@checked
def reach_curve(
    network: Network,
    n_told: column(Counts),
    sizes: values(Counts),
    *,
    retell_chance: Fraction = 0.0,
    n_retold: Count = 1,
    rng: Rng,
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
    ValueError
        If a size exceeds the number of tellers, or a teller is unknown or named twice.

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
    sizes = np.asarray(sizes).astype(np.int64)
    if (sizes > len(n_told)).any():
        raise ValueError(f"`sizes` must not exceed the {len(n_told)} tellers; got {sizes.max()}.")
    way = {"retell_chance": retell_chance, "n_retold": n_retold, "rng": rng}
    reached = [
        int(reach_summary(spread_news(network, n_told.head(n), **way))["reached"]) for n in sizes
    ]
    return pd.Series(reached, index=pd.Index(sizes, name="n_tellers"), name="reached")


@checked(paired=("good", "bad"))
def news_balance(good: Heard, bad: Heard) -> pd.Series:
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
    ValueError
        If the people differ, or a wave is not whole.

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
    _require_waves(good, "good")
    _require_waves(bad, "bad")
    one, other = good["n_heard"] > 0, bad["n_heard"] > 0
    parts = {"good only": one & ~other, "bad only": ~one & other, "both": one & other}
    counts = {name: int(part.sum()) for name, part in parts.items()}
    return pd.Series(counts | {"neither": len(good) - sum(counts.values())})


def _require_tellers(network: "Graph", n_told: pd.Series) -> None:
    unknown = [teller for teller in n_told.index if teller not in network]
    if unknown or not n_told.index.is_unique:
        raise ValueError(
            f"`n_told` must name people of the network, each once; got {len(unknown)} unknown and "
            f"{int(n_told.index.duplicated().sum())} named again."
        )


def _require_waves(heard: pd.DataFrame, name: str) -> None:
    if (heard["wave"] % 1 != 0).any():
        raise ValueError(f"`{name}` must have whole numbers in `wave`; got others.")
