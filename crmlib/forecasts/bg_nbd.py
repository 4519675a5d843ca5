"""How often will a customer buy again, who may leave unnoticed: the BG/NBD model."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Counts,
    checked,
    choice,
    either,
    filled,
    most_likely,
    table,
)

__all__ = [
    "BgNbd",
    "fit_bgnbd",
    "expected_purchases",
    "expected_future_purchases",
    "probability_alive",
]

# Steps around a = 1 and a + b = 1, where the expectation's formula is 0/0, and what the values
# there weigh at the place itself: a polynomial of degree three through them.
BESIDE = 1e-3
STEPS = np.array([-2, -1, 1, 2])

HISTORY = {"frequency": Counts, "recency": Amounts, "T": Amounts}


@dataclass(frozen=True)
class BgNbd:
    """Parameters of a BG/NBD model and what the fit says of itself.

    Parameters
    ----------
    r, alpha : float
        Purchase rates of living customers: gamma with shape r and rate alpha, so that the mean
        rate is r / alpha per unit of time.
    a, b : float
        Chance of leaving after a purchase: beta with parameters a and b, so that the mean
        chance is a / (a + b).
    log_likelihood : float
        Of all customers, at these parameters.
    converged : bool
        Whether the parameters are a maximum. If not, no function will use them.
    n_customers : int
        Customers fitted to.
    unit : {"weeks", "days"}, optional
        Unit of time of `alpha` and of the histories fitted to; None if they did not say it.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool
    n_customers: int
    unit: str | None = None


@checked
def fit_bgnbd(
    customers: filled(**HISTORY), *, unit: choice("weeks", "days") | None = None
) -> BgNbd:
    """Return the BG/NBD model that makes the customers' histories most likely.

    For customers without a contract, who leave without a word, and whose first purchase is
    known. One fit serves all of them.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `frequency` (repeat purchases, whole), `recency` and `T` (in one unit of time),
        as from `transaction_summary`.
    unit : {"weeks", "days"}, optional
        The unit of `recency` and `T`, where the table does not carry it. The fit keeps it.

    Returns
    -------
    BgNbd
        The parameters; `alpha` is in the unit of `T`. Look at `converged`: with too few repeat
        purchases the likelihood has no maximum.

    Raises
    ------
    ValueError
        If recency exceeds `T` or goes without repeat purchases, nobody was observed for any
        time, a customer stands there twice, or `unit` is not that of the table.

    Notes
    -----
    While alive a customer buys at a rate λ; after each purchase the customer leaves with
    probability p; λ is gamma(r, alpha), p is beta(a, b), independent. With δ = 1 if x > 0,

    L = B(a, b+x)/B(a, b) · Γ(r+x) alpha^r / Γ(r)
    · [(alpha+T)^-(r+x) + δ a/(b+x-1) · (alpha+t_x)^-(r+x)].

    Rows with the same history are counted once with their number; the logs of the parameters
    are found by L-BFGS-B with the exact gradient.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way: An alternative to the Pareto/NBD model, Marketing Science 24(2), 275-284, equation 6.

    Examples
    --------
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> fit = fit_bgnbd(transaction_summary(orders, "1997-09-30"))
    >>> fit.converged, round(fit.log_likelihood, 3)
    (True, -9582.429)
    >>> [round(value, 3) for value in (fit.r, fit.alpha, fit.a, fit.b)]
    [0.243, 4.414, 0.793, 2.426]
    """
    x, t_x, t = _histories(customers)
    if customers.index.has_duplicates:
        twice = customers.index[customers.index.duplicated()][0]
        raise ValueError(f"`customers` must have one row per customer; got {twice} twice.")
    if not t.any():
        raise ValueError("`customers` must have been observed; got `T` of 0 throughout, or none.")
    counts = _sufficient(x, t_x, t)
    parameters, value, converged = most_likely(
        lambda parameters: _mean_log_likelihood(parameters, counts), [1.0, t.mean(), 1.0, 1.0]
    )
    own = _unit_of(customers, unit)
    return BgNbd(*parameters, value * len(x), converged, len(x), own)


@checked
def expected_purchases(fit: BgNbd, duration: either(Amount, Amounts)) -> float | np.ndarray:
    """Return the expected number of repeat purchases of a new customer.

    For the plan before there is a history; summed over customers by age, it is the curve to
    hold against actual sales.

    Parameters
    ----------
    fit : BgNbd
        A fit that has converged.
    duration : float or array-like of float
        Time since the first purchase, in the unit of the fit, 0 or more.

    Returns
    -------
    float or numpy.ndarray of float
        Purchases after the first, 0 or more, in the shape of `duration`.

    Notes
    -----
    E[X(t)] = (a+b-1)/(a-1) · [1 - (alpha/(alpha+t))^r · ₂F₁(r, b; a+b-1; t/(alpha+t))].

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), equation 9.

    Examples
    --------
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> round(expected_purchases(cdnow, 52), 4)
    1.444
    """
    times = np.atleast_1d(np.asarray(duration, dtype=float))
    expected = _expected_while_alive(fit, 0.0, 0.0, times)
    return expected if np.ndim(duration) else float(expected[0])


@checked
def expected_future_purchases(
    fit: BgNbd, customers: table(**HISTORY), horizon: Amount
) -> pd.Series:
    """Return how many purchases each known customer is expected to make from now on.

    The forecast that ranks customers: it weighs a rate of buying with the chance of having left.

    Parameters
    ----------
    fit : BgNbd
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
    E[Y(t)] = P(alive) · (a+b+x-1)/(a-1) · [1 - (1-z)^(r+x) · ₂F₁(r+x, b+x; a+b+x-1; z)] with
    z = t/(alpha+T+t); computed as 1 - (1-z)^(a-1) · ₂F₁(a+b-1-r, a-1; a+b+x-1; z) in the
    brackets, the same by Euler's transformation, which does not overflow as x grows.

    References
    ----------
    Fader, Hardie and Lee (2005), Marketing Science 24(2), equation 10.

    Examples
    --------
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> customers = pd.DataFrame({"frequency": [26], "recency": [30.857143], "T": [31.0]})
    >>> expected_future_purchases(cdnow, customers, 52).round(3).tolist()
    [25.757]
    """
    alive = probability_alive(fit, customers)
    x, _, t = _histories(customers)
    place, first = _alike(x, t)
    expected = _expected_while_alive(fit, x[first], t[first], horizon)[place]
    return (alive * expected).rename("expected_purchases")


@checked
def probability_alive(fit: BgNbd, customers: table(**HISTORY)) -> pd.Series:
    """Return the chance that each customer has not left yet.

    Among repeat buyers a long silence speaks against a frequent customer more than against a
    rare one. Never count active customers with it: who bought once is alive for certain.

    Parameters
    ----------
    fit : BgNbd
        A fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency` and `T`, in the unit of the fit. May be empty.

    Returns
    -------
    Series of float, one per customer
        From 0 to 1, and exactly 1 without a repeat purchase: in this model a customer can only
        leave after a repeat purchase. Index as in `customers`.

    Raises
    ------
    ValueError
        If a history is impossible, as in `fit_bgnbd`, or in another unit than the fit.

    Notes
    -----
    P(alive) = 1 / (1 + δ a/(b+x-1) · ((alpha+T)/(alpha+t_x))^(r+x)), with δ = 1 if x > 0.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2008), Computing P(alive) using the BG/NBD
    model, note 021, brucehardie.com.

    Examples
    --------
    >>> cdnow = BgNbd(0.2425965, 4.413685, 0.7929888, 2.426166, -9582.429, True, 2357)
    >>> customers = pd.DataFrame(
    ...     {"frequency": [26, 0], "recency": [30.857143, 0.0], "T": [31.0, 31.0]}
    ... )
    >>> probability_alive(cdnow, customers).round(4).tolist()
    [0.9689, 1.0]
    """
    from scipy.special import expit

    _unit_of(customers, fit.unit)
    x, t_x, t = _histories(customers)
    again = x > 0
    log_gap = np.log((fit.alpha + t[again]) / (fit.alpha + t_x[again]))
    alive = np.ones(len(x))
    alive[again] = expit(-_log_odds_left((fit.r, fit.alpha, fit.a, fit.b), x[again], log_gap))
    return pd.Series(alive, index=customers.index, name="probability_alive")


class _Counts(NamedTuple):
    """What the likelihood needs of the customers, alike ones counted together."""

    n: int
    x: np.ndarray  # numbers of repeat purchases that occur, and customers with each
    n_x: np.ndarray
    t: np.ndarray  # values of T that occur; customers and repeat purchases with each
    n_t: np.ndarray
    x_t: np.ndarray
    t_x: np.ndarray  # values of recency that occur
    repeats: tuple[np.ndarray, ...]  # of repeat buyers: x, place in t, place in t_x, customers


def _sufficient(x: np.ndarray, t_x: np.ndarray, t: np.ndarray) -> _Counts:
    """Count customers with the same history, by one whole number for its three parts."""
    (x_place, x_met), (t_place, t_met), (t_x_place, t_x_met) = map(pd.factorize, (x, t, t_x))
    key = (x_place * len(t_met) + t_place) * len(t_x_met) + t_x_place
    key, n_key = np.unique(key[x > 0], return_counts=True)
    key, t_x_key = np.divmod(key, len(t_x_met))
    x_key, t_key = np.divmod(key, len(t_met))
    return _Counts(
        len(x),
        x_met,
        np.bincount(x_place),
        t_met,
        np.bincount(t_place),
        np.bincount(t_place, x),
        t_x_met,
        (x_met[x_key], t_key, t_x_key, n_key.astype(float)),
    )


def _mean_log_likelihood(parameters: np.ndarray, counts: _Counts) -> tuple[float, np.ndarray]:
    """Return the mean log-likelihood of a customer and its gradient."""
    parts = [part(parameters, counts) for part in (_purchase_part, _time_part, _leaving_part)]
    value = sum(value for value, _ in parts)
    return value / counts.n, sum(np.array(slopes) for _, slopes in parts) / counts.n


def _purchase_part(parameters: np.ndarray, counts: _Counts) -> tuple[float, list[float]]:
    """The gamma functions, which depend on the number of purchases only."""
    from scipy.special import digamma, gammaln

    r, _, a, b = parameters
    x, n = counts.x, counts.n_x
    signs = [(r, 1), (b, 1), (a + b, -1)]
    value = sum(sign * (n @ (gammaln(p + x) - gammaln(p))) for p, sign in signs)
    by_r, by_b, by_ab = (sign * (n @ (digamma(p + x) - digamma(p))) for p, sign in signs)
    return value, [by_r, 0.0, by_ab, by_b + by_ab]


def _time_part(parameters: np.ndarray, counts: _Counts) -> tuple[float, list[float]]:
    """The rate's share: r ln(alpha) - (r + x) ln(alpha + T)."""
    r, alpha, _, _ = parameters
    log_t = np.log(alpha + counts.t)
    weight = r * counts.n_t + counts.x_t
    log_alpha = counts.n * np.log(alpha)
    by_alpha = counts.n * r / alpha - weight @ (1 / (alpha + counts.t))
    return r * log_alpha - weight @ log_t, [log_alpha - counts.n_t @ log_t, by_alpha, 0.0, 0.0]


def _leaving_part(parameters: np.ndarray, counts: _Counts) -> tuple[float, list[float]]:
    """What repeat buyers add, who may have left after their last purchase: ln(1 + odds)."""
    r, alpha, a, b = parameters
    x, t_place, t_x_place, n = counts.repeats
    log_gap = np.log(alpha + counts.t)[t_place] - np.log(alpha + counts.t_x)[t_x_place]
    gap_slope = (1 / (alpha + counts.t))[t_place] - (1 / (alpha + counts.t_x))[t_x_place]
    log_odds = _log_odds_left(parameters, x, log_gap)
    # Of the odds e^w: ln(1 + e^w) and its slope, without overflow and with one exponential.
    small = np.exp(-np.abs(log_odds))
    value = _sum_product(n, np.maximum(log_odds, 0) + np.log1p(small))
    left = n * np.where(log_odds > 0, 1, small) / (1 + small)
    by_r = _sum_product(left, log_gap)
    by_alpha = _sum_product(left * (r + x), gap_slope)
    by_b = -_sum_product(left, 1 / (b + x - 1))
    return value, [by_r, by_alpha, left.sum() / a, by_b]


def _sum_product(weights: np.ndarray, values: np.ndarray) -> float:
    """Sum with weights on one thread; those of BLAS wait for each other on a busy machine."""
    return np.einsum("i,i->", weights, values)


def _log_odds_left(
    parameters: tuple[float, ...] | np.ndarray, x: np.ndarray, log_gap: np.ndarray
) -> np.ndarray:
    """Log odds that a repeat buyer has left; `log_gap` is ln((alpha + T) / (alpha + t_x))."""
    r, _, a, b = parameters
    return np.log(a) - np.log(b + x - 1) + (r + x) * log_gap


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
    fit: BgNbd, x: float | np.ndarray, t: float | np.ndarray, horizon: float | np.ndarray
) -> np.ndarray:
    """Purchases expected within the horizon of customers still alive at T."""
    z = horizon / (fit.alpha + t + horizon)
    for hole in (1.0, 1 - fit.b):
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


def _expected_at(a: float, fit: BgNbd, x: float | np.ndarray, z: float | np.ndarray) -> np.ndarray:
    c = a + fit.b + x - 1
    series = _hypergeometric(a + fit.b - 1 - fit.r, a - 1, *np.broadcast_arrays(c, z))
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


def _unit_of(customers: pd.DataFrame, unit: str | None) -> str | None:
    """Return the unit of time, once it is certain that table and fit mean the same."""
    own = customers.attrs.get("unit")
    if own is not None and unit is not None and own != unit:
        raise ValueError(f"`customers` must count time in {unit}; got {own}.")
    return unit or own


def _histories(customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, t_x and T, once it is certain that they can be true together."""
    x = customers["frequency"].to_numpy().astype(np.int64)
    t_x, t = (customers[column].to_numpy(dtype=float) for column in ("recency", "T"))
    bad = (t_x > t) | ((x == 0) & (t_x > 0))
    if bad.any():
        raise ValueError(
            "`customers` must have a recency from 0 to `T`, and 0 without repeat purchases; got "
            f"{bad.sum():,} others, the first at index {customers.index[bad.argmax()]}."
        )
    return x, t_x, t
