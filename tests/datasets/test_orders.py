"""Orders have one shape, add up to the tables they come from, and stay as they are."""

from dataclasses import FrozenInstanceError

import duckdb
import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.orders import OrderBook, load_orders
from crmlib.datasets.real import load_cdnow, load_products, load_transactions

COLUMNS = ["customer_id", "order_id", "order_date", "amount", "n_rows"]
SOURCES = ["cdnow", "complete_journey"]


@pytest.fixture
def orders():
    """Two orders of Ann's, the second of two lines, and one of Bob's."""
    return pd.DataFrame(
        {
            "customer_id": ["Ann", "Ann", "Bob"],
            "order_id": ["1", "2", "3"],
            "order_date": pd.to_datetime(["2024-01-01", "2024-01-15", "2024-01-08"]),
            "amount": [20.0, 15.0, 50.0],
            "n_rows": [1, 2, 1],
        }
    )


@pytest.fixture(scope="module", params=SOURCES)
def loaded(request):
    """The orders of each source in turn."""
    return load_orders(request.param).orders


def test_orders_have_one_shape(loaded):
    assert loaded.columns.tolist() == COLUMNS
    assert [str(dtype) for dtype in loaded[["customer_id", "order_id"]].dtypes] == ["str", "str"]
    assert pd.api.types.is_datetime64_any_dtype(loaded["order_date"])
    assert [str(dtype) for dtype in loaded[["amount", "n_rows"]].dtypes] == ["float64", "int64"]
    assert loaded.index.equals(pd.RangeIndex(len(loaded)))


def test_order_stands_there_once_and_belongs_to_one_customer(loaded):
    assert loaded["order_id"].is_unique
    assert (loaded["n_rows"] >= 1).all()
    assert (loaded["amount"] >= 0).all()
    assert not loaded.isna().any(axis=None)


def test_orders_are_sorted_by_customer_then_by_date(loaded):
    by = ["customer_id", "order_date", "order_id"]
    pd.testing.assert_frame_equal(loaded, loaded.sort_values(by, ignore_index=True))


@pytest.mark.parametrize(
    ("source", "n_customers", "n_orders", "n_rows"),
    [("cdnow", 2357, 6696, 6919), ("complete_journey", 2469, 155_848, 1_469_307)],
)
def test_orders_customers_and_rows_are_those_of_the_source(source, n_customers, n_orders, n_rows):
    orders = load_orders(source).orders
    assert [orders["customer_id"].nunique(), len(orders)] == [n_customers, n_orders]
    assert orders["n_rows"].sum() == n_rows


def test_orders_of_cdnow_are_its_customers_days():
    """Its 21 repeated rows are purchases: they count in n_rows and in the amount."""
    lines = load_cdnow()
    by_sql = duckdb.sql("""
        select customer_id, order_date, sum(amount_usd) as amount, count(*) as n_rows
        from lines group by all order by customer_id, order_date
    """).df()
    found = load_orders("cdnow").orders
    assert lines.duplicated().sum() == 21
    pd.testing.assert_frame_equal(found.drop(columns="order_id"), by_sql, check_dtype=False)
    assert found["order_id"][0] == "00001-19970101"


def test_orders_of_complete_journey_are_its_baskets():
    lines = duckdb.from_df(load_transactions()[["basket_id", "sales_value"]])
    by_sql = lines.query(
        "lines",
        "select basket_id::text as order_id, sum(sales_value) as amount, count(*) as n_rows "
        "from lines group by all order by order_id",
    ).df()
    found = load_orders("complete_journey").orders.sort_values(["order_id", "n_rows"])
    found = found[["order_id", "amount", "n_rows"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, by_sql, check_dtype=False)


def test_basket_is_bought_by_one_household_at_one_moment():
    lines = load_transactions()
    by_basket = lines.groupby("basket_id")[["household_id", "sold_at"]].nunique()
    assert (by_basket == 1).all(axis=None)
    assert load_orders("complete_journey").orders["order_date"].dt.tz is not None


@pytest.mark.parametrize(
    ("source", "lines", "amount"),
    [("cdnow", load_cdnow, "amount_usd"), ("complete_journey", load_transactions, "sales_value")],
)
def test_amounts_add_up_to_those_of_the_table(source, lines, amount):
    total = load_orders(source).orders["amount"].sum()
    assert total == pytest.approx(lines()[amount].sum(), rel=1e-12)


@pytest.mark.parametrize("source", SOURCES)
def test_nobody_s_edit_reaches_the_next_reader(source):
    mine = load_orders(source).orders
    before = mine.head(3).copy(deep=True)
    mine.loc[0, "amount"] = -1.0
    mine["order_id"] = "x"
    mine.attrs["unit"] = "days"
    again = load_orders(source).orders
    pd.testing.assert_frame_equal(again.head(3), before)
    assert again.attrs == {}


def test_unknown_source_is_refused():
    with pytest.raises(
        ValueError, match=r"`source` must be a file, a frame, 'cdnow', .* no such file"
    ):
        load_orders("retail")


# OrderBook


def test_book_holds_the_orders_it_was_given(orders):
    assert OrderBook(orders).orders is orders


def test_book_is_frozen(orders):
    with pytest.raises(FrozenInstanceError):
        OrderBook(orders).orders = orders[:1]


def test_book_refuses_an_order_that_stands_there_twice(orders):
    message = r"one row per order; got 2 ids again, the first '1'\. Add up its lines first\."
    with pytest.raises(ValueError, match=message):
        OrderBook(orders.assign(order_id="1"))


def test_book_may_be_empty(orders):
    assert len(OrderBook(orders[:0]).orders) == 0


def test_dates_of_a_book_may_be_iso_text(orders):
    text = orders.assign(order_date=orders["order_date"].dt.strftime("%Y-%m-%d"))
    assert OrderBook(text).orders["order_date"].tolist() == orders["order_date"].tolist()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": -1.0}, "only numbers of at least 0 in `amount`; got 3 others"),
        ({"n_rows": 0.5}, "only whole numbers in `n_rows`; got 3 others"),
        ({"order_date": "05/02/2020"}, "only dates like '2020-02-05' in `order_date`"),
        ({"order_id": np.nan}, "no missing `order_id`; got 3 such rows"),
    ],
)
def test_book_refuses_what_is_no_order(orders, change, said):
    with pytest.raises(ValueError, match=f"^`orders` must have {said}"):
        OrderBook(orders.assign(**change))


def test_report_adds_up_to_the_source(loaded):
    book = OrderBook(loaded)
    assert book.report().loc["order"].tolist() == [len(loaded), loaded["amount"].sum().round(2), 0]


@pytest.mark.parametrize("source", SOURCES)
def test_rows_and_choices_of_our_tables_are_told(source):
    book = load_orders(source)
    assert book.report()["rows"].to_dict() == {"order": book.orders["n_rows"].sum()}
    assert {"customer_id", "order_id", "order_date", "amount"} <= set(book.choices.index)


def test_lines_of_complete_journey_are_its_receipts():
    lines, sold = load_orders("complete_journey").lines, load_transactions()
    goods = load_products().set_index("product_id")["product_category"]
    expected = pd.DataFrame(
        {
            "row": range(2, len(sold) + 2),
            "customer_id": sold["household_id"].astype("str"),
            "order_id": sold["basket_id"].astype("str"),
            "order_date": sold["sold_at"],
            "item": sold["product_id"].map(goods).astype(lines["item"].dtype),
            "quantity": sold["quantity"].astype(float),
            "amount": sold["sales_value"],
        }
    )
    pd.testing.assert_frame_equal(lines, expected)
    assert lines["item"].isna().sum() == 4836 + 2209


def test_cdnow_has_no_lines():
    assert load_orders("cdnow").lines is None


def test_lines_and_rows_of_complete_journey_are_made_when_asked_for_and_only_once():
    book = load_orders("complete_journey")
    assert not {"lines", "rows"} & set(vars(book))
    assert len(book.rows) == len(book.lines) == 1_469_307
    assert book.rows is book.rows and book.lines is book.lines
    with pytest.raises(FrozenInstanceError):
        book.lines = None


def test_our_tables_are_not_read_another_way():
    with pytest.raises(ValueError, match="`source` must be a file or a frame, to be read so; got"):
        load_orders("cdnow", as_of="1998-01-01")


def test_source_is_a_file_a_frame_or_a_name():
    with pytest.raises(TypeError, match="`source` must be a file, a frame or the name of a table"):
        load_orders(5)


def test_customers_are_ranked_on_what_they_kept(orders):
    columns = ["customer_id", "order_id", "order_date", "amount"]
    refunds = orders[columns].tail(1).assign(amount=45.0)
    customers = OrderBook(orders, refunds=refunds).customers()
    assert customers["customer_id"].tolist() == ["Ann", "Bob"]
    assert customers["kept"].tolist() == [35.0, 5.0]
    assert customers["gross"].tolist() == [35.0, 50.0]


def test_who_only_gave_back_is_there_with_no_order(orders):
    refund = orders[["customer_id", "order_id", "order_date", "amount"]].head(1)
    customers = OrderBook(orders[1:], refunds=refund.assign(customer_id="Cy")).customers()
    last = customers.iloc[-1]
    assert [last["customer_id"], last["n_orders"], last["kept"]] == ["Cy", 0, -20.0]
