"""The picture of a shelf."""

import pandas as pd
import pytest

from crmlib.retail.plots import plot_shelf


@pytest.fixture
def log():
    """Three days: 8, 3 and 0 units in the evening, one customer leaves without on the last."""
    columns = {"day": [1, 2, 3], "stock": [8, 3, 0], "recorded_stock": [8, 4, 2]}
    return pd.DataFrame(columns).assign(lost=[0, 0, 1])


def test_both_lines_are_those_of_the_log(log):
    stock, record = plot_shelf(log).get_lines()
    assert [*stock.get_ydata()] == [8, 3, 0]
    assert [*record.get_ydata()] == [8, 4, 2]
    assert [line.get_label() for line in (stock, record)] == ["stock", "record"]


def test_title_speaks_of_all_days_even_if_fewer_are_drawn(log):
    axes = plot_shelf(log, n_days=2)
    assert len(axes.get_lines()[0].get_xdata()) == 2
    assert axes.get_title(loc="left") == "1 empty day of 3, 4 units held on average"
