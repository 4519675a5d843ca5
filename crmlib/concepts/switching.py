"""Switching costs: what it takes to leave, and who has the power when leaving gets cheap."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Amounts, Number, Positive, checked, values, whole

__all__ = [
    "churn_probability",
    "best_price_rise",
]

MOST_MONTHS = 1_200
MOST_CELLS = 20_000  # of costs times months: each is worked out for every rise
RISES = np.round(np.arange(-10, 20.005, 0.01), 2)


@checked
def churn_probability(
    switching_cost: values(Amounts), price_rise: Number = 0.0, *, spread: Positive
) -> np.ndarray:
    """Return the chance that a customer leaves within a month.

    Use it to ask what happens to loyalty when leaving costs less.

    Parameters
    ----------
    switching_cost : array-like, shape (n_costs,)
        What leaving costs the customer in money, time and trouble, in currency, 0 or more.
    price_rise : float
        How much more than the rival the shop asks per month; below 0 for a discount.
    spread : float
        How much the two offers' fit varies from month to month, in currency, above 0.

    Returns
    -------
    numpy.ndarray of float64, shape (n_costs,)
        Fractions in (0, 1).

    Notes
    -----
    The rival's offer is better by D + price_rise, D logistic with scale `spread`; the customer
    leaves if that exceeds the switching cost s: 1 / (1 + exp((s - price_rise) / spread)).

    References
    ----------
    McFadden, D. (1974), Conditional logit analysis of qualitative choice behavior, in Frontiers
    in Econometrics, Academic Press; Klemperer, P. (1987), Markets with consumer switching costs,
    Quarterly Journal of Economics 102(2), 375-394.

    Examples
    --------
    >>> churn_probability([0, 4, 8], spread=2).round(3)
    array([0.5  , 0.119, 0.018])
    """
    return _leaving(np.asarray(switching_cost, dtype=float), price_rise, spread)


@checked
def best_price_rise(
    switching_costs: values(Amounts),
    *,
    margin: Amount,
    spread: Positive,
    n_months: whole(1, MOST_MONTHS),
) -> pd.DataFrame:
    """Return the price rise that earns a shop most, for each switching cost.

    Use it as a measure of power: who can ask for more without losing too much?

    Parameters
    ----------
    switching_costs : array-like, shape (n_costs,)
        What leaving costs the customer, in currency, 0 or more, each once.
    margin : float
        What the shop earns per customer and month at the rival's price, in currency, 0 or more.
    spread : float
        How much the two offers' fit varies from month to month, in currency, above 0.
    n_months : int
        How far the shop looks ahead, 1 to 1,200.

    Returns
    -------
    DataFrame, one row per switching cost, in the order given
        Index `switching_cost`; churn_rate (fraction a month, at the rival's price), price_rise
        (currency, from -10 to 20 in steps of 0.01; the lowest of equals), earned (currency per
        customer over the horizon).

    Raises
    ------
    ValueError
        If a switching cost stands twice, or there are so many that they and `n_months` together
        exceed 20,000 months.

    Notes
    -----
    earned = (margin + rise) (r + r² + … + r^n) with r = 1 - churn(rise). The rival does not
    react and nobody returns.

    References
    ----------
    Klemperer, P. (1987), Markets with consumer switching costs, Quarterly Journal of Economics
    102(2), 375-394.

    Examples
    --------
    >>> best_price_rise([8, 2], margin=3, spread=2, n_months=12)["price_rise"].tolist()
    [2.58, -0.63]
    """
    costs = np.asarray(switching_costs, dtype=float)
    if len(costs) * n_months > MOST_CELLS:
        raise ValueError(
            f"`switching_costs` must be at most {MOST_CELLS // n_months:,} for {n_months:,} "
            f"months; got {len(costs):,}."
        )
    if len(np.unique(costs)) < len(costs):
        raise ValueError(f"`switching_costs` must stand once each; got {costs.tolist()}.")
    kept = 1 - _leaving(costs[:, None], RISES, spread)
    months = np.arange(1, n_months + 1)
    earned = (margin + RISES) * (kept[..., None] ** months).sum(axis=-1)
    best = earned.argmax(axis=1)
    return pd.DataFrame(
        {
            "churn_rate": _leaving(costs, 0.0, spread),
            "price_rise": RISES[best],
            "earned": earned[np.arange(len(costs)), best],
        },
        index=pd.Index(costs, name="switching_cost"),
    )


def _leaving(costs: np.ndarray, rise: float | np.ndarray, spread: float) -> np.ndarray:
    # The same as 1 / (1 + exp(x)), without overflow for large x.
    return (1 - np.tanh((costs - rise) / (2 * spread))) / 2
