"""How many people a complainer tells: distributions with a chosen mean or median, and tails."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from reprlib import repr as short
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import Fraction, Kind, Rng, Rows, checked, choice, number, values, whole, within

__all__ = [
    "Tellers",
    "tellers_with_mean",
    "tellers_with_median",
    "telling_shapes",
    "means_if_medians",
    "least_unresolved_share",
    "tail_table",
]

FAMILIES = ("negative binomial", "log-normal")
LEAST, MOST = 1e-9, 1e12  # people; a location beyond is no estimate
Family, Told, Spread = choice(*FAMILIES), number(LEAST, 1e6), number(1e-3, 1e3)
Tail = whole(1, int(MOST))
MOST_LUCK = 600.0  # its exponential is still a number
N_SUMMED = 10_000  # tellings counted one by one; the rest of a log-normal is an integral


@dataclass(frozen=True)
@checked
class Tellers:
    """A distribution of how many people each complainer tells.

    Use it by `tellers_with_mean` or `tellers_with_median`, which find the location.

    Parameters
    ----------
    family : str
        "negative binomial" (spread 1 is the geometric distribution) or "log-normal", cut off to
        whole people.
    location : float
        The mean of the negative binomial, or the median before the log-normal is cut off;
        from 10⁻⁹ to 10¹².
    spread : float
        The negative binomial's k (small: a few tell many) or the log-normal's sigma (large: a
        few tell many), from 0.001 to 1,000.

    Examples
    --------
    >>> geometric = Tellers("negative binomial", 9.5, 1)
    >>> round(geometric.at_least(20), 4), round(geometric.median, 2)
    (0.1351, 6.93)
    """

    family: Family
    location: number(LEAST, MOST)
    spread: Spread

    @checked
    def at_least(self, n_told: number(0, MOST)) -> float:
        """Return the chance of telling n_told people or more; between whole numbers a curve."""
        from scipy.special import betainc, ndtr

        if n_told == 0:
            return 1.0
        if self.family == "negative binomial":
            return float(
                betainc(n_told, self.spread, self.location / (self.location + self.spread))
            )
        return float(ndtr(np.log(self.location / n_told) / self.spread))

    @property
    def mean(self) -> float:
        """Return how many people are told on average."""
        return self.location if self.family == "negative binomial" else _cut_off_mean(self)

    @property
    def median(self) -> float:
        """Return where the curve of `at_least` passes one half."""
        from scipy.optimize import brentq

        if self.family == "log-normal":
            return self.location
        least, most = 1e-12, min(2 * self.location + 1, MOST)
        if self.at_least(least) < 0.5:
            return 0.0
        return float(brentq(lambda n_told: self.at_least(n_told) - 0.5, least, most))

    @checked
    def draw(self, n_tellers: Rows, rng: Rng) -> np.ndarray:
        """Return how many people each of n_tellers tells, whole numbers."""
        if self.family == "negative binomial":
            stop = self.spread / (self.location + self.spread)
            return rng.negative_binomial(self.spread, stop, n_tellers)
        luck = np.minimum(self.spread * rng.standard_normal(n_tellers), MOST_LUCK)
        return np.floor(np.minimum(self.location * np.exp(luck), MOST)).astype(np.int64)


@checked
def tellers_with_mean(mean: Told, family: Family, spread: Spread) -> Tellers:
    """Return the distribution of a family that has a given mean.

    Use it to read a reported "they told 9 to 10 others" as an average.

    Parameters
    ----------
    mean : float
        People told on average, above 0.
    family : str
        As in `Tellers`.
    spread : float
        As in `Tellers`.

    Returns
    -------
    Tellers
        Its `mean` is the one asked for.

    Raises
    ------
    ValueError
        If the mean is so far from the spread that no distribution can be found.

    Notes
    -----
    For the log-normal the location is searched: the mean of floor(Y) is Σ P(Y ≥ x) over x from 1.

    References
    ----------
    Johnson, N. L., Kemp, A. W. and Kotz, S. (2005). Univariate Discrete Distributions, 3rd
    edition, chapter 5. Wiley.

    Examples
    --------
    >>> geometric = tellers_with_mean(4.5, "negative binomial", 1)
    >>> round(geometric.at_least(20), 4) == round((4.5 / 5.5) ** 20, 4)
    True
    """
    if family != "log-normal":
        return Tellers(family, mean, spread)
    highest = mean + 1  # cutting off takes less than 1, and a mean exceeds its median
    least = max(1e-6 * highest / np.exp(min(spread**2, MOST_LUCK)), LEAST)

    def gap(location: float) -> float:
        return Tellers(family, location, spread).mean - mean

    return Tellers(family, _root(gap, (least, highest), ("mean", mean, spread)), spread)


@checked
def tellers_with_median(median: Told, family: Family, spread: Spread) -> Tellers:
    """Return the distribution of a family that has a given median.

    Use it to read a reported "they told 9 to 10 others" as the middle one of all answers.

    Parameters
    ----------
    median : float
        Where the curve of `Tellers.at_least` passes one half, above 0.
    family : str
        As in `Tellers`.
    spread : float
        As in `Tellers`.

    Returns
    -------
    Tellers
        Its `median` is the one asked for.

    Raises
    ------
    ValueError
        If the median is so far from the spread that no distribution can be found.

    Notes
    -----
    Counts have whole medians. A median of 4.5 is where the interpolated curve P(X ≥ x) passes
    one half; for the geometric distribution that curve is q^x, so q = 2^(-1/median).

    References
    ----------
    Johnson, N. L., Kemp, A. W. and Kotz, S. (2005). Univariate Discrete Distributions, 3rd
    edition, chapter 5. Wiley.

    Examples
    --------
    >>> geometric = tellers_with_median(4.5, "negative binomial", 1)
    >>> round(geometric.mean, 3), round(geometric.at_least(20), 4)
    (6.005, 0.0459)
    """
    if family != "negative binomial":
        return Tellers(family, median, spread)

    def gap(log_mean: float) -> float:
        return Tellers(family, np.exp(log_mean), spread).at_least(median) - 0.5

    lowest = max(np.log(median) - 5, np.log(LEAST) + 1e-9)
    highest = min(np.log(median) + 25, np.log(MOST) - 1e-9)
    log_mean = _root(gap, (lowest, highest), ("median", median, spread))
    return Tellers(family, float(np.exp(log_mean)), spread)


@checked
def least_unresolved_share(
    resolved: Tellers, unresolved: Tellers, *, tail_share: Fraction = 0.12, n_told: Tail = 20
) -> float:
    """Return the least share of unresolved complaints that a reported tail needs.

    Use it to ask what one published figure says about another that was not published.

    Parameters
    ----------
    resolved : Tellers
        How many people are told by those whose complaint was fully resolved.
    unresolved : Tellers
        How many are told by the others.
    tail_share : float
        Share of all complainers who told `n_told` people or more, a fraction.
    n_told : int
        Where the tail begins, at least 1.

    Returns
    -------
    float
        A fraction; 0 if the resolved alone reach the tail, NaN if even the unresolved alone do
        not.

    Raises
    ------
    ValueError
        If the resolved have the heavier tail.

    Notes
    -----
    With a and b the tails of the resolved and of the unresolved, a mixture has the tail
    (1 - u)·a + u·b, so u = (tail_share - a)/(b - a).

    References
    ----------
    Manski, C. F. (2007). Identification for Prediction and Decision, chapter 4. Harvard
    University Press: what a mixture says about its parts.

    Examples
    --------
    >>> told = [tellers_with_mean(mean, "negative binomial", 1) for mean in (4.5, 9.5)]
    >>> round(least_unresolved_share(*told), 3)
    0.871
    """
    low, high = resolved.at_least(n_told), unresolved.at_least(n_told)
    if low > high:
        raise ValueError(
            f"`resolved` must not have the heavier tail; got {low:.3g} against {high:.3g}."
        )
    if tail_share <= low:
        return 0.0
    return (tail_share - low) / (high - low) if tail_share <= high else np.nan


def _shapes(value: Any, name: str) -> Mapping[str, tuple[str, float]]:
    if not isinstance(value, Mapping) or not value:
        raise TypeError(f"`{name}` must be families and spreads by name; got {short(value)}.")
    for shape in value.values():
        if not isinstance(shape, tuple | list) or len(shape) != 2:
            raise TypeError(f"`{name}` must hold a family and a spread each; got {short(shape)}.")
    return value


Shapes = Annotated[Mapping[str, tuple[str, float]], Kind("Shapes", _shapes)]


def telling_shapes() -> dict[str, tuple[str, float]]:
    """Return three shapes of talk: even, geometric and uneven.

    Use it wherever the same question is put to several shapes.

    Returns
    -------
    dict of str to (str, float)
        Family and spread, as in `Tellers`, by name. All three are negative binomials: with k = 10
        people tell about equally many, k = 1 is the geometric distribution, and with k = 0.5 a
        few tell very many. The choice is ours.

    Examples
    --------
    >>> telling_shapes()["geometric"]
    ('negative binomial', 1.0)
    """
    spreads = {"even": 10.0, "geometric": 1.0, "uneven": 0.5}
    return {name: ("negative binomial", spread) for name, spread in spreads.items()}


@checked
def means_if_medians(shapes: Shapes, medians: values(within(LEAST, 1e6))) -> pd.DataFrame:
    """Return the mean that stands behind a reported median, under several shapes of talk.

    Use it where a report does not say whether its figure is a mean or a median.

    Parameters
    ----------
    shapes : mapping of str to (str, float)
        Family and spread, as in `Tellers`, by the name of the row.
    medians : list of float
        Reported figures, people told, above 0.

    Returns
    -------
    DataFrame
        One row per shape, one column per median: people told on average.

    Raises
    ------
    ValueError
        If a family is unknown, a spread out of range, or a median cannot be found.

    Notes
    -----
    The mean of `tellers_with_median`.

    References
    ----------
    As `tellers_with_median`.

    Examples
    --------
    >>> means_if_medians(telling_shapes(), [4.5, 9.5]).round(2).loc["geometric"].tolist()
    [6.0, 13.21]
    """
    columns = {
        float(median): [
            tellers_with_median(float(median), *shape).mean for shape in shapes.values()
        ]
        for median in medians
    }
    return pd.DataFrame(columns, index=pd.Index(shapes, name="shape"))


@checked
def tail_table(
    shapes: Shapes, good: Told, bad: Told, *, tail_share: Fraction = 0.12, n_told: Tail = 20
) -> pd.DataFrame:
    """Return what a reported tail implies under several shapes of talk.

    Use it to see how much of a conclusion is the data's and how much is the shape's.

    Parameters
    ----------
    shapes : mapping of str to (str, float)
        Family and spread, as in `Tellers`, by the name of the row.
    good : float
        Reported centre of those whose complaint was fully resolved, people told.
    bad : float
        Reported centre of the others.
    tail_share : float
        As in `least_unresolved_share`.
    n_told : int
        As in `least_unresolved_share`.

    Returns
    -------
    DataFrame
        One row per shape: good_tail and bad_tail (shares of the two groups that tell n_told or
        more, if the centres are means), if_means and if_medians (least share unresolved; NaN if
        even the unresolved alone do not reach the tail).

    Raises
    ------
    ValueError
        If a family is unknown, a spread out of range, or a centre cannot be found, or `good` has
        the heavier tail.

    Notes
    -----
    `least_unresolved_share` of `tellers_with_mean` and of `tellers_with_median`.

    References
    ----------
    Manski (2007), as `least_unresolved_share`.

    Examples
    --------
    >>> shapes = {"geometric": ("negative binomial", 1)}
    >>> tail_table(shapes, 4.5, 9.5).round(3).loc["geometric"].tolist()
    [0.018, 0.135, 0.871, 0.397]
    """
    tail, rows = {"tail_share": tail_share, "n_told": n_told}, {}
    for name, (family, spread) in shapes.items():
        means = [tellers_with_mean(centre, family, spread) for centre in (good, bad)]
        medians = [tellers_with_median(centre, family, spread) for centre in (good, bad)]
        least = [least_unresolved_share(*pair, **tail) for pair in (means, medians)]
        rows[name] = [*(group.at_least(n_told) for group in means), *least]
    columns = ["good_tail", "bad_tail", "if_means", "if_medians"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("shape")


def _root(
    gap: Callable[[float], float], ends: tuple[float, float], asked: tuple[str, float, float]
) -> float:
    """Return where the gap closes; if it does nowhere, refuse what was asked by its name."""
    from scipy.optimize import brentq

    name, value, spread = asked
    if not gap(ends[0]) <= 0 <= gap(ends[1]):
        raise ValueError(f"`{name}` must be within reach of the spread {spread:g}; got {value:g}.")
    return float(brentq(gap, *ends))


def _cut_off_mean(tellers: Tellers) -> float:
    """Return the mean of floor(Y): a sum of tails, and beyond N_SUMMED their integral."""
    from scipy.special import ndtr

    def depth(n_told: np.ndarray | float) -> np.ndarray | float:
        return np.log(tellers.location / n_told) / tellers.spread

    last = depth(N_SUMMED)
    summed = ndtr(depth(np.arange(1, N_SUMMED + 1))).sum()
    whole = (
        tellers.location
        * np.exp(min(tellers.spread**2 / 2, MOST_LUCK))
        * ndtr(last + tellers.spread)
    )
    return float(summed + whole - N_SUMMED * ndtr(last) - ndtr(last) / 2)
