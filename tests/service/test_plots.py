"""The pictures that move say what the formula and the table say."""

import matplotlib.pyplot as plt
import pandas as pd

from crmlib.service.plots import plot_staffing, plot_threshold_costs
from crmlib.service.queueing import erlang_a
from crmlib.service.robots import ContactCosts


def test_the_title_and_the_marks_are_those_of_the_formula():
    axes = plot_staffing(170, 1_753, 120)
    row = 100 * erlang_a(175.3, [170], handling_s=180, patience_s=120).loc[170]
    assert f"{row['within']:.0f} % answered" in axes.get_title()
    assert list(axes.lines[2].get_ydata()) == [row["within"], row["lost"]]
    plt.close("all")


def test_costs_begin_with_a_robot_that_always_speaks_and_end_with_a_person():
    flags = {"score": [0.9, 0.3], "is_right": [True, False], "is_listed": [True, True]}
    axes = plot_threshold_costs(pd.DataFrame(flags), ContactCosts())
    answering, listing, person = (line.get_ydata() for line in axes.lines)
    assert (answering[0], answering[-1]) == (4.05, 3) and (listing[0], listing[-1]) == (0.5, 3)
    assert set(person) == {3}
    assert axes.get_title() == "At best an answer costs 1.55, a list 0.50"
    plt.close("all")
