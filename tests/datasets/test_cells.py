"""What cells say of money and days, once the column's rules are settled."""

import pandas as pd
import pytest

from crmlib.datasets.orders import load_orders

TABLE = pd.DataFrame(
    {
        "order_id": ["1", "2", "3"],
        "customer": ["ann", "bob", "cy"],
        "date": ["2025-01-01 23:30:00 +0100", "2025-01-02 00:30:00 +0100", "1989-01-01"],
        "Total (EUR)": ["10.00", "20.00", "5.00"],
    }
)


def test_currency_of_the_column_s_name_is_taken_and_another_one_refused():
    assert load_orders(TABLE).choices.loc["currency", "taken"] == "eur"
    with pytest.raises(ValueError, match="`currency` must be one of the file's, eur; got usd"):
        load_orders(TABLE, currency="usd")


def test_another_sign_than_the_column_s_is_no_amount():
    table = TABLE.assign(**{"Total (EUR)": ["10.00", "$20.00", "€5.00"]})
    rows = load_orders(table).rows
    assert rows["bin"].tolist() == ["order", "bad amount", "bad date"]
    assert rows["why"][1] == "another currency's sign"


def test_other_currencies_are_set_aside_and_never_added():
    table = TABLE.rename(columns={"Total (EUR)": "total"}).assign(currency=["EUR", "USD", "EUR"])
    report = load_orders(table, currency="eur").report()
    assert report["rows"].to_dict() == {"other currency": 1, "bad date": 1, "order": 1}
    assert pd.isna(report.loc["other currency", "money"])


def test_days_are_those_of_the_stamp_s_own_clock_unless_said():
    own = load_orders(TABLE).orders["order_date"]
    utc = load_orders(TABLE, time_zone="UTC").orders["order_date"]
    assert own.dt.day.tolist() == [1, 2]
    assert utc.dt.day.tolist() == [1, 1]


def test_last_day_counts_to_its_end():
    rows = load_orders(TABLE, as_of="2025-01-01").rows
    assert rows["bin"].tolist() == ["order", "bad date", "bad date"]
    assert rows["why"].tolist() == ["", "after 2025-01-01", "before 1990"]


def test_one_decimal_sign_serves_all_columns_of_money():
    table = TABLE.assign(refunded=["0,00", "1.000,00", "0,00"], **{"Total (EUR)": "1.234"})
    book = load_orders(table)
    assert book.orders["amount"].tolist() == [1234.0, 1234.0]
    assert book.customers()["kept"].tolist() == [1234.0, 234.0]


def test_guests_with_an_address_are_told():
    table = TABLE.rename(columns={"customer": "customer_id"}).assign(email="a@x.org")
    table["customer_id"] = ["ann", "", "guest"]
    told = load_orders(table).choices.loc["guests"]
    assert told["taken"] == "2 rows without a customer"
    assert 'columns={"customer_id": "email"} would keep them' in told["because"]
