"""Lists of what a home may buy next, and how often they are right."""

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Counts,
    Dates,
    Flags,
    Ids,
    Level,
    Numbers,
    PlainIds,
    Rng,
    Steps,
    Text,
    checked,
    choice,
    filled,
    missing_allowed,
    table_of,
)

__all__ = [
    "basket_counts",
    "first_baskets",
    "item_scores",
    "group_scores",
    "reasons_for",
    "new_to_home",
    "top_items",
    "judge_lists",
    "mean_intervals",
]

DECIMALS = 9  # of a score: what lies beyond hangs on the processor, and would decide ties
METHODS = ("best sellers", "own list", "item to item", "hidden tastes")
CountTable = table_of(Counts)


@checked
def basket_counts(
    lines: filled(household_id=PlainIds, basket_id=Ids, item=missing_allowed(PlainIds)),
) -> pd.DataFrame:
    """Return in how many baskets of each home each item lay.

    Parameters
    ----------
    lines : DataFrame, one row per basket and item
        Columns household_id, basket_id and item. Several rows of one basket and item count once;
        a row whose item is missing keeps its home and counts as no item.

    Returns
    -------
    DataFrame of int64, one row per home (household_id), one column per item
        Both sorted by name.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> lines = pd.DataFrame(
    ...     {"household_id": [1, 1, 2], "basket_id": [7, 8, 9], "item": ["milk", "milk", "tea"]}
    ... )
    >>> basket_counts(lines).loc[1].to_dict()
    {'milk': 2, 'tea': 0}
    """
    homes = pd.Index(sorted(lines["household_id"].unique()), name="household_id")
    codes, items = pd.factorize(lines["item"], sort=True)
    once = pd.DataFrame(
        {
            "household_id": lines["household_id"].to_numpy(),
            "basket_id": lines["basket_id"].to_numpy(),
            "code": codes,
        }
    )
    once = once[once["code"] >= 0].drop_duplicates()
    counts = once.groupby(["household_id", "code"]).size().unstack(fill_value=0)
    counts = counts.reindex(homes, fill_value=0).astype("int64")
    counts.columns = pd.Index(items.astype(str), name="item")
    return counts


@checked
def first_baskets(
    lines: filled(household_id=PlainIds, basket_id=PlainIds, sold_at=Dates),
) -> pd.DataFrame:
    """Return the lines of each home's first basket.

    Use it to hold a list against what a home then bought: hand over the lines after a date.

    Parameters
    ----------
    lines : DataFrame, one row per basket and item
        Columns household_id, basket_id and sold_at (date or time of sale); others are carried.

    Returns
    -------
    DataFrame
        The rows of the earliest basket of each home, in the order given; of two baskets at one
        time the one with the smaller basket_id.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> lines = pd.DataFrame({"household_id": [1, 1], "basket_id": [7, 8], "item": ["tea", "milk"]})
    >>> first_baskets(lines.assign(sold_at=["2017-12-03", "2017-12-01"]))["item"].tolist()
    ['milk']
    """
    order = lines.sort_values(["sold_at", "basket_id"], kind="stable")
    first = order.groupby("household_id", observed=True)["basket_id"].transform("first")
    is_first = (order["basket_id"] == first).reindex(lines.index)
    return lines[is_first]


@checked
def item_scores(
    counts: CountTable, method: choice(*METHODS), *, n_tastes: Count = 20
) -> pd.DataFrame:
    """Return how strongly each item is suggested to each home, by one of four methods.

    Use it to hold methods against each other: `top_items` makes lists of the scores.

    Parameters
    ----------
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item, from `basket_counts`.
    method : str
        "best sellers", the same for every home; "own list", what the home itself bought most often;
        "item to item", what goes with all that the home bought; "hidden tastes", what a few tastes
        make of its record.
    n_tastes : int
        How many hidden tastes, fewer than items; the other methods have none.

    Returns
    -------
    DataFrame of float, labelled as `counts`
        The higher the better; each method has its own unit.

    Raises
    ------
    ValueError
        If there are not more items than hidden tastes.

    Notes
    -----
    Best sellers: the item's share of all purchases, so that what many buy once a year counts less
    than what some buy each week. Own list: the home's baskets with the item, and half of that share
    to order ties. Item to item: the sum, over the other items that the home bought, of the cosine
    of the two items' buyers; an item is not like itself. Hidden tastes: the truncated singular
    value decomposition of log(1 + counts), from a fixed seed.

    References
    ----------
    Cremonesi, P., Koren, Y. and Turrin, R. (2010). Performance of recommender algorithms on top-N
    recommendation tasks. Proceedings of RecSys, 39-46.
    Sarwar, B., Karypis, G., Konstan, J. and Riedl, J. (2001). Item-based collaborative filtering
    recommendation algorithms. Proceedings of WWW10, 285-295.
    Koren, Y., Bell, R. and Volinsky, C. (2009). Matrix factorization techniques for recommender
    systems. Computer 42(8), 30-37.

    Examples
    --------
    >>> counts = pd.DataFrame({"milk": [2, 1], "tea": [0, 1]}, index=["Ann", "Bo"])
    >>> item_scores(counts, "best sellers").loc["Ann"].to_dict()
    {'milk': 0.75, 'tea': 0.25}
    """
    if method == "best sellers":
        return _like(_popularity(counts), counts)
    if method == "own list":
        return _like(counts + _popularity(counts) / 2, counts)
    if method == "item to item":
        bought = (counts > 0).to_numpy(float)
        return _like(bought @ _similarity(bought), counts)
    return _like(_redrawn(counts, n_tastes), counts)


@checked
def group_scores(counts: CountTable, people: pd.DataFrame) -> pd.DataFrame:
    """Return for each home what the other homes like it buy: popularity within groups.

    Use it to see what age, income or family add to a list.

    Parameters
    ----------
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item, from `basket_counts`.
    people : DataFrame, one row for each home of `counts` (the index)
        One column per trait; a missing value is a value of its own.

    Returns
    -------
    DataFrame of float, labelled as `counts`
        Each item's share of the purchases of the other homes with the same trait; of several
        traits the mean. Rows add up to 1, or less where a home is alone with its trait.

    Raises
    ------
    ValueError
        If there is no trait, or a home has no row in `people` or several.

    Notes
    -----
    A home's own purchases are left out of its group, or small groups would know what they foretell.

    References
    ----------
    None: these are best sellers, group by group.

    Examples
    --------
    >>> counts = pd.DataFrame({"milk": [2, 1, 0], "tea": [0, 3, 5]}, index=["Ann", "Bo", "Cy"])
    >>> people = pd.DataFrame({"age": ["young", "young", "old"]}, index=counts.index)
    >>> group_scores(counts, people).loc["Ann"].to_dict()
    {'milk': 0.25, 'tea': 0.75}
    """
    people = _rows_of(people, counts.index)
    own, scores = counts.to_numpy(float), 0.0
    for name in people:
        codes = pd.factorize(people[name], use_na_sentinel=False)[0]
        totals = np.zeros((codes.max(initial=0) + 1, own.shape[1]))
        np.add.at(totals, codes, own)
        others = totals[codes] - own
        scores = scores + others / np.maximum(others.sum(axis=1, keepdims=True), 1)
    return _like(scores / people.shape[1], counts)


@checked
def reasons_for(counts: CountTable, home: object, item: Text) -> pd.Series:
    """Return which of the things that a home bought speak for an item, and how much.

    Use it to answer a customer who asks why the shop suggests just this.

    Parameters
    ----------
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item, from `basket_counts`.
    home : a name in the index of `counts`
        Whose list it is.
    item : str
        What is suggested.

    Returns
    -------
    Series of float, named `item`, one row per other item that the home bought
        Similarities, the largest first (of equal ones the first by name); their sum is the item's
        score by "item to item" in `item_scores`.

    Raises
    ------
    ValueError
        If the home or the item is not in `counts`.

    References
    ----------
    None: these are the terms of a sum.

    Examples
    --------
    >>> counts = pd.DataFrame({"milk": [2, 1], "tea": [0, 5]}, index=["Ann", "Bo"])
    >>> reasons_for(counts, "Ann", "tea").round(3).to_dict()
    {'milk': 0.707}
    """
    if item not in counts.columns:
        raise ValueError(f"`item` must be a column of `counts`; got {item!r}.")
    if home not in counts.index:
        raise ValueError(f"`home` must be in the index of `counts`; got {home!r}.")
    bought = (counts > 0).to_numpy(float)
    of_item = _similarity(bought)[:, counts.columns.get_loc(item)].round(DECIMALS)
    likeness = pd.Series(of_item, index=counts.columns, name=item)
    own = likeness[(counts.loc[home] > 0) & (counts.columns != item)]
    return own.sort_index().sort_values(ascending=False, kind="stable")


@checked
def new_to_home(
    bought: filled(household_id=PlainIds, item=missing_allowed(PlainIds)), counts: CountTable
) -> pd.DataFrame:
    """Return the lines of things that their home had never bought.

    Use it to judge what a method finds, beyond what the home's own record says.

    Parameters
    ----------
    bought : DataFrame, one row per home and item
        Columns household_id and item; others are carried. A line without item is left out.
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item before, from `basket_counts`.

    Returns
    -------
    DataFrame
        The rows of `bought` whose home has no basket with the item in `counts`, in the order given;
        a home or an item that is not in `counts` is new.

    References
    ----------
    None: this is book-keeping.

    Examples
    --------
    >>> counts = pd.DataFrame({"milk": [2, 1], "tea": [0, 1]}, index=["Ann", "Bo"])
    >>> bought = pd.DataFrame({"household_id": ["Ann", "Ann"], "item": ["milk", "tea"]})
    >>> new_to_home(bought, counts)["item"].tolist()
    ['tea']
    """
    rows = counts.index.get_indexer(bought["household_id"])
    columns = counts.columns.get_indexer(bought["item"].astype(object))
    known = (counts.to_numpy() > 0)[rows, columns] & (rows >= 0) & (columns >= 0)
    return bought[~known & bought["item"].notna().to_numpy()]


@checked
def top_items(
    scores: table_of(missing_allowed(Numbers)), n: Count, *, hidden: table_of(Flags) | None = None
) -> pd.DataFrame:
    """Return each home's list: the items of the highest scores.

    Parameters
    ----------
    scores : DataFrame, one row per home, one column per item
        From `item_scores`; the higher the better. An item without a score (NaN) is not put on a
        list.
    n : int
        Length of the list, at most the number of items.
    hidden : DataFrame of bool, labelled as `scores`, optional
        What is not put on a list either, such as what the home knows.

    Returns
    -------
    DataFrame of text, one row per home, columns 1 to n
        Items; of equal scores the first by name. Missing where a home has too few scores.

    Raises
    ------
    ValueError
        If there are fewer than `n` items, or `hidden` has other labels than `scores`.

    Notes
    -----
    Scores are rounded to nine decimals before they are ranked, so that a list does not hang on the
    last digits of a processor.

    References
    ----------
    None: this is sorting.

    Examples
    --------
    >>> scores = pd.DataFrame({"tea": [0.2, 0.9], "milk": [0.2, 0.1]}, index=["Ann", "Bo"])
    >>> top_items(scores, 1)[1].to_dict()
    {'Ann': 'milk', 'Bo': 'tea'}
    """
    if n > scores.shape[1]:
        raise ValueError(
            f"`n` must be at most the number of items; got {n} for {scores.shape[1]} items."
        )
    if hidden is not None:
        scores = scores.mask(_labelled_alike(hidden, scores))
    by_name = scores[sorted(scores.columns)]
    values = by_name.to_numpy(float).round(DECIMALS)
    order = np.argsort(-values, axis=1, kind="stable")[:, :n]  # NaN comes last
    lists = by_name.columns.to_numpy(object)[order]
    lists[np.isnan(np.take_along_axis(values, order, axis=1))] = None
    ranks = pd.RangeIndex(1, n + 1, name="rank")
    return pd.DataFrame(lists, index=scores.index, columns=ranks)


@checked
def judge_lists(
    lists: pd.DataFrame, bought: filled(household_id=PlainIds, item=missing_allowed(PlainIds))
) -> pd.DataFrame:
    """Return for each home whether its list held what it then bought.

    Parameters
    ----------
    lists : DataFrame, one row per home, columns 1 to n
        Items, best first, from `top_items`.
    bought : DataFrame, one row per home and item
        Columns household_id and item. An item bought twice counts once, a missing one not.

    Returns
    -------
    DataFrame, one row per home in `bought` with an item (household_id, sorted)
        n_bought (different items), n_hits (of them on the list), hit (1 if any is, else 0) and
        ndcg (from 0 to 1: hits count more the higher they stand).

    Raises
    ------
    ValueError
        If a home in `bought` has no list.

    Notes
    -----
    A hit at rank r counts 1 / log2(r + 1). ndcg divides the sum by that of the best possible list,
    whose first min(n, n_bought) places are hits.

    References
    ----------
    Järvelin, K. and Kekäläinen, J. (2002). Cumulated gain-based evaluation of IR techniques. ACM
    Transactions on Information Systems 20(4), 422-446.

    Examples
    --------
    >>> lists = pd.DataFrame([["milk", "tea"]], index=["Ann"], columns=[1, 2])
    >>> bought = pd.DataFrame({"household_id": ["Ann"], "item": ["tea"]})
    >>> judge_lists(lists, bought).round(3).loc["Ann"].to_dict()
    {'n_bought': 1.0, 'n_hits': 1.0, 'hit': 1.0, 'ndcg': 0.631}
    """
    pairs = bought[["household_id", "item"]].dropna().drop_duplicates()
    n_bought = pairs.groupby("household_id").size()
    _require_lists(lists, n_bought.index)
    listed = lists.set_axis(range(1, lists.shape[1] + 1), axis=1).rename_axis("household_id")
    long = listed.reset_index().melt("household_id", var_name="rank", value_name="item").dropna()
    pairs = pairs.assign(item=pairs["item"].astype(object))
    hits = long.assign(item=long["item"].astype(object)).merge(pairs)
    gain = 1 / np.log2(hits["rank"].astype(float) + 1)
    best = np.cumsum(1 / np.log2(np.arange(1, lists.shape[1] + 1) + 1))
    judged = pd.DataFrame({"n_bought": n_bought})
    judged["n_hits"] = hits.groupby("household_id").size().reindex(judged.index, fill_value=0)
    judged["hit"] = (judged["n_hits"] > 0).astype("int64")
    total = gain.groupby(hits["household_id"]).sum().reindex(judged.index, fill_value=0.0)
    judged["ndcg"] = total / best[judged["n_bought"].clip(upper=len(best)) - 1]
    return judged


@checked
def mean_intervals(
    judged: table_of(Numbers), *, rng: Rng, n_draws: Steps = 2_000, level: Level = 0.95
) -> pd.DataFrame:
    """Return the mean of each column with an interval, rows resampled.

    Use it for methods judged on the same homes; for a difference hand over the differences.

    Parameters
    ----------
    judged : DataFrame, one row per home, one column per method
        What each method made of each home, such as `hit` of `judge_lists`.
    rng : Generator
        Draws the homes.
    n_draws : int
        Resamples.
    level : float
        Confidence, between 0 and 1.

    Returns
    -------
    DataFrame, one row per column of `judged`
        mean, low, high, in the unit of `judged`.

    Raises
    ------
    ValueError
        If there is no row.

    Notes
    -----
    All columns are resampled together, so a home that is drawn twice counts twice in each. The
    ends are rounded to nine decimals.

    References
    ----------
    Efron, B. and Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman and Hall.

    Examples
    --------
    >>> judged = pd.DataFrame({"popular": [1, 0, 1, 0], "own list": [1, 1, 1, 1]})
    >>> mean_intervals(judged, rng=np.random.default_rng(15))["mean"].to_dict()
    {'popular': 0.5, 'own list': 1.0}
    """
    if not len(judged):
        raise ValueError("`judged` must have at least one row; got none.")
    values, n = judged.to_numpy(float), len(judged)
    drawn = [np.bincount(rng.integers(0, n, n), minlength=n) @ values / n for _ in range(n_draws)]
    ends = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(drawn, ends, axis=0).round(DECIMALS)
    found = {"mean": judged.mean().to_numpy(), "low": low, "high": high}
    return pd.DataFrame(found, index=judged.columns)


def _popularity(counts: pd.DataFrame) -> np.ndarray:
    """Return each item's share of all purchases, once for each home."""
    totals = counts.sum().to_numpy(float)
    return np.tile(totals / max(totals.sum(), 1), (len(counts), 1))


def _redrawn(counts: pd.DataFrame, n_tastes: int) -> np.ndarray:
    """Return the logarithms of the record as a few tastes redraw them."""
    if n_tastes >= counts.shape[1]:
        raise ValueError(
            f"`n_tastes` must be below the number of items; got {n_tastes} "
            f"for {counts.shape[1]} items."
        )
    from sklearn.decomposition import TruncatedSVD

    model = TruncatedSVD(n_tastes, random_state=0)
    with np.errstate(invalid="ignore"):  # it also divides by the variance, which may be 0
        tastes = model.fit_transform(np.log1p(counts.to_numpy(float)))
    return model.inverse_transform(tastes)


def _similarity(bought: np.ndarray) -> np.ndarray:
    """Return the cosines between the buyers of every two items; 0 of an item with itself."""
    both = bought.T @ bought
    buyers = np.sqrt(np.diag(both))
    similarity = both / np.maximum(np.outer(buyers, buyers), 1)
    np.fill_diagonal(similarity, 0)
    return similarity


def _like(values: np.ndarray | pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """Return scores, rounded, with the homes and items of the counts."""
    rounded = np.asarray(values, dtype=float).round(DECIMALS) + 0.0  # no minus zero
    return pd.DataFrame(rounded, index=counts.index, columns=counts.columns)


def _labelled_alike(hidden: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    same = hidden.index.isin(scores.index).all() and len(hidden) == len(scores)
    if not same or set(hidden.columns) != set(scores.columns):
        raise ValueError("`hidden` must have the homes and items of `scores`; got others.")
    return hidden.loc[scores.index, scores.columns]


def _rows_of(people: pd.DataFrame, homes: pd.Index) -> pd.DataFrame:
    """Return the rows of the homes, in their order; refuse if one is missing or stands twice."""
    if not people.shape[1]:
        raise ValueError("`people` must have at least one column; got none.")
    if not people.index.is_unique:
        raise ValueError("`people` must have one row for each home; got some twice.")
    without = ~homes.isin(people.index)
    if without.any():
        raise ValueError(
            f"`people` must have a row for each home of `counts`; got none for "
            f"{without.sum():,}, the first {homes[without.argmax()]}."
        )
    return people.loc[homes]


def _require_lists(lists: pd.DataFrame, homes: pd.Index) -> None:
    if not lists.shape[1]:
        raise ValueError("`lists` must have at least one column; got none.")
    without = ~homes.isin(lists.index)
    if without.any():
        raise ValueError(
            f"`lists` must have a row for each home that bought; got none for {without.sum():,} "
            f"homes, the first {homes[without.argmax()]}."
        )
