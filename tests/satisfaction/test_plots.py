"""The picture of a promise."""

from dataclasses import replace

import numpy as np
import pytest

from crmlib.satisfaction.expectation import Offer, promise_curve
from crmlib.satisfaction.plots import plot_promise


@pytest.fixture
def honest():
    """A firm that promises exactly what it delivers."""
    return Offer(promise=6, quality=6)


def test_plot_marks_the_offer_and_the_best_promise(honest):
    axes = plot_promise(replace(honest, promise=8))
    marks = {line.get_label(): line.get_xdata()[0] for line in axes.get_lines()}
    best = promise_curve(honest, np.linspace(0, 10, 101))["profit"].idxmax()
    assert (marks["best"], marks["this promise"]) == (best, 8)
