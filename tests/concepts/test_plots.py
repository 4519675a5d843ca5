"""Tests of crmlib.concepts.plots."""

import pytest

from crmlib.concepts import plot_leaving, plot_shop, simulate_customers, toy_shop


def test_shop_has_a_row_per_customer_and_a_tick_per_order():
    shop = toy_shop()
    ax = plot_shop(shop, last_days=180)
    assert [label.get_text() for label in ax.get_yticklabels()] == list(shop.index)
    assert [len(row.get_positions()) for row in ax.collections] == shop["n_orders"].tolist()


def test_leavers_of_the_picture_agree_with_a_simulated_crowd():
    import numpy as np

    bars = plot_leaving(4, 1.0).patches
    left = simulate_customers(
        200_000, 12, np.random.default_rng(1), switching_cost=4, price_rise=1.0, spread=2
    )
    assert bars[-1].get_height() == pytest.approx(left.iloc[-1] / 200, abs=3)


def test_a_loss_has_its_sign_before_the_currency():
    assert plot_leaving(4, -4).get_title().endswith("has brought -$11")
