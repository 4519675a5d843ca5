"""What the story of a deck asks of the pieces of a chapter, and what it makes of some."""

import re
from typing import Any

import nbformat

from tools.rules.numbers import evidence, prose_numbers
from tools.slides import blocks
from tools.slides.pack import Block
from tools.slides.prose import Item, gist, items, render, run_in, sentences
from tools.text.sections import has_tag

__all__ = [
    "EXERCISE",
    "INTRODUCED",
    "all_items",
    "beginning",
    "has_picture",
    "is_asked",
    "is_instruction",
    "is_led_to",
    "is_widget",
    "opens_slide",
    "parted",
    "quoted",
    "repeats_number",
    "unquoted",
    "whole",
]

EXERCISE = re.compile(r"\*\*(Exercise \d+\.\d+)\.\*\*\s*(.*)", re.S)
INTRODUCED = ("math", "table", "fence", "list")


def all_items(book: Any) -> list[Item]:
    """Return the blocks of prose, the code cells and the lecturer's notes of a notebook."""
    found = []
    for cell in book.cells:
        if has_tag(cell, "notes"):
            fence = "```python\n{}\n```" if cell.cell_type == "code" else "{}"
            found.append(Item("notes", fence.format(cell.source)))
        elif cell.cell_type == "code":
            found.append(Item("code", cell.source, cell=cell))
        else:
            found += items(cell.source)
    return found


def whole(item: Item) -> list[Block]:
    """Return an item as it stands, but for the length of tables and of printed lines."""
    if item.kind == "table":
        return [blocks.table(render(item.source))]
    if item.kind == "math":
        return [blocks.formula(item.source)]
    if item.kind == "fence":
        return blocks.printed("\n".join(item.source.splitlines()[1:-1]), label="drawing")
    if item.kind == "list":
        return [blocks.points(item.source)]
    return [blocks.text(item.source)]


def beginning(item: Item) -> Block:
    """Return a point of a list with its first sentences, the whole of it as a note."""
    if item.kind != "list":
        return blocks.text(gist(item.source), note=item.source)
    enough = gist(item.source)
    hidden = " ".join(item.source.split()) != enough
    return blocks.points(enough, note=item.source if hidden else "", size=26)


def unquoted(source: str) -> str:
    """Return the words of a block quote."""
    return re.sub(r"^> ?", "", source, flags=re.M)


def quoted(source: str) -> Block:
    """Return the beginning of a block quote, the whole of it as a note."""
    words = unquoted(source)
    return blocks.callout(gist(words, least=16), note=words)


def parted(source: str) -> tuple[str, str]:
    """Return a paragraph without its last sentence, and that one: it leads on to what follows."""
    *said, last = sentences(source)
    enough = gist(" ".join(said)) if said else last
    return (" ".join(said), last) if last not in enough else (source, "")


def opens_slide(item: Item) -> bool:
    """Return whether a paragraph begins a slide of its own."""
    return bool(EXERCISE.match(item.source) or run_in(item.source))


def is_led_to(item: Item) -> bool:
    """Return whether an item belongs on the slide of the words before it."""
    return item.kind in INTRODUCED or (item.kind == "code" and not has_picture(item.cell))


def is_asked(after: Item) -> bool:
    """Return whether a paragraph is a question: the points of a good answer follow."""
    return after.kind == "details" and after.label.startswith("Points")


def is_instruction(after: Item, section: str) -> bool:
    """Return whether a paragraph only says how to use the notebook: open an option, a point."""
    return section == "Case discussion" or (after.kind == "code" and "quiz(" in after.source)


def is_widget(item: Item) -> bool:
    """Return whether an item is a picture that moves in the notebook."""
    return item.kind == "code" and has_tag(item.cell, "widget")


def has_picture(cell: Any) -> bool:
    """Return whether a cell shows a picture."""
    return any("image/png" in output.get("data", {}) for output in cell.outputs)


def repeats_number(source: str, cells: list[Any]) -> bool:
    """Return whether a paragraph repeats a number that the cells show, as it is or in percent."""
    paragraph = prose_numbers([nbformat.v4.new_markdown_cell(source)])
    said = [number for number, _ in paragraph if number.needs_evidence]
    known = evidence(cells)
    return any(
        number.backed_by(other, power) for number in said for other in known for power in (0, 2)
    )
