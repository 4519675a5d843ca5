"""Blocks of known height -> slides that hold them: what is too tall moves on, nothing shrinks."""

import math
import unicodedata
from dataclasses import dataclass, field, replace

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
    "text_width",
    "title_lines",
]

# deck.css lays slides out in these numbers of pixels, on a canvas of 1280 x 720.
WIDTH = 1184
HEIGHT = 720
MARGINS = 24 + 44
KICKER = 32
TITLE_SIZE, TITLE_LINE, TITLE_GAP = 38, 46, 18
FLOWING = ""  # the look of most slides
MOST_WORDS = {FLOWING: 75, "list": 250}  # what may stand on a slide that others may join


@dataclass(frozen=True)
class Block:
    """A piece of a slide that is never cut: its HTML, its height, what is said and run with it."""

    html: str = ""
    height: int = 0
    words: int = 0
    note: str = ""
    code: str = ""
    is_output: bool = False


@dataclass(frozen=True)
class Unit:
    """Blocks that belong on one slide, with the section and the topic they are about.

    `title` opens a slide of its own. `alone` is the title and the blocks to show instead when the
    unit begins a slide for want of room: the finding moves up from below the output.
    """

    blocks: tuple[Block, ...]
    section: str
    topic: str
    title: str = ""
    look: str = FLOWING
    alone: tuple[str, tuple[Block, ...]] | None = None


@dataclass
class Slide:
    """One slide: where it stands, its title, its blocks."""

    section: str
    topic: str
    title: str
    look: str = FLOWING
    blocks: list[Block] = field(default_factory=list)
    part: int = 1

    @property
    def kicker(self) -> str:
        """Where we are: the section and the topic, unless the title says it."""
        return " · ".join(
            dict.fromkeys(name for name in (self.section, self.topic) if name != self.title)
        )

    def takes(self, unit: Unit) -> bool:
        """Return whether a unit may still join: it fits, and a second output does not come."""
        shown = [*self.blocks, *unit.blocks]
        return (
            self.look == unit.look
            and sum(block.height for block in shown) <= room(self.title)
            and sum(block.words for block in shown) <= MOST_WORDS.get(self.look, 0)
            and sum(block.is_output for block in shown) <= 1
        )


def text_width(text: str, size: int) -> float:
    """Return about how wide a text runs in Source Sans; a Chinese character is as wide as high."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return size * (wide + 0.475 * (len(text) - wide))


def n_lines(text: str, size: int, width: int = WIDTH) -> int:
    """Return how many lines a text takes, at least one."""
    return max(1, math.ceil(1.03 * text_width(text, size) / width))


def title_lines(title: str) -> int:
    """Return how many lines a title takes; it is set in a heavier type than text."""
    return n_lines(plain(title), round(1.1 * TITLE_SIZE))


def room(title: str) -> int:
    """Return the height that a title leaves to the body of its slide."""
    return HEIGHT - MARGINS - KICKER - TITLE_LINE * title_lines(title) - TITLE_GAP


def pack(units: list[Unit]) -> list[list[Slide]]:
    """Return the slides of each section, in order."""
    sections: list[list[Slide]] = []
    for unit in (part for whole in units for part in _divided(whole)):
        if not sections or sections[-1][-1].section != unit.section:
            sections.append([])
        slides = sections[-1]
        new_topic = not slides or slides[-1].topic != unit.topic
        if not new_topic and not unit.title and slides[-1].takes(unit):
            slides[-1].blocks += unit.blocks
            continue
        title, blocks = unit.title or unit.topic, unit.blocks
        if unit.alone and not new_topic:
            title, blocks = unit.alone
        _open(slides, unit, title)
        _place(slides, unit, blocks)
    return sections


def _divided(unit: Unit) -> list[Unit]:
    """Return a unit, or two if it is too tall: what leads on to an output, and the output."""
    outputs = [place for place, block in enumerate(unit.blocks) if block.is_output]
    title, blocks = unit.alone or (unit.topic, unit.blocks)
    tall = sum(block.height for block in blocks) > room(title)
    if not tall or not outputs or not outputs[0] or unit.title:
        return [unit]
    alone = (title, blocks[outputs[0] :]) if unit.alone else None
    lead = replace(unit, blocks=unit.blocks[: outputs[0]], alone=None)
    return [lead, replace(unit, blocks=unit.blocks[outputs[0] :], alone=alone)]


def _place(slides: list[Slide], unit: Unit, blocks: tuple[Block, ...]) -> None:
    """Put blocks on the last slide, and what does not fit on further ones of its title."""
    for block in blocks:
        here = slides[-1]
        taken = sum(other.height for other in here.blocks)
        if taken and taken + block.height > room(here.title):
            _open(slides, unit, here.title)
        slides[-1].blocks.append(block)


def _open(slides: list[Slide], unit: Unit, title: str) -> None:
    part = 1 + sum(slide.title == title for slide in slides)
    slides.append(Slide(unit.section, unit.topic, title, unit.look, part=part))
