"""A mock exam: drawn by a seed, one question per chapter and a case; marked and explained."""

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from reprlib import repr as short
from types import EllipsisType
from typing import Any

import pandas as pd

from crmlib.exercises.exam_bank import FULL, Bank, course_bank, own_bank

__all__ = ["Exam", "Marked", "draw_exam", "mark_exam"]

LETTERS = "abcdef"
OPEN = "-"  # for a question that was left out
MINUTES, CASE_MINUTES = 2, 20
HIGHEST = 10**100  # a seed may be any number that somebody types
EMPHASIS = re.compile(r"\*{1,2}(?=\S)([^*\n]+?)(?<=\S)\*{1,2}")
NO_PAPER = "No paper yet: put a whole number in place of the dots, and run the cell again."
NOT_MARKED = "Not marked yet: put your answers in place of the dots, and run the cell again."


@dataclass(frozen=True)
class Exam:
    """A paper: questions with options, a case question, their points and the time.

    Parameters
    ----------
    questions : tuple of dict
        Each with `id`, `topic`, `question` and `options`; none in a paper not yet drawn.
    case : dict
        With `id`, `topic`, `question` and `points`, a list of (points, text) that sums to 10;
        None if there is none.
    """

    questions: tuple[dict, ...] = ()
    case: Mapping | None = None

    @property
    def minutes(self) -> int:
        """The time for the paper: 2 minutes a question, 20 for the case."""
        return MINUTES * len(self.questions) + CASE_MINUTES * bool(self.case)

    @property
    def contents(self) -> pd.DataFrame:
        """One row per question and one for the case: `id`, `topic`, `idea`, `points`, `minutes`."""
        rows = [
            (one["id"], one["topic"], one.get("idea", ""), 1, MINUTES) for one in self.questions
        ]
        if self.case:
            name, topic = self.case["id"], self.case["topic"]
            rows.append((name, topic, "case question", FULL, CASE_MINUTES))
        columns = ["id", "topic", "idea", "points", "minutes"]
        return pd.DataFrame(rows, columns=columns, index=range(1, len(rows) + 1))

    def __repr__(self) -> str:
        if not self.questions:
            return NO_PAPER
        lines = [f"{len(self.questions)} questions, {self.minutes} minutes in all"]
        for number, one in enumerate(self.questions, 1):
            lines.append(f"{number}. {one['question']}")
            lines += [f"   {letter}) {option['text']}" for letter, option in _lettered(one)]
        if self.case:
            lines.append(f"Case ({FULL} points, {CASE_MINUTES} minutes): {self.case['question']}")
        return "\n".join(map(_plain, lines))

    def _repr_html_(self) -> str:
        return _page(repr(self))


@dataclass(frozen=True)
class Marked:
    """A marked paper: points, and for every option why it is right or not.

    Parameters
    ----------
    paper : Exam
        What was asked.
    given : tuple of str
        The letter given to each question; "-" where it was left out. Empty if nothing was
        handed in.
    case_points : int, optional
        The points that a reader gave for the case question.
    """

    paper: Exam
    given: tuple[str, ...] = ()
    case_points: int | None = None

    @property
    def table(self) -> pd.DataFrame:
        """One row per question: `topic`, `idea`, `given`, `right` and `points`."""
        rows = [
            {"id": one["id"], "topic": one["topic"], "idea": one.get("idea", ""), "given": letter}
            | {"right": _right(one), "points": int(letter == _right(one))}
            for one, letter in zip(self.paper.questions, self.given, strict=False)
        ]
        columns = ["id", "topic", "idea", "given", "right", "points"]
        return pd.DataFrame(rows, columns=columns).set_index("id")

    @property
    def points(self) -> int:
        """The points of the multiple-choice questions, one each."""
        return int(self.table["points"].sum())

    def __repr__(self) -> str:
        if not self.given:
            return NOT_MARKED if self.paper.questions else NO_PAPER
        lines = [self._sum()]
        for number, (one, letter) in enumerate(
            zip(self.paper.questions, self.given, strict=True), 1
        ):
            lines.append(f"{number}. {one['question']} {_said(letter, _right(one))}")
            for place, option in _lettered(one):
                sign = "✓" if place == _right(one) else "✗"
                lines += [f"   {sign} {place}) {option['text']}", f"      {option['why']}"]
        return "\n".join(map(_plain, [*lines, *self._rubric()]))

    def _repr_html_(self) -> str:
        return _page(repr(self))

    def _sum(self) -> str:
        case = (
            "" if self.case_points is None else f", and {self.case_points} of {FULL} for the case"
        )
        return f"{self.points} of {len(self.given)} questions right{case}"

    def _rubric(self) -> list[str]:
        if not self.paper.case:
            return []
        points = [f"   {n} point{'s' * (n > 1)}: {text}" for n, text in self.paper.case["points"]]
        return [f"Case: {self.paper.case['question']} A good answer:", *points]


def draw_exam(seed: int | EllipsisType, *, bank: str | Path | None = None) -> Exam:
    """Return a mock exam: one question per chapter and a case question, drawn by a seed.

    Use it once you have finished the course, or with your own bank to set an exam.

    Parameters
    ----------
    seed : int
        A whole number from 0 to 10^100. The same seed gives the same paper on every computer. `...`
        stands for a number yet to be chosen.
    bank : str or pathlib.Path, optional
        An instructor's own questions, a YAML file or a folder of them, in place of the course's:
        one question per file, and a case from its `cases.yml` (see Notes).

    Returns
    -------
    Exam
        Shows questions and options without the answers; `contents` has ids, topics and points.

    Raises
    ------
    TypeError
        If the seed is not a whole number.
    ValueError
        If it is below 0 or above 10^100, or a bank is missing or not as described.

    Notes
    -----
    Every question gets a ticket, a number made of the seed and its id, and in each chapter the
    highest ticket wins. So all questions of a chapter have the same chance, and a new question
    in one chapter changes nothing in the others. A file of a bank (`.yml` or `.yaml`) is a list of
    entries with `id`, `question` and three to six options, each with `text`, `why` and, once,
    `right: true`. In `cases.yml` an entry has `id`, `question` and `points`: a list of `points`
    and `text` that sums to 10.

    Examples
    --------
    >>> paper = draw_exam(seed=7)
    >>> paper.contents["topic"].iloc[0], int(paper.contents["points"].iloc[0])
    ('00_start_here', 1)
    >>> draw_exam(seed=...)
    No paper yet: put a whole number in place of the dots, and run the cell again.
    """
    if seed is ...:
        return Exam()
    if not _is_whole(seed):
        raise TypeError(f"`seed` must be a whole number; got {type(seed).__name__}.")
    if not 0 <= seed <= HIGHEST:
        told = seed if abs(seed) < HIGHEST else f"one of {int(seed).bit_length():,} bits"
        raise ValueError(f"`seed` must be 0 or more, and at most 10^100; got {told}.")
    if bank is not None and not isinstance(bank, str | Path):
        raise TypeError(f"`bank` must be a path; got {type(bank).__name__}.")
    if isinstance(bank, str) and not bank.strip():
        raise ValueError("`bank` must be the path of a file or a folder; got an empty text.")
    return _drawn(course_bank() if bank is None else own_bank(Path(bank)), int(seed))


def mark_exam(
    paper: Exam,
    answers: str | Mapping[str, str] | EllipsisType,
    *,
    case_points: int | None = None,
) -> Marked:
    """Return a marked paper, which explains every option.

    Use it after the paper, not before: it shows all answers.

    Parameters
    ----------
    paper : Exam
        As `draw_exam` returns it.
    answers : str or dict of str
        A letter per question in the order of the paper, such as "bac-d", where "-" leaves a
        question out; or letters by the questions' ids. Capitals, blanks and full-width letters
        don't matter. `...` stands for answers yet to come.
    case_points : int, optional
        Points from 0 to 10 for the case question. A reader gives them, by the points of a good
        answer.

    Returns
    -------
    Marked
        Shows points and explanations; `table` has a row per question.

    Raises
    ------
    TypeError
        If an argument is of another kind.
    ValueError
        If the answers don't fit the paper, or the points lie outside 0 to 10 or the paper has no
        case question.

    Examples
    --------
    >>> paper = draw_exam(seed=7)
    >>> marked = mark_exam(paper, "-" * len(paper.questions))
    >>> marked.points
    0
    """
    if not isinstance(paper, Exam):
        raise TypeError(f"`paper` must be an exam as drawn; got {type(paper).__name__}.")
    points = _points(paper, case_points)
    if answers is ... or not paper.questions:
        return Marked(paper)
    given = _letters(paper, answers)
    for one, letter in zip(paper.questions, given, strict=True):
        known = LETTERS[: len(one["options"])]
        if letter not in [*known, OPEN]:
            raise ValueError(
                f"`answers` must be one of {', '.join(known)} or - for {one['id']}; got {letter!r}."
            )
    return Marked(paper, given, points)


def _drawn(bank: Bank, seed: int) -> Exam:
    questions = tuple(
        _winner(asked, seed) | {"topic": topic} for topic, asked in bank.topics.items()
    )
    return Exam(questions, _winner(bank.cases, seed) if bank.cases else None)


def _winner(entries: Sequence[dict], seed: int) -> dict:
    """Return the entry with the highest ticket; the order of the entries doesn't matter."""
    return max(entries, key=lambda one: (_ticket(seed, one["id"]), one["id"]))


def _ticket(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}:{name}".encode()).digest()[:8], "big")


def _is_whole(given: Any) -> bool:
    return isinstance(given, Integral) and not isinstance(given, bool)


def _points(paper: Exam, given: int | None) -> int | None:
    """Return the points for the case, if they can be given."""
    if given is None:
        return None
    if not _is_whole(given) or not 0 <= given <= FULL:
        raise ValueError(f"`case_points` must be whole, from 0 to {FULL}; got {short(given)}.")
    if paper.questions and not paper.case:
        raise ValueError(f"`case_points` must be left out without a case; got {given}.")
    return int(given)


def _letters(paper: Exam, answers: str | Mapping[str, str]) -> tuple[str, ...]:
    names = [one["id"] for one in paper.questions]
    if isinstance(answers, str):
        given = tuple(_typed(answers))
        if len(given) != len(names):
            raise ValueError(
                f"`answers` must have a letter or - for each of {len(names)} questions; "
                f"got {len(given)}."
            )
        return given
    if not isinstance(answers, Mapping):
        raise TypeError(f"`answers` must be letters or a dictionary; got {type(answers).__name__}.")
    unknown = [name for name in answers if name not in names]
    if unknown:
        raise ValueError(f"`answers` must use ids of the paper; got {unknown[0]!r}.")
    for name, letter in answers.items():
        if not isinstance(letter, str):
            raise TypeError(f"`answers` must hold letters; got {short(letter)} for {name}.")
    return tuple(_typed(answers.get(name, OPEN)) for name in names)


def _typed(answers: str) -> str:
    """Return letters without blanks, in small type of a usual width."""
    return "".join(unicodedata.normalize("NFKC", answers).split()).lower()


def _lettered(one: dict) -> list[tuple[str, dict]]:
    return list(zip(LETTERS, one["options"], strict=False))


def _right(one: dict) -> str:
    return next(letter for letter, option in _lettered(one) if option.get("right"))


def _said(letter: str, right: str) -> str:
    if letter == OPEN:
        return "Left out."
    return f"You: {letter}. {'Right' if letter == right else 'Not this one'}."


def _plain(line: str) -> str:
    """Return a line without the marks that a notebook's text has for stress and dollars."""
    return EMPHASIS.sub(r"\1", line).replace("\\$", "$")


def _page(text: str) -> str:
    paragraphs = []
    for line in text.splitlines():
        depth = (len(line) - len(line.lstrip())) // 3
        indent = f' style="margin-left: {1.5 * depth}em"' * bool(depth)
        paragraphs.append(f"<p{indent}>{html.escape(line.strip(), quote=False)}</p>")
    return f'<div class="crm-exam">{"".join(paragraphs)}</div>'
