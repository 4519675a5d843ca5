"""Tests of crmlib.value.rfm."""

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets.orders import load_orders
from crmlib.value.rfm import rfm_scores, rfm_table

SCORES = ["r_score", "f_score", "m_score"]
tables = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 4), st.integers(0, 9)), max_size=25
).map(lambda rows: _table(rows))


def _table(rows):
    columns = ["recency_days", "n_orders", "total_spend"]
    return pd.DataFrame(rows, columns=columns).astype(float)


@pytest.fixture
def orders():
    """Ann: an order of two lines, then one of one; Bob: an order for nothing; out of order."""
    return pd.DataFrame(
        {
            "customer_id": ["Bob", "Ann", "Ann", "Ann"],
            "order_id": [2, 3, 1, 1],
            "order_date": pd.to_datetime(["2024-01-08", "2024-01-15", "2024-01-01", "2024-01-01"]),
            "amount": [0.0, 3.0, 20.0, 12.0],
        }
    )


@pytest.fixture
def table():
    """Five customers: the second is best in everything, three have one order only."""
    rows = [(40, 1, 12), (3, 6, 90), (21, 1, 35), (9, 2, 20), (30, 1, 50)]
    return _table(rows).set_axis(list("abcde"))


# rfm_table


def test_table_by_hand(orders):
    found = rfm_table(orders, "2024-01-29")
    assert found.index.tolist() == ["Ann", "Bob"]
    assert found["recency_days"].tolist() == [14, 21]
    assert found["n_orders"].tolist() == [2, 1]
    assert found["total_spend"].tolist() == [35, 0]


def test_days_with_a_purchase_are_the_orders_of_cdnow():
    orders = load_orders("cdnow").orders
    found = rfm_table(orders, "1998-06-30")
    assert [len(found), found["n_orders"].sum()] == [2357, 6919 - 223]
    assert found["total_spend"].sum() == pytest.approx(orders["amount"].sum())
    assert (found["recency_days"] < 90).sum() == 299


def test_table_of_cdnow_agrees_with_duckdb():
    orders = load_orders("cdnow").orders.assign(order_id=lambda t: t["n_rows"])
    by_sql = duckdb.sql("""
        select customer_id, date '1998-06-30' - max(order_date)::date as recency_days,
            count(distinct order_id) as n_orders, sum(amount) as total_spend
        from orders group by customer_id order by customer_id
    """).df()
    found = rfm_table(orders, "1998-06-30").reset_index()
    pd.testing.assert_frame_equal(found, by_sql, check_dtype=False)


def test_identical_rows_of_one_order_add_up_and_stay_one_order(orders):
    found = rfm_table(pd.concat([orders, orders]), "2024-01-29")
    assert found["n_orders"].tolist() == [2, 1]
    assert found["total_spend"].tolist() == [70, 0]


@pytest.mark.parametrize("kind", ["category", "str"])
def test_ids_keep_their_kind(orders, kind):
    found = rfm_table(orders.astype({"customer_id": kind}), "2024-01-29")
    assert found.index.dtype == kind
    assert found.index.tolist() == ["Ann", "Bob"]


def test_ids_may_be_numbers(orders):
    numbered = orders.assign(customer_id=[9, 10, 10, 10])
    assert rfm_table(numbered, "2024-01-29").index.tolist() == [9, 10]


def test_recency_is_counted_in_days_of_the_orders_zone(orders):
    late = orders.assign(order_date=orders["order_date"] + pd.Timedelta("23h"))
    local = late.assign(order_date=late["order_date"].dt.tz_localize("America/New_York"))
    for stamped in (late, local):
        assert rfm_table(stamped, "2024-01-29")["recency_days"].tolist() == [14, 21]


def test_order_on_the_last_day_is_no_days_old(orders):
    assert rfm_table(orders, "2024-01-15").loc["Ann", "recency_days"] == 0


def test_empty_table_has_no_customers(orders):
    found = rfm_table(orders[:0], "2024-01-29")
    assert found.columns.tolist() == ["recency_days", "n_orders", "total_spend"]
    assert found.empty


def test_table_ignores_row_order_and_leaves_its_input_alone(orders):
    before = orders.copy(deep=True)
    shuffled = rfm_table(orders[::-1], "2024-01-29")
    pd.testing.assert_frame_equal(rfm_table(orders, "2024-01-29"), shuffled)
    pd.testing.assert_frame_equal(orders, before)


def test_table_refuses_an_order_after_as_of(orders):
    with pytest.raises(ValueError, match=r"not precede an order; got 2024-01-08, .* 2024-01-15"):
        rfm_table(orders, "2024-01-08")


def test_table_refuses_refunds(orders):
    message = r"numbers of at least 0 in `amount`; got 1 others, the first -3 at index 1"
    with pytest.raises(ValueError, match=message):
        rfm_table(orders.assign(amount=[0, -3, 20, 12]), "2024-01-29")


@pytest.mark.parametrize("amount", [True, 12 + 0j])
def test_table_refuses_amounts_that_are_true_or_complex(orders, amount):
    with pytest.raises(TypeError, match=r"`orders` must have numbers in `amount`; got"):
        rfm_table(orders.assign(amount=amount), "2024-01-29")


def test_table_refuses_to_count_from_no_day_or_one_of_two(orders):
    with pytest.raises(TypeError, match=r"`as_of` must be a date; got NoneType"):
        rfm_table(orders, None)
    with pytest.raises(ValueError, match=r"`as_of` must be a date like '2020-02-05'; got '01/02"):
        rfm_table(orders, "01/02/2024")


def test_dates_may_be_iso_text(orders):
    text = orders.assign(order_date=orders["order_date"].dt.strftime("%Y-%m-%d %H:%M"))
    found = rfm_table(text, "2024-01-29")
    pd.testing.assert_frame_equal(found, rfm_table(orders, "2024-01-29"))


# rfm_scores


def test_scores_by_hand(table):
    found = rfm_scores(table)
    assert found["r_score"].tolist() == [1, 5, 3, 4, 2]
    assert found["f_score"].tolist() == [1, 5, 1, 4, 1]
    assert found["m_score"].tolist() == [1, 5, 3, 2, 4]
    assert found["rfm_cell"].tolist() == ["111", "555", "313", "442", "214"]
    assert found.index.tolist() == list("abcde")


def test_five_equal_parts_with_five_the_most_recent():
    """Hughes (1994): five equal parts by recency, 5 the most recent."""
    found = rfm_scores(_table([(day, 1, 1) for day in range(100)]))["r_score"]
    assert found.value_counts().to_dict() == dict.fromkeys(range(1, 6), 20)
    assert found[:20].eq(5).all()


def test_125_cells_are_possible():
    """Hughes (1994): five by five by five."""
    digits = np.stack(np.meshgrid(*[range(5)] * 3), axis=-1).reshape(-1, 3)
    assert rfm_scores(_table(digits))["rfm_cell"].nunique() == 125


def test_ties_get_the_lowest_score_that_one_of_them_could_claim():
    found = rfm_scores(_table([(0, n, 0) for n in (1, 1, 1, 1, 1, 1, 2, 3, 3, 4)]))
    assert found["f_score"].tolist() == [1] * 6 + [4, 4, 4, 5]
    assert found["r_score"].tolist() == [1] * 10


@given(tables, st.integers(2, 9))
def test_scores_count_who_is_strictly_worse(table, n_bins):
    found = rfm_scores(table, n_bins)
    for column, score, sign in zip(table, SCORES, (-1, 1, 1), strict=True):
        values = sign * table[column]
        n_worse = [(values < value).sum() for value in values]
        expected = [1 + n_bins * n // len(table) for n in n_worse]
        assert found[score].tolist() == expected


@given(tables)
def test_scores_ignore_row_order_and_units_and_leave_their_input_alone(table):
    before = table.copy(deep=True)
    found = rfm_scores(table)
    pd.testing.assert_frame_equal(rfm_scores(100 * table[::-1])[::-1], found)
    pd.testing.assert_frame_equal(table, before)


def test_empty_table_has_no_scores(table):
    found = rfm_scores(table[:0])
    assert found.columns.tolist() == [*SCORES, "rfm_cell"]
    assert found.empty


def test_scores_have_one_digit_each(table):
    for n_bins, said in ((1, "at least 2; got 1"), (10, "at most 9; got 10")):
        with pytest.raises(ValueError, match=f"`n_bins` must be {said}"):
            rfm_scores(table, n_bins)
