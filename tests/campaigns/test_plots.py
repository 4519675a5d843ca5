"""Tests of crmlib.campaigns.plots."""

import pandas as pd
import pytest

from crmlib.campaigns.funnel import show_assumptions
from crmlib.campaigns.plots import plot_break_even


@pytest.fixture
def likely():
    """Every parameter at its likely value: 6,200 girls, half of the invited come."""
    return show_assumptions()["likely"].to_frame().T


def test_picture_says_where_no_attendance_pays(likely):
    title = plot_break_even(likely.assign(anyway_share=1.0), 10).get_title(loc="left")
    assert title.startswith("Breaks even at no attendance")
    with pytest.raises(ValueError, match=r"`parameters` must have one row; got 2"):
        plot_break_even(pd.concat([likely] * 2), 10)
