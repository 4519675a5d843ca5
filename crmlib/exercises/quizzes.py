"""`quiz`: multiple choice that answers without a kernel and without JavaScript."""

import html
import re
from dataclasses import dataclass
from functools import cache

import yaml

from crmlib.exercises.questions import FOLDER

__all__ = ["Quiz", "quiz"]


@dataclass(frozen=True)
class Quiz:
    """Questions with options; each option says whether it is right, and why, when opened.

    Parameters
    ----------
    questions : tuple of dict
        Each with `question` and `options`; each option with `text`, `why` and, once, `right`.
    """

    questions: tuple[dict, ...]

    def __repr__(self) -> str:
        lines = []
        for number, asked in enumerate(self.questions, 1):
            lines.append(f"{number}. {asked['question']}")
            lines += [
                f"   {letter}) {option['text']}"
                for letter, option in zip("abcdef", asked["options"], strict=False)
            ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        blocks = [
            f"<p><strong>{number}.</strong> {_inline(asked['question'])}</p>"
            + "".join(_option(option) for option in asked["options"])
            for number, asked in enumerate(self.questions, 1)
        ]
        return f'<div class="crm-quiz">{"".join(blocks)}</div>'


def quiz(word: str, *, part: int | None = None) -> Quiz:
    """Return the quiz of a chapter; open an option to see whether it is right, and why.

    Parameters
    ----------
    word : str
        The chapter's word, such as "walmart".
    part : int, optional
        The sitting, in a chapter of several: only its questions, which carry `part: 1` and so
        on in the bank. All questions by default.

    Returns
    -------
    Quiz
        Shown as a list of questions.

    Raises
    ------
    ValueError
        If no chapter has this word, or its quiz has no such part.

    Examples
    --------
    >>> len(quiz("walmart").questions) >= 8
    True
    """
    known = sorted(path.stem for path in FOLDER.glob("*.yml"))
    if word not in known:
        raise ValueError(f"`word` must be one of {', '.join(known)}; got {word!r}.")
    questions = _bank(word)
    if part is None:
        return Quiz(questions)
    parts = sorted({asked["part"] for asked in questions if "part" in asked})
    if part not in parts:
        listed = "one of " + ", ".join(map(str, parts)) if parts else "left out"
        raise ValueError(f"`part` must be {listed} for {word}; got {part!r}.")
    return Quiz(tuple(asked for asked in questions if asked.get("part") == part))


@cache
def _bank(word: str) -> tuple[dict, ...]:
    return tuple(yaml.safe_load((FOLDER / f"{word}.yml").read_text(encoding="utf-8")))


def _option(option: dict) -> str:
    verdict = "✓ Right." if option.get("right") else "✗ Not this one."
    return (
        f'<details style="margin-left: 1.5em"><summary>{_inline(option["text"])}</summary>'
        f"<p><strong>{verdict}</strong> {_inline(option['why'])}</p></details>"
    )


def _inline(text: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))
