"""Page one."""

from dataclasses import replace

from crmlib.course.audit.first_page import _consent, _test


def test_consent_is_said_where_the_table_tells_it(facts):
    told = replace(facts, wishes=facts.wishes._replace(refused=frozenset({"00001"})))
    assert _consent(told) == "1\u00a0customer of the file refused mail; no list names them."
    assert "does not say who has" in _consent(facts)


def test_a_test_that_sees_nothing_says_so(facts):
    plan = replace(facts.groups.chosen, rise=float("nan"))
    assert "no effect is large enough" in _test(facts, plan).text[1]
