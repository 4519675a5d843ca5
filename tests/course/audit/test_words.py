"""Numbers and days in words."""

import pandas as pd

from crmlib.course.audit.words import _money, _months, _number, _of, _percent, _span


def test_money_percent_and_counts_are_short():
    assert (_money(-1234.6), _money(2.5), _money(float("nan"))) == ("\u22121,235", "2.50", "\u2013")
    assert (_percent(0.0412), _percent(0.22), _number(2.352)) == ("4.1\u00a0%", "22\u00a0%", "2.35")
    assert (_of(1, "customers"), _of(2, "customers")) == ("1\u00a0customer", "2\u00a0customers")


def test_a_stretch_of_months_says_the_year_once():
    months = pd.period_range("2024-03", periods=3, freq="M")
    assert _months(months[0], months[2]) == "March to May 2024"
    assert _span(months[0], months[2]) == "March\u2013May 2024"
    assert _span(months[0] - 12, months[2]) == "March 2023 \u2013 May 2024"
    assert _span(months[0], months[0]) == "March 2024"
