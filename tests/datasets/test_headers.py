"""The header is found below titles, and every column has a name of its own."""

import pytest

from crmlib.datasets.headers import _header_place, _names, _Wanted

KNOWN = frozenset({"orderid", "customer", "amount"})


def test_names_are_stripped_and_blank_ones_numbered():
    assert _names(["\ufeffOrder ", None, "Sold\n on", ""])[0] == [
        "Order",
        "column 2",
        "Sold on",
        "column 4",
    ]


def test_name_that_stands_twice_is_numbered_and_told():
    names, note = _names(["Total", "Note", "Total "])
    assert names == ["Total (1)", "Note", "Total (2)"]
    assert note["repeated names"][0] == "Total"


@pytest.mark.parametrize(
    ("first", "named", "place"),
    [
        ([["Our shop"], ["Order ID", "Customer"], ["1", "a"]], [], 1),
        ([["Our shop"], ["Bon", "Kunde", "x"], ["1", "a", "b"]], ["bon", "kunde"], 1),
        ([["Our shop"], ["Bon", "Kunde"], ["1", "a"]], [], 1),
        ([["a", "b"]], [], 0),
    ],
)
def test_header_is_the_row_of_the_names(first, named, place):
    assert _header_place(first, _Wanted(KNOWN, frozenset(named)))[0] == place


def test_file_without_rows_is_refused():
    with pytest.raises(ValueError, match="`source` must hold a table; got no rows"):
        _header_place([], _Wanted(KNOWN, frozenset()))
