"""`check`, `hint` and `solution`: what a learner sees at once."""

import difflib
import html
from numbers import Integral
from typing import Any

from crmlib.exercises.forms import is_blank, kind_of
from crmlib.exercises.questions import find_question, known_ids, reference_solutions
from crmlib.exercises.record import record_answer

__all__ = ["Feedback", "check", "hint", "solution"]

MARKS = {
    "Correct": ("✓", "#1a7f37"),
    "Not yet": ("✗", "#bc4c00"),
    "Not attempted": ("○", "#57606a"),
    "Hint": ("?", "#0969da"),
    "Solution": ("=", "#0969da"),
    "No check": ("!", "#57606a"),
}
DOTS = "Replace the dots and run the cell."
NOTHING = (
    "The answer is None: print(…) and some methods give nothing back. Hand in the value itself."
)
ELSEWHERE = (
    "Your instructor has it: this copy of the course comes without solutions. "
    'For a nudge: hint("{}").'
)
DOCTOR = "In a terminal, in the course's folder, run: python -m crmlib doctor."


class Feedback:
    """A state in one word, and what to say about it; the same text plain and as HTML.

    Parameters
    ----------
    state : str
        One of `MARKS`.
    message : str
        Whole sentences.
    program : str
        Program text to show below, as it is.
    """

    def __init__(self, state: str, message: str, program: str = "") -> None:
        self.state, self.message, self.program = state, message, program

    def __repr__(self) -> str:
        text = f"{MARKS[self.state][0]} {self.state}. {self.message}".rstrip()
        return f"{text}\n{self.program}" if self.program else text

    def _repr_html_(self) -> str:
        mark, colour = MARKS[self.state]
        program = f"<pre>{html.escape(self.program)}</pre>" if self.program else ""
        return (
            f'<div class="crm-feedback" style="border-left: 4px solid {colour}; '
            f'padding: 0.3em 0.8em"><strong>{mark} {self.state}.</strong> '
            f"{html.escape(self.message)}{program}</div>"
        )


def check(name: str, answer: Any = None) -> Feedback:
    """Return at once whether an answer is right, and if not, what the likely mistake is.

    Use it as the last line of an exercise. It never raises, whatever it is given.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    answer : object
        A number, text, list, table or function, as the exercise asks.

    Returns
    -------
    Feedback
        Not attempted, Correct, or Not yet with the mistake's name.

    Examples
    --------
    >>> check("walmart-1", ...)
    ○ Not attempted. Replace the dots and run the cell. A nudge: hint("walmart-1").
    """
    try:
        asked = find_question(name)
    except KeyError:
        return _unknown(name)
    nudge = f'A nudge: hint("{name}").'
    if is_blank(answer):
        record_answer(name, None)
        return Feedback("Not attempted", f"{NOTHING if answer is None else DOTS} {nudge}")
    try:
        wanted = asked.answer()
    except Exception as error:
        kind = type(error).__name__
        return Feedback(
            "No check", f"The right answer could not be computed here ({kind}). {DOCTOR}"
        )
    try:
        verdict = wanted.judge(answer)
    except Exception as error:
        kind = type(error).__name__
        return Feedback("Not yet", f"This answer could not be read ({kind}). {nudge}")
    kept = record_answer(name, verdict.right)
    if verdict.right:
        said = f"{verdict.message} {asked.after} {kept}"
        return Feedback("Correct", " ".join(said.split()))
    return Feedback("Not yet", f"{verdict.message} {nudge} {kept}".strip())


def hint(name: str, n: int = 1) -> Feedback:
    """Return the n-th hint of an exercise.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".
    n : int
        1 is a nudge; the last one nearly tells the answer.

    Returns
    -------
    Feedback
        The hint, and how to get the next one.

    Examples
    --------
    >>> hint("walmart-1", 99)
    ? Hint. There are 2 hints for walmart-1: hint("walmart-1", 1) to hint("walmart-1", 2).
    """
    try:
        hints = find_question(name).hints
    except KeyError:
        return _unknown(name)
    total = len(hints)
    if not isinstance(n, Integral) or n not in range(1, total + 1):
        return Feedback(
            "Hint",
            f'There are {total} hints for {name}: hint("{name}", 1) to hint("{name}", {total}).',
        )
    more = f'hint("{name}", {n + 1})' if n < total else f'solution("{name}")'
    return Feedback("Hint", f"{hints[n - 1]} (More: {more}.)")


def solution(name: str) -> Feedback:
    """Return the reference solution of an exercise.

    Parameters
    ----------
    name : str
        The exercise's id, such as "walmart-1".

    Returns
    -------
    Feedback
        The program text; in a students' copy of the course, who has it.

    Examples
    --------
    >>> solution("walmart-99").state
    'No check'
    """
    if not isinstance(name, str) or name not in known_ids():
        return _unknown(name)
    if name not in reference_solutions():
        return Feedback("Solution", ELSEWHERE.format(name))
    return Feedback("Solution", "One way to do it:", reference_solutions()[name])


def _unknown(name: Any) -> Feedback:
    if not isinstance(name, str):
        return Feedback(
            "No check", f'An exercise is named in quotes, such as "start-1"; got {kind_of(name)}.'
        )
    near = difflib.get_close_matches(name, known_ids(), n=1)
    meant = f' Did you mean "{near[0]}"?' if near else ""
    return Feedback("No check", f"There is no exercise {name[:60]!r}.{meant}")
