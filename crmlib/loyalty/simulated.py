"""Made-up satisfaction and loyalty with a planted curve: parameters ours."""

from collections.abc import Callable
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Fractions, Kind, Rng, Rows, checked, whole
from crmlib.loyalty.zones import HIGHEST

__all__ = [
    "simulate_loyalty",
]


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
