"""Every measure for large tables beside its best peer, at 1e5 and 1e6 rows, in one table.

Each contender starts from what it takes in memory and ends with the same numbers: the rows that
differ are counted. All run once; then they take turns, but for peers that took more than three
times as long as the fastest of them or ten times as long as ours. Times are medians of five, or
that of the one run; the best peer is the yardstick. Ours runs on one thread, a peer on as many as
it likes.

A kernel of our own may take half the time of the best peer. What is a plain group-by, a sort or a
call of another library may take 1.1 of it: there the peer does the same work. Ten times the rows
may take 12 times as long. Where another bound holds, the row says why.

Run: python benchmarks/measures.py [words of the rows wanted] (exit status 1 if a bound is missed).
"""

import sys
from collections.abc import Callable

from contenders import Measure, baskets, models, n_unlike, orders, samples, scored, surveys
from timing import ROUNDS, once, turns

SMALL, LARGE = 10**5, 10**6
BOUNDS = {"own kernel": 0.5, "plain": 1.1}
GROWTH = 12
# Bounds of their own, and why.
EXCEPTIONS = {
    "silence": (0.7, GROWTH, "an expanding median has no vector form: one loop with bisect"),
    "RFM table": (2.0, GROWTH, "three lines of pandas on one thread; polars hashes ids on two"),
    "no order": (2.5, GROWTH, "one line of arithmetic; ours reads and checks the table first"),
    "pairs": (0.7, GROWTH, "five items a basket make a short self-join; on real receipts .2"),
    "item sets": (1.7, GROWTH, "sets are counted before they are mined, or refused if too many"),
    "Kano categories": (2.3, GROWTH, "known answers, one per respondent, or refused; one thread"),
}
# A peer that is so many times slower, than the fastest peer or than ours, runs once only.
FAR_BEHIND = {"peer": 3, "ours": 10}
MEASURES = {
    "customer summary": ("own kernel", orders.summary),
    "cohorts": ("own kernel", orders.cohorts),
    "silence": ("own kernel", orders.silence),
    "RFM table": ("plain", orders.rfm),
    "RFM scores": ("plain", orders.scores),
    "Gini coefficient": ("plain", scored.gini_coefficient),
    "top share": ("plain", scored.top_shares),
    "BG/NBD fit": ("own kernel", models.bgnbd),
    "Gamma-Gamma fit": ("own kernel", models.gamma_gamma),
    "no order": ("plain", models.no_order),
    "total of spend": ("plain", models.spend_total),
    "lifetime value": ("own kernel", models.lifetime_value),
    "pairs": ("own kernel", baskets.pairs),
    "item sets": ("plain", baskets.item_sets),
    "lift split": ("own kernel", samples.lift_factors),
    "survival": ("plain", samples.survival),
    "Kano categories": ("plain", surveys.kano_counts),
    "late entry": ("plain", samples.late_survival),
}
HEAD = ("measure", "kind", "ours, s", "best peer", "peer, s", "ratio", "bound", "growth", "unlike")
LAYOUT = "{:<20} {:<10} {:>9} {:<21} {:>9} {:>6} {:>5} {:>6} {:>6}  {}"


def main() -> int:
    """Print one row per measure and return the exit status."""
    wanted = " ".join(sys.argv[1:])
    chosen = [name for name in MEASURES if wanted in name]
    print(f"medians of {ROUNDS}, {LARGE:,} rows; growth from {SMALL:,}: at most {GROWTH}")
    print(LAYOUT.format(*HEAD, "verdict"))
    met = [compare(name, *MEASURES[name]) for name in chosen]
    return 0 if all(met) else 1


def compare(name: str, kind: str, measure_of: Callable[[int], Measure]) -> bool:
    """Print the row of one measure and return whether it keeps its bounds."""
    measure = measure_of(LARGE)
    first, results = once({"ours": measure.ours, **measure.peers})
    ours = measure.read_ours(results.pop("ours"))
    unlike = sum(
        n_unlike(ours, measure.read_theirs(theirs), measure.tolerance)
        for theirs in results.values()
    )
    fastest = min(first[peer] for peer in measure.peers)
    far = min(FAR_BEHIND["peer"] * fastest, FAR_BEHIND["ours"] * first["ours"])
    near = {peer: run for peer, run in measure.peers.items() if first[peer] <= far}
    small = measure_of(SMALL).ours
    small()
    seconds = first | turns({"ours": measure.ours, "small": small, **near})
    best = min(measure.peers, key=seconds.get)
    ratio, growth = seconds["ours"] / seconds[best], seconds["ours"] / seconds["small"]
    bound, most_growth, why = EXCEPTIONS.get(name, (BOUNDS[kind], GROWTH, ""))
    met = ratio <= bound and growth <= most_growth and not unlike
    numbers = [f"{seconds['ours']:.4f}", best, f"{seconds[best]:.4f}", f"{ratio:.2f}"]
    limits = [bound, f"{growth:.1f}", unlike]
    verdict = " ".join(["ok" if met else "MISSED", why and f"({why})"])
    print(LAYOUT.format(name, kind, *numbers, *limits, verdict), flush=True)
    return met


if __name__ == "__main__":
    sys.exit(main())
