"""Tests of crmlib.concepts.simulated."""

import numpy as np
import pandas as pd
import pytest

from crmlib.concepts.simulated import simulate_customers, toy_shop


def test_simulated_price_rise_acts_as_a_lower_switching_cost():
    dear, cheap = (
        simulate_customers(500, 6, np.random.default_rng(1), spread=2, **setting)
        for setting in ({"switching_cost": 5, "price_rise": 3}, {"switching_cost": 2})
    )
    pd.testing.assert_series_equal(dear, cheap)


def test_customers_never_return():
    left = simulate_customers(300, 20, np.random.default_rng(1), switching_cost=3, spread=2)
    assert left.iloc[0] == 300
    assert left.is_monotonic_decreasing


def test_a_simulation_without_end_is_refused():
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match=r"`n_months` must be at most 20 for 1,000,000 customers"):
        simulate_customers(1_000_000, 21, rng, switching_cost=1, spread=2)


def test_three_of_six_shoppers_came_in_the_last_180_days():
    shop = toy_shop()
    assert shop.index[shop["recency_days"] < 180].tolist() == ["Hana", "Jun", "Kim"]
    assert (shop["days"].str.split(", ").str.len() == shop["n_orders"]).all()
