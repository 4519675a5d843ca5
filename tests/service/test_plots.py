"""The picture that moves says what the formula says."""

import matplotlib.pyplot as plt

from crmlib.service.plots import plot_staffing
from crmlib.service.queueing import erlang_a


def test_the_title_and_the_marks_are_those_of_the_formula():
    axes = plot_staffing(170, 1_753, 120)
    row = 100 * erlang_a(175.3, [170], handling_s=180, patience_s=120).loc[170]
    assert f"{row['within']:.0f} % answered" in axes.get_title()
    assert list(axes.lines[2].get_ydata()) == [row["within"], row["lost"]]
    plt.close("all")
