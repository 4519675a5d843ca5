"""`quiz`: multiple choice that answers without a kernel and without JavaScript."""

import html
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from crmlib.exercises.questions import FOLDER
from crmlib.exercises.record import keep_entry

__all__ = ["Quiz", "quiz"]

LEADS = {"vote": "Vote, discuss with your neighbour, vote again."}


@dataclass(frozen=True)
class Quiz:
    """Questions with options; each option says whether it is right, and why, when opened.

    Parameters
    ----------
    questions : tuple of dict
        Each with `question` and `options`; each option with `text`, `why` and, once, `right`.
    lead : str
        A line above the first question that says what to do with it; may be empty.
    """

    questions: tuple[dict, ...]
    lead: str = ""

    def __repr__(self) -> str:
        lines = [self.lead] * bool(self.lead)
        for number, asked in enumerate(self.questions, 1):
            lines.append(f"{number}. {asked['question']}")
            lines += [
                f"   {letter}) {option['text']}"
                for letter, option in zip("abcdef", asked["options"], strict=False)
            ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        lead = f"<em>{self.lead}</em><br/>" * bool(self.lead)
        blocks = [
            f"<p><strong>{number}.</strong> {lead * (number == 1)}{_inline(asked['question'])}</p>"
            + "".join(_option(option) for option in asked["options"])
            for number, asked in enumerate(self.questions, 1)
        ]
        return f'<div class="crm-quiz">{"".join(blocks)}</div>'


def quiz(word: str, *, sitting: int | None = None, at: str | None = None) -> Quiz:
    """Return the quiz of a chapter; open an option to see whether it is right, and why.

    Use it once at the end of a sitting, and with `at` before: "start" recalls earlier ideas,
    "vote" is one question for a room.

    Parameters
    ----------
    word : str
        The chapter's word, such as "walmart".
    sitting : int, optional
        Only the questions of this sitting; those of the whole chapter by default.
    at : {"start", "vote"}, optional
        The recall questions that open a sitting, or its one question to vote on, discuss and
        vote on again. By default the questions that close it.

    Returns
    -------
    Quiz
        Shown as a list of questions.

    Raises
    ------
    ValueError
        If no chapter has this word, or its quiz has no such sitting or no questions there.

    Examples
    --------
    >>> len(quiz("value", sitting=1).questions)
    8
    """
    known = sorted(path.stem for path in FOLDER.glob("*.yml"))
    if word not in known:
        raise ValueError(f"`word` must be one of {', '.join(known)}; got {word!r}.")
    asked = _chosen(_bank(word), "sitting", sitting, word) if sitting is not None else _bank(word)
    asked = _chosen(asked, "at", at, word)
    keep_entry({"quiz": word, "sitting": sitting})
    return Quiz(asked, LEADS.get(at, ""))


@cache
def _bank(word: str) -> tuple[dict, ...]:
    return tuple(yaml.safe_load((FOLDER / f"{word}.yml").read_text(encoding="utf-8")))


def _chosen(bank: tuple[dict, ...], key: str, wanted: Any, word: str) -> tuple[dict, ...]:
    """Return the questions whose `key` is as wanted; refuse what none of them has."""
    has = list(dict.fromkeys(asked[key] for asked in bank if key in asked))
    if wanted is not None and not any(type(wanted) is type(one) and wanted == one for one in has):
        listed = "one of " + ", ".join(map(str, has)) if has else "left out"
        raise ValueError(f"`{key}` must be {listed} for {word}; got {wanted!r}.")
    return tuple(asked for asked in bank if asked.get(key) == wanted)


def _option(option: dict) -> str:
    verdict = "✓ Right." if option.get("right") else "✗ Not this one."
    return (
        f'<details style="margin-left: 1.5em"><summary>{_inline(option["text"])}</summary>'
        f"<p><strong>{verdict}</strong> {_inline(option['why'])}</p></details>"
    )


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
