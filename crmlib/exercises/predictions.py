"""`predict`: what the learner expects is kept before the answer and shown again beside it."""

import html
from dataclasses import dataclass
from decimal import Decimal
from numbers import Integral, Real
from typing import Any

from crmlib.exercises.forms import kind_of
from crmlib.exercises.questions import FOLDER
from crmlib.exercises.record import TOO_LARGE, keep_entry, kept_entries, learners_folder

__all__ = ["Prediction", "predict"]

EMPTY = "No prediction yet. Replace the dots by your number."
NONE_KEPT = (
    "No prediction is kept for this chapter: put yours in place of the dots above, run that cell, "
    "then this one."
)
LONGEST = 200  # characters
_SESSION: list[dict[str, Any]] = []  # what could not be written into a record


@dataclass(frozen=True)
class Prediction:
    """What is kept of a prediction; the same text plain and as HTML.

    Parameters
    ----------
    message : str
        Whole sentences.
    """

    message: str

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        return (
            '<div class="crm-prediction" style="border-left: 4px solid #0969da; '
            f'padding: 0.3em 0.8em">{html.escape(self.message, quote=False)}</div>'
        )


def predict(word: str, /, **values: Any) -> Prediction | None:
    """Keep a prediction, or without values show the ones that are kept for a chapter.

    Use it before the cell that gives the answer, and again where the answer stands, in any line
    of its cell. It never raises, whatever it is given.

    Parameters
    ----------
    word : str
        The chapter's word, such as "walmart".
    **values : int, float or str
        What is predicted, by a name of its own: a number, or a text of at most 200 characters.
        `...` stands for a prediction that has yet to be made.

    Returns
    -------
    Prediction or None
        What is kept now; in a notebook it is shown at once, and None comes back. A prediction
        that was changed is shown with the first one, because the first one was made without the
        answer.

    Notes
    -----
    In a learner's notebook predictions stand in the record that `progress` reads. Elsewhere they
    are held for the session.

    Examples
    --------
    >>> predict("value", top_share=...)
    No prediction yet. Replace the dots by your number.
    >>> predict("value", top_share=80, reason="habit")
    Kept for this session: top_share = 80; reason = "habit".
    >>> predict("value")
    You predicted: top_share = 80; reason = "habit".
    """
    from IPython import get_ipython
    from IPython.display import display

    made = _prediction(word, values)
    if get_ipython() is None:
        return made
    display(made)
    return None


def _prediction(word: str, values: dict[str, Any]) -> Prediction:
    problem = _no_chapter(word)
    if problem:
        return Prediction(problem)
    refused = {name: why for name, value in values.items() if (why := _refusal(value))}
    given = {name: _plain(value) for name, value in values.items() if name not in refused}
    kept = _keep({"prediction": word, "values": given})
    said = _told(word)
    if not values:
        listed = "; ".join(said.values())
        return Prediction(f"You predicted: {listed}." if said else NONE_KEPT)
    new = [said[name] for name, value in given.items() if value is not None]
    old = [name for name, value in given.items() if value is None]
    sentences = [f"{kept}: {'; '.join(new)}."] if new else []
    sentences += _of_dots(old, said, new or refused)
    sentences += [f"`{name}` was not kept: {why}" for name, why in refused.items()]
    return Prediction(" ".join(sentences))


def _no_chapter(word: Any) -> str:
    """Return a sentence that refuses what is no chapter's word, else nothing."""
    known = sorted(path.stem for path in FOLDER.glob("*.yml"))
    if isinstance(word, str) and word in known:
        return ""
    got = repr(word[:60]) if isinstance(word, str) else kind_of(word)
    return f"`word` must be one of {', '.join(known)}; got {got}."


def _keep(entry: dict[str, Any]) -> str:
    """Keep an entry in the record or, where that can't be, for the session; say which."""
    problem = keep_entry(entry)
    if not problem and learners_folder() is not None:
        return "Kept"
    _SESSION.append(entry)
    return f"Kept for this session ({problem})" if problem else "Kept for this session"


def _told(word: str) -> dict[str, str]:
    """Return for each prediction of a chapter its name, the first value and the last."""
    work = learners_folder()
    try:
        entries = [] if work is None else kept_entries(work)
    except OSError:
        entries = []
    made: dict[str, list[int | float | str]] = {}
    for entry in [*entries, *_SESSION]:
        if entry.get("prediction") == word:
            for name, value in entry.get("values", {}).items():
                made.setdefault(name, []).extend([] if value is None else [value])
    return {name: _changed(name, values) for name, values in made.items() if values}


def _changed(name: str, values: list[int | float | str]) -> str:
    first, last = _shown(values[0]), _shown(values[-1])
    return f"{name} = {last}" + (f" (first {first})" if first != last else "")


def _of_dots(names: list[str], said: dict[str, str], more: Any) -> list[str]:
    """Return what to say of predictions that were left as dots."""
    before = [said[name] for name in names if name in said]
    still = [f"`{name}`" for name in names if name not in said]
    sentences = [f"Kept before: {'; '.join(before)}."] if before else []
    if still and not before and not more:
        return [EMPTY]
    return sentences + ([f"No prediction yet for {', '.join(still)}."] if still else [])


def _refusal(value: Any) -> str:
    """Return a sentence that refuses what can't be kept, else nothing."""
    if value is None or value is ...:
        return ""
    if isinstance(value, str):
        too_long = len(value) > LONGEST
        return f"it must have at most {LONGEST} characters; got {len(value):,}." * too_long
    if isinstance(value, bool) or not isinstance(value, Real | Decimal):
        return f"it must be a number, or a text in quotes; got {kind_of(value)}."
    try:
        small = abs(value) < TOO_LARGE  # not so for NaN
    except ArithmeticError:  # a signalling NaN
        small = False
    return "" if small else "it must be a number of at most 15 digits before the point."


def _plain(value: Any) -> int | float | str | None:
    """Return a value as the record keeps it; None for dots and for an empty text."""
    if value is None or value is ...:
        return None
    if isinstance(value, str):
        text = " ".join(value.encode("utf-8", "replace").decode().split())
        return None if text in {"", "...", "…"} else text
    return int(value) if isinstance(value, Integral) else float(value)


def _shown(value: int | float | str) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:.10g}" if isinstance(value, float) else str(value)
