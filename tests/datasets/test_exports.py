"""Known shops are told by their columns; where two columns would do, the caller is asked."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.exports import EXPORTS, _recognised, _take_columns
from crmlib.datasets.headers import _Sheet


def taken(*names, **columns):
    """Return which columns of a table with these names are taken."""
    sheet = _Sheet(pd.DataFrame(columns=list(names), dtype="str"), np.array([]), np.array([]))
    return _take_columns(sheet, columns)


def test_every_known_shop_is_recognised_by_its_own_marks():
    for export in EXPORTS:
        names = {mark.split("|")[0]: ["x"] for mark in export.marks}
        assert _recognised(names) is export


def test_what_is_named_goes_before_what_is_known():
    names = ["order_id", "email", "customer_name", "date", "total", "net"]
    roles = taken(*names, customer_id="Customer Name", amount="net").roles
    assert roles["customer_id"] == "customer_name" and roles["amount"] == "net"


def test_number_of_a_customer_goes_before_his_address_and_the_other_is_told():
    found = taken("order_id", "email", "customer_id", "date", "total")
    assert found.roles["customer_id"] == "customer_id"
    assert "email could be taken instead" in found.because["customer_id"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["order_id", "client", "buyer", "date", "total"], "which column tells the customer; got"),
        (["order_id", "client", "date", "gross", "net"], "which column tells the amount; got"),
        (["order_id", "client", "date", "qty", "price"], "what `price` is of; got a `qty`"),
        (["order_id", "client", "total"], "no column tells the day; got the columns order_id"),
        (["order_id", "client", "date"], "no column tells the amount; got the columns order_id"),
    ],
)
def test_what_columns_leave_open_is_asked(names, said):
    with pytest.raises(ValueError, match=f"^`columns` must .*{said}"):
        taken(*names)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"customer": "client"}, "`columns` must say one of customer_id, .*; got customer"),
        ({"amount": "sum"}, "`columns` must name columns of the table; got 'sum' for amount"),
        ({"amount": "Total"}, "`columns` must name columns of the table; got 'Total' for amount"),
    ],
)
def test_columns_that_are_not_there_or_there_twice_are_refused(columns, said):
    with pytest.raises(ValueError, match=said):
        taken("order_id", "client", "date", "Total (1)", "Total (2)", **columns)


def test_price_of_one_named_by_the_caller_is_multiplied():
    roles = taken("order_id", "client", "date", "qty", "price", unit_price="price").roles
    assert {"quantity", "unit_price"} <= roles.keys() and "amount" not in roles
