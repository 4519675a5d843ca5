"""Pictures of links and of outcomes show what they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from crmlib.projects import plot_links, plot_outcomes


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


def test_every_desk_is_named_and_every_link_drawn():
    links = pd.DataFrame({"one": ["a", "a", "b"], "other": ["b", "c", "c"]})
    axes = plot_links(links)
    assert sorted(text.get_text() for text in axes.texts) == ["a", "b", "c"]
    assert sum(len(one.get_segments()) for one in axes.collections[1:]) == 3


def test_projects_rise_from_the_worst_to_the_best():
    axes = plot_outcomes(pd.Series([5.0, -10, 1]), pd.Series([2.0, 4]))
    for line, ends in zip(axes.lines, [(-10, 5), (2, 4)], strict=False):
        money = line.get_ydata()
        assert (money[0], money[-1]) == ends
        assert (np.diff(money) >= 0).all()


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="`steps` must have at least one project; got none"):
        plot_outcomes(pd.Series([1.0]), pd.Series([], dtype=float))
