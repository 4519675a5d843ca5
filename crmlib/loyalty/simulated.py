"""Made-up satisfaction and loyalty with a planted curve: parameters ours."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from crmlib.core import require_rng, require_whole
from crmlib.loyalty.zones import HIGHEST

__all__ = [
    "simulate_loyalty",
]


def simulate_loyalty(
    relation: Callable[[np.ndarray], np.ndarray],
    n_customers: int,
    *,
    n_occasions: int = 10,
    rng: np.random.Generator,
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
        Purchases watched per customer, at least 1.
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
        If an argument is of the wrong kind.
    ValueError
        If a number is out of range, or the relation gives no chances from 0 to 1.

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
    if not callable(relation):
        raise TypeError(f"`relation` must be a function; got {type(relation).__name__}.")
    require_whole(n_customers, "n_customers", low=1)
    require_whole(n_occasions, "n_occasions", low=1)
    require_rng(rng)
    satisfaction = (HIGHEST * rng.beta(2.6, 1.4, n_customers)).round(1)
    chance = np.asarray(relation(satisfaction), dtype=float)
    if chance.shape != satisfaction.shape or not np.all((chance >= 0) & (chance <= 1)):
        raise ValueError("`relation` must give one chance from 0 to 1 per score; got others.")
    loyalty = rng.binomial(n_occasions, chance) / n_occasions
    return pd.DataFrame({"satisfaction": satisfaction, "loyalty": loyalty})
