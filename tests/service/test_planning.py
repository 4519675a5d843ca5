"""Half-hours of the bank, a plan made of them, and days under the plan."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets import load_bank_calls
from crmlib.service.centre import run_calls, service_report
from crmlib.service.planning import half_hours, run_plan, seconds_from_opening, staff_plan
from crmlib.service.queueing import agents_needed
from crmlib.service.simulated import simulate_days


@pytest.fixture(scope="module")
def calls():
    """The bank's calls."""
    return load_bank_calls()


@pytest.fixture(scope="module")
def callers(calls):
    """Two days of September, caller by caller."""
    two = calls["interval_start"].dt.normalize().isin(pd.to_datetime(["2003-09-02", "2003-09-03"]))
    return simulate_days(calls[two], rng=np.random.default_rng(13))


@pytest.fixture(scope="module")
def plan(calls):
    """80 % within 20 seconds, on the mean of March to August."""
    halves = half_hours(calls)
    past = halves[halves["day"] < "2003-09-01"]
    means = past.pivot_table(index="begins", columns="weekday", values="n_calls", observed=True)
    return staff_plan(means * 180 / 1_800, handling_s=180)


def test_half_hours_and_what_is_left_out_hold_all_calls(calls):
    halves = half_hours(calls)
    left_out = calls["n_calls"][calls["interval_start"].dt.hour == 21].sum()
    assert halves.attrs["n_left_out"] == left_out
    assert halves["n_calls"].sum() + left_out == 5_323_661
    assert (halves.groupby("day").size() == 28).all()


def test_a_half_hour_is_six_slots_added_by_hand(calls):
    halves = half_hours(calls).set_index(["day", "begins"])["n_calls"]
    first = calls["n_calls"].iloc[6:12].sum()
    assert halves.loc[("2003-03-03", 1_800)] == first


def test_saturdays_and_the_evening_are_left_out():
    stamps = pd.Series(pd.to_datetime(["2003-09-06 10:00", "2003-09-05 20:59", "2003-09-05 06:59"]))
    assert seconds_from_opening(stamps).tolist()[1] == 50_340
    assert seconds_from_opening(stamps).isna().tolist() == [True, False, True]


def test_a_plan_has_what_each_half_hour_needs_alone(plan):
    assert plan.shape == (28, 5) and list(plan.columns) == ["Mon", "Tue", "Wed", "Thu", "Fri"]
    loads = pd.DataFrame({"Mon": [10.0, 20.0]})
    needed = [agents_needed(load, handling_s=240, share=0.9) for load in (10, 20)]
    assert staff_plan(loads, handling_s=240, share=0.9)["Mon"].tolist() == needed


def test_the_plan_of_six_months_fails_on_2_september(callers, plan):
    served = run_plan(callers, plan)
    second, third = served["within"]
    assert 0.2 < second < 0.3 and 0.6 < third < 0.7
    assert 0.18 < served["lost"].iloc[0] < 0.22


def test_each_day_starts_empty_and_is_served_alone(callers, plan):
    third = callers[callers["day"] == "2003-09-03"]
    alone = service_report(run_calls(third, plan["Wed"]))
    served = run_plan(callers, plan).loc["2003-09-03"]
    assert served[["within", "lost"]].tolist() == alone[["within", "lost"]].tolist()
    assert served["n_lost"] == round(alone["lost"] * alone["n_calls"])


def test_one_more_agent_loses_no_more_callers(callers, plan):
    lost = [run_plan(callers, plan + extra)["n_lost"].sum() for extra in (-1, 0, 1)]
    assert lost == sorted(lost, reverse=True)


def test_a_weekday_without_a_column_is_refused(callers, plan):
    with pytest.raises(ValueError, match=r"column for every weekday .* got none for \['Wed'\]"):
        run_plan(callers, plan[["Tue"]])
