"""Where the course defines its terms is read from its chapters: in bold, under *Terms learned*."""

import nbformat
import pytest

from tools.site.definitions import definitions, learned_terms, written

STEM = "01_lemonade"
BOLD = "### Squeezing\n\nA **customer** (客户) squeezes; a **trial** (试验), or A/B test, shows it."
REST = (
    "### Rest\n\n**Terms learned:** customer (客户), trial (试验, also A/B test, RCT).\n\nGo home."
)


@pytest.fixture
def taught(course):
    """The stand's course with a section that defines two terms, one of them in the glossary."""
    book = course.notebooks[STEM]
    book.cells += [nbformat.v4.new_markdown_cell(text) for text in (BOLD, REST)]
    return course


def told(course, form):
    """Return the first definition of a form."""
    return next(each for each in definitions(course) if form in each.forms)


def test_terms_learned_have_other_names_and_chinese_ones(taught):
    customer, trial = learned_terms(STEM, taught.notebooks[STEM])
    assert (customer.name, customer.also, customer.chinese) == ("customer", (), ("客户",))
    assert (trial.name, trial.also, trial.chinese) == ("trial", ("A/B test", "RCT"), ("试验",))


def test_a_term_is_defined_where_it_is_bold_not_where_it_is_first_said(taught):
    assert told(taught, "customer").place.anchor == "squeezing"


def test_a_term_of_the_glossary_has_its_entry_its_meaning_and_every_form(taught):
    customer = told(taught, "customer")
    assert (customer.entry, customer.meaning) == ("customer", "who buys")
    assert {"customer", "客户", "客戶"} == set(customer.forms)


def test_another_name_leads_to_the_term_without_an_entry_too(taught):
    trial = told(taught, "A/B test")
    assert (trial.place.address, trial.entry) == (f"{STEM}.html#squeezing", "")


def test_a_term_that_no_chapter_lists_is_defined_where_it_is_said(course):
    assert told(course, "customer").place.anchor == "two-stands-one-street"


def test_brackets_of_a_name_hold_short_forms_or_explanations(course):
    row = course.glossary[0]
    course.glossary[:] = [row | {"english": "score (NPS)"}, row | {"english": "stay (strategy)"}]
    forms = [form for each in definitions(course) for form in each.forms]
    assert [form for form in ("NPS", "score", "stay") if form not in forms] == []
    assert "strategy" not in forms


def test_a_chapter_that_defines_a_term_again_comes_second(taught):
    taught.notebooks["02_tea"] = taught.notebooks[STEM]
    taught.chapters.append(type(taught.chapters[0])("02_tea", {}, []))
    found = [each for each in definitions(taught) if "customer" in each.forms]
    assert [(each.place.stem, each.first) for each in found] == [(STEM, True), ("02_tea", False)]


def test_what_sphinx_reads_names_page_and_place(taught):
    [customer, _] = written(taught)
    assert (customer["page"], customer["anchor"], customer["first"]) == (STEM, "squeezing", True)
