"""All pairs of categories at 1 % support: pair_rules against DuckDB and mlxtend, in one run.

Every contender starts from the form that it has in memory (boolean sparse frame; table of
integer ids; boolean dense frame) and ends with support, both confidences, lift and leverage of
every pair; pair_rules gives p-values too. Contenders take turns; times are medians of five.
pair_rules and mlxtend run on one thread; DuckDB may use two.

Run: python benchmarks/pairs.py (exit status 1 if a target is missed).
"""

import sys
import time
import warnings
from collections.abc import Callable
from statistics import median

import duckdb
import numpy as np
import pandas as pd

from crmlib.baskets import basket_matrix, pair_rules
from crmlib.datasets import load_baskets

MIN_SUPPORT = 0.01
ROUNDS = 5
DUCKDB_THREADS = 2
COUNTS = ["n_a", "n_b", "n_both"]
MEASURES = ["support", "confidence", "lift", "leverage"]
SELF_JOIN = """
with
    totals as (select item, count(*) as n from lines group by item having count(*) >= $least),
    frequent as (select basket, item from lines semi join totals using (item)),
    joint as (
        select a.item as item_a, b.item as item_b, count(*) as n_both
        from frequent as a join frequent as b on a.basket = b.basket and a.item < b.item
        group by a.item, b.item having count(*) >= $least
    )
select
    item_a, item_b, a.n as n_a, b.n as n_b, n_both,
    n_both / $n as support,
    n_both / a.n as confidence_ab,
    n_both / b.n as confidence_ba,
    n_both * $n / (a.n * b.n) as lift,
    n_both / $n - a.n / $n * (b.n / $n) as leverage
from joint join totals as a on a.item = item_a join totals as b on b.item = item_b
"""


def main() -> int:
    """Print one line per target and return the exit status."""
    baskets = load_baskets()
    matrix = basket_matrix(baskets)
    tenfold = pd.concat([matrix] * 10, ignore_index=True)
    contenders = {
        "pair_rules": lambda: pair_rules(matrix, MIN_SUPPORT),
        "tenfold": lambda: pair_rules(tenfold, MIN_SUPPORT),
        "DuckDB": duckdb_contender(baskets, matrix),
        "mlxtend": mlxtend_contender(matrix),
    }
    seconds, results = race(contenders)
    ours = results["pair_rules"][COUNTS]
    counts = ours["n_both"].to_dict()
    wrong = (results["tenfold"][COUNTS] != 10 * ours).to_numpy().sum()
    print(f"{len(matrix):,} baskets, {len(ours):,} pairs; DuckDB on {DUCKDB_THREADS} threads")
    met = [
        report("counts unlike DuckDB's", n_unlike(counts, duckdb_counts(results, matrix)), 0),
        report("counts unlike mlxtend's", n_unlike(counts, mlxtend_counts(results, matrix)), 0),
        report("counts at 10x that are not 10 times", wrong, 0),
        ratio("pair_rules / DuckDB self-join", seconds["pair_rules"], seconds["DuckDB"], 0.7),
        ratio("pair_rules / mlxtend hmine", seconds["pair_rules"], seconds["mlxtend"], 0.4),
        ratio("10x the baskets / 1x", seconds["tenfold"], seconds["pair_rules"], 12),
    ]
    return 0 if all(met) else 1


def duckdb_contender(baskets: pd.DataFrame, matrix: pd.DataFrame) -> Callable[[], dict]:
    """A self-join over an in-memory table of integer ids."""
    known = baskets[baskets["item"].notna()]
    lines = pd.DataFrame(
        {
            "basket": matrix.index.get_indexer(known["basket_id"]).astype(np.int32),
            "item": matrix.columns.get_indexer(known["item"]).astype(np.int32),
        }
    )
    connection = duckdb.connect(config={"threads": DUCKDB_THREADS})
    connection.register("source", lines)
    connection.execute("create table lines as select * from source")
    bounds = {"least": MIN_SUPPORT * len(matrix), "n": len(matrix)}
    return lambda: connection.execute(SELF_JOIN, bounds).fetchnumpy()


def mlxtend_contender(matrix: pd.DataFrame) -> Callable[[], pd.DataFrame]:
    """H-mine up to pairs, then the measures of their rules, from a boolean dense frame."""
    with warnings.catch_warnings():
        from mlxtend.frequent_patterns import association_rules, hmine
    marks = pd.DataFrame(matrix.to_numpy(dtype=bool), columns=matrix.columns)

    def run() -> pd.DataFrame:
        itemsets = hmine(marks, min_support=MIN_SUPPORT, use_colnames=True, max_len=2)
        return association_rules(
            itemsets, metric="support", min_threshold=0, return_metrics=MEASURES
        )

    return run


def race(contenders: dict[str, Callable]) -> tuple[dict[str, float], dict[str, object]]:
    """Median seconds and results, after one round to warm up."""
    results = {name: run() for name, run in contenders.items()}
    seconds = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, run in contenders.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in seconds.items()}, results


def duckdb_counts(results: dict, matrix: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Joint baskets by pair of names."""
    found = results["DuckDB"]
    names = zip(matrix.columns[found["item_a"]], matrix.columns[found["item_b"]], strict=True)
    return dict(zip(names, found["n_both"].tolist(), strict=True))


def mlxtend_counts(results: dict, matrix: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Joint baskets by pair of names; mlxtend gives every pair in both directions."""
    rules = results["mlxtend"]
    sides = zip(rules["antecedents"], rules["consequents"], strict=True)
    names = [tuple(sorted(antecedents | consequents)) for antecedents, consequents in sides]
    counts = (rules["support"] * len(matrix)).round().astype(int)
    return dict(zip(names, counts.tolist(), strict=True))


def n_unlike(ours: dict, theirs: dict) -> int:
    """Pairs that only one of the two has, or with another count."""
    return len(ours.items() ^ theirs.items())


def ratio(name: str, numerator: float, denominator: float, bound: float) -> bool:
    """Report a ratio of seconds."""
    taken = f"{numerator:.3f} s / {denominator:.3f} s"
    return report(f"{name} ({taken})", numerator / denominator, bound)


def report(name: str, measured: float, bound: float) -> bool:
    """Print one target and return whether it is met."""
    met = measured <= bound
    verdict = "ok" if met else "MISSED"
    print(f"{name:<56} measured {measured:7.4g}   bound {bound:4g}   {verdict}")
    return met


if __name__ == "__main__":
    sys.exit(main())
