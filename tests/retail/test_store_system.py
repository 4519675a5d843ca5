"""Store system: one sales log of two countries, read by its modules and by headquarters."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.retail.inventory import ReorderPolicy
from crmlib.retail.sales_log import SHELF, record_sales
from crmlib.retail.simulated import simulate_sales_log
from crmlib.retail.store_system import (
    MODULES,
    management_load,
    management_report,
    replica,
    sales_trend,
    stock_position,
    system_scorecard,
    unseen_share,
)

POLICY = ReorderPolicy(reorder_point=5, order_up_to=20, lead_time_days=1)
DELAYS = {"China": 24, "United States": 1}


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


@pytest.fixture
def opening():
    """Ten of everything, and a product in Boston that nobody has bought yet."""
    rows = [("CN-01", "S1", "P1"), ("CN-01", "S2", "P3"), ("US-01", "S1", "P1")]
    rows += [("US-01", "S3", "P6")]
    return pd.DataFrame(rows, columns=SHELF).assign(quantity=10)


@pytest.fixture
def delivery():
    """Seven more beers for the Chinese shop."""
    return pd.DataFrame([("CN-01", "S2", "P3", 7)], columns=[*SHELF, "quantity"])


@pytest.fixture(scope="module")
def quarter():
    """Thirteen weeks of six synthetic stores."""
    return simulate_sales_log(6, 91, rng=generator())


def answers_from(log, opening):
    return {
        "point of sale": record_sales(log.iloc[:0], log),
        "inventory management": stock_position(log, opening, opening.iloc[:0], POLICY),
        "decision support": sales_trend(log),
        "management report": management_report(log),
    }


def scorecard(log, answers, **options):
    orders = pd.DataFrame({"raised_by": ["system", "system", "system", "person"]})
    options = {"as_of": "2024-01-03", "delay_hours": DELAYS, "it_spend": 11.0} | options
    table = system_scorecard(log, answers, options.pop("orders", orders), **options)
    return table.set_index("feature")["value"]


def test_exe_31_four_modules_one_log_a_delayed_copy_and_five_proxies(quarter):
    """EXE-31: stores of two countries on one system, and what headquarters sees of it."""
    start = quarter[SHELF].drop_duplicates().assign(quantity=900)
    answers = answers_from(quarter, start)
    assert set(management_report(quarter)["country"]) == {"China", "United States"}
    seen = replica(quarter, "2024-04-01", delay_hours=DELAYS)
    assert management_report(seen)["units"].sum() < management_report(quarter)["units"].sum()
    assert 0 < unseen_share(quarter, "2024-04-01", delay_hours=DELAYS) < 0.05
    values = scorecard(quarter, answers, as_of="2024-04-01")
    assert values["full functions"] == 1
    assert values.notna().all() and len(values) == 5


def test_the_four_modules_account_for_the_same_units(quarter):
    start = quarter[SHELF].drop_duplicates().assign(quantity=900)
    answers = answers_from(quarter, start)
    totals = {module: answers[module][column].sum() for module, column in MODULES.items()}
    assert set(totals.values()) == {quarter["quantity"].sum()}


def test_modules_leave_their_input_alone(tape, opening, delivery):
    before = [frame.copy(deep=True) for frame in (tape, opening, delivery)]
    stock_position(tape, opening, delivery, POLICY)
    scorecard(tape, answers_from(tape, opening))
    management_load(tape)
    for frame, copy in zip((tape, opening, delivery), before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_an_empty_log_gives_empty_answers(tape, opening):
    empty = tape.iloc[:0]
    for module, answer in answers_from(empty, opening.iloc[:0]).items():
        assert len(answer) == 0, module
        assert MODULES[module] in answer
    assert management_load(empty).empty
    assert np.isnan(unseen_share(empty, "2024-01-03", delay_hours=1))


def test_stock_is_opening_plus_received_minus_sold(tape, opening, delivery):
    stock = stock_position(tape, opening, delivery, POLICY)
    assert stock["stock"].tolist() == [8, 5, 8, 10]
    assert stock["ordered"].tolist() == [0, 15, 0, 0]
    assert stock["received"].tolist() == [0, 7, 0, 0]
    assert stock["sold"].tolist() == [2, 12, 2, 0]


def test_goods_sold_without_a_record_show_as_negative_stock(tape, opening, delivery):
    stock = stock_position(tape, opening.iloc[:0], delivery.iloc[:0], POLICY)
    assert stock["stock"].tolist() == [-2, -12, -2]
    assert stock["ordered"].tolist() == [22, 32, 22]


def test_stock_matches_a_group_by(quarter):
    start = quarter[SHELF].drop_duplicates().assign(quantity=900)
    stock = stock_position(quarter, start, start.iloc[:0], POLICY)
    sold = quarter.groupby(SHELF)["quantity"].sum()
    assert stock.set_index(SHELF)["sold"].equals(sold.rename("sold"))
    assert (stock["stock"] == 900 - stock["sold"]).all()


def test_trend_counts_complete_weeks_only_and_empty_weeks_as_none(tape):
    """Beer sold 12, 0 and 3 in three whole weeks, and 6 on the Monday after."""
    later = tape.iloc[[1, 1]].assign(sold_at=pd.to_datetime(["2024-01-21", "2024-01-22"]))
    log = pd.concat([tape, later.assign(quantity=[3, 6])], ignore_index=True)
    beer = sales_trend(log).set_index("item").loc["beer"]
    assert beer["units"] == 21
    assert beer[["n_weeks", "weekly_units", "trend"]].tolist() == [3, 5, -4.5]


def test_trend_without_a_complete_week_is_undefined(tape):
    trend = sales_trend(tape)
    assert trend["n_weeks"].tolist() == [0, 0]
    assert trend[["weekly_units", "trend"]].isna().all(axis=None)
    assert trend["units"].tolist() == [4, 12]


def test_trend_is_the_least_squares_line(quarter):
    week = (quarter["sold_at"] - quarter["sold_at"].min().normalize()).dt.days // 7
    units = quarter.groupby(["product_id", week])["quantity"].sum().unstack()
    slopes = [np.polyfit(units.columns, row, 1)[0] for row in units.to_numpy()]
    assert np.allclose(sales_trend(quarter)["trend"], slopes)


def test_planted_growth_and_decline_are_found_again(quarter):
    trend = sales_trend(quarter).set_index("item")
    relative = trend["trend"] / trend["weekly_units"]
    assert relative["soda"] == pytest.approx(0.05, abs=0.015)
    assert relative["umbrellas"] == pytest.approx(-0.05, abs=0.015)
    assert relative[["diapers", "wipes", "beer", "rice"]].abs().max() < 0.015


def test_the_report_sums_up_country_and_store(tape):
    report = management_report(tape).set_index(["country", "store_id"])
    assert report["sales"].tolist() == [80, 24]
    assert report["units"].tolist() == [14, 2]
    assert report["n_items"].tolist() == [2, 1]
    assert report["share"].tolist() == pytest.approx([80 / 104, 24 / 104])
    assert report["last_sale"].dt.hour.tolist() == [2, 16]


def test_shares_of_takings_of_nothing_are_undefined(tape):
    assert management_report(tape.assign(price=0.0))["share"].isna().all()


def test_headquarters_sees_what_is_older_than_the_delay(tape):
    assert len(replica(tape, "2024-01-02 02:00", delay_hours=0)) == 4
    assert len(replica(tape, "2024-01-02 02:00", delay_hours=11)) == 3
    assert len(replica(tape, "2024-01-02 02:00", delay_hours=11.01)) == 2
    assert replica(tape, "2024-01-02 02:00", delay_hours=DELAYS).index.tolist() == [0, 1, 2]
    pd.testing.assert_frame_equal(replica(tape, "2025-01-01", delay_hours=1), tape)


def test_unseen_share_by_hand(tape):
    """By Tuesday 03:00 the tills took 116; the beers of 02:00 are not in America yet."""
    assert unseen_share(tape, "2024-01-02 03:00", delay_hours=DELAYS) == pytest.approx(30 / 116)
    assert unseen_share(tape, "2024-01-02 03:00", delay_hours=0) == 0
    assert np.isnan(unseen_share(tape, "2023-12-31", delay_hours=0))


@settings(deadline=None, max_examples=25)
@given(st.floats(0, 200), st.floats(0, 200), st.integers(0, 91 * 24))
def test_a_longer_delay_never_shows_more(quarter, first, second, hour):
    as_of = pd.Timestamp("2024-01-01") + pd.Timedelta(hours=hour)
    fast, slow = (replica(quarter, as_of, delay_hours=d) for d in sorted((first, second)))
    assert set(slow.index) <= set(fast.index)
    assert fast["sold_at"].max() <= as_of or fast.empty


def test_report_of_the_copy_lags_behind_the_stores(quarter):
    as_of = "2024-02-01 12:00"
    store = management_report(replica(quarter, as_of, delay_hours=0)).set_index("store_id")
    copy = management_report(replica(quarter, as_of, delay_hours=DELAYS)).set_index("store_id")
    lag = store["last_sale"] - copy["last_sale"]
    assert lag[["CN-01", "CN-02", "CN-03"]].min() > pd.Timedelta(hours=22)
    assert (copy["units"] < store["units"])[["CN-01", "CN-02", "CN-03"]].all()


def test_scorecard_by_hand(tape, opening):
    """Takings 104, spending 11 (104 ÷ 11 the other way); three Chinese scans, two American."""
    values = scorecard(tape, answers_from(tape, opening))
    assert values["heavy investment"] == pytest.approx(11 / 104)
    assert values["full functions"] == 1
    assert values["high speed"] == pytest.approx((3 * 24 + 2 * 1) / 5)
    assert values["intelligence"] == 0.75
    assert values["worldwide networking"] == 0.5


def test_a_module_fed_by_the_delayed_copy_does_not_count_as_a_function(tape, opening):
    answers = answers_from(tape, opening)
    stale = replica(tape, "2024-01-02 03:00", delay_hours=DELAYS)
    late = answers | {"management report": management_report(stale)}
    assert scorecard(tape, late)["full functions"] == 0.75
    del late["point of sale"]
    assert scorecard(tape, late)["full functions"] == 0.5


def test_scorecard_names_the_features_as_the_source_does(tape, opening):
    orders = pd.DataFrame({"raised_by": ["person"]})
    table = system_scorecard(
        tape, answers_from(tape, opening), orders, as_of="2024-01-03", delay_hours=0, it_spend=1
    )
    assert table.columns.tolist() == ["feature", "chinese", "proxy", "value", "unit"]
    assert table["chinese"].tolist() == ["投入大", "功能全", "速度快", "智能化", "全球联网"]
    assert table["value"].iloc[[2, 3, 4]].tolist() == [0, 0, 1]


def test_scorecard_without_sales_or_orders_is_undefined(tape, opening):
    none = pd.DataFrame({"raised_by": []})
    values = scorecard(tape, answers_from(tape, opening), as_of="2023-12-31", orders=none)
    assert values.drop("full functions").isna().all()
    assert values["full functions"] == 0


def test_a_link_slower_than_a_day_disconnects_every_store(tape, opening):
    values = scorecard(tape, answers_from(tape, opening), delay_hours=40)
    assert values["worldwide networking"] == 0


def test_reading_everything_grows_with_the_stores_and_exceptions_with_a_smaller_slope(quarter):
    load = management_load(quarter)
    assert load["n_stores"].tolist() == [1, 2, 3, 4, 5, 6]
    assert load["n_reports"].tolist() == [91 * n for n in range(1, 7)]
    assert load["n_exceptions"].is_monotonic_increasing
    assert 0 < load["n_exceptions"].iloc[-1] < 0.1 * load["n_reports"].iloc[-1]


def test_the_day_without_a_sale_is_the_exception(tape):
    days = [day for day in range(1, 31) if day != 17]
    log = tape.iloc[[0] * 29].assign(sold_at=pd.to_datetime([f"2024-01-{d:02d}" for d in days]))
    assert management_load(log).to_dict("records") == [
        {"n_stores": 1, "n_reports": 30, "n_exceptions": 1}
    ]
    assert management_load(log, threshold=5.3)["n_exceptions"].tolist() == [0]
    assert management_load(log, threshold=0)["n_exceptions"].tolist() == [30]


def test_a_store_that_sells_the_same_every_day_has_no_exceptions(tape):
    days = pd.date_range("2024-01-01", periods=10)
    log = tape.iloc[[0] * 10].assign(sold_at=days)
    assert management_load(log)["n_exceptions"].tolist() == [0]


def test_stock_refuses_half_units_and_two_ways_to_name_a_shelf(tape, opening):
    with pytest.raises(ValueError, match="`opening` must have only whole numbers in `quantity`"):
        stock_position(tape, opening.assign(quantity=0.5), opening, POLICY)
    with pytest.raises(TypeError, match="`received` must name `product_id` as `log` does"):
        stock_position(tape, opening, opening.assign(product_id=1), POLICY)


@pytest.mark.parametrize("read", [replica, unseen_share])
def test_as_of_must_be_a_moment_without_zone(tape, read):
    with pytest.raises(ValueError, match="`as_of` must be a moment in UTC, without zone; got"):
        read(tape, "2024-01-03 00:00+08:00", delay_hours=0)


def test_delays_without_end_or_of_no_country_are_refused(tape):
    with pytest.raises(ValueError, match=r"`delay_hours` must lie in \[0, 1000000\]; got inf"):
        unseen_share(tape, "2024-01-03", delay_hours={"China": np.inf, "United States": 1})
    with pytest.raises(
        ValueError, match=r"`delay_hours` must name each country.*\['United States'\]"
    ):
        replica(tape, "2024-01-03", delay_hours={"China": 24})


def test_scorecard_refuses_what_it_cannot_judge(tape, opening):
    answers = answers_from(tape, opening)
    with pytest.raises(ValueError, match=r"must have only 'system', 'person'.*the first 'robot'"):
        scorecard(tape, answers, orders=pd.DataFrame({"raised_by": ["robot", "system"]}))
    with pytest.raises(ValueError, match=r"`answers` must be one of 'point of sale'.*'payroll'"):
        scorecard(tape, answers | {"payroll": tape})
    with pytest.raises(ValueError, match="must have the columns 'sold'"):
        scorecard(tape, answers | {"inventory management": tape})
    with pytest.raises(TypeError, match="`answers` must be a mapping; got list"):
        scorecard(tape, list(answers))
    with pytest.raises(ValueError, match="`answers` must hold the answer of a module; got none"):
        scorecard(tape, {})
    as_text = answers["management report"].astype({"units": str})
    with pytest.raises(TypeError, match="must have numbers in `management report`; got str"):
        scorecard(tape, answers | {"management report": as_text})
