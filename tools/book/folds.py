"""A chapter's page -> a page of the book: what is folded there is told at the book's end."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import count

import nbformat

from tools.text.markup import raw

__all__ = ["Fold", "answers_page", "unfold"]

FOLD = re.compile(
    r'<details(?P<help> class="help")?>\n<summary>(?P<title>.*?)</summary>\n\n'
    r"(?P<text>.*?)\n\n</details>\n*",
    re.S,
)
FOLDS = re.compile(f"(?:{re.sub(r'[?]P<[a-z]+>', '?:', FOLD.pattern)})+", re.S)
OPTION = r"<details[^>]*><summary>(.*?)</summary><p>(.*?)</p></details>"
OPTIONS = re.compile(f"(?:{OPTION})+")
QUESTION = re.compile(r"<p>(<strong[^>]*>Question \d+\.</strong>) .*?</p>")
HEADING = re.compile(r"^#{1,4} (.+)$", flags=re.M)
LEAD = re.compile(r"^(\*\*.+?\*\*)", flags=re.M)
FENCED = re.compile(r"^```.*?^```$", flags=re.S | re.M)
# What a cell says to somebody who has not answered it yet.
UNANSWERED = ('class="crm-feedback"', 'class="crm-prediction"')


@dataclass(frozen=True)
class Fold:
    """Something folded: its name, the heading above it, and its text in Markdown."""

    name: str
    heading: str
    text: str


def unfold(page: nbformat.NotebookNode) -> tuple[nbformat.NotebookNode, list[Fold]]:
    """Return the page with a link where something was folded, and all that was.

    What cells say to somebody who has not answered yet is left out.
    """
    page, folds, cells = deepcopy(page), [], []
    number = page.cells[0].source.removeprefix("# ").partition(" ")[0]
    names = (f"answer-{number}-{n}" for n in count(1))
    heading = ""
    for cell in page.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source, own = _unfold_text(cell.source, heading, names)
            heading = _last_heading(cell.source, heading)
        else:
            own = list(_unfold_quiz(cell, heading, names))
            cells += [_cell(fold.name, _link("Answers", fold.name)) for fold in own]
        folds += own
    page.cells = cells
    return page, folds


def answers_page(title: str, folds: list[Fold]) -> str:
    """Return what was folded in a chapter as a page, below the headings of the chapter."""
    parts, heading = [f"# Answers to {title}"], ""
    for fold in folds:
        if fold.heading != heading:
            heading = fold.heading
            parts.append(f"## {heading}")
        back = f"({fold.name})=\n{{.folded}}\n[Where it is asked](#to-{fold.name})"
        parts += [back, fold.text]
    return "\n\n".join(parts)


def _unfold_text(source: str, heading: str, names: Iterator[str]) -> tuple[str, list[Fold]]:
    """Return a cell's text with links for what was folded, and what was."""
    folds = []

    def moved(found: re.Match) -> str:
        above = source[: found.start()]
        leads = LEAD.findall(above[above.rstrip().rfind("\n\n") :])
        parts = [one.groupdict() for one in FOLD.finditer(found[0])]
        text = "\n\n".join([*leads, *(_told(**one) for one in parts)])
        fold = Fold(next(names), _last_heading(above, heading), text)
        folds.append(fold)
        said = "Hints and a solution" if parts[0]["help"] else parts[0]["title"]
        return f"{_link(said, fold.name)}\n\n"

    return FOLDS.sub(moved, source), folds


def _told(*, title: str, text: str, help: str | None) -> str:
    """Return what was folded below its title; a hint, a paragraph already, stands beside it."""
    if help and title.startswith("Hint"):
        return raw(f"<p><em>{title.partition(' to ')[0]}.</em> {text.removeprefix('<p>')}")
    return f"*{title}.*\n\n{text}"


def _unfold_quiz(cell: nbformat.NotebookNode, heading: str, names: Iterator[str]) -> Iterator[Fold]:
    """List the options of a quiz and yield the answers to them; drop what waits for an answer."""
    kept = []
    for output in cell.outputs:
        text = output.get("data", {}).get("text/html", "")
        if text.startswith('<div class="crm-quiz">'):
            output.data["text/html"] = OPTIONS.sub(lambda found: _listed(found[0], 0), text)
            answers = QUESTION.sub(
                r"<p>\1</p>", OPTIONS.sub(lambda found: _listed(found[0], 1), text)
            )
            yield Fold(next(names), heading, raw(answers))
        if not any(mark in text for mark in UNANSWERED):
            kept.append(output)
    cell.outputs = kept


def _listed(options: str, part: int) -> str:
    """Return the options (0) or what is said to each (1) as a list with letters."""
    items = "".join(f"<li>{found[part]}</li>" for found in re.findall(OPTION, options))
    return f'<ol type="a">{items}</ol>'


def _last_heading(source: str, heading: str) -> str:
    return ([heading, *HEADING.findall(FENCED.sub("", source))])[-1]


def _link(said: str, name: str) -> str:
    return f"(to-{name})=\n{{.folded}}\n[{said}](#{name})"


def _cell(name: str, source: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(source, id=f"{name}-link")
