"""The claims ledger: what a claim of the source is worth, computed where it is taught."""

import csv
import html
import re
from functools import cache

from crmlib import course_root
from crmlib.core import Text, Texts, checked, either

__all__ = ["ALLOWED", "GROUNDS", "SAYS", "VERDICTS", "Claim", "claim_check"]

MIME = "application/vnd.crm-claim+json"
VERDICTS = {
    "holds only if": ("◐", "#7a5c00"),
    "holds": ("✓", "#1a7f37"),
    "does not hold": ("✗", "#bc4c00"),
    "not borne out in these data": ("✗", "#bc4c00"),
    "cannot be tested": ("?", "#57606a"),
}
# What data can do to a claim hangs on how the source makes it: nobody refutes "suppose that",
# and a list that we typed from the source proves no count.
ALLOWED = {
    "states": tuple(VERDICTS),
    "supposes": ("holds only if", "cannot be tested"),
    "hearsay": ("holds only if", "cannot be tested"),
    "counts": ("cannot be tested",),
    "defines": ("cannot be tested",),
}
SAYS = {
    "states": "The source",
    "supposes": "The source supposes",
    "hearsay": "Hearsay in the source",
    "counts": "The source counts",
    "defines": "The source defines",
}
GROUNDS = ("in our model", "in these data", "by arithmetic")
SHOWN = ("id", "chapter", "claim", "origin", "mode")


class Claim:
    """One row of the ledger, or several with one verdict; shows itself as a card and as data.

    Parameters
    ----------
    claims : list of dict of str
        Id, chapter, claim, origin and mode of each.
    judged : dict of str
        Verdict, found, scope and why.
    """

    def __init__(self, claims: list[dict[str, str]], judged: dict[str, str]) -> None:
        self.claims = claims
        self.row = _joined(claims) | judged

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {self.row[label]}" for label in self.row if self.row[label])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict:
        data = self.row if len(self.claims) == 1 else self.row | {"each": self.claims}
        return {"text/plain": repr(self), "text/html": self._card(), MIME: data}

    def _card(self) -> str:
        mark, colour = VERDICTS[_kind(self.row["verdict"])]
        said = "<br>".join(
            f"<strong>{claim['id']}</strong> {SAYS[claim['mode']]} "
            f"({html.escape(claim['origin'])}): {html.escape(claim['claim'])}"
            for claim in self.claims
        )
        lines = "".join(
            f"<br><em>{label}</em>: {html.escape(self.row[label])}"
            for label in ("found", "scope", "why")
            if self.row[label]
        )
        return (
            f'<div class="crm-claim" style="border: 1px solid {colour}; border-radius: 4px; '
            f'padding: 0.5em 1em">{said}<br>'
            f'<strong style="background: {colour}; color: #fff; padding: 0 0.4em">'
            f"{mark} {html.escape(self.row['verdict'])}</strong>"
            f"{lines}</div>"
        )


@checked
def claim_check(
    id: either(Text, Texts), *, found: Text, verdict: Text, scope: Text = "", why: Text = ""
) -> Claim:
    """Return a claim of the source with its verdict, as a card and as a row of the ledger.

    Parameters
    ----------
    id : str or list of str
        The claim's id in chapters/claims.csv, such as "NUM-50"; several may share one card if
        all of them cannot be tested.
    found : str
        What was computed here, with its unit and the number of cases.
    verdict : str
        Begins with one of the five verdicts (`VERDICTS`) that the claim's mode allows
        (`ALLOWED`); a condition may follow.
    scope : str
        Whose data the verdict speaks of; required for "not borne out in these data". For "holds
        only if" it says on what ground the condition stands (`GROUNDS`).
    why : str
        Which data would settle it; required for "cannot be tested".

    Returns
    -------
    Claim
        Shown as a card.

    Raises
    ------
    ValueError
        If an id is unknown, the verdict is none of the five or one that the mode doesn't allow,
        or what it needs is missing: the condition and its ground, the finding, the scope or the
        reason.

    Examples
    --------
    >>> card = claim_check("NUM-50", found="", verdict="cannot be tested", why="no figure given")
    >>> card.row["why"]
    'no figure given'
    """
    known, ids = _claims(), [id] if isinstance(id, str) else list(id)
    for one in ids:
        if one not in known:
            raise ValueError(f"`id` must be one of {', '.join(sorted(known))}; got {one!r}.")
    claims, kind = [known[one] for one in ids], _kind(verdict)
    for claim in claims:
        if kind not in (words := ALLOWED[claim["mode"]]):
            raise ValueError(
                f"`verdict` must begin with one of {sorted(words)}, since the source "
                f"{claim['mode']} {claim['id']}; got {verdict!r}."
            )
    if not claims or (len(claims) > 1 and kind != "cannot be tested"):
        raise ValueError(
            f"`id` must be one claim, or several that cannot be tested; got {len(claims)}."
        )
    said = {"verdict": verdict, "found": found, "scope": scope, "why": why}
    _require_reasons(kind, said, ", ".join(ids))
    return Claim(claims, said)


def _require_reasons(kind: str, said: dict[str, str], name: str) -> None:
    """Refuse a verdict without the condition, ground, finding, scope or reason that it needs."""
    if kind == "holds only if" and said["verdict"].strip() == kind:
        raise ValueError(f"`verdict` must name the condition; got only {kind!r} for {name}.")
    if kind != "cannot be tested" and not said["found"].strip():
        raise ValueError(f"`found` must say what was computed; got none for {name}.")
    if kind == "not borne out in these data" and not said["scope"].strip():
        raise ValueError(f"`scope` must say whose data these are; got none for {name}.")
    if kind == "holds only if" and not any(ground in said["scope"] for ground in GROUNDS):
        raise ValueError(
            f"`scope` must say one of {list(GROUNDS)}, since a condition stands on some ground; "
            f"got {said['scope']!r} for {name}."
        )
    if kind == "cannot be tested" and not said["why"].strip():
        raise ValueError(f"`why` must say which data would settle it; got none for {name}.")


def _joined(claims: list[dict[str, str]]) -> dict[str, str]:
    """Return one row for several claims: what is the same in all stands once."""
    if len(claims) == 1:
        return claims[0]
    said = " ".join(f"{claim['id']}: {claim['claim']}" for claim in claims)
    row = {key: ", ".join(dict.fromkeys(claim[key] for claim in claims)) for key in SHOWN}
    return row | {"claim": said}


def _kind(verdict: str) -> str:
    """Return the one of the five verdicts that a verdict begins with; the longest wins."""
    for known in VERDICTS:
        if re.match(rf"{known}\b", verdict):
            return known
    raise ValueError(f"`verdict` must begin with one of {sorted(VERDICTS)}; got {verdict!r}.")


@cache
def _claims() -> dict[str, dict[str, str]]:
    with (course_root() / "chapters" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: {key: row[key] for key in SHOWN} for row in csv.DictReader(file)}
