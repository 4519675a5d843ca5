"""Rows that are no record are told by their shape; copies and continuations by their number."""

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.bins import BINS, _heads, _is_header, _is_repeated, _says_total, _structure
from crmlib.datasets.orders import load_orders

NAMES = ["order_id", "customer", "date", "amount"]


def structure(*rows, too_long=None):
    """Return the bins of rows that are no record."""
    words = pd.DataFrame(rows, dtype="str")
    keys = [words[place] for place in (1, 0, 2, 3)]
    long = np.zeros(len(rows), bool) if too_long is None else np.array(too_long)
    return _structure(words, NAMES, long, keys).tolist()


def test_a_row_goes_into_the_first_bin_that_fits():
    """Every trouble at once, taken away one by one: the order is part of the rule."""
    row = {"order_id": "1", "customer": "", "date": "soon", "amount": "x", "status": "void"}
    rows = [row, row | {"status": ""}]
    rows.append(rows[-1] | {"customer": "ann"})
    rows.append(rows[-1] | {"amount": "-5"})
    rows.append(rows[-1] | {"amount": "5"})
    rows += [rows[-1] | {"date": "2025-01-01"}] * 2
    found = load_orders(pd.DataFrame(rows)).rows["bin"].tolist()
    assert found == [
        "not paid",
        "no customer",
        "bad amount",
        "refund",
        "bad date",
        "order",
        "repeated row",
    ]
    assert [BINS.index(name) for name in found[:5]] == sorted(BINS.index(n) for n in found[:5])


def test_rows_that_are_no_record_are_told_by_their_shape():
    rows = [["", "", "", ""], NAMES, ["1", "a", "2025-01-01", "5"], ["", "", "", "182"]]
    assert structure(*rows) == ["empty row", "repeated header", "", "total row"]
    assert structure(rows[2], too_long=[True]) == ["ragged row"]


@pytest.mark.parametrize(
    "row",
    [
        ["Total", "", "", "9"],
        ["", "Grand total:", "", "9"],
        ["", "", "合计", "9"],
        ["Sum", "", "", ""],
        ["", "", "", "9.00"],
        ["TOTAL (3 orders)", "", "", "$9"],
        ["", "", "March total:", "9"],
        ["三月合计", "", "", "9"],
    ],
)
def test_sums_are_told_by_a_word_or_by_a_lone_number(row):
    assert structure(row) == ["total row"]


@pytest.mark.parametrize(
    "row", [["1", "Total", "2025-01-01", "9"], ["17", "", "", "23"], ["", "", "2025-01-01", "5"]]
)
def test_a_day_or_a_number_makes_a_record_of_a_row(row):
    assert structure(row) == [""]


def test_words_that_say_total():
    assert all(
        map(_says_total, ["Total", "Sub-total", "GRAND TOTAL:", "Summe", "合 计", "Total 2025"])
    )
    assert not any(map(_says_total, ["Totally", "", "Ann Total", "Sumatra"]))


def test_header_is_known_again_whatever_its_case():
    words = pd.DataFrame([[" ORDER_ID".strip(), "Customer", "", "amount"], ["1", "a", "b", "c"]])
    assert _is_header(words.astype("str"), NAMES).tolist() == [True, False]


def test_blank_customer_and_amount_go_on_with_the_order_above():
    cells = pd.DataFrame(
        {
            "structure": "",
            "order_id": ["1", "1", "2", "1", "3", ""],
            "customer_id": ["a", "", "", "", "", ""],
            "why": ["", "blank", "", "", "blank", "blank"],
            "kind": "",
        },
        dtype="str",
    )
    assert _heads(cells, frozenset()).tolist() == [-1, 0, -1, -1, -1, -1]


def test_only_rows_alike_in_every_cell_are_repeated():
    words = pd.DataFrame([["1", "a"], ["1", "a"], ["1", "b"], ["2", "a"]], dtype="str")
    cells = pd.DataFrame({"order_id": words[0]})
    live = pd.Series(True, cells.index)
    assert _is_repeated(cells, words, live).tolist() == [False, True, False, False]
