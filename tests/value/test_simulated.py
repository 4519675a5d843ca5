"""Tests of crmlib.value.simulated."""

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from crmlib.value.simulated import simulate_accounts


def test_simulated_accounts_are_the_same_for_the_same_seed():
    first, second = (simulate_accounts(7, rng=np.random.default_rng(3)) for _ in range(2))
    assert_frame_equal(first, second)
    assert first["customer_id"].nunique() == 7


@pytest.mark.parametrize(
    ("n", "rng", "error", "said"),
    [
        (4, np.random.default_rng(3), ValueError, "`n_customers` must be at least 5; got 4"),
        (5.5, np.random.default_rng(3), TypeError, "`n_customers` must be a whole number"),
        (10, 3, TypeError, "`rng` must be a random generator; got int"),
    ],
)
def test_simulated_accounts_refuse(n, rng, error, said):
    with pytest.raises(error, match=said):
        simulate_accounts(n, rng=rng)
