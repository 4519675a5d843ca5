"""Made-up complaints: what is planted is there."""

import numpy as np
import pandas as pd
import pytest

from crmlib.service.remedies import remedy_chances
from crmlib.service.simulated import simulate_cases


def generator(seed=10):
    return np.random.default_rng(seed)


def test_every_remedy_resolves_each_type_as_often_as_planted():
    chances = remedy_chances()
    cases = simulate_cases(chances, 60_000, rng=generator())
    found = cases.groupby("type").mean()
    assert found.sub(chances.loc[found.index, found.columns]).abs().max(axis=None) < 0.02


def test_same_seed_gives_the_same_cases():
    first, again = (simulate_cases(remedy_chances(), 50, rng=generator()) for _ in range(2))
    pd.testing.assert_frame_equal(first, again)


def test_chances_without_a_type_or_with_one_twice_are_refused():
    twice = pd.concat([remedy_chances(), remedy_chances().head(1)])
    for chances in (twice, remedy_chances().head(0)):
        with pytest.raises(ValueError, match="`chances` must have one row per type of complaint"):
            simulate_cases(chances, 5, rng=generator())
