"""Customer summary, BG/NBD fit and cohort table: crmlib against pandas, lifetimes and polars.

Sales logs of 1e5, 1e6 and, with --ten-million, 1e7 orders (one customer to ten orders, two years,
in order of time; integer ids, dates, amounts), and 1e5 and 1e6 customers who buy by the BG/NBD
model. Every contender starts from what it takes in memory (frames of pandas or polars) and gives
the same numbers. Contenders take turns; times are medians of five. crmlib runs on one thread,
polars on all. Peak memory is that of a process that loads the log and does the work once;
peers are imported where they are used, so that none weighs on another's process.

Growth is held against n log n. From 1e6 to 1e7 orders the data leave the processor's cache, so
that every step, a sum as well, costs more for each row; there the yardstick is the growth of
np.sort on as many 64-bit keys, an n log n job that pays the same price.

Run: python benchmarks/customer_base.py [--ten-million] (exit status 1 if a target is missed).
"""

import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import psutil

from crmlib.lifecycle import cohort_table
from crmlib.value import BgNbd, fit_bgnbd, transaction_summary

ROUNDS = 5
SIZES = (10**5, 10**6)
TEN_MILLION = 10**7
N_DAYS = 730
COLUMNS = ["customer_id", "order_date", "amount"]
# The parameters that Fader, Hardie and Lee found for CDNOW, weeks.
CDNOW = {"r": 0.2426, "alpha": 4.4137, "a": 0.793, "b": 2.4262}
NOT_RUN = [
    "summaries unlike pandas' or lifetimes', 1e7",
    "transaction_summary / pandas, 1e7",
    "transaction_summary / lifetimes, 1e7",
    "growth 1e6 to 1e7 orders / that of np.sort",
    "peak memory / lifetimes, 1e7",
    "cohort sizes unlike polars', 1e7",
    "cohort_table / polars, 1e7",
]


def main() -> int:
    """Print one line per target and return the exit status."""
    if sys.argv[1:2] == ["--once"]:
        run_once(*sys.argv[2:])
        return 0
    print(f"medians of {ROUNDS}; every bound is an upper one")
    met = [*summaries(), *fits()]
    if "--ten-million" in sys.argv[1:]:
        met += ten_million()
    else:
        for name in NOT_RUN:
            print(f"{name:<76} not run")
    return 0 if all(met) else 1


# Customer summary


def sales_log(n_orders: int) -> pd.DataFrame:
    """Orders in order of time, ten to a customer on average."""
    rng = np.random.default_rng(3)
    days = np.sort(rng.integers(0, N_DAYS, n_orders))
    values = [
        rng.integers(100_000, 100_000 + n_orders // 10, n_orders),
        np.datetime64("2022-01-01", "us") + days.astype("timedelta64[D]"),
        rng.gamma(2, 20, n_orders).round(2),
    ]
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), copy=False)


def summaries() -> list[bool]:
    """Race the summaries of both logs."""
    logs = {n: sales_log(n) for n in SIZES}
    seconds, results = race(
        {(name, n): partial(run, logs[n]) for n in SIZES for name, run in SUMMARIES.items()}
    )
    small, large = (seconds["transaction_summary", n] for n in SIZES)
    # The targets are for large tables; a small one shows what a call costs in any case.
    return [
        *compare(seconds, results, SIZES[0], bounds=(np.inf, np.inf)),
        *compare(seconds, results, SIZES[1]),
        ratio("growth 1e5 to 1e6 orders", large, small, 12),
    ]


def compare(seconds: dict, results: dict, n: int, *, bounds: tuple = (0.25, 0.1)) -> list[bool]:
    """Report our summary of a log beside those of pandas and lifetimes."""
    ours, *theirs = (results[name, n] for name in SUMMARIES)
    unlike = sum(n_unlike(ours, table) for table in theirs)
    size = f"{n:.0e}".replace("+0", "")
    return [
        report(f"summaries unlike pandas' or lifetimes', {size}", unlike, 0),
        *(
            ratio(
                f"transaction_summary / {name}, {size}",
                seconds["transaction_summary", n],
                seconds[name, n],
                bound,
            )
            for name, bound in zip(("pandas", "lifetimes"), bounds, strict=True)
        ),
    ]


def by_crmlib(orders: pd.DataFrame) -> pd.DataFrame:
    """Days, as the others count."""
    return transaction_summary(orders, unit="days")


def by_pandas(orders: pd.DataFrame) -> pd.DataFrame:
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


def by_lifetimes(orders: pd.DataFrame) -> pd.DataFrame:
    """The one function that it has for the purpose."""
    from lifetimes.utils import summary_data_from_transaction_data

    end = orders["order_date"].max()
    return summary_data_from_transaction_data(orders, *COLUMNS, observation_period_end=end)


SUMMARIES = {"transaction_summary": by_crmlib, "pandas": by_pandas, "lifetimes": by_lifetimes}


def n_unlike(ours: pd.DataFrame, theirs: pd.DataFrame) -> int:
    """Customers with other numbers; lifetimes writes 0 where there is no mean."""
    if not ours.index.equals(theirs.index):
        return len(ours) + len(theirs)
    theirs = theirs[ours.columns]
    same = np.isclose(ours.fillna(0), theirs.fillna(0), rtol=1e-9).all(axis=1)
    return int((~same).sum())


# BG/NBD


def fits() -> list[bool]:
    """Race the fits and hold their likelihoods against each other."""
    from lifetimes import BetaGeoFitter

    small, customers = (buyers(n) for n in SIZES)
    columns = [customers[name] for name in ("frequency", "recency", "T")]
    seconds, results = race(
        {
            "small": lambda: fit_bgnbd(small),
            "fit_bgnbd": lambda: fit_bgnbd(customers),
            "lifetimes": lambda: BetaGeoFitter().fit(*columns),
        }
    )
    ours, theirs = results["fit_bgnbd"], results["lifetimes"].params_
    again = lifetimes_likelihood(ours, customers)
    peer = lifetimes_likelihood(BgNbd(*theirs[list(CDNOW)], 0, True, 0), customers)
    taken = seconds["fit_bgnbd"]
    return [
        ratio("fit_bgnbd / lifetimes, 1e6 customers", taken, seconds["lifetimes"], 0.1),
        ratio("growth 1e5 to 1e6 customers", taken, seconds["small"], 12),
        report("log-likelihood off lifetimes' at our fit", abs(ours.log_likelihood - again), 0.01),
        report("log-likelihood of lifetimes' fit above ours", max(peer - again, 0), 0.01),
    ]


def buyers(n_customers: int) -> pd.DataFrame:
    """Customers who buy and leave by the BG/NBD model, dated by the day, in weeks."""
    rng = np.random.default_rng(3)
    rate = rng.gamma(CDNOW["r"], 1 / CDNOW["alpha"], n_customers)
    leave = rng.beta(CDNOW["a"], CDNOW["b"], n_customers)
    t = rng.integers(27 * 7, 39 * 7, n_customers) / 7
    x, t_x, now = np.zeros(n_customers, int), np.zeros(n_customers), np.zeros(n_customers)
    active = np.arange(n_customers)
    while len(active):
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] <= t[active]]
        x[active] += 1
        t_x[active] = np.ceil(7 * now[active]) / 7
        active = active[rng.random(len(active)) > leave[active]]
    return pd.DataFrame({"frequency": x, "recency": t_x, "T": t})


def lifetimes_likelihood(fit: BgNbd, customers: pd.DataFrame) -> float:
    """The log-likelihood that lifetimes computes at the parameters of a fit."""
    from lifetimes import BetaGeoFitter

    logs = np.log([fit.r, fit.alpha, fit.a, fit.b])
    columns = [customers[name].to_numpy() for name in ("frequency", "recency", "T")]
    weights = np.ones(len(customers))
    mean = BetaGeoFitter._negative_log_likelihood(logs, *columns, weights, 0)
    return -mean * len(customers)


# Ten million orders


def ten_million() -> list[bool]:
    """All targets at 1e7 orders."""
    few, many = SIZES[1], TEN_MILLION
    orders, million = sales_log(many), sales_log(few)
    rng = np.random.default_rng(3)
    contenders = {("np.sort", n): partial(np.sort, rng.integers(0, 2**62, n)) for n in (few, many)}
    contenders["transaction_summary", few] = partial(by_crmlib, million)
    contenders |= {(name, many): partial(run, orders) for name, run in SUMMARIES.items()}
    seconds, results = race(contenders)
    ours, sort = (
        seconds[name, many] / seconds[name, few] for name in ("transaction_summary", "np.sort")
    )
    met = [
        *compare(seconds, results, many),
        report(
            f"growth 1e6 to 1e7 orders / that of np.sort ({ours:.1f} / {sort:.1f})",
            ours / sort,
            1.25,
        ),
    ]
    ours, theirs = (peak_gib(orders, name) for name in ("transaction_summary", "lifetimes"))
    name = f"peak memory / lifetimes, 1e7 ({ours:.2f} GiB / {theirs:.2f} GiB)"
    return [*met, report(name, ours / theirs, 0.6), *cohorts(orders)]


def cohorts(orders: pd.DataFrame) -> list[bool]:
    """Race the cohort tables."""
    import polars as pl

    frame = pl.DataFrame({name: orders[name].to_numpy() for name in COLUMNS[:2]})
    seconds, results = race(
        {"cohort_table": lambda: cohort_table(orders), "polars": lambda: by_polars(frame)}
    )
    unlike = cells_of_ours(results["cohort_table"]) ^ set(results["polars"].iter_rows())
    return [
        report("cohort sizes unlike polars', 1e7", len(unlike), 0),
        ratio("cohort_table / polars, 1e7", seconds["cohort_table"], seconds["polars"], 0.5),
    ]


def cells_of_ours(table: pd.DataFrame) -> set[tuple[int, int, int]]:
    """First month, month and customers of the cells with customers; months counted from year 0."""
    return {
        (12 * cohort.year + cohort.month, 12 * cohort.year + cohort.month + since, int(n_customers))
        for (cohort, since), n_customers in table.stack().items()
        if n_customers > 0
    }


def by_polars(frame: object) -> object:
    """Customers by first month and month; the fastest of five ways to say it."""
    import polars as pl

    date = pl.col("order_date").dt
    month = date.year() * 12 + date.month().cast(pl.Int32)
    visits = frame.lazy().select("customer_id", month=month)
    first = visits.group_by("customer_id").agg(first=pl.col("month").min())
    return (
        visits.join(first, on="customer_id")
        .group_by("first", "month")
        .agg(n_customers=pl.col("customer_id").n_unique())
        .sort("first", "month")
        .collect()
    )


def peak_gib(orders: pd.DataFrame, name: str) -> float:
    """Peak memory of a process of its own that loads the log and summarises it once."""
    with tempfile.TemporaryDirectory() as folder:
        for column in COLUMNS:
            np.save(Path(folder, column), orders[column].to_numpy())
        worker = psutil.Popen([sys.executable, __file__, "--once", name, folder])
        peak = 0
        while worker.poll() is None:
            try:
                peak = max(peak, worker.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            time.sleep(0.005)
    if worker.wait():
        raise subprocess.CalledProcessError(worker.returncode, name)
    return peak / 2**30


def run_once(name: str, folder: str) -> None:
    """Load a log from its columns and summarise it."""
    columns = {column: np.load(Path(folder, f"{column}.npy")) for column in COLUMNS}
    SUMMARIES[name](pd.DataFrame(columns, copy=False))


# Measuring and reporting


def race(contenders: dict[object, Callable]) -> tuple[dict, dict]:
    """Median seconds and results, after one round to warm up."""
    with warnings.catch_warnings(action="ignore"):
        results = {name: run() for name, run in contenders.items()}
        seconds = {name: [] for name in contenders}
        for _ in range(ROUNDS):
            for name, run in contenders.items():
                start = time.perf_counter()
                run()
                seconds[name].append(time.perf_counter() - start)
    return {name: median(taken) for name, taken in seconds.items()}, results


def ratio(name: str, numerator: float, denominator: float, bound: float) -> bool:
    """Report a ratio of seconds."""
    taken = f"{numerator:.4f} s / {denominator:.4f} s"
    return report(f"{name} ({taken})", numerator / denominator, bound)


def report(name: str, measured: float, bound: float) -> bool:
    """Print one target and return whether it is met."""
    met = measured <= bound
    verdict = "ok" if met else "MISSED"
    limit = f"bound {bound:4g}   {verdict}" if np.isfinite(bound) else "no bound"
    print(f"{name:<76} measured {measured:7.4g}   {limit}", flush=True)
    return met


if __name__ == "__main__":
    sys.exit(main())
