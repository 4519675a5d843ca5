"""Tests of crmlib.lifecycle.plots."""

import pandas as pd
import pytest

from crmlib.lifecycle.plots import plot_stages


@pytest.fixture
def stages() -> pd.DataFrame:
    """Two relationships over two months: one grows and earns, the other one ends."""
    stage = pd.Categorical(["new", "grown", "new", "ended"], ["new", "grown", "ended"])
    path = pd.DataFrame({"customer_id": [1, 1, 2, 2], "month": [1, 2, 1, 2], "stage": stage})
    return path.assign(profit=[-2.0, 8.0, -2.0, 0.0])


def test_title_says_how_many_are_left_and_what_they_earned(stages):
    title = plot_stages(stages).get_title(loc="left")
    assert title == "After 2 months 50 % are left; a relationship earned 2"


def test_areas_are_stacked_and_named_from_top_to_bottom(stages):
    axes = plot_stages(stages)
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["ended", "grown", "new"]
    tops = [area.get_paths()[0].vertices[:, 1].max() for area in axes.collections]
    assert tops == [100, 100, 100]
    assert axes.collections[1].get_paths()[0].vertices[:, 1].tolist().count(50) > 0


def test_stages_without_a_column_are_refused(stages):
    with pytest.raises(ValueError, match="missing: 'profit'"):
        plot_stages(stages.drop(columns="profit"))
