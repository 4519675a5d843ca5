"""Kano's two questions: categories."""

from itertools import product

import numpy as np
import pandas as pd

from crmlib.satisfaction import kano_categories

from . import Measure, in_duckdb

OPTIONS = ["like", "expect", "neutral", "accept", "dislike"]
KINDS = ["must-be", "one-dimensional", "attractive", "indifferent", "reverse", "questionable"]
EVALUATION = "QAAAO" + 3 * "RIIIM" + "RRRRQ"  # by what is said of having it, then of lacking it


def kano_counts(n_answers: int) -> Measure:
    """How many put each feature in each category."""
    answers, table = _pairs(n_answers), ", ".join(map(str, _evaluation()))
    counts = ", ".join(f"sum((kind = '{kind}')::int)" for kind in KINDS)
    query = f"""
        select {counts}
        from data join (values {table}) as e(functional, dysfunctional, kind)
        using (functional, dysfunctional)
        group by feature order by feature"""
    return Measure(
        lambda: kano_categories(answers),
        {"DuckDB": in_duckdb(answers, query), "pandas merge": lambda: _merged(answers)[KINDS]},
        read_ours=lambda found: found[KINDS].reset_index(drop=True),
        read_theirs=_plain,
    )


def _pairs(n_answers: int) -> pd.DataFrame:
    """Answers about twelve features, as text."""
    rng = np.random.default_rng(3)
    functional = rng.choice(OPTIONS, n_answers, p=[0.4, 0.2, 0.2, 0.1, 0.1])
    dysfunctional = rng.choice(OPTIONS, n_answers, p=[0.1, 0.1, 0.2, 0.2, 0.4])
    return pd.DataFrame(
        {
            "respondent_id": np.arange(n_answers) // 12,
            "feature": np.arange(n_answers) % 12,
            "functional": pd.Series(functional, dtype="str"),
            "dysfunctional": pd.Series(dysfunctional, dtype="str"),
        }
    )


def _evaluation() -> list[tuple[str, str, str]]:
    """Two answers and their category, in the order of the table."""
    names = dict(zip("MOAIRQ", KINDS, strict=True))
    pairs = product(OPTIONS, OPTIONS)
    return [(*pair, names[one]) for pair, one in zip(pairs, EVALUATION, strict=True)]


def _merged(answers: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame(_evaluation(), columns=["functional", "dysfunctional", "kind"])
    kinds = answers.merge(table, on=["functional", "dysfunctional"])
    return pd.crosstab(kinds["feature"], kinds["kind"])


def _plain(found: object) -> pd.DataFrame:
    return pd.DataFrame(found).reset_index(drop=True)
