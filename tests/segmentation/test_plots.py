"""Pictures of segments."""

import pytest

from crmlib.segmentation.plots import plot_cut


def silhouette(distance):
    """Return what the title of three asked for says."""
    title = plot_cut(3, distance).get_title(loc="left")
    return float(title.rpartition(" ")[2].strip(")"))


def test_three_are_returned_whether_any_are_planted_or_not():
    for distance in (0.0, 6.0):
        assert "returns 3 " in plot_cut(3, distance).get_title(loc="left")


def test_planted_centres_far_apart_are_cut_more_clearly():
    assert silhouette(0.0) < silhouette(4.0) < silhouette(8.0)


def test_each_customer_is_drawn_once_beside_the_centres():
    lines = plot_cut(4, 2.0).get_lines()
    assert [len(line.get_xdata()) for line in lines[-1:]] == [4]
    assert sum(len(line.get_xdata()) for line in lines[:-1]) == 300


def test_one_group_is_refused():
    with pytest.raises(ValueError, match="n_segments"):
        plot_cut(1, 0.0)
