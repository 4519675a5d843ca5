"""A whole customer base in one call: both models fitted, and what they say of each and of all."""

import numpy as np
import pandas as pd

from crmlib.core import Rng, Steps, checked, filled
from crmlib.forecasts.bg_nbd import HISTORY, fit_bgnbd
from crmlib.forecasts.gamma_gamma import (
    SPEND,
    ClvTerms,
    customer_lifetime_value,
    expected_spend,
    fit_gamma_gamma,
)
from crmlib.forecasts.intervals import (
    Horizon,
    _pairs_of_fits,
    _quantiles,
    total_clv,
    total_purchases,
    total_spend,
)
from crmlib.forecasts.purchases import expected_future_purchases, probability_alive

__all__ = ["customer_forecast", "total_forecast", "base_worth"]

PEOPLE = filled(**(HISTORY | SPEND))
N_FITS = 200  # other fits that the intervals of means are drawn from
LEVEL = 0.95


@checked
def customer_forecast(history: PEOPLE, horizon: Horizon) -> pd.DataFrame:
    """Return what BG/NBD and Gamma-Gamma, fitted to a base, expect of each of its customers.

    Use it for the usual case, one base and both models; the fits by themselves are `fit_bgnbd`
    and `fit_gamma_gamma`.

    Parameters
    ----------
    history : DataFrame, one row per customer
        As from `transaction_summary`.
    horizon : float
        Time after the end of the observation, in the unit of `history`.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `history`: alive (probability of still being a customer), purchases (expected
        within the horizon) and spend (expected of each purchase, currency).

    Notes
    -----
    purchases counts who may have left already, so it must not be multiplied by alive again.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> past = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> forecast = customer_forecast(transaction_summary(past, "1997-09-30"), 39)
    >>> forecast.loc["00289"].round(2).to_dict()
    {'alive': 0.88, 'purchases': 3.47, 'spend': 36.84}
    """
    purchases, spend = fit_bgnbd(history), fit_gamma_gamma(history)
    columns = {
        "alive": probability_alive(purchases, history),
        "purchases": expected_future_purchases(purchases, history, horizon),
        "spend": expected_spend(spend, history),
    }
    return pd.DataFrame(columns, index=history.index)


@checked
def total_forecast(
    history: PEOPLE, horizon: Horizon, *, rng: Rng, n_draws: Steps = 1000
) -> pd.DataFrame:
    """Return what BG/NBD and Gamma-Gamma expect of a whole base, with intervals.

    Use it beside `customer_forecast`. The intervals know chance, not change: a new price, season
    or rival is not in them.

    Parameters
    ----------
    history : DataFrame, one row per customer
        As from `transaction_summary`.
    horizon : float
        Time after the end of the observation, in the unit of `history`.
    rng : numpy.random.Generator
        Source of randomness.
    n_draws : int
        Futures drawn for the base.

    Returns
    -------
    DataFrame
        Rows buyers, purchases and sales (currency); columns forecast, low, high and level.

    Notes
    -----
    low and high are quantiles over the futures, at a level of 95 %. Two kinds of chance:
    other customers would have given other parameters (drawn from a normal with the covariance
    of the fit, on the logs), and at given parameters customers do this or that.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 6.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> past = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> history = transaction_summary(past, "1997-09-30")
    >>> total_forecast(history, 39, rng=np.random.default_rng(3))["forecast"].round(-1).to_dict()
    {'buyers': 620.0, 'purchases': 1650.0, 'sales': 59930.0}
    """
    purchases, spend = fit_bgnbd(history), fit_gamma_gamma(history)
    counts = total_purchases(purchases, history, horizon, rng=rng, level=LEVEL, n_draws=n_draws)
    sales = total_spend(purchases, spend, history, horizon, rng=rng, level=LEVEL, n_draws=n_draws)
    return pd.concat([counts, sales.to_frame("sales").T])


@checked
def base_worth(history: PEOPLE, terms: ClvTerms, *, rng: Rng) -> pd.DataFrame:
    """Return what a base, a mean repeat buyer and a new customer are worth, with intervals.

    Use it to hold old customers against new ones: what a new one costs to win is not yet taken
    off.

    Parameters
    ----------
    history : DataFrame, one row per customer
        As from `transaction_summary`; at least one repeat buyer.
    terms : ClvTerms
        Margin, horizon and discount rate.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame
        Rows base (sum of the lifetime values), repeat buyer (their mean) and new customer (from
        the first purchase on, which counts in full); columns worth, low, high (currency, margin)
        and level.

    Notes
    -----
    The interval of the base are quantiles over a thousand futures of all its customers, as in
    `total_forecast`. Those of the two others are quantiles over 200 fits as other samples of
    customers might have given them.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 6.

    Examples
    --------
    >>> from crmlib.datasets import load_orders
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> past = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> history = transaction_summary(past, "1997-09-30")
    >>> terms = ClvTerms(0.3, horizon_months=36, monthly_discount_rate=0.01)
    >>> base_worth(history, terms, rng=np.random.default_rng(3))["worth"].round(1).to_dict()
    {'base': 43574.3, 'repeat buyer': 36.6, 'new customer': 36.0}
    """
    fits = fit_bgnbd(history), fit_gamma_gamma(history)
    repeaters = history[history["frequency"] > 0]
    newcomer = history.tail(1).assign(frequency=0, recency=0.0, T=0.0)

    def means(purchases: object, spend: object) -> list[float]:
        first = terms.margin * expected_spend(spend, newcomer).iloc[0]
        old = customer_lifetime_value(purchases, spend, repeaters, terms).mean()
        return [old, customer_lifetime_value(purchases, spend, newcomer, terms).iloc[0] + first]

    total = total_clv(*fits, history, terms, rng=rng, level=LEVEL)
    others = [means(*pair) for pair in _pairs_of_fits(*fits, N_FITS, rng)]
    ends = _quantiles(np.transpose(others), LEVEL)
    rows = {"base": total.tolist()}
    for name, worth, (low, high) in zip(
        ("repeat buyer", "new customer"), means(*fits), ends, strict=True
    ):
        rows[name] = [worth, low, high, LEVEL]
    return pd.DataFrame.from_dict(rows, orient="index", columns=["worth", "low", "high", "level"])
