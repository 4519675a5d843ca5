"""The pace of a sitting: what is counted in it, and the bounds of style §5 that it keeps."""

import ast
import builtins
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tools.text.minutes import MOST, Minutes
from tools.text.sections import CODE_SPAN, TABLE
from tools.text.sittings import Idea, Lesson, Part, Sitting

__all__ = [
    "BOUNDS",
    "Pace",
    "idea_problems",
    "name_problems",
    "names_called",
    "pace_of",
    "pace_problems",
    "term_problems",
    "terms_learned",
    "terms_of",
]

BOUNDS = {  # the most of each in a sitting
    "minutes": MOST,
    "ideas": 8,
    "core ideas": 5,
    "new terms": 18,
    "terms of core ideas": 10,
    "new functions and methods": 14,
    "cells": 100,
    "lines in the median code cell": 5,
    "lines in the longest code cell": 14,
}
MOST_ROWS = 12  # of the table that shows an idea
FORCED = 2  # terms that a list of three or more counts as: the source's taxonomies
BOLD = re.compile(r"\*\*([^*\n]+?)\*\*")
NO_TERM = re.compile(r"[.?:!…]$|^You will be able to$")
HIDDEN = re.compile(r"<details>.*?</details>|^```.*?^```|^#+ .*?$", re.M | re.S)
LISTED = re.compile(r"(?:^ *(?:[-*]|\d+\.) .*\n?)+", re.M)
LEARNED = re.compile(r"^\*\*Terms learned:\*\*(.+?)(?=\n\s*\n|\Z)", re.M | re.S)
DRAWERS = {"plt", "sns", "ax", "axes", "fig"}
NOT_COUNTED = {
    *("check", "hint", "solution", "quiz", "predict", "progress"),
    *("explore", "claim_check", "set_theme"),
}
NOT_COUNTED_KINDS = ("load_", "toy_", "plot_")


@dataclass(frozen=True)
class Pace:
    """What is counted in a sitting."""

    minutes: Minutes
    words: int
    ideas: int
    core: int
    terms: int
    core_terms: int
    names: tuple[str, ...]
    cells: int
    median: int
    longest: int
    levels: dict[str, int]
    questions: dict[str, int]

    @property
    def counts(self) -> dict[str, float]:
        """What has a bound, by the words of `BOUNDS`."""
        values = (
            *(self.minutes.total, self.ideas, self.core, self.terms, self.core_terms),
            *(len(self.names), self.cells, self.median, self.longest),
        )
        return dict(zip(BOUNDS, values, strict=True))


def pace_of(sitting: Sitting, bank: Iterable[dict], known: set[str]) -> Pace:
    """Return what is counted in a sitting; `known` are the names that were called before it."""
    code = [part.cell.source for part in sitting.parts if part.is_code]
    lengths = [len([line for line in source.splitlines() if line.strip()]) for source in code] or [
        0
    ]
    places = Counter(q.get("at", "end") for q in bank if q.get("sitting") == sitting.number)
    core = {form for idea in sitting.core for form in forms(idea)}
    return Pace(
        minutes=sitting.minutes,
        words=sitting.words,
        ideas=len(sitting.ideas),
        core=len(sitting.core),
        terms=_n_terms(sitting),
        core_terms=len(core),
        names=tuple(name for name in names_called(sitting.parts) if name not in known),
        cells=sum(not part.is_note for part in sitting.parts),
        median=statistics.median_high(lengths),
        longest=max(lengths),
        levels=Counter(each.level or "" for each in sitting.exercises),
        questions=places,
    )


def pace_problems(pace: Pace) -> list[str]:
    """Name what a sitting has too much of, or too few."""
    return [
        f"{_shown(count)} {what}; at most {BOUNDS[what]}"
        for what, count in pace.counts.items()
        if count > BOUNDS[what]
    ]


def idea_problems(sitting: Sitting, bank: Iterable[dict]) -> list[str]:
    """Want for each idea its term in bold beside a picture or a small table, and a use."""
    asked = {q.get("idea") for q in bank if q.get("sitting") == sitting.number and not _recalls(q)}
    leads = " ".join(_leads(sitting)).casefold()
    problems = []
    for idea in sitting.ideas:
        homes = [s for s in sitting.main if set(forms(idea)) & set(terms_of(s.parts))]
        if not homes:
            problems.append(f"the idea “{idea.term}” stands nowhere in bold")
        elif not any(_is_picture(part) for home in homes for part in home.parts):
            problems.append(
                f"the idea “{idea.term}” has no picture, and no table of at most {MOST_ROWS} rows"
            )
        if idea.term not in asked and not any(form in leads for form in forms(idea)):
            problems.append(f"no exercise or quiz question uses the idea “{idea.term}”")
    return problems


def term_problems(sitting: Sitting) -> list[str]:
    """Want the same terms in bold in the text and under *Terms learned*."""
    bold, learned = set(terms_of(sitting.parts)), set(terms_learned(sitting))
    return [
        *(f"“{term}” is bold, not under Terms learned" for term in sorted(bold - learned)),
        *(f"“{term}” is under Terms learned, not bold" for term in sorted(learned - bold)),
    ]


def name_problems(lesson: Lesson, known: set[str]) -> list[str]:
    """Want each function and method new to the course named in `code` before its first call."""
    parts = [*lesson.opening, *(part for sitting in lesson.sittings for part in sitting.parts)]
    named, problems = set(known), []
    for part in parts:
        if part.is_prose:
            named |= _words_in_code(part.student)
            continue
        for name in names_called([part]):
            if name not in named:
                head = part.head
                problems.append(f"`{name}` is called in “{head}” before the text names it")
                named.add(name)
    return problems


def names_called(parts: Iterable[Part]) -> list[str]:
    """Return the functions and methods that cells call, once each, in order.

    Left out is what draws, loads or asks, toys, and what Python has built in or the cells define.
    """
    trees = [ast.parse(p.cell.source) for p in parts if p.is_code]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    own = {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    found = [_name(node.func) for node in nodes if isinstance(node, ast.Call)]
    return list(dict.fromkeys(name for name in found if name and name not in own))


def terms_of(parts: Iterable[Part]) -> list[str]:
    """Return the terms in bold, in small letters, once each; what ends with a stop is a lead."""
    found = [term for part in parts if part.is_prose for term in _bold(part.student)]
    return list(dict.fromkeys(found))


def terms_learned(sitting: Sitting) -> list[str]:
    """Return the terms under *Terms learned*, without what stands in brackets."""
    texts = [part.student for part in sitting.main[-1].parts if part.is_prose]
    lists = [re.sub(r"\([^)]*\)", "", each) for text in texts for each in LEARNED.findall(text)]
    terms = [" ".join(term.split()).strip(" .") for each in lists for term in each.split(",")]
    return [term.casefold() for term in terms if term]


def forms(idea: Idea) -> list[str]:
    """Return the terms of an idea: “false positive and false negative” are two."""
    return [term.strip().casefold() for term in re.split(r" and |, ", idea.term)]


def _shown(count: float) -> str:
    return f"{count:,.0f}" if float(count).is_integer() or count >= 100 else f"{count:.1f}"


def _recalls(question: dict) -> bool:
    return "recalls" in question


def _bold(text: str) -> list[str]:
    found = BOLD.findall(HIDDEN.sub(" ", text))
    return [term.strip().casefold() for term in found if not NO_TERM.search(term.strip())]


def _n_terms(sitting: Sitting) -> int:
    """Count the terms of a sitting; a list of three or more counts as two."""
    terms = terms_of(sitting.parts)
    texts = [part.student for part in sitting.parts if part.is_prose]
    listed = [set(_bold(block)) for text in texts for block in LISTED.findall(text)]
    return len(terms) - sum(len(each) - FORCED for each in listed if len(each) > FORCED)


def _leads(sitting: Sitting) -> Iterator[str]:
    """Yield the paragraphs that ask an exercise."""
    for part in sitting.parts:
        if part.is_prose:
            paragraphs = re.split(r"\n\s*\n", part.student)
            yield from (text for text in paragraphs if text.startswith("**Exercise "))


def _is_picture(part: Part) -> bool:
    """Return whether a part shows a learner a picture, or a table of few rows."""
    if part.is_prose:
        tables = TABLE.findall(part.cell.source)
        return any(3 <= len(table.splitlines()) <= MOST_ROWS + 2 for table in tables)
    shown = part.cell.get("outputs", []) if part.is_code else []
    return any(_is_small(output.get("data", {})) for output in shown)


def _is_small(data: dict[str, Any]) -> bool:
    if "image/png" in data:
        return True
    if "<tbody" in (page := data.get("text/html", "")):
        return page.partition("<tbody")[2].count("<tr") <= MOST_ROWS
    return 3 <= len(data.get("text/plain", "").splitlines()) <= MOST_ROWS + 2


def _words_in_code(text: str) -> set[str]:
    return {word for span in CODE_SPAN.findall(text) for word in re.findall(r"\w+", span)}


def _name(func: ast.expr) -> str:
    """Return the name of a called function that counts, else nothing."""
    if isinstance(func, ast.Name):
        name, counts = func.id, not hasattr(builtins, func.id)
    elif isinstance(func, ast.Attribute):
        name, counts = func.attr, not _draws(func.value)
    else:
        return ""
    counts &= name not in NOT_COUNTED and not name.startswith(NOT_COUNTED_KINDS)
    return name if counts and name != "plot" else ""


def _draws(node: ast.expr) -> bool:
    """Return whether what a method belongs to is a picture: `plt`, `ax`, `counts.plot`."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute) and node.attr == "plot":
            return True
        inner = getattr(node, "value", getattr(node, "func", None))
        if not isinstance(inner, ast.expr):
            return False
        node = inner
    return node.id in DRAWERS
