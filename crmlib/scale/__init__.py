"""From one machine to many: one SQL text, read by DuckDB and by Spark, and the same answers."""

from crmlib.scale.baskets import frequent_itemsets, pair_rules
from crmlib.scale.duckdb import in_duckdb
from crmlib.scale.orders import (
    cohort_table,
    history_counts,
    sampled_orders,
    transaction_summary,
)
from crmlib.scale.plots import plot_run_times
from crmlib.scale.simulated import parquet_copies
from crmlib.scale.spark import in_spark

__all__ = [
    # engines
    "in_duckdb",
    "in_spark",
    # orders
    "transaction_summary",
    "history_counts",
    "cohort_table",
    "sampled_orders",
    # baskets
    "pair_rules",
    "frequent_itemsets",
    # Pictures
    "plot_run_times",
    # Made up
    "parquet_copies",
]
