"""Who is worth it: what the cost of serving customers makes of their profit."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Numbers,
    checked,
    values,
)
from crmlib.value.concentration import top_share

__all__ = [
    "profit_by_service_cost",
]


@checked
def profit_by_service_cost(
    contributions: values(Numbers), usd_per_customer: values(Amounts)
) -> pd.DataFrame:
    """Return what the cost of serving a customer makes of a profit and of its loss-makers.

    Use it whenever somebody shows a share of profit: see how far the assumption carries it.

    Parameters
    ----------
    contributions : array-like of float, shape (n_customers,)
        What each customer brings before the cost of serving: margin less handling, USD.
    usd_per_customer : iterable of float
        Costs of serving a customer to try, USD.

    Returns
    -------
    DataFrame
        One row per cost tried (index `usd_per_customer`), with top_fifth (share of all profit,
        above 1 if the others lose money), n_losers, profit and without_losers (USD, if all their
        costs went away with them).

    Raises
    ------
    ValueError
        If there are no customers, or a cost is so high that nothing is left of all profit.

    Notes
    -----
    Only the cost of serving changes; it is the same for everybody.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> profit_by_service_cost([26.0, 1.0], [0, 4])["n_losers"].to_dict()
    {0: 0, 4: 1}
    """
    before = np.asarray(contributions, dtype=float)
    rows = {}
    for tried in usd_per_customer:
        profit = before - tried
        rows[tried] = {
            "top_fifth": top_share(profit, [0.2])["share"].iloc[0],
            "n_losers": int((profit < 0).sum()),
            "profit": profit.sum(),
            "without_losers": profit[profit > 0].sum(),
        }
    columns = ["top_fifth", "n_losers", "profit", "without_losers"]
    found = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return found.rename_axis("usd_per_customer")
