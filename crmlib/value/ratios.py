"""A part of a sum of money, with its interval: what one large customer does to a share."""

from math import sqrt

import numpy as np
import pandas as pd

from crmlib.core import Level, Numbers, checked, normal_quantile, values

__all__ = ["ratio_interval"]


@checked
def ratio_interval(
    part: values(Numbers), whole: values(Numbers), *, level: Level = 0.95
) -> pd.Series:
    """Return the ratio of two sums over customers, with an interval for the luck of the draw.

    Use it for a share of sales, where `share_interval` would count dollars as if each were a
    customer: a few large customers make a share of money less certain than a share of names.

    Parameters
    ----------
    part, whole : array-like of float, shape (n_customers,)
        For each customer what counts above and below the line, in the same order; at least two.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    Series
        ratio, low and high.

    Raises
    ------
    ValueError
        If the two are not of one length, hold fewer than two customers, or the sum of `whole` is
        not above 0.

    Notes
    -----
    R = Σ part / Σ whole, and R ± z √(n/(n-1) Σ (part - R · whole)²) / Σ whole: the interval of a
    ratio for large n, over customers drawn at random.

    References
    ----------
    Cochran, W. G. (1977), Sampling Techniques, 3rd edition, chapter 6.

    Examples
    --------
    >>> ratio_interval([4, 0, 3, 2], [5, 2, 3, 5]).round(2).to_dict()
    {'ratio': 0.6, 'low': 0.27, 'high': 0.93}
    """
    above, below = (np.asarray(each, dtype=float) for each in (part, whole))
    n = len(below)
    if len(above) != n or n < 2:
        raise ValueError(f"`part` must hold two customers or more, as `whole`; got {len(above)}.")
    largest = max(np.abs(above).max(), np.abs(below).max()) or 1.0
    above, below = above / largest, below / largest
    if not below.sum() > 0:
        raise ValueError(f"`whole` must have a sum above 0; got {below.sum():g}.")
    ratio = above.sum() / below.sum()
    spread = sqrt(n / (n - 1) * ((above - ratio * below) ** 2).sum()) / below.sum()
    half = normal_quantile(level) * spread
    return pd.Series({"ratio": ratio, "low": ratio - half, "high": ratio + half})
