"""What is bought together: pairs and item sets."""

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import polars as pl

from crmlib.baskets import basket_matrix, frequent_itemsets, pair_rules

from . import Measure, in_duckdb, in_polars

with warnings.catch_warnings():  # mlxtend sets a filter of its own
    from mlxtend.frequent_patterns import apriori, association_rules, fpgrowth, hmine

N_ITEMS = 200
LINES_PER_BASKET = 5
PAIR_SUPPORT, SET_SUPPORT = 0.001, 0.005
MEASURES = ["support", "confidence", "lift", "leverage"]
RULE_COLUMNS = ["support", "confidence_ab", "confidence_ba", "lift", "leverage"]
SELF_JOIN = """
with
    totals as (select item, count(*) as n from data group by item having count(*) >= $least),
    frequent as (select basket_id, item from data semi join totals using (item)),
    joint as (
        select a.item as item_a, b.item as item_b, count(*) as n_both
        from frequent as a join frequent as b on a.basket_id = b.basket_id and a.item < b.item
        group by a.item, b.item having count(*) >= $least
    )
select
    item_a, item_b,
    n_both / $n as support,
    n_both / a.n as confidence_ab,
    n_both / b.n as confidence_ba,
    n_both * $n / (a.n * b.n) as lift,
    n_both / $n - a.n / $n * (b.n / $n) as leverage
from joint join totals as a on a.item = item_a join totals as b on b.item = item_b
order by item_a, item_b
"""


def basket_lines(n_lines: int) -> pd.DataFrame:
    """Lines of baskets of five items on average, some items far more popular than others.

    Items are numbered from 100, so that they sort as numbers as they do as text.
    """
    rng = np.random.default_rng(4)
    popularity = 1 / np.arange(1, N_ITEMS + 1) ** 0.8
    lines = pd.DataFrame(
        {
            "basket_id": rng.integers(0, n_lines // LINES_PER_BASKET, n_lines),
            "item": 100 + rng.choice(N_ITEMS, n_lines, p=popularity / popularity.sum()),
        }
    )
    return lines.astype(np.int32).drop_duplicates(ignore_index=True)


def pairs(n_lines: int) -> Measure:
    """Support, confidences, lift and leverage of every frequent pair."""
    lines = basket_lines(n_lines)
    matrix = basket_matrix(lines)
    n, frame = len(matrix), in_polars(lines)
    return Measure(
        lambda: pair_rules(matrix, PAIR_SUPPORT),
        {
            "DuckDB": in_duckdb(lines, SELF_JOIN, n=n, least=PAIR_SUPPORT * n),
            "polars": lambda: pairs_by_polars(frame, n),
            "mlxtend": mlxtend_pairs(matrix, PAIR_SUPPORT),
        },
        read_ours=lambda rules: rules[RULE_COLUMNS].reset_index(),
        read_theirs=_one_way,
    )


def pairs_by_polars(lines: pl.LazyFrame, n: int) -> pl.DataFrame:
    """A self-join."""
    totals = lines.group_by("item").agg(n=pl.len()).filter(pl.col("n") >= PAIR_SUPPORT * n)
    known = lines.join(totals, on="item")
    n_a, n_b, n_both = pl.col("n_a"), pl.col("n_b"), pl.col("n_both")
    return (
        known.join(known, on="basket_id")
        .filter(pl.col("item") < pl.col("item_right"))
        .group_by("item", "item_right")
        .agg(n_a=pl.col("n").first(), n_b=pl.col("n_right").first(), n_both=pl.len())
        .filter(n_both >= PAIR_SUPPORT * n)
        .select(
            "item",
            "item_right",
            support=n_both / n,
            confidence_ab=n_both / n_a,
            confidence_ba=n_both / n_b,
            lift=n_both / n_a / n_b * n,
            leverage=n_both / n - n_a / n * (n_b / n),
        )
        .sort("item", "item_right")
        .collect()
    )


def mlxtend_pairs(matrix: pd.DataFrame, min_support: float) -> Callable[[], pd.DataFrame]:
    """H-mine up to pairs, then the measures of their rules, from a boolean dense frame."""
    marks = pd.DataFrame(matrix.to_numpy(dtype=bool), columns=matrix.columns)

    def run() -> pd.DataFrame:
        itemsets = hmine(marks, min_support=min_support, use_colnames=True, max_len=2)
        return association_rules(
            itemsets, metric="support", min_threshold=0, return_metrics=MEASURES
        )

    return run


def _one_way(rules: object) -> object:
    """mlxtend's rules as the others have them: each pair once, with both confidences."""
    if "antecedents" not in getattr(rules, "columns", ()):
        return rules
    a, b = (rules[side].map(min) for side in ("antecedents", "consequents"))
    rules = rules.assign(item_a=a, item_b=b).rename(columns={"confidence": "confidence_ab"})
    back = {"item_a": "item_b", "item_b": "item_a", "confidence_ab": "confidence_ba"}
    pairs = rules[a < b].merge(rules[list(back)].rename(columns=back), on=["item_a", "item_b"])
    return pairs.sort_values(["item_a", "item_b"])[["item_a", "item_b", *RULE_COLUMNS]]


def item_sets(n_lines: int) -> Measure:
    """Item sets of any length; mlxtend has three ways to find them."""
    matrix = basket_matrix(basket_lines(n_lines))
    marks = pd.DataFrame(matrix.to_numpy(dtype=bool), columns=matrix.columns)
    return Measure(
        lambda: frequent_itemsets(matrix, SET_SUPPORT),
        {
            f"mlxtend {find.__name__}": lambda find=find: find(
                marks, min_support=SET_SUPPORT, use_colnames=True
            )
            for find in (hmine, fpgrowth, apriori)
        },
        read_ours=lambda sets: _by_items(sets, sets["itemset"].str.split(" + ", regex=False)),
        read_theirs=lambda sets: _by_items(sets, sets["itemsets"]),
    )


def _by_items(sets: pd.DataFrame, items: pd.Series) -> pd.DataFrame:
    """Each set as one number, its items' digits in a row, and its support."""
    key = items.map(lambda names: int("".join(sorted(map(str, names)))))
    return sets.assign(key=key).sort_values("key")[["key", "support"]].reset_index(drop=True)
