"""Receipts too many to load: the engine counts items, pairs and sets."""

import math

import numpy as np
import pandas as pd

from crmlib import baskets as small
from crmlib.core import Count, Fraction, checked
from crmlib.scale.audit import _audited, _there
from crmlib.scale.tables import BigTable

__all__ = ["pair_rules", "frequent_itemsets"]

LINES = {"basket_id": "id", "item": "item"}
# As in `crmlib.baskets`.
MOST_ITEMS, MOST_SETS = 5_000, 20_000
JOINT = " + "
ROUNDING = 1 - 1e-12

# The lines of frequent items, each once; what is rare is left out before baskets are joined.
KEPT = """
WITH lines AS (SELECT DISTINCT basket_id, item FROM baskets WHERE {there}),
items AS (SELECT item AS i1, COUNT(*) AS n FROM lines GROUP BY item HAVING COUNT(*) >= {least}),
o1 AS (SELECT lines.basket_id, lines.item AS i1 FROM lines JOIN items ON lines.item = items.i1)
"""
# Sets one item longer than those before, of which only frequent ones are followed.
LONGER = """,
o{k} AS (SELECT o.basket_id, {kept}, l.i1 AS i{k} FROM o{j} o {frequent}
  JOIN o1 l ON l.basket_id = o.basket_id AND o.i{j} < l.i1),
f{k} AS (SELECT {all}, COUNT(*) AS n FROM o{k} GROUP BY {all} HAVING COUNT(*) >= {least})
"""


@checked
def pair_rules(baskets: BigTable, min_support: Fraction = 0.01) -> pd.DataFrame:
    """Return the measures of every pair of items that enough baskets of a large table hold.

    Use it when `baskets.basket_matrix` has not the memory for the receipts. The answer is that of
    `baskets.pair_rules`.

    Parameters
    ----------
    baskets : BigTable, one row per basket and item
        Columns `basket_id` and `item`. A row whose item is missing keeps its basket; several
        rows of one basket and item count once.
    min_support : float
        Smallest share of baskets that hold both items, in [0, 1]. At 0, every pair that at
        least one basket holds.

    Returns
    -------
    DataFrame, one row per pair
        As from `baskets.pair_rules`.

    Raises
    ------
    ValueError
        If more than 5,000 items are frequent.

    Notes
    -----
    The engine counts, pandas measures. More baskets make p-values smaller, but no lift larger.

    References
    ----------
    Agrawal, Imielinski and Swami (1993), Mining association rules between
    sets of items in large databases, SIGMOD, section 2.

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> lines = {"basket_id": [1, 1, 2, 2, 3, 4], "item": ["milk", "tea"] * 2 + ["milk", None]}
    >>> receipts = in_duckdb(parquet_copies(pd.DataFrame(lines), 100, "basket_id"))
    >>> pair_rules(receipts).loc[("milk", "tea"), ["n_both", "lift"]].round(3).tolist()
    [200.0, 1.333]
    """
    n_baskets, least = _least(baskets, min_support)
    start = KEPT.format(there=_there(baskets, "item"), least=least)
    counts = _counts(baskets, f"{start} SELECT i1, n FROM items", 1)
    if len(counts) > MOST_ITEMS:
        raise ValueError(
            f"`min_support` must leave at most {MOST_ITEMS:,} items to pair; "
            f"got {len(counts):,}. Raise it."
        )
    counts = counts.iloc[
        sorted(range(len(counts)), key=lambda place: str(counts["i1"].iloc[place]))
    ]
    pairs = _counts(baskets, _chain(start, 2, least), 2)
    items = pd.Index(counts["i1"].tolist())
    codes = np.sort([items.get_indexer(pairs[key]) for key in ("i1", "i2")], axis=0)
    order = np.lexsort(codes[::-1])
    a, b = codes[:, order]
    index = pd.MultiIndex(levels=[items, items], codes=[a, b], names=["item_a", "item_b"])
    n_item, n_both = counts["n"].to_numpy(), pairs["n"].to_numpy()[order]
    columns = {"n_a": n_item[a], "n_b": n_item[b], "n_both": n_both}
    return small.pair_measures(pd.DataFrame(columns, index=index), max(n_baskets, 1))


@checked
def frequent_itemsets(
    baskets: BigTable, min_support: Fraction, *, max_length: Count | None = None
) -> pd.DataFrame:
    """Return every item set that a given share of the baskets of a large table holds.

    Use it when `baskets.basket_matrix` has not the memory for the receipts. The answer is that of
    `baskets.frequent_itemsets`.

    Parameters
    ----------
    baskets : BigTable, one row per basket and item
        As in `pair_rules`.
    min_support : float
        Smallest share of baskets, above 0 and at most 1.
    max_length : int, optional
        Longest item set; no limit by default.

    Returns
    -------
    DataFrame, one row per item set
        As from `baskets.frequent_itemsets`.

    Raises
    ------
    ValueError
        If `min_support` is 0, an item has " + " in its name, or more than 20,000 item sets are
        frequent.

    Notes
    -----
    One query for each length: a set is frequent only if the set without its last item is.

    References
    ----------
    Agrawal, R. and Srikant, R. (1994), Fast algorithms for mining association rules, VLDB,
    487-499.

    Examples
    --------
    >>> from crmlib.scale.duckdb import in_duckdb
    >>> from crmlib.scale.simulated import parquet_copies
    >>> lines = {"basket_id": [1, 1, 2, 3], "item": ["milk", "bread", "milk", "milk"]}
    >>> receipts = in_duckdb(parquet_copies(pd.DataFrame(lines), 100, "basket_id"))
    >>> frequent_itemsets(receipts, 0.3)[["itemset", "count"]].values.tolist()
    [['milk', 300], ['bread', 100], ['bread + milk', 100]]
    """
    if min_support == 0:
        raise ValueError("`min_support` must be above 0; got 0.")
    n_baskets, least = _least(baskets, min_support)
    start = KEPT.format(there=_there(baskets, "item"), least=least)
    found, length = [], 0
    while length < (max_length or length + 1):
        length += 1
        sql = _chain(start, length, least) if length > 1 else f"{start} SELECT i1, n FROM items"
        sets = _counts(baskets, sql, length)
        found.append(_as_text(sets, length))
        _require_few(found)
        if len(sets) <= length:  # a longer set has more parts of this length
            break
    itemsets = pd.concat(found).assign(support=lambda t: t["count"] / max(n_baskets, 1))
    itemsets = itemsets.astype({"itemset": str, "length": np.int64, "count": np.int64})
    return itemsets.sort_values(["support", "itemset"], ascending=[False, True], ignore_index=True)


def _least(baskets: BigTable, min_support: float) -> tuple[int, int]:
    """Return the number of baskets, and in how many a frequent set is."""
    _audited(baskets, "baskets", LINES)
    n_baskets = _counts(baskets, "SELECT COUNT(DISTINCT basket_id) AS n FROM baskets", 0)[
        "n"
    ].item()
    return n_baskets, max(1, math.ceil(min_support * n_baskets * ROUNDING))


def _chain(start: str, length: int, least: int) -> str:
    """Return the query for the frequent sets of a length: joined item by item."""
    sql = start
    for k in range(2, length + 1):
        before = [f"i{place}" for place in range(1, k)]
        same = " AND ".join(f"o.{key} = f.{key}" for key in before)
        sql += LONGER.format(
            k=k,
            j=k - 1,
            kept=", ".join(f"o.{key}" for key in before),
            frequent=f"JOIN f{k - 1} f ON {same}" if k > 2 else "",
            all=", ".join([*before, f"i{k}"]),
            least=least,
        )
    return f"{sql} SELECT * FROM f{length} LIMIT {MOST_ITEMS * MOST_SETS}"


def _counts(baskets: BigTable, sql: str, length: int) -> pd.DataFrame:
    columns = [*(f"i{place}" for place in range(1, length + 1)), "n"]
    return baskets.ask("baskets", sql).select(columns).to_pandas()


def _as_text(sets: pd.DataFrame, length: int) -> pd.DataFrame:
    items = sets.drop(columns="n").astype(str)
    unclear = items.stack()[lambda names: names.str.contains(JOINT, regex=False)]
    if len(unclear):
        raise ValueError(
            f"`baskets` must have items without {JOINT!r} in their names, as it joins the items "
            f"of a set; got {unclear.iloc[0]!r}."
        )
    names = [JOINT.join(sorted(row)) for row in items.itertuples(index=False, name=None)]
    return pd.DataFrame({"itemset": names, "length": length, "count": sets["n"].to_numpy()})


def _require_few(found: list[pd.DataFrame]) -> None:
    n_sets = sum(map(len, found))
    if n_sets > MOST_SETS:
        raise ValueError(
            f"`min_support` must leave at most {MOST_SETS:,} item sets; got {n_sets:,} or more. "
            "Raise it, or give a lower `max_length`."
        )
