"""Customers ranked by what they spent: concentration."""

import numpy as np
import pandas as pd
import polars as pl

from crmlib.value import gini, top_share

from . import Measure, in_duckdb

FRACTIONS = [0.01, 0.05, 0.2]


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
