"""Tests of crmlib.forecasts.customer_summary."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets.orders import load_orders
from crmlib.forecasts.customer_summary import transaction_summary

NEW_YORK = "America/New_York"
IN_SQL = """
    with days as (
        select customer_id, order_date::date as day, sum(amount) as spend
        from orders group by all
    ), starts as (select *, min(day) over (partition by customer_id) as first from days)
    select customer_id, count(*) - 1 as frequency, (max(day) - first) / 7 as recency,
        ((select max(day) from days) - first) / 7 as T,
        avg(spend) filter (where day > first) as monetary_value
    from starts group by customer_id, first order by customer_id
"""
logs = st.lists(
    st.tuples(st.integers(-3, 4), st.integers(0, 20), st.integers(0, 5)), min_size=1, max_size=30
).map(lambda rows: _log(rows))


def _log(rows):
    ids, days, amounts = zip(*rows, strict=True)
    dates = pd.Timestamp("1969-12-25") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"customer_id": ids, "order_date": dates, "amount": amounts})


@pytest.fixture
def orders():
    """Ann buys on three days, twice on the second; Bob once; Cem on the last day; out of order."""
    return pd.DataFrame(
        {
            "customer_id": ["Bob", "Ann", "Ann", "Ann", "Cem", "Ann"],
            "order_date": pd.to_datetime(
                ["2024-01-08", "2024-01-22", "2024-01-01", "2024-01-15", "2024-01-29", "2024-01-15"]
            ),
            "amount": [50.0, 30.0, 20.0, 12.0, 7.0, 3.0],
        },
        index=[7, 3, 5, 1, 9, 4],
    )


@pytest.fixture(scope="module")
def cdnow():
    """The 39 weeks in which Fader, Hardie and Lee fitted: 1 January to 30 September 1997."""
    orders = load_orders("cdnow").orders.query("order_date <= '1997-09-30'")
    return transaction_summary(orders, "1997-09-30")


# transaction_summary


def test_summary_by_hand(orders):
    found = transaction_summary(orders)
    assert found.index.tolist() == ["Ann", "Bob", "Cem"]
    assert found["frequency"].tolist() == [2, 0, 0]
    assert found["recency"].tolist() == [3, 0, 0]
    assert found["T"].tolist() == [4, 3, 0]
    assert found["monetary_value"].tolist() == pytest.approx([22.5, np.nan, np.nan], nan_ok=True)


def test_days_are_seven_to_the_week(orders):
    weeks, days = transaction_summary(orders), transaction_summary(orders, unit="days")
    pd.testing.assert_frame_equal(days[["recency", "T"]], 7 * weeks[["recency", "T"]])
    pd.testing.assert_series_equal(days["frequency"], weeks["frequency"])


@pytest.mark.parametrize("unit", ["days", "weeks"])
def test_summary_carries_its_unit(orders, unit):
    for table in (orders, orders[:0]):
        assert transaction_summary(table, unit=unit).attrs == {"unit": unit}


def test_summary_takes_the_orders_of_complete_journey_as_they_are():
    """A household's baskets of one day are one purchase."""
    orders = load_orders("complete_journey").orders
    found = transaction_summary(orders, unit="days")
    days = orders.assign(day=orders["order_date"].dt.date)[["customer_id", "day"]]
    assert len(found) == 2469
    assert found["frequency"].sum() == len(days.drop_duplicates()) - 2469


def test_cdnow_s_repeaters_are_those_of_the_paper(cdnow):
    """Fader, Hardie and Lee (2005): 2,357 customers, 946 of them with a repeat purchase."""
    assert [len(cdnow), (cdnow["frequency"] > 0).sum()] == [2357, 946]
    assert cdnow["frequency"].mean() == pytest.approx(1.04, abs=5e-3)
    assert cdnow["T"].max() == pytest.approx(38.86, abs=5e-3)


def test_cdnow_s_first_customer_is_that_of_the_paper(cdnow):
    """Fader and Hardie (2005), note 004: customer 1 has x = 2, t_x = 30.43, T = 38.86."""
    assert cdnow.loc["00001"].round(2).tolist()[:3] == [2, 30.43, 38.86]


def test_cdnow_s_best_known_customer_is_that_of_the_walkthrough(cdnow):
    """Walkthrough of the R package BTYD: customer 1516 has x = 26, t_x = 30.857, T = 31."""
    assert cdnow.loc["01516"].round(3).tolist()[:3] == [26, 30.857, 31]


def test_spend_of_cdnow_hardly_depends_on_frequency(cdnow):
    """Fader, Hardie and Lee (2005), RFM and CLV: correlation .11 among 946 repeaters."""
    again = cdnow[cdnow["frequency"] > 0]
    assert again["frequency"].corr(again["monetary_value"]) == pytest.approx(0.11, abs=5e-3)


@settings(max_examples=60)
@given(logs)
def test_summary_agrees_with_duckdb(orders):
    by_sql = duckdb.sql(IN_SQL).df()
    found = transaction_summary(orders).reset_index()
    pd.testing.assert_frame_equal(found, by_sql, check_dtype=False)


@pytest.mark.parametrize("name", [str, float, lambda n: 10**12 * n, lambda n: f"{n:03}"])
def test_ids_may_be_any_numbers_or_text(name):
    orders = _log([(n % 7, n % 19, n) for n in range(1, 40)])
    renamed = orders.assign(customer_id=orders["customer_id"].map(name))
    found = transaction_summary(renamed)
    assert found.index.tolist() == [name(n) for n in range(7)]
    assert found.to_numpy().tolist() == transaction_summary(orders).to_numpy().tolist()


@pytest.mark.parametrize("kind", ["int8", "uint64", "Int64", "category", "object"])
def test_ids_keep_their_kind(kind):
    orders = _log([(3, 1, 1), (1, 2, 1), (3, 5, 1)]).astype({"customer_id": kind})
    found = transaction_summary(orders)
    assert found.index.tolist() == [1, 3]
    assert found.index.dtype.name == kind
    assert found["frequency"].tolist() == [0, 1]


@pytest.mark.parametrize(("low", "high"), [(-128, 127), (0, 2**64 - 1), (-(2**63), 2**63 - 1)])
def test_ids_at_the_ends_of_their_range_are_told_apart(low, high):
    kind = "int8" if high == 127 else "uint64" if low == 0 else "int64"
    ids = np.array([low, high, high] * 40, dtype=kind)
    orders = pd.DataFrame({"customer_id": ids, "amount": 1.0})
    found = transaction_summary(orders.assign(order_date=pd.Timestamp("2024-01-01")))
    assert found.index.tolist() == [low, high]


def test_text_and_number_are_different_customers_and_refused_together(orders):
    mixed = orders.assign(customer_id=pd.Series(["1", 1, 1, 1, 2, 2], orders.index, object))
    with pytest.raises(TypeError, match=r"`orders` must have only text or only numbers"):
        transaction_summary(mixed)


def test_many_customers_over_many_days_are_not_confused():
    # 3,000 customers over 2.7 million days: more keys than 32 bits can tell apart.
    orders = _log([(n, 900 * n, 1) for n in range(3000)] * 2)
    found = transaction_summary(orders, unit="days")
    assert found["T"].tolist() == [900 * (2999 - n) for n in range(3000)]
    assert (found["frequency"] == 0).all()


def test_duplicate_rows_are_orders_that_add_up_on_their_day(orders):
    twice = pd.concat([orders, orders])
    found, once = transaction_summary(twice), transaction_summary(orders)
    pd.testing.assert_frame_equal(found.iloc[:, :3], once.iloc[:, :3])
    assert found.loc["Ann", "monetary_value"] == 2 * once.loc["Ann", "monetary_value"]


def test_purchase_for_nothing_is_a_purchase(orders):
    found = transaction_summary(orders.assign(amount=0))
    assert found["frequency"].tolist() == [2, 0, 0]
    assert found.loc["Ann", "monetary_value"] == 0


def test_first_purchase_on_the_last_day_was_observed_for_no_time(orders):
    assert transaction_summary(orders).loc["Cem"].tolist()[:3] == [0, 0, 0]


def test_one_time_buyers_have_no_mean_repeat_spend(orders):
    assert transaction_summary(orders).loc[["Bob", "Cem"], "monetary_value"].isna().all()


def test_observation_may_end_after_the_latest_order(orders):
    later = transaction_summary(orders, "2024-02-05") - transaction_summary(orders)
    assert later["T"].tolist() == [1, 1, 1]
    assert (later[["frequency", "recency"]] == 0).all(axis=None)


@pytest.mark.parametrize("kind", ["str", "category", "int64"])
def test_empty_table_has_no_customers(orders, kind):
    for as_of in (None, "2024-01-29"):
        found = transaction_summary(orders[:0].astype({"customer_id": kind}), as_of)
        assert found.columns.tolist() == ["frequency", "recency", "T", "monetary_value"]
        assert len(found) == 0


def test_empty_table_needs_no_types(orders):
    assert len(transaction_summary(pd.DataFrame(columns=orders.columns))) == 0


def test_day_is_that_of_the_orders_zone(orders):
    # 23:00 and 01:00 around New York's midnight fall on one day in London's summer time.
    night = pd.DatetimeIndex(["2024-07-01 23:00", "2024-07-02 01:00"], tz=NEW_YORK)
    late = pd.DataFrame({"customer_id": [1, 1], "order_date": night, "amount": [1.0, 2.0]})
    assert transaction_summary(late, unit="days").loc[1].tolist() == [1, 1, 1, 2]
    london = late.assign(order_date=late["order_date"].dt.tz_convert("Europe/London"))
    assert transaction_summary(london, unit="days").loc[1].tolist()[:3] == [0, 0, 0]


def test_summary_ignores_row_order_and_leaves_its_input_alone(orders):
    before = orders.copy(deep=True)
    shuffled = transaction_summary(orders.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(transaction_summary(orders), shuffled)
    pd.testing.assert_frame_equal(orders, before)


@settings(max_examples=60)
@given(logs)
def test_recency_lies_between_zero_and_t_and_is_zero_without_repeats(orders):
    found = transaction_summary(orders)
    assert found["recency"].between(0, found["T"]).all()
    assert ((found["recency"] == 0) == (found["frequency"] == 0)).all()


def test_summary_refuses_an_order_after_as_of(orders):
    message = r"not precede an order; got 2024-01-15, .* 2 later orders is on 2024-01-29\."
    with pytest.raises(ValueError, match=message):
        transaction_summary(orders, "2024-01-15")


def test_summary_refuses_refunds(orders):
    orders.loc[1, "amount"] = -12.0
    message = r"numbers of at least 0 in `amount`; got 1 others, the first -12\.0 at index 1\."
    with pytest.raises(ValueError, match=message):
        transaction_summary(orders)


@pytest.mark.parametrize("amount", [True, 12 + 0j])
def test_summary_refuses_amounts_that_are_true_or_complex(orders, amount):
    with pytest.raises(TypeError, match=r"`orders` must have numbers in `amount`; got"):
        transaction_summary(orders.assign(amount=amount))


def test_dates_may_be_iso_text(orders):
    text = orders.assign(order_date=orders["order_date"].dt.strftime("%Y-%m-%d"))
    found = transaction_summary(text, "2024-01-29")
    pd.testing.assert_frame_equal(found, transaction_summary(orders, pd.Timestamp("2024-01-29")))


def test_text_that_could_be_two_days_is_no_date(orders):
    with pytest.raises(ValueError, match=r"`as_of` must be a date like '2020-02-05'; got '05/02"):
        transaction_summary(orders, "05/02/2020")
    with pytest.raises(ValueError, match=r"`orders` must have only dates like '2020-02-05'"):
        transaction_summary(orders.assign(order_date="05/02/2020"))
