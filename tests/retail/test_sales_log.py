"""Sales log: what the tills of two countries write down, and in which shape it is read."""

import numpy as np
import pandas as pd
import pytest

from crmlib.retail.sales_log import SALES_COLUMNS, SHELF, record_sales, weekly_sales
from crmlib.retail.simulated import simulate_sales_log


def generator(seed=8):
    return np.random.default_rng(seed)


@pytest.fixture
def tape():
    """Monday and Tuesday in two shops; on Tuesday Boston takes a pack of diapers back."""
    rows = [
        ("2024-01-01 01:00", "China", "CN-01", "S1", "P1", "diapers", 2, 10.0),
        ("2024-01-01 01:00", "China", "CN-01", "S2", "P3", "beer", 6, 5.0),
        ("2024-01-01 15:00", "United States", "US-01", "S1", "P1", "diapers", 3, 12.0),
        ("2024-01-02 02:00", "China", "CN-01", "S2", "P3", "beer", 6, 5.0),
        ("2024-01-02 16:00", "United States", "US-01", "S1", "P1", "diapers", -1, 12.0),
    ]
    columns = ["sold_at", "country", *SHELF, "item", "quantity", "price"]
    return pd.DataFrame(rows, columns=columns).astype({"sold_at": "datetime64[us]"})


@pytest.fixture(scope="module")
def quarter():
    """Thirteen weeks of six synthetic stores."""
    return simulate_sales_log(6, 91, rng=generator())


def test_synthetic_log_is_as_declared():
    log = simulate_sales_log(5, 14, sales_per_day=20, rng=generator())
    assert log.columns.tolist() == list(SALES_COLUMNS)
    assert sorted(log["store_id"].unique()) == ["CN-01", "CN-02", "CN-03", "US-01", "US-02"]
    assert log["sold_at"].is_monotonic_increasing
    assert log["sold_at"].dt.normalize().nunique() == 14
    hours = log["sold_at"].dt.hour.groupby(log["country"]).agg(["min", "max"])
    assert hours.to_numpy().tolist() == [[0, 10], [13, 23]]


def test_the_till_keeps_a_running_record_per_store_and_day(tape):
    till = record_sales(tape.iloc[3:], tape.iloc[:3])
    assert till["sold_at"].is_monotonic_increasing
    assert till["running_sales"].tolist() == [20, 50, 36, 30, -12]
    assert till[list(SALES_COLUMNS)].equals(tape[list(SALES_COLUMNS)])


def test_the_running_record_ends_in_the_days_takings(quarter):
    till = record_sales(quarter.iloc[:0], quarter)
    day = [till["store_id"], till["sold_at"].dt.date]
    takings = (till["quantity"] * till["price"]).groupby(day)
    assert np.allclose(till["running_sales"], takings.cumsum())


def test_equal_scans_are_two_sales_and_a_till_can_be_extended(tape):
    twice = record_sales(tape, tape)
    assert twice["quantity"].sum() == 2 * tape["quantity"].sum()
    assert len(record_sales(twice, tape.iloc[:1])) == 11


def test_scans_without_a_country_are_refused_by_their_own_name(tape):
    with pytest.raises(ValueError, match=r"`scans` must have the columns .*missing: 'country'"):
        record_sales(tape, tape.drop(columns="country"))


def test_weeks_by_hand_with_an_empty_one_and_a_refund(tape):
    """Beer sold 12, nothing, and 3 on the Tuesday that ends the log; one of 5 diapers came back."""
    later = tape.iloc[[1]].assign(sold_at=pd.Timestamp("2024-01-16"), quantity=3)
    weeks = weekly_sales(pd.concat([tape, later], ignore_index=True))
    assert weeks["item"].tolist() == ["diapers"] * 3 + ["beer"] * 3
    assert weeks["week_start"].dt.day.tolist() == [1, 8, 15] * 2
    assert weeks["n_days"].tolist() == [7, 7, 2] * 2
    assert weeks["units"].tolist() == [4, 0, 0, 12, 0, 3]
    assert weeks["sales"].tolist() == [44, 0, 0, 60, 0, 15]


def test_weeks_match_a_group_by_in_any_order_of_rows(quarter):
    week = quarter["sold_at"].dt.to_period("W").dt.start_time.rename("week_start")
    units = quarter.groupby(["product_id", week])["quantity"].sum()
    weeks = weekly_sales(quarter)
    assert weeks.set_index(["product_id", "week_start"])["units"].tolist() == units.tolist()
    assert weeks["sales"].sum() == (quarter["quantity"] * quarter["price"]).sum()
    shuffled = quarter.sample(frac=1, random_state=8)
    pd.testing.assert_frame_equal(weekly_sales(shuffled), weeks)


def test_a_log_without_rows_has_no_weeks_and_an_empty_till(tape):
    assert weekly_sales(tape.iloc[:0]).empty
    assert record_sales(tape.iloc[:0], tape.iloc[:0]).empty


def test_till_and_weeks_leave_the_log_alone(tape):
    before = tape.copy(deep=True)
    record_sales(tape, tape)
    weekly_sales(tape)
    pd.testing.assert_frame_equal(tape, before)


def test_half_a_unit_is_refused_and_a_refund_is_not(tape):
    for read in (weekly_sales, lambda log: record_sales(tape, log)):
        with pytest.raises(ValueError, match="must have only whole numbers in `quantity`; got 5"):
            read(tape.assign(quantity=-1.5))
        read(tape.assign(quantity=-1))


def test_moments_written_as_text_are_read(tape):
    log = tape.assign(sold_at=tape["sold_at"].dt.strftime("%Y-%m-%d %H:%M"))
    pd.testing.assert_frame_equal(weekly_sales(log), weekly_sales(tape))


def test_names_as_categories_are_sorted_as_names(tape):
    names = pd.CategoricalDtype(["US-01", "CN-01"])
    log = tape.astype({"store_id": names, "item": "category"})
    pd.testing.assert_frame_equal(record_sales(log, log), record_sales(tape, tape))


def test_stores_named_by_numbers_in_one_table_only_are_refused(tape):
    with pytest.raises(TypeError, match=r"`scans` must name `store_id` as `log` does.* got int64"):
        record_sales(tape, tape.assign(store_id=1))


def test_moments_with_a_zone_are_refused_with_a_hint(tape):
    log = tape.assign(sold_at=tape["sold_at"].dt.tz_localize("Asia/Shanghai"))
    with pytest.raises(ValueError, match=r"`sold_at` in UTC.*got Asia/Shanghai\. Use \.dt\.tz_c"):
        weekly_sales(log)
