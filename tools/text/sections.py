"""One reader of a chapter for all: its text source, and the sections of its notebooks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import yaml

__all__ = [
    "CLAIM",
    "VIEW",
    "Chapter",
    "ChapterError",
    "chapter_files",
    "front_matter",
    "has_tag",
    "headings",
    "parse_chapter",
    "read_chapter",
    "sections",
    "source_cells",
]

CLAIM = "application/vnd.crm-claim+json"
VIEW = "application/vnd.jupyter.widget-view+json"
HEADINGS = re.compile(r"^#{1,3} (.+)$", flags=re.M)


class ChapterError(ValueError):
    """A chapter breaks a rule of the course; the message says which, and where."""


@dataclass(frozen=True)
class Chapter:
    """The text source of a chapter: file name without ending, front matter, cells."""

    stem: str
    header: dict
    cells: list

    @property
    def number(self) -> str:
        """The two digits of its file name."""
        return self.stem[:2]

    @property
    def word(self) -> str:
        """The word that its quiz and its exercises carry; empty without a quiz."""
        words = re.findall(r"""\bquiz\(\s*["'](\w+)["']""", self.code)
        return words[0] if words else ""

    @property
    def code(self) -> str:
        """All code cells, one after the other."""
        return "\n".join(cell.source for cell in self.cells if cell.cell_type == "code")

    @property
    def prose(self) -> str:
        """All that a student reads: no notes, no comments."""
        texts = [
            cell.source
            for cell in self.cells
            if cell.cell_type == "markdown" and not has_tag(cell, "notes")
        ]
        return re.sub(r"<!--.*?-->", " ", "\n\n".join(texts), flags=re.S)


def chapter_files(root: Path, wanted: list[str] | None = None) -> list[Path]:
    """Return the chapters whose file name begins with one of the words; all by default."""
    found = sorted((root / "chapters").glob("[0-9][0-9]_*.md"))
    for word in wanted or []:
        if not any(path.stem.startswith(word) for path in found):
            raise ChapterError(f"no chapter's name begins with {word}")
    return [path for path in found if not wanted or path.stem.startswith(tuple(wanted))]


def read_chapter(path: Path) -> Chapter:
    """Return the chapter of a file."""
    return parse_chapter(path.stem, path.read_text(encoding="utf-8"))


def parse_chapter(stem: str, text: str) -> Chapter:
    """Return the chapter of a text with a front matter."""
    return Chapter(stem, front_matter(text), list(source_cells(text)))


def front_matter(text: str) -> dict:
    """Return the YAML header of a chapter."""
    match = re.match(r"---\n(.*?)\n---\n", text, flags=re.S)
    if not match:
        raise ChapterError("a chapter must begin with a YAML header between two lines `---`")
    header = yaml.safe_load(match[1]) or {}
    minutes = header.get("minutes") or {}
    if set(minutes) != {"read", "exercises", "discuss"}:
        raise ChapterError(f"`minutes` must give read, exercises and discuss; got {minutes}")
    if not all(isinstance(value, int) for value in minutes.values()):
        raise ChapterError(f"`minutes` must be whole numbers; got {minutes}")
    return header


@cache
def source_cells(text: str) -> tuple[Any, ...]:
    """Return the cells of a chapter's text, read once for all; nobody changes them."""
    return tuple(jupytext.reads(text, fmt="md:myst").cells)


def sections(cells: Iterable[Any]) -> list[tuple[str, list]]:
    """Return the `##` sections of a notebook, title and cells; what comes first has no title."""
    found: list[tuple[str, list]] = [("", [])]
    for cell in cells:
        heading = re.match(r"## (.+)", cell.source) if cell.cell_type == "markdown" else None
        if heading:
            found.append((heading[1].strip(), []))
        found[-1][1].append(cell)
    return found


def headings(cell: Any) -> list[str]:
    """Return the headings that a cell of prose holds, of the first three levels."""
    return HEADINGS.findall(cell.source) if cell.cell_type == "markdown" else []


def has_tag(cell: Any, tag: str) -> bool:
    """Return whether a cell carries a tag."""
    return tag in cell.metadata.get("tags", [])
