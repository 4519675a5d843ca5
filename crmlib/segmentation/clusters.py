"""Five steps of segmentation: a customer table, needs, clusters, and whether they are real."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Count,
    Counts,
    Date,
    Dates,
    Fraction,
    Ids,
    Numbers,
    Rng,
    Texts,
    checked,
    column,
    filled,
    missing_allowed,
    table,
    table_of,
    values,
    whole,
    within,
)
from crmlib.segmentation.matched_rows import in_order_of
from crmlib.value import rfm_table

__all__ = [
    "customer_table",
    "need_shares",
    "segment_labels",
    "segment_checks",
    "segment_count",
    "explained_share",
]

ORDER_NAMES = {
    "household_id": "customer_id",
    "basket_id": "order_id",
    "sold_at": "order_date",
    "sales_value": "amount",
}
TABLE_COLUMNS = ["recency_days", "n_visits", "total_spend"]
TABLE_COLUMNS += ["usd_per_visit", "n_visits_after", "spend_after"]
CHECK_COLUMNS = ["silhouette", "reference", "stability", "smallest_share"]
# Squares of what lies outside would be too large for a float.
Points = table_of(within(-1e100, 1e100))
SEED = 4
TIE_BREAK = 1e-6
MOST_DISTANCES = 10**9  # ten minutes or so


@checked
def customer_table(
    lines: filled(household_id=Ids, basket_id=Ids, sold_at=Dates, sales_value=Amounts),
    split_date: Date,
) -> pd.DataFrame:
    """Return one row per home: what it did before a day, and what it did from that day on.

    Use it to sort customers by what was known then, and to judge the sorting by what came later.

    Parameters
    ----------
    lines : DataFrame, one row per line of a receipt
        Columns `household_id`, `basket_id`, `sold_at` (datetimes) and `sales_value` (USD, 0 or
        more), as from `crmlib.datasets.load_transactions`.
    split_date : str or Timestamp
        The first day that counts as later, in the time zone of `sold_at` unless it has its own.

    Returns
    -------
    DataFrame, one row per home with a visit before the split
        Index `household_id`, sorted; recency_days (int64, from the last visit to the split),
        n_visits (int64), total_spend and usd_per_visit (USD) before the split, n_visits_after
        (int64) and spend_after (USD) from it on, both 0 for a home that did not come again.

    Raises
    ------
    TypeError
        If `split_date` has a time zone and `sold_at` has none.
    ValueError
        If no line lies before the split.

    Notes
    -----
    A visit is a basket. Homes that appear only from the split on are not in the table: nothing
    was known of them.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 1, 2],
    ...         "basket_id": [10, 10, 11, 12],
    ...         "sold_at": pd.to_datetime(["2017-06-01", "2017-06-01", "2017-07-02", "2017-07-03"]),
    ...         "sales_value": [3.0, 2.0, 4.0, 9.0],
    ...     }
    ... )
    >>> customer_table(lines, "2017-07-01").T
    household_id       1
    recency_days    30.0
    n_visits         1.0
    total_spend      5.0
    usd_per_visit    5.0
    n_visits_after   1.0
    spend_after      4.0
    """
    sold_at = lines["sold_at"].dt.tz_localize(None)
    split = _local(split_date, lines["sold_at"].dt.tz)
    is_after = sold_at >= split
    if is_after.all():
        raise ValueError(f"`split_date` must come after a visit; got {split.date()}.")
    orders = lines.assign(sold_at=sold_at)[[*ORDER_NAMES]].rename(columns=ORDER_NAMES)
    earlier = rfm_table(orders[~is_after], split)
    later = lines[is_after].groupby("household_id", observed=True)
    n_after, spend_after = later["basket_id"].nunique(), later["sales_value"].sum()
    return earlier.rename_axis("household_id").assign(
        n_visits=earlier["n_orders"],
        usd_per_visit=earlier["total_spend"] / earlier["n_orders"],
        n_visits_after=n_after.reindex(earlier.index, fill_value=0),
        spend_after=spend_after.reindex(earlier.index, fill_value=0.0),
    )[TABLE_COLUMNS]


@checked
def need_shares(
    lines: table(household_id=Ids, department=missing_allowed(Texts), sales_value=Amounts),
    departments: values(Texts),
) -> pd.DataFrame:
    """Return which share of each home's spending went to each of some departments.

    Use it as a measure of needs: what one buys, whatever the amount.

    Parameters
    ----------
    lines : DataFrame, one row per line of a receipt
        Columns `household_id`, `department` (text; may be missing) and `sales_value` (USD, 0 or
        more).
    departments : iterable of str
        The departments to keep, each of them sold at least once.

    Returns
    -------
    DataFrame, one row per home
        Index `household_id`, sorted; one column per department, shares in [0, 1] of all that
        the home spent, so rows add up to 1 only if no other department was bought. NaN for a
        home that spent nothing.

    Raises
    ------
    ValueError
        If no department is named, or one twice, or one is unknown.

    Notes
    -----
    Lines without a department count in the total.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 2],
    ...         "department": ["MEAT", "FUEL", "MEAT"],
    ...         "sales_value": [3.0, 1.0, 5.0],
    ...     }
    ... )
    >>> need_shares(lines, ["FUEL", "MEAT"])["MEAT"].tolist()
    [0.75, 1.0]
    """
    wanted = list(departments)
    if not wanted or len(set(wanted)) < len(wanted):
        raise ValueError(f"`departments` must name one or more, each once; got {wanted}.")
    sold = set(lines["department"].dropna().unique())
    if unknown := [name for name in wanted if name not in sold]:
        raise ValueError(f"`departments` must be sold at least once; got {unknown}.")
    total = lines.groupby("household_id", observed=True)["sales_value"].sum()
    keys = ["household_id", "department"]
    part = lines[lines["department"].isin(wanted)].groupby(keys, observed=True)["sales_value"]
    spent = part.sum().unstack().reindex(index=total.index, columns=wanted).fillna(0.0)
    return spent.div(total.where(total > 0), axis=0).rename_axis(columns=None)


@checked
def segment_labels(scaled: Points, n_segments: Count) -> pd.Series:
    """Return the segment of each customer by k-means, segment 1 being the largest.

    Use it on scaled features: k-means adds up squared distances, so the feature with the
    largest unit wins otherwise.

    Parameters
    ----------
    scaled : DataFrame, one row per customer
        Numbers only, each column on the same scale.
    n_segments : int
        From 1 to the number of different rows.

    Returns
    -------
    Series of int64, one per customer
        Index as in `scaled`, name "segment"; 1, 2, … by falling size, ties in the order of the
        rows.

    Raises
    ------
    ValueError
        If there are fewer different rows than segments.

    Notes
    -----
    k-means looks for the centres that make the sum of squared distances to the nearest centre
    least; ten starts, of which the best is kept.

    References
    ----------
    MacQueen, J. (1967), Some methods for classification and analysis of multivariate
    observations, Proc. Fifth Berkeley Symposium 1, 281-297.

    Examples
    --------
    >>> toy = pd.DataFrame({"visits": [0.0, 0.1, 5.0, 0.2, 5.1]})
    >>> segment_labels(toy, 2).tolist()
    [1, 1, 2, 1, 2]
    """
    points = scaled.to_numpy(dtype=float)
    if (most := _n_different(points)) < n_segments:
        raise ValueError(
            f"`n_segments` must be at most {most}, the different rows; got {n_segments}."
        )
    with _one_thread():
        raw = _k_means(points, n_segments, n_starts=10).labels_
    by_size = pd.Series(raw).value_counts(sort=False).reindex(pd.unique(raw))
    ranks = by_size.sort_values(ascending=False, kind="stable").index
    order = {label: place for place, label in enumerate(ranks, start=1)}
    return pd.Series([order[label] for label in raw], index=scaled.index, name="segment")


@checked
def segment_checks(
    scaled: Points,
    numbers: values(Counts) = range(2, 6),
    *,
    n_draws: whole(2, 10_000) = 10,
    max_rows: whole(10, 10_000) = 400,
    rng: Rng,
) -> pd.DataFrame:
    """Return how well separated and how repeatable k segments are, for each k.

    Use it before believing in segments: k-means always returns as many as it was asked for.

    Parameters
    ----------
    scaled : DataFrame, one row per customer
        Numbers only, on one scale and without skew, for instance after scikit-learn's
        `PowerTransformer`: a long tail alone looks like a segment.
    numbers : iterable of int
        The k to try, each once, at least 2, below the number of rows and at most the number of
        different ones.
    n_draws : int
        Resamples, and clouds of each of the two kinds, from 2 to 10,000.
    max_rows : int
        Larger tables are judged by a sample of this size, from 10 to 10,000.
    rng : numpy.random.Generator
        Draws the sample, the clouds and the resamples.

    Returns
    -------
    DataFrame, one row per k
        Index `n_segments`; silhouette (mean, -1 to 1), reference (the highest silhouette in
        clouds without segments), stability (mean adjusted Rand index, up to 1) and
        smallest_share (fraction of customers in the smallest segment).

    Raises
    ------
    ValueError
        If a number is out of range, or so many draws of so many rows would never end.

    Notes
    -----
    The clouds have as many rows as the table: half of them normal with the table's covariance,
    half of them uniform in the box along its principal axes. Stability: k-means is fitted to
    rows drawn with replacement, all rows go to the nearest of its centres, and the result is
    compared with the first one.

    References
    ----------
    Rousseeuw, P. J. (1987), Silhouettes, J. Comput. Appl. Math. 20, 53-65. Tibshirani, R.,
    Walther, G. and Hastie, T. (2001), Estimating the number of clusters via the gap statistic,
    JRSS B 63, 411-423. Hennig, C. (2007), Cluster-wise assessment of cluster stability,
    Comput. Stat. Data Anal. 52, 258-271. Hubert, L. and Arabie, P. (1985), Comparing
    partitions, J. Classif. 2, 193-218.

    Examples
    --------
    >>> from crmlib.segmentation import simulate_segments
    >>> rng = np.random.default_rng(4)
    >>> planted = simulate_segments(200, distance=8, rng=rng).drop(columns="segment")
    >>> segment_count(segment_checks(planted, n_draws=4, rng=rng))
    3
    """
    points, tried = scaled.to_numpy(dtype=float), [int(k) for k in numbers]
    if len(points) > max_rows:
        points = points[np.sort(rng.choice(len(points), max_rows, replace=False))]
    _require_few(points, tried, n_draws)
    with _one_thread():
        clouds = [_silhouettes(cloud, tried)[0] for cloud in _clouds(points, n_draws, rng)]
        separated, labels = _silhouettes(points, tried)
        stable = [_stability(points, one, n_draws, rng) for one in labels]
    smallest = [np.bincount(one).min() / len(points) for one in labels]
    rows = zip(separated, np.max(clouds, axis=0), stable, smallest, strict=True)
    return pd.DataFrame(rows, pd.Index(tried, name="n_segments"), CHECK_COLUMNS)


@checked
def segment_count(
    checks: table(**dict.fromkeys(CHECK_COLUMNS, Numbers)),
    *,
    min_stability: Fraction = 0.8,
    min_share: Fraction = 0.05,
) -> int:
    """Return how many segments the checks support; 1 means that there are none.

    Use it after `segment_checks`; the three conditions and their bounds are ours.

    Parameters
    ----------
    checks : DataFrame, one row per k
        As from `segment_checks`.
    min_stability : float
        Least mean adjusted Rand index between resamples.
    min_share : float
        Least share of customers in the smallest segment.

    Returns
    -------
    int
        The k, among those better separated than every cloud, stable and substantial, that lies
        furthest above the clouds; of equal ones the smallest. 1 if there is no such k.

    Examples
    --------
    >>> row = {"silhouette": [0.4], "reference": [0.5], "stability": [0.9], "smallest_share": [0.4]}
    >>> segment_count(pd.DataFrame(row, index=[2]))
    1
    """
    Counts.check(checks.index.to_series(), "`checks` in `index`")
    excess = checks["silhouette"] - checks["reference"]
    passes = (checks["stability"] >= min_stability) & (checks["smallest_share"] >= min_share)
    kept = excess[passes & (excess > 0)].sort_index()
    return 1 if kept.empty else int(kept.idxmax())


@checked
def explained_share(outcome: column(Numbers), labels: column(Ids)) -> float:
    """Return which share of an outcome's variance lies between groups.

    Use it to evaluate segments by a behaviour that was not used to make them.

    Parameters
    ----------
    outcome : Series of numbers, one per customer
        For instance what each customer spent later.
    labels : Series, one per customer
        The group of each; same index as `outcome`, in any order.

    Returns
    -------
    float
        From 0 (group means are equal) to 1 (groups tell all); NaN if the outcome never varies.

    Raises
    ------
    ValueError
        If the two do not hold the same customers, each once.

    Notes
    -----
    eta squared = sum over groups of n (mean - overall mean)² / total sum of squares. More
    groups explain more by chance: about (groups - 1) / (customers - 1).

    Examples
    --------
    >>> explained_share(pd.Series([1.0, 1.0, 3.0, 3.0]), pd.Series(["a", "a", "b", "b"]))
    1.0
    """
    group = in_order_of(labels, "labels", other=outcome, other_argument="outcome")
    means = outcome.groupby(group, observed=True).transform("mean")
    total = ((outcome - outcome.mean()) ** 2).sum()
    return float(((means - outcome.mean()) ** 2).sum() / total) if total > 0 else float("nan")


def _local(day: pd.Timestamp, zone: Any) -> pd.Timestamp:
    """Return a day as the clocks of a zone show it."""
    if day.tz is None:
        return day
    if zone is None:
        raise TypeError(f"`split_date` must have no time zone, as `sold_at`; got {day.tz}.")
    return day.tz_convert(zone).tz_localize(None)


def _n_different(points: np.ndarray) -> int:
    return len(np.unique(points, axis=0))


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
            f"{len(points):,} rows; got {n_draws}. Try a smaller max_rows."
        )


def _one_thread() -> Any:
    """Return a context in which one thread calculates: on small tables several only wait."""
    from sklearn.cluster import KMeans  # noqa: F401 its libraries must be there to be limited
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _k_means(points: np.ndarray, k: int, n_starts: int = 3) -> Any:
    from sklearn.cluster import KMeans

    moved = _without_ties(points)
    return KMeans(min(k, _n_different(points)), n_init=n_starts, random_state=SEED).fit(moved)


def _without_ties(points: np.ndarray) -> np.ndarray:
    """Return points moved by a millionth, equal ones alike.

    Of two centres equally far from a point the processor's last digits would choose.
    """
    different, place = np.unique(points, axis=0, return_inverse=True)
    lot = np.random.default_rng(SEED).normal(size=different.shape)
    return (different + TIE_BREAK * different.std() * lot)[place.ravel()]


def _silhouettes(points: np.ndarray, tried: list[int]) -> tuple[list[float], list[np.ndarray]]:
    """Return the silhouette and the labels of each k; distances are the same for all."""
    from sklearn.metrics import pairwise_distances, silhouette_score

    distances = pairwise_distances(points)
    labels = [_k_means(points, k).labels_ for k in tried]
    return [silhouette_score(distances, one, metric="precomputed") for one in labels], labels


def _clouds(points: np.ndarray, n_draws: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    centred = points - points.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    # The sign of an axis hangs on the processor: its largest part is made positive.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    along = centred @ (axes * np.sign(largest)).T
    low, high, spread = along.min(axis=0), along.max(axis=0), along.std(axis=0)
    yield from (rng.normal(0, spread, along.shape) for _ in range(n_draws))
    yield from (rng.uniform(low, high, along.shape) for _ in range(n_draws))


def _stability(
    points: np.ndarray, labels: np.ndarray, n_draws: int, rng: np.random.Generator
) -> float:
    from sklearn.metrics import adjusted_rand_score

    n, k = len(points), labels.max() + 1
    drawn = (points[rng.integers(0, n, n)] for _ in range(n_draws))
    again = (_k_means(sample, k).predict(points) for sample in drawn)
    return float(np.mean([adjusted_rand_score(labels, other) for other in again]))
