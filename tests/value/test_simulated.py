"""Tests of crmlib.value.simulated."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from crmlib.value.simulated import simulate_accounts


def test_simulated_accounts_are_the_same_for_the_same_seed():
    first, second = (simulate_accounts(7, rng=np.random.default_rng(3)) for _ in range(2))
    assert_frame_equal(first, second)
    assert first["customer_id"].nunique() == 7


def test_orders_are_numbered_and_belong_to_one_customer_each():
    accounts = simulate_accounts(50, rng=np.random.default_rng(3))
    assert accounts["order_id"].is_unique
    assert (accounts["amount"] > 0).all()


@pytest.mark.parametrize(("n", "said"), [(4, "at least 5; got 4"), (10**7, "at most 1000000")])
def test_accounts_have_all_three_kinds_and_an_end(n, said):
    with pytest.raises(ValueError, match=f"`n_customers` must be {said}"):
        simulate_accounts(n, rng=np.random.default_rng(3))
