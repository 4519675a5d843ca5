"""Money is read by rules: signs, groups of three, and a decimal sign that the column settles."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets.money import (
    _header_currency,
    _main_currency,
    _number,
    _numbers,
    _settled,
    _vote,
)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("12.50", 12.5),
        ("$1,234.50", 1234.5),
        ("USD 2,000.00", 2000.0),
        ("(15.00)", -15.0),
        ("-$5.00", -5.0),
        ("$(5.00)", -5.0),
        ("Rs. 500", 500.0),
        ("$-5.00", -5.0),
        ("7.00-", -7.0),
        ("\u22127", -7.0),
        ("1 234.50 €", 1234.5),
        ("CHF 1'234.50", 1234.5),
        ("\uff11\uff12\uff19", 129.0),
        ("￥58.00", 58.0),
        ("1.2万", 12_000.0),
        ("2,000,000", 2e6),
        (".5", 0.5),
        ("20.-", 20.0),
        ("Fr. 1’000.\u2013", 1000.0),  # noqa: RUF001
        ("(6.00) USD", -6.0),
        ("1 234 Kč", 1234.0),
        ("-0", 0.0),
        (3, 3.0),
        (np.float64(1.234), 1.234),
    ],
)
def test_amount_is_read(cell, value):
    assert _number(cell, ".")[0] == value


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "free",
        "1,2,3",
        "1e3",
        "inf",
        "nan",
        "1_000",
        "--5",
        "(-5)",
        "5 %",
        "12,50",
        "1,23,456",
        "$5 €",
        "0,123",
        "1.2.3",
        "5 apples",
        np.inf,
        np.nan,
        True,
        "٣",
    ],
)
def test_what_is_no_amount_has_a_reason(cell):
    value, _, why = _number(cell, ".")
    assert np.isnan(value) and why


@pytest.mark.parametrize(
    ("number", "sign"),
    [
        ("12.5", "."),
        ("12,50", ","),
        ("1.249,00", ","),
        ("1,249.00", "."),
        ("1.000.000", ","),
        ("1,234", "?"),
        ("0,123", ","),
        ("1234,567", ","),
        ("12", ""),
        ("1,2,3", ""),
    ],
)
def test_number_settles_a_decimal_sign_or_does_not(number, sign):
    assert _vote(number) == sign


def test_lakhs_are_read_where_every_large_amount_is_grouped_so():
    lakhs = _numbers(pd.Series(["₹1,23,456.00", "12,34,567", "1,234", "1,2,3"]), ".")["value"]
    assert lakhs[:3].tolist() == [123_456.0, 1_234_567.0, 1234.0] and np.isnan(lakhs[3])
    mixed = _numbers(pd.Series(["1,23,456", "1,234,567"]), ".")["value"]
    assert np.isnan(mixed[0]) and mixed[1] == 1_234_567.0


def test_yen_have_no_decimals_so_their_comma_is_settled():
    assert _settled([pd.Series(["1,234円", "￥980"])], None)[0] == "."
    assert _settled([pd.Series(["1,234", "980"])], None, whole=True)[0] == "."


def test_one_clear_amount_settles_the_column():
    assert _settled([pd.Series(["1.000", "12,50"])], None)[0] == ","
    assert _number("1.000", ",")[0] == 1000.0


@pytest.mark.parametrize("cells", [["1,234", "5"], ["1.50", "1,50"]])
def test_decimal_sign_is_asked_for(cells):
    with pytest.raises(ValueError, match="`decimal` must be said"):
        _settled([pd.Series(cells)], None)


def test_main_currency_is_that_of_three_quarters_of_the_signs():
    dollar, euro = frozenset({"usd", "cad"}), frozenset({"eur"})
    assert _main_currency(pd.Series([dollar] * 3 + [euro, None]), "")[0] == "usd"
    with pytest.raises(ValueError, match="`currency` must be said: amounts are in"):
        _main_currency(pd.Series([dollar] * 2 + [euro]), "")
    with pytest.raises(ValueError, match="`currency` must be a code such as 'usd'"):
        _main_currency(pd.Series([dollar]), "dollars")


def test_currency_may_stand_in_a_column_s_name():
    names = ["Total (EUR)", "Amount USD", "Total", "SUM"]
    assert [_header_currency(name) for name in names] == ["eur", "usd", "", ""]


@given(st.decimals(-(10**7), 10**7, places=2), st.booleans())
def test_what_is_written_is_read_back(amount, comma):
    text = f"{amount:,.2f}"
    text = text.translate(str.maketrans(",.", ".,")) if comma else text
    read = _numbers(pd.Series([text], dtype="str"), "," if comma else ".")
    assert read["value"][0] == pytest.approx(float(amount), abs=1e-9)
