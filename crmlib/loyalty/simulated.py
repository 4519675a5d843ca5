"""Made-up customers and branches with a planted curve or effect: parameters ours."""

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Fractions, Kind, Rng, Rows, checked, whole
from crmlib.loyalty.zones import HIGHEST

__all__ = [
    "simulate_loyalty",
    "simulate_branches",
    "simulate_suggestions",
]

# What a suggestion is about, with its chance.
TOPICS = {"queue": 0.4, "stock": 0.3, "prices": 0.2, "app": 0.1}


def _function(relation: Any, name: str) -> Callable:
    if not callable(relation):
        raise TypeError(f"`{name}` must be a function; got {type(relation).__name__}.")
    return relation


Relation = Annotated[Callable[[np.ndarray], np.ndarray], Kind("function", _function)]


@checked
def simulate_loyalty(
    relation: Relation,
    n_customers: Rows,
    *,
    n_occasions: whole(1, 1_000_000) = 10,
    rng: Rng,
) -> pd.DataFrame:
    """Return synthetic customers whose loyalty follows a known relation to satisfaction.

    Use it to see whether a method finds a relation that is there, and none that is not.

    Parameters
    ----------
    relation : callable
        Gives for an array of satisfaction scores (0 to 10) the chance of buying here.
    n_customers : int
        How many customers, at least 1.
    n_occasions : int
        Purchases watched per customer, from 1 to 1,000,000.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        One row per customer: satisfaction (0 to 10, one decimal) and loyalty, the share of the
        `n_occasions` purchases made here.

    Raises
    ------
    TypeError
        If the relation does not give numbers.
    ValueError
        If the relation does not give one chance from 0 to 1 per score.

    Notes
    -----
    satisfaction ~ 10 · Beta(2.6, 1.4), rounded: mean 6.5, most customers on the happy side.
    n_occasions · loyalty ~ Binomial(n_occasions, relation(satisfaction)). All of it is ours.

    References
    ----------
    Peterson, R. A. and Wilson, W. R. (1992). Measuring customer satisfaction: fact and artifact.
    Journal of the Academy of Marketing Science 20(1), 61-71: satisfaction is skewed to the top.

    Examples
    --------
    >>> rng = np.random.default_rng(6)
    >>> simulate_loyalty(lambda score: score / 10, 1000, rng=rng).mean().round(2).tolist()
    [6.57, 0.65]
    """
    satisfaction = (HIGHEST * rng.beta(2.6, 1.4, n_customers)).round(1)
    chance = np.asarray(relation(satisfaction))
    if chance.shape != satisfaction.shape:
        raise ValueError(
            f"`relation` must give one chance per score; got {chance.size:,} for "
            f"{n_customers:,} scores."
        )
    chance = Fractions.check(pd.Series(chance), "`relation`").to_numpy()
    loyalty = rng.binomial(n_occasions, chance) / n_occasions
    return pd.DataFrame({"satisfaction": satisfaction, "loyalty": loyalty})


@checked
def simulate_branches(n_branches: whole(4, 100_000), *, rng: Rng) -> pd.DataFrame:
    """Return made-up branches of a chain, half of which get a programme for their staff.

    Use it to hold what a comparison of branches suggests against what a trial by lot finds: a
    good place keeps both its staff and its customers.

    Parameters
    ----------
    n_branches : int
        How many branches, at least 4; half of them, rounded down, get the programme.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per branch
        offered (bool, the programme, by lot), stayed (share of the staff that stayed through the
        year), returned (share of the customers who came back) and change (of returned against
        the year before); fractions.

    Notes
    -----
    With q ~ N(0, 1) for the place: without the programme 0.70 + 0.06 q ± 0.04 of the staff stay,
    with it 0.10 more. 0.45 + 0.06 q + 0.20 · stayed of the customers come back, ± 0.015 in each
    year. So the planted effect of the programme is 0.20 · 0.10 = 0.02. All of it is ours.

    References
    ----------
    Heskett, J. L., Jones, T. O., Loveman, G. W., Sasser, W. E. and Schlesinger, L. A. (1994).
    Putting the service-profit chain to work. Harvard Business Review 72(2), 164-174.

    Examples
    --------
    >>> branches = simulate_branches(60, rng=np.random.default_rng(6))
    >>> int(branches["offered"].sum()), float(branches["stayed"].mean().round(2))
    (30, 0.76)
    """
    place = rng.normal(size=n_branches)
    offered = rng.permutation(np.arange(n_branches) < n_branches // 2)
    usual = 0.70 + 0.06 * place + rng.normal(0, 0.04, n_branches)
    stayed = usual + 0.10 * offered
    noise = rng.normal(0, 0.015, (2, n_branches))
    before = 0.45 + 0.06 * place + 0.20 * usual + noise[0]
    returned = 0.45 + 0.06 * place + 0.20 * stayed + noise[1]
    table = {"stayed": stayed.clip(0, 1), "returned": returned.clip(0, 1)}
    change = table["returned"] - before.clip(0, 1)
    return pd.DataFrame({"offered": offered, **table, "change": change}).rename_axis("branch")


@checked
def simulate_suggestions(n_customers: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return made-up customers, half of whom were asked for a suggestion and thanked for it.

    Use it to see why those who answer may not be held against all others: who likes the firm
    answers more often, and would have come back anyway.

    Parameters
    ----------
    n_customers : int
        How many customers, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per customer
        offered (bool, asked, by lot), gave (bool, made a suggestion; nobody does unasked), topic
        (text, of the suggestion; "none" without one) and returned (bool, came back in the year).

    Notes
    -----
    Each has a liking l ~ Beta(2, 2) that nobody sees. Who is asked gives a suggestion with the
    chance l²; customers come back with the chance 0.3 + 0.5 l, and 0.04 more if they were asked.
    All of it is ours.

    References
    ----------
    Dholakia, U. M. and Morwitz, V. G. (2002). The scope and persistence of mere-measurement
    effects: evidence from a field study of customer satisfaction measurement. Journal of Consumer
    Research 29(2), 159-167: customers who were asked stayed more often.

    Examples
    --------
    >>> asked = simulate_suggestions(4_000, rng=np.random.default_rng(6))
    >>> float(asked["gave"].mean().round(2)), sorted(asked["topic"].unique())
    (0.16, ['app', 'none', 'prices', 'queue', 'stock'])
    """
    liking = rng.beta(2, 2, n_customers)
    offered = rng.permutation(np.arange(n_customers) < n_customers // 2)
    gave = offered & (rng.random(n_customers) < liking**2)
    topic = rng.choice(list(TOPICS), n_customers, p=list(TOPICS.values()))
    chance = 0.3 + 0.5 * liking + 0.04 * offered
    return pd.DataFrame(
        {
            "offered": offered,
            "gave": gave,
            "topic": np.where(gave, topic, "none").astype(object),
            "returned": rng.random(n_customers) < chance,
        }
    ).astype({"topic": "str"})
