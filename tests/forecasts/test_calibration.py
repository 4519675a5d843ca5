"""Tests of crmlib.forecasts.calibration."""

import numpy as np
import pytest

from crmlib.datasets.orders import load_orders
from crmlib.forecasts import fit_mbgnbd, no_order_probability
from crmlib.forecasts.calibration import calibration_table


def test_tenths_of_cdnow_are_as_computed_beforehand(cdnow):
    """MBG, 39 weeks held out, foretold; of the upper three .434, .538 and .814 came."""
    later = load_orders("cdnow").orders.query("order_date > '1997-09-30'")
    chance = 1 - no_order_probability(fit_mbgnbd(cdnow), cdnow, 39)
    found = calibration_table(chance.to_numpy(), cdnow.index.isin(later["customer_id"]))
    told = [0.099, 0.115, 0.120, 0.125, 0.131, 0.137, 0.156, 0.302, 0.478, 0.737]
    assert found["foretold"].tolist() == pytest.approx(told, abs=1e-3)
    assert found["seen"].tolist()[7:] == pytest.approx([0.434, 0.538, 0.814], abs=0.003)
    assert found["n"].sum() == 2357


def test_equal_chances_share_what_came():
    found = calibration_table([0.5] * 4, [True, False, False, False], n_bins=2)
    assert found["seen"].tolist() == [0.25, 0.25]


def test_rows_may_come_in_any_order():
    rng = np.random.default_rng(3)
    chance = rng.random(50).round(1)
    seen = rng.random(50) < chance
    one, other = calibration_table(chance, seen), calibration_table(chance[::-1], seen[::-1])
    assert one.equals(other)


def test_fewer_customers_than_parts_leave_parts_out():
    assert len(calibration_table([0.2, 0.8], [False, True])) == 2
    assert calibration_table([], np.array([], dtype=bool)).empty


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match=r"`seen` must have the 2 rows of `chance`; got 1\."):
        calibration_table([0.2, 0.8], [True])
