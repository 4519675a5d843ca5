"""The claims ledger: every claim with its verdict, collected from the solved notebooks."""

import re
from collections import Counter
from itertools import groupby

from crmlib.notebook import SAYS, VERDICTS
from tools.text.course import Course, anchor, title
from tools.text.markup import link, plain, raw, short
from tools.text.sections import CLAIM

__all__ = ["ORDER", "claims_by_item", "ledger", "ledger_rows", "verdict_kind"]

ORDER = (
    "holds",
    "holds only if",
    "not borne out in these data",
    "does not hold",
    "cannot be tested",
)


def ledger_rows(course: Course) -> list[dict[str, str]]:
    """Return every claim with its verdict and the cell that found it, from the solved notebooks.

    Claims that share a card get a row each.
    """
    return [
        {**output.data[CLAIM], **claim, "cell": anchor(cell)}
        for stem in course.stems
        for cell in course.solutions[stem].cells
        for output in cell.get("outputs", [])
        if CLAIM in output.get("data", {})
        for claim in output.data[CLAIM].get("each", [{}])
    ]


def claims_by_item(course: Course) -> dict[str, list[dict[str, str]]]:
    """Return the rows of the ledger by their id in the source: NUM-21 has NUM-21a, NUM-21b …"""
    found: dict[str, list[dict[str, str]]] = {}
    for row in ledger_rows(course):
        found.setdefault(re.sub(r"[a-z]$", "", row["id"]), []).append(row)
    return found


def verdict_kind(verdict: str) -> str:
    """Return the one of the five verdicts that a verdict begins with."""
    return next(kind for kind in VERDICTS if verdict.startswith(kind))


def ledger(course: Course) -> str:
    """Return the claims, chapter by chapter, below the counts of the verdicts."""
    rows = ledger_rows(course)
    counts = Counter(verdict_kind(row["verdict"]) for row in rows)
    buttons = [f'<button type="button" aria-pressed="true">all: {len(rows)}</button>']
    buttons += [
        f'<button type="button" data-verdict="{_slug(kind)}" aria-pressed="false">'
        f"{VERDICTS[kind][0]} {kind}: {counts[kind]}</button>"
        for kind in ORDER
        if counts[kind]
    ]
    bar = '<div class="filter" role="group" aria-label="Claims by verdict" hidden>'
    parts = [raw(f"{bar}{''.join(buttons)}</div>")]
    for stem, claims in groupby(rows, key=lambda row: row["chapter"]):
        parts.append(f"## {short(title(course.notebooks[stem]))}")
        parts += [_claim(row) for row in claims]
    return "\n\n".join(parts)


def _claim(row: dict[str, str]) -> str:
    mark, kind = VERDICTS[verdict_kind(row["verdict"])][0], _slug(verdict_kind(row["verdict"]))
    cell = link("the cell that computes it", f"{row['chapter']}.html#{row['cell']}")
    lines = [
        f"{{.claimed}}\n**{row['id']}** {plain(row['claim'])}",
        f"{{.verdict}}\n**{mark} {plain(row['verdict'])}**",
    ]
    lines += [f"*{part}*: {plain(row[part])}" for part in ("found", "scope", "why") if row[part]]
    lines.append(f"{{.origin}}\n{SAYS[row['mode']]}: {plain(row['origin'])}. Here: {cell}.")
    body = "\n\n".join(lines)
    name = row["id"].lower()
    return f"````{{container}} claim {kind}\n:name: {name}\n\n{body}\n````"


def _slug(kind: str) -> str:
    return kind.replace(" ", "-")
