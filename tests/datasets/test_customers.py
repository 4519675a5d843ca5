"""Customers are text, nobody has many names, and statuses tell what was never paid."""

import pandas as pd
import pytest

from crmlib.datasets.customers import (
    _customers,
    _ids,
    _is_refunded,
    _is_unpaid,
    _kind,
    _status,
)


def text(*cells):
    """Return a column of text."""
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    "name",
    [
        "",
        "guest",
        "Guest ",
        "N/A",
        "0",
        "nan",
        "walk-in",
        "Walk In",
        "walk_in",
        "null",
        "-",
        "匿名",
        "0.0",
        "2.89300112233446E+15",
    ],
)
def test_nobody_has_many_names(name):
    assert _customers([text(name)])[0].tolist() == [""]


def test_ids_are_text_and_keep_their_zeros():
    ids = _ids(text("0042", "42", "17001.0", '="2893001122334455"', "'007", " a "))
    assert ids.tolist() == ["0042", "42", "17001", "2893001122334455", "007", "a"]


def test_addresses_are_one_whatever_their_case_and_names_are_not_merged():
    found, told = _customers([text("Ann@X.org", " ann@x.org ", "Ann Lee", "ann lee", "test@x.org")])
    assert found.tolist() == ["ann@x.org", "ann@x.org", "Ann Lee", "ann lee", "test@x.org"]
    assert told["re-spelt customers"][0] == "2 rows"
    assert told["test customers"][0] == "test@x.org"


def test_blank_customer_is_looked_up_in_the_next_column():
    found, _ = _customers([text("c1", "", "guest"), text("a@x.org", "B@x.org", "")])
    assert found.tolist() == ["c1", "b@x.org", ""]


def test_statuses_tell_what_was_never_paid():
    states = ["Voided", "wc-pending", "on-hold", "交易关闭", "等待买家付款", "paid", "", "shipped"]
    unpaid = _is_unpaid(_status(text(*states)), "")
    assert unpaid.tolist() == [True] * 5 + [False] * 3


def test_where_one_status_is_a_purchase_all_others_are_not():
    assert _is_unpaid(text("view", "purchase", "cart"), "purchase").tolist() == [True, False, True]


def test_only_full_refunds_give_all_back():
    states = _status(text("Refunded", "partially_refunded", "退款成功", "部分退款", "paid"))
    assert _is_refunded(states).tolist() == [True, False, True, False, False]


def test_column_of_types_counts_only_where_it_tells_sales_and_refunds():
    assert _kind(text("sale", "refund"), frozenset()).tolist() == ["sale", "refund"]
    assert _kind(text("dress", "refund"), frozenset()).tolist() == ["", "refund"]
