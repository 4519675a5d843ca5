"""Rule: a number in prose or on a slide line stands in the nearest outputs.

Nearest are the three shown results before it, tables typed in the text included; for a lecturer's
note also the three that code tagged `notes` has shown before it. A number counts as
written there as it is, rounded, as a percentage or per 1,000; or it is the sum or the difference of
two such that its own paragraph names. What opens a sitting, its quiz and rest, and what stands at
the end of the chapter may also repeat what was said before. All else is `quoted:` with its origin.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from types import SimpleNamespace

from tools.rules.numbers import (
    Number,
    is_backed,
    numbers_of,
    origins_of,
    prose_numbers,
    shown_texts,
    written_alike,
)
from tools.text.sections import TABLE
from tools.text.sittings import Lesson, Part, Section

__all__ = ["N_NEAREST", "nearest_problems"]

N_NEAREST = 3  # shown results
REPEATING = {"", "Quiz", "Rest", "Case discussion", "Mini-project"}
UNCHECKED = {"Sources"}  # citations are origins themselves
TYPED = re.compile(r"\b(check|hint|quiz|solution)\(")
ABOUT = re.compile(r"^\*About \d+ minutes\.\*$", re.M)
MONEY = re.compile(r"\$|\b(?:dollars?|yuan|euros?|pounds?)\b")


def nearest_problems(lesson: Lesson, quoted: dict) -> list[str]:
    """Name the numbers that no near output backs, and the wrong entries of `quoted:`."""
    origins, problems = origins_of(quoted)
    said: list[Number] = []
    used: set[str] = set()
    for section, part, shown in _shown_before(lesson):
        near = shown + (said if section.title in REPEATING else [])
        for stated in _stated(part):
            known = [n for n, _ in stated if _is_quoted(n, origins)]
            used |= {k for k, o in origins.items() for n in known if written_alike(o, n)}
            backed = [n for n, context in stated if _is_near(n, context, near)]
            said += backed
            problems += [
                f"{_where(section)}: {number.text} in “{_excerpt(number, context)}”"
                for number, context in stated
                if number.needs_evidence
                and section.title not in UNCHECKED
                and number not in known + backed
                and not _is_sum(number, known + backed)
            ]
    unused = [key for key in origins if key not in used]
    return problems + [f"quoted {key!r} stands nowhere in the prose" for key in unused]


def _shown_before(lesson: Lesson) -> Iterator[tuple[Section, Part, list[Number]]]:
    """Yield every part with the numbers of the results near it; who reads a note sees its own."""
    results: list[list[Number]] = []
    noted: list[list[Number]] = []
    for section in _in_order(lesson):
        for part in section.parts:
            (noted if part.is_note else results).extend(_results(part))
            seen = results[-N_NEAREST:] + (noted[-N_NEAREST:] if part.is_note else [])
            yield section, part, [number for result in seen for number in result]


def _in_order(lesson: Lesson) -> Iterator[Section]:
    yield Section("", lesson.opening)
    yield from lesson.sections


def _results(part: Part) -> list[list[Number]]:
    """Return the numbers of each result that a cell shows; of a table in the text, too."""
    if part.cell.cell_type == "markdown":
        return [numbers_of(table) for table in TABLE.findall(part.cell.source)]
    if TYPED.search(part.cell.source):
        return []
    found = [number for text in shown_texts(part.cell) for number in numbers_of(text)]
    fractions = [replace(n, percent=False, power=n.power - 2) for n in found if n.percent]
    return [found + fractions] if found else []


def _stated(part: Part) -> Iterator[list[tuple[Number, str]]]:
    """Yield the numbers of each paragraph and each slide line, with the text around them."""
    texts = list(part.slides)
    if part.cell.cell_type == "markdown":
        plain = ABOUT.sub("", TABLE.sub("", part.cell.source))
        texts = [*re.split(r"\n\s*\n", plain), *texts]
    for text in texts:
        yield prose_numbers([SimpleNamespace(cell_type="markdown", source=text)])


def _is_quoted(number: Number, origins: dict[str, Number]) -> bool:
    return any(written_alike(origin, number) for origin in origins.values())


def _is_near(number: Number, context: str, near: list[Number]) -> bool:
    cents = re.fullmatch(r"(\d+\.\d)0", number.digits) if MONEY.search(context) else None
    shorter = replace(number, digits=cents[1]) if cents else number
    return is_backed(number, context, near) or is_backed(shorter, context, near)


def _is_sum(number: Number, others: list[Number]) -> bool:
    """Return whether two backed numbers of the paragraph add up to this one, or differ by it."""
    return any(
        number.place >= min(a.place, b.place)
        and abs(number.value) in (abs(a.value - b.value), abs(a.value + b.value))
        for a, b in combinations(others, 2)
    )


def _where(section: Section) -> str:
    return f"“{section.title}”" if section.title else "the opening"


def _excerpt(number: Number, context: str) -> str:
    at = context.find(number.text)
    return context[max(at - 50, 0) : at + 50].strip()
