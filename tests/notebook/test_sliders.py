"""Sliders start where they are told and redraw the picture; one is stored for static pages."""

import base64
import io

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from crmlib.notebook.sliders import explore

ALT = "A line that rises to one."


def line(slope, n=2):
    axes = plt.figure(figsize=(2, 1)).subplots()
    axes.plot(range(n), [slope * x for x in range(n)])
    axes.set_ylim(0, 4)
    return axes


@pytest.fixture
def play():
    """A rising line that the learner can tilt and lengthen."""
    return explore(line, alt=ALT, slope=(0.0, 2.0, 1.0), n=(2, 9, 3))


def controls(play) -> tuple:
    """Return the two sliders and the picture."""
    return play.box.children


def png_of(**arguments) -> bytes:
    """Return the picture as a plain call of the plot gives it."""
    axes, buffer = line(**arguments), io.BytesIO()
    axes.figure.savefig(buffer, format="png", bbox_inches="tight", dpi=2 * axes.figure.dpi)
    plt.close(axes.figure)
    return buffer.getvalue()


def test_picture_has_two_pixels_for_each_that_is_shown(play):
    _, about = play._repr_mimebundle_()
    width = Image.open(io.BytesIO(play.png)).width
    assert about["image/png"]["width"] == width // 2
    assert controls(play)[2].width == f"{width // 2}px"


def test_sliders_start_at_the_given_values_within_the_given_limits(play):
    slope, n, _ = controls(play)
    assert (slope.value, slope.min, slope.max) == (1.0, 0.0, 2.0)
    assert (n.value, n.min, n.max) == (3, 2, 9)


def test_whole_limits_give_whole_steps_and_others_fine_ones(play):
    slope, n, _ = controls(play)
    assert n.step == 1
    assert slope.step == pytest.approx(0.04)


def test_slider_is_labelled_with_the_argument_s_words():
    shown = explore(lambda mean_spend: line(mean_spend), alt=ALT, mean_spend=(0.0, 1.0, 0.5))
    assert controls(shown)[0].description == "mean spend"


def test_start_that_lies_between_two_steps_is_kept():
    shown = explore(line, alt=ALT, slope=(0.0, 1.0, 0.333))
    assert controls(shown)[0].value == 0.333


def test_picture_is_the_plot_at_the_starting_values(play):
    assert play.png == controls(play)[2].value == png_of(slope=1.0, n=3)


def test_moving_one_slider_redraws_the_picture_with_all_values(play):
    slope, n, image = controls(play)
    slope.value = 2.0
    assert image.value == png_of(slope=2.0, n=3)
    n.value = 9
    assert image.value == png_of(slope=2.0, n=9)


def test_stored_picture_stays_that_of_the_starting_values(play):
    before = play.png
    controls(play)[0].value = 0.0
    data, _ = play._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == before != controls(play)[2].value


def test_output_holds_the_widget_the_picture_and_its_alt_text(play):
    data, about = play._repr_mimebundle_()
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == play.box.model_id
    assert about["image/png"]["alt"] == ALT
    assert ALT in data["text/plain"]


def test_same_plot_gives_the_same_picture(play):
    assert explore(line, alt=ALT, slope=(0.0, 2.0, 1.0), n=(2, 9, 3)).png == play.png


def test_no_figure_stays_open(play):
    controls(play)[0].value = 0.5
    assert plt.get_fignums() == []


def test_explorer_without_a_slider_is_refused():
    with pytest.raises(ValueError, match="`ranges` must name at least one slider; got none"):
        explore(line, alt=ALT)


@pytest.mark.parametrize("alt", ["", "  "])
def test_explorer_without_an_alt_text_is_refused(alt):
    with pytest.raises(ValueError, match="`alt` must say what one sees; got nothing"):
        explore(line, alt=alt, slope=(0, 2, 1))


@pytest.mark.parametrize("limits", [(0, 1), (0, 1, 0, 1), (), "abc", 3, None])
def test_range_that_is_no_triple_is_refused(limits):
    with pytest.raises(ValueError, match=r"`slope` must be \(low, high, start\); got"):
        explore(line, alt=ALT, slope=limits)


@pytest.mark.parametrize("limits", [(2, 0, 1), (0, 2, 3), (0, 2, -1), (1, 1, 1)])
def test_range_out_of_order_is_refused(limits):
    with pytest.raises(ValueError, match=r"`slope` must be .* with low ≤ start ≤ high, low < high"):
        explore(line, alt=ALT, slope=limits)


def test_range_with_a_missing_value_is_refused():
    with pytest.raises(ValueError, match=r"`slope` must lie in .*; got nan"):
        explore(line, alt=ALT, slope=(0.0, float("nan"), 1.0))


@pytest.mark.parametrize("limits", [("0", "2", "1"), (0, None, 1), (False, True, True)])
def test_limit_that_is_no_number_is_refused(limits):
    with pytest.raises(TypeError, match="`slope` must be a number; got"):
        explore(line, alt=ALT, slope=limits)


def test_plot_that_returns_no_axes_is_refused():
    with pytest.raises(TypeError, match="`plot` must return Axes; got NoneType"):
        explore(lambda slope: None, alt=ALT, slope=(0, 2, 1))


def test_what_is_no_function_is_refused():
    with pytest.raises(TypeError, match="`plot` must be a function; got str"):
        explore("line", alt=ALT, slope=(0, 2, 1))
