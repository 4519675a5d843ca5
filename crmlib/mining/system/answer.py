"""A mining system in six components: a request's way from the user to the data and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from crmlib.core import (
    Counts,
    Fractions,
    Numbers,
    Texts,
    checked,
    choice,
    missing_allowed,
    number,
    table,
)
from crmlib.mining.system import engine
from crmlib.mining.system.request import (
    FUNCTIONS,
    Knowledge,
    Repository,
    Request,
    is_known,
    journey_knowledge,
    journey_repository,
    relevant_rows,
    relevant_sql,
    threshold,
)

__all__ = [
    "Request",
    "journey_repository",
    "journey_knowledge",
    "relevant_sql",
    "relevant_rows",
    "Answer",
    "raw_patterns",
    "judged_patterns",
    "ask",
    "ask_journey",
]

SENTENCES = {
    "characterisation": "{subject}: {target} where {object}, {other} elsewhere",
    "association": "{subject} with {object}: {strength:.1f} times as often as by chance",
    "classification": "{subject}: {hit_rate:.0%} right on {n} new homes, against {base_rate:.0%}",
    "clustering": "{subject}, {n} homes: {lead_share:.0%} {object}, against {all_share:.0%} in all",
    "outliers": "{subject}: {object} {value:.2f}, where the median is {median:.2f}",
    "evolution": "{subject} {object}: {slope:+.0%} a year; oddest week {odd_week:%Y-%m-%d}",
}

FAMILIES = {"kids_count": ["1", "2", "3+"]}
ABOUT_FAMILIES = ("characterisation", "association", "classification")

Patterns = table(
    subject=Texts,
    object=Texts,
    n=Counts,
    strength=missing_allowed(Numbers),
    p_value=missing_allowed(Fractions),
)


@dataclass(frozen=True, eq=False)
@checked
class Answer:
    """What comes back to the user.

    Parameters
    ----------
    patterns : DataFrame
        The interesting ones, the strongest first, each as a sentence and in numbers.
    judged : DataFrame
        All that the engine found, with the verdict on each.
    trace : DataFrame
        The request's way: step, component, received, returned, n_rows.
    """

    patterns: pd.DataFrame
    judged: pd.DataFrame
    trace: pd.DataFrame


@checked
def raw_patterns(request: Request, rows: pd.DataFrame, knowledge: Knowledge) -> pd.DataFrame:
    """Return what the engine finds in the relevant rows, interesting or not.

    Use it between `relevant_rows` and `judged_patterns`.

    Parameters
    ----------
    request : Request
        What the user asks.
    rows : DataFrame
        As from `relevant_rows`.
    knowledge : DataFrame
        As from `journey_knowledge`; its thresholds guide the search.

    Returns
    -------
    DataFrame, one row per pattern
        subject, object, n, strength, p_value and the function's own columns: see
        `crmlib.mining.system.engine`.

    Raises
    ------
    ValueError
        If a threshold is missing or not of its kind, or the rows do not suffice.

    Examples
    --------
    >>> request, knowledge = Request("evolution", level="department"), journey_knowledge()
    >>> rows = relevant_rows(request, journey_repository(), knowledge)
    >>> raw_patterns(request, rows, knowledge).shape
    (22, 8)
    """
    target = _in_words(request.homes)

    def limit(measure: str) -> float:
        return threshold(knowledge, request.function, measure)

    def whole_limit(measure: str) -> int:
        if (found := limit(measure)) != int(found):
            raise ValueError(f"`knowledge` must have a whole {measure}; got {found:g}.")
        return int(found)

    calls = {
        "characterisation": lambda: engine.characterisation(rows, target),
        "association": lambda: engine.association(rows, min_support=limit("min_support")),
        "classification": lambda: engine.classification(
            rows, target, max_leaves=whole_limit("max_leaves")
        ),
        "clustering": lambda: engine.clustering(rows, n_clusters=whole_limit("n_clusters")),
        "outliers": lambda: engine.outliers(rows),
        "evolution": lambda: engine.evolution(rows),
    }
    return calls[request.function]()


@checked
def judged_patterns(
    patterns: Patterns, function: choice(*FUNCTIONS), knowledge: Knowledge
) -> pd.DataFrame:
    """Return the patterns with a verdict on how interesting each is.

    Use it to see what was filtered, and why.

    Parameters
    ----------
    patterns : DataFrame
        As from `raw_patterns`.
    function : str
        Whose thresholds apply.
    knowledge : DataFrame
        As from `journey_knowledge`.

    Returns
    -------
    DataFrame, same rows and order
        With p_adjusted and verdict, the first that applies of: known; too few (n below min_n);
        weak (strength below min_strength, or none); chance (p_adjusted above max_fdr); kept. A
        pattern without a p-value is not judged by chance.

    Raises
    ------
    ValueError
        If a threshold is missing.

    Notes
    -----
    p_adjusted controls the false discovery rate over all patterns found, not only over those
    that look good (Benjamini and Hochberg).

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995), Journal of the Royal Statistical Society B 57,
    289-300.

    Examples
    --------
    >>> found = pd.DataFrame({"subject": ["BREAD", "BEERS"], "object": "MILK", "n": 900})
    >>> found = found.assign(strength=5.0, p_value=[0.001, 0.2])
    >>> judged_patterns(found, "association", journey_knowledge())["verdict"].tolist()
    ['kept', 'chance']
    """
    from scipy.stats import false_discovery_control

    adjusted = patterns["p_value"].to_numpy(dtype=float, copy=True)
    tested = ~np.isnan(adjusted)
    if tested.any():
        adjusted[tested] = false_discovery_control(adjusted[tested])
    reasons = {
        "known": is_known(patterns, knowledge),
        "too few": patterns["n"] < threshold(knowledge, function, "min_n"),
        "weak": ~(patterns["strength"] >= threshold(knowledge, function, "min_strength")),
        "chance": adjusted > threshold(knowledge, "all", "max_fdr"),
    }
    verdict = np.select(list(reasons.values()), list(reasons), "kept")
    return patterns.assign(p_adjusted=adjusted, verdict=verdict)


@checked
def ask(request: Request, repository: Repository, knowledge: Knowledge) -> Answer:
    """Return the answer to a request, with its way through the six components.

    Use it as the one entry to the system: user interface, knowledge base, server, repository,
    engine, pattern evaluation, and back.

    Parameters
    ----------
    request : Request
        What the user asks.
    repository : mapping of str to DataFrame
        As from `journey_repository`.
    knowledge : DataFrame
        As from `journey_knowledge`.

    Returns
    -------
    Answer
        patterns (pattern, a sentence; subject, object, n, strength, p_value, p_adjusted and the
        function's own columns; strongest first), judged and trace.

    Raises
    ------
    ValueError
        If the request names what is not there, or the rows do not suffice.

    References
    ----------
    Han, J. and Kamber, M. (2001), Data Mining: Concepts and Techniques, section 1.2 (the
    architecture of a typical data mining system).

    Examples
    --------
    >>> request = Request("evolution", level="department")
    >>> answer = ask(request, journey_repository(), journey_knowledge())
    >>> answer.trace[["component", "n_rows"]]
                component  n_rows
    0      user interface       1
    1      knowledge base     325
    2              server       1
    3          repository    1004
    4              engine      22
    5  pattern evaluation       0
    6      user interface       0
    """
    rows = relevant_rows(request, repository, knowledge)
    found = raw_patterns(request, rows, knowledge)
    judged = judged_patterns(found, request.function, knowledge)
    kept = _told(judged, request.function)
    n_baskets, n_homes = (len(repository[name]) for name in ("baskets", "homes"))
    columns, verdicts = ", ".join(rows.columns), judged["verdict"].value_counts().sort_index()
    counts = ", ".join(f"{n:,} {verdict}" for verdict, n in verdicts.items())
    steps = [
        ("user interface", "the user's choices", _summary(request), 1),
        ("knowledge base", request.function, "concepts, thresholds, known", len(knowledge)),
        ("server", "request and concepts", "query in SQL", 1),
        (
            "repository",
            f"query of {n_baskets:,} basket rows, {n_homes:,} homes",
            columns,
            len(rows),
        ),
        ("engine", "rows and thresholds", "patterns of any kind", len(found)),
        ("pattern evaluation", "patterns, thresholds, known", counts, len(kept)),
        ("user interface", "patterns kept", "a sentence for each", len(kept)),
    ]
    trace = pd.DataFrame(steps, columns=["component", "received", "returned", "n_rows"])
    trace.insert(0, "step", range(1, len(trace) + 1))
    return Answer(kept, judged, trace)


@checked
def ask_journey(
    function: choice(*FUNCTIONS), *, min_strength: number(0, 1e6) | None = None
) -> Answer:
    """Return the grocery chain's answer to a request for one of the six functions.

    Use it to see a whole request run; `ask` takes another repository, request or knowledge base.

    Parameters
    ----------
    function : str
        characterisation, association, classification, clustering, outliers or evolution.
    min_strength : float, optional
        The user's dial: the least strength that passes; without it the knowledge base decides.

    Returns
    -------
    Answer
        As from `ask`. The first three functions ask about families, that is homes with one kid
        or more; the others about all homes.

    Examples
    --------
    >>> ask_journey("association", min_strength=6).patterns["subject"].head(2).tolist()
    ['CHEESES', 'TOMATOES']
    """
    knowledge = journey_knowledge()
    if min_strength is not None:
        dial = ("threshold", function, "min_strength", min_strength)
        row = pd.DataFrame([dial], columns=list(knowledge.columns))
        knowledge = pd.concat([knowledge, row], ignore_index=True)
    homes = FAMILIES if function in ABOUT_FAMILIES else {}
    return ask(Request(function, homes), _journey(), knowledge)


@cache
def _journey() -> dict[str, pd.DataFrame]:
    return journey_repository()


def _in_words(homes: Mapping[str, Sequence[str]]) -> str:
    values = {c: [v] if isinstance(v, str) else v for c, v in homes.items()}
    return " and ".join(f"{column} is {', '.join(v)}" for column, v in values.items())


def _summary(request: Request) -> str:
    homes, goods = _in_words(request.homes) or "all", ", ".join(request.departments) or "all"
    return f"{request.function}; homes: {homes}; goods: {goods}, by {request.level}"


def _told(judged: pd.DataFrame, function: str) -> pd.DataFrame:
    """Return the patterns kept, the strongest first, each with its sentence in front."""
    kept = judged[judged["verdict"] == "kept"].drop(columns="verdict")
    order = ["strength", "subject", "object"]
    kept = kept.sort_values(order, ascending=[False, True, True], ignore_index=True)
    told = [_sentence(function, pattern) for pattern in kept.to_dict("records")]
    return pd.concat([pd.Series(told, dtype=str, name="pattern"), kept], axis=1)


def _sentence(function: str, pattern: Mapping[str, object]) -> str:
    if function != "characterisation":
        return SENTENCES[function].format(**pattern)
    unit = {"n_baskets": "{:.1f}", "usd_per_basket": "{:.2f}"}.get(
        pattern["subject"], "{:.2%} of spending"
    )
    target, other = (unit.format(pattern[name]) for name in ("target_mean", "other_mean"))
    return SENTENCES[function].format(**pattern, target=target, other=other)
