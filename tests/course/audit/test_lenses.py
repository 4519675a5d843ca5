"""The five lenses as sections."""

from crmlib.course.audit.lenses import _lens_five, _lens_four, _lens_one, _lens_three, _lens_two
from crmlib.course.audit.report import customer_audit
from tests.course.audit.conftest import book_of


def test_two_periods_say_who_left_stayed_and_came(facts):
    said = _lens_two(facts).sentences[0].replace("\u00a0", " ")
    assert "297 customers did not order again" in said
    assert "193 who came" in said and "322 who stayed" in said


def test_the_newest_cohort_is_followed(facts):
    assert "719\u00a0customers who came in 1997-03" in _lens_three(facts).sentences[0]


def test_cohorts_whose_intervals_overlap_are_a_tie(facts):
    assert "call it a tie" in _lens_four(facts).sentences[0]


def test_a_base_without_newcomers_says_so(facts):
    assert "0\u00a0% came from customers who were new" in _lens_five(facts).sentences[0]


def test_too_few_customers_are_not_cut_into_tenths():
    book = book_of(["ann", "bo", "ann"], ["2024-01-01", "2024-02-05", "2024-03-31"], [3, 4, 5])
    section = _lens_one(customer_audit(book))
    assert section.pictures == ()
    assert section.sentences[-1] == "Tenths are not drawn: it takes 30 customers, and there are 2."
