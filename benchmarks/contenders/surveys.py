"""Kano's two questions: categories, better and worse."""

import numpy as np
import pandas as pd

from crmlib.satisfaction import kano_categories, kano_coefficients, kano_evaluation

from . import Measure, in_duckdb


def kano_counts(n_answers: int) -> Measure:
    """How many put each feature in each category."""
    answers, table = _pairs(n_answers), _evaluation()
    kinds = ["must-be", "one-dimensional", "attractive", "indifferent", "reverse", "questionable"]
    counts = ", ".join(f"sum((kind = '{kind}')::int)" for kind in kinds)
    query = f"""
        select {counts}
        from data join (values {table}) as e(functional, dysfunctional, kind)
        using (functional, dysfunctional)
        group by feature order by feature"""
    return Measure(
        lambda: kano_categories(answers),
        {"DuckDB": in_duckdb(answers, query), "pandas merge": lambda: _merged(answers)[kinds]},
        read_ours=lambda found: found[kinds].reset_index(drop=True),
        read_theirs=_plain,
    )


def kano_shares(n_answers: int) -> Measure:
    """Better and worse."""
    answers, table = _pairs(n_answers), _evaluation()
    liked, missed = "('attractive', 'one-dimensional')", "('must-be', 'one-dimensional')"
    wanted = f"{liked[:-1]}, 'must-be', 'indifferent')"
    query = f"""
        select
            avg((kind in {liked})::int) filter (where kind in {wanted}),
            -avg((kind in {missed})::int) filter (where kind in {wanted})
        from data join (values {table}) as e(functional, dysfunctional, kind)
        using (functional, dysfunctional)
        group by feature order by feature"""

    def by_merge() -> pd.DataFrame:
        counts = _merged(answers)
        first, both, second = (
            counts[kind] for kind in ("attractive", "one-dimensional", "must-be")
        )
        n = first + both + second + counts["indifferent"]
        return pd.DataFrame({"better": (first + both) / n, "worse": -(both + second) / n})

    return Measure(
        lambda: kano_coefficients(answers),
        {"DuckDB": in_duckdb(answers, query), "pandas merge": by_merge},
        read_ours=lambda found: found[["better", "worse"]].reset_index(drop=True),
        read_theirs=_plain,
    )


def _pairs(n_answers: int) -> pd.DataFrame:
    """Answers about twelve features, as text."""
    rng, options = np.random.default_rng(3), [*kano_evaluation().index]
    functional = rng.choice(options, n_answers, p=[0.4, 0.2, 0.2, 0.1, 0.1])
    dysfunctional = rng.choice(options, n_answers, p=[0.1, 0.1, 0.2, 0.2, 0.4])
    return pd.DataFrame(
        {
            "respondent_id": np.arange(n_answers) // 12,
            "feature": np.arange(n_answers) % 12,
            "functional": pd.Series(functional, dtype="str"),
            "dysfunctional": pd.Series(dysfunctional, dtype="str"),
        }
    )


def _evaluation() -> str:
    rows = kano_evaluation().stack().items()
    return ", ".join(f"('{with_}', '{without}', '{kind}')" for (with_, without), kind in rows)


def _merged(answers: pd.DataFrame) -> pd.DataFrame:
    table = kano_evaluation().stack().rename("kind").reset_index()
    kinds = answers.merge(table, on=["functional", "dysfunctional"])
    return pd.crosstab(kinds["feature"], kinds["kind"])


def _plain(found: object) -> pd.DataFrame:
    return pd.DataFrame(found).reset_index(drop=True)
