"""Every row ends in one bin, rows and money add up to the file, and what is open is asked."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crmlib.datasets.bins import BINS
from crmlib.datasets.orders import load_orders

FOLDER = Path(__file__).parent.parent / "fixtures" / "orders"
FILES = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
KINDS = yaml.safe_load((FOLDER / "kinds.yml").read_text(encoding="utf-8"))
LOADED = [name for name, one in FILES.items() if "error" not in one]
COLUMNS = ["order_id", "customer", "date", "amount", "status", "item"]
SAID = {"date_order": "dmy", "decimal": ".", "currency": "usd"}

ids = st.sampled_from(["1", "2", "003", "3", "A-7", "", '="0042"', "17.0", "C5", "total"])
people = st.sampled_from(
    ["ann", " Ann@X.org ", "ann@x.org", "", "guest", "0", "N/A", "17001.0", "李雷", "Sum", "null"]
)
days = st.sampled_from(
    ["2025-01-02", "03/04/2025", "31/04/2025", "", "45810", "1/2/25", "2025-01-02T10:00:00+02:00"]
)
sums = st.sampled_from(
    ["10", "-5.00", "(15.00)", "$1,234.50", "", "1e3", "inf", "nan", "7.00-", "€9.00", "1,2,3", "0"]
)
states = st.sampled_from(["paid", "", "voided", "refunded", "交易关闭", "wc-pending"])
wild = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
cells = [st.one_of(known, wild) for known in (ids, people, days, sums, states, wild)]
tables = st.lists(st.tuples(*cells), max_size=12)


def outcome(book):
    """Return what the fixtures say of a book."""
    orders, report = book.orders, book.report()
    days = orders["order_date"].dt.date.astype(str)
    return {
        "n_rows": len(book.rows),
        "n_orders": len(orders),
        "n_customers": orders["customer_id"].nunique(),
        "total": round(orders["amount"].sum(), 2),
        "bins": report["rows"].to_dict(),
        "refunds": round(report["refunded"].sum(), 2),
        "money": round(report["money"].sum(), 2),
        "shape": book.choices.loc["rows", "taken"],
        "first": days.min(),
        "last": days.max(),
    }


def told(expected, found):
    """Return the expected outcome, as far as it is said, beside the found one."""
    said = {key: expected[key] for key in found if key in expected}
    return said, {key: found[key] for key in said}


@pytest.mark.parametrize("name", LOADED)
def test_invented_exports_have_the_outcome_worked_out_beforehand(name):
    said, found = told(FILES[name], outcome(load_orders(FOLDER / name, **FILES[name]["options"])))
    assert found == said


@pytest.mark.parametrize("name", [name for name, one in FILES.items() if "bad_rows" in one])
def test_rows_set_aside_are_those_expected(name):
    rows = load_orders(FOLDER / name, **FILES[name]["options"]).rows
    bad = rows[rows["bin"].isin(["bad date", "bad amount"])]
    assert [str(row - 1) for row in bad["row"]] == list(FILES[name]["bad_rows"])


def test_customer_is_asked_for_where_no_column_tells_it():
    with pytest.raises(ValueError, match=r"no column tells the customer; got the columns amazon-"):
        load_orders(FOLDER / "amazon_no_customer.txt")


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_order_of_day_and_month_is_asked_for_and_then_taken(order):
    file, expected = FOLDER / "ambiguous_dates.csv", FILES["ambiguous_dates.csv"]
    with pytest.raises(ValueError, match=re.escape(expected["error"])):
        load_orders(file)
    said, found = told(
        expected["with_options"][order], outcome(load_orders(file, date_order=order))
    )
    assert found == said


@pytest.mark.parametrize("kind", KINDS, ids=[kind["name"] for kind in KINDS])
def test_exports_of_other_kinds_have_the_outcome_worked_out_beforehand(kind, tmp_path):
    file = tmp_path / kind["file"]
    file.write_bytes(kind["text"].encode(kind.get("encoding", "utf-8")))
    if "error" in kind:
        with pytest.raises(ValueError, match=kind["error"].replace("(", r"\(").replace(")", r"\)")):
            load_orders(file, **kind.get("options", {}))
    else:
        book = load_orders(file, **kind.get("options", {}))
        said, found = told(kind, outcome(book))
        assert found == said
        assert kind.get("choices", {}).items() <= book.choices["taken"].to_dict().items()


@settings(deadline=None, max_examples=40)
@given(tables)
def test_every_row_ends_in_one_bin_and_money_adds_up(rows):
    book = load_orders(pd.DataFrame(rows, columns=COLUMNS, dtype="str"), **SAID)
    report, kept = book.report(), book.rows[book.rows["bin"] == "order"]
    assert report["rows"].sum() == len(book.rows) == len(rows)
    assert set(book.rows["bin"]) <= set(BINS)
    assert book.orders["n_rows"].sum() == len(kept)
    assert np.isclose(report["money"].sum(), book.rows["value"].sum())
    assert np.isclose(book.orders["amount"].sum(), kept["value"].sum())
    assert np.isclose(book.refunds["amount"].sum(), report["refunded"].sum())


@settings(deadline=None, max_examples=15)
@given(tables, st.randoms(use_true_random=False))
def test_shuffled_rows_of_one_order_each_end_in_the_same_bins(rows, random):
    """Numbers of their own: then no row repeats another or goes on with it."""
    rows = [(f"N{place}", *row[1:]) for place, row in enumerate(rows)]
    mixed = random.sample(rows, len(rows))
    reports = [
        load_orders(pd.DataFrame(table, columns=COLUMNS, dtype="str"), **SAID).report()
        for table in (rows, mixed)
    ]
    pd.testing.assert_frame_equal(*reports)


@settings(deadline=None, max_examples=15)
@given(tables)
def test_a_file_doubled_sells_nothing_twice(rows):
    """Orders with a number of their own, exported twice: the copies are set aside."""
    rows = [(f"N{place}", *row[1:]) for place, row in enumerate(rows)]
    once, twice = (
        load_orders(pd.DataFrame(table, columns=COLUMNS, dtype="str"), **SAID)
        for table in (rows, rows + rows)
    )
    assert len(twice.rows) == 2 * len(once.rows)
    pd.testing.assert_frame_equal(once.orders, twice.orders)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(days, sums), min_size=1, max_size=8))
def test_what_a_file_does_not_settle_is_asked(cells):
    """Without a word from the caller a book is that of every reading, or it is refused."""
    table = pd.DataFrame(cells, columns=["date", "amount"], dtype="str")
    table = table.assign(order_id=[f"N{n}" for n in range(len(table))], customer="ann")
    try:
        book = load_orders(table)
    except ValueError as error:
        assert re.match(r"`(date_order|decimal|currency)` must be said: ", str(error))
        return
    day, sign = (book.choices["taken"].get(name) for name in ("date order", "decimal sign"))
    again = load_orders(table, date_order=day, decimal=sign)
    pd.testing.assert_frame_equal(again.orders, book.orders)
    open_dates = {"03/04/2025", "1/2/25"} & set(table["date"])
    settled = "31/04/2025" in set(table["date"])
    assert not open_dates or settled or day is None
