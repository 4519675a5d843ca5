"""The picture of a promise."""

import numpy as np

from crmlib.satisfaction.expectation import Offer, promise_curve
from crmlib.satisfaction.plots import plot_promise_and_quality


def test_plot_marks_the_offer_and_the_best_promise():
    axes = plot_promise_and_quality(promise=8, quality=6)
    marks = {line.get_label(): line.get_xdata()[0] for line in axes.get_lines()}
    best = promise_curve(Offer(quality=6), np.linspace(0, 10, 101))["profit"].idxmax()
    assert (marks["best"], marks["this promise"]) == (best, 8)
