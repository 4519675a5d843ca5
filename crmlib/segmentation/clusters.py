"""Five steps of segmentation: a customer table, needs, clusters, what they are and tell."""

from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Count,
    Date,
    Dates,
    Ids,
    Numbers,
    Texts,
    checked,
    column,
    filled,
    missing_allowed,
    table,
    table_of,
    values,
    within,
)
from crmlib.segmentation.matched_rows import in_order_of
from crmlib.value import rfm_table

__all__ = [
    "customer_table",
    "need_shares",
    "home_table",
    "segment_labels",
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
NEEDS_OF_HOMES = {
    "drugstore": "DRUG GM",
    "produce": "PRODUCE",
    "fuel": "FUEL",
    "meat": "MEAT",
    "packed_meat": "MEAT-PCKGD",
}
# Squares of what lies outside would be too large for a float.
Points = table_of(within(-1e100, 1e100))
SEED = 4
TIE_BREAK = 1e-6
N_STARTS = 10  # with fewer, the best split is often missed


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
    columns = ["household_id", "basket_id", "sales_value"]
    later = lines.loc[is_after, columns].groupby("household_id", observed=True)
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
def home_table(
    lines: filled(
        household_id=Ids, basket_id=Ids, product_id=Ids, sold_at=Dates, sales_value=Amounts
    ),
    products: table(product_id=Ids, department=missing_allowed(Texts)),
    split_date: Date,
) -> pd.DataFrame:
    """Return one row per home: visits, money and needs before a day, what came from that day on.

    Use it to find segments by what was known then, and to judge them by what came later.

    Parameters
    ----------
    lines : DataFrame, one row per line of a receipt
        Columns `household_id`, `basket_id`, `product_id`, `sold_at` and `sales_value` (USD), as
        from `crmlib.datasets.load_transactions`.
    products : DataFrame, one row per product
        Columns `product_id`, each once, and `department`; every one of the departments named in
        Notes is sold before the split, and meat after it, too.
    split_date : str or Timestamp
        The first day that counts as later.

    Returns
    -------
    DataFrame, one row per home with a visit before the split
        As `customer_table`, and drugstore, produce, fuel, meat and packed_meat (shares of the
        spending before the split, 0 to 1) and meat_after (the share of meat from it on; NaN for a
        home that spent nothing then).

    Raises
    ------
    ValueError
        If a product stands twice, or nothing lies before the split.

    Notes
    -----
    The needs are five departments of The Complete Journey: DRUG GM, PRODUCE, FUEL, MEAT and
    MEAT-PCKGD. That shares of spending are needs is an assumption of ours.

    Examples
    --------
    >>> from crmlib.datasets import load_products, load_transactions
    >>> homes = home_table(load_transactions(), load_products(), "2017-07-01")
    >>> len(homes), round(float((homes["fuel"] == 0).mean()), 2)
    (2393, 0.64)
    """
    if (n_twice := products["product_id"].duplicated().sum()) > 0:
        raise ValueError(f"`products` must have each product once; got {n_twice} repeats.")
    department = products.set_index("product_id")["department"]
    told = lines[[*ORDER_NAMES]].assign(department=lines["product_id"].map(department))
    split = _local(split_date, lines["sold_at"].dt.tz)
    is_after = told["sold_at"].dt.tz_localize(None) >= split
    homes = customer_table(told, split_date)
    needs = need_shares(told[~is_after], NEEDS_OF_HOMES.values())
    meat_after = need_shares(told[is_after], ["MEAT"])["MEAT"].rename("meat_after")
    return homes.join(needs.set_axis(list(NEEDS_OF_HOMES), axis=1)).join(meat_after)


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
        raw = _k_means(points, n_segments).labels_
    by_size = pd.Series(raw).value_counts(sort=False).reindex(pd.unique(raw))
    ranks = by_size.sort_values(ascending=False, kind="stable").index
    order = {label: place for place, label in enumerate(ranks, start=1)}
    return pd.Series([order[label] for label in raw], index=scaled.index, name="segment")


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


def _one_thread() -> Any:
    """Return a context in which one thread calculates: on small tables several only wait."""
    from sklearn.cluster import KMeans  # noqa: F401 its libraries must be there to be limited
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def _k_means(points: np.ndarray, k: int, n_starts: int = N_STARTS) -> Any:
    from sklearn.cluster import KMeans

    moved, n_different = _without_ties(points)
    return KMeans(min(k, n_different), n_init=n_starts, random_state=SEED).fit(moved)


def _without_ties(points: np.ndarray) -> tuple[np.ndarray, int]:
    """Return points moved by a millionth, equal ones alike, and how many are different.

    Of two centres equally far from a point the processor's last digits would choose.
    """
    different, place = np.unique(points, axis=0, return_inverse=True)
    lot = np.random.default_rng(SEED).normal(size=different.shape)
    moved = different + TIE_BREAK * different.std() * lot
    return moved[place.ravel()], len(different)
