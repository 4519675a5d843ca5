"""A sales log by customer and by month: summaries, ranks, cohorts, silence."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.forecasts import transaction_summary
from crmlib.lifecycle import cohort_table, silence_table
from crmlib.value import rfm_scores, rfm_table

from . import Measure, in_duckdb, in_polars

if TYPE_CHECKING:
    import polars as pl

COLUMNS = ["customer_id", "order_date", "amount"]
N_DAYS = 730
MIN_GAPS = 5


def sales_log(n_orders: int) -> pd.DataFrame:
    """Orders in order of time, ten to a customer on average; those of a day share a number."""
    rng = np.random.default_rng(3)
    days = np.sort(rng.integers(0, N_DAYS, n_orders))
    values = [
        rng.integers(100_000, 100_000 + n_orders // 10, n_orders),
        np.datetime64("2022-01-01", "us") + days.astype("timedelta64[D]"),
        rng.gamma(2, 20, n_orders).round(2),
    ]
    log = pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), copy=False)
    return log.assign(order_id=log["customer_id"] * N_DAYS + days)


# Customer summary


def summary(n_orders: int) -> Measure:
    """Frequency, recency, age and mean repeat spend of each customer."""
    orders = sales_log(n_orders)
    frame = in_polars(orders)
    return Measure(
        lambda: summary_by_crmlib(orders),
        {
            "pandas": lambda: summary_by_pandas(orders),
            "lifetimes": lambda: summary_by_lifetimes(orders),
            "polars": lambda: summary_by_polars(frame),
            "DuckDB": in_duckdb(orders, SUMMARY),
        },
    )


def summary_by_crmlib(orders: pd.DataFrame) -> pd.DataFrame:
    """Days, as the others count."""
    return transaction_summary(orders, unit="days")


def summary_by_pandas(orders: pd.DataFrame) -> pd.DataFrame:
    """The fastest of four ways to say it by group-by."""
    by_customer = orders.groupby("customer_id")["order_date"]
    days = by_customer.agg(["min", "max", "nunique"])
    is_repeat = orders["order_date"] > by_customer.transform("min")
    spend = orders["amount"].where(is_repeat, 0).groupby(orders["customer_id"]).sum()
    return pd.DataFrame(
        {
            "frequency": days["nunique"] - 1,
            "recency": (days["max"] - days["min"]).dt.days,
            "T": (orders["order_date"].max() - days["min"]).dt.days,
            "monetary_value": spend / (days["nunique"] - 1),
        }
    )


def summary_by_lifetimes(orders: pd.DataFrame) -> pd.DataFrame:
    """The one function that it has for the purpose; it writes 0 where there is no mean."""
    from lifetimes.utils import summary_data_from_transaction_data

    end = orders["order_date"].max()
    table = summary_data_from_transaction_data(orders, *COLUMNS, observation_period_end=end)
    return table.assign(monetary_value=table["monetary_value"].where(table["frequency"] > 0))


def summary_by_polars(orders: "pl.LazyFrame") -> "pl.DataFrame":
    """Days first, then customers: the fastest of three ways to say it."""
    import polars as pl

    day = pl.col("order_date")
    spend = pl.col("amount")
    days = orders.group_by("customer_id", day).agg(spend.sum()).with_columns(end=day.max())
    return (
        days.group_by("customer_id")
        .agg(
            frequency=pl.len() - 1,
            recency=(day.max() - day.min()).dt.total_days(),
            T=(pl.col("end").first() - day.min()).dt.total_days(),
            spend=spend.sum() - spend.get(day.arg_min()),
        )
        .select(
            "customer_id",
            "frequency",
            "recency",
            "T",
            pl.when(pl.col("frequency") > 0).then(pl.col("spend") / pl.col("frequency")),
        )
        .sort("customer_id")
        .collect()
    )


SUMMARY = """
with days as (
    select customer_id, order_date::date as day, sum(amount) as spend from data group by all
)
select
    customer_id,
    count(*) - 1 as frequency,
    max(day) - min(day) as recency,
    (select max(day) from days) - min(day) as t,
    (sum(spend) - arg_min(spend, day)) / nullif(count(*) - 1, 0) as monetary_value
from days group by customer_id order by customer_id
"""


# Recency, frequency, spend


def rfm(n_orders: int) -> Measure:
    """Days since the last order, number of orders and spend of each customer."""
    orders = sales_log(n_orders)
    frame, as_of = in_polars(orders), orders["order_date"].max()
    return Measure(
        lambda: rfm_table(orders, as_of),
        {
            "polars": lambda: rfm_by_polars(frame, as_of),
            "DuckDB": in_duckdb(orders, RFM, as_of=as_of),
        },
    )


def rfm_by_polars(orders: "pl.LazyFrame", as_of: pd.Timestamp) -> "pl.DataFrame":
    """One group-by."""
    import polars as pl

    return (
        orders.group_by("customer_id")
        .agg(
            recency_days=(pl.lit(as_of) - pl.col("order_date").max()).dt.total_days(),
            n_orders=pl.col("order_id").n_unique(),
            total_spend=pl.col("amount").sum(),
        )
        .sort("customer_id")
        .collect()
    )


RFM = """
with numbered as (
    select customer_id, order_id, max(order_date) as latest, sum(amount) as spend
    from data group by all
)
select customer_id, date_diff('day', max(latest), $as_of::timestamp), count(*), sum(spend)
from numbered group by customer_id order by customer_id
"""


def scores(n_customers: int) -> Measure:
    """Fifths by recency, frequency and spend, and the cell of all three."""
    rng = np.random.default_rng(3)
    table = pd.DataFrame(
        {
            "recency_days": rng.integers(0, N_DAYS, n_customers),
            "n_orders": rng.geometric(0.2, n_customers),
            "total_spend": rng.gamma(2, 40, n_customers).round(2),
        }
    )
    frame = in_polars(table)
    return Measure(
        lambda: rfm_scores(table),
        {"polars": lambda: scores_by_polars(frame), "pandas": lambda: scores_by_pandas(table)},
    )


def scores_by_polars(table: "pl.LazyFrame") -> "pl.DataFrame":
    """Ranks, cut in five."""
    import polars as pl

    columns = {"r": -pl.col("recency_days"), "f": pl.col("n_orders"), "m": pl.col("total_spend")}
    fifth = {
        name: 1 + 5 * (column.rank("min") - 1).cast(pl.Int64) // pl.len()
        for name, column in columns.items()
    }
    return table.select(**fifth).with_columns(cell=pl.concat_str("r", "f", "m")).collect()


def scores_by_pandas(table: pd.DataFrame) -> pd.DataFrame:
    """Ranks, cut in five."""
    rank = table.assign(recency_days=-table["recency_days"]).rank(method="min").astype("int64")
    fifth = 1 + 5 * (rank - 1) // len(table)
    digits = fifth.astype(str)
    return fifth.assign(cell=digits["recency_days"] + digits["n_orders"] + digits["total_spend"])


# Months


def cohorts(n_orders: int) -> Measure:
    """Customers by month of first order and months since."""
    orders = sales_log(n_orders)
    frame = in_polars(orders)
    return Measure(
        lambda: cohort_table(orders),
        {"polars": lambda: cohorts_by_polars(frame), "DuckDB": in_duckdb(orders, COHORTS)},
        read_ours=cells_of_ours,
    )


def cells_of_ours(table: pd.DataFrame) -> pd.DataFrame:
    """First month, month since and customers of the cells with customers."""
    cells = table.stack().rename("n_customers").reset_index()
    return cells[cells["n_customers"] > 0]


def cohorts_by_polars(orders: "pl.LazyFrame") -> "pl.DataFrame":
    """Customers by first month and month; the fastest of five ways to say it."""
    import polars as pl

    visits = orders.select("customer_id", month=_month())
    first = visits.group_by("customer_id").agg(first=pl.col("month").min())
    return (
        visits.join(first, on="customer_id")
        .group_by("first", since=pl.col("month") - pl.col("first"))
        .agg(n_customers=pl.col("customer_id").n_unique())
        .sort("first", "since")
        .collect()
    )


COHORTS = """
with
    visits as (
        select distinct customer_id, 12 * (year(order_date) - 1970) + month(order_date) - 1 as month
        from data
    ),
    firsts as (select customer_id, min(month) as first from visits group by customer_id)
select first, month - first as since, count(*) as n_customers
from visits join firsts using (customer_id) group by all order by all
"""


def _month() -> "pl.Expr":
    """Months since January 1970."""
    import polars as pl

    date = pl.col("order_date").dt
    return 12 * (date.year() - 1970) + date.month().cast(pl.Int32) - 1


# Silence


def silence(n_orders: int) -> Measure:
    """Days to the next order, and the median of the customer's earlier gaps."""
    orders = sales_log(n_orders)
    frame = in_polars(orders)
    return Measure(
        lambda: silence_table(orders, min_gaps=MIN_GAPS),
        {
            "polars": lambda: silence_by_polars(frame),
            "pandas": lambda: silence_by_pandas(orders),
            "DuckDB": in_duckdb(orders, SILENCE, min_gaps=MIN_GAPS),
        },
    )


def silence_by_polars(orders: "pl.LazyFrame") -> "pl.DataFrame":
    """Medians that grow along each customer."""
    import polars as pl

    day, gap = pl.col("order_date"), pl.col("gap")
    median = gap.cumulative_eval(pl.element().median(), min_samples=MIN_GAPS)
    return (
        orders.select("customer_id", "order_date", end=day.max())
        .unique()
        .sort("customer_id", "order_date")
        .with_columns(gap=(day.shift(-1).over("customer_id") - day).dt.total_days())
        .select(
            "customer_id",
            "order_date",
            silent_days=gap.fill_null((pl.col("end") - day).dt.total_days()),
            came_back=gap.is_not_null(),
            usual_gap_days=median.shift(1).over("customer_id"),
        )
        .collect()
    )


def silence_by_pandas(orders: pd.DataFrame) -> pd.DataFrame:
    """Expanding medians."""
    visits = orders[["customer_id", "order_date"]].drop_duplicates()
    visits = visits.sort_values(["customer_id", "order_date"], ignore_index=True)
    gap = (visits.groupby("customer_id")["order_date"].shift(-1) - visits["order_date"]).dt.days
    median = gap.groupby(visits["customer_id"]).expanding(MIN_GAPS).median().to_numpy()
    usual = pd.Series(median).groupby(visits["customer_id"]).shift(1)
    rest = (orders["order_date"].max() - visits["order_date"]).dt.days
    return visits.assign(silent=gap.fillna(rest), came_back=gap.notna(), usual=usual)


SILENCE = """
with
    visits as (select distinct customer_id, order_date::date as day from data),
    gaps as (
        select *, lead(day) over (partition by customer_id order by day) - day as gap from visits
    )
select
    customer_id,
    day,
    coalesce(gap, (select max(day) from visits) - day) as silent_days,
    gap is not null as came_back,
    case when count(gap) over earlier >= $min_gaps then median(gap) over earlier end as usual
from gaps
window earlier as (
    partition by customer_id order by day rows between unbounded preceding and 1 preceding
)
order by customer_id, day
"""
