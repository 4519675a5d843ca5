"""Records under other names, made up."""

import numpy as np

from crmlib.datasets.toys import toy_homes
from crmlib.trends.simulated import simulate_mix_up


def test_a_full_mix_up_leaves_no_home_its_record():
    homes = toy_homes()
    mixed = simulate_mix_up(homes, 1.0, rng=np.random.default_rng(15))
    assert (mixed != homes).any(axis=1).all()
    assert sorted(mixed.to_numpy().tolist()) == sorted(homes.to_numpy().tolist())


def test_none_mixed_up_changes_nothing():
    homes = toy_homes()
    assert simulate_mix_up(homes, 0.0, rng=np.random.default_rng(15)).equals(homes)


def test_two_of_five_swap():
    homes = toy_homes()
    mixed = simulate_mix_up(homes, 0.4, rng=np.random.default_rng(15))
    assert (mixed != homes).any(axis=1).sum() == 2
