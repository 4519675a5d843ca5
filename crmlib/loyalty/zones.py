"""The relation of loyalty to satisfaction: three zones, their fit, and other shapes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crmlib.core import (
    Amount,
    Fraction,
    Fractions,
    Number,
    checked,
    choice,
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
    "zone_summary",
    "zone_gains",
    "MARKETS",
    "market_loyalty",
]

LOWEST, HIGHEST = 0.0, 10.0  # the satisfaction scale
COLUMNS = ["satisfaction", "loyalty"]
ZONES = ["below", "between", "above"]
MIN_SCORES = 8
MAX_CUTS = 25
# Exponents are ours; names and order, from monopoly to strong competition, are Jones & Sasser's.
MARKETS = {
    "local telephone": 0.2,
    "airlines": 0.6,
    "hospitals": 1.0,
    "personal computers": 2.0,
    "automobiles": 4.0,
}
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


@checked
def zone_summary(customers: Customers, zones: ThreeZones) -> pd.DataFrame:
    """Return how satisfaction and loyalty go together in each zone, and over everybody.

    Use it to see what one correlation hides.

    Parameters
    ----------
    customers : DataFrame
        As for `fit_three_zones`.
    zones : ThreeZones
        Where the zones lie; a score on a threshold counts as between.

    Returns
    -------
    DataFrame
        Rows below, between, above, all: n_customers, mean_loyalty and correlation (Pearson;
        NaN where it is undefined).

    Raises
    ------
    ValueError
        As `fit_three_zones`.

    Notes
    -----
    A mean over people in one zone says nothing about the slope in it; the correlation does.

    References
    ----------
    Anscombe, F. J. (1973). Graphs in statistical analysis. American Statistician 27(1), 17-21:
    one correlation, several shapes.

    Examples
    --------
    >>> zones = ThreeZones(4, 8, plateau=0.4, drop=0.1, rise=0.2)
    >>> scores = np.linspace(0, 10, 11)
    >>> people = pd.DataFrame({"satisfaction": scores, "loyalty": zones.loyalty_at(scores)})
    >>> zone_summary(people, zones)["n_customers"].to_dict()
    {'below': 4, 'between': 5, 'above': 2, 'all': 11}
    """
    parts = _zone_of(customers, zones).to_numpy()
    groups = {name: customers[parts == name] for name in ZONES} | {"all": customers}
    rows = {name: (len(g), g["loyalty"].mean(), _correlation(g)) for name, g in groups.items()}
    columns = ["n_customers", "mean_loyalty", "correlation"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("zone")


@checked
def zone_gains(customers: Customers, zones: ThreeZones, step: Amount) -> pd.DataFrame:
    """Return what a little more satisfaction for everybody would add to loyalty, by zone.

    Use it to decide whom to make happier: the same step is worth different things.

    Parameters
    ----------
    customers : DataFrame
        As for `fit_three_zones`.
    zones : ThreeZones
        The relation that is taken for a cause.
    step : float
        Points of satisfaction added, 0 or more; nobody rises above 10.

    Returns
    -------
    DataFrame
        Rows below, between, above (by the score before the step): n_customers, mean_gain (of
        loyalty per customer; NaN for an empty zone) and share_of_gain (NaN if nobody gains).

    Raises
    ------
    ValueError
        As `fit_three_zones`.

    Notes
    -----
    gain = loyalty(min(s + step, 10)) - loyalty(s). It is a promise of the relation, not an
    effect that was observed: for that, a random part of the customers must go without the step.

    References
    ----------
    Anderson, E. W. and Mittal, V. (2000). Strengthening the satisfaction-profit chain. Journal
    of Service Research 3(2), 107-120: links of the chain are asymmetric and nonlinear.

    Examples
    --------
    >>> zones = ThreeZones(4, 8, plateau=0.4, drop=0.1, rise=0.2)
    >>> scores = np.linspace(0, 10, 11)
    >>> people = pd.DataFrame({"satisfaction": scores, "loyalty": zones.loyalty_at(scores)})
    >>> zone_gains(people, zones, 0.5)["mean_gain"].round(3).tolist()
    [0.05, 0.02, 0.05]
    """
    parts = _zone_of(customers, zones)
    happier = np.minimum(customers["satisfaction"] + step, HIGHEST)
    gain = zones.loyalty_at(happier) - zones.loyalty_at(customers["satisfaction"])
    by_zone = pd.Series(gain, index=customers.index).groupby(parts, observed=False)
    table = by_zone.agg(n_customers="size", mean_gain="mean").rename_axis("zone")
    total = gain.sum()
    return table.assign(share_of_gain=by_zone.sum() / (total if total else np.nan))


@checked
def market_loyalty(satisfaction: either(Score, Scores), market: choice(*MARKETS)) -> np.ndarray:
    """Return the loyalty that belongs to a satisfaction in one of five kinds of market.

    Use it to see how competition bends the relation: flat and high where customers cannot
    leave, steep at the top where they can.

    Parameters
    ----------
    satisfaction : array-like
        Scores from 0 to 10; five boxes "1" to "5" are 0, 2.5, 5, 7.5 and 10.
    market : str
        A key of `MARKETS`.

    Returns
    -------
    numpy.ndarray
        Loyalty, fractions in the same order.

    Notes
    -----
    loyalty = (satisfaction / 10)^k with k from `MARKETS`. Formula and exponents are ours. The
    article draws one curve per market: its names, their order and which way they bend.

    References
    ----------
    Jones, T. O. and Sasser, W. E. (1995). Why satisfied customers defect. Harvard Business
    Review 73(6), November-December, 88-99.

    Examples
    --------
    >>> market_loyalty([7.5, 10], "automobiles").round(3)
    array([0.316, 1.   ])
    """
    return (np.asarray(satisfaction) / HIGHEST) ** MARKETS[market]


def _means_per_score(customers: pd.DataFrame) -> pd.DataFrame:
    """Return mean loyalty and number of customers per score: all that the fits need."""
    means = customers.groupby("satisfaction")["loyalty"].agg(["mean", "size"])
    if len(means) < MIN_SCORES:
        raise ValueError(
            f"`satisfaction` must have at least {MIN_SCORES} different scores; got {len(means)}. "
            "Average several questions into one index."
        )
    return means.set_axis(["loyalty", "n"], axis=1)


def _zone_of(customers: pd.DataFrame, zones: ThreeZones) -> pd.Series:
    _means_per_score(customers)
    below = customers["satisfaction"] < zones.minimum
    above = customers["satisfaction"] > zones.height
    codes = np.select([below, above], [0, 2], 1)
    return pd.Series(pd.Categorical.from_codes(codes, ZONES), index=customers.index)


def _correlation(customers: pd.DataFrame) -> float:
    constant = len(customers) < 2 or (customers[COLUMNS].nunique() < 2).any()
    return np.nan if constant else float(customers["satisfaction"].corr(customers["loyalty"]))


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
