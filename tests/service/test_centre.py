"""The centre call by call: by hand, by SimPy, by Little and against Erlang."""

import numpy as np
import pandas as pd
import pytest
import simpy

from crmlib.core import normal_quantile
from crmlib.service.centre import queue_path, run_calls, run_centre, service_report
from crmlib.service.queueing import erlang_a, erlang_c
from crmlib.service.simulated import simulate_callers, simulate_contacts, toy_callers


def generator(seed=13):
    return np.random.default_rng(seed)


def crew(n_agents, languages="any"):
    return pd.Series(languages, index=[f"agent {n + 1}" for n in range(n_agents)])


def poisson_callers(rate, n_slots, rng, **means):
    return simulate_callers(rng.poisson(rate, n_slots), rng=rng, **means)


@pytest.fixture
def shop():
    """Ann speaks both languages, Bo English only. Li and Wu want Chinese; the menu solves Max."""
    return pd.DataFrame(
        {
            "arrives": [0, 1, 2, 3, 4],
            "handling": [10, 10, 5, 5, 5],
            "patience": [99, 99, 99, 3, 99],
            "solved": [False, False, False, False, True],
            "language": ["English", "Chinese", "English", "Chinese", "English"],
            "callback": [False, False, True, False, False],
            "phone": ["1", "2", "3", "4", "5"],
        },
        index=["Tom", "Li", "Kim", "Wu", "Max"],
    )


@pytest.fixture
def staff():
    """Two agents of the shop."""
    return pd.Series({"Ann": "English Chinese", "Bo": "English"})


def with_shifts_in_simpy(callers, starts, numbers):
    """Return the waits; absent agents are held by requests that go before any caller's."""
    env, waits = simpy.Environment(), {}
    desk = simpy.PriorityResource(env, max(numbers))

    def absence(begins, ends):
        yield env.timeout(begins)
        with desk.request(priority=0) as request:
            yield request
            yield env.timeout(max(ends - env.now, 0))

    def call(row):
        yield env.timeout(row.arrives)
        with desk.request(priority=1) as request:
            found = yield request | env.timeout(row.patience)
            waits[row.Index] = env.now - row.arrives
            if request in found:
                yield env.timeout(row.handling)

    for begins, ends, number in zip(starts, [*starts[1:], 1e9], numbers, strict=True):
        for _ in range(max(numbers) - number):
            env.process(absence(begins, ends))
    for row in callers.itertuples():
        env.process(call(row))
    env.run()
    return pd.Series(waits).sort_index()


def test_exe_21_the_centre_from_menu_to_screen(shop, staff):
    """EXE-21: voice menu, distributor, skills, patience, call-back, the record on the screen."""
    done = run_centre(shop, staff, customers={"1": "Tom, since 2001", "2": "Li, premium"})
    assert done["outcome"].tolist() == ["answered", "answered", "called back", "hung up", "menu"]
    assert done["agent"].tolist() == ["Bo", "Ann", "Bo", "", ""]
    assert done["wait"].tolist() == [0, 0, 8, 3, 0]
    assert done["screen"].tolist() == ["Tom, since 2001", "Li, premium", "unknown", "", ""]
    table = erlang_c(10, range(11, 20), handling_s=180)
    assert table.index[table["mean_wait_s"] < 30][0] == 13  # how many for under 30 seconds


def test_five_callers_wait_as_by_hand():
    callers = toy_callers()
    assert run_calls(callers, 1)["wait"].tolist() == [0, 3, 6, 7, 2]
    assert run_calls(callers, 2)["wait"].tolist() == [0, 0, 2, 2, 0]


@pytest.mark.parametrize("n_agents", [1, 3, 14])
def test_the_quick_recursion_is_simpy_s_centre(n_agents):
    callers = poisson_callers(n_agents * 1.6, 60, generator())
    quick, slow = run_calls(callers, n_agents), run_centre(callers, crew(n_agents))
    assert np.allclose(quick["wait"], slow["wait"], atol=1e-8)
    assert quick["answered"].equals(slow["outcome"] == "answered")


def test_the_quick_recursion_changes_staff_as_simpy_does():
    callers = poisson_callers(9, 40, generator())
    starts, numbers = [0, 1800, 3600, 5400, 7200], [5, 8, 3, 3, 7]
    quick = run_calls(callers, pd.Series(numbers, index=starts))
    assert np.allclose(quick["wait"], with_shifts_in_simpy(callers, starts, numbers), atol=1e-8)


def test_a_plan_of_equal_numbers_is_that_number():
    callers = poisson_callers(9, 40, generator())
    plan = pd.Series(6, index=range(0, 12_000, 1_800))
    pd.testing.assert_frame_equal(run_calls(callers, plan), run_calls(callers, 6))


@pytest.mark.parametrize("n_agents", [1, 2, 9])
def test_little_s_law_holds_in_every_run(n_agents):
    callers = poisson_callers(9, 40, generator())
    calls = run_calls(callers, n_agents)
    path = queue_path(calls)
    area = (path.to_numpy()[:-1] * np.diff(path.index)).sum()
    assert area == pytest.approx(calls["wait"].sum(), rel=1e-9) and path.iloc[-1] == 0


def simulated_shares(n_agents, rate, measure, **means):
    """Return the mean of twenty runs of one measure, and its 99.9 % interval."""
    found = []
    for seed in range(20):
        callers = poisson_callers(rate, 1_500, generator(seed), **means)
        found.append(service_report(run_calls(callers, n_agents))[measure])
    reach = normal_quantile(0.999) * np.std(found, ddof=1) / np.sqrt(len(found))
    return np.mean(found) - reach, np.mean(found) + reach


def test_erlang_c_lies_within_the_interval_of_long_runs():
    low, high = simulated_shares(14, 100 / 6, "within", patience=1e9)
    assert low < erlang_c(10, [14], handling_s=180)["within"].iloc[0] < high


@pytest.mark.parametrize("measure", ["lost", "within"])
def test_erlang_a_lies_within_the_interval_of_long_runs(measure):
    low, high = simulated_shares(8, 100 / 6, measure, patience=120)
    formula = erlang_a(10, [8], handling_s=180, patience_s=120)[measure].iloc[0]
    assert low < formula < high


def test_bilingual_agents_are_kept_for_those_who_need_them(shop, staff):
    done = run_centre(shop.iloc[:1], staff)
    assert done["agent"].tolist() == ["Bo"]


def test_call_backs_come_only_when_nobody_is_on_the_line():
    callers = poisson_callers(8, 40, generator(), patience=60)
    contacts = simulate_contacts(callers, solved=0, chinese=0, callback=0.5, rng=generator())
    done = run_centre(contacts, crew(4))
    starts = done["arrives"] + 20 + done["wait"]
    line = done[done["outcome"] == "answered"]
    for begins in starts[done["outcome"] == "called back"]:
        waiting = (line["arrives"] + 20 < begins - 1e-6) & (starts[line.index] > begins + 1e-6)
        assert not waiting.any()


def test_call_back_loses_fewer_and_serves_fewer_at_once():
    contacts = simulate_contacts(poisson_callers(20, 200, generator()), solved=0, rng=generator())
    with_it = run_centre(contacts, crew(13))
    without = run_centre(contacts.assign(callback=False), crew(13))
    assert (with_it["outcome"] == "hung up").mean() < (without["outcome"] == "hung up").mean()


def test_who_hangs_up_has_waited_exactly_the_patience():
    calls = run_calls(poisson_callers(9, 40, generator()), 2)
    lost = calls[~calls["answered"]]
    assert len(lost) and (lost["wait"] == lost["patience"]).all()


def test_the_report_counts_callers_who_hang_up_as_not_in_time():
    calls = pd.DataFrame({"wait": [0, 5, 30, 4], "answered": [True, True, True, False]})
    assert service_report(calls).tolist() == [4, 0.5, 0.25, 9.75]
    assert service_report(calls, target=30)["within"] == 0.75


def test_the_callers_given_stay_as_they_are(shop, staff):
    before = shop.copy()
    run_centre(shop, staff)
    run_calls(shop, 2)
    pd.testing.assert_frame_equal(shop, before)


def test_callers_out_of_order_are_refused(shop):
    with pytest.raises(ValueError, match="order of arrival; got an earlier one at index Tom"):
        run_calls(shop.iloc[[1, 0]], 1)


@pytest.mark.parametrize(
    ("plan", "message"),
    [
        (pd.Series([3, 0], index=[0, 9]), "1 to 10,000 at every time; got 0 to 3"),
        (pd.Series([3, 4], index=[1, 9]), r"begins at 0; got \[1, 9\]"),
        (pd.Series([3, 4, 5], index=[0, 9, 9]), "rising times"),
    ],
)
def test_plans_that_are_no_plans_are_refused(shop, plan, message):
    with pytest.raises(ValueError, match=message):
        run_calls(shop, plan)


def test_a_language_that_nobody_speaks_is_refused(shop, staff):
    with pytest.raises(ValueError, match=r"every language of `contacts`; got none for \['Chin"):
        run_centre(shop, staff.loc[["Bo"]])
