"""What a chapter leaves out of its syllabus, or adds to it, is named; so is a typed verdict."""

import pytest

from tools.rules import coverage

ROWS = [
    {"id": item, "kind": coverage.kind_of(item), "topic": "cups", "chapter": "08_lemonade"}
    for item in ("CAS-W-01", "EXM-07", "GLO-079", "NUM-21", "GAP-27")
]
CLAIMS = [{"id": "NUM-21", "chapter": "08_lemonade"}]
TERMS = [
    {
        "id": "GLO-079",
        "english": "everyday low price (EDLP)",
        "simplified": "天天低价 / 平价",
        "traditional": "天天低價",
        "printed": "S",
    }
]
TYPED = '"holds" if lift > 1 else "does not hold"'


# Coverage


def test_a_chapter_that_covers_its_syllabus_passes(lemonade):
    assert coverage.coverage_problems(lemonade(), ROWS) == []
    assert coverage.syllabus_problems(ROWS) == []
    assert coverage.term_problems(lemonade(), TERMS) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ([(', "EXM-07"', "")], "EXM-07 is in the syllabus, not in `covers`"),
        ([('"EXM-07"', '"EXM-08"')], "EXM-08 is in `covers`, not in the syllabus"),
        ([("> **The source is silent (GAP-27).**", "GAP-27.")], "no quote"),
        ([("GAP-27", "GAP-28")], "GAP-28 is said, but not in the syllabus"),
    ],
)
def test_items_are_covered_in_both_directions(lemonade, changes, message):
    problems = coverage.coverage_problems(lemonade(*changes), ROWS)
    assert any(message in problem for problem in problems)


def test_a_system_is_shown_by_a_cell_of_code(lemonade):
    rows = [row | {"id": "EXE-07", "kind": "EXE"} if row["id"] == "EXM-07" else row for row in ROWS]
    problems = coverage.coverage_problems(lemonade(('"EXM-07"', '"EXE-07"')), rows)
    assert problems == ["no cell of code has the system EXE-07 in `covers`"]


@pytest.mark.parametrize("form", ["everyday low price", "天天低价"])
def test_a_term_needs_its_english_and_its_chinese_form(lemonade, form):
    assert len(coverage.term_problems(lemonade((form, "cheap")), TERMS)) == 1


def test_a_term_stands_in_the_form_that_the_source_prints(lemonade):
    printed = [TERMS[0] | {"printed": "T"}]
    [problem] = coverage.term_problems(lemonade(), printed)
    assert problem == "GLO-079: “everyday low price (EDLP)” stands nowhere with 天天低價"
    assert coverage.term_problems(lemonade(("天天低价", "天天低價, 天天低价")), printed) == []


def test_a_term_that_stands_in_traditional_script_only_is_named(lemonade):
    printed = [TERMS[0] | {"printed": "T"}]
    [problem] = coverage.term_problems(lemonade(("天天低价", "天天低價")), printed)
    assert problem == "GLO-079: no 天天低价 / 平价 for who reads simplified only"


def test_a_word_of_the_field_stands_in_bold_or_italics(lemonade):
    stand = TERMS[0] | {"id": "TRM-001", "english": "stand", "simplified": "摊"}
    assert coverage.term_problems(lemonade(("A stand", "A *stand*")), [stand]) == []
    assert coverage.term_problems(lemonade(), [stand]) == [
        "TRM-001: “stand” stands nowhere with bold or italics"
    ]


def test_a_syllabus_row_that_is_twice_there_or_of_another_kind_is_named():
    twice = [*ROWS, ROWS[0] | {"kind": "EXM", "topic": ""}]
    assert len(coverage.syllabus_problems(twice)) == 3


def test_a_system_needs_a_test_whose_docstring_begins_with_its_id():
    rows = [{"id": "EXE-08", "kind": "EXE"}]
    shown = 'def test_it():\n    """EXE-08: the miner finds the pair."""\n'
    assert coverage.system_problems(rows, [shown]) == []
    assert coverage.system_problems(rows, [shown.replace("EXE-08", "For EXE-08")])
    assert coverage.system_problems([], [shown]) == [
        "a test shows EXE-08, which no chapter teaches"
    ]


def test_ids_and_terms_are_read_from_a_brief():
    brief = "- **CAS-W-01** *A.*\n| GLO-079 | cheap (C) | 低价 | — | x |\n| NUM-21 | two |\n"
    assert coverage.brief_ids(brief) == ["CAS-W-01", "GLO-079", "NUM-21"]
    assert coverage.brief_terms(brief) == {"GLO-079": ("cheap (C)", "低价")}


# Claims


def test_a_claim_with_one_check_and_a_row_passes(lemonade):
    assert coverage.claim_problems(lemonade(), ROWS, CLAIMS) == []
    assert coverage.verdict_problems(lemonade()) == []


@pytest.mark.parametrize(
    ("changes", "claims", "message"),
    [
        ([("claim_check(", "print(")], CLAIMS, "NUM-21 has 0 claim checks"),
        ([("lift = ", 'claim_check("NUM-21")\nlift = ')], CLAIMS, "NUM-21 has 2 claim checks"),
        ([('"NUM-21"', '"NUM-99"')], CLAIMS, "NUM-99 has a claim check, but no row"),
        ([], [], "NUM-21 is not in both"),
    ],
)
def test_claims_rows_and_checks_agree_in_both_directions(lemonade, changes, claims, message):
    problems = coverage.claim_problems(lemonade(*changes), ROWS, claims)
    assert any(message in problem for problem in problems)


@pytest.mark.parametrize(
    "verdict",
    [
        '"holds"',
        'f"holds, for lift is {lift}"',
        '"holds: {}".format(lift)',
        '"holds: " + str(lift)',
        '"holds" if True else "does not hold"',
        'judge("holds")',
        "word",
    ],
)
def test_a_typed_verdict_is_named(lemonade, verdict):
    word = ("lift = load", 'word = "holds"\nlift = load')
    problems = coverage.verdict_problems(lemonade((TYPED, verdict), word))
    assert problems == [problem for problem in problems if "typed verdict" in problem] != []


@pytest.mark.parametrize(
    "verdict",
    [
        "judge(lift)",
        "words[lift > 1]",
        'f"{judge(lift)}, in these data"',
        'judge(lift) + " in these data"',
        "word",
        '"cannot be tested"',
        'f"cannot be tested: {lift}"',
    ],
)
def test_a_computed_verdict_passes_and_an_untestable_one_may_be_typed(lemonade, verdict):
    word = ("claim_check(", "word = judge(lift)\nclaim_check(")
    assert coverage.verdict_problems(lemonade((TYPED, verdict), word)) == []


@pytest.mark.parametrize("found", ['"lift 1.25"', 'f"lift {1.25}"', "shown", "str(round(1.2))"])
def test_a_typed_finding_is_named(lemonade, found):
    shown = ("claim_check(", 'shown = "1.25"\nclaim_check(')
    problems = coverage.verdict_problems(lemonade(('f"lift {lift}"', found), shown))
    assert problems == [f"NUM-21: no computed value in {found}".replace('"', "'")]


def test_an_untestable_claim_needs_no_finding(lemonade):
    changes = [(TYPED, '"cannot be tested"'), ('f"lift {lift}"', '""')]
    assert coverage.verdict_problems(lemonade(*changes)) == []
