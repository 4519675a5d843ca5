"""In which forms a term of the glossary is said."""

import pytest

from tools.text import terms

PRICE = {
    "id": "GLO-079",
    "english": "everyday low price (EDLP) / low price",
    "simplified": "天天低价 / 平价",
    "traditional": "天天低價",
    "printed": "S",
}


def test_english_forms_are_names_and_short_names():
    assert terms.english_forms(PRICE) == ["everyday low price", "EDLP", "low price"]


@pytest.mark.parametrize(
    ("printed", "forms"),
    [
        ("S", ["天天低价", "平价"]),
        ("T", ["天天低價"]),
        ("S+T", ["天天低价", "平价", "天天低價"]),
        ("ours", ["天天低价", "平价"]),
    ],
)
def test_chinese_forms_are_those_that_the_source_prints(printed, forms):
    assert terms.chinese_forms(PRICE | {"printed": printed}) == forms
    assert terms.printed_as(PRICE | {"printed": printed}).startswith("the source prints ")


def test_one_form_for_both_scripts_is_printed_or_a_word_of_the_field():
    same = PRICE | {"simplified": "抱怨", "traditional": "抱怨"}
    assert terms.printed_as(same) == "the source prints it"
    assert terms.printed_as(PRICE | {"id": "TRM-001"}) == "a word of the field, not of the source"


def test_a_form_that_both_scripts_share_stands_once():
    same = {"simplified": "抱怨", "traditional": "抱怨", "printed": "S+T"}
    assert terms.chinese_forms(PRICE | same) == ["抱怨"]


@pytest.mark.parametrize(
    "text", ["An *EDLP* store.", "**Everyday low price** pays.", "*Why low price?* Ask."]
)
def test_a_word_of_the_field_is_introduced_in_bold_or_italics(text):
    assert terms.names_term(PRICE | {"id": "TRM-001"}, text)


@pytest.mark.parametrize("text", ["An EDLP store.", "*a* low price *b*", "*yellow prices*"])
def test_a_word_in_plain_text_or_inside_another_introduces_nothing(text):
    assert not terms.names_term(PRICE | {"id": "TRM-001"}, text)


def test_a_term_of_the_source_is_introduced_in_chinese():
    assert terms.names_term(PRICE, "low price (平价)")
    assert not terms.names_term(PRICE, "*low price* (天天低價)")


def test_a_word_of_the_field_is_known_by_its_id():
    assert terms.is_field_term({"id": "TRM-001"})
    assert not terms.is_field_term(PRICE)
