"""The parts of the report: a question, a few sentences with numbers, a picture, its limit."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from crmlib.course.audit.pictures import _Picture

__all__ = []


class _Shown(NamedTuple):
    """A table of texts; `numbers` names the columns that stand to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    numbers: tuple[str, ...] = ()


class _Section(NamedTuple):
    """One part; `absent` says in one line why there is none."""

    key: str
    title: str
    question: str = ""
    sentences: tuple[str, ...] = ()
    pictures: tuple[_Picture, ...] = ()
    tables: tuple[_Shown, ...] = ()
    limit: str = ""
    absent: str = ""


class _Box(NamedTuple):
    """What stands out on the first page."""

    kind: str
    heading: str
    big: str
    text: tuple[str, ...]


class _Report(NamedTuple):
    """The whole report: the first page, then the sections."""

    title: str
    where: str
    sentences: tuple[str, ...]
    boxes: tuple[_Box, ...]
    limit: str
    sections: tuple[_Section, ...]


def _shown(caption: str, columns: dict[str, Sequence[object]], words: int = 1) -> _Shown:
    """Return a table from its columns; all after the first so many hold numbers."""
    names = tuple(columns)
    rows = tuple(zip(*columns.values(), strict=True))
    return _Shown(caption, names, rows, names[words:])


def _frame(caption: str, table: pd.DataFrame) -> _Shown:
    """Return a table of plain words from a frame, without its index."""
    rows = tuple(tuple(row) for row in table.astype(str).itertuples(index=False))
    return _Shown(caption, tuple(map(str, table.columns)), rows)
