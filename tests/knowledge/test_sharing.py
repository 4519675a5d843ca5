"""Solutions that are shared: how many problems are the first of their kind."""

from itertools import product

import numpy as np
import pytest

from crmlib.knowledge import first_time_solves


def test_first_times_are_the_mean_over_all_orders():
    mean = np.mean([len(set(one)) for one in product(range(3), repeat=4)])
    assert first_time_solves(3, 4) == pytest.approx(mean)
    assert first_time_solves(1, 9) == 1


def test_eight_colleagues_solve_three_times_as_much_anew_if_they_do_not_share():
    assert first_time_solves(100, 400) == pytest.approx(98.2, abs=0.05)
    assert 8 * first_time_solves(100, 50) == pytest.approx(316.0, abs=0.05)
