"""The code cells of a chapter -> units of its deck: outputs, figures, exercises, cards, quizzes."""

from dataclasses import replace
from typing import Any

from tools.slides import blocks
from tools.slides import outputs as shown
from tools.slides.pack import Block, Unit, title_lines
from tools.slides.parts import has_picture
from tools.slides.prose import ENOUGH_WORDS, gist, render, sentences
from tools.text.sections import VIEW

__all__ = ["Cells"]

SHORT_CODE = 5
WHOLE = ("**You will be able to**", "Next: ")
MOST_BESIDE = 240  # pixels: fewer printed lines go behind the picture that shows the same


class Cells:
    """The units of a deck so far, where in the chapter we are, and how a code cell adds to them."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.title = self.section = self.topic = ""
        self.lead: list[Block] = []  # leads on to the next unit
        self.exercise: list[Block] | None = None
        self.exercise_title = ""
        self.question: Block | None = None  # asked of the next picture that moves
        self.cells: list[Any] = []
        self.drawn: tuple = ()  # the last picture, its cell and its code

    def add(
        self, *made: Block, title: str = "", look: str = "", alone: tuple | None = None
    ) -> None:
        """Add a unit that begins with what leads on to it, if there is anything to see."""
        made = (*self.lead, *made)
        if any(block.html for block in made):
            alone = alone and (alone[0], (*self.lead, *alone[1]))
            self.lead = []
            self.units.append(Unit(made, self.section, self.topic, title, look, alone))

    def note(self, words: str) -> None:
        """Say something on the last slide that stands in this section."""
        if self.is_new_section():
            self.lead.append(Block(note=words))
        else:
            self.append(Block(note=words))

    def append(self, block: Block) -> None:
        """Put a block below the last unit."""
        last = self.units[-1]
        alone = last.alone and (last.alone[0], (*last.alone[1], block))
        self.units[-1] = replace(last, blocks=(*last.blocks, block), alone=alone)

    def gist_of(self, source: str, *, size: int = 28, least: int = ENOUGH_WORDS) -> Block:
        """Return the beginning of a paragraph, the whole of it as a note."""
        whole = self.section == self.title or source.startswith(WHOLE)
        enough = source if whole else gist(source, least=least)
        hidden = " ".join(source.split()) != enough
        return blocks.text(enough, note=source if hidden else "", size=size)

    def caption(self, source: str) -> bool:
        """Put a paragraph below the output it reads; its first sentence may become the title."""
        last = self.units[-1]
        if last.look == "figure" and VIEW not in self.drawn[0]["data"]:
            self.units[-1] = self._figure_unit(*self.drawn, caption=self.gist_of(source, size=26))
            return True
        if last.look or not any(block.is_output for block in last.blocks):
            return False
        said = sentences(source)
        full, alone = self.gist_of(source), last.blocks
        title = ""
        if title_lines(said[0]) <= 2:
            title = said[0].rstrip(".")
            rest = gist(" ".join(said[1:])) if len(said) > 1 and gist(source) != said[0] else ""
            alone += (blocks.text(rest, note=source) if rest else Block(note=render(source)),)
        self.units[-1] = replace(
            last, blocks=(*last.blocks, full), alone=(title, alone) if title else None
        )
        return True

    def code(self, cell: Any) -> None:
        """Add what a code cell shows."""
        self.cells.append(cell)
        tags = cell.metadata.get("tags", [])
        if "imports" in tags:
            return
        if "exercise" in tags:
            self._answer(cell)
            return
        found, painted = shown.outputs(cell), blocks.code(cell.source)
        behind = painted.html
        if has_picture(cell) and 0 < sum(block.height for block in found) <= MOST_BESIDE:
            behind, found = behind + "".join(block.html for block in found), []
        if found or not cell.outputs:
            self._output(cell, found, painted)
        else:
            self.add()
        for output in cell.outputs:
            self._special(output, cell, behind)

    def _output(self, cell: Any, found: list[Block], painted: Block) -> None:
        """Show printed lines and tables; the code above if it is short, else behind a key."""
        short = not found or (cell.source.count("\n") < SHORT_CODE and not has_picture(cell))
        if short and sum(block.height for block in (*self.lead, painted, *found)) < 480:
            self.add(painted, *found)
        else:
            made = tuple(replace(block, code=painted.html) for block in found)
            title = shown.finding(cell.source) if has_picture(cell) else ""
            self.add(*made, alone=(title, made) if title else None)

    def _special(self, output: Any, cell: Any, painted: str) -> None:
        data = output.get("data", {})
        if "image/png" in data:
            self.drawn = output, cell, painted
            self.units.append(self._figure_unit(*self.drawn))
        elif shown.CLAIM in data:
            row = data[shown.CLAIM]
            first, *others = shown.claim(row)
            title = f"Put to the test: {row['id']}"
            self.add(replace(first, code=painted), *others, title=title, look="claim")
        elif "crm-quiz" in data.get("text/html", ""):
            asked = shown.quiz_questions(data["text/html"])
            for number, question in enumerate(asked, 1):
                self.add(*question, title=f"Question {number} of {len(asked)}", look="quiz")

    def _figure_unit(
        self, output: Any, cell: Any, painted: str, caption: Block | None = None
    ) -> Unit:
        title = shown.finding(cell.source) or self.topic
        if VIEW in output["data"]:
            caption, self.question = self.question or caption, None
        made = shown.figure(output, title, caption)
        made[0] = replace(made[0], code=painted)
        return Unit(tuple(made), self.section, self.topic, title, "figure")

    def _answer(self, cell: Any) -> None:
        """Show the exercise, where to get a hint, and on the next slide one solution."""
        title, asked = self.exercise_title, self.exercise or []
        hint = f'Your answer goes into the notebook. Stuck? `hint("{cell.id}")`'
        asked.append(blocks.text(hint, size=25, look="hint"))
        self.add(*asked, title=title, look="exercise")
        solved = [blocks.code(cell.source), *shown.outputs(cell)]
        self.add(*solved, title=f"{title}: one solution", look="answer")
        self.exercise = None

    def is_new_section(self) -> bool:
        """Return whether this section has no slide yet."""
        return not self.units or self.units[-1].section != self.section
