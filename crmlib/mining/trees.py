"""Decision trees in words: the rules that a tree has learned."""

from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Flags,
    Kind,
    Texts,
    checked,
    require_columns,
    table_of,
    values,
    whole,
    within,
)
from crmlib.mining.evaluation import LABELS, _two_words

if TYPE_CHECKING:
    from sklearn.tree import DecisionTreeClassifier

__all__ = ["tree_rules"]


# A tree reads its attributes as numbers of 32 bits.
LARGEST = float(np.finfo(np.float32).max)


def _attribute(column: pd.Series, where: str) -> pd.Series:
    flags = pd.api.types.is_bool_dtype(column.dtype)
    return (Flags if flags else within(-LARGEST, LARGEST)).check(column, where)


def _fitted(tree: Any, name: str) -> "DecisionTreeClassifier":
    if not hasattr(tree, "feature_names_in_") or not hasattr(tree, "tree_"):
        raise ValueError(f"`{name}` must be a classifier fitted to a DataFrame; got {tree!r}.")
    n_classes = len(getattr(tree, "classes_", ()))
    if n_classes != 2:
        raise ValueError(f"`{name}` must know two classes; got {n_classes}.")
    return tree


Tree = Annotated["DecisionTreeClassifier", Kind("DecisionTreeClassifier", _fitted)]
Attributes = table_of(Kind("Numbers or Flags", _attribute))


@checked
def tree_rules(
    tree: Tree, features: Attributes, *, labels: values(Texts) = LABELS, digits: whole(1, 17) = 3
) -> pd.DataFrame:
    """Return a fitted tree as IF-THEN rules, one per leaf.

    Use it to put before a manager what the tree has learned, with the number of customers that
    each rule concerns.

    Parameters
    ----------
    tree : sklearn.tree.DecisionTreeClassifier
        Fitted to a DataFrame, with two classes.
    features : DataFrame
        The customers to count: the columns that the tree was trained on, in their order. Columns
        of bool read "owns_home" or "NOT owns_home", whole numbers "n_arrears ≥ 2".
    labels : sequence of two str
        What to call the first and the second class of the tree.
    digits : int
        Significant digits of the thresholds shown.

    Returns
    -------
    DataFrame, index leaf (as `tree.apply` numbers it), best first
        rule (text), n_customers (rows of `features` in the leaf), positive_share (share of the
        second class among the customers in training, a fraction; weighted if the tree was
        trained with weights), predicted (label).

    Raises
    ------
    ValueError
        If `features` has no row, other columns or another order, or `labels` are not two
        different words.

    Notes
    -----
    A customer who goes left at a node satisfies "attribute ≤ threshold". The conditions of a
    path are merged, so that each attribute stands at most once, as one interval. Every customer
    belongs to exactly one rule. Rounded thresholds are for reading: `tree.apply` decides.

    References
    ----------
    Quinlan, J. R. (1987), Simplifying decision trees, International Journal of Man-Machine
    Studies 27(3), 221-234, on rules from trees.

    Examples
    --------
    >>> from sklearn.tree import DecisionTreeClassifier
    >>> people = pd.DataFrame({"n_arrears": [0, 1, 2, 3], "owns_home": [True, False] * 2})
    >>> tree = DecisionTreeClassifier().fit(people, [1, 1, 0, 0])
    >>> tree_rules(tree, people, labels=("bad", "good"))["rule"].tolist()
    ['IF n_arrears ≤ 1 THEN good', 'IF n_arrears ≥ 2 THEN bad']
    """
    words = _two_words(labels)
    _require_columns_of(tree, features)
    nodes = tree.tree_
    counts = np.bincount(tree.apply(features).astype(np.intp), minlength=nodes.node_count)
    kinds = [column.dtype.kind for _, column in features.items()]
    rows = []
    for leaf, bounds in _paths(nodes).items():
        said = [
            _condition(features.columns[place], kinds[place], interval, digits)
            for place, interval in bounds.items()
        ]
        shares = nodes.value[leaf, 0] / nodes.value[leaf, 0].sum()
        word = words[int(np.argmax(shares))]
        rule = f"IF {' AND '.join(said)} THEN {word}" if said else f"ALWAYS {word}"
        rows.append((leaf, rule, counts[leaf], shares[1], word))
    columns = ["leaf", "rule", "n_customers", "positive_share", "predicted"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values(["positive_share", "leaf"], ascending=[False, True])
    return table.set_index("leaf")


def _require_columns_of(tree: "DecisionTreeClassifier", features: pd.DataFrame) -> None:
    if features.empty:
        raise ValueError("`features` must have at least one row; got none.")
    require_columns(features, tree.feature_names_in_, "features")
    if list(features) != list(tree.feature_names_in_):
        raise ValueError(
            f"`features` must have the tree's columns in their order, "
            f"{', '.join(tree.feature_names_in_)}; got {', '.join(map(str, features))}."
        )


def _paths(nodes: object) -> dict[int, dict[int, tuple[float, float]]]:
    # Per leaf: the interval (above, up to] of each attribute on the way to it.
    paths, waiting = {}, [(0, {})]
    while waiting:
        node, bounds = waiting.pop()
        left, right = nodes.children_left[node], nodes.children_right[node]
        if left == right:
            paths[node] = bounds
            continue
        place, threshold = int(nodes.feature[node]), float(nodes.threshold[node])
        above, up_to = bounds.get(place, (-np.inf, np.inf))
        waiting.append((left, bounds | {place: (above, threshold)}))
        waiting.append((right, bounds | {place: (threshold, up_to)}))
    return paths


def _condition(name: str, kind: str, interval: tuple[float, float], digits: int) -> str:
    above, up_to = interval
    if kind == "b":
        return f"NOT {name}" if above == -np.inf else name
    if kind in "iu":
        least, most = np.floor(above) + 1, np.floor(up_to)
        if least == most:
            return f"{name} = {most:.0f}"
        low = f"{least:.0f} ≤ {name}" if up_to < np.inf else f"{name} ≥ {least:.0f}"
        return _between(name, low, f"≤ {most:.0f}", interval)
    low = f"{above:.{digits}g} < {name}" if up_to < np.inf else f"{name} > {above:.{digits}g}"
    return _between(name, low, f"≤ {up_to:.{digits}g}", interval)


def _between(name: str, low: str, high: str, interval: tuple[float, float]) -> str:
    if interval[0] == -np.inf:
        return f"{name} {high}"
    return low if interval[1] == np.inf else f"{low} {high}"
