"""Pictures of value."""

import pandas as pd

from crmlib.value.plots import plot_margin_multiple, plot_tenths, plot_two_periods


def test_title_says_the_worth_at_the_dot():
    """At r = .9 and i = .12 the multiple is 4.09; at r = .5 it is .5 / .62."""
    assert plot_margin_multiple(0.9, 0.12).get_title(loc="left").endswith("409 USD")
    assert plot_margin_multiple(0.5, 0.12).get_title(loc="left").endswith("81 USD")


def test_tenths_are_bars_in_percent():
    axes = plot_tenths(pd.DataFrame({"n_customers": [1, 1], "share": [0.8, 0.2]}, index=[1, 2]))
    assert [bar.get_height() for bar in axes.patches] == [80, 20]
    assert "brings 80 %" in axes.get_title(loc="left")


def test_groups_are_bars_of_change_each_with_its_customers():
    groups = {"n_customers": [2, 3, 1, 6], "change": [-50.0, 10.0, 25.0, -15.0]}
    axes = plot_two_periods(pd.DataFrame(groups, index=["left", "stayed", "came", "all"]))
    assert [bar.get_width() for bar in axes.patches] == [-15, 25, 10, -50]
    assert axes.get_yticklabels()[-1].get_text() == "left: 2 customers"
