"""All pairs of categories at 1 % support: pair_rules against DuckDB and mlxtend, in one run.

Every contender starts from the form that it has in memory (boolean sparse frame; table of
integer ids; boolean dense frame) and ends with support, both confidences, lift and leverage of
every pair; pair_rules gives p-values too. Contenders take turns; times are medians of five.
pair_rules and mlxtend run on one thread; DuckDB may use all.

Run: python benchmarks/pairs.py (exit status 1 if a target is missed).
"""

import sys
from collections.abc import Callable

import numpy as np
import pandas as pd
from contenders import in_duckdb
from contenders.baskets import SELF_JOIN, mlxtend_pairs
from timing import race, ratio, report

from crmlib.baskets import basket_matrix, pair_rules
from crmlib.datasets import load_baskets

MIN_SUPPORT = 0.01
COUNTS = ["n_a", "n_b", "n_both"]


def main() -> int:
    """Print one line per target and return the exit status."""
    baskets = load_baskets()
    matrix = basket_matrix(baskets)
    tenfold = pd.concat([matrix] * 10, ignore_index=True)
    contenders = {
        "pair_rules": lambda: pair_rules(matrix, MIN_SUPPORT),
        "tenfold": lambda: pair_rules(tenfold, MIN_SUPPORT),
        "DuckDB": duckdb_contender(baskets, matrix),
        "mlxtend": mlxtend_pairs(matrix, MIN_SUPPORT),
    }
    seconds, results = race(contenders)
    ours = results["pair_rules"][COUNTS]
    counts = ours["n_both"].to_dict()
    wrong = (results["tenfold"][COUNTS] != 10 * ours).to_numpy().sum()
    print(f"{len(matrix):,} baskets, {len(ours):,} pairs")
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
            "basket_id": matrix.index.get_indexer(known["basket_id"]).astype(np.int32),
            "item": matrix.columns.get_indexer(known["item"]).astype(np.int32),
        }
    )
    return in_duckdb(lines, SELF_JOIN, least=MIN_SUPPORT * len(matrix), n=len(matrix))


def duckdb_counts(results: dict, matrix: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Joint baskets by pair of names."""
    found = results["DuckDB"]
    names = zip(matrix.columns[found["item_a"]], matrix.columns[found["item_b"]], strict=True)
    counts = (found["support"] * len(matrix)).round().astype(int)
    return dict(zip(names, counts.tolist(), strict=True))


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


if __name__ == "__main__":
    sys.exit(main())
