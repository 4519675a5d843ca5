"""Whether chances that were foretold came true, in tenths."""

import numpy as np
import pandas as pd

from crmlib.core import Flags, Fractions, checked, share_interval, values, whole

__all__ = ["calibration_table"]


@checked(paired=("chance", "seen"))
def calibration_table(
    chance: values(Fractions), seen: values(Flags), *, n_bins: whole(2, 100) = 10
) -> pd.DataFrame:
    """Return how often something came where it was foretold, from the least likely tenth up.

    Use it on any chance that time can check, such as `no_order_probability` on a period held
    out: of customers with a chance of 30 %, about three in ten must do it.

    Parameters
    ----------
    chance : array-like of float, shape (n_customers,)
        Chance foretold to each, from 0 to 1.
    seen : array-like of bool, shape (n_customers,)
        Whether it came, in the same order.
    n_bins : int
        Number of parts, from 2 to 100; ten by default.

    Returns
    -------
    DataFrame, one row per part that has customers
        Index `part` (1 the least likely); n (int64), foretold (mean chance), seen (share), low
        and high (95 %).

    Notes
    -----
    Customers are sorted by chance and cut into equal parts. Customers with one chance may fall
    into two parts, and then each of them counts with the share that came among them all. Chances
    are rounded to 12 digits first. Wilson's interval.

    References
    ----------
    Murphy, A. H. and Winkler, R. L. (1977), Reliability of subjective probability forecasts of
    precipitation and temperature, Journal of the Royal Statistical Society C 26(1), 41-47.

    Examples
    --------
    >>> found = calibration_table([0.1, 0.9, 0.2, 0.8], [False, True, False, True], n_bins=2)
    >>> found[["n", "foretold", "seen"]].values.round(2).tolist()
    [[2.0, 0.15, 0.0], [2.0, 0.85, 1.0]]
    """
    table = pd.DataFrame(
        {"chance": np.asarray(chance, float).round(12), "came": np.asarray(seen, float)}
    )
    # Equal chances share what came of them, so that nothing hangs on the order of the rows.
    table["came"] = table.groupby("chance")["came"].transform("mean")
    table = table.sort_values(["chance", "came"], ignore_index=True)
    part = pd.Series(np.arange(len(table)) * n_bins // max(len(table), 1) + 1, name="part")
    groups = table.groupby(part)
    found = groups.agg(n=("came", "size"), foretold=("chance", "mean"), seen=("came", "sum"))
    shares = [share_interval(row.seen, row.n).to_numpy() for row in found.itertuples()]
    found[["seen", "low", "high"]] = np.array(shares, dtype=float).reshape(-1, 3)
    return found
