"""A file or a frame as a sheet: its kind, encoding, delimiter, header and rows."""

import codecs
import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import numpy as np
import pandas as pd

__all__: list[str] = []

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 20
CHUNK = 50_000
BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# First bytes of what is no table, and what to do about it.
OTHERS = (
    (b"PK\x03\x04", "a .zip archive", "Unpack it and give the file in it."),
    (b"PK\x05\x06", "an empty .zip archive", "Export the orders again."),
    (b"\x1f\x8b", "a .gz archive", "Unpack it first."),
    (b"Rar!", "a .rar archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a .7z archive", "Unpack it first."),
    (b"\xd0\xcf\x11\xe0", "an old workbook (.xls)", "Save it as .xlsx or .csv."),
    (b"%PDF", "a PDF", "Export the orders as .csv or .xlsx."),
    (b"<", "a web page or XML", "Open it in a spreadsheet and save it as .xlsx or .csv."),
    (b"{", "JSON", "Export the orders as .csv or .xlsx."),
    (b"[{", "JSON", "Export the orders as .csv or .xlsx."),
)


@dataclass
class Sheet:
    """What a source holds, cell by cell, before anything is read into it.

    Parameters
    ----------
    table : DataFrame
        The rows below the header; text, or typed cells of a workbook, Parquet file or frame.
    row : array of int
        The number of each row, as a spreadsheet counts.
    too_long : array of bool
        Rows with more filled fields than the header.
    taken : dict
        What was chosen, and why.
    epoch : datetime or None
        Of a workbook: the day from which its serial numbers count.
    """

    table: pd.DataFrame
    row: np.ndarray
    too_long: np.ndarray
    taken: dict[str, tuple[str, str]] = field(default_factory=dict)
    epoch: object = None


def _set_of(names: str) -> frozenset[str]:
    """Return the names of a line, cut at its bars."""
    return frozenset(names.split("|"))


def _squeezed(name: object) -> str:
    """Return a column's name without case, blanks, marks and what stands in brackets."""
    text = unicodedata.normalize("NFKC", str(name)).casefold()
    short = re.sub(r"[\W_]+", "", re.sub(r"\(.*?\)", "", text))
    return short or re.sub(r"[\W_]+", "", text)


def _texts(column: pd.Series) -> pd.Series:
    """Return cells as stripped text, blank where nothing stands."""
    if column.dtype == "str":
        return column.fillna("").str.strip()
    codes, distinct = pd.factorize(column.astype(object), use_na_sentinel=True)
    words = np.array([*map(_text, distinct), ""], dtype=object)
    return pd.Series(words[codes], column.index, dtype="str", name=column.name).str.strip()


def _text(cell: object) -> str:
    if isinstance(cell, float | np.floating) and float(cell).is_integer() and abs(cell) < 2**53:
        return f"{cell:.0f}"
    return str(cell)


def _read_sheet(
    source: object, sheet: str | None, known: frozenset[str], named: list[str]
) -> Sheet:
    """Return a source as a sheet; `known` and `named` are column names that tell a header."""
    if isinstance(source, pd.DataFrame):
        return _from_frame(source, "a frame")
    path = Path(source)
    if not path.is_file():
        raise ValueError(
            "`source` must be a file, a frame, 'cdnow' or 'complete_journey'; "
            f"got {str(source)!r}: no such file."
        )
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04") and b"xl/" in content:
        return _from_workbook(path, sheet, known, named)
    if sheet is not None:
        raise ValueError(
            f"`sheet` must be left out, since {path.name} is no workbook; got {sheet}."
        )
    if content.startswith(b"PAR1"):
        import pyarrow.parquet

        return _from_frame(pyarrow.parquet.read_table(path).to_pandas(), "Parquet")
    _require_text(content)
    return _from_text(content, known, named)


def _require_text(content: bytes) -> None:
    begin = content[:200].lstrip()
    for first, what, way in OTHERS:
        if begin.startswith(first):
            raise ValueError(f"`source` must be a table (.csv, .xlsx, .parquet); got {what}. {way}")
    if not content.strip(b"\x00\r\n\t \xef\xbb\xbf\xff\xfe"):
        raise ValueError("`source` must hold a table; got an empty file.")


def _from_frame(frame: pd.DataFrame, what: str) -> Sheet:
    if frame.columns.nlevels > 1:
        raise ValueError("`source` must have one row of column names; got several.")
    table = frame.reset_index(drop=True)
    table.columns, taken = _names(table.columns)
    taken = {"file": (what, "its cells have types"), **taken}
    return Sheet(table, np.arange(2, len(table) + 2), np.zeros(len(table), bool), taken)


def _names(header: Iterable[object]) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Return column names stripped and each once; a second `Total` becomes `Total (2)`."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for place, cell in enumerate(header, 1):
        name = "" if cell is None else re.sub(r"\s+", " ", str(cell)).strip(" \ufeff\u200b'")
        name = name or f"column {place}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    twice = [name for name, count in seen.items() if count > 1]
    note = {"repeated names": (", ".join(twice), "the header has them more than once; numbered")}
    return names, note if twice else {}


# Text


def _from_text(content: bytes, known: frozenset[str], named: list[str]) -> Sheet:
    text, encoding, because = _decoded(content, known | {_squeezed(name) for name in named})
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
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _from_rows(rows, known, named, taken, text)


def _decoded(content: bytes, known: frozenset[str]) -> tuple[str, str, str]:
    """Return a text, its encoding and why: marks first, then what reads without an error."""
    for mark, name in BOMS:
        if content.startswith(mark):
            return _strictly(content, name), name.removesuffix("-sig"), "its first bytes say so"
    if wide := _wide(content):
        return _strictly(content, wide), wide, "every second byte is empty"
    try:
        return content.decode("utf-8"), "utf-8", "it reads without an error"
    except UnicodeDecodeError:
        pass
    for name in ("gb18030", "big5", "cp932"):
        if _knows(content, name, known):
            return content.decode(name, "replace"), name, "its header then holds names we know"
    if _is_hanzi(content):
        return content.decode("gb18030", "replace"), "gb18030", "not UTF-8; all pairs are Chinese"
    text = content.decode("cp1252", "replace")
    return text, "cp1252", "not UTF-8, and no other is told by the header: look at the names"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(
            f"`source` must be text in {encoding}, as its first bytes say; got other bytes at "
            f"place {error.start:,}. Save it again as UTF-8."
        ) from None


def _wide(content: bytes) -> str:
    """Return the name of UTF-16 without a mark, or nothing."""
    begin = np.frombuffer(content[:2000], np.uint8)
    even, odd = (begin[0::2] == 0).mean(), (begin[1::2] == 0).mean()
    if len(begin) < 8 or max(even, odd) < 0.4:
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _knows(content: bytes, encoding: str, known: frozenset[str]) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    begin = content[:20_000].decode(encoding, "ignore")
    cells = re.split(r"[,;\t|\r\n]", "\n".join(begin.splitlines()[:SAMPLE_LINES]))
    names = {_squeezed(cell) for cell in cells if not cell.isascii()}
    return bool(names & known)


def _is_hanzi(content: bytes) -> bool:
    """Return whether all bytes beyond ASCII come in the pairs of common Chinese characters."""
    runs = re.findall(rb"[\x80-\xff]+", content)
    pairs = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
    return all(pairs.fullmatch(run) for run in set(runs))


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first lines into the most even rows of several cells."""
    sample = "".join(text[:200_000].splitlines(keepends=True)[:SAMPLE_LINES])
    scores = {}
    for sign in DELIMITERS:
        rows = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=sign)]
        (width, count), *_ = Counter(n for n in rows if n).most_common(1) or [(1, 0)]
        scores[sign] = count * (width - 1)
    return max(scores, key=scores.get)


def _from_rows(
    rows: Iterator[list[str]],
    known: frozenset[str],
    named: list[str],
    taken: dict[str, tuple[str, str]],
    text: str,
) -> Sheet:
    first = list(islice(rows, SAMPLE_LINES))
    place, because = _header_place(first, known, named)
    names, note = _names(_trimmed(first[place]))
    taken |= {"header row": (str(place + 1), because), **note}
    parts, lengths, long = _parts(iter(first[place + 1 :]), rows, len(names))
    _require_closed(text, parts)
    table = (
        pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=names, dtype="str")
    )
    table.columns = names
    n_short = int(((lengths < len(names)) & (lengths > 0)).sum())
    if n_short:
        taken["short rows"] = (f"{n_short:,}", "they have fewer fields; the rest is blank")
    row = np.arange(len(table)) + place + 2
    return Sheet(table, row, long, taken)


def _trimmed(header: list[str]) -> list[str]:
    """Return a header without the blank cells at its end."""
    n_filled = max((place for place, cell in enumerate(header, 1) if str(cell).strip()), default=1)
    return header[:n_filled]


def _parts(
    *sources: Iterator[list[str]] | int,
) -> tuple[list[pd.DataFrame], np.ndarray, np.ndarray]:
    """Return rows as frames of text, the number of their fields, and which are too long."""
    *readers, width = sources
    parts, lengths, long = [], [], []
    for reader in readers:
        while chunk := list(islice(reader, CHUNK)):
            n_fields = list(map(len, chunk))
            lengths += n_fields
            long += [
                n > width and any(map(str.strip, row[width:]))
                for n, row in zip(n_fields, chunk, strict=True)
            ]
            if set(n_fields) != {width}:
                chunk = [row[:width] + [""] * (width - len(row)) for row in chunk]
            columns = [pd.array(cells, dtype="str") for cells in zip(*chunk, strict=True)]
            parts.append(pd.DataFrame(dict(enumerate(columns))))
    return parts, np.array(lengths, int), np.array(long, bool)


def _require_closed(text: str, parts: list[pd.DataFrame]) -> None:
    """Refuse a quote that is opened and never closed: it would swallow all rows after it."""
    if parts and text.count('"') % 2 and parts[-1].iloc[-1].str.contains("\n").any():
        raise ValueError(
            "`source` must close every quote; got one that is open to the end of the file, "
            f"from {parts[-1].iloc[-1].max()[:40]!r} on."
        )


def _header_place(
    first: list[list[object]], known: frozenset[str], named: list[str]
) -> tuple[int, str]:
    """Return where the header stands among the first rows, and how we know."""
    wanted = {_squeezed(name) for name in named}
    cells = [{_squeezed(cell) for cell in row if cell not in (None, "")} for row in first]
    if not cells:
        raise ValueError("`source` must hold a table; got no rows.")
    for place, names in enumerate(cells):
        if wanted and wanted <= names:
            return place, "it holds the names given"
    n_known = [len(names & known) for names in cells]
    if max(n_known) >= 2:
        return n_known.index(max(n_known)), "it holds names we know"
    n_cells = [len(names) for names in cells]
    return n_cells.index(max(n_cells)), "the first row with the most names"


# Workbooks


def _from_workbook(path: Path, sheet: str | None, known: frozenset[str], named: list[str]) -> Sheet:
    rows, epoch, taken = _sheet_rows(path, sheet)
    place, because = _header_place(rows[:SAMPLE_LINES], known, named)
    names, note = _names(_trimmed(["" if cell is None else cell for cell in rows[place]]))
    taken |= {"header row": (str(place + 1), because), **note}
    width, body = len(names), rows[place + 1 :]
    long = [any(str(c).strip() for c in row[width:] if c is not None) for row in body]
    even = [[*row[:width], *[None] * (width - len(row))] for row in body]
    table = pd.DataFrame(even, columns=names, dtype=object)
    row = np.arange(len(table)) + place + 2
    return Sheet(table, row, np.array(long, bool), taken, epoch)


def _sheet_rows(
    path: Path, sheet: str | None
) -> tuple[list[tuple], object, dict[str, tuple[str, str]]]:
    """Return the rows of the sheet with the orders, and the workbook's first day."""
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and filters that we don't read
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True, data_only=True)
            names = [one.title for one in book.worksheets]
            wanted = names if sheet is None else [sheet]
            if sheet is not None and sheet not in names:
                raise ValueError(f"`sheet` must be one of {', '.join(names)}; got {sheet}.")
            filled = {name: rows for name in wanted if (rows := _filled(book[name]))}
            if len(filled) > 1:
                raise ValueError(
                    f"`sheet` must name the sheet with the orders; got {', '.join(filled)}."
                )
            if not filled:
                raise ValueError("`source` must hold a table; got an empty workbook.")
            (name, rows), epoch = next(iter(filled.items())), book.epoch
    because = "it was named" if sheet else "no other holds anything"
    return rows, epoch, {"file": ("workbook", "its first bytes say so"), "sheet": (name, because)}


def _filled(sheet: object) -> list[tuple]:
    """Return the rows of a sheet down to the last one that holds something."""
    sheet.reset_dimensions()
    rows = list(sheet.iter_rows(values_only=True))
    while rows and all(cell is None or cell == "" for cell in rows[-1]):
        rows.pop()
    return rows
