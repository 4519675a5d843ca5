"""The picture shows what was measured."""

import pandas as pd
import pytest

from crmlib.scale import plot_run_times


@pytest.fixture
def runs() -> pd.DataFrame:
    """Two engines at two sizes; the second starts slowly."""
    return pd.DataFrame(
        {
            "engine": ["A", "B"] * 2,
            "n_orders": [1e7, 1e7, 1e6, 1e6],
            "start_seconds": [0, 5.0, 0, 5.0],
            "seconds": [4.0, 9.0, 0.5, 7.0],
        }
    )


def test_each_engine_has_a_line_with_its_start_in_it(runs):
    first, second = plot_run_times(runs).lines
    assert first.get_ydata().tolist() == [0.5, 4.0]
    assert second.get_ydata().tolist() == [12.0, 14.0]


def test_sizes_are_written_out(runs):
    labels = [label.get_text() for label in plot_run_times(runs).get_xticklabels()]
    assert labels == ["1 million", "10 million"]


def test_no_run_is_no_picture(runs):
    with pytest.raises(ValueError, match="`runs` must have at least one row; got none"):
        plot_run_times(runs[:0])
