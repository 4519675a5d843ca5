"""The sheet of a workbook that holds the orders."""

import warnings
import zlib
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from crmlib.datasets.headers import SAMPLE_LINES, _header_place, _names, _Sheet, _Wanted

__all__: list[str] = []


def _from_workbook(path: Path, sheet: str | None, wanted: _Wanted) -> _Sheet:
    """Return a sheet of a workbook, with the day from which its serial numbers count."""
    try:
        rows, epoch, taken = _sheet_rows(path, sheet)
    except (BadZipFile, zlib.error, KeyError, EOFError, SyntaxError, OSError) as error:
        raise ValueError(
            f"`source` must be a workbook that opens; {path.name} is broken ({error}). Save it "
            "again, or export it as .csv."
        ) from error
    place, because = _header_place(rows[:SAMPLE_LINES], wanted)
    width = max(map(len, rows))
    even = [[*row, *[None] * (width - len(row))] for row in rows]
    names, note = _names(even[place])
    table = pd.DataFrame(even[place + 1 :], columns=names, dtype=object)
    empty = [at for at, name in enumerate(names) if len(table) and table[name].isna().all()]
    if empty and (name := _uncounted(path, taken["sheet"][0], place, empty)):
        raise ValueError(
            f"`source` must hold values; `{names[name]}` has formulas that were never worked out. "
            "Open the workbook in a spreadsheet, save it, and try again."
        )
    taken |= {"header row": (str(place + 1), because), **note}
    row = np.arange(len(table)) + place + 2
    return _Sheet(table, row, np.zeros(len(table), bool), taken, epoch)


def _sheet_rows(
    path: Path, sheet: str | None
) -> tuple[list[tuple], object, dict[str, tuple[str, str]]]:
    """Return the rows of the sheet with the orders, and the workbook's first day."""
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


def _uncounted(path: Path, sheet: str, header: int, columns: list[int]) -> int | None:
    """Return the first of some columns that holds formulas below the header."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with path.open("rb") as file:
            book = load_workbook(file, read_only=True)
            rows = islice(book[sheet].iter_rows(min_row=header + 2, values_only=True), 100)
            found = [
                place
                for row in rows
                for place in columns
                if place < len(row) and str(row[place]).startswith("=")
            ]
    return min(found, default=None)


def _filled(sheet: object) -> list[tuple]:
    """Return the rows of a sheet down to the last one that holds something."""
    sheet.reset_dimensions()
    rows = list(sheet.iter_rows(values_only=True))
    while rows and all(cell is None or cell == "" for cell in rows[-1]):
        rows.pop()
    return rows
