"""What to do first, and what the report cannot say."""

from crmlib.course.audit.advice import _cannot, _first


def test_three_groups_stand_with_their_figure_and_what_a_test_sees(facts):
    table = _first(facts).tables[0]
    assert len(table.rows) == 3
    assert table.columns[-1] == "a test sees"


def test_a_start_that_may_not_be_the_first_is_said(facts):
    assert any("taken for the first ever" in sentence for sentence in _cannot(facts).sentences)
