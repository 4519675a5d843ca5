"""Pictures of a classifier's worth show what they are given."""

import numpy as np
import pytest

from crmlib.mining.evaluation import calibration_table, gains_table, profit_curve
from crmlib.mining.plots import plot_calibration, plot_gains, plot_profit


@pytest.fixture
def four():
    """Four customers, the first and third respond, and a model's chances."""
    return [1, 0, 1, 0], [0.9, 0.7, 0.5, 0.3]


def test_gains_start_at_nothing_and_end_at_all(four):
    table = gains_table(*four, n_groups=4)
    axes = plot_gains({"tree": table, "again": table})
    tree, again, chance = axes.get_lines()
    assert tree.get_xydata()[[0, -1]].tolist() == [[0, 0], [1, 1]]
    assert tree.get_ydata()[1:].tolist() == table["cumulative_gain"].tolist()
    assert tree.get_linestyle() != again.get_linestyle()
    assert chance.get_label() == "random order"


def test_profit_marks_the_best_cutoff_and_those_asked_for(four):
    curve = profit_curve(*four, gain=10, cost=4)
    axes = plot_profit(curve, marks={"one half": 0.6, "nobody": np.inf})
    _, zero, *points = axes.get_lines()
    assert set(zero.get_ydata()) == {0}
    marked = [point.get_xydata()[0].tolist() for point in points]
    assert marked == [[0.75, 16], [0.5, 6], [0, 0]]
    _, _, *again = plot_profit(curve.iloc[::-1], marks={"one half": 0.6}).get_lines()
    assert [point.get_xydata()[0].tolist() for point in again] == marked[:2]


def test_calibration_draws_the_interval_of_each_group(four):
    table = calibration_table(*four, n_groups=2)
    axes = plot_calibration({"tree": table})
    bars = axes.containers[0].lines[2][0].get_segments()
    assert [segment[:, 1].tolist() for segment in bars] == [
        pytest.approx(ends) for ends in table[["low", "high"]].to_numpy().tolist()
    ]


@pytest.mark.parametrize(
    ("plot", "measure"), [(plot_gains, gains_table), (plot_calibration, calibration_table)]
)
def test_no_model_too_many_and_other_tables_are_refused(four, plot, measure):
    table = measure(*four, n_groups=2)
    with pytest.raises(ValueError, match="`tables` must hold 1 to 5 models; got 0"):
        plot({})
    with pytest.raises(ValueError, match="`tables` must hold 1 to 5 models; got 6"):
        plot(dict.fromkeys("abcdef", table))
    with pytest.raises(ValueError, match=r"`tables\['tree'\]` must have the columns"):
        plot({"tree": table[["n_customers"]]})
    with pytest.raises(TypeError, match=r"`tables\['tree'\]` must be a DataFrame"):
        plot({"tree": [1]})


def test_a_mark_beyond_the_curve_is_refused(four):
    curve = profit_curve(*four, gain=10, cost=4).tail(2)
    with pytest.raises(ValueError, match=r"`marks` must be cut-offs of at most 0\.5; got 0\.9"):
        plot_profit(curve, marks={"few": 0.9})
    with pytest.raises(TypeError, match=r"`marks\['few'\]` must be a number; got str"):
        plot_profit(curve, marks={"few": "0.5"})
