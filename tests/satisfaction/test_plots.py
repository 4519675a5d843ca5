"""The picture of a promise."""

from dataclasses import replace

import numpy as np
import pytest

from crmlib.satisfaction.expectation import Offer, promise_curve
from crmlib.satisfaction.plots import plot_promise, plot_promise_and_quality


@pytest.fixture
def honest():
    """A firm that promises exactly what it delivers."""
    return Offer(promise=6, quality=6)


def test_plot_marks_the_offer_and_the_best_promise(honest):
    axes = plot_promise(replace(honest, promise=8))
    marks = {line.get_label(): line.get_xdata()[0] for line in axes.get_lines()}
    best = promise_curve(honest, np.linspace(0, 10, 101))["profit"].idxmax()
    assert (marks["best"], marks["this promise"]) == (best, 8)


def test_plot_with_sliders_is_the_plot_of_that_offer(honest):
    axes = plot_promise_and_quality(promise=8, quality=6)
    same = plot_promise(replace(honest, promise=8))
    assert axes.get_title(loc="left") == same.get_title(loc="left")
    pairs = zip(axes.get_lines(), same.get_lines(), strict=True)
    assert all(np.array_equal(one.get_ydata(), two.get_ydata()) for one, two in pairs)
