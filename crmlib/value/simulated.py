"""Made-up accounts of a firm: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.core import Rng, checked, whole

__all__ = [
    "simulate_accounts",
]

# Synthetic accounts: share of the customers, mean orders, mean amount of an order in USD.
KINDS = {"large": (0.2, 25, 68.0), "regular": (0.6, 6, 40.0), "drain": (0.2, 10, 12.0)}


@checked
def simulate_accounts(n_customers: whole(5, 1_000_000), *, rng: Rng) -> pd.DataFrame:
    """Return synthetic orders of customers of whom a fifth brings four fifths of the profit.

    Use it to see whether the value engine finds what was planted.

    Parameters
    ----------
    n_customers : int
        How many customers, from 5 to a million.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per order
        The columns customer_id (text), order_id, kind ("large", "regular" or "drain": the planted
        truth, which the engine does not see) and amount, USD, above 0.

    Notes
    -----
    The parameters are ours. A fifth is large: 25 orders of $68 on average; a fifth is a drain:
    10 orders of $12; the others make 6 orders of $40. Orders are 1 + Poisson, amounts gamma
    with shape 4. At a margin of 0.3, $4 an order and $10 a customer, the expected profits are
    $400, -$14 and $38: of each five customers' $500 the large one brings exactly 80 %.

    References
    ----------
    None: made up for this course.

    Examples
    --------
    >>> accounts = simulate_accounts(100, rng=np.random.default_rng(3))
    >>> accounts.groupby("kind")["customer_id"].nunique().to_dict()
    {'drain': 20, 'large': 20, 'regular': 60}
    """
    n_fifth = (n_customers + 2) // 5
    counts = [n_fifth, n_customers - 2 * n_fifth, n_fifth]
    kinds = np.repeat(list(KINDS), counts)
    n_orders = (1 + rng.poisson([KINDS[kind][1] - 1 for kind in kinds])).astype(np.intp)
    means = np.repeat([KINDS[kind][2] for kind in kinds], n_orders)
    names = np.array([f"C{number:06d}" for number in range(1, n_customers + 1)])
    return pd.DataFrame(
        {
            "customer_id": np.repeat(names, n_orders),
            "order_id": np.arange(1, n_orders.sum() + 1),
            "kind": np.repeat(kinds, n_orders),
            "amount": rng.gamma(4, means / 4),
        }
    )
