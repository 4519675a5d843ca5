"""Who is written to first: groups by silence, and the plan of a test."""

import numpy as np
import pandas as pd
import pytest

from crmlib.campaigns import sample_for_power
from crmlib.course.audit.groups import FRESH, GONE, OLD, ON_TIME, QUIET, _groups
from crmlib.datasets import load_orders

LAST = pd.Timestamp("2024-12-31")


def _log(**days):
    rows = [(name, day) for name, own in days.items() for day in own]
    table = pd.DataFrame(rows, columns=["customer_id", "order_date"])
    return table.assign(order_date=pd.to_datetime(table["order_date"]), amount=10.0)


def test_groups_are_told_apart_by_hand():
    """With too few returns the wait is ours, 90 days."""
    orders = _log(
        Ann=["2024-01-05", "2024-02-05"],  # silent for longer than ever
        Bob=["2024-12-01"],
        Cem=["2024-11-01", "2024-12-20"],
        Dee=["2024-03-01"],
        Eve=["2022-01-01", "2022-02-01"],
        Fay=["2023-06-01", "2024-08-01"],  # silent, but has been so before
    )
    found = _groups(orders, LAST, frozenset())
    told = {"Ann": QUIET, "Bob": FRESH, "Cem": ON_TIME, "Dee": OLD, "Eve": GONE, "Fay": ON_TIME}
    assert found.people["group"].to_dict() == told
    assert (found.wait, found.n_gaps, found.chosen) == (90, 0, None)


def test_usual_wait_of_cdnow_holds_four_of_five_returns():
    orders = load_orders("cdnow").orders
    found = _groups(orders, pd.Timestamp("1998-06-30"), frozenset())
    days = orders.drop_duplicates(["customer_id", "order_date"])
    gaps = days.groupby("customer_id")["order_date"].diff().dt.days.dropna()
    assert (gaps <= found.wait).mean() == pytest.approx(0.8, abs=0.005)
    assert found.weeks == 17


def test_plan_of_cdnow_names_a_rise_that_its_halves_can_see():
    found = _groups(load_orders("cdnow").orders, pd.Timestamp("1998-06-30"), frozenset())
    plan = found.chosen
    assert plan.group == QUIET
    assert sample_for_power(plan.share, plan.share + plan.rise) <= plan.n // 2 + 1
    assert plan.low < plan.share < plan.high
    assert plan.stake == pytest.approx(plan.spent * (1 - plan.share))


def test_so_many_more_buyers_come_by_luck_in_at_most_one_of_forty_tests():
    found = _groups(load_orders("cdnow").orders, pd.Timestamp("1998-06-30"), frozenset())
    plan, rng = found.chosen, np.random.default_rng(3)
    both = rng.binomial(plan.n // 2, plan.share, (2, 100_000))
    assert 0.01 < (both[0] - both[1] >= plan.needed).mean() < 0.026


def test_who_refused_mail_is_not_counted_in_the_plan():
    orders = load_orders("cdnow").orders
    found = _groups(orders, pd.Timestamp("1998-06-30"), frozenset())
    quiet = found.people.index[found.people["group"] == QUIET]
    fewer = _groups(orders, pd.Timestamp("1998-06-30"), frozenset(quiet[:100]))
    assert fewer.chosen.n == found.chosen.n - 100
