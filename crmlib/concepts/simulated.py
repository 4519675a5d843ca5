"""Made-up customers: six of a corner shop, and many who may leave; parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Number, Positive, Rng, Rows, Steps, checked

__all__ = [
    "simulate_customers",
    "toy_shop",
]


MOST_DRAWS = 20_000_000
YEAR = 365
VISITS = {
    "Gil": (40,),
    "Hana": (10, 150, 290, 355),
    "Ivo": (60, 120),
    "Jun": (300,),
    "Kim": (20, 90, 270, 330),
    "Lea": (100, 170),
}


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


def toy_shop() -> pd.DataFrame:
    """Return six customers of a corner shop and the days on which they bought.

    Use it to follow a rule for active customers by eye.

    Returns
    -------
    DataFrame, 6 rows
        Index `customer`; days (text, days of one year with an order), n_orders (int64) and
        recency_days (int64, days from the last order to day 365).

    Notes
    -----
    Three ordered in the last 180 days. Made up for this course.

    References
    ----------
    None: the shop does not exist.

    Examples
    --------
    >>> shop = toy_shop()
    >>> shop.index[shop["recency_days"] < 180].tolist()
    ['Hana', 'Jun', 'Kim']
    """
    return pd.DataFrame(
        {
            "days": [", ".join(map(str, days)) for days in VISITS.values()],
            "n_orders": [len(days) for days in VISITS.values()],
            "recency_days": [YEAR - max(days) for days in VISITS.values()],
        },
        index=pd.Index(VISITS, name="customer"),
    )
