"""A file or a frame as a sheet: its kind, encoding, delimiter, header and rows."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

import numpy as np
import pandas as pd

from crmlib.datasets.encodings import _decoded
from crmlib.datasets.headers import SAMPLE_LINES, _header_place, _names, _Sheet, _Wanted
from crmlib.datasets.workbooks import _from_workbook

__all__: list[str] = []

DELIMITERS = (",", ";", "\t", "|")
CHUNK = 50_000
CONTROLS = 0.01  # of the characters may be none that a text has
PICTURE = "Export the orders as .csv or .xlsx."
# First bytes of what is no table, and what to do about it.
OTHERS = (
    (b"PK\x03\x04", "a .zip archive", "Unpack it and give the file in it."),
    (b"PK\x05\x06", "an empty .zip archive", "Export the orders again."),
    (b"\x1f\x8b", "a .gz archive", "Unpack it first."),
    (b"Rar!", "a .rar archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a .7z archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)", "Save it as .xlsx or .csv."),
    (b"\x89PNG", "a picture (.png)", PICTURE),
    (b"\xff\xd8\xff", "a picture (.jpg)", PICTURE),
    (b"GIF8", "a picture (.gif)", PICTURE),
    (b"RIFF", "a picture or sound", PICTURE),
    (b"SQLite format 3", "a database", "Export the orders as .csv or .xlsx."),
    (b"%PDF", "a PDF", "Export the orders as .csv or .xlsx."),
    (b"<", "a web page or XML", "Open it in a spreadsheet and save it as .xlsx or .csv."),
    (b"{", "JSON", "Export the orders as .csv or .xlsx."),
    (b"[{", "JSON", "Export the orders as .csv or .xlsx."),
)


def _read_sheet(source: object, sheet: str | None, wanted: _Wanted) -> _Sheet:
    """Return a source as a sheet."""
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, "a frame")
    path = Path(source)
    _require_file(path, str(source))
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04") and b"xl/" in content:
        return _from_workbook(path, sheet, wanted)
    if sheet is not None:
        raise ValueError(
            f"`sheet` must be left out, since {path.name} is no workbook; got {sheet}."
        )
    if content.startswith(b"PAR1"):
        return _from_frame(_parquet(path), "Parquet")
    _require_text(content)
    return _from_text(content, wanted)


def _parquet(path: Path) -> pd.DataFrame:
    import pyarrow
    import pyarrow.parquet

    try:
        return pyarrow.parquet.read_table(path).to_pandas()
    except (pyarrow.ArrowException, OSError) as error:
        raise ValueError(
            f"`source` must be a Parquet file that opens; {path.name} is broken. Save it again."
        ) from error


def _require_file(path: Path, source: str) -> None:
    if re.match(r"(?i)[a-z]{3,6}://", source):
        raise ValueError(
            f"`source` must be a file on this computer; got the web address {source!r}. "
            "Download it, then give the file."
        )
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):  # too long, or with a NUL
        is_file = is_folder = False
    if not is_file:
        raise ValueError(
            "`source` must be a file, a frame, 'cdnow', 'complete_journey' or 'tea_shop'; "
            f"got {source[:200]!r}: {'this is a folder' if is_folder else 'no such file'}."
        )


def _require_text(content: bytes) -> None:
    if office := _office(content):
        raise ValueError(f"`source` must be a table (.csv, .xlsx, .parquet); got {office}")
    begin = content[:200].lstrip()
    for first, what, way in OTHERS:
        if begin.startswith(first):
            raise ValueError(f"`source` must be a table (.csv, .xlsx, .parquet); got {what}. {way}")
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ValueError("`source` must hold a table; got an empty file.")


def _office(content: bytes) -> str:
    """Return what a file of an office program is, and what to do; nothing for all others."""
    if content.startswith(b"PK\x03\x04"):
        if b"opendocument.spreadsheet" in content[:200]:
            return "an OpenDocument spreadsheet (.ods). Save it as .xlsx or .csv."
        if b"word/" in content or b"opendocument" in content[:200]:
            return "a Word or other text document. Save its table as .xlsx or .csv."
        if b"Index/Document.iwa" in content:
            return "a Numbers sheet. Export it as .xlsx or .csv."
    locked = "EncryptedPackage".encode("utf-16-le")
    if content.startswith(b"\xd0\xcf\x11\xe0") and locked in content:
        return "a workbook with a password. Save it without one."
    return ""


def _from_frame(frame: pd.DataFrame, what: str) -> _Sheet:
    if frame.columns.nlevels > 1:
        raise ValueError("`source` must have one row of column names; got several.")
    table = frame.reset_index(drop=True)
    table.columns, taken = _names(table.columns)
    taken = {"file": (what, "its cells have types"), **taken}
    return _Sheet(table, np.arange(2, len(table) + 2), np.zeros(len(table), bool), taken)


# Text


def _from_text(content: bytes, wanted: _Wanted) -> _Sheet:
    text, encoding, because = _decoded(content, wanted.known | wanted.named)
    _refuse_noise(text[:10_000])
    taken = {"encoding": (encoding, because)}
    if "\0" in text:
        taken["NUL bytes"] = (f"{text.count(chr(0)):,} removed", "they are no part of a text")
        text = text.replace("\0", "")
    said = re.match(r"sep=(.)\r?\n", text)
    delimiter = said[1] if said else _delimiter(text)
    taken["delimiter"] = (
        {"\t": "tab"}.get(delimiter, delimiter),
        "the file says so" if said else "it cuts the first lines into the most even rows",
    )
    # In tab-separated text a lone quote is an inch.
    plain = delimiter == "\t" and text.count('"') % 2
    quoting = csv.QUOTE_NONE if plain else csv.QUOTE_MINIMAL
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    try:
        sheet = _from_rows(rows, wanted)
    except csv.Error:
        _refuse_open(f"row {rows.line_num:,}")
    if text.count('"') % 2 and not plain and _ends_in_a_run(sheet.table):
        _refuse_open(repr(sheet.table.iloc[-1].max()[:40]))
    sheet.taken = taken | sheet.taken
    return sheet


def _refuse_noise(begin: str) -> None:
    """Refuse what only looks like text because any byte is some letter."""
    if len(re.findall("[\x01-\x08\x0e-\x1f\x7f]", begin)) > max(2, CONTROLS * len(begin)):
        raise ValueError(
            "`source` must be a table (.csv, .xlsx, .parquet); got bytes that are no text. "
            "Export the orders again."
        )


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first lines into the most even rows of several cells."""
    sample = "".join(text[:200_000].splitlines(keepends=True)[:SAMPLE_LINES])
    scores = {}
    for sign in DELIMITERS:
        rows = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign)]
        (width, count), *_ = Counter(n for n in rows if n).most_common(1) or [(1, 0)]
        scores[sign] = count * (width - 1)
    return max(scores, key=scores.get)


def _from_rows(rows: Iterator[list[str]], wanted: _Wanted) -> _Sheet:
    first = list(islice(rows, SAMPLE_LINES))
    place, because = _header_place(first, wanted)
    names, note = _names(first[place])
    parts, lengths, long = _parts(chain(first[place + 1 :], rows), len(names))
    table = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names, dtype="str")
    )
    table.columns = names
    taken = {"header row": (str(place + 1), because), **note}
    if n_short := int(((lengths < len(names)) & (lengths > 0)).sum()):
        taken["short rows"] = (f"{n_short:,}", "they have fewer fields; the rest is blank")
    return _Sheet(table, np.arange(len(table)) + place + 2, long, taken)


def _parts(
    rows: Iterator[list[str]], width: int
) -> tuple[list[pd.DataFrame], np.ndarray, np.ndarray]:
    """Return rows as frames of text, the number of their fields, and which are too long."""
    parts, lengths, long = [], [], []
    while chunk := list(islice(rows, CHUNK)):
        n_fields = [len(row) for row in chunk]
        lengths += n_fields
        long += [len(row) > width and any(map(str.strip, row[width:])) for row in chunk]
        if set(n_fields) != {width}:
            chunk = [row[:width] + [""] * (width - len(row)) for row in chunk]
        columns = [pd.array(cells, dtype="str") for cells in zip(*chunk, strict=True)]
        parts.append(pd.DataFrame(dict(enumerate(columns))))
    return parts, np.array(lengths, int), np.array(long, bool)


def _ends_in_a_run(table: pd.DataFrame) -> bool:
    """Return whether the last row has a cell of several lines, as an open quote makes it."""
    return len(table) > 0 and bool(table.iloc[-1].str.contains("\n").any())


def _refuse_open(where: str) -> None:
    raise ValueError(
        f"`source` must close every quote; got one that runs to the end of the file, from {where} "
        "on. Look for a lone quotation mark."
    )
