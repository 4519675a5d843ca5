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

import sys
import tempfile
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from contenders import in_polars, n_unlike
from contenders.models import CDNOW, HISTORY, buyers
from contenders.orders import (
    COLUMNS,
    cells_of_ours,
    cohorts_by_polars,
    sales_log,
    summary_by_crmlib,
    summary_by_lifetimes,
    summary_by_pandas,
)
from timing import ROUNDS, race, ratio, report, watched

from crmlib.forecasts import fit_bgnbd
from crmlib.forecasts.bg_nbd import BgNbd
from crmlib.lifecycle import cohort_table

SIZES = (10**5, 10**6)
TEN_MILLION = 10**7
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


SUMMARIES = {
    "transaction_summary": summary_by_crmlib,
    "pandas": summary_by_pandas,
    "lifetimes": summary_by_lifetimes,
}


# BG/NBD


def fits() -> list[bool]:
    """Race the fits and hold their likelihoods against each other."""
    from lifetimes import BetaGeoFitter

    small, customers = (buyers(n) for n in SIZES)
    columns = [customers[name] for name in HISTORY]
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


def lifetimes_likelihood(fit: BgNbd, customers: pd.DataFrame) -> float:
    """The log-likelihood that lifetimes computes at the parameters of a fit."""
    from lifetimes import BetaGeoFitter

    logs = np.log([fit.r, fit.alpha, fit.a, fit.b])
    columns = [customers[name].to_numpy() for name in HISTORY]
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
    contenders["transaction_summary", few] = partial(summary_by_crmlib, million)
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
    frame = in_polars(orders)
    seconds, results = race(
        {"cohort_table": lambda: cohort_table(orders), "polars": lambda: cohorts_by_polars(frame)}
    )
    unlike = n_unlike(cells_of_ours(results["cohort_table"]), results["polars"])
    return [
        report("cohort sizes unlike polars', 1e7", unlike, 0),
        ratio("cohort_table / polars, 1e7", seconds["cohort_table"], seconds["polars"], 0.5),
    ]


def peak_gib(orders: pd.DataFrame, name: str) -> float:
    """Peak memory of a process of its own that loads the log and summarises it once."""
    with tempfile.TemporaryDirectory() as folder:
        for column in COLUMNS:
            np.save(Path(folder, column), orders[column].to_numpy())
        return watched([sys.executable, __file__, "--once", name, folder])[1]


def run_once(name: str, folder: str) -> None:
    """Load a log from its columns and summarise it."""
    columns = {column: np.load(Path(folder, f"{column}.npy")) for column in COLUMNS}
    SUMMARIES[name](pd.DataFrame(columns, copy=False))


if __name__ == "__main__":
    sys.exit(main())
