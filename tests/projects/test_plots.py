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


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([-10.0, 60] * 50, "Steps leave 30 more on average; 50 % lose, at once 50 %"),
        ([-61.0, 1] * 50, "Steps leave 25 less on average; 50 % lose, at once 50 %"),
        ([-20.0, 1, 1, 1] * 25, "Steps leave as much on average; 25 % lose, at once 50 %"),
        ([-35.0], "Steps leave 30 less on average; 100 % lose, at once 50 %"),
    ],
)
def test_the_title_says_what_the_picture_shows_and_calls_a_tie_a_tie(steps, told):
    """At once half lose 20 and half win 10: -5 on average, with an error of 1.5."""
    assert plot_outcomes(pd.Series([-20.0, 10] * 50), pd.Series(steps)).get_title() == told


def test_the_title_is_that_of_an_interval_by_hand():
    """A difference of 1.97 errors is told, one of 1.95 is not."""
    zero = pd.Series([0.0, 0])
    for times, word in ((1.95, "as much"), (1.97, "2 more")):
        both = pd.Series([times - 1, times + 1])  # its mean has an error of 1
        assert plot_outcomes(zero, both).get_title().startswith(f"Steps leave {word} ")


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="`links` must have at least one row; got none"):
        plot_links(pd.DataFrame({"one": [], "other": []}))
    with pytest.raises(ValueError, match="`steps` must have at least one project; got none"):
        plot_outcomes(pd.Series([1.0]), pd.Series([], dtype=float))
