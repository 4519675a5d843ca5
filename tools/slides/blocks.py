"""Pieces of a chapter -> blocks for slides: text, formulas, tables, printed lines, code."""

import math
import re
import unicodedata
from xml.etree import ElementTree

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from tools.slides.pack import WIDTH, Block, n_lines
from tools.slides.prose import inline, plain, render

__all__ = ["TEXT_WIDTH", "code", "formula", "points", "table", "text"]

TEXT_WIDTH = 1100  # longer lines are hard to read
MOST_ROWS, FIRST_ROWS = 12, 10  # of a table that is shown whole; else of its beginning
LARGER = 1.1  # a table's rows are reckoned at 22 pixels, and set in 24


def text(source: str, *, size: int = 28, look: str = "") -> Block:
    """Return a paragraph, its type `size` pixels high."""
    height = round(1.36 * size) * n_lines(plain(source), size, TEXT_WIDTH) + 16
    opening = f'<p class="{look}">' if look else "<p>"
    return Block(f"{opening}{inline(source)}</p>", height)


def points(source: str) -> Block:
    """Return one item of a list, bulleted or numbered as its Markdown says."""
    words = re.sub(r"^(?:[-*+]|\d+[.)])\s+", "", source)
    n_rows = n_lines(plain(words), 28, TEXT_WIDTH - 40)
    return Block(render(source), 38 * n_rows + 12)


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


def table(source: str, *, is_output: bool) -> Block:
    """Return an HTML table; of more than 12 rows the first ten, and how many there are more."""
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
    more = len(rows) - FIRST_ROWS if len(rows) > MOST_ROWS else 0
    for row in rows[len(rows) - more :]:
        body.remove(row)
    height = sum(_row_heights(tree)) + 24
    made = ElementTree.tostring(tree, encoding="unicode", method="html")
    if more > 0:
        rows = "row" if more == 1 else "rows"
        made += f'<p class="more">… {more} more {rows} in the notebook</p>'
        height += 36
    return Block(made, round(LARGER * height))


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
