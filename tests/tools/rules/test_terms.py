"""A term that sounds wrong, or stands in a script that the source does not print, is named."""

import pytest

from tools.rules import terms

PRICE = {
    "id": "GLO-079",
    "english": "everyday low price",
    "simplified": "天天低价",
    "traditional": "天天低價",
    "printed": "S",
    "pinyin": "tiāntiān dījià",
}


def sounds(simplified: str, traditional: str, pinyin: str) -> list[str]:
    forms = {"simplified": simplified, "traditional": traditional, "pinyin": pinyin}
    return terms.pinyin_problems([PRICE | forms])


def test_a_good_row_passes(lemonade):
    assert terms.glossary_problems([PRICE]) == []
    assert terms.pinyin_problems([PRICE]) == []
    assert terms.script_problems(lemonade(), [PRICE]) == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"printed": "yes"}, "GLO-079: printed as 'yes'"),
        ({"id": "TRM-001"}, "TRM-001 is a word of the field; the source prints none"),
    ],
)
def test_an_unknown_print_is_named(changes, message):
    assert terms.glossary_problems([PRICE | changes]) == [message]


def test_an_english_name_stands_once():
    twice = [PRICE, PRICE | {"id": "GLO-080"}]
    assert terms.glossary_problems(twice) == ["GLO-080: “everyday low price” stands twice"]


@pytest.mark.parametrize(
    ("simplified", "traditional", "pinyin"),
    [
        ("原则", "法則", "yuánzé"),
        ("判定树 / 决策树", "決策樹", "juécèshù"),
        ("定制 / 个性化", "客製化", "dìngzhì / gèxìnghuà"),
        ("数据挖掘 / 资料探勘", "資料採擷", "shùjù wājué / zīliào tànkān"),
    ],
)
def test_a_second_word_without_its_sound_is_named(simplified, traditional, pinyin):
    [problem] = sounds(simplified, traditional, pinyin)
    assert problem.startswith(f"GLO-079: {pinyin.count('/') + 1} sounds for ")


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("价值", "價值"),
        ("特征化", "特徵化"),
        ("客户 (策略)", "客戶 (策略)"),
        ("抱怨", "抱怨"),
        ("忠诚计划", "忠誠計劃"),
    ],
)
def test_two_scripts_of_one_word_sound_alike(simplified, traditional):
    assert sounds(simplified, traditional, "one") == []


def test_a_quotation_in_the_other_script_is_named(lemonade):
    [problem] = terms.script_problems(lemonade(), [PRICE | {"printed": "T"}])
    assert problem == "GLO-079: 天天低价, but the source prints 天天低價"
    assert terms.script_problems(lemonade(), [PRICE | {"printed": "S+T"}]) == []


def test_terms_learned_may_name_the_other_script_too(lemonade):
    learned = "天天低價 is cheap.\n\n**Terms learned:** low price (天天低價, 天天低价).\n\nOn."
    chapter = lemonade(("天天低价", learned))
    assert terms.script_problems(chapter, [PRICE | {"printed": "T"}]) == []


GOOD_DAY = PRICE | {"english": "good day"}
MEAN = PRICE | {"english": "mean (average)"}


def test_a_core_idea_and_a_term_learned_have_rows(tea):
    rows = [GOOD_DAY, MEAN]
    assert terms.row_problems(tea().lesson, rows, ["filter by a mask"], []) == []
    assert terms.row_problems(tea().lesson, rows, [], ["Masks", "The mask as a list"]) == []
    assert terms.row_problems(tea().lesson, rows, ["masked"], []) == [
        "“mask” is learned, but has no row"
    ]


def test_a_core_idea_has_a_row_even_if_it_is_a_word_of_python(tea):
    moves = ["filter by a mask", "mean"]
    assert terms.row_problems(tea().lesson, [GOOD_DAY], moves, []) == [
        "the core idea “mean” has no row"
    ]


def test_an_idea_of_two_terms_has_a_row_for_each_or_one(tea):
    two = ("term: good day,", "term: good day and bad day,")
    for rows in (
        [GOOD_DAY, PRICE | {"english": "bad day"}],
        [PRICE | {"english": "good day and bad day"}],
    ):
        found = terms.row_problems(tea(two).lesson, [*rows, GOOD_DAY, MEAN], ["mask"], [])
        assert found == []
    assert terms.row_problems(tea(two).lesson, [GOOD_DAY, MEAN], ["mask"], []) == [
        "the core idea “bad day” has no row"
    ]
