"""What a fit foretells: purchases, who is still there, who will not order."""

import numpy as np
import pandas as pd

from crmlib.core import Amount, checked, table
from crmlib.forecasts.bg_nbd import (
    HISTORY,
    PurchaseModel,
    _histories,
    _log_odds_left,
    _unit_of,
)

__all__ = [
    "expected_future_purchases",
    "probability_alive",
    "no_order_probability",
]

# Steps around a = 1 and a + b = 1, where the expectation's formula is 0/0, and what the values
# there weigh at the place itself: a polynomial of degree three through them.
BESIDE = 1e-3
STEPS = np.array([-2, -1, 1, 2])


@checked
def expected_future_purchases(
    fit: PurchaseModel, customers: table(**HISTORY), horizon: Amount
) -> pd.Series:
    """Return how many purchases each known customer is expected to make from now on.

    The forecast that ranks customers: it weighs a rate of buying with the chance of having left.

    Parameters
    ----------
    fit : BgNbd or MbgNbd
        A fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, 0 or more.

    Returns
    -------
    Series of float, one per customer
        Purchases within the horizon, 0 or more; index as in `customers`.

    Raises
    ------
    ValueError
        If a history is impossible, as in `fit_bgnbd`, or in another unit than the fit.

    Notes
    -----
    E[Y(t)] = P(alive) · (a+b+k-1)/(a-1) · [1 - (1-z)^(r+x) · ₂F₁(r+x, b+k; a+b+k-1; z)] with
    z = t/(alpha+T+t) and k coins tossed so far: x in BG/NBD, x+1 in MBG/NBD. Computed as
    1 - (1-z)^(a-1) · ₂F₁(a+b-1-r+k-x, a-1; a+b+k-1; z) in the brackets, the same by Euler's
    transformation, which does not overflow as x grows.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), equation 10.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> customers = pd.DataFrame({"frequency": [26], "recency": [30.857143], "T": [31.0]})
    >>> expected_future_purchases(cdnow, customers, 52).round(3).tolist()
    [25.757]
    """
    histories = _histories_of(fit, customers)
    x, _, t = histories
    place, first = _alike(x, t)
    expected = _expected_while_alive(fit, x[first], t[first], horizon)[place]
    found = _alive(fit, *histories) * expected
    return pd.Series(found, index=customers.index, name="expected_purchases")


@checked
def probability_alive(fit: PurchaseModel, customers: table(**HISTORY)) -> pd.Series:
    """Return the chance that each customer has not left yet.

    Among repeat buyers a long silence speaks against a frequent customer more than against a
    rare one. Never count active customers with it: nobody can check who is alive, and in BG/NBD
    who bought once is so for certain. What can be checked is `no_order_probability`.

    Parameters
    ----------
    fit : BgNbd or MbgNbd
        A fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.

    Returns
    -------
    Series of float, one per customer
        From 0 to 1; with BG/NBD exactly 1 without a repeat purchase, since there a customer can
        only leave after a repeat purchase. Index as in `customers`.

    Raises
    ------
    ValueError
        If a history is impossible, as in `fit_bgnbd`, or in another unit than the fit.

    Notes
    -----
    P(alive) = 1 / (1 + δ a/(b+k-1) · ((alpha+T)/(alpha+t_x))^(r+x)) with k coins tossed so far:
    x in BG/NBD, x+1 in MBG/NBD; δ = 1 if k > 0.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2008), Computing P(alive) using the BG/NBD
    model, note 021, brucehardie.com; for MBG/NBD Batislam, Denizel and Filiztekin (2007),
    International Journal of Research in Marketing 24(3), 201-209.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> customers = pd.DataFrame(
    ...     {"frequency": [26, 0], "recency": [30.857143, 0.0], "T": [31.0, 31.0]}
    ... )
    >>> probability_alive(cdnow, customers).round(4).tolist()
    [0.9689, 1.0]
    """
    alive = _alive(fit, *_histories_of(fit, customers))
    return pd.Series(alive, index=customers.index, name="probability_alive")


@checked
def no_order_probability(
    fit: PurchaseModel, customers: table(**HISTORY), horizon: Amount
) -> pd.Series:
    """Return the chance that each customer makes no order within the horizon.

    The list of those who may have left, in a form that time can check: unlike P(alive), it says
    what will be seen, and a hold-out period shows whether of ten such customers so many came.

    Parameters
    ----------
    fit : BgNbd or MbgNbd
        A fit that has converged. The two mostly agree here, though not on who is alive.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.
    horizon : float
        Time after the end of the observation, in the unit of the fit, 0 or more.

    Returns
    -------
    Series of float, one per customer
        From 0 to 1; index as in `customers`.

    Raises
    ------
    ValueError
        If a history is impossible, as in `fit_bgnbd`, or in another unit than the fit.

    Notes
    -----
    1 - P(alive) · [1 - ((alpha+T)/(alpha+T+t))^(r+x)], in both models: who is alive has a rate
    that is gamma(r+x, alpha+T), and can't leave before the next order.

    References
    ----------
    Hoppe, D. and Wagner, U. (2007), Customer base analysis: The case for a central variant of
    the betageometric/NBD model, Marketing 3(2), 75-90.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import MbgNbd
    >>> cdnow = MbgNbd(0.52484, 6.18307, 0.89136, 1.61402, -9582.136, True, 2357)
    >>> customers = pd.DataFrame(
    ...     {"frequency": [26, 0], "recency": [30.857143, 0.0], "T": [31.0, 31.0]}
    ... )
    >>> no_order_probability(cdnow, customers, 39).round(4).tolist()
    [0.0345, 0.8702]
    """
    histories = _histories_of(fit, customers)
    x, _, t = histories
    silent = -np.expm1((fit.r + x) * (np.log(fit.alpha + t) - np.log(fit.alpha + t + horizon)))
    chance = 1 - _alive(fit, *histories) * silent
    return pd.Series(chance, index=customers.index, name="no_order_probability")


def _histories_of(
    fit: PurchaseModel, customers: pd.DataFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, t_x and T, once it is certain that table and fit mean the same."""
    _unit_of(customers, fit.unit)
    return _histories(customers)


def _alive(fit: PurchaseModel, x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> np.ndarray:
    """P(alive) of each history."""
    from scipy.special import expit

    coins = x + fit.first_coins
    tossed = coins > 0
    log_gap = np.log((fit.alpha + t[tossed]) / (fit.alpha + t_x[tossed]))
    parameters = fit.r, fit.alpha, fit.a, fit.b
    alive = np.ones(len(x))
    alive[tossed] = expit(-_log_odds_left(parameters, x[tossed], coins[tossed], log_gap))
    return alive


def _alike(x: np.ndarray, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return for each customer the place among those met, and the first customer of each place.

    Customers with the same number of purchases and the same age share one expectation.
    """
    (x_place, _), (t_place, t_met) = pd.factorize(x), pd.factorize(t)
    place, met = pd.factorize(x_place * len(t_met) + t_place)
    first = np.empty(len(met), np.intp)
    first[place] = np.arange(len(place))
    return place, first


def _expected_while_alive(
    fit: PurchaseModel, x: float | np.ndarray, t: float | np.ndarray, horizon: float | np.ndarray
) -> np.ndarray:
    """Purchases expected within the horizon of customers still alive at T."""
    z = horizon / (fit.alpha + t + horizon)
    for hole in (1.0, 1 - fit.b - fit.first_coins):
        if abs(fit.a - hole) < BESIDE:
            place = (fit.a - hole) / BESIDE
            others = [STEPS[step != STEPS] for step in STEPS]
            weights = [
                np.prod((place - other) / (step - other))
                for step, other in zip(STEPS, others, strict=True)
            ]
            beside = [_expected_at(hole + step * BESIDE, fit, x, z) for step in STEPS]
            return sum(weight * value for weight, value in zip(weights, beside, strict=True))
    return _expected_at(fit.a, fit, x, z)


def _expected_at(
    a: float, fit: PurchaseModel, x: float | np.ndarray, z: float | np.ndarray
) -> np.ndarray:
    c = a + fit.b + x + fit.first_coins - 1
    first = a + fit.b - 1 - fit.r + fit.first_coins
    series = _hypergeometric(first, a - 1, *np.broadcast_arrays(c, z))
    return c / (a - 1) * (1 - (1 - z) ** (a - 1) * series) + 0.0


def _hypergeometric(a: float, b: float, c: np.ndarray, z: np.ndarray) -> np.ndarray:
    """Gauss's 2F1 of SciPy, and its power series where SciPy overflows (large c, z near 1)."""
    from scipy.special import hyp2f1

    value = hyp2f1(a, b, c, z)
    lost = ~np.isfinite(value)
    c, z = c[lost], z[lost]
    term = total = np.ones(lost.sum())
    k = 0
    while (np.abs(term) > np.finfo(float).eps * np.abs(total)).any():
        term = term * (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total = total + term
        k += 1
    value[lost] = total
    return value
