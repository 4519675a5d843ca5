"""What a customer spends per purchase, and what the customer will be worth."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crmlib.core import (
    Amount,
    Amounts,
    Counts,
    Fraction,
    Numbers,
    checked,
    missing_allowed,
    most_likely,
    table,
    whole,
)
from crmlib.forecasts.bg_nbd import PurchaseModel
from crmlib.forecasts.purchases import _alike, _alive, _expected_while_alive, _histories_of

__all__ = ["GammaGamma", "fit_gamma_gamma", "expected_spend", "ClvTerms", "customer_lifetime_value"]

SPEND = {"frequency": Counts, "monetary_value": missing_allowed(Numbers)}
# A mean that hangs on the tail: with q this near 1, or a model's mean this far from the customers',
# a forecast would be of the tail, not of the customers.
LEAST_Q, MOST_TIMES = 1.01, 2.0
UNITS_PER_MONTH = {"weeks": 365.25 / 12 / 7, "days": 365.25 / 12}


@dataclass(frozen=True)
class GammaGamma:
    """Parameters of a Gamma-Gamma model of spend and what the fit says of itself.

    Parameters
    ----------
    p : float
        Shape of the spend of one customer from purchase to purchase.
    q, gamma : float
        Shape and rate of the gamma that spreads customers' rates; the mean spend over customers
        is p gamma / (q - 1).
    log_likelihood : float
        Of all repeat buyers' mean spends, at these parameters.
    converged : bool
        Whether the parameters are a maximum. If not, no function will use them.
    n_customers : int
        Repeat buyers fitted to; others say nothing of spend.
    observed_mean : float, optional
        Mean of the repeat buyers' mean spends; a fit whose own mean is more than twice that is
        not used.
    log_covariance : tuple of tuple of float, optional
        How sure the fit is: covariance of the logs of p, q and gamma, in a large sample.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float
    converged: bool
    n_customers: int
    observed_mean: float | None = None
    log_covariance: tuple[tuple[float, ...], ...] | None = field(default=None, repr=False)


@checked
def fit_gamma_gamma(customers: table(**SPEND)) -> GammaGamma:
    """Return the Gamma-Gamma model that makes the customers' mean spends most likely.

    For spend that has nothing to do with how often a customer buys: look at the correlation of
    `frequency` and `monetary_value` among repeat buyers first (.11 on CDNOW).

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `frequency` (repeat purchases, whole) and `monetary_value` (mean spend per
        repeat purchase, in currency, above 0), as from `transaction_summary`. Rows with a
        frequency of 0 carry no repeat spend: their `monetary_value` is not looked at, and they
        are not counted in `n_customers`.

    Returns
    -------
    GammaGamma
        The parameters; `gamma` is in the currency. Look at `converged`: when customers are all
        alike the likelihood has no maximum.

    Raises
    ------
    ValueError
        If nobody bought again, or a repeat buyer's spend is missing, 0 or negative: the model
        knows no purchase for nothing.

    Notes
    -----
    The spend of one customer's purchases is gamma with shape p and the customer's own rate; the
    rates are gamma with shape q and rate gamma. The mean m of x purchases then has the density

    f(m | x) = Γ(px+q) / (Γ(px) Γ(q)) · gamma^q · m^(px-1) · x^(px) / (gamma + mx)^(px+q).

    References
    ----------
    Fader, P. S., Hardie, B. G. S. and Lee, K. L. (2005), RFM and CLV: Using iso-value curves
    for customer base analysis, Journal of Marketing Research 42(4), 415-430; Fader and Hardie
    (2013), The Gamma-Gamma model of monetary value, note 025, brucehardie.com, equation 1a.

    Examples
    --------
    >>> from crmlib.forecasts.customer_summary import transaction_summary
    >>> from crmlib.datasets import load_orders
    >>> orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    >>> fit = fit_gamma_gamma(transaction_summary(orders, "1997-09-30"))
    >>> fit.converged, fit.n_customers, [round(value, 2) for value in (fit.p, fit.q, fit.gamma)]
    (True, 946, [6.25, 3.74, 15.44])
    """
    x, m = _spends(customers)
    x, m = x[x > 0], m[x > 0]
    if not len(x):
        raise ValueError("`customers` must have repeat purchases; got none.")
    start, mean = [1.0, 2.0, m.mean()], float(m.mean())
    parameters, value, converged, covariance = most_likely(_likelihood(x, m), start)
    spread = tuple(map(tuple, (covariance / len(x)).tolist())) if converged else None
    return GammaGamma(*parameters, value * len(x), converged, len(x), mean, spread)


@checked
def expected_spend(fit: GammaGamma, customers: table(**SPEND)) -> pd.Series:
    """Return the mean spend per purchase that is expected of each customer.

    The customer's own mean, pulled towards that of all customers the more, the fewer purchases
    speak for it.

    Parameters
    ----------
    fit : GammaGamma
        A fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency` and `monetary_value`, as for `fit_gamma_gamma`. May be empty.

    Returns
    -------
    Series of float, one per customer
        Currency per purchase, above 0; index as in `customers`. Without a repeat purchase it is
        the mean over all customers, p gamma / (q - 1).

    Raises
    ------
    ValueError
        If the fit has no mean to speak of (q near 1), or the spends are impossible, as in
        `fit_gamma_gamma`.

    Notes
    -----
    E[M] = p (gamma + mx) / (px + q - 1).

    References
    ----------
    Fader and Hardie (2013), The Gamma-Gamma model of monetary value, note 025, equation 5.

    Examples
    --------
    >>> cdnow = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946)
    >>> customers = pd.DataFrame({"frequency": [0, 2, 20], "monetary_value": [np.nan, 70, 70]})
    >>> expected_spend(cdnow, customers).round(2).tolist()
    [35.22, 63.75, 69.25]
    """
    if fit.q < LEAST_Q:
        raise ValueError(
            f"`fit` must have q of at least {LEAST_Q} for spend to have a mean; got {fit.q:g}."
        )
    mean = fit.p * fit.gamma / (fit.q - 1)
    if fit.observed_mean is not None and mean > MOST_TIMES * fit.observed_mean:
        raise ValueError(
            f"`fit` must have a mean near the customers' {fit.observed_mean:,.4g}; got "
            f"{mean:,.4g}. With q of {fit.q:.4g} it hangs on the largest spends alone."
        )
    x, m = _spends(customers)
    spend = fit.p * (fit.gamma + m * x) / (fit.p * x + fit.q - 1)
    return pd.Series(spend, index=customers.index, name="expected_spend")


@dataclass(frozen=True)
@checked
class ClvTerms:
    """What a lifetime value is worked out with: assumptions, declared.

    Use it to hand the same assumptions to every forecast of value.

    Parameters
    ----------
    margin : float
        Share of revenue that is kept, from 0 to 1; 1 gives a value of revenue.
    horizon_months : int
        Months from the end of the observation, from 1 to 1,200.
    monthly_discount_rate : float
        Per month, 0 or more.

    Examples
    --------
    >>> ClvTerms(margin=0.3, horizon_months=36, monthly_discount_rate=0.01)
    ClvTerms(margin=0.3, horizon_months=36, monthly_discount_rate=0.01)
    """

    margin: Fraction
    horizon_months: whole(1, 1_200)
    monthly_discount_rate: Amount


@checked
def customer_lifetime_value(
    purchases: PurchaseModel,
    spend: GammaGamma,
    customers: table(recency=Amounts, T=Amounts, **SPEND),
    terms: ClvTerms,
) -> pd.Series:
    """Return the discounted margin expected of each known customer within the horizon.

    To rank customers and to put a value on the base. It counts purchases to come: neither those
    made, nor the cost of winning or serving the customer.

    Parameters
    ----------
    purchases : BgNbd or MbgNbd
        How often customers buy; a fit that has converged and knows its unit of time.
    spend : GammaGamma
        What they spend; a fit that has converged.
    customers : DataFrame, one row per customer
        Columns `frequency`, `recency`, `T` and `monetary_value`, as from `transaction_summary`.
        May be empty.
    terms : ClvTerms
        Margin, horizon and discount rate. A month is 365.25 / 12 days.

    Returns
    -------
    Series of float, one per customer
        `clv`, in currency, 0 or more; index as in `customers`.

    Raises
    ------
    ValueError
        If a fit does not know its unit, `customers` is in another one, or a history is
        impossible, as in `fit_bgnbd` and `fit_gamma_gamma`.

    Notes
    -----
    clv = margin · E[M] · Σ_k (E[Y(k)] - E[Y(k-1)]) / (1 + monthly_discount_rate)^k for the months
    k = 1, …, horizon_months, each paid at its end. The product of the two expectations takes it
    that spend has nothing to do with frequency and with leaving.

    References
    ----------
    Fader, Hardie and Lee (2005), Journal of Marketing Research 42(4), 415-430.

    Examples
    --------
    >>> from crmlib.forecasts.bg_nbd import BgNbd
    >>> parameters = (0.2425965, 4.413685, 0.7929888, 2.426166)
    >>> purchases = BgNbd(*parameters, -9582.429, True, 2357, unit="weeks")
    >>> spend = GammaGamma(6.25, 3.74, 15.44, -4058.0, True, 946)
    >>> customers = pd.DataFrame(
    ...     {"frequency": [0, 2], "recency": [0, 30.0], "T": [38, 38], "monetary_value": [0, 22.0]}
    ... )
    >>> terms = ClvTerms(margin=0.3, horizon_months=12, monthly_discount_rate=0.01)
    >>> clv = customer_lifetime_value(purchases, spend, customers, terms)
    >>> clv.round(2).tolist()
    [2.55, 11.0]
    """
    ends, weights = _month_ends(purchases, terms)
    histories = _histories_of(purchases, customers)
    x, _, age = histories
    place, first = _alike(x, age)
    until = [_expected_while_alive(purchases, x[first], age[first], end) for end in ends]
    to_come = (weights @ np.diff(until, axis=0, prepend=0))[place]
    worth = to_come * _alive(purchases, *histories)
    return (worth * expected_spend(spend, customers)).rename("clv")


def _month_ends(purchases: PurchaseModel, terms: ClvTerms) -> tuple[np.ndarray, np.ndarray]:
    """Return when each month ends, in the fit's unit, and what a dollar of its sales is worth."""
    if purchases.unit is None:
        raise ValueError(
            "`purchases` must know its unit of time; got a fit that does not. "
            'Fit it with unit="weeks" or unit="days".'
        )
    months = np.arange(1.0, terms.horizon_months + 1)
    weights = terms.margin * (1 + terms.monthly_discount_rate) ** -months
    return UNITS_PER_MONTH[purchases.unit] * months, weights


def _spends(customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return x and m, with m = 0 where x = 0, once it is certain that others spent something."""
    x = customers["frequency"].to_numpy().astype(np.int64)
    m = np.where(x > 0, customers["monetary_value"].to_numpy(dtype=float), 0.0)
    free = (x > 0) & ~(m > 0)
    if free.any():
        raise ValueError(
            "`customers` must have a `monetary_value` above 0 when they bought again; got "
            f"{free.sum():,} others, the first at index {customers.index[free.argmax()]}. "
            "Leave them out of the spend model first."
        )
    return x, m


def _likelihood(x: np.ndarray, m: np.ndarray) -> Callable:
    """Return the likelihood of the parameters; alike customers are counted together."""
    alike = pd.DataFrame({"x": x, "m": m}).groupby(["x", "m"]).size().reset_index(name="n")
    met = alike["x"].to_numpy(), alike["m"].to_numpy()
    weights = alike["n"].to_numpy() / len(x)
    return lambda parameters: _mean_log_likelihood(parameters, *met, weights)


def _mean_log_likelihood(
    parameters: np.ndarray, x: np.ndarray, m: np.ndarray, weights: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the mean log-likelihood of a repeat buyer and its gradient."""
    from scipy.special import digamma, gammaln

    p, q, gamma = parameters
    shape = p * x + q
    log_total = np.log(gamma + m * x)
    value = gammaln(shape) - gammaln(p * x) - gammaln(q) + q * np.log(gamma) - np.log(m)
    value += p * x * np.log(m * x) - shape * log_total
    by_p = x * (digamma(shape) - digamma(p * x) + np.log(m * x) - log_total)
    by_q = digamma(shape) - digamma(q) + np.log(gamma) - log_total
    by_gamma = q / gamma - shape / (gamma + m * x)
    rows = np.array([value, by_p, by_q, by_gamma])
    # One thread, whatever the machine: those of BLAS wait for each other.
    mean, *slopes = np.einsum("ij,j->i", rows, weights)
    return mean, np.array(slopes)
