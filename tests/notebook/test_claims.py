"""A claim of the source gets its card: the same verdict and reasons in text, HTML and data."""

import csv
import html
import json
import re

import pytest

from crmlib import course_root
from crmlib.notebook.claims import MIME, VERDICTS, claim_check

SAID = {"found": "lift 1.00, n = 155,659", "scope": "another retailer", "why": "no figure"}


def card(verdict: str = "holds", **other: str):
    return claim_check("NUM-21", verdict=verdict, **{**SAID, **other})


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def ledger() -> dict[str, dict[str, str]]:
    path = course_root() / "chapters" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_row_is_the_ledger_s_row_and_what_was_said():
    assert card().row == ledger()["NUM-21"] | {"verdict": "holds"} | SAID


def test_every_claim_of_the_ledger_can_be_checked():
    for name, row in ledger().items():
        assert claim_check(name, found="1", verdict="holds").row["claim"] == row["claim"]


def test_ledger_is_complete_and_its_ids_are_unique():
    with (course_root() / "chapters" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"NUM-\d+", row["id"]) for row in rows)
    assert all(row[column].strip() for row in rows for column in ("chapter", "claim", "origin"))


def test_text_html_and_data_say_the_same():
    shown = card()._repr_mimebundle_()
    assert shown[MIME] == card().row
    for key in ("id", "claim", "origin", "verdict", "found", "scope", "why"):
        assert card().row[key] in shown["text/plain"]
        assert card().row[key] in text_of(shown["text/html"])


def test_data_survive_a_notebook():
    data = card()._repr_mimebundle_()[MIME]
    assert json.loads(json.dumps(data)) == data


def test_what_was_not_said_is_not_shown():
    shown = claim_check("NUM-21", found="1.00", verdict="holds")._repr_mimebundle_()
    for word in ("scope", "why"):
        assert f"\n{word}:" not in shown["text/plain"]
        assert f"<em>{word}</em>" not in shown["text/html"]


def test_card_is_escaped():
    shown = card(found='<b> & "n"', verdict="holds only if a < b")._card()
    assert "&lt;b&gt; &amp; &quot;n&quot;" in shown
    assert "holds only if a &lt; b" in shown


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [
        ("holds", "✓"),
        ("holds, and more", "✓"),
        ("holds only if stores are equally large", "◐"),
        ("does not hold", "✗"),
        ("does not hold: 5 is not 6", "✗"),
        ("not borne out in these data", "✗"),
        ("cannot be tested", "?"),
        ("cannot be tested here", "?"),
    ],
)
def test_verdict_s_beginning_gives_the_mark(verdict, mark):
    assert f"{mark} {verdict}" in text_of(card(verdict)._card())


def test_holds_only_if_looks_different_from_holds():
    assert VERDICTS["holds only if"] != VERDICTS["holds"]
    assert next(iter(VERDICTS)) == "holds only if"


@pytest.mark.parametrize("name", ["NUM-0", "", "num-21", "NUM-21 "])
def test_unknown_claim_is_refused(name):
    with pytest.raises(ValueError, match=rf"`id` must be one of NUM-.*; got '{name}'\."):
        claim_check(name, found="1", verdict="holds")


@pytest.mark.parametrize(
    "verdict", ["", "Holds", "true", "it holds", "holdsn't", "not borne out", "cannot be", " holds"]
)
def test_verdict_that_is_none_of_the_five_is_refused(verdict):
    with pytest.raises(ValueError, match=r"`verdict` must begin with one of \['cannot be tested'"):
        card(verdict)


@pytest.mark.parametrize("verdict", ["holds only if", "holds only if "])
def test_condition_that_is_not_named_is_refused(verdict):
    with pytest.raises(ValueError, match="`verdict` must name the condition; got only"):
        card(verdict)


@pytest.mark.parametrize("found", ["", " "])
@pytest.mark.parametrize("verdict", ["holds", "does not hold", "not borne out in these data"])
def test_verdict_without_a_finding_is_refused(verdict, found):
    with pytest.raises(ValueError, match="`found` must say what was computed; got none for NUM-21"):
        card(verdict, found=found)


def test_not_borne_out_without_a_scope_is_refused():
    with pytest.raises(ValueError, match="`scope` must say whose data these are; got none"):
        card("not borne out in these data", scope="")


def test_cannot_be_tested_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="`why` must say which data would settle it; got none"):
        card("cannot be tested", why="")


def test_cannot_be_tested_needs_no_finding():
    assert card("cannot be tested", found="").row["found"] == ""
