"""Tests of crmlib.notebook.diagrams."""

import pytest

from crmlib.notebook.diagrams import plot_boxes

BOXES = {"firm": (0.2, 0.5), "customer": (0.8, 0.5)}


def test_every_box_stands_at_its_place():
    places = {text.get_text(): text.get_position() for text in plot_boxes(BOXES).texts}
    assert places == BOXES


def test_label_stands_on_the_middle_of_its_arrow():
    axes = plot_boxes(BOXES, [("firm", "customer", "manages")])
    label = next(text for text in axes.texts if text.get_text() == "manages")
    assert label.get_position() == pytest.approx((0.5, 0.5))


def test_one_arrow_is_drawn_per_arrow_given():
    both = [("firm", "customer", ""), ("customer", "firm", "")]
    drawn = [text for text in plot_boxes(BOXES, both).texts if getattr(text, "arrow_patch", None)]
    assert len(drawn) == 2


def test_frame_is_not_drawn():
    assert not plot_boxes(BOXES).axison


def test_boxes_out_of_place_are_refused():
    with pytest.raises(ValueError, match=r"`boxes` must name at least one box"):
        plot_boxes({})
    with pytest.raises(ValueError, match=r"`boxes\['firm'\]` must lie in \[0, 1\]; got 2"):
        plot_boxes({"firm": (2, 0.5)})
    with pytest.raises(TypeError, match=r"must be a number; got str"):
        plot_boxes({"firm": ("left", 0.5)})
    with pytest.raises(TypeError, match=r"`boxes\['firm'\]` must be a place \(x, y\); got"):
        plot_boxes({"firm": (0.5, 0.5, 0.5)})


def test_arrow_to_nowhere_is_refused():
    with pytest.raises(ValueError, match=r"`arrows` must join boxes 'firm', 'customer'; got 'tax'"):
        plot_boxes(BOXES, [("firm", "tax", "pays")])


@pytest.mark.parametrize("arrow", [("firm", "customer"), "fit", ("firm", "customer", 5)])
def test_arrow_that_is_no_triple_of_text_is_refused(arrow):
    with pytest.raises(TypeError, match=r"`arrows` must be \(from, to, text\) each; got"):
        plot_boxes(BOXES, [arrow])
