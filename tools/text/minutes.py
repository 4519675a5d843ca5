"""How many minutes a learner needs: the one estimate of the course, for all who show or bound it.

160 words a minute, 5 s a line of code, 2 s a row of output, 45 s a figure, 45 s a quiz question, 4,
7 or 10 minutes an exercise by its level, and the minutes that the chapter gives to discussion.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

__all__ = ["LEVELS", "MOST", "Minutes", "count_words", "minutes_of"]

LEVELS = {"complete": 4, "alone": 4, "transfer": 7, "decide": 10}
UNKNOWN = 7  # an exercise without a level
MOST = 90  # minutes of one sitting
MOST_ROWS = 60  # nobody reads more of one output
WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*")
NOT_READ = re.compile(
    r"<details>.*?</details>"
    r"|^```.*?```"
    r"|`[^`\n]*`"
    r"|</?[A-Za-z!][^>]*>"
    r"|\$\$.*?\$\$"
    r"|\$[^$\n]*\$",
    re.M | re.S,
)
ASKING = re.compile(r"^\s*(quiz|check)\(", re.M)
QUIZ = re.compile(r"^\s*quiz\(", re.M)


@dataclass(frozen=True)
class Minutes:
    """Estimated minutes, by what they are for; they can be added up."""

    reading: float = 0
    code: float = 0
    outputs: float = 0
    figures: float = 0
    quiz: float = 0
    exercises: float = 0
    discuss: float = 0

    def __add__(self, other: "Minutes") -> "Minutes":
        names = (part.name for part in fields(Minutes))
        return Minutes(**{name: getattr(self, name) + getattr(other, name) for name in names})

    @property
    def total(self) -> float:
        """All of them."""
        return sum(getattr(self, part.name) for part in fields(Minutes))

    @property
    def about(self) -> int:
        """All of them to the nearest five, as a learner is told."""
        return max(5, round(self.total / 5) * 5)


def count_words(text: str) -> int:
    """Return how many words of a prose are read: no code, formula, tag, folded text."""
    return len(WORD.findall(NOT_READ.sub(" ", text)))


def minutes_of(cells: Iterable[Any], levels: Iterable[str | None] = ()) -> Minutes:
    """Return the minutes of executed cells as a learner's copy has them, without discussion.

    `levels` are those of their exercises; None for one without a level.
    """
    cells = list(cells)
    code = [cell for cell in cells if cell.cell_type == "code"]
    shown = [(cell, out) for cell in code for out in cell.get("outputs", [])]
    words = sum(count_words(cell.source) for cell in cells if cell.cell_type == "markdown")
    rows = sum(_rows(out) for cell, out in shown if not ASKING.search(cell.source))
    questions = sum(_questions(out) for cell, out in shown if QUIZ.search(cell.source))
    return Minutes(
        reading=words / 160,
        code=sum(_lines(cell.source) for cell in code) * 5 / 60,
        outputs=rows * 2 / 60,
        figures=sum("image/png" in out.get("data", {}) for _, out in shown) * 45 / 60,
        quiz=questions * 45 / 60,
        exercises=sum(LEVELS.get(level, UNKNOWN) for level in levels),
    )


def _lines(source: str) -> int:
    lines = (line.strip() for line in source.splitlines())
    return sum(bool(line) and not line.startswith("#") for line in lines)


def _rows(output: Any) -> int:
    data = output.get("data", {})
    if "image/png" in data:
        return 0
    return min(MOST_ROWS, len((output.get("text") or data.get("text/plain", "")).splitlines()))


def _questions(output: Any) -> int:
    return output.get("data", {}).get("text/html", "").count("Right.</strong>")
