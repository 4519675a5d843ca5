"""Five steps of segmentation: a customer table, needs, clusters, and whether they are real."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import (
    require_columns,
    require_fraction,
    require_kind,
    require_no_missing,
    require_rng,
    require_whole,
)
from crmlib.value import rfm_table

__all__ = [
    "customer_table",
    "need_shares",
    "segment_labels",
    "segment_checks",
    "segment_count",
    "explained_share",
]

LINE_COLUMNS = ["household_id", "basket_id", "sold_at", "sales_value"]
TABLE_COLUMNS = ["recency_days", "n_visits", "total_spend"]
TABLE_COLUMNS += ["usd_per_visit", "n_visits_after", "spend_after"]
CHECK_COLUMNS = ["silhouette", "reference", "stability", "smallest_share"]
SEED = 4
TIE_BREAK = 1e-6


def customer_table(lines: pd.DataFrame, split_date: str | pd.Timestamp) -> pd.DataFrame:
    """Return one row per home: what it did before a day, and what it did from that day on.

    Use it to sort customers by what was known then, and to judge the sorting by what came later.

    Parameters
    ----------
    lines : DataFrame, one row per line of a receipt
        Columns `household_id`, `basket_id`, `sold_at` (datetimes) and `sales_value` (USD, 0 or
        more), as from `crmlib.datasets.load_transactions`.
    split_date : str or Timestamp
        The first day that counts as later, in the time zone of `sold_at`.

    Returns
    -------
    DataFrame, one row per home with a visit before the split
        Index `household_id`, sorted; recency_days (int64, from the last visit to the split),
        n_visits (int64), total_spend and usd_per_visit (USD) before the split, n_visits_after
        (int64) and spend_after (USD) from it on, both 0 for a home that did not come again.

    Raises
    ------
    TypeError
        If `lines` is not a DataFrame.
    ValueError
        If a column or a value is missing, a sales value is negative, or no line lies before the
        split.

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
    require_columns(lines, LINE_COLUMNS, "lines")
    require_no_missing(lines, LINE_COLUMNS, "lines")
    split = pd.Timestamp(split_date)
    is_after = lines["sold_at"].dt.tz_localize(None) >= split
    if is_after.all():
        raise ValueError(f"`split_date` must come after a visit; got {split.date()}.")
    orders = lines[LINE_COLUMNS].set_axis(
        ["customer_id", "basket_id", "order_date", "sales_value"], axis=1
    )
    table = rfm_table(orders[~is_after], split, order_id="basket_id", amount="sales_value")
    later = lines[is_after].groupby("household_id")
    n_after, spend_after = later["basket_id"].nunique(), later["sales_value"].sum()
    return table.rename_axis("household_id").assign(
        n_visits=table["n_orders"],
        usd_per_visit=table["total_spend"] / table["n_orders"],
        n_visits_after=n_after.reindex(table.index, fill_value=0),
        spend_after=spend_after.reindex(table.index, fill_value=0.0),
    )[TABLE_COLUMNS]


def need_shares(lines: pd.DataFrame, departments: Iterable[str]) -> pd.DataFrame:
    """Return which share of each home's spending went to each of some departments.

    Use it as a measure of needs: what one buys, whatever the amount.

    Parameters
    ----------
    lines : DataFrame, one row per line of a receipt
        Columns `household_id`, `department` (text; may be missing) and `sales_value` (USD).
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
    TypeError
        If `lines` is not a DataFrame.
    ValueError
        If a column is missing, a home or a sales value is missing, or a department is unknown.

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
    require_columns(lines, ["household_id", "department", "sales_value"], "lines")
    require_no_missing(lines, ["household_id", "sales_value"], "lines")
    wanted = list(departments)
    sold = set(lines["department"].dropna().unique())
    if unknown := [name for name in wanted if name not in sold]:
        raise ValueError(f"`departments` must be sold at least once; got {unknown}.")
    total = lines.groupby("household_id")["sales_value"].sum()
    keys = ["household_id", "department"]
    part = lines[lines["department"].isin(wanted)].groupby(keys, observed=True)["sales_value"]
    spent = part.sum().unstack().reindex(index=total.index, columns=wanted).fillna(0.0)
    return spent.div(total.where(total > 0), axis=0).rename_axis(columns=None)


def segment_labels(scaled: pd.DataFrame, n_segments: int) -> pd.Series:
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
    TypeError
        If `scaled` is not a DataFrame or `n_segments` not a whole number.
    ValueError
        If a value is missing or infinite, or there are fewer rows than segments.

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
    values = _as_points(scaled)
    require_whole(n_segments, "n_segments", low=1)
    if len(values) < n_segments:
        raise ValueError(f"`n_segments` must be at most {len(values)}, the rows; got {n_segments}.")
    raw = _k_means(values, n_segments, n_starts=10).labels_
    by_size = pd.Series(raw).value_counts(sort=False).reindex(pd.unique(raw))
    ranks = by_size.sort_values(ascending=False, kind="stable").index
    order = {label: place for place, label in enumerate(ranks, start=1)}
    return pd.Series([order[label] for label in raw], index=scaled.index, name="segment")


def segment_checks(
    scaled: pd.DataFrame,
    numbers: Iterable[int] = range(2, 6),
    *,
    n_draws: int = 10,
    max_rows: int = 400,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return how well separated and how repeatable k segments are, for each k.

    Use it before believing in segments: k-means always returns as many as it was asked for.

    Parameters
    ----------
    scaled : DataFrame, one row per customer
        Numbers only, on one scale and without skew, for instance after scikit-learn's
        `PowerTransformer`: a long tail alone looks like a segment.
    numbers : iterable of int
        The k to try, each at least 2 and below the number of rows.
    n_draws : int
        Resamples, and clouds of each of the two kinds, at least 2.
    max_rows : int
        Larger tables are judged by a sample of this size.
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
    TypeError
        If `scaled` is not a DataFrame, a count not a whole number, or `rng` no generator.
    ValueError
        If a value is missing or infinite, or a number out of range.

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
    from sklearn.metrics import silhouette_score

    values, numbers = _as_points(scaled), list(numbers)
    require_rng(rng)
    require_whole(n_draws, "n_draws", low=2)
    require_whole(max_rows, "max_rows", low=10)
    if len(values) > max_rows:
        values = values[np.sort(rng.choice(len(values), max_rows, replace=False))]
    for k in numbers:
        require_whole(k, "numbers", low=2)
        if k >= len(values):
            raise ValueError(f"`numbers` must lie below {len(values)}, the rows; got {k}.")
    clouds = _clouds(values, n_draws, rng)
    rows = []
    for k in numbers:
        labels = _k_means(values, k).labels_
        reference = max(silhouette_score(c, _k_means(c, k).labels_) for c in clouds)
        smallest = np.bincount(labels).min() / len(values)
        stable = _stability(values, labels, n_draws, rng)
        rows.append((silhouette_score(values, labels), reference, stable, smallest))
    return pd.DataFrame(rows, pd.Index(numbers, name="n_segments"), CHECK_COLUMNS)


def segment_count(
    checks: pd.DataFrame, *, min_stability: float = 0.8, min_share: float = 0.05
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

    Raises
    ------
    TypeError
        If `checks` is not a DataFrame or a bound not a number.
    ValueError
        If a column is missing or a bound is not from 0 to 1.

    Examples
    --------
    >>> row = {"silhouette": [0.4], "reference": [0.5], "stability": [0.9], "smallest_share": [0.4]}
    >>> segment_count(pd.DataFrame(row, index=[2]))
    1
    """
    require_columns(checks, CHECK_COLUMNS, "checks")
    require_fraction(min_stability, "min_stability")
    require_fraction(min_share, "min_share")
    excess = checks["silhouette"] - checks["reference"]
    passes = (checks["stability"] >= min_stability) & (checks["smallest_share"] >= min_share)
    kept = excess[passes & (excess > 0)].sort_index()
    return 1 if kept.empty else int(kept.idxmax())


def explained_share(outcome: pd.Series, labels: pd.Series) -> float:
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
    TypeError
        If an argument is not a Series.
    ValueError
        If the two do not hold the same customers, or a value is missing.

    Notes
    -----
    eta squared = sum over groups of n (mean - overall mean)² / total sum of squares. More
    groups explain more by chance: about (groups - 1) / (customers - 1).

    Examples
    --------
    >>> explained_share(pd.Series([1.0, 1.0, 3.0, 3.0]), pd.Series(["a", "a", "b", "b"]))
    1.0
    """
    for name, values in {"outcome": outcome, "labels": labels}.items():
        require_kind(values, pd.Series, name)
        if values.isna().any():
            n_bad = values.isna().sum()
            raise ValueError(f"`{name}` must have no missing values; got {n_bad:,}.")
    if not outcome.index.sort_values().equals(labels.index.sort_values()):
        raise ValueError("`labels` must hold the customers of `outcome`; got others.")
    means = outcome.groupby(labels.reindex(outcome.index), observed=True).transform("mean")
    total = ((outcome - outcome.mean()) ** 2).sum()
    return float(((means - outcome.mean()) ** 2).sum() / total) if total > 0 else float("nan")


def _as_points(scaled: pd.DataFrame) -> np.ndarray:
    require_columns(scaled, [], "scaled")
    values = scaled.to_numpy(dtype=float)
    if n_bad := int((~np.isfinite(values)).any(axis=1).sum()):
        raise ValueError(f"`scaled` must hold finite numbers; got {n_bad:,} rows with others.")
    return values


def _k_means(values: np.ndarray, k: int, n_starts: int = 3) -> Any:
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    k = min(k, len(np.unique(values, axis=0)))
    values = _without_ties(values)
    # On small tables several threads only wait for each other.
    with threadpool_limits(1):
        return KMeans(k, n_init=n_starts, random_state=SEED).fit(values)


def _without_ties(values: np.ndarray) -> np.ndarray:
    """Return points moved by a millionth, equal ones alike.

    Of two centres equally far from a point the processor's last digits would choose.
    """
    different, place = np.unique(values, axis=0, return_inverse=True)
    lot = np.random.default_rng(SEED).normal(size=different.shape)
    return (different + TIE_BREAK * different.std() * lot)[place.ravel()]


def _clouds(values: np.ndarray, n_draws: int, rng: np.random.Generator) -> list[np.ndarray]:
    centred = values - values.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2]
    # The sign of an axis hangs on the processor: its largest part is made positive.
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    along = centred @ (axes * np.sign(largest)).T
    low, high, spread = along.min(axis=0), along.max(axis=0), along.std(axis=0)
    normal = [rng.normal(0, spread, along.shape) for _ in range(n_draws)]
    return normal + [rng.uniform(low, high, along.shape) for _ in range(n_draws)]


def _stability(
    values: np.ndarray, labels: np.ndarray, n_draws: int, rng: np.random.Generator
) -> float:
    from sklearn.metrics import adjusted_rand_score

    n, k = len(values), labels.max() + 1
    drawn = (values[rng.integers(0, n, n)] for _ in range(n_draws))
    again = (_k_means(sample, k).predict(values) for sample in drawn)
    return float(np.mean([adjusted_rand_score(labels, other) for other in again]))
