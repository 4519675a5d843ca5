"""Bad tables: every engine refuses what pandas refuses, in its words."""

import re
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest

from crmlib.baskets import basket_matrix
from crmlib.forecasts import transaction_summary as summary_in_pandas
from crmlib.scale import history_counts, pair_rules, transaction_summary
from crmlib.scale.audit import _audited, _there

# Change one thing; None is that of a column without a value.
FAULTS = {
    "null id": {"customer_id": ["Ann", None, "Ann", "Bob", None, "Cem"]},
    "null number as id": {"customer_id": [1, 2, np.nan, 1, 2, 1]},
    "no id at all": {"customer_id": [None] * 6},
    "list as id": {"customer_id": [["Ann"]] * 6},
    "null date": {"order_date": pd.to_datetime(["2024-01-05", None] * 3)},
    "no date at all": {"order_date": [None] * 6},
    "text as date": {"order_date": ["15/01/2024", "2024-01-16"] * 3},
    "number as date": {"order_date": range(6)},
    "NaN amount": {"amount": [1.0, np.nan, 2, 3, np.nan, 4]},
    "no amount at all": {"amount": [None] * 6},
    "infinite amount": {"amount": [1.0, np.inf, 2, 3, -np.inf, 4]},
    "negative amount": {"amount": [1.0, -5.25, 2, 3, 0, 4]},
    "text amount": {"amount": ["1", "2", "3", "4", "5", "6"]},
    "boolean amount": {"amount": [True, False] * 3},
}
ENDS = ["2024-02-01", "2024-01-05 23:00", datetime(2024, 5, 1, tzinfo=UTC)]


def words(error: pytest.ExceptionInfo) -> str:
    """Return a refusal up to the place of the first bad row, which only pandas knows."""
    return re.split(r", the (?:first|least)|\. Write", str(error.value))[0].rstrip(".")


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_bad_values_are_refused_in_pandas_words(engine, stored, orders, fault):
    bad = orders.assign(**fault)
    with pytest.raises((TypeError, ValueError)) as in_pandas:
        summary_in_pandas(bad)
    with pytest.raises(in_pandas.type) as refused:
        transaction_summary(engine(stored(bad)))
    in_words = words(in_pandas).replace("list in a cell", "list<element: string>")
    assert words(refused) == in_words


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_bad_ends_are_refused_in_pandas_words(engine, stored, orders, end):
    with pytest.raises((TypeError, ValueError)) as in_pandas:
        summary_in_pandas(orders, end)
    for measure in (transaction_summary, history_counts):
        with pytest.raises(in_pandas.type) as refused:
            measure(engine(stored(orders)), end)
        assert str(refused.value) == str(in_pandas.value)


@pytest.mark.parametrize("column", ["customer_id", "order_date", "amount"])
def test_missing_columns_are_named_in_pandas_words(engine, stored, orders, column):
    bad = orders.drop(columns=column)
    with pytest.raises(ValueError) as in_pandas:
        summary_in_pandas(bad)
    with pytest.raises(ValueError) as refused:
        transaction_summary(engine(stored(bad)))
    assert str(refused.value) == str(in_pandas.value)


def test_a_basket_without_a_name_is_refused_in_pandas_words(engine, stored, receipts):
    bad = receipts.assign(basket_id=receipts["basket_id"].replace(3, np.nan))
    with pytest.raises(ValueError) as in_pandas:
        basket_matrix(bad)
    with pytest.raises(ValueError) as refused:
        pair_rules(engine(stored(bad)))
    assert words(refused) == words(in_pandas)


@pytest.mark.parametrize(
    ("amount", "message"),
    [
        (12.345, r"must have only whole cents in `amount`; got 1 others, the least 12\.345\."),
        (2e9, "must have only numbers up to 1,000,000,000 in `amount`; got 1 others"),
    ],
)
def test_what_cents_cannot_hold_is_refused(engine, stored, orders, amount, message):
    bad = orders.assign(amount=[amount, 1, 2, 3, 4, 5])
    with pytest.raises(ValueError, match=message):
        transaction_summary(engine(stored(bad)))


def test_texts_of_dates_are_refused_even_in_the_one_form_that_pandas_reads(engine, stored, orders):
    bad = orders.assign(order_date=orders["order_date"].astype(str))
    with pytest.raises(TypeError, match=r"must have dates in `order_date`; got str\. Write"):
        transaction_summary(engine(stored(bad)))


def test_largest_amount_in_cents_is_no_fault(engine, stored, orders):
    rich = orders.assign(amount=[999_999_999.99, 0.29, 0.57, 1.15, 8.2, 1.1])
    found = transaction_summary(engine(stored(rich)))
    assert found.loc["Ann", "monetary_value"] == 0.57


def test_audit_counts_and_finds_the_end(engine, stored, orders):
    kinds = {"customer_id": "id", "order_date": "date", "amount": "money"}
    found = _audited(engine(stored(orders)), "orders", kinds)
    assert (found.n_rows, found.end) == (6, pd.Timestamp("2024-04-01"))


def test_nan_is_missing_in_a_column_of_floats(engine, stored):
    table = engine(stored(pd.DataFrame({"item": [1.0, np.nan]})))
    sql = f"SELECT COUNT(*) AS n FROM lines WHERE {_there(table, 'item')}"
    assert table.ask("lines", sql).to_pylist() == [{"n": 1}]
