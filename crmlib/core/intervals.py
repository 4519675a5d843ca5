"""Intervals: how far a share from a sample may be from the truth."""

from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd

from crmlib.core.checks import require_number
from crmlib.core.contracts import Amount, Level, checked

__all__ = [
    "share_interval",
    "normal_quantile",
]


FEWEST, MOST = 1e-100, 1e100  # answers in a formula, which squares them; more or fewer say the same


@checked
def share_interval(n_hits: Amount, n: Amount, *, level: Level = 0.95) -> pd.Series:
    """Return a share with Wilson's interval.

    Use it for every share of answers: it works for few answers and for shares of 0 and 1.

    Parameters
    ----------
    n_hits : float
        How many of them, from 0 to `n`.
    n : float
        How many in all, at least 0; an effective number may have decimals.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        share, low, high : fractions; all NaN if `n` is 0.

    Raises
    ------
    ValueError
        If there are more hits than answers.

    Notes
    -----
    With z the normal quantile and p = n_hits / n the ends are
    (p + z²/2n ± z √(p (1 - p)/n + z²/4n²)) / (1 + z²/n).

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion.
    Statistics in Medicine 17, 857-872, table I.

    Examples
    --------
    >>> share_interval(81, 263).round(4).to_dict()
    {'share': 0.308, 'low': 0.2553, 'high': 0.3662}
    """
    require_number(n_hits, "n_hits", 0, n)
    z = normal_quantile(level)
    if n == 0:
        return pd.Series({"share": np.nan, "low": np.nan, "high": np.nan})
    share, n = n_hits / n, min(max(n, FEWEST), MOST)
    middle = share + z**2 / (2 * n)
    half = z * sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    low, high = ((middle + side) / (1 + z**2 / n) for side in (-half, half))
    # The ends can leave the range, or miss the share at 0 and 1, by a rounding error only.
    low, high = max(min(low, share), 0.0), min(max(high, share), 1.0)
    return pd.Series({"share": share, "low": low, "high": high})


@checked
def normal_quantile(level: Level) -> float:
    """Return how many standard errors lie on either side of a normal mean at a level.

    Parameters
    ----------
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    float
        1.96 for 95 %.

    Examples
    --------
    >>> round(normal_quantile(0.95), 4)
    1.96
    """
    return NormalDist().inv_cdf(min((1 + level) / 2, float(np.nextafter(1, 0))))
