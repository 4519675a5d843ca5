"""Indices of loyalty held against what people then did."""

import numpy as np
import pandas as pd

from crmlib.core import Counts, Flags, Numbers, checked, column, table_of

__all__ = [
    "compare_indices",
]

TENTH = 0.1
# Long or short relationship, high or low profit, in the words of Reinartz and Kumar (2002).
TENURE_GROUPS = ["true friends", "butterflies", "barnacles", "strangers"]


@checked(paired=("indices", "bought", "repeaters"))
def compare_indices(
    indices: table_of(Numbers), bought: column(Counts), repeaters: column(Flags)
) -> pd.DataFrame:
    """Return how well each index of loyalty foretold later purchases, on four yardsticks.

    Use it before an index is called a degree of loyalty. Plain rank correlation over all customers
    rewards a coarse index wherever many customers are alike: the first three yardsticks don't.

    Parameters
    ----------
    indices : DataFrame, one row per customer
        One column per index; more is meant to be more loyal.
    bought : Series of int
        Purchases of each customer in the time after; same index as `indices`.
    repeaters : Series of bool
        Who had bought again by then; same index as `indices`.

    Returns
    -------
    DataFrame
        One row per index: auc (chance that one who came back stands above one who did not; ties
        count half), top_tenth (share of the later purchases made by the tenth with the highest
        index; a tie at its edge is shared out), repeaters (rank correlation with purchases among
        `repeaters`) and all (the same over all customers). NaN where a yardstick has nothing to
        measure.

    Notes
    -----
    A tie is half a win: with W pairs won and E tied of all P pairs, auc = (W + E/2) / P. Of the
    customers tied at the edge of the top tenth each counts with the fraction that still fits in.
    In rank correlation ties have their mean rank: an index that is 0 for most customers is then
    close to purchases that are 0 for most, whoever they are.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982), The meaning and use of the area under a receiver
    operating characteristic (ROC) curve, Radiology 143(1), 29-36.

    Examples
    --------
    >>> indices = pd.DataFrame({"guess": [3, 2, 1, 0], "coin": [1, 1, 1, 1]}, list("abcd"))
    >>> bought = pd.Series([4, 0, 1, 0], list("abcd"))
    >>> found = compare_indices(indices, bought, bought > 0)
    >>> found["auc"].to_dict()
    {'guess': 0.75, 'coin': 0.5}
    """
    rows = {name: _yardsticks(index, bought, repeaters) for name, index in indices.items()}
    columns = ["auc", "top_tenth", "repeaters", "all"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("index")


def _yardsticks(index: pd.Series, bought: pd.Series, repeaters: pd.Series) -> list[float]:
    among = _rank_correlation(index[repeaters], bought[repeaters])
    return [_auc(index, bought > 0), _top(index, bought), among, _rank_correlation(index, bought)]


def _auc(index: pd.Series, came_back: pd.Series) -> float:
    n_back, n_gone = int(came_back.sum()), int((~came_back).sum())
    if not n_back or not n_gone:
        return np.nan
    above = index.rank()[came_back].sum() - n_back * (n_back + 1) / 2
    return float(above / (n_back * n_gone))


def _top(index: pd.Series, bought: pd.Series) -> float:
    """Share of the purchases in the top tenth; who is tied at its edge counts in part."""
    if not bought.sum():
        return np.nan
    by_value = bought.groupby(index).agg(["size", "sum"]).sort_index(ascending=False)
    room = TENTH * len(bought) - (by_value["size"].cumsum() - by_value["size"])
    part = (room / by_value["size"]).clip(0, 1)
    return float((part * by_value["sum"]).sum() / bought.sum())


def _rank_correlation(one: pd.Series, other: pd.Series) -> float:
    if one.nunique() < 2 or other.nunique() < 2:
        return np.nan
    return float(one.rank().corr(other.rank()))
