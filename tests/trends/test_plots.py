"""The picture of renting and owning shows both paths and says where they cross."""

import pytest

from crmlib.trends import OwnTerms, RentTerms, plot_rent_or_own

OWN = OwnTerms(start=45_000, yearly=40_000, licence=900, upkeep=0.18)


def test_both_lines_end_at_what_has_been_paid():
    axes = plot_rent_or_own(50, RentTerms(60), OWN)
    ends = {line.get_label(): line.get_ydata()[-1] for line in axes.get_lines()}
    assert ends == pytest.approx({"rent": 180, "own": 330.5})
    assert axes.get_lines()[0].get_xdata()[-1] == 5


def test_the_title_says_when_owning_never_wins():
    title = plot_rent_or_own(50, RentTerms(1), OWN).get_title(loc="left")
    assert title == "50 users; over 5 years owning never wins"
