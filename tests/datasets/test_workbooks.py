"""Of a workbook one sheet is read; which one is asked where several hold something."""

from datetime import datetime

import pytest
from openpyxl import Workbook

from crmlib.datasets.orders import load_orders

ROWS = [
    ["order_id", "customer", "date", "amount"],
    ["R1", "Ada", datetime(2025, 1, 10), 10.5],
    ["R2", "Bea", 45703, "12.00"],
    [None, None, None, 22.5],
]


@pytest.fixture
def book(tmp_path):
    """Make a workbook of named sheets."""

    def made(**sheets):
        workbook = Workbook()
        workbook.remove(workbook.active)
        for name, rows in sheets.items():
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append(row)
        workbook.save(tmp_path / "shop.xlsx")
        return tmp_path / "shop.xlsx"

    return made


def test_only_filled_sheet_is_taken_and_told(book):
    orders = load_orders(book(Empty=[], Sales=ROWS))
    assert orders.choices.loc["sheet"].tolist() == ["Sales", "no other holds anything"]
    assert orders.report()["rows"].to_dict() == {"total row": 1, "order": 2}


def test_serial_number_in_a_column_of_days_is_a_day(book):
    days = load_orders(book(Sales=ROWS)).orders["order_date"]
    assert days.dt.strftime("%Y-%m-%d").tolist() == ["2025-01-10", "2025-02-15"]


def test_sheet_is_asked_for_and_then_read(book):
    file = book(Notes=[["see Sales"]], Sales=ROWS)
    with pytest.raises(ValueError, match="`sheet` must name the sheet with the orders; got Notes"):
        load_orders(file)
    assert len(load_orders(file, sheet="Sales").orders) == 2


def test_unknown_sheet_and_empty_workbook_are_refused(book):
    with pytest.raises(ValueError, match="`sheet` must be one of Sales; got March"):
        load_orders(book(Sales=ROWS), sheet="March")
    with pytest.raises(ValueError, match="`source` must hold a table; got an empty workbook"):
        load_orders(book(Sales=[]))


def test_formulas_without_values_and_broken_workbooks_are_refused_in_words(book):
    file = book(Sales=[ROWS[0], ["R1", "Ada", datetime(2025, 1, 10), "=2*5"]])
    with pytest.raises(ValueError, match="`amount` has formulas that were never worked out"):
        load_orders(file)
    file.write_bytes(file.read_bytes()[:3000])
    with pytest.raises(ValueError, match=r"`source` must be a workbook that opens; shop\.xlsx is"):
        load_orders(file)
