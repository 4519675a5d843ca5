"""Experiments by lot: how large a test must be."""

from math import ceil, inf, nan, sqrt
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
    return ceil(_needed(share, other, power, alpha))


@checked
def smallest_effect(
    share: Level, n_per_group: Count, *, power: Level = 0.8, alpha: Level = 0.05
) -> float:
    """Return the smallest rise of a share that a test with so many customers can see.

    Ask it before a test, not after: a shop with few customers can only see large effects, and a
    test that can't see what one hopes for says "nothing" whatever is true.

    Parameters
    ----------
    share : float
        The share without what is tested, above 0 and below 1.
    n_per_group : int
        Customers in each of two groups of equal size, at least 1.
    power, alpha : float
        As in `sample_for_power`.

    Returns
    -------
    float
        The rise, a fraction: `sample_for_power(share, share + rise)` needs `n_per_group`. NaN if
        not even a rise to 1 would be seen.

    Raises
    ------
    ValueError
        If `power` is not above alpha / 2.

    Notes
    -----
    The formula of `sample_for_power`, solved for the other share by halving.

    References
    ----------
    Fleiss, J. L., Levin, B. & Paik, M. C. (2003), Statistical Methods for Rates and Proportions,
    3rd edition, chapter 4, Wiley.

    Examples
    --------
    >>> round(smallest_effect(0.10, 3841), 3), round(smallest_effect(0.10, 60), 3)
    (0.02, 0.203)
    """
    if power <= alpha / 2:
        raise ValueError(f"`power` must be above alpha / 2, {alpha / 2:g}; got {power}.")
    if _needed(share, 1.0, power, alpha) > n_per_group:
        return nan
    unseen, seen = share, 1.0
    for _ in range(60):
        middle = (unseen + seen) / 2
        if _needed(share, middle, power, alpha) > n_per_group:
            unseen = middle
        else:
            seen = middle
    return seen - share


def _needed(share: float, other: float, power: float, alpha: float) -> float:
    """Return the customers per group, not rounded; without end where the shares are equal."""
    if share == other:
        return inf
    if_equal, if_different = _spreads(share, other)
    normal = NormalDist()
    reach = normal.inv_cdf(1 - alpha / 2) * if_equal + normal.inv_cdf(power) * if_different
    return (reach / (share - other)) ** 2


def _spreads(share: float, other: float) -> tuple[float, float]:
    """Return √n times the standard error of the difference: if equal, and if as given."""
    mean = (share + other) / 2
    return sqrt(2 * mean * (1 - mean)), sqrt(share * (1 - share) + other * (1 - other))
