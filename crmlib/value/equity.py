"""What a customer costs to win, how soon that is back, and what all customers are worth."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, Amounts, Counts, Number, Numbers, checked, either, filled, values

__all__ = ["acquisition_cost", "payback_months", "replacement_ratio", "customer_equity"]


@checked
def acquisition_cost(channels: filled(spend=Amounts, n_new=Counts)) -> pd.Series:
    """Return what a new customer costs to win, by channel and over all channels.

    Use it before a channel is praised for its many newcomers, and hold it against what a
    newcomer of that channel will be worth. It is an average: the next one may cost more.

    Parameters
    ----------
    channels : DataFrame, one row per channel
        Columns spend (USD spent on winning customers) and n_new (customers won with it, whole).

    Returns
    -------
    Series of float
        `acquisition_cost`, USD per new customer, indexed as `channels`, with a last entry "all"
        for the sums. NaN where nobody was won.

    Raises
    ------
    ValueError
        If a channel is called "all".

    Notes
    -----
    Spend over new customers. The entry "all" is the ratio of the sums, not a mean of the ratios.

    References
    ----------
    Blattberg, R. C. and Deighton, J. (1996), Manage marketing by the customer equity test,
    Harvard Business Review 74(4), 136-144.

    Examples
    --------
    >>> channels = pd.DataFrame({"spend": [300.0, 100.0], "n_new": [10, 10]}, ["ads", "friends"])
    >>> acquisition_cost(channels).to_dict()
    {'ads': 30.0, 'friends': 10.0, 'all': 20.0}
    """
    if "all" in channels.index:
        raise ValueError("`channels` must not name a channel 'all'; got one.")
    sums = channels[["spend", "n_new"]].sum()
    spend, n_new = (
        pd.Series([*channels[key], sums[key]], [*channels.index, "all"], dtype=float)
        for key in ("spend", "n_new")
    )
    return (spend / n_new.where(n_new > 0)).rename("acquisition_cost")


@checked
def payback_months(acquisition_cost: Amount, monthly_margins: values(Numbers)) -> float:
    """Return the month in which a new customer has brought in what winning the customer cost.

    Use it beside a lifetime value: two customers of one value may lie years apart, and until
    then the firm has to pay in advance.

    Parameters
    ----------
    acquisition_cost : float
        What winning the customer cost, USD.
    monthly_margins : array-like of float, shape (n_months,)
        Margin of an average new customer in month 1, 2, …, USD; who has left counts as 0.

    Returns
    -------
    float
        A whole number of months from 0; NaN if the months given are not enough.

    Notes
    -----
    The first k with m_1 + … + m_k of at least the cost. Nothing is discounted: the question is
    one of cash.

    References
    ----------
    Blattberg, R. C. and Deighton, J. (1996), Manage marketing by the customer equity test,
    Harvard Business Review 74(4), 136-144.

    Examples
    --------
    >>> payback_months(20, [10, 4, 3, 3, 2])
    4.0
    """
    brought_in = np.concatenate([[0.0], np.cumsum(monthly_margins)])
    enough = np.flatnonzero(brought_in >= acquisition_cost)
    return float(enough[0]) if len(enough) else np.nan


@checked
def replacement_ratio(
    repeat_value: Amount, new_value: Amount, acquisition_cost: either(Amount, Amounts)
) -> float | np.ndarray:
    """Return how many new customers make good the loss of one old one.

    Use it on any claim that so many new ones replace an old one: it turns on what a new one
    costs to win.

    Parameters
    ----------
    repeat_value : float
        What the old customer would still have brought, in currency.
    new_value : float
        What a new customer brings, the first purchase included, in the same currency.
    acquisition_cost : float or array-like of float
        What winning a new customer costs; several costs make a sweep.

    Returns
    -------
    float or numpy.ndarray of float
        New customers for one old one, in the shape of `acquisition_cost`; infinite where a new
        one costs as much as he brings, since then no number of them is enough.

    Notes
    -----
    repeat_value / (new_value - acquisition_cost). Nothing is lost with an old customer worth 0.

    References
    ----------
    Blattberg, R. C. and Deighton, J. (1996), Manage marketing by the customer equity test,
    Harvard Business Review 74(4), 136-144.

    Examples
    --------
    >>> replacement_ratio(36.56, 36.04, [0, 20, 30, 33]).round(1).tolist()
    [1.0, 2.3, 6.1, 12.0]
    """
    gain = new_value - np.atleast_1d(np.asarray(acquisition_cost, dtype=float))
    never = np.full_like(gain, np.inf if repeat_value > 0 else 0.0)
    ratio = np.divide(repeat_value, gain, out=never, where=gain > 0)
    return ratio if np.ndim(acquisition_cost) else float(ratio[0])


@checked
def customer_equity(
    clv: values(Numbers),
    newcomers: values(Counts),
    *,
    new_value: Number,
    acquisition_cost: Amount,
    discount_rate: Amount = 0.0,
) -> pd.Series:
    """Return what present customers and the newcomers to come are worth, net of winning them.

    Use it when a plan moves money between keeping and winning: it counts both in one sum.

    Parameters
    ----------
    clv : array-like of float, shape (n_customers,)
        Lifetime value of each present customer, USD. What they cost to win is spent, and left out.
    newcomers : array-like of int, shape (n_periods,)
        Customers to be won in period 1, 2, …
    new_value : float
        What a newcomer brings from the first purchase on, USD at the time of winning.
    acquisition_cost : float
        What winning one costs, USD.
    discount_rate : float
        Per period, 0 or more.

    Returns
    -------
    Series
        USD: present (the sum over present customers), newcomers (what they bring),
        acquisition (what winning them costs) and equity (present + newcomers - acquisition).

    Notes
    -----
    Σ clv + Σ_t n_t (new_value - acquisition_cost) / (1 + discount_rate)^t.

    References
    ----------
    Blattberg, R. C. and Deighton, J. (1996), Manage marketing by the customer equity test,
    Harvard Business Review 74(4), 136-144; Rust, R. T., Lemon, K. N. and Zeithaml, V. A. (2004),
    Return on marketing: Using customer equity to focus marketing strategy, Journal of Marketing
    68(1), 109-127.

    Examples
    --------
    >>> customer_equity([60, 40], [10, 10], new_value=36, acquisition_cost=20).to_dict()
    {'present': 100.0, 'newcomers': 720.0, 'acquisition': 400.0, 'equity': 420.0}
    """
    periods = np.arange(1, len(newcomers) + 1)
    won = float((np.asarray(newcomers) / (1 + discount_rate) ** periods).sum())
    parts = {
        "present": float(np.sum(clv)),
        "newcomers": won * new_value,
        "acquisition": won * acquisition_cost,
    }
    return pd.Series(parts | {"equity": parts["present"] + won * (new_value - acquisition_cost)})
