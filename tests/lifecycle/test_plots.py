"""Tests of crmlib.lifecycle.plots."""

import pandas as pd
import pytest

from crmlib.lifecycle.plots import plot_renewal, plot_stages
from crmlib.lifecycle.stages import STAGES


@pytest.fixture
def path() -> pd.DataFrame:
    """Two relationships over two months: one grows and earns, the other one ends."""
    stage = ["exploration", "stability", "exploration", "ended"]
    path = pd.DataFrame({"customer_id": [1, 1, 2, 2], "month": [1, 2, 1, 2], "stage": stage})
    return path.assign(profit=[-2.0, 8.0, -2.0, 0.0])


def test_title_says_how_many_are_left_and_what_they_earned(path):
    title = plot_stages(path).get_title(loc="left")
    assert title == "After 2 months 50 % are left; a relationship earned 2"


def test_nobody_has_left_where_no_stage_is_the_end(path):
    title = plot_stages(path[path["customer_id"] == 1]).get_title(loc="left")
    assert title == "After 2 months 100 % are left; a relationship earned 6"


def test_areas_are_stacked_and_named_from_top_to_bottom(path):
    axes = plot_stages(path)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == STAGES[::-1]
    tops = [area.get_paths()[0].vertices[:, 1].max() for area in axes.collections]
    assert tops == [100] * 5
    assert axes.collections[2].get_paths()[0].vertices[:, 1].tolist().count(50) > 0


def test_a_stage_that_is_none_is_refused(path):
    with pytest.raises(ValueError, match="'ended' in `stage`; got 1 others, the first 'grown'"):
        plot_stages(path.replace({"stage": {"stability": "grown"}}))


def test_renewal_rises_between_the_rates_of_the_two_kinds():
    rates = plot_renewal(0.5, 0.05, 0.4).lines[0].get_ydata()
    assert rates[:2] == pytest.approx([77.5, 81.4516], abs=1e-3)
    assert (rates[1:] > rates[:-1]).all() and 60 < rates.min() < rates.max() < 95


@pytest.mark.parametrize("share", [0, 1])
def test_customers_who_are_all_alike_renew_at_one_rate(share):
    rates = plot_renewal(share, 0.1, 0.3).lines[0].get_ydata()
    assert rates == pytest.approx([70 if share else 90] * 8)


def test_a_share_above_one_is_refused():
    with pytest.raises(ValueError, match="`share_fickle`"):
        plot_renewal(share_fickle=1.5)
