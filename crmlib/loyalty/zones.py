"""The relation of loyalty to satisfaction: three zones, their fit, and other shapes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crmlib.core import (
    Fraction,
    Fractions,
    Number,
    checked,
    either,
    number,
    require_fit,
    table,
    within,
)

__all__ = [
    "LOWEST",
    "HIGHEST",
    "ThreeZones",
    "ThreeZonesFit",
    "fit_three_zones",
    "compare_shapes",
]

LOWEST, HIGHEST = 0.0, 10.0  # the satisfaction scale
COLUMNS = ["satisfaction", "loyalty"]
MIN_SCORES = 8
MAX_CUTS = 25
Score, Scores = number(LOWEST, HIGHEST), within(LOWEST, HIGHEST)
Customers = table(satisfaction=Scores, loyalty=Fractions)


@dataclass(frozen=True)
@checked
class ThreeZones:
    """A relation of loyalty to satisfaction with two kinks: it falls, is flat, rises.

    Use it to write such a relation down, as a planted truth or as the result of a fit.

    Parameters
    ----------
    minimum : float
        Satisfaction below which loyalty falls, above 0.
    height : float
        Satisfaction from which loyalty rises, above `minimum` and below 10.
    plateau : float
        Loyalty between the two, a fraction.
    drop : float
        Loyalty lost per point below `minimum`.
    rise : float
        Loyalty gained per point above `height`.

    Raises
    ------
    ValueError
        If the two thresholds are out of order.

    Notes
    -----
    loyalty(s) = plateau - drop · max(minimum - s, 0) + rise · max(s - height, 0), cut off at 0
    and 1. The relation is continuous: nobody jumps. That is our reading of a sentence in the
    course's source, which gives no formula.

    Examples
    --------
    >>> zones = ThreeZones(minimum=4, height=8, plateau=0.5, drop=0.1, rise=0.2)
    >>> zones.loyalty_at([2, 4, 6, 8, 9])
    array([0.3, 0.5, 0.5, 0.5, 0.7])
    """

    minimum: Score
    height: Score
    plateau: Fraction
    drop: Number
    rise: Number

    def __post_init__(self) -> None:
        """Refuse zones that are out of order."""
        if self.height <= self.minimum:
            raise ValueError(f"`height` must exceed the minimum {self.minimum}; got {self.height}.")

    @checked
    def loyalty_at(self, satisfaction: either(Score, Scores)) -> np.ndarray:
        """Return the loyalty, a fraction, that belongs to each satisfaction from 0 to 10."""
        scores = np.asarray(satisfaction, dtype=float)
        below = np.maximum(self.minimum - scores, 0)
        above = np.maximum(scores - self.height, 0)
        return np.clip(self.plateau - self.drop * below + self.rise * above, 0, 1)


@dataclass(frozen=True)
class ThreeZonesFit:
    """The result of `fit_three_zones`; it refuses to be used when it has not converged.

    Parameters
    ----------
    minimum, height, plateau, drop, rise : float
        Estimates of the fields of `ThreeZones`.
    log_likelihood : float
        Gaussian log-likelihood of the degrees of loyalty.
    n_customers : int
        How many customers it rests on.
    converged : bool
        Whether the search ended and each zone holds scores of its own.
    """

    minimum: float
    height: float
    plateau: float
    drop: float
    rise: float
    log_likelihood: float
    n_customers: int
    converged: bool

    @property
    def zones(self) -> ThreeZones:
        """The fitted relation; refused when the fit has not converged."""
        require_fit(self, ThreeZonesFit)
        return ThreeZones(self.minimum, self.height, self.plateau, self.drop, self.rise)


@checked
def fit_three_zones(customers: Customers) -> ThreeZonesFit:
    """Return the two kinks and three slopes that fit customers' loyalty best.

    Use it to locate thresholds, after `compare_shapes` has said that there are any: the fit
    finds two kinks in every table, whether they mean something or not.

    Parameters
    ----------
    customers : DataFrame
        One row per customer in any order: satisfaction (0 to 10) and loyalty (a fraction).
        Equal rows are different customers.

    Returns
    -------
    ThreeZonesFit
        Estimates, log-likelihood and whether the search converged. A rise or drop below 0 is
        possible: then the data bend the other way.

    Raises
    ------
    ValueError
        If there are fewer than eight different scores: between the boxes of a five-point scale
        no threshold can be found.

    Notes
    -----
    Least squares of `ThreeZones` (without the cut-off at 0 and 1). Given the two thresholds the
    rest is linear, so only they are searched: over a grid of scores, then by Nelder and Mead.
    With two scores or more below the minimum and above the height the fit counts as converged.
    The log-likelihood is -n/2 · (ln(2π·RSS/n) + 1).

    References
    ----------
    Golub, G. H. and Pereyra, V. (1973). The differentiation of pseudo-inverses and nonlinear
    least squares problems whose variables separate. SIAM J. Numerical Analysis 10(2), 413-432.

    Examples
    --------
    >>> scores = np.linspace(0, 10, 101)
    >>> zones = ThreeZones(minimum=4, height=8, plateau=0.4, drop=0.1, rise=0.2)
    >>> exact = pd.DataFrame({"satisfaction": scores, "loyalty": zones.loyalty_at(scores)})
    >>> fit = fit_three_zones(exact)
    >>> fit.converged, round(fit.minimum, 3), round(fit.height, 3), round(fit.rise, 3)
    (True, 4.0, 8.0, 0.2)
    """
    from scipy.optimize import minimize

    means = _means_per_score(customers)
    scores = means.index.to_numpy()
    cuts = scores[2:-2][:: max(1, (len(scores) - 4) // MAX_CUTS)]
    grid = [(low, high) for i, low in enumerate(cuts) for high in cuts[i + 1 :]]
    start = min(grid, key=lambda pair: _zone_fit(pair, means)[0])
    options = {"xatol": 1e-6, "fatol": 1e-10, "maxiter": 2000}
    found = minimize(
        lambda pair: _zone_fit(pair, means)[0], start, method="Nelder-Mead", options=options
    )
    between, (plateau, drop, rise) = _zone_fit(found.x, means)
    low, high = found.x
    n = int(means["n"].sum())
    separate = (scores < low).sum() >= 2 and (scores > high).sum() >= 2 and low < high
    separate = separate and 0 <= plateau <= 1
    return ThreeZonesFit(
        *(float(x) for x in (low, high, plateau, -drop, rise)),
        log_likelihood=_log_likelihood(between + _within(customers, means), n),
        n_customers=n,
        converged=bool(found.success and separate),
    )


@checked
def compare_shapes(customers: Customers) -> pd.DataFrame:
    """Return how well a line, a power curve and three zones fit the same customers.

    Use it before believing in thresholds: the shape is a question to the data.

    Parameters
    ----------
    customers : DataFrame
        As for `fit_three_zones`.

    Returns
    -------
    DataFrame
        Indexed by shape: n_parameters (the spread counts as one), log_likelihood and bic,
        which is lowest for the shape to prefer; NaN for a fit that has not converged.

    Raises
    ------
    ValueError
        As `fit_three_zones`.

    Notes
    -----
    bic = n_parameters · ln(n) - 2 · log_likelihood. The line is a + b·s, the power curve
    a + b · (s/10)^c with c from 0.01 to 20; all by least squares.

    References
    ----------
    Schwarz, G. (1978). Estimating the dimension of a model. Annals of Statistics 6(2), 461-464.

    Examples
    --------
    >>> from crmlib.loyalty import simulate_loyalty
    >>> rng = np.random.default_rng(6)
    >>> line = simulate_loyalty(lambda score: 0.1 + 0.06 * score, 2000, rng=rng)
    >>> compare_shapes(line)["bic"].idxmin()
    'straight line'
    """
    means = _means_per_score(customers)
    inside, n = _within(customers, means), int(means["n"].sum())
    fit = fit_three_zones(customers)
    table = pd.DataFrame(
        {
            "n_parameters": {"straight line": 3, "power curve": 4, "three zones": 6},
            "log_likelihood": {
                "straight line": _log_likelihood(_line_rss(means) + inside, n),
                "power curve": _log_likelihood(_power_rss(means) + inside, n),
                "three zones": fit.log_likelihood if fit.converged else np.nan,
            },
        }
    )
    bic = table["n_parameters"] * np.log(n) - 2 * table["log_likelihood"]
    return table.assign(bic=bic).rename_axis("shape")


def _means_per_score(customers: pd.DataFrame) -> pd.DataFrame:
    """Return mean loyalty and number of customers per score: all that the fits need."""
    means = customers.groupby("satisfaction")["loyalty"].agg(["mean", "size"])
    if len(means) < MIN_SCORES:
        raise ValueError(
            f"`satisfaction` must have at least {MIN_SCORES} different scores; got {len(means)}. "
            "Average several questions into one index."
        )
    return means.set_axis(["loyalty", "n"], axis=1)


def _within(customers: pd.DataFrame, means: pd.DataFrame) -> float:
    own = customers["satisfaction"].map(means["loyalty"])
    return float(((customers["loyalty"] - own) ** 2).sum())


def _weighted(columns: list[np.ndarray], means: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Return the sum of squares and the coefficients of a weighted linear regression."""
    root = np.sqrt(means["n"].to_numpy())
    design, target = np.column_stack(columns) * root[:, None], means["loyalty"].to_numpy() * root
    coefficients = np.linalg.lstsq(design, target, rcond=None)[0]
    return float(((target - design @ coefficients) ** 2).sum()), coefficients


def _zone_fit(cuts: ArrayLike, means: pd.DataFrame) -> tuple[float, np.ndarray]:
    scores = means.index.to_numpy()
    below, above = np.maximum(cuts[0] - scores, 0), np.maximum(scores - cuts[1], 0)
    return _weighted([np.ones_like(scores), below, above], means)


def _line_rss(means: pd.DataFrame) -> float:
    scores = means.index.to_numpy()
    return _weighted([np.ones_like(scores), scores], means)[0]


def _power_rss(means: pd.DataFrame) -> float:
    from scipy.optimize import minimize_scalar

    share = means.index.to_numpy() / HIGHEST
    found = minimize_scalar(
        lambda log_c: _weighted([np.ones_like(share), share ** np.exp(log_c)], means)[0],
        bounds=(np.log(0.01), np.log(20)),
        method="bounded",
    )
    return float(found.fun)


def _log_likelihood(rss: float, n: int) -> float:
    return float(-n / 2 * (np.log(2 * np.pi * rss / n) + 1)) if rss > 0 else np.inf
