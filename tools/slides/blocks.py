"""Pieces of a chapter -> blocks for slides: text, formulas, tables, printed lines, code."""

import html
import math
import re
import unicodedata
from textwrap import wrap
from xml.etree import ElementTree

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.slides.pack import WIDTH, Block, n_lines
from tools.slides.prose import inline, plain, render

__all__ = ["callout", "code", "count_words", "formula", "points", "printed", "table", "text"]

TEXT_WIDTH = 1100  # longer lines are hard to read
MOST_ROWS = 10
MOST_LINES = 15
MOST_COLUMNS = 90
NEW_LINE = "\n"
DTYPE = re.compile(r"\n(?:Name: [^\n]*, )?(?:Length: \d+, )?dtype: \S+$")


def text(source: str, *, note: str = "", size: int = 28, look: str = "") -> Block:
    """Return a paragraph, `size` pixels high; the note is Markdown, said but not shown."""
    height = round(1.36 * size) * n_lines(plain(source), size, TEXT_WIDTH) + 16
    opening = f'<p class="{look}">' if look else "<p>"
    return Block(
        f"{opening}{inline(source)}</p>", height, count_words(source), render(note) if note else ""
    )


def callout(source: str, *, note: str = "", look: str = "callout", size: int = 28) -> Block:
    """Return a paragraph set off by a bar, for predictions and what the source leaves out."""
    block = text(source, note=note, size=size)
    return Block(
        f'<div class="{look}">{block.html}</div>', block.height + 24, block.words, block.note
    )


def points(source: str, *, note: str = "", size: int = 28) -> Block:
    """Return one item of a list, bulleted or numbered as its Markdown says."""
    words = re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", source)
    n_rows = n_lines(plain(words), size, TEXT_WIDTH - 40)
    look = "small" if size < 28 else ""
    made = (
        render(source).replace("<ul>", f'<ul class="{look}">').replace("<ol", f'<ol class="{look}"')
    )
    height = round(1.36 * size) * n_rows + 12
    return Block(made, height, count_words(words), render(note) if note else "")


def formula(source: str) -> Block:
    """Return a displayed formula."""
    n_rows = 1 + source.count(r"\\")
    tall = max(source.count(mark) for mark in (r"\frac", r"\sum", r"\underbrace", r"\int")) > 0
    return Block(render(source), 40 + n_rows * (90 if tall else 56))


def code(source: str, *, size: int = 20) -> Block:
    """Return Python code, coloured."""
    source = re.sub(r"\n{3,}", "\n\n", source)
    painted = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    height = round(1.35 * size) * (source.count("\n") + 1) + 40
    return Block(f'<pre class="code"><code>{painted}</code></pre>', height)


def printed(source: str, *, label: str = "output") -> list[Block]:
    """Return printed lines in as many blocks as they need, without pandas' remarks on types."""
    lines = []
    for line in DTYPE.sub("", source.rstrip("\n")).split("\n"):
        lines += (
            wrap(line, MOST_COLUMNS, subsequent_indent="    ")
            if len(line) > MOST_COLUMNS
            else [line]
        )
    size = 22 if max(map(_columns, lines)) <= 84 else 20
    opening = f'<pre class="{label}" style="font-size: {size}px">'
    return [
        Block(
            f"{opening}{html.escape(NEW_LINE.join(some), quote=False)}</pre>",
            round(1.35 * size) * len(some) + 40,
            is_output=True,
        )
        for start in range(0, len(lines), MOST_LINES)
        for some in [lines[start : start + MOST_LINES]]
    ]


def table(source: str, *, is_output: bool = False, most: int = MOST_ROWS) -> Block:
    """Return an HTML table; of more than `most` rows the first ten, and how many there are more."""
    made = re.search(r"<table.*?</table>", source, re.S)[0]
    tree = ElementTree.fromstring(re.sub(r"<br\s*/?>", "<br/>", made))
    tree.attrib = {"class": "data"} if is_output else {}
    for element in tree.iter():
        element.attrib.pop("style", None)
        element.attrib.pop("halign", None)
        if element.tag == "td" and _is_number(element.text or ""):
            element.set("class", "number")
    body = tree.find("tbody")
    rows = [row for row in body if {"".join(c.itertext()) for c in row} != {"..."}]
    more = len(rows) - MOST_ROWS if len(rows) > most else 0
    for row in rows[len(rows) - more :]:
        body.remove(row)
    height = sum(_row_heights(tree)) + 24
    made = ElementTree.tostring(tree, encoding="unicode", method="html")
    if more > 0:
        rows = "row" if more == 1 else "rows"
        made += f'<p class="more">… {more} more {rows} in the notebook</p>'
        height += 36
    return Block(made, height, is_output=is_output)


def count_words(source: str) -> int:
    """Return the number of words that a reader sees of some Markdown."""
    return len(plain(source).split())


def _row_heights(tree: ElementTree.Element) -> list[int]:
    """Estimate each row's height; columns share the width, the widest give way."""
    rows = [[("".join(cell.itertext())) for cell in row] for row in tree.iter("tr")]
    n_columns = max(map(len, rows))
    needs = [
        max(_columns(row[i]) if i < len(row) else 0 for row in rows) * 11 + 28
        for i in range(n_columns)
    ]
    given = _shared(needs, WIDTH)
    return [8 + 29 * max(map(_n_rows, row, given)) for row in rows]


def _n_rows(cell: str, width: int) -> int:
    """Return how many lines a cell of a table takes in a column of this width."""
    return max(1, math.ceil(_columns(cell) * 11 / max(width - 28, 11)))


def _shared(needs: list[int], width: int) -> list[int]:
    """Share a width: who needs less than an equal share gets all it needs."""
    given, rest, waiting = (
        dict.fromkeys(range(len(needs)), 0),
        width,
        sorted(range(len(needs)), key=needs.__getitem__),
    )
    while waiting:
        share = rest // len(waiting)
        column = waiting.pop(0)
        given[column] = min(needs[column], share)
        rest -= given[column]
    return list(given.values())


def _columns(line: str) -> int:
    """Return the width of a line of type; a Chinese character takes two columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def _is_number(value: str) -> bool:
    return bool(re.fullmatch(r"[-+\u2212]?[\d,.]+(?:e[-+]?\d+)?\s?%?|NaN", value.strip()))
