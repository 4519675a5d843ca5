"""A sheet, and the row that holds its column names."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from crmlib.datasets.texts import _squeezed

__all__: list[str] = []

SAMPLE_LINES = 20  # among which the header must stand


@dataclass
class _Sheet:
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


@dataclass(frozen=True)
class _Wanted:
    """Names, squeezed, that tell a header: those that are known, and those that were said."""

    known: frozenset[str]
    named: frozenset[str]


def _names(header: Iterable[object]) -> tuple[list[str], dict[str, tuple[str, str]]]:
    """Return column names stripped and each once; of two they make `Total (1)`, `Total (2)`."""
    cells = [re.sub(r"\s+", " ", "" if cell is None else str(cell)) for cell in header]
    names = [cell.strip(" \ufeff\u200b'") for cell in cells]
    names = [name or f"column {place}" for place, name in enumerate(names, 1)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if not twice:
        return names, {}
    seen: Counter[str] = Counter()
    for place, name in enumerate(names):
        seen[name] += 1
        names[place] = f"{name} ({seen[name]})" if name in twice else name
    return names, {"repeated names": (", ".join(twice), "the header has them again; numbered")}


def _header_place(first: list[list[object]], wanted: _Wanted) -> tuple[int, str]:
    """Return where the header stands among the first rows, and how we know."""
    cells = [{_squeezed(cell) for cell in row if cell not in (None, "")} for row in first]
    if not cells:
        raise ValueError("`source` must hold a table; got no rows.")
    for place, names in enumerate(cells):
        if wanted.named and wanted.named <= names:
            return place, "it holds the names given"
    n_known = [len(names & wanted.known) for names in cells]
    if max(n_known) >= 2:
        return n_known.index(max(n_known)), "it holds names we know"
    n_cells = [len(names) for names in cells]
    return n_cells.index(max(n_cells)), "the first row with the most names"
