"""How often customers buy who may leave unnoticed: the BG/NBD and the MBG/NBD model."""

from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Counts, checked, choice, filled, most_likely

__all__ = ["PurchaseModel", "BgNbd", "MbgNbd", "fit_bgnbd", "fit_bgnbd_counts", "fit_mbgnbd"]

HISTORY = {"frequency": Counts, "recency": Amounts, "T": Amounts}


@dataclass(frozen=True)
class PurchaseModel:
    """What the two models share: their parameters, and what a fit says of itself.

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
    log_covariance : tuple of tuple of float, optional
        How sure the fit is: covariance of the logs of r, alpha, a and b, in a large sample.
    """

    # Whether a customer may leave right after the first purchase: coins tossed before the second.
    first_coins: ClassVar[int]

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    converged: bool
    n_customers: int
    unit: str | None = None
    log_covariance: tuple[tuple[float, ...], ...] | None = field(default=None, repr=False)


class BgNbd(PurchaseModel):
    """A BG/NBD model: customers may leave after every repeat purchase, but not after the first.

    Parameters
    ----------
    r, alpha, a, b, log_likelihood, converged, n_customers, unit, log_covariance : as shared
        See `PurchaseModel`.
    """

    first_coins = 0


class MbgNbd(PurchaseModel):
    """An MBG/NBD model: customers may leave after every purchase, the first one included.

    Parameters
    ----------
    r, alpha, a, b, log_likelihood, converged, n_customers, unit, log_covariance : as shared
        See `PurchaseModel`.
    """

    first_coins = 1


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
    _need_one_row_each(customers)
    return _fitted(BgNbd, customers, unit)


@checked
def fit_bgnbd_counts(
    histories: filled(**HISTORY, n_customers=Counts), *, unit: choice("weeks", "days") | None = None
) -> BgNbd:
    """Return the BG/NBD model of customers who were counted by their history.

    Use it where a database has reduced a large base to its different histories, as
    `scale.history_counts` does: the fit is the same as that to all the customers.

    Parameters
    ----------
    histories : DataFrame, one row per history
        Columns `frequency` (repeat purchases, whole), `recency` and `T` (in one unit of time), and
        `n_customers` (how many customers have this history, whole).
    unit : {"weeks", "days"}, optional
        The unit of `recency` and `T`, where the table does not carry it. The fit keeps it.

    Returns
    -------
    BgNbd
        As of `fit_bgnbd`; its `n_customers` is the sum of the counts.

    Raises
    ------
    ValueError
        If recency exceeds `T` or goes without repeat purchases, nobody was observed for any
        time, or `unit` is not that of the table.

    Notes
    -----
    The likelihood is a product over customers, and alike customers have equal factors: n of
    them enter its logarithm as n times that of one.

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), "Counting your customers" the easy
    way: An alternative to the Pareto/NBD model, Marketing Science 24(2), 275-284, equation 6.

    Examples
    --------
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> customers = transaction_summary(orders, "1997-09-30")
    >>> histories = customers.value_counts(["frequency", "recency", "T"])
    >>> histories = histories.rename("n_customers").reset_index()
    >>> fit = fit_bgnbd_counts(histories)
    >>> len(histories), fit.n_customers, round(fit.r, 3)
    (1016, 2357, 0.243)
    """
    return _fitted(BgNbd, histories, unit, "histories")


@checked
def fit_mbgnbd(
    customers: filled(**HISTORY), *, unit: choice("weeks", "days") | None = None
) -> MbgNbd:
    """Return the MBG/NBD model that makes the customers' histories most likely.

    For the question who may have left: here somebody who bought once may be gone, too, which
    BG/NBD rules out. Its forecast of the total is not the better one for that: compare both.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `frequency` (repeat purchases, whole), `recency` and `T` (in one unit of time),
        as from `transaction_summary`.
    unit : {"weeks", "days"}, optional
        The unit of `recency` and `T`, where the table does not carry it. The fit keeps it.

    Returns
    -------
    MbgNbd
        The parameters; `alpha` is in the unit of `T`. Look at `converged`. All functions that
        take a fit take it as they take a BG/NBD fit.

    Raises
    ------
    ValueError
        As in `fit_bgnbd`.

    Notes
    -----
    As BG/NBD, but for a chance of leaving right after the first purchase. So

    L = B(a, b+x+1)/B(a, b) · Γ(r+x) alpha^r / Γ(r)
    · [(alpha+T)^-(r+x) + a/(b+x) · (alpha+t_x)^-(r+x)].

    References
    ----------
    Batislam, E. P., Denizel, M. and Filiztekin, A. (2007), Empirical validation and comparison
    of models for customer base analysis, International Journal of Research in Marketing 24(3),
    201-209; Hoppe, D. and Wagner, U. (2007), Customer base analysis: The case for a central
    variant of the betageometric/NBD model, Marketing 3(2), 75-90.

    Examples
    --------
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> fit = fit_mbgnbd(transaction_summary(orders, "1997-09-30"))
    >>> fit.converged, round(fit.log_likelihood, 3)
    (True, -9582.136)
    >>> [round(value, 3) for value in (fit.r, fit.alpha, fit.a, fit.b)]
    [0.525, 6.183, 0.891, 1.614]
    """
    _need_one_row_each(customers)
    return _fitted(MbgNbd, customers, unit)


def _need_one_row_each(customers: pd.DataFrame) -> None:
    """Refuse a customer who stands there twice."""
    if customers.index.has_duplicates:
        twice = customers.index[customers.index.duplicated()][0]
        raise ValueError(f"`customers` must have one row per customer; got {twice} twice.")


def _fitted(
    kind: type[PurchaseModel], table: pd.DataFrame, unit: str | None, name: str = "customers"
) -> PurchaseModel:
    """Return the fit to histories, each that of one customer, or of as many as are counted."""
    x, t_x, t = _histories(table, name)
    n = table["n_customers"].to_numpy(dtype=float) if name == "histories" else None
    if not (t if n is None else t * n).any():
        raise ValueError(f"`{name}` must have been observed; got `T` of 0 throughout, or none.")
    own = _unit_of(table, unit, name)
    counts = _sufficient((x, t_x, t), n, kind.first_coins)
    start = [1.0, float(np.average(t, weights=n)), 1.0, 1.0]
    parameters, value, converged, covariance = most_likely(
        lambda parameters: _mean_log_likelihood(parameters, counts), start
    )
    spread = tuple(map(tuple, (covariance / counts.n).tolist())) if converged else None
    return kind(*parameters, value * counts.n, converged, counts.n, own, spread)


class _Counts(NamedTuple):
    """What the likelihood needs of the customers, alike ones counted together."""

    n: int
    x: np.ndarray  # numbers of repeat purchases that occur, and customers with each
    n_x: np.ndarray
    first_coins: int  # coins tossed before the second purchase
    t: np.ndarray  # values of T that occur; customers and repeat purchases with each
    n_t: np.ndarray
    x_t: np.ndarray
    t_x: np.ndarray  # values of recency that occur
    may_leave: tuple[np.ndarray, ...]  # who tossed coins: x, place in t, place in t_x, customers


def _sufficient(
    history: tuple[np.ndarray, np.ndarray, np.ndarray], n: np.ndarray | None, first_coins: int
) -> _Counts:
    """Count customers with the same history, by one whole number for its three parts."""
    # Sorted, so that sums do not hang on the order of the customers.
    x, t_x, t = history
    places = (pd.factorize(part, sort=True) for part in (x, t, t_x))
    (x_place, x_met), (t_place, t_met), (t_x_place, t_x_met) = places
    key = (x_place * len(t_met) + t_place) * len(t_x_met) + t_x_place
    tossed = x + first_coins > 0
    key, n_key = _counted(key[tossed], None if n is None else n[tossed])
    key, t_x_key = np.divmod(key, len(t_x_met))
    x_key, t_key = np.divmod(key, len(t_met))
    return _Counts(
        len(x) if n is None else int(n.sum()),
        x_met,
        np.bincount(x_place, n),
        first_coins,
        t_met,
        np.bincount(t_place, n),
        np.bincount(t_place, x if n is None else x * n),
        t_x_met,
        (x_met[x_key], t_key, t_x_key, n_key.astype(float)),
    )


def _counted(keys: np.ndarray, n: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    """Return the different keys in order, and how many customers have each."""
    if n is None:
        return np.unique(keys, return_counts=True)
    met, place = np.unique(keys, return_inverse=True)
    return met, np.bincount(place, n, minlength=len(met))


def _mean_log_likelihood(parameters: np.ndarray, counts: _Counts) -> tuple[float, np.ndarray]:
    """Return the mean log-likelihood of a customer and its gradient."""
    parts = [part(parameters, counts) for part in (_purchase_part, _time_part, _leaving_part)]
    value = sum(value for value, _ in parts)
    return value / counts.n, sum(np.array(slopes) for _, slopes in parts) / counts.n


def _purchase_part(parameters: np.ndarray, counts: _Counts) -> tuple[float, list[float]]:
    """The gamma functions, which depend on the number of purchases only."""
    from scipy.special import digamma, gammaln

    r, _, a, b = parameters
    x, n, coins = counts.x, counts.n_x, counts.x + counts.first_coins
    signs = [(r, x, 1), (b, coins, 1), (a + b, coins, -1)]
    value = sum(sign * (n @ (gammaln(p + k) - gammaln(p))) for p, k, sign in signs)
    by_r, by_b, by_ab = (sign * (n @ (digamma(p + k) - digamma(p))) for p, k, sign in signs)
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
    """What they add who may have left after their last purchase: ln(1 + odds)."""
    r, alpha, a, b = parameters
    x, t_place, t_x_place, n = counts.may_leave
    coins = x + counts.first_coins
    log_gap = np.log(alpha + counts.t)[t_place] - np.log(alpha + counts.t_x)[t_x_place]
    gap_slope = (1 / (alpha + counts.t))[t_place] - (1 / (alpha + counts.t_x))[t_x_place]
    log_odds = _log_odds_left(parameters, x, coins, log_gap)
    # Of the odds e^w: ln(1 + e^w) and its slope, without overflow and with one exponential.
    small = np.exp(-np.abs(log_odds))
    value = _sum_product(n, np.maximum(log_odds, 0) + np.log1p(small))
    left = n * np.where(log_odds > 0, 1, small) / (1 + small)
    by_r = _sum_product(left, log_gap)
    by_alpha = _sum_product(left * (r + x), gap_slope)
    by_b = -_sum_product(left, 1 / (b + coins - 1))
    return value, [by_r, by_alpha, left.sum() / a, by_b]


def _sum_product(weights: np.ndarray, values: np.ndarray) -> float:
    """Sum with weights on one thread; those of BLAS wait for each other on a busy machine."""
    return np.einsum("i,i->", weights, values)


def _log_odds_left(
    parameters: tuple[float, ...] | np.ndarray,
    x: np.ndarray,
    coins: np.ndarray,
    log_gap: np.ndarray,
) -> np.ndarray:
    """Log odds that one who tossed coins has left; `log_gap` is ln((alpha + T) / (alpha + t_x))."""
    r, _, a, b = parameters
    return np.log(a) - np.log(b + coins - 1) + (r + x) * log_gap


def _unit_of(table: pd.DataFrame, unit: str | None, name: str = "customers") -> str | None:
    """Return the unit of time, once it is certain that table and fit mean the same."""
    own = table.attrs.get("unit")
    if own is not None and unit is not None and own != unit:
        raise ValueError(f"`{name}` must count time in {unit}; got {own}.")
    return unit or own


def _histories(
    table: pd.DataFrame, name: str = "customers"
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, t_x and T, once it is certain that they can be true together."""
    x = table["frequency"].to_numpy().astype(np.int64)
    t_x, t = (table[column].to_numpy(dtype=float) for column in ("recency", "T"))
    bad = (t_x > t) | ((x == 0) & (t_x > 0))
    if bad.any():
        raise ValueError(
            f"`{name}` must have a recency from 0 to `T`, and 0 without repeat purchases; got "
            f"{bad.sum():,} others, the first at index {table.index[bad.argmax()]}."
        )
    return x, t_x, t
