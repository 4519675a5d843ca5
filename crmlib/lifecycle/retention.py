"""How long customers stay: survival curves from lives not yet over, and the sBG model."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Flags, Kind, Level, Rows, checked, filled, values
from crmlib.lifecycle.cohorts import retention_rates

__all__ = ["survival_curve", "Sbg", "fit_sbg", "sbg_survival"]

# A parameter this far from 1, either way, has run away: the likelihood has no maximum.
FARTHEST = 1e4
FLAT = 1e-6


def _durations(series: pd.Series, where: str) -> pd.Series:
    if series.dtype.kind == "m":
        name, _, key = where.partition(" in ")
        raise TypeError(
            f"{name} must have numbers in {key}; got {series.dtype}. Make whole days with .dt.days."
        )
    return Amounts.check(series, where)


Lives = filled(duration=Kind(Amounts.name, _durations), event_observed=Flags)


@checked
def survival_curve(customers: Lives, *, confidence: Level = 0.95) -> pd.DataFrame:
    """Return the share of customers still there after each duration (Kaplan-Meier).

    Use it where some customers have not left yet: their time so far counts, and nothing is
    guessed about the rest. It describes a cohort only if the table holds everyone who started,
    those who left long ago included, or says of each customer since when it has been watched.

    Parameters
    ----------
    customers : DataFrame, one row per customer
        Columns `duration` (time observed, 0 or more, any unit) and `event_observed` (bool: True
        if the customer left then, False if still there when the observation ended). If there is
        a column `entry`, it holds the age at which the watch began (same unit; 0: from the
        start): who had left before it is not in the table.
    confidence : float
        Of the pointwise interval, above 0 and below 1.

    Returns
    -------
    DataFrame, one row per duration, from 0 in rising order
        Index `duration`; `n_at_risk` (customers watched just before it), `n_events` (left just
        then), `survival` (fraction), `low` and `high` (its interval; NaN where it is not defined:
        while nobody has left, and once nobody is there).

    Raises
    ------
    ValueError
        If a customer enters late and not before the end of `duration`.

    Notes
    -----
    S(t) = ∏ over s ≤ t of (1 - d(s) / n(s)), with d(s) customers leaving at s of n(s) at risk.
    Who is censored at s was at risk at s; who enters at s is at risk after it. The interval is
    Greenwood's on the log-log scale.

    With late entries n(s) rises and falls. If all of a few early ones leave, S is 0 for good:
    then ask of those only who lasted to some age (durations above it, entries raised to it).
    Entry must tell nothing about leaving, and someone must be watched from early on.

    References
    ----------
    Kaplan, E. L. and Meier, P. (1958), Nonparametric estimation from incomplete observations,
    Journal of the American Statistical Association 53, 457-481; its section 3 has late entries.

    Examples
    --------
    >>> customers = pd.DataFrame(
    ...     {"duration": [1, 2, 2, 4], "event_observed": [True, True, False, False]}
    ... )
    >>> survival_curve(customers)[["n_at_risk", "n_events", "survival"]].reset_index()
       duration  n_at_risk  n_events  survival
    0       0.0          4         0      1.00
    1       1.0          4         1      0.75
    2       2.0          3         1      0.50
    3       4.0          1         0      0.50
    >>> survival_curve(customers.assign(entry=[0, 1, 0, 2]))["survival"].round(3).tolist()
    [1.0, 0.5, 0.25, 0.25]
    """
    duration, left = _lives(customers)
    entered, lives, gone = (
        np.sort(ages) for ages in (_entries(customers), duration, duration[left])
    )
    times = np.unique(np.append(0.0, lives))
    n_at_risk = np.searchsorted(entered, times) - np.searchsorted(lives, times)
    n_events = np.searchsorted(gone, times, "right") - np.searchsorted(gone, times)
    # Where nobody is at risk nobody leaves.
    survival = np.cumprod(1 - n_events / np.maximum(n_at_risk, 1))
    low, high = _greenwood(survival, n_events, n_at_risk, confidence)
    return pd.DataFrame(
        {
            "n_at_risk": n_at_risk,
            "n_events": n_events,
            "survival": survival,
            "low": low,
            "high": high,
        },
        index=pd.Index(times, name="duration"),
    )


@dataclass(frozen=True)
class Sbg:
    """Parameters of a shifted beta-geometric model and what the fit says of itself.

    Parameters
    ----------
    alpha, beta : float
        Chance of leaving at a renewal: beta with these parameters over the customers, so that
        the mean chance at the first renewal is alpha / (alpha + beta).
    log_likelihood : float
        Of the counts it was fitted to, at these parameters.
    converged : bool
        Whether the parameters are a maximum. If not, no function will use them.
    n_periods : int
        Renewals fitted to.
    """

    alpha: float
    beta: float
    log_likelihood: float
    converged: bool
    n_periods: int


@checked
def fit_sbg(n_alive: values(Amounts)) -> Sbg:
    """Return the shifted beta-geometric model that makes a cohort's renewals most likely.

    For customers under contract who can leave at each renewal, and who differ in how likely
    they are to do so, while nobody's own chance changes.

    Parameters
    ----------
    n_alive : array-like, shape (n_periods + 1,)
        Customers of one cohort (or percent of it) still there after 0, 1, 2, … renewals; at
        least three numbers, the first above 0, never rising.

    Returns
    -------
    Sbg
        The parameters. Look at `converged`: without losses, or where renewal rates do not rise,
        customers cannot be told to differ, and the likelihood has no maximum.

    Raises
    ------
    ValueError
        If there are fewer than three numbers, or the cohort is empty or grows.

    Notes
    -----
    Each customer leaves at every renewal with a chance θ of their own; θ is beta(alpha, beta)
    over the cohort. Then P(t) = B(alpha + 1, beta + t - 1) / B(alpha, beta) leave at renewal t,
    and S(t) = B(alpha, beta + t) / B(alpha, beta) are there after it. The log-likelihood is
    Σ (n(t-1) - n(t)) ln P(t) + n(T) ln S(T). Percent give the same parameters as counts, and a
    log-likelihood in their unit. The logs of the parameters are found by L-BFGS-B with the
    exact gradient.

    References
    ----------
    Fader, P. S. and Hardie, B. G. S. (2007), How to project customer retention, Journal of
    Interactive Marketing 21(1), 76-90: the High-End cohort gives alpha .668, beta 3.806.

    Examples
    --------
    >>> fit = fit_sbg([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1])
    >>> fit.converged, round(fit.alpha, 3), round(fit.beta, 3)
    (True, 0.668, 3.806)
    """
    from scipy.optimize import minimize

    alive = np.asarray(n_alive, dtype=float)
    if len(alive) < 3:
        raise ValueError(f"`n_alive` must hold at least three counts; got {alive.tolist()}.")
    retention_rates(alive)  # refuses a cohort that is empty or grows
    found = minimize(
        lambda logs: _negative_mean(logs, alive / alive[0]),
        np.zeros(2),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-np.log(FARTHEST), np.log(FARTHEST))] * 2,
        options={"ftol": 1e-15, "gtol": FLAT / 10, "maxiter": 1000},
    )
    alpha, beta = map(float, np.exp(found.x))
    inside = np.abs(found.x).max() < np.log(FARTHEST)
    flat = np.abs(found.jac).max() < FLAT
    # Customers who do not differ are the limit of ever larger parameters: no maximum is there.
    differ = -found.fun > _geometric_mean(alive / alive[0]) + FLAT / 100
    log_likelihood = -float(found.fun * alive[0])
    return Sbg(alpha, beta, log_likelihood, bool(inside and flat and differ), len(alive) - 1)


@checked
def sbg_survival(fit: Sbg, n_periods: Rows) -> pd.Series:
    """Return the share of a cohort still there after each renewal, by the fitted model.

    Use it to project a cohort beyond its data; a share by the one before it is the model's
    renewal rate.

    Parameters
    ----------
    fit : Sbg
        A fit that has converged.
    n_periods : int
        How many renewals, at least 1.

    Returns
    -------
    Series
        Index `period` (0, 1, …, n_periods); fractions, 1 at period 0, falling.

    Notes
    -----
    S(t) = r(1) · … · r(t) with r(t) = (beta + t - 1) / (alpha + beta + t - 1), which rises
    with t. No interval: percent of a cohort, which are what is published, do not say how many
    customers they are.

    References
    ----------
    Fader, P. S. and Hardie, B. G. S. (2007), How to project customer retention, Journal of
    Interactive Marketing 21(1), 76-90.

    Examples
    --------
    >>> fit = fit_sbg([100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1])
    >>> sbg_survival(fit, 12).round(3).iloc[[1, 7, 12]].to_dict()
    {1: 0.851, 7: 0.489, 12: 0.378}
    """
    period = np.arange(1, n_periods + 1)
    rates = (fit.beta + period - 1) / (fit.alpha + fit.beta + period - 1)
    share = np.append(1.0, np.cumprod(rates))
    return pd.Series(share, pd.RangeIndex(n_periods + 1, name="period"), name="survival")


def _lives(customers: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    return customers["duration"].to_numpy(dtype=float), customers["event_observed"].to_numpy()


def _entries(customers: pd.DataFrame) -> np.ndarray:
    """Return since which age each customer has been watched; -inf: from the start."""
    if "entry" not in customers:
        return np.full(len(customers), -np.inf)
    entry = _durations(customers["entry"], "`customers` in `entry`").to_numpy(dtype=float)
    late = (entry > 0) & (entry >= customers["duration"].to_numpy(dtype=float))
    if late.any():
        place = int(late.argmax())
        raise ValueError(
            "`customers` must enter before their `duration` ends; got "
            f"{late.sum():,} that do not, the first at index {customers.index[place]}."
        )
    return np.where(entry > 0, entry, -np.inf)


def _greenwood(
    survival: np.ndarray, n_events: np.ndarray, n_at_risk: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return Greenwood's interval on the log-log scale; NaN where it is not defined."""
    from scipy.special import ndtri

    with np.errstate(divide="ignore", invalid="ignore"):
        terms = n_events / (n_at_risk * (n_at_risk - n_events))
        variance = np.cumsum(np.where(n_events, terms, 0.0))
        spread = ndtri(0.5 + confidence / 2) * np.sqrt(1 / np.log(survival) ** 2 * variance)
        middle = np.log(-np.log(survival))
        ends = (np.exp(-np.exp(middle + side * spread)) for side in (1, -1))
        low, high = (np.where(survival == 1, np.nan, end) for end in ends)
    return low, high


def _negative_mean(logs: np.ndarray, alive: np.ndarray) -> tuple[float, np.ndarray]:
    """Return minus the log-likelihood of a cohort of size 1, and its slope in the logs."""
    from scipy.special import betaln, digamma

    (alpha, beta), period = np.exp(logs), np.arange(1, len(alive))
    # One row per way to go: left at a renewal, or stayed to the end.
    weights = np.append(-np.diff(alive), alive[-1])
    a = alpha + np.append(np.ones(len(period)), 0.0)
    b = beta + np.append(period - 1, period[-1])
    value = weights @ (betaln(a, b) - betaln(alpha, beta))
    both = digamma(a + b) - digamma(alpha + beta)
    slope = [
        weights @ (digamma(a) - digamma(alpha) - both),
        weights @ (digamma(b) - digamma(beta) - both),
    ]
    return -value, -np.array(slope) * (alpha, beta)


def _geometric_mean(alive: np.ndarray) -> float:
    """Return the best log-likelihood of a cohort of size 1 in which all leave with one chance."""
    from scipy.special import xlogy

    n_lost, n_renewed = alive[0] - alive[-1], alive[1:].sum()
    chance = n_lost / (n_lost + n_renewed)
    return float(xlogy(n_lost, chance) + xlogy(n_renewed, 1 - chance))
