"""A claim of the source gets its card: the same verdict and reasons in text, HTML and data."""

import csv
import html
import json
import re

import pytest

from crmlib import course_root
from crmlib.notebook.claims import ALLOWED, GROUNDS, MIME, VERDICTS, claim_check

SAID = {"found": "lift 1.00, n = 155,659", "scope": "in these data", "why": "no figure"}
SHOWN = ("id", "chapter", "claim", "origin", "mode")


def card(verdict: str = "holds", **other: str):
    return claim_check("NUM-21b", verdict=verdict, **{**SAID, **other})


def text_of(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def ledger() -> dict[str, dict[str, str]]:
    path = course_root() / "chapters" / "claims.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def test_row_is_the_ledger_s_row_and_what_was_said():
    claim = {key: ledger()["NUM-21b"][key] for key in SHOWN}
    assert card().row == claim | {"verdict": "holds"} | SAID


def test_every_claim_of_the_ledger_can_be_checked():
    for name, row in ledger().items():
        shown = claim_check(name, found="", verdict="cannot be tested", why="no figure")
        assert shown.row["claim"] == row["claim"]


def test_ledger_is_complete_and_its_ids_are_unique():
    with (course_root() / "chapters" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["id"] for row in rows}) == len(rows)
    assert all(re.fullmatch(r"NUM-\d\d[a-z]?", row["id"]) for row in rows)
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
    shown = claim_check("NUM-21b", found="1.00", verdict="holds")._repr_mimebundle_()
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


@pytest.mark.parametrize("name", ["NUM-0", "", "num-21", "NUM-21", "NUM-21b "])
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
    with pytest.raises(ValueError, match="`found` must say what was computed; got none"):
        card(verdict, found=found)


def test_not_borne_out_without_a_scope_is_refused():
    with pytest.raises(ValueError, match="`scope` must say whose data these are; got none"):
        card("not borne out in these data", scope="")


def test_cannot_be_tested_without_a_reason_is_refused():
    with pytest.raises(ValueError, match="`why` must say which data would settle it; got none"):
        card("cannot be tested", why="")


def test_cannot_be_tested_needs_no_finding():
    assert card("cannot be tested", found="").row["found"] == ""


@pytest.mark.parametrize("scope", ["", "CDNOW, margin and costs declared by us", "our model"])
def test_a_condition_without_a_ground_is_refused(scope):
    with pytest.raises(ValueError, match=r"`scope` must say one of \['in our model', "):
        card("holds only if stores are equally large", scope=scope)


@pytest.mark.parametrize("ground", GROUNDS)
def test_a_condition_stands_on_a_model_on_data_or_on_arithmetic(ground):
    assert card("holds only if a < b", scope=f"{ground}: ours").row["scope"] == f"{ground}: ours"


# The mode of a claim


def test_every_mode_leaves_a_verdict_and_every_claim_has_a_mode():
    assert all("cannot be tested" in words for words in ALLOWED.values())
    assert {row["mode"] for row in ledger().values()} <= set(ALLOWED)


@pytest.mark.parametrize(
    ("name", "mode"), [("NUM-01", "supposes"), ("NUM-24", "hearsay"), ("NUM-18", "counts")]
)
@pytest.mark.parametrize("verdict", ["holds", "does not hold", "not borne out in these data"])
def test_what_is_not_stated_can_be_neither_proved_nor_refuted(name, mode, verdict):
    with pytest.raises(ValueError, match=f"since the source {mode} {name}; got"):
        claim_check(name, verdict=verdict, **SAID)


def test_a_supposition_may_hold_under_a_condition_but_a_count_may_not():
    condition = "holds only if a < b"
    assert claim_check("NUM-11", verdict=condition, **SAID).row["mode"] == "supposes"
    with pytest.raises(ValueError, match="since the source counts NUM-18"):
        claim_check("NUM-18", verdict=condition, **SAID)


# Several claims on one card


def test_claims_that_cannot_be_tested_share_a_card_and_keep_their_rows():
    names = ["NUM-21c", "NUM-21d"]
    shown = claim_check(names, verdict="cannot be tested", **SAID)._repr_mimebundle_()
    assert [row["id"] for row in shown[MIME]["each"]] == names
    for name in names:
        assert f"{name}: {ledger()[name]['claim']}" in shown["text/plain"]
        assert ledger()[name]["claim"] in text_of(shown["text/html"])
    assert shown[MIME]["mode"] == "hearsay, states"


def test_claims_that_can_be_tested_have_a_card_each():
    with pytest.raises(ValueError, match="must be one claim, or several that cannot be tested"):
        claim_check(["NUM-21a", "NUM-21b"], verdict="holds", **SAID)


def test_no_claim_is_no_card():
    with pytest.raises(ValueError, match="`id` must"):
        claim_check([], verdict="cannot be tested", **SAID)


# What it looks like


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(w * part for w, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("kind", VERDICTS)
def test_a_verdict_is_readable_in_a_light_and_a_dark_theme(kind):
    _, colour = VERDICTS[kind]
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5
    shown = claim_check("NUM-50", found="", verdict="cannot be tested", why="x")
    card = shown._repr_mimebundle_()["text/html"]
    assert f"background: {VERDICTS['cannot be tested'][1]}; color: #fff" in card
