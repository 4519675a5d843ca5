"""The ledger shows every claim as it is, with its verdict and its cell."""

import pytest

from crmlib.notebook.claims import VERDICTS
from tools.site.ledger import ORDER, claims_by_item, ledger, verdict_kind

STEM = "01_lemonade"


def test_ledger_shows_claims_as_they_are_and_leads_to_their_cells(course):
    text = ledger(course)
    assert "A \\*star\\* costs \\$5" in text
    assert f'href="{STEM}.html#cell-aaaa"' in text
    assert "container} claim holds-only-if\n:name: num-01" in text
    assert "holds only if: 1<" in text


@pytest.mark.parametrize("kind", VERDICTS)
def test_verdict_is_of_the_kind_that_it_begins_with(kind):
    assert verdict_kind(f"{kind} or so") == kind


def test_claims_that_share_a_card_get_a_row_each_under_their_item(course):
    [card] = [cell for cell in course.solutions[STEM].cells if cell.get("outputs")]
    row = card.outputs[0].data["application/vnd.crm-claim+json"]
    row["each"] = [{"id": name, "claim": name, "mode": "states"} for name in ("NUM-1a", "NUM-1b")]
    assert {key: [r["id"] for r in rows] for key, rows in claims_by_item(course).items()} == {
        "NUM-1": ["NUM-1a", "NUM-1b"]
    }
    assert ":name: num-1a" in ledger(course)
    assert "The source supposes" not in ledger(course)


def test_ledger_filters_by_every_verdict_there_is():
    assert set(ORDER) == set(VERDICTS)
