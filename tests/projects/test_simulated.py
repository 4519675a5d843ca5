"""Invented projects keep what is planted in them: chances, the mean cost, a common cause."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from crmlib.projects import ProjectTerms, named_causes, simulate_risks, step_values

TERMS = ProjectTerms(outlay=600, benefit=30, running=5)
CAUSES = list(named_causes().index)


def test_at_least_one_of_six_independent_causes():
    none = (1 - named_causes()["chance"]).prod()
    assert round(1 - none, 3) == 0.562
    risks = simulate_risks(np.random.default_rng(3), 200_000, common=0)
    share = risks[CAUSES].any(axis=1).mean()
    assert share == pytest.approx(1 - none, abs=4 * np.sqrt(none * (1 - none) / 200_000))


@pytest.mark.parametrize("common", [0, 0.5, 0.9, 1])
def test_every_cause_keeps_its_chance_and_the_cost_its_mean(common):
    risks = simulate_risks(np.random.default_rng(5), 100_000, common=common)
    assert np.allclose(risks[CAUSES].mean(), named_causes()["chance"], atol=0.006)
    assert risks["cost_times"].mean() == pytest.approx(1.27, abs=0.015)


def test_a_common_cause_makes_bad_steps_meet():
    def warned(common):
        risks = simulate_risks(np.random.default_rng(6), 20_000, 2, common=common)
        bad = step_values(risks, TERMS, [6, 12]) < 0
        return bad.groupby("step 1")["step 2"].mean().diff().iloc[-1]

    assert abs(warned(0)) < 0.03
    assert 0.3 < warned(0.5) < warned(0.9)


def test_if_all_hangs_on_one_state_the_rarer_cause_never_strikes_without_the_other():
    """At 1 the causes are nested: whoever has the one of 6 % has all that are more likely."""
    risks = simulate_risks(np.random.default_rng(8), 50_000, 2, common=1)
    by_chance = named_causes()["chance"].sort_values().index
    for rare, frequent in pairwise(by_chance):
        assert risks.loc[risks[rare], frequent].all()
    assert (risks.xs(1, level="step") == risks.xs(2, level="step")).all(axis=None)


@pytest.mark.parametrize("bad", [{"n_projects": 0}, {"n_projects": 9, "n_steps": 0}])
def test_no_project_and_no_step_are_refused(bad):
    with pytest.raises(ValueError, match="must be at least 1; got 0"):
        simulate_risks(np.random.default_rng(1), **bad)


def test_same_seed_same_projects():
    one, other = (simulate_risks(np.random.default_rng(7), 50, 3) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
