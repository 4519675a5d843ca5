"""Files are told by what is in them, and what is no table is refused in words."""

import zipfile

import pandas as pd
import pytest

from crmlib.datasets.headers import _Wanted
from crmlib.datasets.readers import _delimiter, _read_sheet

WANTED = _Wanted(frozenset({"orderid", "amount"}), frozenset())
HEAD = "order_id,customer,amount\n"


def sheet(folder, content, name="orders.csv"):
    """Return the sheet of a file with this content."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return _read_sheet(file, None, WANTED)


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_delimiter_is_what_cuts_the_most_even_rows(sign):
    rows = [["id", "who", "sum"], ["1", '"Lee, Ann"', "12"], ["2", '"Ray; Bo"', "7"]]
    assert _delimiter("\n".join(sign.join(row) for row in rows)) == sign


def test_decimal_commas_do_not_win_over_semicolons():
    assert _delimiter("id;who;sum\n1;a;12,50\n2;b;1.249,00\n") == ";"


def test_rows_are_counted_as_a_spreadsheet_counts(tmp_path):
    found = sheet(tmp_path, "Our shop,,\n" + HEAD + '1,"a\nb",5\n\n2,c,6\n')
    assert found.row.tolist() == [3, 4, 5]
    assert found.table["customer"].tolist() == ["a\nb", "", "c"]


def test_ragged_rows_are_marked_and_short_ones_told(tmp_path):
    found = sheet(tmp_path, HEAD + "1,a,5,6\n2,b\n3,c,7,,\n")
    assert found.too_long.tolist() == [True, False, False]
    assert found.taken["short rows"][0] == "1"


def test_nul_bytes_are_taken_out_and_told(tmp_path):
    found = sheet(tmp_path, HEAD + "1,a\0,5\n" * 3)
    assert found.table["customer"].tolist() == ["a"] * 3
    assert found.taken["NUL bytes"][0] == "3 removed"


def test_quote_that_is_never_closed_is_refused(tmp_path):
    with pytest.raises(ValueError, match="`source` must close every quote; got one that runs"):
        sheet(tmp_path, HEAD + '1,"a,5\n2,b,6\n')
    with pytest.raises(ValueError, match="`source` must close every quote"):
        sheet(tmp_path, HEAD + '1,"a,5\n' + "2,b,6\n" * 40_000)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "got an empty file"),
        (b"\xef\xbb\xbf\r\n", "got an empty file"),
        (b"\xd0\xcf\x11\xe0" + bytes(99), r"got an old workbook \(.xls\). Save it as .xlsx"),
        (b"<html><table>", "got a web page"),
        (b'[{"id": 1}]', "got JSON"),
        (b"%PDF-1.7", "got a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(99), r"got a picture \(.png\)"),
        (b"\xff\xd8\xff\xe0" + bytes(99), r"got a picture \(.jpg\)"),
        (b"SQLite format 3\0", "got a database"),
        (bytes(range(256)) * 9, "got bytes that are no text"),
        (b"\x1f\x8b\x08", "got a .gz archive"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path, content, said):
    with pytest.raises(ValueError, match=said):
        sheet(tmp_path, content)


def test_zip_archive_is_refused_in_words(tmp_path):
    with zipfile.ZipFile(tmp_path / "orders.zip", "w") as archive:
        archive.writestr("orders.csv", HEAD)
    with pytest.raises(ValueError, match=r"got a \.zip archive\. Unpack it and give the file"):
        _read_sheet(tmp_path / "orders.zip", None, WANTED)


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("mimetype", "got an OpenDocument spreadsheet"),
        ("word/document.xml", "got a Word"),
        ("Index/Document.iwa", "got a Numbers sheet"),
    ],
)
def test_files_of_office_programs_are_called_by_their_names(tmp_path, inside, said):
    with zipfile.ZipFile(tmp_path / "orders", "w") as archive:
        is_type = inside == "mimetype"
        archive.writestr(inside, "application/vnd.oasis.opendocument.spreadsheet" * is_type)
    with pytest.raises(ValueError, match=said):
        _read_sheet(tmp_path / "orders", None, WANTED)


def test_folder_and_web_address_are_called_so(tmp_path):
    with pytest.raises(ValueError, match="this is a folder"):
        _read_sheet(tmp_path, None, WANTED)
    with pytest.raises(ValueError, match=r"got the web address .* Download it"):
        _read_sheet("https://example.org/orders.csv", None, WANTED)
    with pytest.raises(ValueError, match="no such file"):
        _read_sheet("x" * 5000, None, WANTED)


def test_missing_file_and_needless_sheet_are_refused(tmp_path):
    with pytest.raises(ValueError, match="no such file"):
        _read_sheet(tmp_path / "none.csv", None, WANTED)
    (tmp_path / "a.csv").write_text(HEAD)
    with pytest.raises(ValueError, match=r"`sheet` must be left out, since a.csv is no workbook"):
        _read_sheet(tmp_path / "a.csv", "Sales", WANTED)


def test_parquet_keeps_its_types(tmp_path):
    stamps = pd.to_datetime(["2025-01-01 23:30"]).tz_localize("Europe/Berlin")
    frame = pd.DataFrame({"order_id": [1], "sold": stamps, "amount": [1.234]})
    frame.to_parquet(tmp_path / "orders.parquet")
    found = _read_sheet(tmp_path / "orders.parquet", None, WANTED)
    assert isinstance(found.table["sold"].dtype, pd.DatetimeTZDtype)
    assert found.table["amount"].tolist() == [1.234]


def test_broken_parquet_is_refused_in_words(tmp_path):
    (tmp_path / "orders.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(ValueError, match=r"orders\.parquet is broken\. Save it again"):
        _read_sheet(tmp_path / "orders.parquet", None, WANTED)


def test_frame_with_two_rows_of_names_is_refused():
    frame = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")]))
    with pytest.raises(ValueError, match="`source` must have one row of column names"):
        _read_sheet(frame, None, WANTED)


def test_in_text_cut_by_tabs_a_lone_quote_is_an_inch(tmp_path):
    found = sheet(tmp_path, HEAD.replace(",", "\t") + '1\t"12 inch tin\t5\n2\tb\t6\n')
    assert found.table["customer"].tolist() == ['"12 inch tin', "b"]
