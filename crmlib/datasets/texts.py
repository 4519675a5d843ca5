"""Cells and column names as plain text."""

import re
import unicodedata

import numpy as np
import pandas as pd

__all__: list[str] = []


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
    cells = column.astype(object)
    try:
        codes, distinct = pd.factorize(cells)
    except TypeError:  # lists in cells, as Parquet may have them
        codes, distinct = pd.factorize(cells.map(str))
    words = np.array([*map(_text, distinct), ""], dtype=object)
    return pd.Series(words[codes], column.index, dtype="str", name=column.name).str.strip()


def _text(cell: object) -> str:
    if isinstance(cell, float | np.floating) and float(cell).is_integer() and abs(cell) < 2**53:
        return f"{cell:.0f}"
    return str(cell)
