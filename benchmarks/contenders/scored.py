"""Customers ranked by a number: concentration, gains, profit and uplift."""

import numpy as np
import pandas as pd
import polars as pl

from crmlib.campaigns import (
    FEATURES,
    qini_coefficient,
    simulate_uplift,
    uplift_score,
    uplift_table,
)
from crmlib.mining import gains_table, profit_curve
from crmlib.value import gini, lorenz_curve, top_share

from . import Measure, in_duckdb

FRACTIONS = [0.01, 0.05, 0.2]
N_GROUPS = 10
GAIN, COST = 1.0, 5.0


def spends(n_customers: int) -> np.ndarray:
    """What each customer spent, in whole cents."""
    return np.random.default_rng(3).gamma(2, 40, n_customers).round(2)


def gini_coefficient(n_customers: int) -> Measure:
    """The Gini coefficient."""
    values = spends(n_customers)
    frame = pl.LazyFrame({"value": values})
    value, rank = pl.col("value"), pl.int_range(1, pl.len() + 1)
    weighted = ((2 * rank - pl.len() - 1) * value).sum() / (pl.len() * value.sum())
    return Measure(
        lambda: [gini(values)],
        {
            "polars": lambda: frame.sort("value").select(weighted).collect(),
            "DuckDB": in_duckdb(pd.DataFrame({"value": values}), GINI),
        },
    )


GINI = """
with ranked as (select value, row_number() over (order by value) as rank from data)
select sum((2 * rank - (select count(*) from data) - 1) * value) / (count(*) * sum(value))
from ranked
"""


def lorenz(n_customers: int) -> Measure:
    """The Lorenz curve."""
    values = spends(n_customers)
    frame = pl.LazyFrame({"value": values})
    shares = {"customers": pl.int_range(1, pl.len() + 1) / pl.len()}
    shares["value"] = pl.col("value").cum_sum() / pl.col("value").sum()
    return Measure(
        lambda: lorenz_curve(values),
        {
            "polars": lambda: frame.sort("value").select(**shares).collect(),
            "DuckDB": in_duckdb(pd.DataFrame({"value": values}), LORENZ),
        },
        read_ours=lambda curve: curve[1:],
    )


LORENZ = """
with ranked as (
    select value, row_number() over (order by value) as rank, sum(value) over () as total from data
)
select rank / (select count(*) from data), sum(value) over (order by rank) / total
from ranked order by rank
"""


def top_shares(n_customers: int) -> Measure:
    """What the best customers bring; bare np.partition, which checks nothing, is no peer."""
    values = spends(n_customers)
    series, column = pl.Series(values), pd.Series(values)
    counts = [int(fraction * n_customers) for fraction in FRACTIONS]
    return Measure(
        lambda: top_share(values, FRACTIONS),
        {
            "polars": lambda: [series.top_k(n).sum() / series.sum() for n in counts],
            "pandas": lambda: [column.nlargest(n).sum() / column.sum() for n in counts],
        },
        read_ours=lambda table: table["share"].to_numpy(),
    )


def scored(n_customers: int) -> pd.DataFrame:
    """Customers with a score of their own and what came of them."""
    rng = np.random.default_rng(3)
    score = rng.permutation(n_customers) / n_customers
    return pd.DataFrame({"good": rng.random(n_customers) < score, "score": score})


def gains(n_customers: int) -> Measure:
    """Customers and positives by tenth of the score."""
    customers = scored(n_customers)
    good, score = (customers[name].to_numpy() for name in ("good", "score"))
    frame = pl.LazyFrame({"good": good, "score": score})
    group = pl.int_range(pl.len()) * N_GROUPS // pl.len()
    return Measure(
        lambda: gains_table(good, score, n_groups=N_GROUPS),
        {
            "DuckDB": in_duckdb(customers, NTILE),
            "polars": lambda: (
                frame.sort("score", descending=True)
                .group_by(group.alias("group"))
                .agg(pl.len(), pl.col("good").sum())
                .sort("group")
                .select("len", "good")
                .collect()
            ),
            "pandas": lambda: (
                customers.groupby(pd.qcut(-customers["score"], N_GROUPS))["good"]
                .agg(["size", "sum"])
                .reset_index(drop=True)
            ),
        },
        read_ours=lambda table: table[["n_customers", "n_positive"]].reset_index(drop=True),
    )


NTILE = f"""
select count(*), sum(good::int)
from (select good, ntile({N_GROUPS}) over (order by score desc) as bucket from data)
group by bucket order by bucket
"""


def profits(n_customers: int) -> Measure:
    """Profit of every cut-off."""
    from sklearn.metrics import roc_curve

    customers = scored(n_customers)
    good, score = (customers[name].to_numpy() for name in ("good", "score"))
    frame = pl.LazyFrame({"good": good, "score": score})

    def by_sklearn() -> dict[str, np.ndarray]:
        false_rate, true_rate, cutoff = roc_curve(good, score, drop_intermediate=False)
        hits, misses = true_rate * good.sum(), false_rate * (~good).sum()
        return {"cutoff": cutoff, "profit": GAIN * hits - COST * misses}

    def by_polars() -> pl.DataFrame:
        found, cutoff = pl.col("found"), pl.col("score")
        counts = frame.sort("score", descending=True).select(
            "score", n=pl.int_range(1, pl.len() + 1), found=pl.col("good").cum_sum()
        )
        last_of_ties = (cutoff != cutoff.shift(-1)).fill_null(True)
        profit = GAIN * found - COST * (pl.col("n") - found)
        return counts.filter(last_of_ties).select("score", profit=profit).collect()

    return Measure(
        lambda: profit_curve(good, score, gain=GAIN, cost=COST),
        {"scikit-learn": by_sklearn, "polars": by_polars},
        read_ours=lambda curve: curve[["cutoff", "profit"]][1:].reset_index(drop=True),
        read_theirs=lambda curve: (
            {name: values[1:] for name, values in curve.items()}
            if isinstance(curve, dict)
            else curve
        ),
    )


# Uplift; scikit-uplift takes arrays of 0 and 1


def uplift_scores(n_customers: int) -> Measure:
    """Uplift of each customer by two logistic regressions."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklift.models import TwoModels

    trial = simulate_uplift(n_customers, rng=np.random.default_rng(3))
    features = trial[FEATURES].to_numpy(dtype=float)
    responded, treated = (trial[name].to_numpy(dtype=int) for name in ("responded", "treated"))

    def by_scikit_uplift() -> np.ndarray:
        models = [make_pipeline(StandardScaler(), LogisticRegression()) for _ in range(2)]
        return TwoModels(*models).fit(features, responded, treated).predict(features)

    return Measure(
        lambda: uplift_score(trial, trial, FEATURES),
        {"scikit-uplift": by_scikit_uplift},
        read_ours=lambda score: score.to_numpy(),
    )


def uplift_groups(n_customers: int) -> Measure:
    """Responses of treated and others by tenth of a score."""
    from sklift.metrics import uplift_by_percentile

    trial, score = _scored_trial(n_customers)
    flags = {name: trial[name].to_numpy(dtype=int) for name in ("responded", "treated")}
    frame = pl.LazyFrame(flags | {"score": score.to_numpy()})
    group = pl.int_range(pl.len()) * N_GROUPS // pl.len()
    return Measure(
        lambda: uplift_table(trial, score, n_groups=N_GROUPS),
        {
            "scikit-uplift": lambda: uplift_by_percentile(
                flags["responded"],
                score.to_numpy(),
                flags["treated"],
                strategy="overall",
                bins=N_GROUPS,
            ).reset_index(drop=True),
            "polars": lambda: (
                frame.sort("score", descending=True)
                .group_by("treated", group=group)
                .agg(n=pl.len(), response=pl.col("responded").mean())
                .collect()
                .pivot("treated", index="group", values=["n", "response"])
                .sort("group")
                .select(
                    "n_1",
                    "n_0",
                    "response_1",
                    "response_0",
                    uplift=pl.col("response_1") - pl.col("response_0"),
                )
            ),
        },
        read_ours=lambda table: table.iloc[:, :5].reset_index(drop=True),
    )


def qini(n_customers: int) -> Measure:
    """The area between the Qini curve of a score and chance."""
    from sklift.metrics import qini_curve

    trial, score = _scored_trial(n_customers)
    responded, treated = (trial[name].to_numpy(dtype=int) for name in ("responded", "treated"))
    frame = pl.LazyFrame({"responded": responded, "treated": treated, "score": score.to_numpy()})

    def by_scikit_uplift() -> list[float]:
        n, gained = qini_curve(responded, score.to_numpy(), treated)
        return [_area(n, gained) / treated.sum()]

    def by_polars() -> list[float]:
        total = pl.int_range(1, pl.len() + 1)
        treated_so_far = pl.col("treated").cum_sum()
        hits = (pl.col("responded") * pl.col("treated")).cum_sum()
        others = pl.col("responded").cum_sum() - hits
        n_others = total - treated_so_far
        expected = pl.when(n_others > 0).then(others / n_others * treated_so_far).otherwise(0)
        curve = (
            frame.sort("score", descending=True)
            .select("score", n=total, gained=hits - expected)
            .filter((pl.col("score") != pl.col("score").shift(-1)).fill_null(True))
            .collect()
        )
        n, gained = (np.append(0, curve[name].to_numpy()) for name in ("n", "gained"))
        return [_area(n, gained) / treated.sum()]

    return Measure(
        lambda: [qini_coefficient(trial, score)],
        {"scikit-uplift": by_scikit_uplift, "polars": by_polars},
    )


def _scored_trial(n_customers: int) -> tuple[pd.DataFrame, pd.Series]:
    """A trial and a score that no two customers share."""
    rng = np.random.default_rng(3)
    trial = simulate_uplift(n_customers, rng=rng)
    return trial, pd.Series(rng.permutation(n_customers) / n_customers, trial.index)


def _area(n: np.ndarray, gained: np.ndarray) -> float:
    share = n / n[-1]
    return float(np.trapezoid(gained - share * gained[-1], share))
