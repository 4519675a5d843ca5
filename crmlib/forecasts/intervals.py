"""How far off a forecast may be by chance alone: for each customer, and for all together."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Level, Rng, Steps, checked, number, table
from crmlib.forecasts.bg_nbd import HISTORY, PurchaseModel
from crmlib.forecasts.draws import (
    _blocks,
    _other_fits,
    _paces,
    _purchases,
    _sorted_places,
    _spend,
    _value,
)
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
    "forecast_purchases",
    "forecast_spend",
    "forecast_clv",
    "total_purchases",
    "total_spend",
    "total_clv",
]

Horizon = number(0, 1e6)
SPENDERS = {"recency": Amounts, "T": Amounts, **SPEND}


@checked
def forecast_purchases(
    fit: PurchaseModel,
    customers: table(**HISTORY),
    horizon: Horizon,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.DataFrame:
    """Return how many purchases each customer may make from now on, with an interval.

    Use it for what one customer will do. The interval knows chance, not change: a new price,
    season or rival is not in it.

    Parameters
    ----------
    fit : BgNbd or MbgNbd
        A fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, from 0 to a million.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Share of customers whose purchases should fall within the interval, between 0 and 1.
    n_draws : int
        Futures drawn for each customer.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `customers`: forecast (as from `expected_future_purchases`), low and high
        (whole purchases) and level. Customers with one history have one interval.

    Raises
    ------
    ValueError
        If a history is impossible, as in `fit_bgnbd`, or in another unit than the fit.

    Notes
    -----
    A future: alive with P(alive); then a rate λ from gamma(r+x, alpha+T), a chance of leaving p
    from beta(a, b+k) with k coins tossed so far, and the lesser of Poisson(λ · horizon) and
    geometric(p) purchases. low and high are quantiles of the futures, so that each end leaves out
    (1 - level)/2 at most; whole numbers cover more than they promise. The parameters are taken
    as known: for one customer they matter little, for all together see `total_purchases`.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), 275-284, for the story that is drawn.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> customers = pd.DataFrame({"frequency": [26, 0], "recency": [30.86, 0], "T": [31.0, 31.0]})
    >>> forecast_purchases(cdnow, customers, 52, rng=np.random.default_rng(3), level=0.8).round(2)
       forecast  low  high  level
    0     25.76    3    47    0.8
    1      0.30    0     1    0.8
    """
    histories = _histories_of(fit, customers)
    place, first = _sorted_places(histories)

    def drawn(rows: np.ndarray) -> np.ndarray:
        return np.minimum(*_purchases(fit, _repeated(histories, rows, n_draws), horizon, rng))

    ends = _ends(drawn, first, n_draws, level)
    forecast = expected_future_purchases(fit, customers, horizon)
    return _table(forecast, ends.astype(np.int64)[place], level)


@checked
def forecast_spend(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: table(**SPENDERS),
    horizon: Horizon,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.DataFrame:
    """Return what each customer may spend from now on, with an interval.

    Use it where orders differ in size. The interval knows chance, not change: a new price,
    season or rival is not in it.

    Parameters
    ----------
    purchases : BgNbd or MbgNbd
        How often customers buy; a fit that has converged.
    spend : GammaGamma
        What they spend; a fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency`, `T` and `monetary_value`, as from `transaction_summary`.
        May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, from 0 to a million.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Share of customers whose spend should fall within the interval, between 0 and 1.
    n_draws : int
        Futures drawn for each customer.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `customers`, in currency: forecast (expected purchases times expected spend),
        low, high and level.

    Raises
    ------
    ValueError
        If a history or spend is impossible, or in another unit than the fit.

    Notes
    -----
    Purchases Y as in `forecast_purchases`; their sum is gamma(p Y) at a rate that is gamma(q+px)
    over gamma + xm, the customer's own.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> spend = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946)
    >>> customers = pd.DataFrame({"frequency": [9], "recency": [30.0], "T": [31.0]})
    >>> customers["monetary_value"] = 40.0
    >>> rng = np.random.default_rng(3)
    >>> forecast_spend(cdnow, spend, customers, 39, rng=rng, level=0.8).round(1)
       forecast   low   high  level
    0     279.7  30.8  566.9    0.8
    """
    histories, m = _histories_of(purchases, customers), _spends(customers)[1]
    place, first = _sorted_places([*histories, m])

    def drawn(rows: np.ndarray) -> np.ndarray:
        *past, mean = _repeated([*histories, m], rows, n_draws)
        orders = np.minimum(*_purchases(purchases, past, horizon, rng))
        return _spend(spend, orders, _paces(spend, past[0], mean, rng), rng)

    ends = _ends(drawn, first, n_draws, level)
    each = expected_spend(spend, customers)
    return _table(
        expected_future_purchases(purchases, customers, horizon) * each, ends[place], level
    )


@checked
def forecast_clv(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: table(**SPENDERS),
    terms: ClvTerms,
    *,
    rng: Rng,
    level: Level = 0.95,
    n_draws: Steps = 1000,
) -> pd.DataFrame:
    """Return the lifetime value of each customer, with an interval.

    Use it before a value is shown for one person: it is an average over many futures, and this
    customer will live through one. The interval knows chance, not change.

    Parameters
    ----------
    purchases : BgNbd or MbgNbd
        How often customers buy; a fit that has converged and knows its unit of time.
    spend : GammaGamma
        What they spend; a fit that has converged.
    customers : DataFrame, one row per customer
        As for `customer_lifetime_value`. May be empty.
    terms : ClvTerms
        Margin, horizon and discount rate.
    rng : numpy.random.Generator
        Source of randomness.
    level : float
        Share of customers whose value should fall within the interval, between 0 and 1.
    n_draws : int
        Futures drawn for each customer.

    Returns
    -------
    DataFrame, one row per customer
        Index as in `customers`, in currency: forecast (as from `customer_lifetime_value`), low,
        high and level.

    Raises
    ------
    ValueError
        As in `customer_lifetime_value`.

    Notes
    -----
    Orders as in `forecast_purchases`, spread evenly over the months and paid at their ends; their
    sums as in `forecast_spend`; margin and discount as in `customer_lifetime_value`.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> parameters = (0.2425965, 4.413685, 0.7929888, 2.426166)
    >>> cdnow = BgNbd(*parameters, -9582.429, True, 2357, unit="weeks")
    >>> spend = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946)
    >>> customers = pd.DataFrame({"frequency": [9], "recency": [30.0], "T": [31.0]})
    >>> customers["monetary_value"] = 40.0
    >>> terms = ClvTerms(margin=0.3, horizon_months=12, monthly_discount_rate=0.01)
    >>> rng = np.random.default_rng(3)
    >>> forecast_clv(cdnow, spend, customers, terms, rng=rng, level=0.8).round(1)
       forecast  low   high  level
    0      99.0  9.2  200.5    0.8
    """
    forecast = customer_lifetime_value(purchases, spend, customers, terms)
    histories, m = _histories_of(purchases, customers), _spends(customers)[1]
    place, first = _sorted_places([*histories, m])
    ends, weights = _month_ends(purchases, terms)

    def drawn(rows: np.ndarray) -> np.ndarray:
        *past, mean = _repeated([*histories, m], rows, n_draws)
        lives = *_purchases(purchases, past, ends[-1], rng), _paces(spend, past[0], mean, rng)
        return _value(spend, lives, weights, rng)

    return _table(forecast, _ends(drawn, first, n_draws, level)[place], level)


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

    Use it for plans of stock or sales, and hold it against the file's own past (see
    `past_forecasts`): the interval knows chance, not change. A new price, season or rival is not
    in it, and the larger the base, the narrower and the more wrong it can be.

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
    that (drawn as in `forecast_purchases`, each customer alone). low and high are quantiles.

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
        As for `forecast_spend`. May be empty.
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
    As `total_spend`, with the months of `forecast_clv`.

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


def _repeated(
    columns: list[np.ndarray] | tuple[np.ndarray, ...], rows: np.ndarray, n_draws: int
) -> list[np.ndarray]:
    """Return some customers' columns, each value as often as there are draws."""
    return [np.repeat(column[rows], n_draws) for column in columns]


def _ends(
    drawn: Callable[[np.ndarray], np.ndarray], first: np.ndarray, n_draws: int, level: float
) -> np.ndarray:
    """Return low and high of each history, block by block."""
    found = [np.empty((0, 2))]
    for block in _blocks(len(first), n_draws):
        rows = first[block]
        found.append(_quantiles(drawn(rows).reshape(len(rows), n_draws), level))
    return np.concatenate(found)


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
