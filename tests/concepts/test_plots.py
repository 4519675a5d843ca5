"""Tests of crmlib.concepts.plots."""

import pytest

from crmlib.concepts.plots import plot_leaving, plot_shop
from crmlib.concepts.simulated import toy_shop
from crmlib.concepts.switching import churn_probability


def test_shop_has_a_row_per_customer_and_a_tick_per_order():
    shop = toy_shop()
    ax = plot_shop(shop, last_days=180)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(shop.index)
    assert [len(row.get_positions()) for row in ax.collections] == shop["n_orders"].tolist()


def test_leavers_of_the_picture_agree_with_the_chance_of_leaving():
    bars = plot_leaving(4, 1.0).patches
    stay = 1 - churn_probability([4], 1.0, spread=2)[0]
    assert bars[-1].get_height() == pytest.approx(1_000 * stay**12, abs=3)


def test_a_loss_has_its_sign_before_the_currency():
    assert plot_leaving(4, -4).get_title().endswith("has brought -$11")
