"""Experiments by lot: how large a test must be."""

from math import ceil, sqrt
from statistics import NormalDist

from crmlib.core import Count, Level, checked

__all__ = [
    "sample_for_power",
    "smallest_effect",
]


@checked
def sample_for_power(share: Level, other: Level, *, power: Level = 0.8, alpha: Level = 0.05) -> int:
    """Return how many customers each group needs for a test of two shares.

    Use it to plan a trial whose purpose is to know. One whose purpose is profit may be smaller.

    Parameters
    ----------
    share, other : float
        The share without, and the share with what is tested that one doesn't want to miss;
        fractions above 0 and below 1, not equal.
    power : float
        Chance wanted of finding that difference, above alpha / 2 and below 1.
    alpha : float
        Chance of a false alarm where the shares are equal (two-sided), above 0 and below 1.

    Returns
    -------
    int
        Customers per group, rounded up.

    Raises
    ------
    ValueError
        If the shares are equal, or `power` is not above alpha / 2.

    Notes
    -----
    With z₁ the upper alpha / 2 point and z₂ that of 1 - power:
    n = (z₁ √(2 p (1 - p)) + z₂ √(p₁ (1 - p₁) + p₂ (1 - p₂)))² / (p₁ - p₂)².

    References
    ----------
    Fleiss, J. L., Levin, B. & Paik, M. C. (2003), Statistical Methods for Rates and Proportions,
    3rd edition, chapter 4, Wiley.

    Examples
    --------
    >>> sample_for_power(0.50, 0.75, power=0.90), sample_for_power(0.10, 0.12)
    (77, 3841)
    """
    if power <= alpha / 2:
        raise ValueError(f"`power` must be above alpha / 2, {alpha / 2:g}; got {power}.")
    if share == other:
        raise ValueError(f"`other` must differ from `share`; got {other} for both.")
    if_equal, if_different = _spreads(share, other)
    normal = NormalDist()
    reach = normal.inv_cdf(1 - alpha / 2) * if_equal + normal.inv_cdf(power) * if_different
    return ceil((reach / (share - other)) ** 2)


@checked
def smallest_effect(
    share: Level, n_per_group: Count, *, power: Level = 0.8, alpha: Level = 0.05
) -> float:
    """Return the smallest rise of a share (a fraction) that two groups of so many can see."""
    raise NotImplementedError


def _spreads(share: float, other: float) -> tuple[float, float]:
    """Return √n times the standard error of the difference: if equal, and if as given."""
    mean = (share + other) / 2
    return sqrt(2 * mean * (1 - mean)), sqrt(share * (1 - share) + other * (1 - other))
