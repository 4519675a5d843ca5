"""The complaint desk: a year with and without the monthly list."""

import numpy as np
import pandas as pd
import pytest

from crmlib.service.complaints import audit_log, cause_list, deadline_report, open_list
from crmlib.service.desk import ARRIVALS, month_at_desk, run_desk


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def year():
    """Two causes are worked on after every month; each time half of their complaints go."""
    return run_desk(6, n_mended=2, rng=generator())


def test_exe_04_a_monthly_list_lowers_the_next_month_s_arrivals(year):
    """EXE-04: state machine with audit trail, late steps, open list, causes, fewer arrivals."""
    months, log = year
    idle, _ = run_desk(6, n_mended=0, rng=generator())
    assert months["expected"].is_monotonic_decreasing and (idle["expected"] == 100).all()
    assert months["n_arrivals"].iloc[1:].sum() < 0.6 * idle["n_arrivals"].iloc[1:].sum()
    assert deadline_report(log, "2026-03-31")["late_share"].idxmax() == "investigation"
    assert open_list(log, "2026-01-15")["late"].any()
    assert months["mended"].iloc[0] == ", ".join(cause_list(log, "2026-01").index[:2])


def test_expected_arrivals_fall_by_what_the_list_mends(year):
    months, _ = year
    mended = months["mended"].iloc[0].split(", ")
    left = sum(ARRIVALS.values()) - 0.5 * sum(ARRIVALS[cause] for cause in mended)
    assert months["expected"].iloc[:2].tolist() == [100, left]


def test_work_that_removes_nothing_changes_nothing():
    worked, _ = run_desk(2, n_mended=2, reduction=0, rng=generator())
    idle, _ = run_desk(2, n_mended=0, rng=generator())
    assert worked["n_arrivals"].tolist() == idle["n_arrivals"].tolist()


def test_every_arrival_has_a_file_that_ends_closed(year):
    months, log = year
    assert log["case_id"].nunique() == months["n_arrivals"].sum()
    assert (log.groupby("case_id")["step"].last() == "closed").all()


def test_arrivals_of_a_month_are_poisson_numbers_inside_it():
    cases = month_at_desk({"late delivery": 400.0}, "2026-02", rng=generator())
    opened = audit_log(cases).groupby("case_id")["entered_at"].min()
    assert len(cases) == pytest.approx(400, abs=60)
    assert opened.dt.to_period("M").eq(pd.Period("2026-02")).all()
    assert opened.is_monotonic_increasing


def test_a_late_fifth_step_counts_in_its_own_month(year):
    months, log = year
    for month, mended in months[["month", "mended"]].itertuples(index=False):
        assert ", ".join(cause_list(log, month).index[:2]) == mended


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: run_desk(1001, n_mended=1, rng=generator()), "`n_months` must bring at most"),
        (lambda: run_desk(1, n_mended=1, arrivals={"x": 1e9}, rng=generator()), "`n_months` must"),
        (lambda: month_at_desk({"x": 1e9}, "2026-01", rng=generator()), "`arrivals` must be at"),
        (lambda: month_at_desk({"x": -1}, "2026-01", rng=generator()), "arrivals"),
        (lambda: month_at_desk({" ": 9}, "2026-01", rng=generator()), "`cause` must not be empty"),
    ],
)
def test_desks_that_cannot_be_are_refused(call, said):
    with pytest.raises(ValueError, match=said):
        call()
