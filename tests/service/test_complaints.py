"""Complaints: three files on one desk, and what the log says of them."""

from dataclasses import FrozenInstanceError
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets import load_source
from crmlib.service.complaints import (
    HOURS_ALLOWED,
    NEXT_STEPS,
    ComplaintCase,
    audit_log,
    cause_list,
    deadline_report,
    open_list,
)

STEPS = [*HOURS_ALLOWED]


def file(name, *hours, cause="late delivery"):
    """Return a case that enters its steps at these hours of 5 January."""
    start = pd.Timestamp("2026-01-05")
    first, *later = (start + pd.Timedelta(hours=hour) for hour in hours)
    case = ComplaintCase(name, "phone", first, holder="desk")
    for step, at in zip([*STEPS[1:], "closed"], later, strict=False):
        case.move(step, at, holder="desk", cause=cause)
    return case


@pytest.fixture
def log():
    """Ann is done, Bob waits 30 hours for an investigation to end, Cem has just called."""
    return audit_log([file("Cem", 33), file("Ann", 0, 1, 2, 10, 20, 30), file("Bob", 0, 1, 6)])


@pytest.fixture
def case():
    """Dan has just called."""
    return file("Dan", 9)


def test_five_steps_in_order():
    assert load_source("complaint_steps")["step"].tolist() == STEPS
    assert len(STEPS) == 5


def test_a_case_goes_through_all_steps_and_remembers_them():
    case = file("Ann", 0, 1, 2, 10, 20, 30)
    assert [move.step for move in case.history] == [*STEPS, "closed"]
    assert case.history[-1].cause == "late delivery"
    assert (case.case_id, case.channel) == ("Ann", "phone")


@pytest.mark.parametrize("step", [s for s in NEXT_STEPS if s != "confirmation"])
def test_illegal_move_is_refused_by_name_and_leaves_no_trace(case, step):
    before = case.history
    with pytest.raises(
        ValueError, match=f"follow communication, by confirmation; got '{step}' for case Dan"
    ):
        case.move(step, "2026-01-05 10:00", holder="desk")
    assert case.history is before


def test_unknown_step_is_refused(case):
    with pytest.raises(ValueError, match=r"`step` must be one of .*; got 'refund'"):
        case.move("refund", "2026-01-05 10:00", holder="desk")


def test_a_closed_case_stays_closed():
    case = file("Ann", 0, 1, 2, 10, 20, 30)
    with pytest.raises(
        ValueError, match="`step` must follow closed, by nothing; got 'communication'"
    ):
        case.move("communication", "2026-02-01", holder="desk")


def test_a_rejected_reply_goes_back_to_the_investigation():
    case = file("Ann", 0, 1, 2, 10)
    case.move("investigation", "2026-01-06", holder="back office")
    assert case.step == "investigation"


def test_improvement_needs_a_cause(case):
    for hour, step in enumerate(STEPS[1:4], start=10):
        case.move(step, f"2026-01-05 {hour}:00", holder="desk")
    with pytest.raises(
        ValueError, match="`cause` must be named before improvement; got none for Dan"
    ):
        case.move("improvement", "2026-01-06", holder="quality")


def test_time_does_not_run_backwards(case):
    with pytest.raises(
        ValueError, match=r"`at` must not precede 2026-01-05 09:00:00; got 2026-01-05 08"
    ):
        case.move("confirmation", "2026-01-05 08:00", holder="desk")


def test_history_can_neither_be_changed_nor_shortened(case):
    with pytest.raises(FrozenInstanceError):
        case.history[0].holder = "nobody"
    with pytest.raises(AttributeError):
        case.history = ()
    with pytest.raises(TypeError, match="does not support item"):
        case.history[0] = None


@given(st.lists(st.sampled_from([*NEXT_STEPS]), max_size=12))
def test_whatever_is_tried_history_only_grows_by_legal_moves(tried):
    case, before = file("Dan", 9), ()
    for hour, step in enumerate(tried, start=10):
        try:
            case.move(
                step, pd.Timestamp("2026-01-05") + pd.Timedelta(hours=hour), holder="x", cause="y"
            )
        except ValueError:
            assert step not in NEXT_STEPS[case.step]
        assert case.history[: len(before)] == before
        before = case.history
    steps = [move.step for move in case.history]
    assert all(b in NEXT_STEPS[a] for a, b in pairwise(steps))


def test_a_file_needs_a_name_a_holder_and_a_known_channel():
    with pytest.raises(ValueError, match="`case_id` must not be empty; got ' '"):
        ComplaintCase(" ", "phone", "2026-01-05", holder="desk")
    with pytest.raises(ValueError, match="`holder` must not be empty"):
        ComplaintCase("A", "phone", "2026-01-05", holder="")
    with pytest.raises(ValueError, match=r"`channel` must be one of 'phone', .*; got 'pigeon'"):
        ComplaintCase("A", "pigeon", "2026-01-05", holder="desk")
    with pytest.raises(ValueError, match=r"`opened_at` must be a date like .*; got '05/01/2026'"):
        ComplaintCase("A", "phone", "05/01/2026", holder="desk")


@pytest.mark.parametrize("at", ["2026-01-05 10:00+01:00", "2026-01-06 00:00Z"])
def test_a_zone_beside_none_is_refused(case, at):
    with pytest.raises(ValueError, match="`at` must have a time zone if the last move has one"):
        case.move("confirmation", at, holder="desk")


# Log and lists


def test_log_has_every_move_and_open_ends(log):
    assert log.groupby("case_id").size().to_dict() == {"Ann": 6, "Bob": 3, "Cem": 1}
    assert log["left_at"].isna().sum() == 3


def test_log_does_not_depend_on_the_order_of_cases(log):
    other = audit_log([file("Bob", 0, 1, 6), file("Cem", 33), file("Ann", 0, 1, 2, 10, 20, 30)])
    pd.testing.assert_frame_equal(log, other)


def test_log_refuses_a_case_twice_and_what_is_no_case(case):
    with pytest.raises(ValueError, match="`cases` must hold each case once; got 'Dan' twice"):
        audit_log([case, case])
    with pytest.raises(TypeError, match="`cases` must hold complaint cases; got str"):
        audit_log(["Dan"])
    zoned = ComplaintCase("Eve", "chat", "2026-01-05 09:00+01:00", holder="desk")
    with pytest.raises(ValueError, match="`cases` must have a time zone if the first case has"):
        audit_log([case, zoned])


def test_where_is_each_complaint_and_who_is_late(log):
    found = open_list(log, "2026-01-06 12:00", hours_allowed=HOURS_ALLOWED | {"investigation": 24})
    assert found.index.tolist() == ["Bob", "Cem"]
    assert found["hours_in_step"].tolist() == [30, 3]
    assert found["hours_left"].tolist() == [-6, 1]
    assert found["late"].tolist() == [True, False]


def test_yesterday_s_list_does_not_know_of_today(log):
    found = open_list(log, "2026-01-05 05:00")
    assert found["step"].to_dict() == {"Ann": "investigation", "Bob": "confirmation"}


def test_report_by_hand(log):
    found = deadline_report(
        log, "2026-01-06 12:00", hours_allowed=HOURS_ALLOWED | {"investigation": 24}
    )
    assert found.loc["investigation", ["n_stays", "n_open", "n_late", "late_share"]].tolist() == [
        2,
        1,
        1,
        0.5,
    ]
    assert found.loc["investigation", "median_hours"] == 8
    assert found["n_stays"].sum() == 5 + 3 + 1


def test_report_on_nobody_has_no_shares():
    found = deadline_report(audit_log([]), "2026-01-06")
    assert (found["n_stays"] == 0).all()
    assert found[["late_share", "median_hours"]].isna().all(axis=None)


def test_causes_count_in_the_month_of_the_fifth_step():
    cases = [file("Ann", 0, 1, 2, 3, 4, cause="b"), file("Bob", 0, 1, 2, 3, 4, cause="a")]
    cases += [file("Cem", 0, 1, 2, 3, 4, cause="c"), file("Dan", 0, 1, 2, 3, 4, cause="c")]
    cases += [file("Eve", 0, 1, 2, 3, cause="c"), file("Fay", 0, 1, 2, 3, 700, cause="a")]
    found = cause_list(audit_log(cases), "2026-01")
    assert found["n_cases"].to_dict() == {"c": 2, "a": 1, "b": 1}
    assert found.index.tolist() == ["c", "a", "b"]
    assert found["cumulative_share"].iloc[-1] == 1
    assert cause_list(audit_log(cases), "2026-02")["n_cases"].to_dict() == {"a": 1}


def dressed(log, clothes):
    """Return the same log as text, as categories, in nullable or in Arrow columns."""
    texts = log.astype({"entered_at": "str", "left_at": "str"})
    names = dict.fromkeys(["case_id", "channel", "step", "holder", "cause"], "category")
    return {
        "text": texts.assign(left_at=texts["left_at"].where(log["left_at"].notna())),
        "categories": log.astype(names),
        "nullable": log.convert_dtypes(),
        "arrow": log.convert_dtypes(dtype_backend="pyarrow"),
        "shuffled": log.sample(frac=1, random_state=5),
    }[clothes]


@pytest.mark.parametrize("clothes", ["text", "categories", "nullable", "arrow", "shuffled"])
def test_reports_mind_no_clothes(log, clothes):
    other = dressed(log, clothes)
    for report, when in [
        (open_list, "2026-01-06 12:00"),
        (deadline_report, "2026-01-06 12:00"),
        (cause_list, "2026-01"),
    ]:
        pd.testing.assert_frame_equal(report(log, when), report(other, when))


def test_reports_of_a_zoned_log_ask_for_a_zone(log):
    there = {name: log[name].dt.tz_localize("Asia/Shanghai") for name in ["entered_at", "left_at"]}
    zoned = log.assign(**there)
    for report in (open_list, deadline_report):
        found = report(zoned, "2026-01-06 04:00+00:00")
        pd.testing.assert_frame_equal(found, report(log, "2026-01-06 12:00"))
        with pytest.raises(ValueError, match="`as_of` must have a time zone if the log has one"):
            report(zoned, "2026-01-06 12:00")
        with pytest.raises(ValueError, match="`as_of` must have a time zone if the log has one"):
            report(log, "2026-01-06 12:00Z")
    pd.testing.assert_frame_equal(cause_list(zoned, "2026-01"), cause_list(log, "2026-01"))
    with pytest.raises(ValueError, match="`log` must have one time zone; got"):
        open_list(log.assign(left_at=there["left_at"]), "2026-01-06")


def test_a_log_keeps_the_zone_of_its_cases():
    case = ComplaintCase("Eve", "chat", pd.Timestamp("2026-01-31 23:30", tz="UTC"), holder="desk")
    case.move("confirmation", "2026-02-01 08:00+08:00", holder="desk")
    log = audit_log([case])
    assert str(log["entered_at"].dt.tz) == "UTC"
    assert open_list(log, "2026-02-01 01:00Z")["hours_in_step"].tolist() == [1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"step": "investigations"}, "`log` must have only 'communication', .* in `step`"),
        ({"channel": "pigeon"}, "`log` must have only 'phone', .* in `channel`"),
        ({"case_id": "Ann"}, "`log` must hold each case once; got 'Ann' twice"),
        ({"left_at": pd.Timestamp("2026-01-01")}, "must have no stay that ends before it begins"),
    ],
)
def test_a_log_that_cannot_be_is_refused(log, change, said):
    for report, when in [(open_list, "2026-01-06"), (cause_list, "2026-01")]:
        with pytest.raises(ValueError, match=said):
            report(log.assign(**change), when)


@pytest.mark.parametrize(
    ("hours", "error", "said"),
    [
        ({"reply": 1}, ValueError, "`hours_allowed` must have a deadline per step; got none for"),
        (HOURS_ALLOWED | {"replly": 9}, ValueError, r"`hours_allowed` must name .*; got .'replly'"),
        (HOURS_ALLOWED | {"reply": -1}, ValueError, "must lie in"),
        (24, TypeError, "`hours_allowed` must be a mapping from names; got int"),
    ],
)
def test_deadlines_that_cannot_be_are_refused(log, hours, error, said):
    with pytest.raises(error, match=said):
        open_list(log, "2026-01-06", hours_allowed=hours)


@pytest.mark.parametrize("month", ["soon", "2026-13", "01/2026", "2026-01-05", "2026"])
def test_a_month_is_written_as_year_and_month(log, month):
    with pytest.raises(ValueError, match="`month` must be a month such as 2026-01; got"):
        cause_list(log, month)
    assert cause_list(log, pd.Period("2026-01", "M")).equals(cause_list(log, "2026-01"))
