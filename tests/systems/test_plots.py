"""Pictures of the systems: what the bars say, and where a crash is told."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from crmlib.systems.plots import plot_crash


@pytest.fixture(autouse=True)
def _closed():
    yield
    plt.close("all")


@pytest.fixture
def orders():
    """One customer, one chest for 40."""
    return pd.DataFrame({"order_id": ["O1"], "customer_id": ["C1"], "amount": [40]})


def test_a_crash_says_what_is_wrong_and_what_would_be_right(orders):
    axes = plot_crash(orders, 3, 0, 0)
    assert axes.get_title() == "Dies before step 3: log takes O1 placed from shop"
    assert axes.texts[0].get_text() == "0, not 40"


def test_with_both_cures_each_bar_ends_at_the_right_value(orders):
    axes = plot_crash(orders, 3, 1, 1)
    shown = {text.get_text() for text in axes.texts}
    assert not any("not" in text for text in shown)


def test_behind_the_last_step_nothing_happens(orders):
    assert plot_crash(orders, 99, 1, 1).get_title() == "Dies before step 99: the run is over"
