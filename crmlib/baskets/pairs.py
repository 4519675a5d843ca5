"""One pair of items: is it bought together more often than by chance, and where."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Annotated

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Counts,
    Dates,
    Flags,
    Ids,
    Kind,
    Level,
    Numbers,
    PlainIds,
    Rng,
    Steps,
    Text,
    checked,
    choice,
    missing_allowed,
    require_columns,
    table,
    values,
)

__all__ = [
    "pair_baskets",
    "lift_interval",
    "resampled_lifts",
    "lift_table",
    "lift_split",
    "store_sales",
    "store_correlations",
]

VISIT_COLUMNS = {
    "household_id": missing_allowed(Ids),
    "store_id": missing_allowed(Ids),
    "sold_at": missing_allowed(Dates),
}
Lines = table(basket_id=PlainIds, item=missing_allowed(Ids))
Pairs = table(household_id=PlainIds, has_a=Flags, has_b=Flags)


def _slices(value: object, name: str) -> dict[str, pd.Series]:
    """Return a mapping of Series of bool, each in plain clothes."""
    if not isinstance(value, Mapping):
        raise TypeError(f"`{name}` must be a mapping; got {type(value).__name__}.")
    if not value:
        raise ValueError(f"`{name}` must hold at least one slice; got none.")
    for key, chosen in value.items():
        if not isinstance(chosen, pd.Series):
            raise TypeError(f"`{name}` must hold Series; got {type(chosen).__name__} in {key!r}.")
    return {key: Flags.check(chosen, f"`{name}` in `{key}`") for key, chosen in value.items()}


Slices = Annotated[Mapping[str, pd.Series], Kind("Slices", _slices)]
# Homes drawn in all resamples of an interval: about a minute.
MOST_DRAWS = 10**9
COUNT_COLUMNS = ["n_baskets", "n_a", "n_b", "n_both", "n_homes"]


@checked
def pair_baskets(baskets: Lines, item_a: Text, item_b: Text) -> pd.DataFrame:
    """Return one row per basket that says whether it holds each of two items.

    The table behind every question on one pair; filter it like any other
    table (by hour, by household) and hand the rest on.

    Parameters
    ----------
    baskets : DataFrame, one row per basket and item
        Columns `basket_id` and `item`; `household_id`, `store_id` and `sold_at`
        are carried along if present and must be the same in all rows of a
        basket. A row whose item is missing keeps its basket and counts as no
        item; several rows of one basket and item count once.
    item_a, item_b : str
        Two different items, each in at least one basket.

    Returns
    -------
    DataFrame, one row per basket
        Index `basket_id`, sorted; the columns carried, `n_items` (different
        items), `n_others` (the same without the two), `has_a` and `has_b`.

    Raises
    ------
    ValueError
        If a basket has two households, stores or times, no basket holds an
        item, or both items are the same.

    Notes
    -----
    n_items counts the two items as well: n_items = n_others + has_a + has_b.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 3], "item": ["tea", "milk", "milk", None]}
    ... )
    >>> pair_baskets(receipts, "tea", "milk").reset_index()
       basket_id  n_items  n_others  has_a  has_b
    0          1        2         0   True   True
    1          2        1         0  False   True
    2          3        0         0  False  False
    """
    for name, item in (("item_a", item_a), ("item_b", item_b)):
        _require_sold(baskets["item"], item, name)
    if item_a == item_b:
        raise ValueError(f"`item_b` must differ from `item_a`; got {item_b!r} twice.")
    visits = _visits(baskets)
    lines = baskets.loc[baskets["item"].notna(), ["basket_id", "item"]].drop_duplicates()
    n_items = lines["basket_id"].value_counts().reindex(visits.index, fill_value=0).astype(np.int64)
    has_a = visits.index.isin(lines.loc[lines["item"] == item_a, "basket_id"])
    has_b = visits.index.isin(lines.loc[lines["item"] == item_b, "basket_id"])
    return visits.assign(
        n_items=n_items, n_others=n_items - has_a - has_b, has_a=has_a, has_b=has_b
    )


@checked
def lift_interval(
    pairs: Pairs, *, rng: Rng, n_resamples: Steps = 1000, level: Level = 0.95
) -> pd.Series:
    """Return the lift of a pair with an interval that resamples households.

    Baskets of one home are alike, so an interval that takes them for
    independent is too narrow; this one draws whole homes.

    Parameters
    ----------
    pairs : DataFrame, one row per basket
        As from `pair_baskets`, whole or filtered: columns `household_id`,
        `has_a` and `has_b`. May be empty.
    rng : numpy.random.Generator
        Source of the draws; the same state gives the same interval.
    n_resamples : int
        Number of resamples, at least 1.
    level : float
        Share of the resamples inside the interval, between 0 and 1.

    Returns
    -------
    Series
        `lift`, `low`, `high`; `n_baskets`, `n_a`, `n_b`, `n_both` (baskets) and
        `n_homes` (homes behind the joint baskets). The lift is NaN if an item
        is in no basket. The bounds are NaN if there is no joint basket, for
        then all resamples agree on 0 and tell nothing.

    Raises
    ------
    ValueError
        If `n_resamples` times the homes is above a thousand million.

    Notes
    -----
    lift = n_baskets n_both / (n_a n_b). Each resample draws as many homes as
    there are, with replacement; the interval runs between the percentiles of the
    resampled lifts. Resamples whose lift is undefined are left out.

    References
    ----------
    Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13
    (percentile interval); Davison and Hinkley (1997), Bootstrap Methods and
    their Application, section 3.8 (resampling of clusters).

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 2, 2, 3, 3],
    ...         "has_a": [True, False, True, False, True, False],
    ...         "has_b": [True, False, False, True, True, False],
    ...     }
    ... )
    >>> found = lift_interval(pairs, rng=np.random.default_rng(8))
    >>> found[["lift", "n_both", "n_homes"]].round(3).to_dict()
    {'lift': 1.333, 'n_both': 2.0, 'n_homes': 2.0}
    """
    homes = _home_counts(pairs)
    counts = homes.sum(axis=0)
    low, high = np.nan, np.nan
    if counts[-1]:
        lifts = pd.Series(_lift(_resampled(homes, rng, n_resamples)))
        low, high = lifts.quantile([(1 - level) / 2, (1 + level) / 2])
    values = [_lift(counts), low, high, *counts, np.count_nonzero(homes[:, -1])]
    return pd.Series(values, index=["lift", "low", "high", *COUNT_COLUMNS], dtype=float)


@checked
def resampled_lifts(
    pairs: Pairs,
    *,
    unit: choice("household", "basket") = "household",
    rng: Rng,
    n_resamples: Steps = 1000,
) -> pd.Series:
    """Return the lift of a pair in tables that might have been: one per resample.

    To draw what `lift_interval` sums up, and to see what changes if baskets
    of one home are taken for independent.

    Parameters
    ----------
    pairs : DataFrame, one row per basket
        As from `pair_baskets`: columns `household_id`, `has_a` and `has_b`.
    unit : str
        What is drawn: whole homes with all their baskets ("household"), or
        single baskets ("basket").
    rng : numpy.random.Generator
        Source of the draws; with "household" the same state gives the lifts of
        `lift_interval`.
    n_resamples : int
        Number of resamples, at least 1.

    Returns
    -------
    Series
        The lifts, named lift, in the order drawn; NaN where an item is in no
        basket of the draw.

    Raises
    ------
    ValueError
        If there is no basket, or `n_resamples` times the homes is above a thousand million.

    Notes
    -----
    As many homes, or baskets, are drawn as there are, with replacement. Single
    baskets differ in their two marks only, so their draw is one multinomial.

    References
    ----------
    Davison and Hinkley (1997), Bootstrap Methods and their Application, section
    3.8 (resampling of clusters).

    Examples
    --------
    Both joint baskets are one home's, so a draw without it has a lift of 0.

    >>> pairs = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 2, 2],
    ...         "has_a": [True, True, True, False],
    ...         "has_b": [True, True, False, True],
    ...     }
    ... )
    >>> lifts = resampled_lifts(pairs, rng=np.random.default_rng(8), n_resamples=400)
    >>> sorted(lifts.round(2).unique().tolist())
    [0.0, 0.89, 1.0]
    """
    if not len(pairs):
        raise ValueError("`pairs` must have at least one basket; got none.")
    if unit == "household":
        sums = _resampled(_home_counts(pairs), rng, n_resamples)
    else:
        sums = _drawn_baskets(pairs, rng, n_resamples)
    return pd.Series(_lift(sums), name="lift")


@checked
def lift_table(
    pairs: Pairs,
    slices: Slices,
    *,
    rng: Rng,
    n_resamples: Steps = 1000,
) -> pd.DataFrame:
    """Return the lift and its interval in each of several slices of the baskets.

    To see a "finding" beside all the slices that were tried for it.

    Parameters
    ----------
    pairs : DataFrame, one row per basket
        As from `pair_baskets`: columns `household_id`, `has_a` and `has_b`.
    slices : mapping of str to Series of bool
        Which baskets belong to each slice; every Series has the index of
        `pairs`. Slices may overlap.
    rng : numpy.random.Generator
        Source of the draws, used up in the order of the slices.
    n_resamples : int
        Number of resamples per slice, at least 1.

    Returns
    -------
    DataFrame, one row per slice
        Index `slice`, in the order given; the columns of `lift_interval`, its
        counts as whole numbers. Intervals are at 95 %, each for itself: among
        twenty slices without any effect, one misses 1 on average.

    Raises
    ------
    ValueError
        If `slices` is empty or a Series has another index, or as in `lift_interval`.

    Notes
    -----
    One `lift_interval` per slice; nothing corrects for the number of slices.

    References
    ----------
    Gelman and Loken (2014), The statistical crisis in science, American
    Scientist 102, 460-465 (forking paths).

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 2, 2],
    ...         "has_a": [True, False, True, False],
    ...         "has_b": [True, False, False, True],
    ...     }
    ... )
    >>> slices = {"all": pairs["household_id"] > 0, "home 1": pairs["household_id"] == 1}
    >>> table = lift_table(pairs, slices, rng=np.random.default_rng(8))
    >>> table[["lift", "n_both"]].reset_index()
        slice  lift  n_both
    0     all   1.0       1
    1  home 1   2.0       1
    """
    for name, chosen in slices.items():
        if not chosen.index.equals(pairs.index):
            raise ValueError(f"`slices` must have the index of `pairs`; got another in {name!r}.")
    rows = {
        name: lift_interval(pairs[chosen.to_numpy()], rng=rng, n_resamples=n_resamples)
        for name, chosen in slices.items()
    }
    table = pd.DataFrame.from_dict(rows, orient="index")
    return table.rename_axis("slice").astype(dict.fromkeys(COUNT_COLUMNS, np.int64))


@checked
def lift_split(
    pairs: Pairs,
    *,
    size_edges: values(Counts) | None = None,
    rng: Rng,
    n_resamples: Steps = 1000,
    level: Level = 0.95,
) -> pd.DataFrame:
    """Return the lift of a pair as a factor across homes times one within homes.

    Tells "the same homes buy both" from "the same baskets hold both".

    Parameters
    ----------
    pairs : DataFrame, one row per basket
        As from `pair_baskets`: columns `household_id`, `has_a` and `has_b`.
    size_edges : sequence of int, optional
        Smallest `n_others` of the second and every later class of trips, rising:
        then a home's trips are compared with its own trips of like size only.
        None compares all trips of a home.
    rng : numpy.random.Generator
        Source of the draws; the same state gives the same intervals.
    n_resamples : int
        Number of resamples, at least 1.
    level : float
        Share of the resamples inside an interval, between 0 and 1.

    Returns
    -------
    DataFrame
        Rows `lift`, `across` and `within` (lift = across * within), `n_both`
        (joint baskets) and `n_expected` (joint baskets expected from each
        home's own rates); columns `value`, `low` and `high`. NaN where a factor
        is undefined, as if no home buys both, and for the bounds of all rows if
        there is no joint basket.

    Raises
    ------
    ValueError
        If `n_resamples` times the homes is above a thousand million, `size_edges`
        do not rise, or they are given and the column n_others is missing or not whole.

    Notes
    -----
    With n_h, a_h and b_h baskets of home h: n_expected = Σ a_h b_h / n_h,
    across = n n_expected / (n_a n_b), within = n_both / n_expected. With
    `size_edges` the sum runs over homes and classes. The bounds
    are found as in `lift_interval`, all five rows on the same draws of homes.

    References
    ----------
    None: the decomposition is ours; its within factor is the ratio of observed
    to expected of a table stratified by home (as in Mantel and Haenszel 1959).

    Examples
    --------
    Two homes buy either both or nothing, but never together.

    >>> pairs = pd.DataFrame(
    ...     {
    ...         "household_id": [1, 1, 1, 2, 2, 2],
    ...         "has_a": [True, True, False, False, False, False],
    ...         "has_b": [True, False, True, False, False, False],
    ...     }
    ... )
    >>> found = lift_split(pairs, rng=np.random.default_rng(8))
    >>> found["value"].round(2).to_dict()
    {'lift': 1.5, 'across': 2.0, 'within': 0.75, 'n_both': 1.0, 'n_expected': 1.33}
    """
    homes = _home_counts(pairs)
    expected = _expected_of_homes(pairs, size_edges)
    rows = pd.DataFrame({"value": _factors(np.append(homes.sum(axis=0), expected.sum()))})
    rows = rows.set_index(pd.Index(["lift", "across", "within", "n_both", "n_expected"]))
    if not homes[:, -1].any():
        return rows.assign(low=np.nan, high=np.nan)
    drawn = _resampled(np.column_stack([homes, expected]), rng, n_resamples)
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = pd.DataFrame(_factors(drawn)).quantile(ends).to_numpy()
    return rows.assign(low=low, high=high)


@checked
def store_sales(
    baskets: table(
        basket_id=Ids, store_id=PlainIds, item=missing_allowed(Ids), sales_value=Numbers
    ),
    *,
    min_baskets: Count = 100,
) -> pd.DataFrame:
    """Return the sales of every item in every store that is busy enough.

    For claims about stores ("where a sells well, b sells well"), which say
    nothing about baskets.

    Parameters
    ----------
    baskets : DataFrame, one row per basket and item
        Columns `basket_id`, `store_id`, `item` and `sales_value` (USD). Rows
        whose item is missing count as baskets of their store, but their sales
        are in no column.
    min_baskets : int
        Fewest baskets of a store, at least 1; smaller stores are left out.

    Returns
    -------
    DataFrame, stores by items
        Index `store_id`, columns `item`, both sorted; USD, 0 where a store
        sold none. Items that only the stores left out sold are not listed.

    Notes
    -----
    Plain sums, refunds (negative values) included.

    References
    ----------
    Robinson (1950), Ecological correlations and the behavior of individuals,
    American Sociological Review 15, 351-357 (what such sums can't show).

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {
    ...         "basket_id": [1, 1, 2, 3],
    ...         "store_id": [7, 7, 7, 8],
    ...         "item": ["tea", "milk", "milk", "tea"],
    ...         "sales_value": [3.0, 1.5, 1.0, 2.5],
    ...     }
    ... )
    >>> store_sales(receipts, min_baskets=1).reset_index()
    item  store_id  milk  tea
    0            7   2.5  3.0
    1            8   0.0  2.5
    """
    n_baskets = baskets.groupby("store_id")["basket_id"].nunique()
    stores = n_baskets.index[n_baskets >= min_baskets]
    kept = baskets[baskets["store_id"].isin(stores)]
    sales = kept.groupby(["store_id", "item"], observed=True)["sales_value"].sum().unstack()
    items = pd.Index(sorted(sales.columns, key=str), name="item")
    return sales.reindex(index=stores, columns=items).fillna(0.0)


@checked
def store_correlations(sales: pd.DataFrame) -> pd.Series:
    """Return Spearman's correlation over stores for every pair of items.

    To see one pair's correlation among those of all pairs, on sales or on
    shares of each store's sales.

    Parameters
    ----------
    sales : DataFrame, stores by items
        Numbers, as from `store_sales` or shares made from it; at least three
        stores, no missing value, every column named once.

    Returns
    -------
    Series, one value per pair
        Index `item_a`, `item_b` with item_a before item_b as text, sorted;
        values in [-1, 1], NaN for an item that sells the same in all stores.

    Raises
    ------
    TypeError
        If columns do not hold numbers.
    ValueError
        If there are fewer than three stores, values are missing or infinite, or
        columns share a name.

    Notes
    -----
    Pearson's correlation of the ranks, ties at their mean rank.

    References
    ----------
    Spearman (1904), American Journal of Psychology 15, 72-101.

    Examples
    --------
    >>> sales = pd.DataFrame({"tea": [1.0, 2.0, 9.0], "milk": [3.0, 5.0, 6.0]})
    >>> store_correlations(sales)
    item_a  item_b
    milk    tea       1.0
    Name: correlation, dtype: float64
    """
    require_columns(sales, sales.columns, "sales")
    if len(sales) < 3:
        raise ValueError(f"`sales` must have at least three stores; got {len(sales)}.")
    items = pd.Index(sorted(sales.columns, key=str))
    plain = {item: Numbers.check(sales[item], f"`sales` in `{item}`") for item in items}
    matrix = pd.DataFrame(plain, columns=items).corr(method="spearman").to_numpy()
    a, b = np.triu_indices(len(items), k=1)
    index = pd.MultiIndex(levels=[items, items], codes=[a, b], names=["item_a", "item_b"])
    return pd.Series(matrix[a, b], index=index, name="correlation")


def _require_sold(items: pd.Series, item: str, name: str) -> None:
    sold = items.dropna().unique()
    if item in sold:
        return
    text, by_lower = str(item).lower(), {str(one).lower(): one for one in sorted(sold, key=str)}
    alike = [*(one for one in by_lower if text in one), *get_close_matches(text, by_lower)]
    close = ", ".join(repr(by_lower[one]) for one in list(dict.fromkeys(alike))[:3])
    hint = f" Close: {close}." if close else ""
    raise ValueError(f"`{name}` must be an item that some basket holds; got {item!r}.{hint}")


def _visits(baskets: pd.DataFrame) -> pd.DataFrame:
    carried = [column for column in VISIT_COLUMNS if column in baskets.columns]
    require_columns(baskets, carried, "baskets")
    known = {
        column: VISIT_COLUMNS[column].check(baskets[column], f"`baskets` in `{column}`")
        for column in carried
    }
    visits = (
        baskets[["basket_id"]].assign(**known).drop_duplicates().set_index("basket_id").sort_index()
    )
    repeated = visits.index[visits.index.duplicated()].unique()
    if len(repeated):
        raise ValueError(
            f"`baskets` must have one {', '.join(carried)} per basket; got "
            f"{len(repeated)} baskets with several, the first {repeated[0]}."
        )
    return visits


def _home_counts(pairs: pd.DataFrame) -> np.ndarray:
    """Per household: baskets, those with a, with b, with both."""
    codes, homes = pd.factorize(pairs["household_id"], sort=True)
    has_a, has_b = pairs["has_a"].to_numpy(), pairs["has_b"].to_numpy()
    chosen = (slice(None), has_a, has_b, has_a & has_b)
    return np.column_stack(
        [np.bincount(codes[rows], minlength=len(homes)) for rows in chosen]
    ).astype(np.int64)


def _resampled(homes: np.ndarray, rng: np.random.Generator, n_resamples: int) -> np.ndarray:
    """Return the sums over homes, one row for each draw of as many homes with replacement."""
    if n_resamples * len(homes) > MOST_DRAWS:
        raise ValueError(
            f"`n_resamples` must be at most {MOST_DRAWS // len(homes):,} for {len(homes):,} homes; "
            f"got {n_resamples:,}."
        )
    # Counting places drawn is ten times as fast as drawing the counts; floats multiply faster.
    n_homes, sums = len(homes), homes.astype(float)
    drawn = (rng.integers(n_homes, size=n_homes) for _ in range(n_resamples))
    return np.array([np.bincount(places, minlength=n_homes) @ sums for places in drawn])


def _drawn_baskets(pairs: pd.DataFrame, rng: np.random.Generator, n_resamples: int) -> np.ndarray:
    """Return the counts of `_home_counts`, summed, for each draw of as many single baskets."""
    has_a, has_b = pairs["has_a"].to_numpy(), pairs["has_b"].to_numpy()
    kinds = np.bincount(has_a * 2 + has_b, minlength=4)
    _, only_b, only_a, both = rng.multinomial(len(pairs), kinds / len(pairs), n_resamples).T
    n = np.full(n_resamples, len(pairs))
    return np.column_stack([n, only_a + both, only_b + both, both])


def _factors(sums: np.ndarray) -> np.ndarray:
    """Return the rows of `lift_split` from counts and expected joint baskets, in the last axis."""
    n, n_a, n_b, n_both, expected = np.moveaxis(sums, -1, 0)
    return np.stack(
        [
            _ratios(n_both * n, n_a * n_b),
            _ratios(expected * n, n_a * n_b),
            _ratios(n_both, expected),
            n_both,
            expected,
        ],
        axis=-1,
    )


def _lift(counts: np.ndarray) -> np.ndarray:
    """Lift from the counts of `_home_counts`, in the last axis; NaN if undefined."""
    n, n_a, n_b, n_both = np.moveaxis(counts, -1, 0)
    return _ratios(n_both * n, n_a * n_b)


def _ratios(numerators: np.ndarray, denominators: np.ndarray) -> np.ndarray:
    """Return what is undefined as NaN."""
    undefined = np.full(np.shape(denominators), np.nan)
    return np.divide(numerators, denominators, out=undefined, where=denominators > 0)


def _expected_of_homes(pairs: pd.DataFrame, edges: Sequence[int] | None) -> np.ndarray:
    """Joint baskets that each home's own rates give, homes sorted; by class of size with edges."""
    if edges is None:
        homes = _home_counts(pairs)
        return homes[:, 1] * homes[:, 2] / homes[:, 0]
    stratum = _stratum(pairs, "n_others", edges, "size_edges")
    codes, homes = pd.factorize(pairs["household_id"], sort=True)
    cell = codes * (len(edges) + 1) + stratum
    cells = _home_counts(pairs.assign(household_id=cell))
    expected = cells[:, 1] * cells[:, 2] / cells[:, 0]
    return np.bincount(np.unique(cell) // (len(edges) + 1), expected, minlength=len(homes))


def _stratum(pairs: pd.DataFrame, size: str, edges: Sequence[int], name: str) -> np.ndarray:
    """Return the number of each basket's class of size, from 0."""
    if any(later <= edge for edge, later in pairwise(edges)):
        raise ValueError(f"`{name}` must rise; got {tuple(map(int, edges))}.")
    require_columns(pairs, [size], "pairs")
    sizes = Counts.check(pairs[size], f"`pairs` in `{size}`").to_numpy()
    return np.searchsorted(np.asarray(edges, dtype=np.int64), sizes, side="right")
