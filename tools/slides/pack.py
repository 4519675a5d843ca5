"""Blocks of known height -> slides that hold them: what is too tall moves on, nothing shrinks."""

import math
import unicodedata
from dataclasses import dataclass, field

from tools.slides.prose import plain

__all__ = [
    "HEIGHT",
    "WIDTH",
    "Block",
    "Slide",
    "Unit",
    "n_lines",
    "pack",
    "room",
]

# deck.css lays slides out in these numbers of pixels, on a canvas of 1280 x 720.
WIDTH = 1184
HEIGHT = 720
MARGINS = 24 + 44
KICKER = 32
TITLE_SIZE, TITLE_LINE, TITLE_GAP = 38, 46, 18


@dataclass(frozen=True)
class Block:
    """A piece of a slide that is never cut: its HTML, its height, what is said and run with it."""

    html: str
    height: int
    note: str = ""
    code: str = ""


@dataclass(frozen=True)
class Unit:
    """Blocks that belong on one slide, the section they are from, their title and their look."""

    blocks: tuple[Block, ...]
    section: str
    title: str
    look: str


@dataclass
class Slide:
    """One slide: where it stands, its title, its blocks."""

    section: str
    title: str
    look: str
    blocks: list[Block] = field(default_factory=list)
    part: int = 1

    @property
    def kicker(self) -> str:
        """Where we are: the section, unless the title says it."""
        return self.section if self.section != self.title else ""


def _text_width(text: str, size: int) -> float:
    """Return about how wide a text runs in Source Sans; a Chinese character is as wide as high."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return size * (wide + 0.475 * (len(text) - wide))


def n_lines(text: str, size: int, width: int = WIDTH) -> int:
    """Return how many lines a text takes, at least one."""
    return max(1, math.ceil(1.03 * _text_width(text, size) / width))


def _title_lines(title: str) -> int:
    """Return how many lines a title takes; it is set in a heavier type than text."""
    return n_lines(plain(title), round(1.1 * TITLE_SIZE))


def room(title: str) -> int:
    """Return the height that a title leaves to the body of its slide."""
    return HEIGHT - MARGINS - KICKER - TITLE_LINE * _title_lines(title) - TITLE_GAP


def pack(units: list[Unit]) -> list[list[Slide]]:
    """Return the slides of each section, in order."""
    sections: list[list[Slide]] = []
    for unit in units:
        if not sections or sections[-1][-1].section != unit.section:
            sections.append([])
        _place(sections[-1], unit)
    return sections


def _place(slides: list[Slide], unit: Unit) -> None:
    """Put a unit on a slide, and what does not fit on further ones of its title."""
    _open(slides, unit)
    for block in unit.blocks:
        taken = sum(other.height for other in slides[-1].blocks)
        if taken and taken + block.height > room(unit.title):
            _open(slides, unit)
        slides[-1].blocks.append(block)


def _open(slides: list[Slide], unit: Unit) -> None:
    part = 1 + sum(slide.title == unit.title for slide in slides)
    slides.append(Slide(unit.section, unit.title, unit.look, part=part))
