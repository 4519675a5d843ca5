"""A sitting on tea with any text and any outputs, and what its slides show."""

from collections.abc import Callable

import nbformat
import pytest

from tools.slides.pack import Slide
from tools.slides.sitting_deck import sitting_slides
from tools.text.sections import parse_chapter
from tools.text.sittings import Lesson, lesson_of

HEADER = """---
sittings:
  - {title: "Is it hot?", objective: brew tea., ideas: [{term: tea, core: true}], discuss: 2}
---
# 2 Tea: a leaf

## First sitting: is it hot?

**You will be able to** brew tea.

"""


@pytest.fixture(scope="session")
def tea_lesson() -> Callable[..., Lesson]:
    """Return a function that returns a chapter of one sitting; its code cells get the outputs."""

    def made(text: str, *outputs: nbformat.NotebookNode) -> Lesson:
        told = lesson_of(parse_chapter("02_tea", HEADER + text))
        code = [p.cell for s in told.sections for p in s.parts if p.cell.cell_type == "code"]
        for cell, output in zip(code, outputs, strict=False):
            cell.outputs = [output]
        return told

    return made


@pytest.fixture(scope="session")
def slides_of(tea_lesson) -> Callable[..., list[Slide]]:
    """Return a function that returns the slides of such a chapter."""

    def made(text: str, *outputs: nbformat.NotebookNode) -> list[Slide]:
        told = tea_lesson(text, *outputs)
        return [s for own in sitting_slides(told, told.sittings[0]) for s in own]

    return made
