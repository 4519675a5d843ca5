"""Whether segments are real: separated, repeatable and large enough, against a flat cloud."""

from collections.abc import Iterable, Iterator
from math import sqrt

import numpy as np
import pandas as pd

from crmlib.core import (
    Counts,
    Rng,
    checked,
    normal_quantile,
    values,
    whole,
)
from crmlib.segmentation.clusters import Points, _k_means, _n_different, _one_thread

__all__ = ["segment_checks"]

CHECK_COLUMNS = ["silhouette", "reference", "stability", "smallest_share"]
MIN_STABILITY, MIN_SHARE = 0.8, 0.05
N_CLOUD_STARTS = 3  # more do not move the mean silhouette of a cloud
MOST_DISTANCES = 10**10  # ten minutes or so
N_AT_ONCE = 4_000_000  # distances, so that memory does not grow with the table


@checked
def segment_checks(
    scaled: Points,
    numbers: values(Counts) = range(2, 5),
    *,
    n_draws: whole(2, 10_000) = 20,
    max_rows: whole(10, 100_000) | None = None,
    rng: Rng,
) -> pd.DataFrame:
    """Return how well separated and how repeatable k segments are, for each k.

    Use it before believing in segments: k-means always returns as many as it was asked for.

    Parameters
    ----------
    scaled : DataFrame, one row per customer
        Numbers only, on one scale and without skew, for instance after scikit-learn's
        `PowerTransformer`: a long tail, or a column that is mostly 0, looks like a segment.
    numbers : iterable of int
        The k to try, each once, at least 2, below the number of rows and at most the number of
        different ones.
    n_draws : int
        Resamples, and clouds, from 2 to 10,000.
    max_rows : int or None
        None judges all rows; a number judges a sample of so many, from 10 to 100,000.
    rng : numpy.random.Generator
        Draws the sample, the clouds and the resamples.

    Returns
    -------
    DataFrame, one row per k
        Index `n_segments`; silhouette (mean, -1 to 1), reference (what 95 of 100 clouds without
        segments stay below), stability (mean adjusted Rand index, up to 1), smallest_share
        (fraction of customers in the smallest segment) and n_rows (int64: rows judged).

    Raises
    ------
    ValueError
        If a number is out of range, or so many draws of so many rows would never end.

    Notes
    -----
    A cloud has as many rows as the table and the same covariance, but is flat: uniform along
    every principal axis. In one dimension no log-concave density is cut more cleanly than the
    flat one (Tibshirani et al., theorem 1; from memory), so a normal cloud passes more rarely.
    The gap statistic takes the box around the data instead; outliers stretch it, and its long
    sides then look like groups. reference = mean + 1.645 standard deviations of the clouds'
    silhouettes. Stability: k-means is fitted to rows drawn with replacement, all rows go to the
    nearest of its centres, and the result is compared with the first one. The yardstick can miss
    what is there (`yardstick_power`): dividing by the standard deviation shrinks a column the
    more, the further its groups lie apart.

    References
    ----------
    Rousseeuw, P. J. (1987), Silhouettes, J. Comput. Appl. Math. 20, 53-65. Tibshirani, R.,
    Walther, G. and Hastie, T. (2001), Estimating the number of clusters via the gap statistic,
    JRSS B 63, 411-423. Hennig, C. (2007), Cluster-wise assessment of cluster stability,
    Comput. Stat. Data Anal. 52, 258-271. Hubert, L. and Arabie, P. (1985), Comparing
    partitions, J. Classif. 2, 193-218. From memory, on scaling: Milligan, G. W. and Cooper,
    M. C. (1988), A study of standardization of variables in cluster analysis, J. Classif. 5,
    181-204; Steinley, D. (2004), Standardizing variables in K-means clustering.

    Examples
    --------
    >>> from crmlib.segmentation.simulated import simulate_segments
    >>> rng = np.random.default_rng(4)
    >>> planted = simulate_segments(200, distance=8, rng=rng).drop(columns="segment")
    >>> checks = segment_checks(planted, n_draws=4, rng=rng)
    >>> int(checks["silhouette"].idxmax()), checks["n_rows"].unique().tolist()
    (3, [200])
    """
    points, tried = scaled.to_numpy(dtype=float), [int(k) for k in numbers]
    if max_rows is not None and len(points) > max_rows:
        points = points[np.sort(rng.choice(len(points), max_rows, replace=False))]
    _require_few(points, tried, n_draws)
    with _one_thread():
        clouds = _flat_clouds(points, n_draws, rng)
        separated, reference, labels = _against_clouds(points, tried, clouds)
        stable = [_stability(points, one, n_draws, rng) for one in labels]
    rows = zip(separated, reference, stable, map(_smallest_share, labels), strict=True)
    checks = pd.DataFrame(rows, pd.Index(tried, name="n_segments"), CHECK_COLUMNS)
    return checks.assign(n_rows=len(points))


def _require_few(points: np.ndarray, tried: list[int], n_draws: int) -> None:
    most = min(len(points) - 1, _n_different(points))
    if not tried or len(set(tried)) < len(tried):
        raise ValueError(f"`numbers` must be one or more, each once; got {tried}.")
    if odd := [k for k in tried if not 2 <= k <= most]:
        raise ValueError(
            f"`numbers` must lie from 2 to {most}, below the {len(points):,} rows and not above "
            f"the {_n_different(points):,} different ones; got {odd[0]}."
        )
    if n_draws * len(points) ** 2 > MOST_DISTANCES:
        raise ValueError(
            f"`n_draws` must be at most {MOST_DISTANCES // len(points) ** 2} for "
            f"{len(points):,} rows; got {n_draws}. Judge a sample with max_rows."
        )


def _seems_cut(
    points: np.ndarray, tried: list[int], n_draws: int, rng: np.random.Generator
) -> bool:
    """Return whether any k would pass all of `segment_checks`, without more ado."""
    with _one_thread():
        clouds = list(_flat_clouds(points, n_draws, rng))
        for k in tried:
            separated, reference, [labels] = _against_clouds(points, [k], clouds)
            if (
                separated[0] > reference[0]
                and _smallest_share(labels) >= MIN_SHARE
                and _stability(points, labels, n_draws, rng) >= MIN_STABILITY
            ):
                return True
    return False


def _against_clouds(
    points: np.ndarray, tried: list[int], clouds: Iterable[np.ndarray]
) -> tuple[list[float], np.ndarray, list[np.ndarray]]:
    """Return the silhouette of each k, what 95 of 100 clouds stay below, and the labels."""
    found = []
    for cloud in clouds:
        cuts = [_k_means(cloud, k, N_CLOUD_STARTS).labels_ for k in tried]
        found.append(_silhouettes(cloud, cuts))
    reference = np.mean(found, axis=0) + normal_quantile(0.9) * np.std(found, axis=0, ddof=1)
    labels = [_k_means(points, k).labels_ for k in tried]
    return _silhouettes(points, labels), reference, labels


def _smallest_share(labels: np.ndarray) -> float:
    return float(np.bincount(labels).min() / len(labels))


def _silhouettes(points: np.ndarray, labels: list[np.ndarray]) -> list[float]:
    """Return the mean silhouette of each way to cut the points; distances are the same for all."""
    from scipy.spatial.distance import cdist

    sums, n = np.zeros(len(labels)), len(points)
    n_at_once = max(1, N_AT_ONCE // n)
    members = [np.eye(one.max() + 1)[one] for one in labels]
    for begin in range(0, n, n_at_once):
        rows = slice(begin, begin + n_at_once)
        distances = cdist(points[rows], points)
        for place, (one, member) in enumerate(zip(labels, members, strict=True)):
            sums[place] += _widths(distances @ member, member.sum(axis=0), one[rows]).sum()
    return [float(one) for one in sums / n]


def _widths(sums: np.ndarray, sizes: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Return the silhouette of each row from its sums of distances to every segment."""
    places = np.arange(len(own))
    inside = sums[places, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[places, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    # One alone, or points that all lie on one spot, are on the border: 0.
    counts = (sizes[own] > 1) & (larger > 0)
    return np.where(counts, (outside - inside) / np.where(larger > 0, larger, 1), 0)


def _flat_clouds(
    points: np.ndarray, n_draws: int, rng: np.random.Generator
) -> Iterator[np.ndarray]:
    """Yield clouds without segments along the principal axes: turning them changes no distance."""
    centred = points - points.mean(axis=0)
    spread = np.linalg.svd(centred, compute_uv=False) / sqrt(len(points))
    for _ in range(n_draws):
        yield rng.uniform(-sqrt(3), sqrt(3), (len(points), len(spread))) * spread


def _stability(
    points: np.ndarray, labels: np.ndarray, n_draws: int, rng: np.random.Generator
) -> float:
    from sklearn.metrics import adjusted_rand_score

    n, k = len(points), labels.max() + 1
    drawn = (points[rng.integers(0, n, n)] for _ in range(n_draws))
    again = (_k_means(sample, k).predict(points) for sample in drawn)
    return float(np.mean([adjusted_rand_score(labels, other) for other in again]))
