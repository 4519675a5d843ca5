"""Orders in files: every engine gives pandas' answers, by one text."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets import load_orders
from crmlib.forecasts import fit_bgnbd_counts
from crmlib.forecasts import transaction_summary as summary_in_pandas
from crmlib.lifecycle import cohort_table as cohorts_in_pandas
from crmlib.scale import (
    cohort_table,
    history_counts,
    in_duckdb,
    parquet_copies,
    sampled_orders,
    transaction_summary,
)

FIELDS = ["frequency", "recency", "T"]


def assert_same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Counts and days to the bit, sums of money to 1e-12."""
    pd.testing.assert_frame_equal(one, other, rtol=1e-12, atol=0)
    assert one.attrs == other.attrs


def counted(summary: pd.DataFrame) -> pd.DataFrame:
    """Count the customers of a summary by history."""
    counts = summary.value_counts(FIELDS).rename("n_customers").reset_index()
    return counts.sort_values(FIELDS, ignore_index=True)


@pytest.mark.parametrize("unit", ["days", "weeks"])
@pytest.mark.parametrize("as_of", [None, "2024-04-01", "2024-12-31"])
def test_summary_is_that_of_pandas(engine, stored, orders, as_of, unit):
    table = engine(stored(orders))
    found = transaction_summary(table, as_of, unit=unit)
    assert_same(found, summary_in_pandas(orders, as_of, unit=unit))


def test_summary_by_hand(engine, stored, orders):
    found = transaction_summary(engine(stored(orders)), "2024-04-01", unit="days")
    assert found.loc["Ann"].tolist() == [1, 57, 87, 0.3]
    assert found.loc["Bob", FIELDS].tolist() == [0, 0, 61]


def test_rows_may_stand_in_any_order_and_in_several_files(engine, stored, orders):
    table = engine(stored(orders[3:], orders[:3].iloc[::-1]))
    assert_same(transaction_summary(table), summary_in_pandas(orders))
    assert_same(cohort_table(table), cohorts_in_pandas(orders))


def test_whole_numbers_as_ids_and_amounts_keep_their_type(engine, stored, orders):
    codes = pd.factorize(orders["customer_id"])[0].astype(np.int32)
    numbered = orders.assign(customer_id=codes, amount=[20, 3, 4, 50, 19, 0])
    assert_same(transaction_summary(engine(stored(numbered))), summary_in_pandas(numbered))


def test_categories_and_plain_dates_are_read_like_text_and_times(engine, stored, orders):
    dressed = orders.assign(
        customer_id=orders["customer_id"].astype("category"),
        order_date=orders["order_date"].dt.date,
    )
    assert_same(transaction_summary(engine(stored(dressed))), summary_in_pandas(orders))


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
def test_days_are_those_of_the_orders_zone(engine, stored, orders, zone):
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize(zone))
    table = engine(stored(zoned))
    assert_same(transaction_summary(table), summary_in_pandas(zoned))
    end = "2024-04-02T03:00Z"
    assert_same(transaction_summary(table, end), summary_in_pandas(zoned, end))
    assert_same(cohort_table(table), cohorts_in_pandas(zoned))


def test_empty_table_gives_an_empty_summary_and_no_cohorts(engine, stored, orders):
    table = engine(stored(orders[:0]))
    assert_same(transaction_summary(table), summary_in_pandas(orders[:0]))
    assert history_counts(table).empty
    with pytest.raises(ValueError, match="`orders` must have at least one row; got none"):
        cohort_table(table)


def test_histories_count_the_customers_of_the_summary(engine, stored, orders):
    found = history_counts(engine(stored(orders)), unit="days")
    pd.testing.assert_frame_equal(found, counted(summary_in_pandas(orders, unit="days")))
    assert found["n_customers"].sum() == 4


def test_cohorts_are_those_of_pandas(engine, stored, orders):
    assert_same(cohort_table(engine(stored(orders))), cohorts_in_pandas(orders))


def test_cdnow_gives_the_published_fit_however_often_it_is_copied(engine):
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    folder = parquet_copies(orders, 20, "customer_id")
    histories = history_counts(engine(folder), "1997-09-30")
    assert len(histories) == 1016 and (histories["n_customers"] % 20 == 0).all()
    fit = fit_bgnbd_counts(histories)
    parameters = [round(value, 3) for value in (fit.r, fit.alpha, fit.a, fit.b)]
    assert parameters == [0.243, 4.414, 0.793, 2.426]
    assert round(fit.log_likelihood / 20, 1) == -9582.4


def test_cdnow_is_summed_up_alike(engine):
    orders = load_orders("cdnow").orders
    table = engine(parquet_copies(orders, 1, "customer_id"))
    renamed = orders.assign(customer_id=orders["customer_id"] + "-0")
    assert_same(transaction_summary(table), summary_in_pandas(renamed))
    assert_same(cohort_table(table), cohorts_in_pandas(renamed))


def test_sample_keeps_all_orders_of_the_same_customers(engine):
    orders = load_orders("cdnow").orders
    table = engine(parquet_copies(orders, 1, "customer_id"))
    sample, all_of_them = sampled_orders(table, 0.25), sampled_orders(table, 1)
    kept = all_of_them["customer_id"].isin(sample["customer_id"])
    pd.testing.assert_frame_equal(sample, all_of_them[kept].reset_index(drop=True))
    assert sample["customer_id"].nunique() == 634
    assert len(all_of_them) == len(orders) and sampled_orders(table, 0).empty


def test_sample_keeps_zones_and_types(engine, stored, orders):
    zoned = orders.assign(order_date=orders["order_date"].dt.tz_localize("Asia/Shanghai"))
    ordered = zoned.sort_values(list(zoned), ignore_index=True)
    pd.testing.assert_frame_equal(sampled_orders(engine(stored(zoned)), 1), ordered)


def test_every_engine_gets_one_text(stored, orders):
    asked = []
    table = in_duckdb(stored(orders))

    def listening(files, name, sql, **options):
        asked.append(sql)
        return table.answer(files, name, sql, **options)

    for engine in ("duckdb", "spark"):
        heard = dataclasses.replace(table, engine=engine, answer=listening)
        for measure in (transaction_summary, history_counts, cohort_table):
            measure(heard)
    assert len(asked) == 12 and asked[:6] == asked[6:]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(0, 500), st.integers(0, 10**6)), min_size=1
    )
)
def test_any_orders_give_pandas_answers(rows):
    days = pd.Timestamp("2023-11-20") + pd.to_timedelta([day for _, day, _ in rows], "D")
    orders = pd.DataFrame({"customer_id": [who for who, _, _ in rows], "order_date": days})
    orders["amount"] = [cents / 100 for _, _, cents in rows]
    table = in_duckdb(parquet_copies(orders, 1, "customer_id"))
    renamed = orders.assign(customer_id=orders["customer_id"] + "-0")
    assert_same(transaction_summary(table), summary_in_pandas(renamed))
    assert_same(cohort_table(table), cohorts_in_pandas(renamed))
