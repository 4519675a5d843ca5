"""Tests of crmlib.campaigns.policies."""

from dataclasses import replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.campaigns.policies import (
    SWITCHES,
    Firm,
    Policy,
    crossover_year,
    defect_share,
    policy_years,
    switch_effects,
)
from crmlib.datasets import load_source

TRANSACTION, RELATIONSHIP = Policy(), Policy(*[True] * 5)
FIRM = Firm()
policies = st.tuples(*[st.booleans()] * 5).map(lambda on: Policy(*on))


def last(policy, firm=FIRM, n_years=10):
    return policy_years(policy, firm, n_years)["cumulative"].iloc[-1]


def test_contrasts_and_switches_are_the_same_five():
    assert load_source("contrasts")["switch"].tolist() == SWITCHES == [*vars(TRANSACTION)]


def test_transaction_marketing_by_hand():
    """1,000 newcomers a year of whom half stay: 1,000, 1,500, 1,750 customers at 60 dollars."""
    years = policy_years(TRANSACTION, replace(FIRM, discount_rate=0.25), 3)
    assert years["n_customers"].tolist() == [1_000, 1_500, 1_750]
    assert years["profit"].tolist() == [-30_000, 0, 15_000]
    assert years["cumulative"].tolist() == [-30_000, -30_000, -30_000 + 15_000 / 1.25**2]


def test_relationship_marketing_by_hand():
    """800 newcomers; the log odds rise by .5 + .4 + .6 - 5 d + 2 (d' - d) + .3."""
    few, usual = 1 - 0.99**5, 1 - 0.99 * 0.95**4
    odds = np.exp(0.5 + 0.4 + 0.6 - 5 * few + 2 * (usual - few) + 0.3)
    row = policy_years(RELATIONSHIP, FIRM, 1).iloc[0]
    assert row["retention_rate"] == pytest.approx(odds / (1 + odds))
    assert row["profit"] == pytest.approx(800 * (60 - 4 - 2 - 4 - 20 * few) - 90_000)


def test_customers_agree_with_a_year_by_year_loop():
    years, customers = policy_years(RELATIONSHIP, FIRM, 6), 0.0
    for row in years.itertuples():
        customers = customers * row.retention_rate + row.n_new
        assert row.n_customers == pytest.approx(customers)


def test_retention_with_all_switches_off_is_the_base_rate():
    firm = replace(FIRM, base_retention=0.37)
    assert policy_years(TRANSACTION, firm, 1)["retention_rate"].iloc[0] == pytest.approx(0.37)


def test_promises_help_only_where_they_are_kept():
    kept, plain = last(Policy(commitment=True, quality=True)), last(Policy(quality=True))
    broken = last(Policy(commitment=True))
    assert kept > plain
    assert broken < last(TRANSACTION)


@given(policies)
def test_without_effects_care_is_only_a_cost(policy):
    firm = replace(FIRM, strength=0)
    assert last(policy, firm) <= last(TRANSACTION, firm) + 1e-6


@given(policies, st.floats(0, 3))
def test_shares_stay_shares(policy, strength):
    years = policy_years(policy, replace(FIRM, strength=strength), 3)
    assert years[["defect_share", "retention_rate"]].ge(0).all(axis=None)
    assert years[["defect_share", "retention_rate"]].le(1).all(axis=None)


def test_patience_is_rewarded_in_the_sixth_year():
    ours, theirs = (policy_years(p, FIRM, 10)["cumulative"] for p in (RELATIONSHIP, TRANSACTION))
    year = crossover_year(RELATIONSHIP, TRANSACTION, FIRM, 10)
    assert year == 6
    assert (ours >= theirs).tolist() == [False] * 5 + [True] * 5


def test_crossover_is_the_first_year_of_equals_and_undefined_if_never():
    assert crossover_year(TRANSACTION, TRANSACTION, FIRM, 10) == 1
    assert np.isnan(crossover_year(RELATIONSHIP, TRANSACTION, FIRM, 5))
    assert np.isnan(crossover_year(RELATIONSHIP, TRANSACTION, replace(FIRM, strength=0), 10))


def test_budget_and_price_of_newcomers_do_not_move_the_crossover():
    """Both policies spend the same budget, so it cancels out of the difference."""
    for changed in ({"budget": 20_000}, {"acquisition_cost": 10}):
        assert crossover_year(RELATIONSHIP, TRANSACTION, replace(FIRM, **changed), 10) == 6


def test_shares_of_the_switches_add_up_to_the_difference():
    effects = switch_effects(FIRM, 10)
    assert effects["share"].sum() == pytest.approx(last(RELATIONSHIP) - last(TRANSACTION))
    assert effects["alone"].sum() != pytest.approx(effects["share"].sum(), rel=0.1)


def test_shares_agree_with_all_120_orders():
    gains = dict.fromkeys(SWITCHES, 0.0)
    for order in permutations(SWITCHES):
        policy = TRANSACTION
        for switch in order:
            more = replace(policy, **{switch: True})
            gains[switch] += (last(more, FIRM, 4) - last(policy, FIRM, 4)) / 120
            policy = more
    assert switch_effects(FIRM, 4)["share"].to_dict() == pytest.approx(gains)


def test_a_switch_that_does_nothing_has_no_share():
    idle = switch_effects(replace(FIRM, contact_cost=0, contact_effect=0), 5).loc["contact"]
    assert idle.tolist() == pytest.approx([0, 0, 0], abs=1e-9)


def test_alone_and_last_are_single_comparisons():
    effects = switch_effects(FIRM, 10)
    assert effects.loc["quality", "alone"] == pytest.approx(
        last(Policy(quality=True)) - last(TRANSACTION)
    )
    without = replace(RELATIONSHIP, quality=False)
    assert effects.loc["quality", "last"] == pytest.approx(last(RELATIONSHIP) - last(without))


def test_small_faults_add_up():
    assert defect_share([0.5, 0.5]) == 0.75
    assert defect_share([0, 0, 0]) == 0
    found = np.random.default_rng(9).random((100_000, 5)) < 0.05
    assert defect_share([0.05] * 5) == pytest.approx(found.any(axis=1).mean(), abs=0.005)


def test_firm_without_departments_is_refused():
    for makes in (defect_share, lambda rates: Firm(fault_rates=rates)):
        with pytest.raises(ValueError, match=r"`fault_rates` must name at least one department"):
            makes([])


def test_firms_of_the_same_assumptions_are_equal():
    assert Firm(fault_rates=[0.1, 0.2]) == Firm(fault_rates=np.array([0.1, 0.2]))
    assert len({Firm(), Firm()}) == 1


def test_effects_beyond_all_numbers_keep_everybody():
    years = policy_years(Policy(contact=True), Firm(strength=1e6), 2)
    assert years["retention_rate"].tolist() == [1, 1]


def test_repeated_calls_agree():
    first, second = switch_effects(FIRM, 3), switch_effects(FIRM, 3)
    pd.testing.assert_frame_equal(first, second)
