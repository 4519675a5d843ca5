"""What customer and firm each get out of a price: the two sides of managing a relationship."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Amounts, Positive, checked, values

__all__ = ["price_outcomes"]

MOST_PRICES = 5_000  # every price is compared with every other one


@checked
def price_outcomes(
    prices: values(Amounts), *, unit_cost: Amount, max_value: Positive
) -> pd.DataFrame:
    """Return the customers' gain and the firm's profit at each price, and which prices are wasted.

    Use it to see whether two aims can be maximised at once.

    Parameters
    ----------
    prices : array-like, shape (n_prices,)
        Prices to try, in currency per unit, from 0 to `max_value`, each once.
    unit_cost : float
        What one unit costs the firm, 0 or more.
    max_value : float
        What the unit is worth to the keenest customer, above 0.

    Returns
    -------
    DataFrame, one row per price, in the order given
        Index `price`; customer_gain and profit (currency per head of the market), on_front
        (bool: no other price tried is better for one side and not worse for the other).

    Raises
    ------
    ValueError
        If there is no price, a price exceeds `max_value` or stands twice, or there are more than
        5,000 of them.

    Notes
    -----
    Values v are spread evenly from 0 to max_value = V; who has v ≥ p buys one unit. The share
    (V - p) / V buys, customers gain (V - p)² / (2 V) per head, the firm (p - c) (V - p) / V. The
    firm's best price is (V + c) / 2, the customers' is the lowest.

    References
    ----------
    Marshall, A. (1890), Principles of Economics, Macmillan, book III on consumers' surplus and
    book V on monopolies.

    Examples
    --------
    >>> price_outcomes([4.0, 7.0, 9.0], unit_cost=4, max_value=10).reset_index()
       price  customer_gain  profit  on_front
    0    4.0           1.80     0.0      True
    1    7.0           0.45     0.9      True
    2    9.0           0.05     0.5     False
    """
    tried = np.asarray(prices, dtype=float)
    if len(tried) > MOST_PRICES:
        raise ValueError(f"`prices` must be at most {MOST_PRICES:,}; got {len(tried):,}.")
    if not len(tried) or tried.max() > max_value or len(np.unique(tried)) < len(tried):
        raise ValueError(
            f"`prices` must be different prices from 0 to {max_value:g}, at least one; "
            f"got {tried.tolist()}."
        )
    gain = (max_value - tried) ** 2 / (2 * max_value)
    profit = (tried - unit_cost) * (max_value - tried) / max_value
    no_worse = (gain[:, None] <= gain) & (profit[:, None] <= profit)
    better = (gain[:, None] < gain) | (profit[:, None] < profit)
    return pd.DataFrame(
        {"customer_gain": gain, "profit": profit, "on_front": ~(no_worse & better).any(axis=1)},
        index=pd.Index(tried, name="price"),
    )
