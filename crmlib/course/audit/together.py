"""What goes together, and which first order brings customers who come back."""

import numpy as np
import pandas as pd

from crmlib.baskets import basket_matrix, pair_baskets, pair_rules, resampled_lifts
from crmlib.lifecycle import first_choices

__all__ = []

MOST_ITEMS = 200  # the most frequent ones are paired
FEWEST_BOTH = 10  # orders that must hold both items
MOST_PAIRS = 5
FALSE_ALARMS = 0.05  # expected among the pairs that are shown
FEWEST_FIRSTS = 50  # newcomers of a first item or channel
MOST_FIRSTS = 8
N_RESAMPLES = 400
SEED = 17


def _pairs(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the items most often bought together beyond chance, lifts with intervals."""
    receipts = lines[["order_id", "item", "customer_id"]].dropna(subset=["item"])
    receipts = receipts.set_axis(["basket_id", "item", "household_id"], axis=1)
    receipts = receipts.astype({"item": str}).drop_duplicates()
    common = receipts["item"].value_counts()
    common = common[common >= FEWEST_BOTH].sort_index().sort_values(ascending=False, kind="stable")
    shown = receipts["item"].isin(common.index[:MOST_ITEMS])
    marked = receipts.assign(item=receipts["item"].where(shown))
    pairs = pair_rules(basket_matrix(marked[["basket_id", "item"]]))
    found = pairs[(pairs["n_both"] >= FEWEST_BOTH) & (pairs["p_adjusted"] <= FALSE_ALARMS)]
    found = found[found["lift"] > 1].reset_index()
    # By orders beyond chance, which says more of money than a large lift of two rare items.
    found["beyond"] = (found["n_both"] * (1 - 1 / found["lift"])).round(6)
    keys, falling = ["beyond", "item_a", "item_b"], [False, True, True]
    best = found.sort_values(keys, ascending=falling, ignore_index=True).head(MOST_PAIRS)
    return best.assign(**_ends(marked, best)).assign(n_tested=len(pairs))


def _ends(receipts: pd.DataFrame, best: pd.DataFrame) -> dict[str, list[float]]:
    """Return low and high of each lift, from draws of whole customers."""
    rng, ends = np.random.default_rng(SEED), {"low": [], "high": []}
    for a, b in zip(best["item_a"], best["item_b"], strict=True):
        lifts = resampled_lifts(pair_baskets(receipts, a, b), rng=rng, n_resamples=N_RESAMPLES)
        for name, quantile in (("low", 0.025), ("high", 0.975)):
            ends[name].append(float(lifts.quantile(quantile)))
    return ends


def _firsts(table: pd.DataFrame, column: str, days: int) -> pd.DataFrame:
    """Return which first item or channel brings customers who return; the larger ones only."""
    found = first_choices(table, column, days=days)
    shown = found[found["n_customers"] >= FEWEST_FIRSTS].head(MOST_FIRSTS)
    return shown.assign(gap=_gaps(shown))


def _gaps(found: pd.DataFrame) -> list[str]:
    """Say of each whether it differs by more than luck, with as many looked at."""
    from statistics import NormalDist

    z = NormalDist().inv_cdf(1 - 0.025 / max(len(found), 1))
    gap = found["share"] - found["others"]
    spread = np.sqrt(found["others"] * (1 - found["others"]) / found["n_customers"])
    return [
        "more" if g > z * s else "fewer" if g < -z * s else "tie"
        for g, s in zip(gap, spread, strict=True)
    ]
