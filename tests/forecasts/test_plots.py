"""Tests of crmlib.forecasts.plots."""

import pandas as pd
import pytest

from crmlib.forecasts.plots import plot_calibration, plot_past_forecasts


def test_title_tells_how_far_the_past_was_off():
    past = pd.DataFrame({"forecast": [100.0, 200.0], "actual": [125, 180]})
    past.index = pd.to_datetime(["2024-01-05", "2024-04-01"])
    axes = plot_past_forecasts(past)
    assert axes.get_title(loc="left") == "Of what was forecast, 90 to 125 % came"
    assert axes.lines[1].get_ydata().tolist() == [125, 180]


def test_title_counts_the_parts_that_came_as_foretold():
    parts = {"foretold": [0.1, 0.5], "seen": [0.2, 0.5], "low": [0.15, 0.4], "high": [0.3, 0.6]}
    axes = plot_calibration(pd.DataFrame(parts))
    assert axes.get_title(loc="left") == "In 1 of 2 parts the interval holds the chance foretold"


def test_a_share_above_one_is_refused():
    parts = {"foretold": [1.5], "seen": [0.5], "low": [0.4], "high": [0.6]}
    with pytest.raises(ValueError, match="`foretold`"):
        plot_calibration(pd.DataFrame(parts))
