"""Who came, stayed, paused and left: cohorts, retention rates and silences."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets.real import load_cdnow, load_transactions
from crmlib.lifecycle.cohorts import cohort_table, retention_rates, silence_table

HIGH_END = [100, 86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4]
TABLES = [cohort_table, silence_table]


@pytest.fixture
def orders() -> pd.DataFrame:
    """Ann buys twice in January, pauses, returns in March; Bob comes once; Cem starts last."""
    rows = [
        ("Ann", "2024-03-05"),
        ("Bob", "2024-01-31"),
        ("Ann", "2024-01-02"),
        ("Ann", "2024-01-09"),
        ("Cem", "2024-03-31"),
        ("Ann", "2024-04-01"),
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "order_date"])
    return frame.assign(order_date=pd.to_datetime(frame["order_date"]))


@pytest.fixture(scope="module")
def visits() -> pd.DataFrame:
    """A year of the Complete Journey: when which home bought."""
    receipts = load_transactions()[["household_id", "sold_at"]]
    return receipts.set_axis(["customer_id", "order_date"], axis=1)


def order_logs():
    """Orders of up to four customers over a year and a half."""
    order = st.tuples(st.integers(1, 4), st.integers(0, 500))
    return st.lists(order, min_size=1, max_size=12).map(
        lambda rows: pd.DataFrame(
            {
                "customer_id": [who for who, _ in rows],
                "order_date": pd.Timestamp("2023-11-15")
                + pd.to_timedelta([day for _, day in rows], unit="D"),
            }
        )
    )


def months_by_hand(orders: pd.DataFrame) -> dict[int, set[int]]:
    months = (orders["order_date"].dt.year * 12 + orders["order_date"].dt.month).tolist()
    held: dict[int, set[int]] = {}
    for who, month in zip(orders["customer_id"].tolist(), months, strict=True):
        held.setdefault(who, set()).add(month)
    return held


# Cohorts


def test_cohorts_are_what_one_counts_by_hand(orders):
    cohorts = cohort_table(orders)
    assert [str(month) for month in cohorts.index] == ["2024-01", "2024-03"]
    assert cohorts.iloc[0].tolist() == [2, 0, 1, 1]
    assert cohorts.iloc[1, :2].tolist() == [1, 0]
    assert cohorts.iloc[1, 2:].isna().all()


@given(order_logs())
@settings(max_examples=60, deadline=None)
def test_cohorts_are_what_brute_force_finds(orders):
    held, cohorts = months_by_hand(orders), cohort_table(orders)
    last = max(map(max, held.values()))
    for cohort, row in cohorts.iterrows():
        start = cohort.year * 12 + cohort.month
        members = [months for months in held.values() if min(months) == start]
        assert row[0] == len(members) > 0
        for age, n_active in row.items():
            known = start + age <= last
            assert np.isnan(n_active) != known
            assert not known or n_active == sum(start + age in months for months in members)


def test_cohorts_of_cdnow_are_those_duckdb_computes():
    orders = load_cdnow()
    rows = duckdb.sql(
        "with firsts as (select customer_id, min(order_date) first from orders group by 1) "
        "select strftime(first, '%Y-%m'), datediff('month', first, order_date) age, "
        "count(distinct customer_id) from orders join firsts using (customer_id) group by 1, 2"
    ).fetchall()
    cohorts = cohort_table(orders)
    assert len(rows) == cohorts.notna().sum().sum() == 18 + 17 + 16
    assert all(cohorts.loc[cohort, age] == n_active for cohort, age, n_active in rows)


def test_a_panel_puts_customers_of_old_into_its_first_month(visits):
    """facts.md §2: 1,983 homes in January; 88.9 % are back in February, 88.5 % in December."""
    first = cohort_table(visits).iloc[0]
    assert first[0] == 1_983
    assert (first / first[0])[[1, 11]].round(3).tolist() == [0.889, 0.885]


def test_one_customer_with_one_order_makes_one_cohort(orders):
    cohorts = cohort_table(orders.head(1))
    assert (cohorts.shape, cohorts.iloc[0, 0]) == ((1, 1), 1)


@pytest.mark.parametrize("ids", [[7, 10**12, 3], [-1, 0, 2**62], ["x", "y", "00001"], [1.5, 2, 9]])
def test_ids_of_any_kind_give_the_same_table(orders, ids):
    renamed = orders["customer_id"].map(dict(zip(["Ann", "Bob", "Cem"], ids, strict=True)))
    cohorts = cohort_table(orders)
    pd.testing.assert_frame_equal(cohort_table(orders.assign(customer_id=renamed)), cohorts)
    grouped = orders.assign(customer_id=renamed.astype("category"))
    pd.testing.assert_frame_equal(cohort_table(grouped), cohorts)


@pytest.mark.parametrize("table", TABLES)
def test_tables_count_days_in_the_zone_of_the_stamps(orders, table):
    late = orders["order_date"] + pd.Timedelta(hours=23)
    local = orders.assign(order_date=late.dt.tz_localize("America/New_York"))
    pd.testing.assert_frame_equal(table(local), table(orders))


@pytest.mark.parametrize("table", TABLES)
def test_row_order_and_repeated_rows_change_nothing(orders, table):
    before = orders.copy(deep=True)
    shuffled = pd.concat([orders, orders]).sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(table(shuffled), table(orders))
    pd.testing.assert_frame_equal(orders, before)


# Retention rates


def test_retention_of_the_published_cohort_rises():
    """Fader and Hardie (2007), High-End: 86.9 % after the first year, 39.4 / 40.9 in the last."""
    rates = retention_rates(HIGH_END)
    assert rates.iloc[[0, -1]].round(4).tolist() == [0.869, 0.9633]
    assert (rates.diff().loc[3:8] > 0).all()
    assert rates.index.tolist() == list(range(1, 13))


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=8))
def test_rates_multiplied_give_the_cohort_back(rates):
    alive = 500 * np.append(1, np.cumprod(rates))
    assert retention_rates(alive).to_numpy() == pytest.approx(rates)
    assert retention_rates(pd.Series(alive)).between(0, 1).all()


def test_nobody_left_makes_later_rates_undefined():
    assert retention_rates([4, 1, 0, 0]).tolist()[:2] == [0.25, 0]
    assert np.isnan(retention_rates([4, 1, 0, 0])[3])


def test_customers_who_return_have_no_retention_rate():
    with pytest.raises(ValueError, match=r"never rise; got 65, then 77 in period 2\. Where"):
        retention_rates([781, 65, 77])


def test_a_cohort_that_is_none_is_refused():
    with pytest.raises(ValueError, match=r"must begin with a cohort above 0 .*; got \[0.0, 0.0\]"):
        retention_rates([0, 0])
    with pytest.raises(ValueError, match="must begin with a cohort above 0 and one later count"):
        retention_rates([5])


# Silences


def test_silences_are_what_one_counts_by_hand(orders):
    table = silence_table(orders, min_gaps=1)
    assert table["customer_id"].tolist() == ["Ann"] * 4 + ["Bob", "Cem"]
    assert table["silent_days"].tolist() == [7, 56, 27, 0, 61, 1]
    assert table["came_back"].tolist() == [True, True, True, False, False, False]
    assert table["usual_gap_days"].dropna().tolist() == [7, 31.5, 27]


@given(order_logs())
@settings(max_examples=40, deadline=None)
def test_silences_look_back_only(orders):
    table = silence_table(orders, min_gaps=1)
    for _, rows in table.groupby("customer_id"):
        gaps = rows["silent_days"].to_numpy()[:-1]
        usual = [np.median(gaps[:n]) if n else np.nan for n in range(len(rows))]
        assert rows["usual_gap_days"].tolist() == pytest.approx(usual, nan_ok=True)
        assert rows["came_back"].tolist() == [True] * len(gaps) + [False]


def test_an_alarm_on_silence_is_wrong_as_often_as_we_say(visits):
    """facts.md §7: 3,138 alarms at 28 days, 96.7 % came back; 927 at 60 days, 88.9 %."""
    silences = silence_table(visits).query("order_date <= '2017-09-02'")
    for limit, n_alarms, share in [(28, 3_138, 0.967), (60, 927, 0.889)]:
        alarms = silences[silences["silent_days"] >= limit]
        assert (len(alarms), round(alarms["came_back"].mean(), 3)) == (n_alarms, share)


def test_silences_of_no_orders_are_an_empty_table(orders):
    empty = silence_table(orders.iloc[:0])
    assert (len(empty), list(empty)) == (0, list(silence_table(orders)))


@pytest.mark.parametrize("min_gaps", [1, 2, 5])
def test_usual_gaps_are_the_medians_that_pandas_finds(visits, min_gaps):
    table = silence_table(visits, min_gaps=min_gaps)
    gaps = table["silent_days"].where(table["came_back"]).groupby(table["customer_id"])
    before = gaps.shift().groupby(table["customer_id"])
    usual = before.expanding(min_gaps).median().droplevel(0).sort_index()
    pd.testing.assert_series_equal(table["usual_gap_days"], usual, check_names=False)


def test_no_function_is_called_customer_by_customer(monkeypatch):
    monkeypatch.delattr("pandas.core.groupby.SeriesGroupBy.transform")
    days = pd.to_datetime(["2024-01-01", "2024-01-04"] * 1_000)
    orders = pd.DataFrame({"customer_id": np.arange(1_000).repeat(2), "order_date": days})
    assert silence_table(orders)["silent_days"].sum() == 3_000
