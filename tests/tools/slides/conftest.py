"""A sitting on tea with any text and any outputs, and what its slides show."""

from collections.abc import Callable

import nbformat
import pytest

from tests.tools.slides.making import chapter_on_tea
from tools.slides.pack import Slide
from tools.slides.sitting_deck import sitting_slides
from tools.text.sittings import Lesson


@pytest.fixture(scope="session")
def tea_lesson() -> Callable[..., Lesson]:
    """Return a function that returns a chapter of one sitting; its code cells get the outputs."""
    return chapter_on_tea


@pytest.fixture(scope="session")
def slides_of() -> Callable[..., list[Slide]]:
    """Return a function that returns the slides of such a chapter."""

    def made(text: str, *outputs: nbformat.NotebookNode) -> list[Slide]:
        told = chapter_on_tea(text, *outputs)
        return [s for own in sitting_slides(told, told.sittings[0]) for s in own]

    return made
