"""The parts of the report: a question, a few sentences with numbers, a picture, its limit."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from crmlib.course.audit.pictures import Picture

__all__ = []


class Shown(NamedTuple):
    """A table of texts; `numbers` names the columns that stand to the right."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    numbers: tuple[str, ...] = ()


class Section(NamedTuple):
    """One part; `absent` says in one line why there is none."""

    key: str
    title: str
    question: str = ""
    sentences: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Shown, ...] = ()
    limit: str = ""
    absent: str = ""


class Box(NamedTuple):
    """What stands out on the first page."""

    kind: str
    heading: str
    big: str
    text: tuple[str, ...]


class Report(NamedTuple):
    """The whole report: the first page, then the sections."""

    title: str
    where: str
    sentences: tuple[str, ...]
    boxes: tuple[Box, ...]
    limit: str
    sections: tuple[Section, ...]


def _shown(caption: str, columns: dict[str, Sequence[object]], words: int = 1) -> Shown:
    """Return a table from its columns; all after the first so many hold numbers."""
    names = tuple(columns)
    rows = tuple(zip(*columns.values(), strict=True))
    return Shown(caption, names, rows, names[words:])


def _frame(caption: str, table: pd.DataFrame) -> Shown:
    """Return a table of plain words from a frame, without its index."""
    rows = tuple(tuple(row) for row in table.astype(str).itertuples(index=False))
    return Shown(caption, tuple(map(str, table.columns)), rows)
