"""The Bass model: growth by advertising and word of mouth in a market that fills up."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import Amount, Flag, Number, Rows, Steps, checked, require_fit, values, within

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

__all__ = [
    "bass_curve",
    "BassFit",
    "fit_bass",
]

# The search for m (as a multiple of what was seen), p and q; an estimate at an end is none.
SMALLEST, LARGEST = (0.5, 1e-9, 1e-9), (100.0, 5.0, 5.0)
WORST_CONDITION = 1e4
SMALLEST_RATIO, LARGEST_RATIO = 1e-16, 1e200  # imitation to innovation; below: no word of mouth
MOST_PERIODS = 100_000


@checked
def bass_curve(
    n_periods: Rows, *, market_size: Amount, innovation: Amount, imitation: Amount
) -> pd.DataFrame:
    """Return adopters per period in a market of people who hear of a product and tell others.

    Use it where growth has two engines: some come by themselves, the others because of those
    who are there.

    Parameters
    ----------
    n_periods : int
        How many periods, at least 1.
    market_size : float
        m, people who will ever adopt.
    innovation : float
        p, the rate at which those outside adopt by themselves, per period.
    imitation : float
        q, what the adopters add to that rate once everybody has adopted, per period.

    Returns
    -------
    DataFrame
        One row per period from 1: period, adopters (in it), cumulative (at its end), and
        by_word_of_mouth (those adopters whom imitation brought), in people.

    Raises
    ------
    ValueError
        If one rate is so far from the other that no number holds their ratio.

    Notes
    -----
    F(t) = (1 - e^(-(p+q)t)) / (1 + (q/p) e^(-(p+q)t)); adopters(t) = m (F(t) - F(t - 1)). With
    p = 0 nobody ever begins: F = 0. The integral of p(1 - F) is (p/q) ln(1 + q·F(t)/p) for
    q > 0: those who came by themselves; the rest is word of mouth.

    References
    ----------
    Bass, F. M. (1969). A new product growth for model consumer durables. Management Science
    15(5), 215-227.

    Examples
    --------
    >>> curve = bass_curve(30, market_size=1000, innovation=0.02, imitation=0.4)
    >>> int(curve.loc[curve["adopters"].idxmax(), "period"])
    8
    """
    if max(innovation, imitation) > LARGEST_RATIO or imitation > LARGEST_RATIO * innovation > 0:
        raise ValueError(
            f"`innovation` must be comparable to `imitation`; got {innovation:g}, {imitation:g}."
        )
    share = _adopted(np.arange(n_periods + 1), innovation, imitation)
    alone = share.copy()
    if imitation > SMALLEST_RATIO * innovation > 0:
        alone = innovation / imitation * np.log1p(imitation / innovation * share)
    adopters, by_themselves = market_size * np.diff(share), market_size * np.diff(alone)
    return pd.DataFrame(
        {
            "period": np.arange(1, n_periods + 1),
            "adopters": adopters,
            "cumulative": market_size * share[1:],
            "by_word_of_mouth": adopters - by_themselves,
        }
    )


@dataclass(frozen=True)
@checked
class BassFit:
    """The result of `fit_bass`; it refuses to be used when it has not converged.

    Parameters
    ----------
    market_size, innovation, imitation : float
        Estimates of m, p and q.
    log_likelihood : float
        Gaussian log-likelihood of the adopters per period.
    n_periods : int
        How many periods it rests on.
    converged : bool
        Whether the search ended at a market size that the data determine.
    """

    market_size: Amount
    innovation: Amount
    imitation: Amount
    log_likelihood: Number
    n_periods: Steps
    converged: Flag

    @property
    def peak_time(self) -> float:
        """Return when most adopt, ln(q/p)/(p + q) periods after the start; 0 if p ≥ q."""
        require_fit(self, BassFit)
        p, q = self.innovation, self.imitation
        return float(max(0.0, np.log(q / p) / (p + q)))

    def curve(self, n_periods: int) -> pd.DataFrame:
        """Return the fitted `bass_curve`, for as many periods as asked for."""
        require_fit(self, BassFit)
        return bass_curve(
            n_periods,
            market_size=self.market_size,
            innovation=self.innovation,
            imitation=self.imitation,
        )


@checked
def fit_bass(adopters: values(within(0, 1e15))) -> BassFit:
    """Return market size, innovation and imitation that fit a series of adopters best.

    Use it once sales have turned or nearly turned. Before the peak the series does not say how
    large the market is; then the fit does not converge and refuses to be used.

    Parameters
    ----------
    adopters : array-like, shape (n_periods,)
        New adopters per period from the first one on, from 0 to 10¹⁵; four or more periods, not
        all 0.

    Returns
    -------
    BassFit
        Estimates, log-likelihood and whether the search converged.

    Raises
    ------
    ValueError
        If the periods are too few, more than 100,000, or all 0.

    Notes
    -----
    Least squares of m (F(t) - F(t - 1)), over the logarithms of m, p and q, from several
    starts, with m from a half to 100 times the adopters seen so far and p and q up to 5. An
    estimate at the upper end of its range, or a Jacobian with a condition number above 10,000
    (other values fit as well), counts as not converged. The log-likelihood is
    -n/2 · (ln(2π·RSS/n) + 1), finite for a perfect fit, too.

    References
    ----------
    Srinivasan, V. and Mason, C. H. (1986). Nonlinear least squares estimation of new product
    diffusion models. Marketing Science 5(2), 169-178. Van den Bulte, C. and Lilien, G. L.
    (1997). Bias and systematic change in the parameter estimates of macro-level diffusion
    models. Marketing Science 16(4), 338-353: what happens before the peak.

    Examples
    --------
    >>> from crmlib.datasets import vcr_sales
    >>> fit = fit_bass(vcr_sales())
    >>> fit.converged, round(fit.market_size, -2), round(fit.imitation, 2)
    (True, 67700.0, 0.64)
    >>> fit_bass(vcr_sales().head(5)).converged
    False
    """
    seen = np.asarray(adopters, dtype=float)
    n, total = len(seen), seen.sum()
    if not 4 <= n <= MOST_PERIODS or total < np.finfo(float).tiny:
        raise ValueError(
            f"`adopters` must cover 4 to {MOST_PERIODS:,} periods, not all 0; "
            f"got {n:,} with a sum of {total:g}."
        )
    found = _best_search(seen / total)
    log_rss = np.log(max(2 * found.cost, np.finfo(float).tiny)) + 2 * np.log(total)
    m, p, q = (float(x) for x in np.exp(found.x))
    inside = m < 0.99 * LARGEST[0] and max(p, q) < 0.99 * LARGEST[2]
    determined = np.linalg.cond(found.jac) < WORST_CONDITION
    return BassFit(
        float(m * total),
        p,
        q,
        log_likelihood=float(-n / 2 * (np.log(2 * np.pi / n) + log_rss + 1)),
        n_periods=n,
        converged=bool(found.success and inside and determined),
    )


def _best_search(shares: np.ndarray) -> "OptimizeResult":
    """Return the best of several searches for ln m, ln p and ln q; shares add up to 1."""
    from scipy.optimize import least_squares

    times = np.arange(len(shares) + 1)

    def residuals(logs: np.ndarray) -> np.ndarray:
        m, p, q = np.exp(logs)
        return m * np.diff(_adopted(times, p, q)) - shares

    bounds = np.log(SMALLEST), np.log(LARGEST)
    starts = [np.log([m, p, q]) for m in (1.2, 3) for p in (0.002, 0.03) for q in (0.1, 0.5)]
    found = [least_squares(residuals, start, bounds=bounds, ftol=1e-12) for start in starts]
    return min(found, key=lambda one: one.cost)


def _adopted(times: np.ndarray, p: float, q: float) -> np.ndarray:
    """Return F, the share of the market that has adopted by each time."""
    if p == 0:
        return np.zeros(len(times))
    decay = np.exp(-(p + q) * times)
    return (1 - decay) / (1 + q / p * decay)
