"""Tests of crmlib.notebook.figures."""

import pandas as pd
import pytest

from crmlib.notebook.figures import plot_intervals


@pytest.fixture
def lifts() -> pd.DataFrame:
    """Diapers and beer: no lift in all baskets, perhaps one on Friday evening, less on Monday."""
    return pd.DataFrame(
        {"lift": [1.0, 1.29, 0.9], "low": [0.77, 0.72, 0.5], "high": [1.25, 2.32, 1.4]},
        index=["all", "Friday", "Monday"],
    )


def test_one_line_is_drawn_per_row_from_low_to_high(lifts):
    [lines] = plot_intervals(lifts, "lift").collections
    ends = [(tuple(segment[0]), tuple(segment[1])) for segment in lines.get_segments()]
    assert ends == [((0.77, 0), (1.25, 0)), ((0.72, 1), (2.32, 1)), ((0.5, 2), (1.4, 2))]


def test_one_point_is_drawn_per_row_at_its_value(lifts):
    [points] = plot_intervals(lifts, "lift").lines
    assert list(points.get_xdata()) == [1.0, 1.29, 0.9]
    assert list(points.get_ydata()) == [0, 1, 2]


def test_first_row_stands_on_top_under_its_label(lifts):
    axes = plot_intervals(lifts, "lift")
    bottom, top = axes.get_ylim()
    assert top < bottom
    assert [label.get_text() for label in axes.get_yticklabels()] == ["all", "Friday", "Monday"]


def test_dashed_line_stands_at_no_effect(lifts):
    null = plot_intervals(lifts, "lift", null=1).lines[-1]
    assert list(null.get_xdata()) == [1, 1]
    assert null.get_linestyle() == "--"


def test_zero_is_a_null_too(lifts):
    assert list(plot_intervals(lifts, "lift", null=0).lines[-1].get_xdata()) == [0, 0]


def test_title_and_labels_are_left_to_the_chapter(lifts):
    axes = plot_intervals(lifts, "lift")
    assert axes.get_title() == axes.get_xlabel() == axes.get_ylabel() == ""


def test_every_call_draws_its_own_figure_and_leaves_the_table_alone(lifts):
    before = lifts.copy()
    assert plot_intervals(lifts, "lift").figure is not plot_intervals(lifts, "lift").figure
    pd.testing.assert_frame_equal(lifts, before)


def test_labels_that_are_numbers_are_shown_as_text(lifts):
    axes = plot_intervals(lifts.set_axis([7, 8, 9]), "lift")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["7", "8", "9"]


def test_a_table_without_the_estimate_is_refused(lifts):
    with pytest.raises(ValueError, match=r"`table` must have the columns .*missing: 'effect'"):
        plot_intervals(lifts, "effect")


def test_an_estimate_that_is_text_is_refused(lifts):
    """Drawn as it stands, it would be put at 0, 1, 2 by its place in the table."""
    with pytest.raises(TypeError, match="`table` must have numbers in `lift`; got str"):
        plot_intervals(lifts.astype({"lift": str}), "lift")
