"""The theme rounds what is shown; intervals stand one below the other, as the table has them."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.notebook.theme import plot_intervals, plot_stages, set_theme, short_number


@pytest.fixture
def lifts() -> pd.DataFrame:
    """Diapers and beer: no lift in all baskets, perhaps one on Friday evening, less on Monday."""
    return pd.DataFrame(
        {"lift": [1.0, 1.29, 0.9], "low": [0.77, 0.72, 0.5], "high": [1.25, 2.32, 1.4]},
        index=["all", "Friday", "Monday"],
    )


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (5, "5"),
        (-7, "-7"),
        (1000, "1,000"),
        (np.int64(155848), "155,848"),
        (1469307.0, "1,469,307"),
        (-1469307.4, "-1,469,307"),
        (0.054901, "0.0549"),
        (0.5459, "0.5459"),
        (-0.123456, "-0.1235"),
        (12.3456, "12.35"),
        (999.94, "999.9"),
        (999.96, "1,000"),
        (-999.96, "-1,000"),
        (1.0, "1"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-7, "1e-07"),
        (np.float32(0.25), "0.25"),
        (np.inf, "inf"),
        (-np.inf, "-inf"),
        (np.nan, "NaN"),
        (pd.NA, "NaN"),
        (None, "NaN"),
    ],
)
def test_number_is_shortened_to_four_digits_or_to_a_whole(value, shown):
    assert short_number(value) == shown


@given(st.floats(-1e15, 1e15))
def test_short_number_is_within_a_two_thousandth_of_the_number(value):
    assert float(short_number(value).replace(",", "")) == pytest.approx(value, rel=5.01e-4)


@given(st.floats(-999, 999))
def test_short_number_has_at_most_four_significant_digits(value):
    digits = short_number(value).lower().split("e")[0].replace(".", "").strip("-").lstrip("0")
    assert len(digits) <= 4


def test_theme_sets_the_precision_of_tables():
    set_theme()
    shown = pd.DataFrame({"share": [0.123456, np.nan], "sales": [1469307.5, 1.0]}).to_string()
    assert "0.1235" in shown
    assert "1,469,308" in shown
    assert "NaN" in shown


def test_theme_shows_at_most_a_dozen_rows():
    set_theme()
    assert len(repr(pd.Series(range(20))).splitlines()) < 20


def test_theme_can_be_set_twice():
    set_theme()
    once = dict(mpl.rcParams)
    set_theme()
    assert dict(mpl.rcParams) == once


def test_theme_draws_figures_that_fit_a_slide():
    set_theme()
    width, height = mpl.rcParams["figure.figsize"]
    assert width <= 8
    assert height <= 4.5


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


@pytest.mark.parametrize("column", ["low", "high", "lift"])
def test_table_without_a_column_is_refused(lifts, column):
    with pytest.raises(ValueError, match=rf"`table` must have the columns .*missing: '{column}'"):
        plot_intervals(lifts.drop(columns=column), "lift")


def test_what_is_no_table_is_refused(lifts):
    with pytest.raises(TypeError, match="`table` must be a DataFrame; got Series"):
        plot_intervals(lifts["lift"], "lift")


@pytest.fixture
def stages() -> pd.DataFrame:
    """Two relationships over two months: one grows and earns, the other one ends."""
    stage = pd.Categorical(["new", "grown", "new", "ended"], ["new", "grown", "ended"])
    path = pd.DataFrame({"customer_id": [1, 1, 2, 2], "month": [1, 2, 1, 2], "stage": stage})
    return path.assign(profit=[-2.0, 8.0, -2.0, 0.0])


def test_title_says_how_many_are_left_and_what_they_earned(stages):
    title = plot_stages(stages).get_title(loc="left")
    assert title == "After 2 months 50 % are left; a relationship earned 2"


def test_areas_are_stacked_and_named_from_top_to_bottom(stages):
    axes = plot_stages(stages)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["ended", "grown", "new"]
    tops = [area.get_paths()[0].vertices[:, 1].max() for area in axes.collections]
    assert tops == [100, 100, 100]
    assert axes.collections[1].get_paths()[0].vertices[:, 1].tolist().count(50) > 0


def test_stages_without_a_column_are_refused(stages):
    with pytest.raises(ValueError, match="missing: 'profit'"):
        plot_stages(stages.drop(columns="profit"))
