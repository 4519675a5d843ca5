"""Page one."""

from dataclasses import replace

from crmlib.course.audit.first_page import _consent, _opening, _test
from crmlib.course.audit.sections import _Section


def test_consent_is_said_where_the_table_tells_it(facts):
    told = replace(facts, wishes=facts.wishes._replace(refused=frozenset({"00001"})))
    assert _consent(told) == "1\u00a0customer of the file refused mail; no list names them."
    assert "does not say who has" in _consent(facts)


def test_a_part_that_is_left_out_is_called_by_its_number():
    section = _Section("lens1", "1 One period", "?", absent="Left out: no month in full.")
    assert _opening(section) == "Part 1 (one period) is left out: no month in full."


def test_a_test_that_sees_nothing_says_so(facts):
    plan = replace(facts.groups.chosen, rise=float("nan"))
    assert "no effect is large enough" in _test(facts, plan).text[1]
