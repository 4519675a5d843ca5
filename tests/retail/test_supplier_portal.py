"""Retail Link: a supplier sees its own goods, plans from them, and nobody else's."""

import numpy as np
import pandas as pd
import pytest

from crmlib.retail.inventory import ReorderPolicy
from crmlib.retail.sales_log import SHELF
from crmlib.retail.simulated import simulate_sales_log
from crmlib.retail.store_system import stock_position
from crmlib.retail.supplier_portal import SupplierView, supplier_plan, supplier_view
from crmlib.retail.supply_chain import order_variance_ratio, run_chain, service_level

TABLES = ("items", "weekly_sales", "stock", "orders")


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
def stock():
    """Beer is low, and on order; nobody has bought an umbrella yet."""
    rows = [("CN-01", "S1", "P1", 8, 0), ("CN-01", "S2", "P3", 5, 15)]
    rows += [("US-01", "S1", "P1", 8, 0), ("US-01", "S3", "P6", 10, 0)]
    return pd.DataFrame(rows, columns=[*SHELF, "stock", "ordered"])


@pytest.fixture(scope="module")
def quarter():
    """Thirteen weeks of six synthetic stores."""
    return simulate_sales_log(6, 91, rng=generator())


@pytest.fixture(scope="module")
def shelves(quarter):
    """The quarter's stock, with an order wherever a shelf is below 100."""
    start = quarter[SHELF].drop_duplicates().assign(quantity=900)
    return stock_position(quarter, start, start.iloc[:0], ReorderPolicy(100, 900, 1))


def test_exe_10_supplier_sees_its_own_goods_and_plans_with_calmer_orders():
    """EXE-10: tills, shared view, plan; then the chain with and without sharing."""
    log = simulate_sales_log(4, 7 * 80, sales_per_day=30, rng=generator())
    start = log[SHELF].drop_duplicates().assign(quantity=6_000)
    stock = stock_position(log, start, start.iloc[:0], ReorderPolicy(500, 6_000, 1))
    view = supplier_view(log, stock, stock[stock["ordered"] > 0], "S2")
    assert set(view.stock["product_id"]) == {"P3", "P4"}
    assert supplier_plan(view, cover_weeks=4)["to_make"].ge(0).all()
    beer = view.weekly_sales.query("item == 'beer'")["units"]
    options = {"lead_time": 2, "window": 5, "safety_stock": 60}
    alone, shared = (run_chain(beer, share_sales=s, **options) for s in (False, True))
    ratios = [order_variance_ratio(c["supplier_order"], c["demand"]) for c in (alone, shared)]
    assert ratios[0] > ratios[1] > 1
    assert service_level(shared)["supplier"] > service_level(alone)["supplier"]


# The view


def test_view_shows_items_weeks_stock_and_orders_of_one_supplier(tape, stock):
    view = supplier_view(tape, stock, stock[stock["ordered"] > 0], "S2")
    assert view.items.to_dict("records") == [
        {"product_id": "P3", "item": "beer", "units": 12, "sales": 60.0, "price": 5.0}
    ]
    assert view.weekly_sales[["n_days", "units"]].to_numpy().tolist() == [[2, 12]]
    assert view.stock.to_dict("records") == [{"store_id": "CN-01", "product_id": "P3", "stock": 5}]
    assert view.orders["ordered"].tolist() == [15]


def test_an_items_price_is_the_mean_per_unit_after_refunds(tape, stock):
    diapers = supplier_view(tape, stock, stock, "S1").items.iloc[0]
    assert diapers[["units", "sales", "price"]].tolist() == [4, 44, 11]


@pytest.mark.parametrize("supplier_id", ["S1", "S2", "S3"])
def test_no_row_of_another_supplier_gets_through(quarter, shelves, supplier_id):
    view = supplier_view(quarter, shelves, shelves, supplier_id)
    own = quarter[quarter["supplier_id"] == supplier_id]
    for table in (view.items, view.weekly_sales, view.stock, view.orders):
        assert set(table["product_id"]) == set(own["product_id"])
        assert "supplier_id" not in table
    assert view.items["units"].sum() == view.weekly_sales["units"].sum() == own["quantity"].sum()


def test_nothing_another_supplier_does_changes_the_view(quarter, shelves):
    full = supplier_view(quarter, shelves, shelves, "S2")
    own = [table[table["supplier_id"] == "S2"] for table in (quarter, shelves, shelves)]
    alone = supplier_view(*own, "S2")
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(full, name), getattr(alone, name))


def test_columns_that_are_not_shared_stay_inside(quarter, shelves):
    secret = shelves.assign(cost=1.0)
    view = supplier_view(quarter.assign(margin=0.3), secret, secret, "S1")
    for table in (view.items, view.weekly_sales, view.stock, view.orders):
        assert not {"cost", "margin"} & set(table.columns)


def test_view_and_plan_leave_their_input_alone(tape, stock):
    before = [table.copy(deep=True) for table in (tape, stock)]
    view = supplier_view(tape, stock, stock, "S1")
    shared = [getattr(view, name).copy(deep=True) for name in TABLES]
    supplier_plan(view, cover_weeks=2)
    tables = [tape, stock, *(getattr(view, name) for name in TABLES)]
    for table, copy in zip(tables, before + shared, strict=True):
        pd.testing.assert_frame_equal(table, copy)


# The plan


def test_plan_covers_the_weeks_that_the_shelves_do_not():
    weeks = pd.DataFrame({"product_id": "P3", "item": "beer", "n_days": [7, 7, 3]})
    weeks = weeks.assign(week_start=pd.date_range("2024-01-01", periods=3, freq="7D"))
    weeks = weeks.assign(units=[10, 15, 99])
    stock = pd.DataFrame({"store_id": ["CN-01", "US-01"], "product_id": "P3", "stock": [4, 6]})
    orders = stock.rename(columns={"stock": "ordered"})
    view = SupplierView("S2", weeks, weeks, stock, orders)
    assert supplier_plan(view, cover_weeks=3).loc["P3"].tolist() == [12.5, 10, 10, 28]
    assert supplier_plan(view, cover_weeks=0.5)["to_make"].tolist() == [0]


def test_a_supplier_with_stock_and_no_sales_has_an_empty_trend_and_no_plan(tape, stock):
    view = supplier_view(tape, stock, stock.iloc[:0], "S3")
    assert view.items.empty and view.weekly_sales.empty and len(view.stock) == 1
    plan = supplier_plan(view, cover_weeks=2)
    assert plan["stock"].tolist() == [10]
    assert plan["to_make"].isna().all()


# What is refused


@pytest.mark.parametrize("stranger", ["S9", "s1", "S1' OR '1'='1", "", 1, 2**70])
def test_an_unknown_supplier_is_refused_without_naming_the_others(quarter, shelves, stranger):
    with pytest.raises(ValueError, match="`supplier_id` must be a supplier of these") as refusal:
        supplier_view(quarter, shelves, shelves, stranger)
    assert "S2" not in str(refusal.value)


def test_a_list_of_suppliers_is_refused(quarter, shelves):
    with pytest.raises(
        TypeError, match="`supplier_id` must be one supplier, by text or number; got list"
    ):
        supplier_view(quarter, shelves, shelves, ["S1", "S2"])


def test_tables_in_arrow_columns_give_the_same_view(quarter, shelves):
    plain = supplier_view(quarter, shelves, shelves, "S2")
    arrow = shelves.convert_dtypes(dtype_backend="pyarrow")
    log = quarter.convert_dtypes(dtype_backend="pyarrow")
    view = supplier_view(log, arrow, arrow, "S2")
    for table in ("items", "weekly_sales", "stock", "orders"):
        pd.testing.assert_frame_equal(getattr(view, table), getattr(plain, table))


def test_stock_of_suppliers_named_by_numbers_is_refused(quarter, shelves):
    with pytest.raises(TypeError, match="`stock` must name `supplier_id` as `log` does"):
        supplier_view(quarter, shelves.assign(supplier_id=2), shelves, "S2")
