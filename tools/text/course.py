"""The course as read from its files: what the website, and whoever else asks, collects from."""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

import nbformat
from docutils.nodes import make_id

from tools.text.sections import Chapter, chapter_files, has_tag, headings, read_chapter
from tools.text.sittings import lesson_of
from tools.text.terms import names_term

__all__ = [
    "Course",
    "Place",
    "anchor",
    "first_mention",
    "heading_anchor",
    "heading_anchors",
    "places",
    "read_course",
    "read_rows",
    "title",
    "with_headings",
]

GAP = re.compile(r"^> \*\*The source is silent \((GAP-\d+)\)\.\*\*", flags=re.M)


@dataclass(frozen=True)
class Place:
    """Where something is taught: chapter, section with its id, and the code cell if it is one."""

    stem: str
    section: str
    anchor: str
    cell: str = ""

    @property
    def address(self) -> str:
        """The address of the section, from the root of the website."""
        return f"{self.stem}.html#{self.anchor}"


@dataclass(frozen=True)
class Course:
    """All chapters in order, their notebooks by name, and the tables beside them."""

    chapters: list[Chapter]
    notebooks: dict[str, nbformat.NotebookNode]
    solutions: dict[str, nbformat.NotebookNode]
    syllabus: list[dict[str, str]]
    glossary: list[dict[str, str]]

    @property
    def stems(self) -> list[str]:
        """The chapters' names in order."""
        return [chapter.stem for chapter in self.chapters]

    def minutes(self, stem: str) -> list[int]:
        """The minutes that a chapter tells its learners, by sitting."""
        [chapter] = [chapter for chapter in self.chapters if chapter.stem == stem]
        return lesson_of(chapter, self.solutions[stem]).about


def read_course(root: Path) -> Course:
    """Return the course of a folder: the chapters whose notebooks are built."""

    def built(folder: str, stem: str) -> Path:
        return root / folder / f"{stem}.ipynb"

    def books(folder: str) -> dict[str, nbformat.NotebookNode]:
        return {path.stem: nbformat.read(built(folder, path.stem), 4) for path in files}

    files = [
        path
        for path in chapter_files(root)
        if built("notebooks", path.stem).exists() and built("solutions", path.stem).exists()
    ]

    def rows(name: str) -> list[dict[str, str]]:
        every = read_rows(root / "chapters" / f"{name}.csv")
        return [row for row in every if row["chapter"] in {path.stem for path in files}]

    return Course(
        [read_chapter(path) for path in files],
        books("notebooks"),
        books("solutions"),
        rows("syllabus"),
        rows("glossary"),
    )


def read_rows(path: Path, stem: str | None = None) -> list[dict[str, str]]:
    """Return the rows of a CSV file; with a stem, those of this chapter."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if stem in (None, row.get("chapter"))]


def title(book: nbformat.NotebookNode) -> str:
    """Return the title of a notebook."""
    return book.cells[0].source.partition("\n")[0].removeprefix("# ").strip()


def anchor(cell: nbformat.NotebookNode) -> str:
    """Return the id under which a code cell stands in its page."""
    return cell.id if has_tag(cell, "exercise") else f"cell-{cell.id}"


def heading_anchor(heading: str) -> str:
    """Return the id that Sphinx gives to a section whose title no other has before it."""
    return make_id(re.sub(r"[*_`$\\]", "", heading))


def heading_anchors(titles: Iterable[str]) -> list[str]:
    """Return the ids of a page's headings, given in reading order: `quiz`, then `quiz-2`.

    Sphinx numbers a title that was used before as whatever comes without a name (`id1`), so its id
    changes with the page; the website gives it this one beside.
    """
    plain, found = [heading_anchor(each) for each in titles], []
    for name in plain:
        numbered = (f"{name}-{n}" for n in count(2))
        free = chain([name], (each for each in numbered if each not in plain))
        found.append(next(each for each in free if each not in found))
    return found


def with_headings(cells: Iterable[Any]) -> Iterator[tuple[Any, list[tuple[str, str]]]]:
    """Yield a chapter's cells, each with its headings and their ids; a note is on no page."""
    cells = list(cells)
    titles = [[] if has_tag(cell, "notes") else headings(cell) for cell in cells]
    ids = iter(heading_anchors(chain(*titles)))
    for cell, own in zip(cells, titles, strict=True):
        yield cell, [(each, next(ids)) for each in own]


def places(chapter: Chapter, book: nbformat.NotebookNode) -> dict[str, list[Place]]:
    """Return where each item that the chapter covers is taught, in reading order.

    `book` is the solved notebook: its code cells stand in the chapter's order, and their ids are
    those of the student's copy.
    """
    ids = [anchor(cell) for cell in book.cells if cell.cell_type == "code"]
    if len(ids) != sum(cell.cell_type == "code" for cell in chapter.cells):
        raise ValueError(f"{chapter.stem} has changed since its notebooks were built")
    unused = iter(ids)
    found: dict[str, list[Place]] = {}
    section = (title(book), heading_anchor(title(book)))
    for cell, titles in with_headings(chapter.cells):
        own = next(unused) if cell.cell_type == "code" else ""
        if has_tag(cell, "notes"):
            continue
        items = list(cell.metadata.get("covers", []))
        section = titles[0] if titles else section
        if cell.cell_type == "markdown":
            items += GAP.findall(cell.source)
        for item in items:
            found.setdefault(item, []).append(Place(chapter.stem, *section, own))
        section = titles[-1] if titles else section
    return found


def first_mention(term: dict[str, str], book: nbformat.NotebookNode) -> Place:
    """Return the first section whose text introduces a term; the chapter's title if none."""
    stem = term["chapter"]
    section = start = (title(book), heading_anchor(title(book)))
    for cell, titles in with_headings(book.cells):
        section = titles[0] if titles else section
        if cell.cell_type == "markdown" and names_term(term, cell.source):
            return Place(stem, *section)
    return Place(stem, *start)
