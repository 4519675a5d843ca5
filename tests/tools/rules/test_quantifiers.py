"""Verdicts that say more, or other, than the claim's words are named; so are titles and topics.

The cards in fixtures/claims stood in the course once, each with a fault that nothing saw.
"""

from pathlib import Path

import pytest

from tools.rules import quantifiers
from tools.text.course import read_rows
from tools.text.sections import Chapter, parse_chapter, read_chapter

OLD = Path(__file__).parents[2] / "fixtures" / "claims"
MOST = {"mode": "states", "quantifier": "most", "threshold": "", "parts": ""}
CARD = 'claim_check("NUM-06", found=f"{{share}}", verdict={verdict}, scope="{scope}")'


def chapter(*cells: str, prose: str = "Tea.", quoted: str = "") -> Chapter:
    head = (
        "---\nsittings: [{title: Tea, objective: tell, ideas: [], discuss: 1}]\n"
        f"{quoted}---\n\n# 8 Tea\n\n{prose}\n"
    )
    text = "\n".join(f"\n```{{code-cell}} ipython3\n{cell}\n```\n" for cell in cells)
    return parse_chapter("08_tea", head + text)


def faults(verdict: str, *, before: str = "", scope: str = "in our model", **row: str) -> list[str]:
    claim = MOST | {"id": "NUM-06", "claim": "Most customers bring little."} | row
    cell = before + CARD.format(verdict=verdict, scope=scope)
    return quantifiers.sense_problems(chapter(cell), [claim])


# The old cards


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("NUM-01", "no branch “holds … if … > 0.5”"),
        ("NUM-01", "the source supposes it, so it can't be judged 'not borne out in these data'"),
        ("NUM-03", "several claims in one: give them letters, or name their `parts`"),
        ("NUM-03", "`scope` names no ground"),
        ("NUM-04", "`scope` names no ground"),
        ("NUM-05", "`scope` names no ground"),
        ("NUM-06", "several claims in one: give them letters, or name their `parts`"),
        ("NUM-16", "the source counts it, so it can't be judged 'holds'"),
        ("NUM-18", "the source counts it, so it can't be judged 'does not hold'"),
        ("NUM-21", "several claims in one: give them letters, or name their `parts`"),
        ("NUM-21", "no branch “holds … if … == 0”"),
        ("NUM-32", "a remainder is no condition: 'holds only if more than a fifth"),
        ("NUM-45", "the source counts it, so it can't be judged 'holds'"),
        ("NUM-50", "'greatly' has no threshold: it cannot be tested"),
    ],
)
def test_each_card_that_was_wrong_is_named_with_its_fault(claim, fault):
    cards, rows = read_chapter(OLD / "old_cards.md"), read_rows(OLD / "old_claims.csv")
    problems = quantifiers.sense_problems(cards, rows)
    assert any(problem.startswith(f"{claim}: {fault}") for problem in problems)


# The threshold


@pytest.mark.parametrize(
    ("quantifier", "threshold", "test"),
    [
        ("most", "", "share > 0.5"),
        ("most", "", "0.5 < share"),
        ("most", "", "share.gt(0.5).any()"),
        ("all", "", "share == 1"),
        ("all", "", "shares.all()"),
        ("none", "", "share == 0"),
        ("greatest", "", "ahead == 0"),
        ("at least", "10", "ratio >= 10"),
        ("at most", "10", "ratio <= 10"),
        ("more than", "0.12", "low < 0.12 < high"),
        ("less than", "0.12", "share < 0.12"),
        ("exactly", "3", "n == 3"),
        ("", "0.8", "low < 0.8 < high"),
    ],
)
def test_a_quantifier_fixes_the_comparison(quantifier, threshold, test):
    row = {"quantifier": quantifier, "threshold": threshold}
    assert faults(f'"holds" if {test} else "does not hold"', **row) == []


@pytest.mark.parametrize(
    ("quantifier", "threshold", "test"),
    [
        ("most", "", "share >= 0.8"),
        ("most", "", "share > 0.8"),
        ("most", "", "share < 0.5"),
        ("most", "", "low > 1"),
        ("all", "", "share > 0.9"),
        ("greatest", "", "lift > 1"),
        ("at least", "10", "ratio > 10"),
        ("at least", "10", "ratio >= 9"),
        ("more than", "0.12", "share >= 0.12"),
        ("exactly", "3", "n >= 3"),
        ("", "0.8", "share > 0.5"),
    ],
)
def test_another_comparison_is_named(quantifier, threshold, test):
    row = {"quantifier": quantifier, "threshold": threshold}
    problems = faults(f'"holds" if {test} else "does not hold"', **row)
    assert len(problems) == 1
    assert "no branch “holds … if …" in problems[0]


def test_the_comparison_may_be_denied_or_stand_in_a_name_of_the_cell():
    assert faults('"does not hold" if share <= 0.5 else "holds"') == []
    assert faults("kind", before='kind = "holds" if share > 0.5 else "does not hold"\n') == []
    found = '"holds" if len(who) else "does not hold"'
    assert faults(found, before="who = names[share > 0.5]\n") == []


def test_the_comparison_on_the_wrong_branch_is_named():
    assert len(faults('"does not hold" if share > 0.5 else "holds"')) == 1


def test_a_claim_that_cannot_be_tested_needs_no_comparison():
    assert faults('"cannot be tested"') == []
    assert faults('"cannot be tested"', claim="Most come, and most buy.") == []


# Parts, modes, grounds, remainders, counts


def test_every_part_that_is_declared_enters_the_verdict():
    row = {"quantifier": "", "parts": "slow huge", "claim": "It is slow, and becomes huge."}
    whole = '"holds" if slow and huge else "does not hold"'
    assert faults(whole, **row) == []
    assert faults(whole.replace(" and huge", ""), **row) == [
        "NUM-06: 'huge' does not enter the verdict"
    ]


@pytest.mark.parametrize("joint", ["; they", ", and they", ", while they", " and are those who"])
def test_a_claim_of_several_parts_without_letters_is_named(joint):
    claim = f"Most customers bring little{joint} leave."
    problems = faults('"holds" if share > 0.5 else "does not hold"', claim=claim)
    assert problems == ["NUM-06: several claims in one: give them letters, or name their `parts`"]


@pytest.mark.parametrize("mode", ["supposes", "hearsay"])
def test_a_supposition_is_never_refuted(mode):
    verdict = '"holds only if a < b" if share > 0.5 else "cannot be tested"'
    assert faults(verdict, mode=mode) == []
    other = verdict.replace("cannot be tested", "not borne out in these data")
    assert "can't be judged 'not borne out in these data'" in faults(other, mode=mode)[0]


def test_in_these_data_needs_data_and_a_model_says_so():
    verdict = '"holds only if a < b" if share > 0.5 else "does not hold"'
    loaded = "table = datasets.load_orders()\nshare = top_share(table)\n"
    assert faults(verdict, scope="in these data: CDNOW", before=loaded) == []
    assert faults(verdict, scope="by arithmetic") == []
    assert "no table was loaded" in faults(verdict, scope="in these data: ours")[0]
    assert "`scope` names no ground" in faults(verdict, scope="costs are ours")[0]


def test_claims_that_count_share_one_cell_and_no_list_proves_them():
    count = MOST | {"mode": "counts", "quantifier": "", "claim": "There are nine ways."}
    rows = [count | {"id": item} for item in ("NUM-17", "NUM-18")]
    card = 'claim_check({}, found="", verdict="cannot be tested", why="ours")'
    apart = chapter(card.format('"NUM-17"'), card.format('"NUM-18"'))
    together = chapter(card.format('["NUM-17", "NUM-18"]'))
    assert quantifiers.sense_problems(together, rows) == []
    assert quantifiers.sense_problems(apart, rows) == [
        "claims that merely count share one cell; got 2"
    ]


def test_a_count_that_is_called_a_statement_is_named():
    row = {"claim": "There are nine ways to loyalty.", "quantifier": ""}
    problems = faults('"holds" if n_ways == 9 else "does not hold"', **row)
    assert problems == [
        "NUM-06: a count proves nothing when the list is ours: its mode is `counts`"
    ]


# The words of claims.csv


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"quantifier": ""}, "NUM-06: says 'most'; quantifier is ''"),
        ({"quantifier": "all"}, "NUM-06: quantifier 'all' does not stand in its words"),
        ({"mode": "says"}, "NUM-06: mode 'says' is none of"),
        ({"threshold": "0.8"}, "NUM-06: 'most' has its threshold already; got 0.8"),
        ({"id": "NUM-06a"}, "NUM-06: its letters are ['a']"),
    ],
)
def test_a_row_that_does_not_fit_its_words_is_named(changes, problem):
    row = MOST | {"id": "NUM-06", "claim": "Most customers bring little."}
    assert quantifiers.claim_text_problems([row]) == []
    problems = quantifiers.claim_text_problems([row | changes])
    assert any(found.startswith(problem) for found in problems)


@pytest.mark.parametrize("letters", [["a", "c"], ["", "a"], ["a", "a"], ["b"]])
def test_letters_begin_at_a_and_leave_none_out(letters):
    rows = [MOST | {"id": f"NUM-06{letter}", "claim": "Most come."} for letter in letters]
    assert len(quantifiers.claim_text_problems(rows)) == 1


# Titles and topics


@pytest.mark.parametrize(
    ("title", "proof"),
    [
        ("Most baskets are small", "assert share > 0.5  # most"),
        ("Half of the homes are back", "assert abs(share - 0.5) < 0.01  # half"),
        ("Every interval holds it", "assert inside.all()  # every"),
        ("Only one survey finds it", "assert hits.sum() == 1  # only"),
        ("None came back", "assert not back.any()  # none"),
    ],
)
def test_a_title_with_a_quantifier_needs_an_assertion_beside_it(title, proof):
    plot = f'ax.set(title="{title}")'
    assert len(quantifiers.title_problems(chapter(plot))) == 1
    assert len(quantifiers.title_problems(chapter(proof, "rest = 1", plot))) == 1
    assert quantifiers.title_problems(chapter(f"{proof}\n{plot}")) == []
    assert quantifiers.title_problems(chapter(proof, plot)) == []


@pytest.mark.parametrize(
    "proof",
    [
        "assert share > 0.5",
        "assert share > 0.2  # most",
        "assert share >= 0.5  # most",
        "assert share < 0.5  # most",
        "assert share  # most",
        "share > 0.5  # most",
    ],
)
def test_an_assertion_that_proves_no_majority_does_not_back_most(proof):
    title = 'ax.set_title("Most baskets are bought between four and seven p.m.")'
    assert len(quantifiers.title_problems(chapter(f"{proof}\n{title}"))) == 1


def test_a_title_without_such_a_word_needs_nothing():
    titles = ['ax.set_title("Shopping peaks")', 'ax.set(title=f"{share:.0%} are back")']
    titles += ['plt.title("From half a million rows to five rules")', 'ax.legend(title="k")']
    assert quantifiers.title_problems(chapter(*titles)) == []


@pytest.mark.parametrize(
    ("topic", "fault"),
    [
        ("12 % carry the sales", ""),
        ("A fifth brings four fifths", ""),
        ("Most bring little", ""),
        ("13 % carry the sales", "13 stands nowhere"),
        ("A twelfth of the customers carry the sales", "“A twelfth” stands nowhere"),
        ("All bring little", "“All” in the topic is no quantifier"),
    ],
)
def test_numbers_and_quantifiers_of_a_topic_are_backed(topic, fault):
    rows = [{"id": "VAL-06", "kind": "content", "topic": topic}]
    claims = [MOST | {"id": "NUM-06", "claim": "Most of the other 88 % bring little."}]
    text = chapter(prose="Some 12 % bring much, 20 % bring 80 %.", quoted='quoted: {"88": "it"}\n')
    problems = quantifiers.topic_problems(text, rows, claims)
    assert [fault in problem for problem in problems] == [True] * bool(fault)


def test_a_figure_of_a_claim_stands_in_its_chapter():
    claims = [MOST | {"id": "NUM-06", "claim": "Most of the other 88 % bring little."}]
    problems = quantifiers.topic_problems(chapter(prose="None."), [], claims)
    assert problems == ["NUM-06: 88 stands nowhere in the chapter"]
