"""The claims ledger: what a claim of the source is worth, computed where it is taught."""

import csv
import html
import re
from functools import cache

from crmlib import course_root
from crmlib.core import Text, checked

__all__ = ["VERDICTS", "Claim", "claim_check"]

MIME = "application/vnd.crm-claim+json"
VERDICTS = {
    "holds only if": ("◐", "#7a5c00"),
    "holds": ("✓", "#1a7f37"),
    "does not hold": ("✗", "#bc4c00"),
    "not borne out in these data": ("✗", "#bc4c00"),
    "cannot be tested": ("?", "#57606a"),
}


class Claim:
    """One row of the ledger; shows itself as a small card and as data.

    Parameters
    ----------
    row : dict of str
        Id, chapter, claim, origin, verdict, found, scope and why.
    """

    def __init__(self, row: dict[str, str]) -> None:
        self.row = row

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {self.row[label]}" for label in self.row if self.row[label])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        return {"text/plain": repr(self), "text/html": self._card(), MIME: self.row}

    def _card(self) -> str:
        mark, colour = VERDICTS[_kind(self.row["verdict"])]
        lines = "".join(
            f"<br><em>{label}</em>: {html.escape(self.row[label])}"
            for label in ("found", "scope", "why")
            if self.row[label]
        )
        return (
            f'<div class="crm-claim" style="border: 1px solid {colour}; border-radius: 4px; '
            f'padding: 0.5em 1em"><strong>{self.row["id"]}</strong> '
            f"The source ({html.escape(self.row['origin'])}): {html.escape(self.row['claim'])}<br>"
            f'<strong style="color: {colour}">{mark} {html.escape(self.row["verdict"])}</strong>'
            f"{lines}</div>"
        )


@checked
def claim_check(id: Text, *, found: Text, verdict: Text, scope: Text = "", why: Text = "") -> Claim:
    """Return a claim of the source with its verdict, as a card and as a row of the ledger.

    Parameters
    ----------
    id : str
        The claim's id in chapters/claims.csv, such as "NUM-21".
    found : str
        What was computed here, with its unit and the number of cases.
    verdict : str
        Begins with one of the five verdicts (`VERDICTS`); a condition may follow.
    scope : str
        Whose data the verdict speaks of; required for "not borne out in these data".
    why : str
        Which data would settle it; required for "cannot be tested".

    Returns
    -------
    Claim
        Shown as a card.

    Raises
    ------
    ValueError
        If the id is unknown, the verdict is none of the five, or what it needs is missing: the
        condition, the finding, the scope or the reason.

    Examples
    --------
    >>> card = claim_check("NUM-50", found="", verdict="cannot be tested", why="no figure given")
    >>> card.row["why"]
    'no figure given'
    """
    claims = _claims()
    if id not in claims:
        raise ValueError(f"`id` must be one of {', '.join(sorted(claims))}; got {id!r}.")
    kind = _kind(verdict)
    if kind == "holds only if" and verdict.strip() == kind:
        raise ValueError(f"`verdict` must name the condition; got only {kind!r} for {id}.")
    if kind != "cannot be tested" and not found.strip():
        raise ValueError(f"`found` must say what was computed; got none for {id}.")
    if kind == "not borne out in these data" and not scope.strip():
        raise ValueError(f"`scope` must say whose data these are; got none for {id}.")
    if kind == "cannot be tested" and not why.strip():
        raise ValueError(f"`why` must say which data would settle it; got none for {id}.")
    return Claim(claims[id] | {"verdict": verdict, "found": found, "scope": scope, "why": why})


def _kind(verdict: str) -> str:
    """Return the one of the five verdicts that a verdict begins with; the longest wins."""
    for known in VERDICTS:
        if re.match(rf"{known}\b", verdict):
            return known
    raise ValueError(f"`verdict` must begin with one of {sorted(VERDICTS)}; got {verdict!r}.")


@cache
def _claims() -> dict[str, dict[str, str]]:
    with (course_root() / "chapters" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}
