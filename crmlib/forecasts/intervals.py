"""How far off a forecast of a whole base may be by chance alone."""

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Level, Rng, Steps, checked, number, table
from crmlib.forecasts.bg_nbd import HISTORY, PurchaseModel
from crmlib.forecasts.draws import _other_fits, _paces, _purchases, _spend, _value
from crmlib.forecasts.gamma_gamma import (
    SPEND,
    ClvTerms,
    GammaGamma,
    _month_ends,
    _spends,
    customer_lifetime_value,
    expected_spend,
)
from crmlib.forecasts.purchases import (
    _histories_of,
    expected_future_purchases,
    no_order_probability,
)

__all__ = [
    "total_purchases",
    "total_spend",
    "total_clv",
]

Horizon = number(0, 1e6)
SPENDERS = {"recency": Amounts, "T": Amounts, **SPEND}


@checked
def total_purchases(
    fit: PurchaseModel,
    customers: table(**HISTORY),
    horizon: Horizon,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.DataFrame:
    """Return how many will buy, and how often, in the whole base, with intervals.

    Use it for plans of stock or sales, and hold it against the file's own past: the interval
    knows chance, not change. A new price, season or rival is not in it, and the larger the base,
    the narrower and the more wrong it can be.

    Parameters
    ----------
    fit : BgNbd or MbgNbd
        A fit that has converged, as it comes from the fit.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, from 0 to a million.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        How often, if the model holds, the truth should fall within, between 0 and 1.
    n_draws : int
        Futures drawn for the base; time grows with them times the customers.

    Returns
    -------
    DataFrame
        Rows buyers (customers with an order) and purchases; columns forecast (sums of
        `no_order_probability`, taken from 1, and of `expected_future_purchases`), low and high
        (whole numbers) and level.

    Raises
    ------
    ValueError
        If the fit does not know how sure it is, or a history is impossible or in another unit.

    Notes
    -----
    Two kinds of chance: other customers would have given other parameters (drawn from a normal
    with the covariance of the fit, on the logs), and at given parameters customers do this or
    that (drawn for each customer alone). low and high are quantiles.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 6, for
    draws from a fitted model.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import fit_bgnbd
    >>> customers = pd.DataFrame({"frequency": [26, 4, 2, 1, 3, 0, 0, 0]})
    >>> customers["recency"] = [30.9, 9, 3, 20, 28, 0, 0, 0]
    >>> customers["T"] = [31.0, 38, 4, 30, 36, 38, 30, 27]
    >>> rng = np.random.default_rng(3)
    >>> total_purchases(fit_bgnbd(customers), customers, 39, rng=rng, n_draws=50)["low"].tolist()
    [2, 10]
    """
    histories = _in_order(_histories_of(fit, customers))
    totals = []
    for one in _other_fits(fit, "fit", n_draws, rng):
        orders = np.minimum(*_purchases(one, histories, horizon, rng))
        totals.append([np.count_nonzero(orders), orders.sum()])
    forecast = {
        "buyers": (1 - no_order_probability(fit, customers, horizon)).sum(),
        "purchases": expected_future_purchases(fit, customers, horizon).sum(),
    }
    return _table(pd.Series(forecast), _quantiles(np.transpose(totals), level), level)


@checked
def total_spend(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: table(**SPENDERS),
    horizon: Horizon,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.Series:
    """Return what the whole base may spend, with an interval.

    Use it for a plan of sales from present customers, beside what the same forecast was worth in
    the past: the interval knows chance, not change.

    Parameters
    ----------
    purchases : BgNbd or MbgNbd
        How often customers buy; a fit that has converged, as it comes from the fit.
    spend : GammaGamma
        What they spend; the same.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency`, `T` and `monetary_value`, as from `transaction_summary`.
        May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, from 0 to a million.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        How often, if the models hold, the truth should fall within, between 0 and 1.
    n_draws : int
        Futures drawn for the base.

    Returns
    -------
    Series
        forecast, low and high, in currency, and level.

    Raises
    ------
    ValueError
        If a fit does not know how sure it is, or histories or spends are impossible.

    Notes
    -----
    As `total_purchases`, with the parameters of spend drawn as well.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 6.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import fit_bgnbd
    >>> sure = tuple(map(tuple, 0.01 * np.eye(3)))
    >>> spend = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946, log_covariance=sure)
    >>> customers = pd.DataFrame({"frequency": [26, 4, 2, 1, 3, 0, 0, 0]})
    >>> customers["recency"] = [30.9, 9, 3, 20, 28, 0, 0, 0]
    >>> customers["T"] = [31.0, 38, 4, 30, 36, 38, 30, 27]
    >>> customers["monetary_value"] = [40.0, 22, 60, 8, 30, np.nan, np.nan, np.nan]
    >>> buying, rng = fit_bgnbd(customers), np.random.default_rng(3)
    >>> found = total_spend(buying, spend, customers, 39, rng=rng, n_draws=50)
    >>> bool(found["low"] < found["forecast"] < found["high"])
    True
    """
    *histories, m = _in_order([*_histories_of(purchases, customers), _spends(customers)[1]])
    totals = []
    for one, other in _pairs_of_fits(purchases, spend, n_draws, rng):
        orders = np.minimum(*_purchases(one, histories, horizon, rng))
        totals.append(_spend(other, orders, _paces(other, histories[0], m, rng), rng).sum())
    each = expected_spend(spend, customers)
    forecast = (expected_future_purchases(purchases, customers, horizon) * each).sum()
    return _total(forecast, totals, level)


@checked
def total_clv(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: table(**SPENDERS),
    terms: ClvTerms,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.Series:
    """Return the lifetime value of the whole base, with an interval.

    Use it wherever the value of a customer base enters a price or a balance sheet. The interval
    knows chance, not change, nor whether margin and discount are right.

    Parameters
    ----------
    purchases : BgNbd or MbgNbd
        How often customers buy; a fit that has converged, as it comes from the fit.
    spend : GammaGamma
        What they spend; the same.
    customers : DataFrame, one row per customer
        As for `customer_lifetime_value`. May be empty.
    terms : ClvTerms
        Margin, horizon and discount rate.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        How often, if the models hold, the truth should fall within, between 0 and 1.
    n_draws : int
        Futures drawn for the base.

    Returns
    -------
    Series
        forecast (the sum of `customer_lifetime_value`), low and high, in currency, and level.

    Raises
    ------
    ValueError
        As in `customer_lifetime_value`, or if a fit does not know how sure it is.

    Notes
    -----
    As `total_spend`, with orders falling anywhere within the horizon: each month gets its part.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 6.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import fit_bgnbd
    >>> sure = tuple(map(tuple, 0.01 * np.eye(3)))
    >>> spend = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946, log_covariance=sure)
    >>> customers = pd.DataFrame({"frequency": [26, 4, 2, 1, 3, 0, 0, 0]})
    >>> customers["recency"] = [30.9, 9, 3, 20, 28, 0, 0, 0]
    >>> customers["T"] = [31.0, 38, 4, 30, 36, 38, 30, 27]
    >>> customers["monetary_value"] = [40.0, 22, 60, 8, 30, np.nan, np.nan, np.nan]
    >>> buying, rng = fit_bgnbd(customers, unit="weeks"), np.random.default_rng(3)
    >>> terms = ClvTerms(margin=0.3, horizon_months=12, monthly_discount_rate=0.01)
    >>> found = total_clv(buying, spend, customers, terms, rng=rng, n_draws=50)
    >>> bool(found["low"] < found["forecast"] < found["high"])
    True
    """
    forecast = customer_lifetime_value(purchases, spend, customers, terms).sum()
    *histories, m = _in_order([*_histories_of(purchases, customers), _spends(customers)[1]])
    ends, weights = _month_ends(purchases, terms)
    totals = []
    for one, other in _pairs_of_fits(purchases, spend, n_draws, rng):
        lives = *_purchases(one, histories, ends[-1], rng), _paces(other, histories[0], m, rng)
        totals.append(_value(other, lives, weights, rng).sum())
    return _total(forecast, totals, level)


def _quantiles(draws: np.ndarray, level: float) -> np.ndarray:
    """Return in each row the draws that leave out (1 - level) / 2 at either end."""
    tails = [(1 - level) / 2, (1 + level) / 2]
    return np.quantile(draws, tails, axis=-1, method="inverted_cdf").T


def _table(forecast: pd.Series, ends: np.ndarray, level: float) -> pd.DataFrame:
    columns = {"forecast": forecast, "low": ends[:, 0], "high": ends[:, 1], "level": level}
    return pd.DataFrame(columns, index=forecast.index)


def _total(forecast: float, totals: list[float], level: float) -> pd.Series:
    low, high = _quantiles(np.array(totals), level)
    return pd.Series({"forecast": forecast, "low": low, "high": high, "level": level})


def _in_order(columns: list[np.ndarray] | tuple[np.ndarray, ...]) -> list[np.ndarray]:
    """Return the columns sorted by history: draws don't hang on the order of the customers."""
    rows = np.lexsort(columns[::-1])
    return [column[rows] for column in columns]


def _pairs_of_fits(
    purchases: PurchaseModel, spend: GammaGamma, n_draws: int, rng: np.random.Generator
) -> zip:
    return zip(
        _other_fits(purchases, "purchases", n_draws, rng),
        _other_fits(spend, "spend", n_draws, rng),
        strict=True,
    )
