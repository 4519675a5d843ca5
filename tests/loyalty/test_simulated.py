"""Tests of crmlib.loyalty.simulated."""

import numpy as np
import pandas as pd
import pytest

from crmlib.loyalty.simulated import simulate_branches, simulate_loyalty, simulate_suggestions
from crmlib.loyalty.zones import ThreeZones

TRUTH = ThreeZones(4, 8, plateau=0.4, drop=0.08, rise=0.2)


def people(relation=TRUTH.loyalty_at, n=4000, seed=6):
    return simulate_loyalty(relation, n, rng=np.random.default_rng(seed))


def test_simulated_customers_have_the_declared_means():
    sample = people(n=100_000)
    assert sample["satisfaction"].mean() == pytest.approx(6.5, abs=0.03)
    middle = sample[sample["satisfaction"].between(4, 8)]["loyalty"]
    assert middle.mean() == pytest.approx(0.4, abs=0.003)
    assert middle.var() == pytest.approx(0.4 * 0.6 / 10, rel=0.03)


def test_simulation_stays_on_its_scales_and_repeats():
    sample = people(n=500)
    assert sample["satisfaction"].between(0, 10).all()
    assert set(sample["loyalty"].mul(10).round(9)) <= set(range(11))
    pd.testing.assert_frame_equal(sample, people(n=500))


def test_simulation_refuses_what_is_no_chance():
    rng = np.random.default_rng(6)
    with pytest.raises(ValueError, match="`relation` must have only fractions from 0 to 1; got 5"):
        simulate_loyalty(lambda score: score, 5, rng=rng)
    with pytest.raises(ValueError, match="`relation` must give one chance"):
        simulate_loyalty(lambda score: 0.5, 5, rng=rng)
    with pytest.raises(TypeError, match="`relation` must have numbers; got str"):
        simulate_loyalty(lambda score: score.astype(str), 5, rng=rng)


def test_branches_carry_the_planted_effect_and_a_place_that_helps_both():
    branches = simulate_branches(20_000, rng=np.random.default_rng(6))
    offered, control = branches[branches["offered"]], branches[~branches["offered"]]
    assert len(offered) == len(control)
    effect = offered["change"].mean() - control["change"].mean()
    assert effect == pytest.approx(0.02, abs=0.001)
    slope = control["returned"].cov(control["stayed"]) / control["stayed"].var()
    assert slope > 0.8  # what a comparison of branches suggests; the truth is 0.2


def test_branches_refuse_fewer_than_four():
    with pytest.raises(ValueError, match="`n_branches` must"):
        simulate_branches(3, rng=np.random.default_rng(6))


def test_suggestions_come_from_those_who_would_return_anyway():
    people = simulate_suggestions(200_000, rng=np.random.default_rng(6))
    by_lot = people.groupby("offered")["returned"].mean()
    assert by_lot[True] - by_lot[False] == pytest.approx(0.04, abs=0.005)
    by_choice = people.groupby("gave")["returned"].mean()
    assert by_choice[True] - by_choice[False] == pytest.approx(0.12, abs=0.01)
    assert not people.loc[~people["offered"], "gave"].any()
    assert (people["gave"] == (people["topic"] != "none")).all()
