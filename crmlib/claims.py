"""The claims ledger: what a claim of the source is worth, computed where it is taught."""

import csv
import html
from functools import cache

from crmlib.paths import course_root

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
    """One row of the ledger; shows itself as a small card and as data."""

    def __init__(self, row: dict[str, str]) -> None:
        self.row = row

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {self.row[label]}" for label in self.row if self.row[label])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        return {"text/plain": repr(self), "text/html": self._card(), MIME: self.row}

    def _card(self) -> str:
        mark, colour = next(v for k, v in VERDICTS.items() if self.row["verdict"].startswith(k))
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


def claim_check(id: str, *, found: str, verdict: str, scope: str = "", why: str = "") -> Claim:
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
        If the id is unknown, the verdict is none of the five, or its scope or reason is missing.

    Examples
    --------
    >>> card = claim_check("NUM-50", found="", verdict="cannot be tested", why="no figure given")
    >>> card.row["why"]
    'no figure given'
    """
    claims = _claims()
    if id not in claims:
        raise ValueError(f"`id` must be one of {', '.join(sorted(claims))}; got {id!r}.")
    if not any(verdict.startswith(known) for known in VERDICTS):
        raise ValueError(f"`verdict` must begin with one of {sorted(VERDICTS)}; got {verdict!r}.")
    if verdict.startswith("not borne out") and not scope:
        raise ValueError(f"`scope` must say whose data these are; got none for {id}.")
    if verdict.startswith("cannot be tested") and not why:
        raise ValueError(f"`why` must say which data would settle it; got none for {id}.")
    return Claim(claims[id] | {"verdict": verdict, "found": found, "scope": scope, "why": why})


@cache
def _claims() -> dict[str, dict[str, str]]:
    with (course_root() / "chapters" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}
