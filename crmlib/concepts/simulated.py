"""Made-up customers who may leave: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Number, Positive, Rng, Rows, Steps, checked

__all__ = [
    "simulate_customers",
]


MOST_DRAWS = 20_000_000


@checked
def simulate_customers(
    n_customers: Rows,
    n_months: Steps,
    rng: Rng,
    *,
    switching_cost: Amount,
    price_rise: Number = 0.0,
    spread: Positive,
) -> pd.Series:
    """Return how many customers are left, month by month, when each compares and decides.

    Use it to watch the formula of `churn_probability` happen.

    Parameters
    ----------
    n_customers : int
        Customers at the start, at least 1.
    n_months : int
        How many months, at least 1.
    rng : numpy.random.Generator
        Source of randomness.
    switching_cost : float
        What leaving costs the customer, in currency, 0 or more.
    price_rise : float
        How much more than the rival the shop asks per month.
    spread : float
        How much the two offers' fit varies from month to month, in currency, above 0.

    Returns
    -------
    Series of int64, n_months + 1 values
        Index `month` from 0; customers still there.

    Raises
    ------
    ValueError
        If customers times months exceed 20,000,000.

    Notes
    -----
    Synthetic: every customer draws a new D each month and never returns. All parameters are the
    caller's; no shop's data stand behind them.

    References
    ----------
    Klemperer, P. (1987), Markets with consumer switching costs, Quarterly Journal of Economics
    102(2), 375-394.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> left = simulate_customers(1_000, 3, rng, switching_cost=8, spread=2)
    >>> left.index.tolist(), int(left[0])
    ([0, 1, 2, 3], 1000)
    """
    if n_customers * n_months > MOST_DRAWS:
        raise ValueError(
            f"`n_months` must be at most {MOST_DRAWS // n_customers:,} for {n_customers:,} "
            f"customers; got {n_months:,}."
        )
    advantage = rng.logistic(price_rise, spread, (n_months, n_customers))
    stayed = np.logical_and.accumulate(advantage <= switching_cost)
    counts = np.concatenate([[n_customers], stayed.sum(axis=1)])
    return pd.Series(counts, index=pd.RangeIndex(n_months + 1, name="month"), name="n_customers")
