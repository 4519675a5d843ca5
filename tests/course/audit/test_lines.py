"""First orders, tenths and pairs."""

from dataclasses import replace

import pandas as pd

from crmlib.course.audit.lines import _appendix, _baskets, _first_orders


def test_without_lines_both_parts_say_why_in_one_line(facts):
    assert _baskets(facts).absent.startswith("Left out")
    assert _first_orders(facts).absent.startswith("Left out")


def test_channels_are_compared_with_the_other_newcomers(facts):
    even = facts.orders["customer_id"].str[-1].isin(list("02468"))
    channels = facts.orders.assign(channel=even.map({True: "web", False: "fair"}))
    section = _first_orders(replace(facts, channels=channels))
    assert len(section.tables[0].rows) == 2
    assert "By channel" in section.sentences[0]


def test_tenths_have_the_gini_coefficient_beside_them(facts):
    assert "0.58" in _appendix(facts).sentences[0]
    assert isinstance(facts.orders, pd.DataFrame)
