"""One student's notebook -> the chapter's page: what only moves in Jupyter becomes readable."""

import html
import re
from collections.abc import Sequence
from copy import deepcopy

import nbformat

from tools.text.course import anchor, heading_anchor
from tools.text.sections import VIEW, has_tag

__all__ = ["MAY_SKIP", "chapter_page", "readable_table"]

FURTHER = "### Further: "
MAY_SKIP = "*May be skipped: nothing later needs it, and its minutes are not counted.*"
SITTING = re.compile(
    r"## (?P<title>(?P<name>\w+ sitting): .+)\n\n\*(?P<length>About \d+ minutes)\.\*"
)
MINUTES = re.compile(r"\*About \d+ minutes")
EXERCISE = re.compile(r"^\*\*(Exercise (?P<number>\d+\.\d+) \([^)\n]*\))\.\*\* ", flags=re.M)
CODE = re.compile(r"`([^`]+)`")
HEADING = re.compile(r"^(#+) ", flags=re.M)
QUESTION = re.compile(r"<p><strong>(\d+)\.</strong> ")
MOVE_IT = "*The sliders move in JupyterLab; here stands the picture at their starting values.*"


def chapter_page(
    book: nbformat.NotebookNode,
    *,
    hints: dict[str, Sequence[str]],
    solutions: dict[str, str],
    links: dict[str, str],
    more: dict[str, str],
    cite: str = "",
) -> nbformat.NotebookNode:
    """Return the notebook as the website shows it; the given one stays as it is.

    `hints` and `solutions` are given by exercise. The `links` to slides (text to address) stand
    below the heading of their sitting, `more` links below the title. The page ends with how to
    `cite` it.
    """
    page = deepcopy(book)
    page.metadata.pop("widgets", None)
    cells, number, level = [], "", 1
    for cell in page.cells:
        cells.append(cell)
        if cell.cell_type != "code":
            number = _head_exercises(cell) or number
            level = len((HEADING.findall(cell.source) or ["#" * level])[-1])
            if cell.source.startswith(FURTHER):
                cell.source = _below_heading(cell.source, MAY_SKIP)
            continue
        cell.metadata["anchor"] = anchor(cell)
        _describe(cell)
        moved = [_still(output, cell.source, level) for output in cell.outputs]
        if any(moved):
            cells.append(_text(f"{cell.id}-move", MOVE_IT))
        if has_tag(cell, "exercise"):
            text = _help(hints[cell.id], solutions[cell.id], number)
            cells.append(_text(f"{cell.id}-help", text))
    _link(cells, links, more)
    if cite:
        cells.append(_text("how-to-cite", f"*To cite this chapter:* {cite}"))
    page.cells = cells
    return page


def readable_table(text: str, caption: str = "") -> str:
    """Return a table of pandas whose heads say what they head, in a frame that scrolls.

    The `caption` is for those who hear the page; to the eye the cell above says it.
    """
    text = re.sub(r"<style scoped>.*?</style>\s*", "", text, flags=re.S)
    text = re.sub(r"<th([^>]*)></th>", r"<td\1></td>", text)
    head, mark, body = text.partition("</thead>")
    head = re.sub(r"<th\b", '<th scope="col"', head)
    body = re.sub(r"<th\b", '<th scope="row"', body)
    said = f'<caption class="visually-hidden">{html.escape(caption)}</caption>' * bool(caption)
    return re.sub(r'<table border="1" ([^>]*>)', rf"<table \1{said}", head + mark + body)


def _head_exercises(cell: nbformat.NotebookNode) -> str:
    """Make the lead of each exercise a heading; return the number of the last one."""
    last = ""
    for found in EXERCISE.finditer(cell.source):
        last = found["number"]
    cell.source = EXERCISE.sub(r"#### \1\n\n", cell.source)
    return last


def _describe(cell: nbformat.NotebookNode) -> None:
    """Put the alt text of a picture that tells its own where a page reads it."""
    for output in cell.outputs:
        if alt := output.get("metadata", {}).get("image/png", {}).get("alt"):
            cell.metadata.setdefault("mystnb", {})["image"] = {"alt": alt}


def _still(output: nbformat.NotebookNode, source: str, level: int) -> bool:
    """Make an output readable without Jupyter; return whether it has lost its sliders.

    Questions of a quiz are headings below the last one, of `level`.
    """
    data = output.get("data", {})
    text = data.get("text/html", "")
    if 'class="dataframe"' in text:
        data["text/html"] = readable_table(text, f"Result of {source.splitlines()[-1]}")
    elif 'class="crm-quiz"' in text:
        head = rf'<p><strong role="heading" aria-level="{min(level + 1, 4)}">Question \1.</strong> '
        data["text/html"] = QUESTION.sub(head, text)
    return data.pop(VIEW, None) is not None


def _help(hints: Sequence[str], solution: str, number: str) -> str:
    of = f" to Exercise {number}" * bool(number)
    parts = [_folded(f"Hint {n}{of}", _as_typed(text)) for n, text in enumerate(hints, 1)]
    solved = f"Exercise {number}" if number else "it"
    parts.append(_folded(f"One way to solve {solved}", f"```python\n{solution}\n```"))
    return "\n\n".join(parts)


def _as_typed(text: str) -> str:
    """Return a hint as HTML, so that no quote of its code is bent into a typographer's."""
    return "<p>" + CODE.sub(r"<code>\1</code>", html.escape(text, quote=False)) + "</p>"


def _folded(title: str, text: str) -> str:
    return f'<details class="help">\n<summary>{title}</summary>\n\n{text}\n\n</details>'


def _link(cells: list[nbformat.NotebookNode], links: dict[str, str], more: dict[str, str]) -> None:
    """Put lines of links below the heading of the chapter, and of each of its sittings."""
    heads = [(cell, SITTING.match(cell.source)) for cell in cells if cell.cell_type == "markdown"]
    above = {}
    for cell, head in heads:
        if head:
            name, length = head["name"], head["length"].lower()
            above[f"{name}, {length}"] = f"#{heading_anchor(head['title'])}"
            own = {text: to for text, to in links.items() if name.lower() in text}
            if own:
                cell.source = _below_heading(cell.source, _line(own))
    cells[0].source = _below_heading(cells[0].source, _line(above | more))


def _below_heading(source: str, line: str) -> str:
    """Put a line below a heading, and below the minutes where they stand there."""
    first, *rest = source.split("\n\n")
    minutes = [rest.pop(0)] if rest and MINUTES.match(rest[0]) else []
    return "\n\n".join([first, *minutes, line, *rest])


def _line(links: dict[str, str]) -> str:
    kept = {text: " download" * to.startswith("notebooks/") for text, to in links.items()}
    shown = " · ".join(
        f'<a href="{html.escape(to)}"{kept[text]}>{text}</a>' for text, to in links.items()
    )
    return f'<p class="chapter-links">{shown}</p>'


def _text(name: str, source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=name[-64:])
