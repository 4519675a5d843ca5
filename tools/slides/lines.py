"""The parts of a section -> what stands on its slides, in order: written lines and what is shown.

Nothing is cut from the prose: a line is written in the chapter, and all paragraphs go to the notes.
"""

import html
import re
from dataclasses import dataclass, replace
from typing import Any

from tools.rules.grammar import calls
from tools.slides import blocks
from tools.slides import outputs as made
from tools.slides.pack import Block
from tools.slides.prose import Item, inline, items, render, run_in
from tools.text.sections import CLAIM, has_tag
from tools.text.sittings import Part

__all__ = ["TEXT", "Shown", "read_parts"]

TEXT, ASKED = 32, 44  # pixels
SPOKEN = re.compile(r"<!-- slide: (.*?) -->", re.S)
LEAD = re.compile(r"\*\*(?P<title>Exercise \d+\.\d+[^*]*?)\.?\*\*\s*(?P<asked>.*)", re.S)
LEGEND = re.compile(r"(?:where|here)\b", re.I)
PREDICT, STOP = "**Predict before you run.**", "**A safe stop.**"
LEARNED, OBJECTIVE = "**Terms learned:**", "**You will be able to**"
QUIZZES = {"start": "Recall {} of {}", "vote": "Vote", None: "Question {} of {}"}
NAMED_INDEX = re.compile(  # pandas gives the name of an index a row of its own
    r"<tr[^>]*>\s*<th></th>(.*?)</tr>\s*<tr>\s*<th>([^<]+)</th>(?:\s*<th></th>)+\s*</tr>", re.S
)
PARTED = re.compile(r",\s+(?![^()]*\))")  # a comma outside brackets


@dataclass(frozen=True)
class Shown:
    """One thing that a slide shows, whole, with what is said beside it.

    `kind` is line, printed (one line of print), shown (a table, a formula with its legend), figure,
    or own: what has a slide for itself, with its title and look.
    """

    kind: str
    blocks: tuple[Block, ...] = ()
    source: str = ""
    title: str = ""
    look: str = ""
    output: Any = None
    notes: tuple[str, ...] = ()
    code: str = ""

    def saying(self, *notes: str) -> "Shown":
        """Return the same with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def read_parts(parts: tuple[Part, ...]) -> tuple[list[Shown], list[str]]:
    """Return what the parts show, and the notes that found nothing to stand beside."""
    reader = _Reader()
    for part in parts:
        if part.is_code:
            reader.code(part)
        elif part.is_prose:
            reader.prose(part)
    if reader.found and reader.unsaid:
        reader.found[-1] = reader.found[-1].saying(*reader.unsaid)
        reader.unsaid = []
    return reader.found, reader.unsaid


class _Reader:
    """What has been shown so far, and what has been said and waits for the next thing shown."""

    def __init__(self) -> None:
        self.found: list[Shown] = []
        self.unsaid: list[str] = []
        self.is_read = False  # the last thing is an output, and its reading follows
        self.exercise: tuple[str, list[Block]] | None = None

    def show(self, shown: Shown) -> None:
        """Add what is shown, with what was said before it."""
        self.found.append(replace(shown, notes=(*self.unsaid, *shown.notes)))
        self.unsaid = []

    def say(self, words: str) -> None:
        """Say a paragraph: beside the output that it reads, or beside what comes next."""
        if self.is_read:
            self.found[-1] = self.found[-1].saying(words)
            self.is_read = False
        else:
            self.unsaid.append(words)

    def prose(self, part: Part) -> None:
        """Read a cell of prose, with its lines where they stand."""
        found = [Item("line", line[1].strip()) if line else item for item, line in _spoken(part)]
        told = [item for item in found if item.kind != "line"]
        hooks = [item for item in told if item.kind == "quote" and PREDICT in item.source]
        asked = [item for item in found if item.kind == "line" and hooks and _predicts(item)]
        for item in found:
            if item in asked[:1]:
                continue
            if item.kind == "line":
                self.show(Shown("line", source=item.source))
            elif item in hooks:
                self._predict(item, asked[0].source if asked else "")
            else:
                place = told.index(item)
                self._tell(item, told[place - 1] if place else None, told[place + 1 : place + 2])

    def _tell(self, item: Item, before: Item | None, after: list[Item]) -> None:
        lead = LEAD.match(item.source) if item.kind == "text" else None
        if item.kind.startswith("heading") or item.source.startswith(OBJECTIVE):
            return
        if lead:
            self.exercise = lead["title"], [blocks.text(lead["asked"])]
        elif self.exercise:
            self.exercise[1].extend(_whole(item))
        elif item.kind == "math":
            block = blocks.formula(item.source)
            self.show(Shown("shown", (block,), source=item.source, look="formula"))
        elif before and before.kind == "math" and LEGEND.match(item.source):
            self._legend(item.source)
        elif item.kind == "table":
            self.show(Shown("shown", (_table(render(item.source), is_output=False),)))
        elif item.source.startswith(LEARNED):
            self.show(_terms(item.source))
        elif (asked := run_in(item.source)) and after and after[0].label.startswith("Points"):
            block = blocks.text(asked[1], size=ASKED)
            self.show(Shown("own", (block,), title=asked[0], look="case"))
            self.is_read = True
        elif STOP in item.source:
            words = blocks.text(run_in(_unquoted(item.source))[1], size=TEXT)
            self.show(Shown("own", (words,), title="A safe stop", look="break"))
        elif item.kind == "details":
            self.say(f"<h4>{html.escape(item.label)}</h4>{render(item.source)}")
        else:
            self.say(render(item.source))

    def _predict(self, item: Item, line: str) -> None:
        """Show a prediction as its line asks it, or else as the text does."""
        title, asked = run_in(_unquoted(item.source))
        said = line.partition(":")[2].strip() if line else asked
        block = blocks.text(said[0].upper() + said[1:], size=ASKED)
        notes = (render(asked),) if line else ()
        self.show(Shown("own", (block,), title=title, look="predict", notes=notes))

    def _legend(self, source: str) -> None:
        place = max(i for i, one in enumerate(self.found) if one.look == "formula")
        own = self.found[place]
        self.found[place] = replace(own, blocks=(*own.blocks, blocks.text(source)))

    def code(self, part: Part) -> None:
        """Show what a code cell gives, and then the lines that stand below it."""
        n_before = len(self.found)
        if part.exercise:
            self._answer(part)
        elif not has_tag(part.cell, "imports"):
            for output in part.cell.get("outputs", []):
                self._output(output, part)
        own = self.found[n_before:]
        if own and own[0].kind != "own":
            self.found[n_before] = replace(own[0], code=blocks.code(part.cell.source).html)
        self.is_read = bool(own)
        for line in part.slides:
            self.show(Shown("line", source=line))

    def _output(self, output: Any, part: Part) -> None:
        data = output.get("data", {})
        page, words = data.get("text/html", ""), output.get("text", data.get("text/plain", ""))
        if "image/png" in data:
            self.show(Shown("figure", output=output))
        elif CLAIM in data:
            self.show(_claim(data[CLAIM]))
        elif "crm-quiz" in page:
            for question in _questions(page, part):
                self.show(question)
        elif "<table" in page:
            self.show(Shown("shown", (_table(page),)))
        elif output.output_type == "stream" and len(words.splitlines()) == 1:
            self.show(Shown("printed", source=words.strip()))
        elif "crm-prediction" not in page:
            run = html.escape("\n\n".join([part.cell.source, words]))
            self.unsaid.append(f"<pre>{run}</pre>")

    def _answer(self, part: Part) -> None:
        """Show an exercise with the cell to fill; a solution waits behind the key for code."""
        title, asked = self.exercise or (f"Exercise {part.exercise.number}", [])
        solved = blocks.code(part.cell.source).html
        cell = replace(blocks.code(part.student, size=24), code=solved)
        self.show(Shown("own", (*asked, cell), title=title, look="task"))
        self.exercise = None


def _spoken(part: Part) -> list[tuple[Item, re.Match | None]]:
    return [(item, SPOKEN.match(item.source)) for item in items(part.marked)]


def _predicts(item: Item) -> bool:
    return item.source.startswith("Predict:")


def _unquoted(source: str) -> str:
    return re.sub(r"^> ?", "", source, flags=re.M)


def _whole(item: Item) -> list[Block]:
    """Return an item that belongs to an exercise, as it stands."""
    if item.kind == "table":
        return [_table(render(item.source), is_output=False)]
    if item.kind == "math":
        return [blocks.formula(item.source)]
    if item.kind == "list":
        return [blocks.points(item.source)]
    return [blocks.text(_unquoted(item.source))]


def _table(page: str, *, is_output: bool = True) -> Block:
    """Return a table with its head on one line and no empty cell a heading."""
    page = NAMED_INDEX.sub(r"<tr><th>\2</th>\1</tr>", page).replace("<th></th>", "<td></td>")
    return blocks.table(page, is_output=is_output)


def _terms(source: str) -> Shown:
    """Return the slide of the terms learned."""
    named = PARTED.split(source.removeprefix(LEARNED).strip().rstrip("."))
    points = "".join(f"<li>{inline(term)}</li>" for term in named)
    block = Block(f"<ul>{points}</ul>", 42 * -(-len(named) // 2))
    return Shown("own", (block,), title="Terms learned", look="terms")


def _claim(row: dict[str, str]) -> Shown:
    title = f"Put to the test: {row['id']}"
    return Shown("own", tuple(made.claim(row)), title=title, look="claim")


def _questions(page: str, part: Part) -> list[Shown]:
    """Return a slide for each question of a quiz; the one to vote on says so first."""
    place = next((call.get("at") for call in calls(part.student, "quiz")), None)
    asked = made.quiz_questions(page)
    shown = []
    for number, (question, *options) in enumerate(asked, 1):
        lead = 44 if "<br" in question.html else 0  # vote, discuss, vote again
        title = QUIZZES[place].format(number, len(asked))
        whole = (replace(question, height=question.height + lead), *options)
        shown.append(Shown("own", whole, title=title, look="quiz"))
    return shown
