"""Market baskets: what is bought together, in whole item sets and in all pairs."""

import warnings
from types import ModuleType

import numpy as np
import pandas as pd

from crmlib.core import Count, Counts, Fraction, Ids, PlainIds, checked, missing_allowed, table

__all__ = [
    "basket_matrix",
    "frequent_itemsets",
    "association_rules",
    "pair_rules",
    "pair_measures",
    "pair_lifts",
]

ITEMSET_COLUMNS = ["itemset", "length", "count", "support"]
RULE_MEASURES = ["support", "confidence", "lift", "leverage"]
# More than a reader can look at, and some seconds of work.
MOST_SETS, MOST_RULES, MOST_ITEMS = 20_000, 1_000_000, 5_000
JOINT = " + "
# 512 words are 32,768 baskets: a block stays in the cache, and its counts fit 16 bits.
WORDS_PER_BLOCK = 512
# Supports are ratios of counts; one that equals the bound must not fail by its last digit.
ROUNDING = 1 - 1e-12


@checked
def basket_matrix(
    baskets: table(basket_id=PlainIds, item=missing_allowed(Ids)),
) -> pd.DataFrame:
    """Return one row per basket and one boolean column per item.

    The first step of basket analysis: every function that mines rules reads
    this matrix. It is sparse, because a basket holds few of all items.

    Parameters
    ----------
    baskets : DataFrame, one row per basket and item
        Columns `basket_id` and `item`; others are ignored. A row whose item
        is missing keeps its basket and marks nothing. Several rows of one
        basket and item mark once.

    Returns
    -------
    DataFrame, one row per basket
        Index `basket_id`, sorted; columns `item`, sorted as text, only items
        that some basket holds; sparse booleans (``SparseDtype(bool, False)``).

    Notes
    -----
    The entry x_ij is True if basket i holds item j at least once; quantities
    play no part.

    References
    ----------
    Agrawal, Imielinski and Swami (1993), Mining association rules between
    sets of items in large databases, SIGMOD, section 2.

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 3], "item": ["milk", "bread", "milk", None]}
    ... )
    >>> basket_matrix(receipts).reset_index()
    item  basket_id  bread   milk
    0             1   True   True
    1             2  False   True
    2             3  False  False
    """
    from scipy import sparse

    rows, basket_ids = pd.factorize(baskets["basket_id"], sort=True)
    codes, items = pd.factorize(baskets["item"])
    order = np.argsort(np.asarray(items).astype(str), kind="stable")
    marked = codes >= 0
    columns = np.argsort(order, kind="stable")[codes[marked]]
    marks = sparse.csc_array(
        (np.ones(len(columns), dtype=bool), (rows[marked], columns)),
        shape=(len(basket_ids), len(items)),
    )
    return pd.DataFrame.sparse.from_spmatrix(
        marks,
        index=pd.Index(basket_ids, name="basket_id"),
        columns=pd.Index(np.asarray(items)[order], name="item"),
    )


@checked
def frequent_itemsets(
    matrix: pd.DataFrame, min_support: Fraction, *, max_length: Count | None = None
) -> pd.DataFrame:
    """Return every item set that a given share of the baskets holds.

    For sets of three and more items; `pair_rules` is faster for pairs and
    says more about them.

    Parameters
    ----------
    matrix : DataFrame, baskets by items
        Boolean columns, sparse (as from `basket_matrix`) or dense.
    min_support : float
        Smallest share of baskets, above 0 and at most 1.
    max_length : int, optional
        Longest item set; no limit by default.

    Returns
    -------
    DataFrame, one row per item set
        `itemset` (items sorted and joined by " + "), `length`, `count`
        (baskets, whole number) and `support` in (0, 1]; sorted by falling
        support, then by item set. Empty if no item is frequent enough.

    Raises
    ------
    ValueError
        If columns are not boolean, share a name as text or have " + " in it, `min_support` is 0,
        or more than 20,000 item sets are frequent.

    Notes
    -----
    support = count / number of baskets, those without any item included.
    The sets come from mlxtend's H-mine. No interval: they were found by
    searching, so the highest are too high, and baskets of one home are alike.

    References
    ----------
    Pei, Han, Lu, Nishio, Tang and Yang (2001), H-Mine: hyper-structure mining
    of frequent patterns in large databases, ICDM, 441-448.

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 3], "item": ["milk", "bread", "milk", "milk"]}
    ... )
    >>> frequent_itemsets(basket_matrix(receipts), 0.3)
            itemset  length  count   support
    0          milk       1      3  1.000000
    1         bread       1      1  0.333333
    2  bread + milk       2      1  0.333333
    """
    mined = _mined(matrix, min_support, max_length)
    itemsets = pd.DataFrame(
        {
            "itemset": mined["itemsets"].map(_as_text),
            "length": mined["itemsets"].map(len),
            "count": (mined["support"] * len(matrix)).round(),
            "support": mined["support"],
        }
    ).astype({"itemset": str, "length": np.int64, "count": np.int64})
    return itemsets.sort_values(["support", "itemset"], ascending=[False, True], ignore_index=True)


@checked
def association_rules(
    matrix: pd.DataFrame,
    min_support: Fraction,
    *,
    min_confidence: Fraction = 0.0,
    max_length: Count | None = None,
) -> pd.DataFrame:
    """Return the rules "who buys these, buys those too" with their measures.

    For rules with several items on a side; for one item on each side take
    `pair_rules`.

    Parameters
    ----------
    matrix : DataFrame, baskets by items
        Boolean columns, sparse (as from `basket_matrix`) or dense.
    min_support : float
        Smallest share of baskets that hold both sides, above 0 and at most 1.
    min_confidence : float
        Smallest share of the baskets with the antecedents that hold the
        consequents too, in [0, 1].
    max_length : int, optional
        Most items of both sides together; no limit by default.

    Returns
    -------
    DataFrame, one row per rule
        `antecedents` and `consequents` (items sorted and joined by " + "),
        `support` and `confidence` in (0, 1], `lift` above 0, `leverage`;
        sorted by antecedents, then consequents. Empty if there is no rule.

    Raises
    ------
    ValueError
        As `frequent_itemsets`, or if the item sets make more than 1,000,000 rules, before
        `min_confidence` is looked at.

    Notes
    -----
    For a rule A → C: confidence = support(A and C) / support(A), lift =
    confidence / support(C), leverage = support(A and C) - support(A) support(C).
    No interval, as in `frequent_itemsets`; for one pair see `lift_table`.

    References
    ----------
    Agrawal, Imielinski and Swami (1993), SIGMOD, section 2 (support and
    confidence); Han, Kamber and Pei (2012), Data Mining, 3rd edition, section
    6.3 (lift); Piatetsky-Shapiro (1991), Discovery, analysis, and presentation
    of strong rules (leverage).

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 3], "item": ["milk", "bread", "milk", "milk"]}
    ... )
    >>> rules = association_rules(basket_matrix(receipts), 0.3)
    >>> rules[["antecedents", "consequents", "confidence", "lift"]]
      antecedents consequents  confidence  lift
    0       bread        milk    1.000000   1.0
    1        milk       bread    0.333333   1.0
    """
    mined = _mined(matrix, min_support, max_length)
    n_rules = int((2.0 ** mined["itemsets"].map(len).to_numpy(float) - 2).sum())
    if n_rules > MOST_RULES:
        raise ValueError(
            f"`min_support` must leave item sets that make at most {MOST_RULES:,} rules; "
            f"got {n_rules:,}. Raise it, or give a lower `max_length`."
        )
    if mined.empty:
        return (
            pd.DataFrame(columns=["antecedents", "consequents"])
            .astype(str)
            .join(pd.DataFrame(columns=RULE_MEASURES, dtype=float))
        )
    rules = _mlxtend().association_rules(
        mined,
        metric="confidence",
        min_threshold=min_confidence * ROUNDING,
        return_metrics=RULE_MEASURES,
    )
    for side in ("antecedents", "consequents"):
        rules[side] = rules[side].map(_as_text).astype(str)
    rules = rules.astype(dict.fromkeys(RULE_MEASURES, float))
    return rules.sort_values(["antecedents", "consequents"], ignore_index=True)


@checked
def pair_rules(matrix: pd.DataFrame, min_support: Fraction = 0.0) -> pd.DataFrame:
    """Return every pair of items with its counts, measures and p-values.

    The table to rank, or to look one pair up in, among all pairs: an
    impressive lift has to stand out from those that chance gives.

    Parameters
    ----------
    matrix : DataFrame, baskets by items
        Boolean columns, sparse (as from `basket_matrix`) or dense. The sparse
        form is the fast one.
    min_support : float
        Smallest share of baskets that hold both items, in [0, 1]. At 0, every
        pair that at least one basket holds.

    Returns
    -------
    DataFrame, one row per pair
        Index `item_a`, `item_b` with item_a before item_b as text, sorted;
        columns `n_a`, `n_b`, `n_both` (baskets, int64), `support`,
        `confidence_ab` (of b given a), `confidence_ba`, `lift`, `leverage`,
        `p_value` and `p_adjusted`. The p-values are NaN if an item is in every
        basket. Pairs that no basket holds are not listed.

    Raises
    ------
    ValueError
        If columns are not boolean or share a name as text, or more than 5,000 items are
        frequent.

    Notes
    -----
    With n baskets: lift = n n_both / (n_a n_b), leverage = n_both/n - n_a n_b/n².
    `p_value` is Pearson's chi-square test of independence (1 degree of freedom,
    no continuity correction); it takes the baskets for independent, which
    baskets of one household are not, and a p-value below about 1e-308 is 0.
    The shares have no interval for that reason; for one pair see `lift_table`.
    `p_adjusted` controls the false discovery rate (Benjamini and Hochberg) over
    the pairs returned, so it depends on `min_support`.

    References
    ----------
    Han, Kamber and Pei (2012), Data Mining, 3rd edition, section 6.3 (lift and
    chi-square); Benjamini and Hochberg (1995), Journal of the Royal Statistical
    Society B 57, 289-300.

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 2, 3, 4], "item": ["milk", "tea"] * 2 + ["milk", None]}
    ... )
    >>> pair_rules(basket_matrix(receipts)).loc[("milk", "tea"), ["n_both", "lift"]]
    n_both    2.000000
    lift      1.333333
    Name: (milk, tea), dtype: float64
    """
    rows = _frequent_rows(matrix, min_support)
    if len(rows) > MOST_ITEMS:
        raise ValueError(
            f"`min_support` must leave at most {MOST_ITEMS:,} items to pair; got {len(rows):,}. "
            "Raise it."
        )
    n_item = np.array([positions.size for positions in rows.values()], dtype=np.int64)
    n_both = _joint_counts(_words(list(rows.values()), len(matrix)))
    a, b = np.nonzero(n_both >= _least_count(min_support, len(matrix)))
    items = pd.Index(rows)
    counts = {"n_a": n_item[a], "n_b": n_item[b], "n_both": n_both[a, b]}
    pairs = pd.MultiIndex(levels=[items, items], codes=[a, b], names=["item_a", "item_b"])
    return pair_measures(pd.DataFrame(counts, index=pairs), max(len(matrix), 1))


@checked
def pair_measures(
    counts: table(n_a=Counts, n_b=Counts, n_both=Counts), n_baskets: Count
) -> pd.DataFrame:
    """Return the measures of pairs of items that somebody else has counted.

    Use it where a database has counted the pairs; `pair_rules` counts and measures at once.

    Parameters
    ----------
    counts : DataFrame, one row per pair
        Columns `n_a`, `n_b` and `n_both` (baskets with the one item, the other, both).
    n_baskets : int
        All baskets, those without any item included.

    Returns
    -------
    DataFrame, one row per pair
        Index as given; the columns of `pair_rules`.

    Raises
    ------
    ValueError
        If an item is in no basket, in more than there are, or in fewer than the pair.

    Notes
    -----
    As in `pair_rules`; `p_adjusted` is over the pairs given.

    References
    ----------
    Han, Kamber and Pei (2012), Data Mining, 3rd edition, section 6.3 (lift and
    chi-square); Benjamini and Hochberg (1995), Journal of the Royal Statistical
    Society B 57, 289-300.

    Examples
    --------
    >>> counts = pd.DataFrame({"n_a": [3], "n_b": [2], "n_both": [2]}, index=["milk + tea"])
    >>> round(pair_measures(counts, 4).loc["milk + tea", "lift"], 3)
    np.float64(1.333)
    """
    n_a, n_b, n_both = (counts[key].to_numpy(np.int64) for key in ("n_a", "n_b", "n_both"))
    least, most = np.minimum(n_a, n_b), np.maximum(n_a, n_b)
    bad = (n_both > least) | (least == 0) | (most > n_baskets)
    if bad.any():
        raise ValueError(
            f"`counts` must have 0 < n_a, n_b <= {n_baskets:,} and n_both up to both; got "
            f"{bad.sum():,} others, the first at index {counts.index[bad.argmax()]}."
        )
    return pd.DataFrame(_pair_measures(n_a, n_b, n_both, n_baskets), index=counts.index)


@checked
def pair_lifts(baskets: table(basket_id=Ids, item=missing_allowed(Ids))) -> pd.DataFrame:
    """Return how often every two items meet, and their lift, from plain receipts.

    Use it to learn pairs on some receipts and to look them up on others; `pair_rules` has more
    measures.

    Parameters
    ----------
    baskets : DataFrame, one row per basket and item
        Columns `basket_id` and `item`; a row without an item counts its basket only.

    Returns
    -------
    DataFrame, one row per pair that some basket holds
        Index `item_a`, `item_b`, sorted; `n_a`, `n_b`, `n_both` (baskets) and `lift`.

    Examples
    --------
    >>> receipts = pd.DataFrame(
    ...     {"basket_id": [1, 1, 2, 2, 3, 4], "item": ["milk", "tea"] * 2 + ["milk", None]}
    ... )
    >>> pair_lifts(receipts).loc[("milk", "tea"), ["n_a", "n_both", "lift"]].round(2).tolist()
    [3.0, 2.0, 1.33]
    """
    return pair_rules(basket_matrix(baskets))[["n_a", "n_b", "n_both", "lift"]]


def _frequent_rows(matrix: pd.DataFrame, min_support: float) -> dict[object, np.ndarray]:
    """Row positions of each frequent item's baskets, items in the order of their text."""
    repeated = matrix.columns[matrix.columns.map(str).duplicated()]
    if len(repeated):
        raise ValueError(
            f"`matrix` must name each column once; got {len(repeated)} repeated, "
            f"the first {repeated[0]!r}."
        )
    rows = {item: _positions(column) for item, column in matrix.items()}
    least = _least_count(min_support, len(matrix))
    return {item: rows[item] for item in sorted(rows, key=str) if rows[item].size >= least}


def _least_count(min_support: float, n_baskets: int) -> float:
    return max(1, min_support * n_baskets * ROUNDING)


def _positions(column: pd.Series) -> np.ndarray:
    dtype = column.dtype
    if not pd.api.types.is_bool_dtype(dtype) or column.isna().any():
        raise ValueError(
            f"`matrix` must have boolean columns; got {dtype} in column {column.name!r}. "
            "Make the matrix with basket_matrix."
        )
    if not isinstance(dtype, pd.SparseDtype) or dtype.fill_value:
        return np.flatnonzero(column.to_numpy(dtype=bool))
    marks = column.array
    positions = marks.sp_index.to_int_index().indices
    # A sparse column may store some False explicitly.
    return positions if marks.sp_values.all() else positions[marks.sp_values]


def _words(rows: list[np.ndarray], n_baskets: int) -> np.ndarray:
    """Each item's baskets as bits, 64 to a word: an array of items by words."""
    n_words = -(-n_baskets // 64)
    bits = np.empty((len(rows), n_words * 8), dtype=np.uint8)
    marks = np.zeros(n_words * 64, dtype=bool)
    for bit_set, positions in zip(bits, rows, strict=True):
        marks[positions] = True
        bit_set[:] = np.packbits(marks)
        marks[positions] = False
    return bits.view(np.uint64)


def _joint_counts(words: np.ndarray) -> np.ndarray:
    """Baskets that hold both items, above the diagonal of an items by items array."""
    n_items, n_words = words.shape
    n_both = np.zeros((n_items, n_items), dtype=np.int64)
    for start in range(0, n_words, WORDS_PER_BLOCK):
        block = np.ascontiguousarray(words[:, start : start + WORDS_PER_BLOCK])
        for a in range(n_items - 1):
            shared = np.bitwise_count(block[a] & block[a + 1 :])
            n_both[a, a + 1 :] += shared.sum(axis=1, dtype=np.uint16)
    return n_both


def _pair_measures(
    n_a: np.ndarray, n_b: np.ndarray, n_both: np.ndarray, n_baskets: int
) -> dict[str, np.ndarray]:
    """Columns of `pair_rules`; whole numbers stay int64 until they are divided."""
    from scipy import special, stats

    excess = n_both * n_baskets - n_a * n_b
    spread = (n_a * n_b).astype(float) * ((n_baskets - n_a) * (n_baskets - n_b))
    chi_square = np.full(len(n_both), np.nan)
    np.divide(excess.astype(float) ** 2 * n_baskets, spread, out=chi_square, where=spread > 0)
    p_value = special.chdtrc(1, chi_square)
    p_adjusted = p_value.copy()
    tested = ~np.isnan(p_value)
    if tested.any():
        p_adjusted[tested] = stats.false_discovery_control(p_value[tested])
    return {
        "n_a": n_a,
        "n_b": n_b,
        "n_both": n_both,
        "support": n_both / n_baskets,
        "confidence_ab": n_both / n_a,
        "confidence_ba": n_both / n_b,
        "lift": n_both * n_baskets / (n_a * n_b),
        "leverage": excess / n_baskets**2,
        "p_value": p_value,
        "p_adjusted": p_adjusted,
    }


def _mined(matrix: pd.DataFrame, min_support: float, max_length: int | None) -> pd.DataFrame:
    """mlxtend's frequent item sets: columns support and itemsets (frozensets)."""
    if min_support == 0:
        raise ValueError("`min_support` must be above 0; got 0.")
    rows = _frequent_rows(matrix, min_support)
    if unclear := [item for item in rows if JOINT in str(item)]:
        raise ValueError(
            f"`matrix` must have items without {JOINT!r} in their names, as it joins the items of "
            f"a set; got {unclear[0]!r}."
        )
    if not rows:
        return pd.DataFrame({"support": pd.Series(dtype=float), "itemsets": []})
    _require_few_sets(list(rows.values()), len(matrix), min_support, max_length)
    # H-mine is three times faster on dense marks, and the frequent items are few.
    marks = np.zeros((len(matrix), len(rows)), dtype=bool)
    for column, positions in enumerate(rows.values()):
        marks[positions, column] = True
    mined = _mlxtend().hmine(
        pd.DataFrame(marks, columns=list(rows)),
        min_support=min_support * ROUNDING,
        use_colnames=True,
        max_len=max_length,
    )
    return mined.astype({"support": float})


def _require_few_sets(
    rows: list[np.ndarray], n_baskets: int, min_support: float, max_length: int | None
) -> None:
    least, longest = _least_count(min_support, n_baskets), max_length or len(rows)
    n_sets = _n_sets(_words(rows, n_baskets), least, longest, MOST_SETS)
    if n_sets > MOST_SETS:
        raise ValueError(
            f"`min_support` must leave at most {MOST_SETS:,} item sets; got {n_sets:,} or more. "
            "Raise it, or give a lower `max_length`."
        )


def _n_sets(words: np.ndarray, least: float, longest: int, room: int) -> int:
    """How many frequent sets frequent items make; no longer counted above `room`."""
    n_sets = len(words)
    for item in range(n_sets - 1 if longest > 1 else 0):
        if n_sets > room:
            break
        joint = words[item] & words[item + 1 :]
        n_both = np.bitwise_count(joint).sum(axis=1, dtype=np.int64)
        n_sets += _n_sets(joint[n_both >= least], least, longest - 1, room - n_sets)
    return n_sets


def _mlxtend() -> ModuleType:
    # Its import sets a warning filter of its own; leaving the block restores the caller's.
    with warnings.catch_warnings():
        from mlxtend import frequent_patterns
    return frequent_patterns


def _as_text(items: frozenset) -> str:
    return JOINT.join(sorted(map(str, items)))
