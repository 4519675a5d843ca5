"""Lens 0: what was read."""

from dataclasses import replace

import pandas as pd

from crmlib.course.audit.reading import _months_table, _reading
from crmlib.datasets import load_orders


def test_guests_and_refunds_make_the_shop_system_s_sum(facts):
    rows = {"order": [1, 2], "customer": ["Ann", ""], "date": ["2024-01-02"] * 2, "total": [9, 5]}
    names = {"order_id": "order", "customer_id": "customer", "order_date": "date"}
    book = load_orders(pd.DataFrame(rows), columns=names | {"amount": "total"})
    table = _months_table(replace(facts, book=book, orders=book.orders))
    assert table.columns[-2:] == ("guests", "shop system")
    assert table.rows[0][-3:] == ("9.00", "5.00", "14")


def test_rows_add_up(facts):
    assert "6,919\u00a0rows: 6,919 used and 0 set aside" in _reading(facts).sentences[0]
