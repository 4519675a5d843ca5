"""Learning which remedy resolves which complaint: by trial, by habit, by lot."""

from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Flags,
    Fractions,
    Ids,
    Kind,
    Rng,
    checked,
    require_columns,
    table,
    table_of,
)

__all__ = [
    "remedy_chances",
    "compare_ways",
    "cumulative_regret",
]

CHANCES = {
    "taste": (0.55, 0.65, 0.75),
    "damaged can": (0.50, 0.80, 0.60),
    "late delivery": (0.70, 0.60, 0.55),
}
REMEDIES = ["coupon", "replacement", "call"]
MOST_CASES = 100_000  # the learner handles them one after another


def _cases(frame: Any, name: str) -> pd.DataFrame:
    require_columns(frame, ["type"], name)
    twice = frame.columns[frame.columns.duplicated()]
    remedies = [column for column in frame.columns if column != "type"]
    if len(twice) or not remedies:
        raise ValueError(
            f"`{name}` must have one column per remedy beside 'type'; got {[*frame.columns]}."
        )
    if len(frame) > MOST_CASES:
        raise ValueError(f"`{name}` must have at most {MOST_CASES:,} rows; got {len(frame):,}.")
    flags = {one: Flags.check(frame[one], f"`{name}` in `{one}`") for one in remedies}
    types = Ids.check(frame["type"], f"`{name}` in `type`")
    return pd.DataFrame({"type": types} | flags)


Cases = Annotated[pd.DataFrame, Kind("table_of", _cases, {"type": Ids})]


def remedy_chances() -> pd.DataFrame:
    """Return how often each remedy resolves each type of complaint, in our synthetic world.

    Use it as the planted truth that a learner has to find.

    Returns
    -------
    DataFrame, one row per type of complaint
        One column per remedy (coupon, replacement, call): chances, fractions. Declared by us.

    Examples
    --------
    >>> remedy_chances().idxmax(axis=1).to_dict()
    {'taste': 'call', 'damaged can': 'replacement', 'late delivery': 'coupon'}
    """
    return pd.DataFrame.from_dict(CHANCES, orient="index", columns=REMEDIES).rename_axis("type")


@checked
def compare_ways(cases: Cases, *, rng: Rng) -> dict[str, pd.DataFrame]:
    """Return the logs of each habit, of the lot and of learning, on the same complaints.

    Use it to compare them fairly: they differ in the choice and in nothing else.

    Parameters
    ----------
    cases : DataFrame
        As from `simulate_cases`, at most 100,000 rows: type, and a bool column per remedy; of each
        case only the column of the remedy chosen is looked at.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    dict of str to DataFrame
        By way (always one remedy, for each of them; by lot; learning) a log with one row per
        case: type, remedy, resolved (bool).

    Notes
    -----
    The lot, each remedy equally likely, is the control group. Learning is Thompson's: for each
    type and remedy the belief is Beta(1 + resolved, 1 + not resolved); each case draws one
    chance from each belief of its type and takes the remedy with the highest draw.

    References
    ----------
    Thompson, W. R. (1933). On the likelihood that one unknown probability exceeds another in
    view of the evidence of two samples. Biometrika 25, 285-294.

    Examples
    --------
    >>> from crmlib.service import simulate_cases
    >>> cases = simulate_cases(remedy_chances(), 3000, rng=np.random.default_rng(10))
    >>> list(compare_ways(cases, rng=np.random.default_rng(10)))
    ['always coupon', 'always replacement', 'always call', 'by lot', 'learning']
    """
    remedies, n_cases = [*cases.columns.drop("type")], len(cases)
    chosen = {f"always {name}": np.full(n_cases, i) for i, name in enumerate(remedies)}
    chosen["by lot"] = rng.integers(len(remedies), size=n_cases)
    chosen["learning"] = _learned(cases, rng)
    return {way: _log(cases, places) for way, places in chosen.items()}


@checked
def cumulative_regret(
    log: table(type=Ids, remedy=Ids, resolved=Flags), chances: table_of(Fractions)
) -> pd.Series:
    """Return how many complaints a way of choosing has left unresolved for want of knowledge.

    Use it in a synthetic world only: it needs the truth.

    Parameters
    ----------
    log : DataFrame
        Outcomes in order: type, remedy, resolved.
    chances : DataFrame
        The planted truth, as from `remedy_chances`.

    Returns
    -------
    Series
        Named regret, one value per case: expected resolutions missed up to it; never falls.

    Raises
    ------
    ValueError
        If a type or a remedy is unknown, or `chances` has a type twice.

    Notes
    -----
    The sum of (best chance for the type) - (chance of the remedy chosen).

    References
    ----------
    Lai, T. L. and Robbins, H. (1985). Asymptotically efficient adaptive allocation rules.
    Advances in Applied Mathematics 6, 4-22.

    Examples
    --------
    >>> log = pd.DataFrame({"type": ["taste"] * 2, "remedy": ["coupon", "call"], "resolved": True})
    >>> cumulative_regret(log, remedy_chances()).round(2).tolist()
    [0.2, 0.2]
    """
    _require_types(chances)
    row = chances.index.get_indexer(log["type"].astype(object))
    column = chances.columns.get_indexer(log["remedy"].astype(object))
    n_unknown = int(((row < 0) | (column < 0)).sum())
    if n_unknown:
        raise ValueError(
            f"`log` must hold known types and remedies; got {n_unknown:,} rows with others."
        )
    table = chances.to_numpy()
    missed = table.max(axis=1)[row] - table[row, column]
    return pd.Series(missed.cumsum(), index=log.index, name="regret")


def _learned(cases: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return the places of the remedies that Thompson's rule chooses, case by case."""
    outcomes = cases.drop(columns="type").to_numpy()
    kinds, names = pd.factorize(cases["type"])
    counts = np.ones((len(names), outcomes.shape[1], 2))  # resolved, not resolved
    chosen = np.empty(len(cases), dtype=int)
    for case, kind in enumerate(kinds):
        chosen[case] = rng.beta(counts[kind, :, 0], counts[kind, :, 1]).argmax()
        counts[kind, chosen[case], int(not outcomes[case, chosen[case]])] += 1
    return chosen


def _log(cases: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    remedies = cases.columns.drop("type")
    outcomes = cases[remedies].to_numpy()[np.arange(len(cases)), chosen]
    names = pd.Series(np.array(remedies, dtype=object)[chosen], index=cases.index, dtype="str")
    return cases[["type"]].assign(remedy=names, resolved=outcomes)


def _require_types(chances: pd.DataFrame) -> None:
    if chances.empty or not chances.index.is_unique:
        raise ValueError(
            f"`chances` must have one row per type of complaint; got {[*chances.index]}."
        )
