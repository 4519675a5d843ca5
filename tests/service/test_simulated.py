"""Made-up callers: real counts are kept, and what is declared comes out."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets import load_bank_calls
from crmlib.service.simulated import (
    HANDLING,
    PATIENCE,
    simulate_callers,
    simulate_contacts,
    simulate_days,
    toy_callers,
)


def generator(seed=13):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def week():
    """Five days of the bank."""
    calls = load_bank_calls()
    return calls[calls["interval_start"].between("2003-09-08", "2003-09-13")]


def test_each_slot_keeps_its_count():
    callers = simulate_callers([3, 0, 2], slot=10, rng=generator())
    assert (callers["arrives"] // 10).astype(int).tolist() == [0, 0, 0, 2, 2]
    assert callers["arrives"].is_monotonic_increasing


def test_days_keep_the_counts_of_the_file(week):
    callers = simulate_days(week, rng=generator())
    by_day = callers.groupby("day").size()
    daytime = week[week["interval_start"].dt.hour < 21]
    counted = daytime.groupby(daytime["interval_start"].dt.normalize())["n_calls"].sum()
    assert by_day.tolist() == counted.tolist()
    assert callers.attrs["n_left_out"] == week["n_calls"].sum() - len(callers)
    assert callers["weekday"].unique().tolist() == ["Mon", "Tue", "Wed", "Thu", "Fri"]


def test_days_keep_every_slot_and_stand_in_order(week):
    callers = simulate_days(week.iloc[:168], rng=generator())
    slots = np.bincount((callers["arrives"] // 300).astype(int), minlength=168)
    assert slots.tolist() == week["n_calls"].iloc[:168].tolist()
    assert callers["arrives"].is_monotonic_increasing


def test_handling_and_patience_have_the_declared_means(week):
    callers = simulate_days(week, rng=generator())
    assert callers["handling"].mean() == pytest.approx(HANDLING, rel=0.01)
    assert callers["patience"].mean() == pytest.approx(PATIENCE, rel=0.01)
    assert callers["handling"].std() == pytest.approx(HANDLING, rel=0.02)


def test_contacts_have_the_declared_shares():
    callers = simulate_callers([20_000], rng=generator())
    contacts = simulate_contacts(callers, chinese=0.3, callback=0.5, solved=0.2, rng=generator())
    assert (contacts["language"] == "Chinese").mean() == pytest.approx(0.3, abs=0.01)
    assert contacts["callback"].mean() == pytest.approx(0.5, abs=0.01)
    assert contacts["solved"].mean() == pytest.approx(0.2, abs=0.01)


def test_the_same_seed_gives_the_same_callers(week):
    once, again = (simulate_days(week, rng=generator()) for _ in range(2))
    pd.testing.assert_frame_equal(once, again)


def test_five_callers_are_typed_in():
    assert toy_callers()["arrives"].tolist() == [0, 1, 2, 3, 9]


@pytest.mark.parametrize("n_calls", [[5_000_001], [3_000_000, 3_000_000]])
def test_more_callers_than_a_computer_should_draw_are_refused(n_calls):
    with pytest.raises(ValueError, match="at most 5,000,000 in all; got"):
        simulate_callers(n_calls, rng=generator())
