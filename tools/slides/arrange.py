"""What a section shows -> the units of its deck: lines shared out evenly, figures captioned."""

import re
from dataclasses import replace
from html import escape
from itertools import groupby

from tools.slides import blocks
from tools.slides.lines import TEXT, Shown
from tools.slides.outputs import escaped, figure
from tools.slides.pack import HEIGHT, MARGINS, Block, Unit, room
from tools.slides.prose import plain

__all__ = ["FEW", "LINE", "arrange"]

MOST_LINES, MOST_TABLES = 5, 2  # on a slide
LINE = 36  # pixels
FEW = {1: (56, "statement"), 2: (44, "pair")}  # lines that have a slide for themselves
PICTURE_ROOM = HEIGHT - MARGINS - 44  # below the heading of a figure's slide
ALONE = ("figure", "own")
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def arrange(found: list[Shown], section: str) -> list[Unit]:
    """Return a unit for each slide of a section; none of them takes more than it holds.

    What was printed is said only, where a line repeats its numbers and where it would stand alone.
    """
    slides: list[list[Shown]] = []
    unsaid: tuple[str, ...] = ()
    for alone, run in groupby(_captioned(_told_once(found)), lambda one: one.kind in ALONE):
        several = list(run)
        shared = [[one] for one in several] if alone else _shared_out(several, room(section))
        for slide in shared:
            if all(one.kind == "printed" for one in slide):
                unsaid += tuple(note for one in slide for note in _said(one))
            else:
                slides.append([replace(slide[0], notes=(*unsaid, *slide[0].notes)), *slide[1:]])
                unsaid = ()
    if slides and unsaid:
        slides[-1][0] = slides[-1][0].saying(*unsaid)
    return [_unit(slide, section) for slide in slides]


def _told_once(found: list[Shown]) -> list[Shown]:
    """Leave out what was printed where the section's lines say the same numbers."""
    told = {n for one in found if one.kind == "line" for n in NUMBER.findall(plain(one.source))}
    kept: list[Shown] = []
    unsaid: tuple[str, ...] = ()
    for one in found:
        if one.kind == "printed" and told.issuperset(NUMBER.findall(one.source)):
            unsaid += _said(one)
        else:
            kept.append(replace(one, notes=(*unsaid, *one.notes)))
            unsaid = ()
    if kept and unsaid:
        kept[-1] = kept[-1].saying(*unsaid)
    return kept


def _said(one: Shown) -> tuple[str, ...]:
    return (*one.notes, f"<pre>{escape(one.source)}</pre>")


def _captioned(found: list[Shown]) -> list[Shown]:
    """Give each figure the last line before it as its caption, or else the first one after it."""
    kept: list[Shown] = []
    waiting = list(found)
    while waiting:
        one = waiting.pop(0)
        if one.kind == "figure":
            near = kept.pop() if kept and kept[-1].kind == "line" else None
            if not near and waiting and waiting[0].kind == "line":
                near = waiting.pop(0)
            if near:
                one = replace(one, source=near.source, notes=(*near.notes, *one.notes))
        kept.append(one)
    return kept


def _shared_out(run: list[Shown], height: int) -> list[list[Shown]]:
    """Cut a run into as few slides as hold it, and these as evenly filled as can be."""
    best: list[tuple[int, int, list]] = [(0, 0, [])]
    for end in range(1, len(run) + 1):
        ways = []
        for start in range(end - 1, -1, -1):
            slide = run[start:end]
            taken = sum(block.height for one in slide for block in _blocks(one))
            if len(slide) > 1 and (taken > height or _is_too_much(slide)):
                break
            n_slides, waste, slides = best[start]
            left = max(height - taken, 0)
            ways.append((n_slides + 1, waste + left * left, [*slides, slide]))
        best.append(min(ways, key=lambda way: way[:2]))
    return best[-1][2]


def _is_too_much(slide: list[Shown]) -> bool:
    n_tables = sum(one.kind == "shown" for one in slide)
    return len(slide) - n_tables > MOST_LINES or n_tables > MOST_TABLES


def _unit(slide: list[Shown], section: str) -> Unit:
    first = slide[0]
    if first.kind == "figure":
        made, title, look = _noted((_figure(first),), first), section, "picture"
    elif first.kind == "own":
        made, title, look = _noted(first.blocks, first), first.title, first.look
    else:
        n_lines = len(slide) if all(one.kind == "line" for one in slide) else 0
        size, look = FEW.get(n_lines, (LINE, "lines"))
        made = tuple(block for one in slide for block in _noted(_blocks(one, size), one))
        title = section
    return Unit(made, section, title, look)


def _figure(one: Shown) -> Block:
    """Return a figure and its caption as one block, as large as the slide allows."""
    caption = blocks.text(_unbroken(one.source)) if one.source else None
    parts = figure(one.output, caption, PICTURE_ROOM)
    page, height = "\n".join(p.html for p in parts), sum(p.height for p in parts)
    return Block(page, height)


def _blocks(one: Shown, size: int = LINE) -> tuple[Block, ...]:
    if one.kind == "shown":
        return one.blocks
    if one.kind == "printed":
        return (blocks.text(escaped(one.source), size=TEXT, look="printed"),)
    return (blocks.text(_unbroken(one.source), size=size, look="line"),)


def _noted(made: tuple[Block, ...], one: Shown) -> tuple[Block, ...]:
    """Return blocks whose first one carries what is said, and the code behind."""
    first, *others = made
    notes = "\n".join((first.note, *one.notes)).strip()
    return (replace(first, note=notes, code=one.code or first.code), *others)


def _unbroken(line: str) -> str:
    """Return a line that does not break before a percent sign."""
    return re.sub(r"(?<=\d) (?=%)", "&nbsp;", line)
