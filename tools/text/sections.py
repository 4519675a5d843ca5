"""One reader of a chapter for all: its text source, its cells, what a cell holds."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import yaml

__all__ = [
    "CLAIM",
    "CODE_SPAN",
    "ORDINALS",
    "SITTING_HEADING",
    "TABLE",
    "VIEW",
    "Chapter",
    "ChapterError",
    "Piece",
    "chapter_files",
    "front_matter",
    "has_tag",
    "headings",
    "parse_chapter",
    "read_chapter",
    "source_cells",
    "split_prose",
]

CLAIM = "application/vnd.crm-claim+json"
VIEW = "application/vnd.jupyter.widget-view+json"
CODE_SPAN = re.compile(r"`([^`\n]+)`")
TABLE = re.compile(r"(?:^ *\|.*\n?)+", re.M)  # typed in Markdown
HEADINGS = re.compile(r"^#{1,3} (.+)$", flags=re.M)
COMMENT = re.compile(r"<!--(.*?)-->\n?", flags=re.S)
MARK = re.compile("\x00(\\d+)\x00")  # stands where a comment stood
ORDINALS = ("First", "Second", "Third")
SITTING_HEADING = re.compile(r"## (\w+) sitting: (.+)")
SITTING = {"title", "objective", "ideas", "discuss"}


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
        """All code that a student runs, cell after cell: no notes."""
        return "\n".join(
            cell.source
            for cell in self.cells
            if cell.cell_type == "code" and not has_tag(cell, "notes")
        )

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
    if "sittings" not in header:
        raise ChapterError("the header must have `sittings:`, a list of one to three")
    _refuse_sittings(header["sittings"])
    return header


@cache
def source_cells(text: str) -> tuple[Any, ...]:
    """Return the cells of a chapter's text, read once for all; nobody changes them."""
    return tuple(jupytext.reads(text, fmt="md:myst").cells)


def headings(cell: Any) -> list[str]:
    """Return the headings that a cell of prose holds, of the first three levels."""
    return HEADINGS.findall(cell.source) if cell.cell_type == "markdown" else []


def has_tag(cell: Any, tag: str) -> bool:
    """Return whether a cell carries a tag."""
    return tag in cell.metadata.get("tags", [])


@dataclass(frozen=True)
class Piece:
    """A cell of prose between two headings, and the lines that its comments give to the slides.

    `marked` is the text with these comments where they stand, each a paragraph of its own.
    """

    text: str
    slides: tuple[str, ...]
    marked: str = ""


def split_prose(source: str) -> list[Piece]:
    """Return a cell's prose cut before every heading, without comments.

    A piece without text holds slide lines alone: they belong to the cell before it.
    """
    comments = COMMENT.findall(source)
    marks = iter(range(len(comments)))
    text = COMMENT.sub(lambda _: f"\x00{next(marks)}\x00", source)
    spoken = [_slide_line(comment) for comment in comments]
    pieces: list[tuple[list[str], list[str], list[str]]] = [([], [], [])]
    fence = ""
    for marked in text.splitlines():
        line = MARK.sub("", marked)
        beside = [spoken[int(number)] for number in MARK.findall(marked)]
        pieces[-1][1].extend(said for said in beside if said)
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""
        if not fence and re.match(r"#{1,3} ", line) and "".join(pieces[-1][0]).strip():
            pieces.append(([], [], []))
        pieces[-1][0].append(line)
        pieces[-1][2].append(MARK.sub(lambda mark: _as_paragraph(spoken[int(mark[1])]), marked))
    made = [Piece("\n".join(a).strip(), tuple(b), "\n".join(c).strip()) for a, b, c in pieces]
    return [piece for piece in made if piece.text or piece.slides]


def _slide_line(comment: str) -> str:
    """Return the line that a comment gives to the slides; nothing if it gives none."""
    said = comment.strip()
    return said.removeprefix("slide:").strip() if said.startswith("slide:") else ""


def _as_paragraph(line: str) -> str:
    return f"\n\n<!-- slide: {line} -->\n\n" if line else ""


def _refuse_sittings(sittings: Any) -> None:
    if not isinstance(sittings, list) or not 1 <= len(sittings) <= len(ORDINALS):
        raise ChapterError(f"`sittings` must be a list of one to three; got {sittings!r}")
    for number, sitting in enumerate(sittings, 1):
        if not isinstance(sitting, dict) or set(sitting) != SITTING:
            raise ChapterError(
                f"sitting {number} must give title, objective, ideas and discuss; got {sitting}"
            )
        if type(sitting["discuss"]) is not int or sitting["discuss"] < 0:
            raise ChapterError(f"sitting {number}: `discuss` must be whole minutes")
        ideas = sitting["ideas"] if isinstance(sitting["ideas"], list) else [sitting["ideas"]]
        if wrong := [idea for idea in ideas if not _is_idea(idea)]:
            raise ChapterError(
                f"sitting {number}: an idea is {{term: …}} or {{term: …, core: true}}; "
                f"got {wrong[0]!r}"
            )


def _is_idea(idea: Any) -> bool:
    if not isinstance(idea, dict) or not isinstance(idea.get("term"), str):
        return False
    return set(idea) <= {"term", "core"} and type(idea.get("core", False)) is bool
