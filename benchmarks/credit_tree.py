"""The bank's decision tree: made, split, grown, judged, at 1e4, 1e5 and 1e6 customers.

A run simulates the customers, splits them in halves, grows a tree of at most 50 leaves on one half
and predicts the other; then rules and confusion matrix. Each run has a process of its own, in
which only the steps are timed, not the imports; peak memory is that of the process. Times are
medians of five such processes. Logistic regression (scaled) and histogram gradient boosting run
the same way beside it at 1e6, all in turns.

Growth is held against n log n: growing a tree sorts every attribute.

Run: python benchmarks/credit_tree.py (exit status 1 if a target is missed).
"""

import json
import sys
import time
from statistics import median

import numpy as np
import pandas as pd
from timing import ROUNDS, ratio, report, watched

from crmlib.mining import confusion_table, planted_chance, simulate_credit, tree_rules

SIZES = (10**4, 10**5, 10**6)
MODELS = ("tree", "logistic", "boosting")
CUTOFF = 5 / 6  # a bad customer costs five times what a good one brings


def main() -> int:
    """Print the sizes, then one line per target, and return the exit status."""
    if sys.argv[1:2] == ["--once"]:
        print(json.dumps(run_once(sys.argv[2], int(sys.argv[3]))))
        return 0
    jobs = [("tree", size) for size in SIZES] + [(name, SIZES[-1]) for name in MODELS[1:]]
    runs = {job: [] for job in jobs}
    for _ in range(ROUNDS):
        for job in jobs:
            runs[job].append(measured(*job))
    print(f"medians of {ROUNDS} processes; every bound is an upper one")
    print_sizes(runs)
    return 0 if all([*scale(runs), *peers(runs)]) else 1


def print_sizes(runs: dict) -> None:
    """Print seconds by step and memory of each size and model."""
    rows = {f"{name}, {size:,}": middle(found) for (name, size), found in runs.items()}
    print(pd.DataFrame(rows).T.round(3).to_string())


def middle(found: list[dict]) -> dict[str, float]:
    """Medians of the measures of several runs."""
    return {measure: median(run[measure] for run in found) for measure in found[0]}


def scale(runs: dict) -> list[bool]:
    """Time, memory, growth and worth of the tree."""
    small, medium, large = (middle(runs["tree", size]) for size in SIZES)
    return [
        report("seconds, tree on 1e6 customers", large["seconds"], 20),
        report("peak memory, tree on 1e6 customers (GiB)", large["peak_gib"], 1),
        ratio("growth 1e5 to 1e6", large["seconds"], medium["seconds"], 14),
        ratio("growth 1e4 to 1e5", medium["seconds"], small["seconds"], 14),
        report("AUC short of the planted chance's, 1e6", large["auc_short"], 0.002),
    ]


def peers(runs: dict) -> list[bool]:
    """The tree beside two other models at 1e6; boosting may use two threads, the tree has one."""
    tree, *others = (middle(runs[name, SIZES[-1]]) for name in MODELS)
    return [
        *(
            ratio(f"fit and predict, tree / {name}", tree["model"], other["model"], bound)
            for name, other, bound in zip(MODELS[1:], others, (5, 1), strict=True)
        ),
        *(
            report(f"AUC of the tree short of {name}", other["auc"] - tree["auc"], 0.002)
            for name, other in zip(MODELS[1:], others, strict=True)
        ),
    ]


def measured(name: str, size: int) -> dict[str, float]:
    """One run in a process of its own, with its peak memory."""
    printed, peak_gib = watched([sys.executable, __file__, "--once", name, str(size)])
    return json.loads(printed) | {"peak_gib": peak_gib}


def run_once(name: str, size: int) -> dict[str, float]:
    """Seconds by step, from nothing to the confusion matrix."""
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import train_test_split

    classifier = model(name)
    marks = [time.perf_counter()]
    customers = simulate_credit(size, rng=np.random.default_rng(7))
    marks.append(time.perf_counter())
    features, good = customers.drop(columns="good"), customers["good"]
    train, test, train_good, test_good = train_test_split(
        features, good, test_size=0.5, random_state=0
    )
    classifier.fit(train, train_good)
    chance = classifier.predict_proba(test)[:, 1]
    marks.append(time.perf_counter())
    confusion_table(test_good, chance > CUTOFF)
    if name == "tree":
        tree_rules(classifier, test)
    marks.append(time.perf_counter())
    auc, best = (roc_auc_score(test_good, score) for score in (chance, planted_chance(test)))
    steps = dict(zip(("simulate", "model", "judge"), np.diff(marks).tolist(), strict=True))
    return {"seconds": marks[-1] - marks[0], **steps, "auc": auc, "auc_short": best - auc}


def model(name: str) -> object:
    """The classifier of that name."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.tree import DecisionTreeClassifier

    return {
        "tree": DecisionTreeClassifier(max_leaf_nodes=50, min_samples_leaf=50, random_state=0),
        "logistic": make_pipeline(StandardScaler(), LogisticRegression()),
        "boosting": HistGradientBoostingClassifier(random_state=0),
    }[name]


if __name__ == "__main__":
    sys.exit(main())
