"""Satisfaction and loyalty in five kinds of market, after Jones and Sasser."""

import numpy as np
from numpy.typing import ArrayLike

from crmlib.core.checks import require_choice

__all__ = ["MARKETS", "market_loyalty"]

LOWEST, HIGHEST = 0.0, 10.0  # the satisfaction scale
# Exponents are ours; names and order, from monopoly to strong competition, are Jones & Sasser's.
MARKETS = {
    "local telephone": 0.2,
    "airlines": 0.6,
    "hospitals": 1.0,
    "personal computers": 2.0,
    "automobiles": 4.0,
}


def market_loyalty(satisfaction: ArrayLike, market: str) -> np.ndarray:
    """Return the loyalty that belongs to a satisfaction in one of five kinds of market.

    Use it to see how competition bends the relation: flat and high where customers cannot
    leave, steep at the top where they can.

    Parameters
    ----------
    satisfaction : array-like
        Scores from 0 to 10; five boxes "1" to "5" are 0, 2.5, 5, 7.5 and 10.
    market : str
        A key of `MARKETS`.

    Returns
    -------
    numpy.ndarray
        Loyalty, fractions in the same order.

    Raises
    ------
    TypeError
        If the scores are not numbers.
    ValueError
        If the market is unknown or a score lies outside 0 to 10.

    Notes
    -----
    loyalty = (satisfaction / 10)^k with k from `MARKETS`. Formula and exponents are ours. The
    article draws one curve per market: its names, their order and which way they bend.

    References
    ----------
    Jones, T. O. and Sasser, W. E. (1995). Why satisfied customers defect. Harvard Business
    Review 73(6), November-December, 88-99.

    Examples
    --------
    >>> market_loyalty([7.5, 10], "automobiles").round(3)
    array([0.316, 1.   ])
    """
    require_choice(market, "market", MARKETS)
    scores = np.asarray(satisfaction)
    if scores.dtype.kind not in "iuf":
        raise TypeError(f"`satisfaction` must hold numbers; got {scores.dtype}.")
    if not np.all((scores >= LOWEST) & (scores <= HIGHEST)):
        raise ValueError("`satisfaction` must lie in [0, 10]; got other scores.")
    return (scores / HIGHEST) ** MARKETS[market]
