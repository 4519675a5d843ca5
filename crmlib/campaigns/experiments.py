"""Experiments by lot: how large a test must be, and how large it should be if profit counts."""

from dataclasses import dataclass
from math import atan, ceil, hypot, pi, sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from crmlib.core import Count, Counts, Level, checked, number, values, whole

__all__ = [
    "power_of_sample",
    "sample_for_power",
    "Rollout",
    "best_test_size",
    "rollout_profit",
]

SMALLEST, LARGEST = 1e-12, 1e12


@checked
def power_of_sample(
    share: Level, other: Level, n_per_group: Count, *, alpha: Level = 0.05
) -> float:
    """Return the chance that a test of two groups finds the difference of their shares.

    Use it before a trial: a test with little power mostly finds nothing, whatever is true.

    Parameters
    ----------
    share, other : float
        True shares of the two groups, fractions above 0 and below 1.
    n_per_group : int
        Customers in each group, at least 1.
    alpha : float
        Chance of a false alarm where the shares are equal (two-sided), above 0 and below 1.

    Returns
    -------
    float
        A fraction; alpha / 2 where the shares are equal, as only one direction counts.

    Notes
    -----
    Φ((d √n - z √(2 p (1 - p))) / √(p₁ (1 - p₁) + p₂ (1 - p₂))), with d = |p₁ - p₂|, p their mean
    and z the upper alpha / 2 point: the normal approximation. R's `power.prop.test` is the same.
    The effect of a trial, with its interval, comes from `crmlib.campaigns.trial_effect`.

    References
    ----------
    Fleiss, J. L., Levin, B. & Paik, M. C. (2003), Statistical Methods for Rates and Proportions,
    3rd edition, chapter 4, Wiley.

    Examples
    --------
    >>> round(power_of_sample(0.50, 0.75, 50), 3)
    0.74
    """
    if_equal, if_different = _spreads(share, other)
    z = NormalDist().inv_cdf(1 - alpha / 2)
    reach = abs(share - other) * sqrt(n_per_group) - z * if_equal
    return NormalDist().cdf(reach / if_different)


@checked
def sample_for_power(share: Level, other: Level, *, power: Level = 0.8, alpha: Level = 0.05) -> int:
    """Return how many customers each group needs for a test of two shares.

    Use it to plan a trial whose purpose is to know; if profit is the purpose, see
    `best_test_size`.

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
    `power_of_sample` solved for n, with z₁ the upper alpha / 2 point and z₂ that of 1 - power:
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


@dataclass(frozen=True)
@checked
class Rollout:
    """Two versions, a known number of customers, and what one believes of them beforehand.

    Use it where two versions cost the same and either may be better: test both on some
    customers, then give all others the winner ("test and roll").

    Parameters
    ----------
    n_customers : int
        Customers to reach in all, test included, at least 2.
    mean : float
        What a customer is expected to bring under either version: a share, or currency; from
        -1e12 to 1e12.
    prior_sd : float
        Standard deviation of a version's true mean around `mean`, as past tests have it.
    outcome_sd : float
        Standard deviation of one customer's result; √(p (1 - p)) for a share p. Like prior_sd
        from 1e-12 to 1e12.

    Notes
    -----
    True means m₁ and m₂ are independent and normal (mean, prior_sd); a customer's result under
    a version with mean m is normal (m, outcome_sd).

    References
    ----------
    Feit, E. M. & Berman, R. (2019), Test & Roll: Profit-Maximizing A/B Tests, Marketing Science
    38(6), 1038-1058.

    Examples
    --------
    >>> Rollout(n_customers=1_000, mean=0.5, prior_sd=0.1, outcome_sd=0.5)
    Rollout(n_customers=1000, mean=0.5, prior_sd=0.1, outcome_sd=0.5)
    """

    n_customers: whole(2)
    mean: number(-LARGEST, LARGEST)
    prior_sd: number(SMALLEST, LARGEST)
    outcome_sd: number(SMALLEST, LARGEST)


@checked
def best_test_size(rollout: Rollout) -> int:
    """Return the size of each test group that earns the most over test and roll-out.

    Use it where the better version is rolled out in any case, significant or not.

    Parameters
    ----------
    rollout : Rollout
        Customers and beliefs.

    Returns
    -------
    int
        Customers per group, the optimum to the nearest whole number: at most a sixth of all, and
        0 where so few are left that a test doesn't pay.

    Notes
    -----
    n* = √(N/4 · r² + (3/4 · r²)²) - 3/4 · r², with r = outcome_sd / prior_sd: it grows as the
    root of N, and is small where versions differ much. The mean doesn't matter.

    References
    ----------
    Feit, E. M. & Berman, R. (2019), Test & Roll: Profit-Maximizing A/B Tests, Marketing Science
    38(6), 1038-1058; their website example has n* = 2,284.

    Examples
    --------
    >>> best_test_size(Rollout(100_000, mean=0.68, prior_sd=0.03, outcome_sd=(0.68 * 0.32) ** 0.5))
    2284
    """
    signal = rollout.prior_sd / rollout.outcome_sd
    # The formula, divided through by its noise: as it stands it subtracts two large numbers.
    return round(rollout.n_customers / (hypot(2 * sqrt(rollout.n_customers) * signal, 3) + 3))


@checked
def rollout_profit(rollout: Rollout, sizes: values(Counts)) -> pd.DataFrame:
    """Return what tests of several sizes are expected to earn, test and roll-out together.

    Use it to compare the best size with the classical one, and with no test at all.

    Parameters
    ----------
    rollout : Rollout
        Customers and beliefs.
    sizes : iterable of int
        Customers per group, from 0 (no test: either version for all) to half of all.

    Returns
    -------
    DataFrame, one row per size, in the order given
        Index `n_per_group`; `in_test` and `after_test`, the profit expected from either part, in
        the unit of `mean`; `profit`, their sum; `regret`, how much more would be earned if the
        better version were known and went to all; `wrong_choice`, the chance that the worse
        version is rolled out.

    Raises
    ------
    ValueError
        If a size is above half of the customers.

    Notes
    -----
    in_test = 2n · mean; after_test = (N - 2n) · (mean + g), with the gain of choosing
    g = prior_sd / √π · q / √(1 + q²) and q = prior_sd √n / outcome_sd; whoever knew the better
    version would gain prior_sd / √π. wrong_choice = 1/2 - arctan(q) / π.

    References
    ----------
    Feit, E. M. & Berman, R. (2019), Test & Roll: Profit-Maximizing A/B Tests, Marketing Science
    38(6), 1038-1058.

    Examples
    --------
    >>> shop = Rollout(1_000, mean=0.5, prior_sd=0.1, outcome_sd=0.5)
    >>> rollout_profit(shop, [0, best_test_size(shop), 500])["profit"].round(1).to_dict()
    {0: 500.0, 62: 541.7, 500: 500.0}
    """
    sizes = np.asarray(sizes, dtype=np.int64)
    if (large := sizes[2 * sizes > rollout.n_customers]).size:
        raise ValueError(
            f"`sizes` must be at most half of the {rollout.n_customers:,} customers; "
            f"got {large[0]:,}."
        )
    n = sizes.astype(float)
    ratio = rollout.prior_sd * np.sqrt(n) / rollout.outcome_sd
    gain = rollout.prior_sd / sqrt(pi) * ratio / np.sqrt(1 + ratio**2)
    table = pd.DataFrame(index=pd.Index(sizes, name="n_per_group", dtype=int))
    table["in_test"] = 2 * n * rollout.mean
    table["after_test"] = (rollout.n_customers - 2 * n) * (rollout.mean + gain)
    table["profit"] = table["in_test"] + table["after_test"]
    known = rollout.n_customers * (rollout.mean + rollout.prior_sd / sqrt(pi))
    table["regret"] = known - table["profit"]
    return table.assign(wrong_choice=[0.5 - atan(value) / pi for value in ratio])


def _spreads(share: float, other: float) -> tuple[float, float]:
    """Return √n times the standard error of the difference: if equal, and if as given."""
    mean = (share + other) / 2
    return sqrt(2 * mean * (1 - mean)), sqrt(share * (1 - share) + other * (1 - other))
