"""The tea shop's export is shown as it stands."""

from crmlib.datasets.orders import load_orders
from crmlib.datasets.tea_shop import load_tea_shop


def test_every_row_of_the_file_is_there_as_text():
    export = load_tea_shop()
    assert export.shape == (602, 9)
    assert {str(dtype) for dtype in export.dtypes} == {"str"}
    assert (export["Order no"] == "Total").sum() == 4


def test_rows_stand_where_the_book_says():
    export, rows = load_tea_shop(), load_orders("tea_shop", currency="eur").rows
    sums = rows.loc[rows["bin"] == "total row", "row"]
    assert (export.loc[sums - 2, "Order no"] == "Total").all()


def test_first_five_rows_leave_the_order_of_day_and_month_open():
    days = load_tea_shop()["Date"].head(5).str[:2].astype(int)
    assert days.max() <= 12
