"""Orders in Parquet files, as many as wanted: customers who buy and leave by the BG/NBD model."""

from pathlib import Path

import numpy as np
import pandas as pd

# Ours: weeks, currency. A customer orders every three weeks on average, and leaves after one
# order in thirteen.
BUYING = {"r": 1.0, "alpha": 3.0, "a": 0.5, "b": 6.0}
SPENDING = {"shape": 2.0, "mean": 40.0}
START, N_DAYS = np.datetime64("2022-01-01", "D"), 730
ORDERS_PER_CUSTOMER = 10.86
CUSTOMERS_AT_A_TIME = 500_000


def write_orders(n_orders: int, folder: Path) -> int:
    """Write about so many orders, a folder for each month; return how many."""
    n_customers, n_written = round(n_orders / ORDERS_PER_CUSTOMER), 0
    for part, first in enumerate(range(0, n_customers, CUSTOMERS_AT_A_TIME)):
        n = min(CUSTOMERS_AT_A_TIME, n_customers - first)
        orders = _orders(first, n, np.random.default_rng([15, part]))
        for month, rows in orders.groupby(orders["order_date"].dt.strftime("%Y-%m"), sort=True):
            path = folder / month / f"part-{part:03d}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            rows.to_parquet(path, index=False)
        n_written += len(orders)
    return n_written


def _orders(first: int, n_customers: int, rng: np.random.Generator) -> pd.DataFrame:
    """The orders of some customers, in order of time, amounts in whole cents."""
    rate = rng.gamma(BUYING["r"], 1 / BUYING["alpha"], n_customers) / 7
    leave = rng.beta(BUYING["a"], BUYING["b"], n_customers)
    now = rng.uniform(0, N_DAYS, n_customers)
    active, who, when = np.arange(n_customers), [], []
    while len(active):
        who.append(active)
        when.append(now[active])
        # Nobody leaves after the first order.
        stays = rng.random(len(active)) > leave[active] if len(who) > 1 else np.True_
        active = active[np.broadcast_to(stays, len(active))]
        now[active] += rng.exponential(1 / rate[active])
        active = active[now[active] < N_DAYS]
    who, when = np.concatenate(who), np.concatenate(when)
    order = np.argsort(when, kind="stable")
    seconds = (when[order] * 86_400).astype("timedelta64[s]")
    cents = rng.gamma(SPENDING["shape"], SPENDING["mean"] / SPENDING["shape"], len(who)) * 100
    return pd.DataFrame(
        {
            "customer_id": who[order] + first,
            "order_date": (START + seconds).astype("datetime64[us]"),
            "amount": np.maximum(cents.round(), 1) / 100,
        }
    )
