"""What a seller knows, what her notes keep, and what the firm knows while sellers come and go."""

from itertools import product

import numpy as np
import pytest

from crmlib.knowledge import facts_known, firm_knows, simulate_turnover, toy_notes


def test_two_contacts_with_two_facts_by_hand():
    # The second contact tells the same fact or the other, so 1/2 or all are known.
    assert facts_known(2, n_facts=2) == pytest.approx(0.75)
    assert facts_known(0) == 0
    assert facts_known(24) - facts_known(24, share=0.5) == pytest.approx(0.172, abs=5e-4)


def test_facts_known_is_the_mean_over_all_that_can_be_told():
    told = list(product(range(3), repeat=4))
    mean = np.mean([len(set(one)) / 3 for one in told])
    assert facts_known(4, n_facts=3) == pytest.approx(mean)


def test_a_firm_without_notes_has_the_closed_form_of_one_head():
    leaves, months = 1 - 0.8 ** (1 / 12), 36
    heads = sum(leaves * (1 - leaves) ** (k - 1) * (1 - (7 / 8) ** k) for k in range(1, months)) + (
        1 - leaves
    ) ** (months - 1) * (1 - (7 / 8) ** months)
    assert firm_knows(36, turnover=0.2, written=0)[36] == pytest.approx(heads)


def test_nobody_leaves_or_all_is_written_comes_to_one_head_that_stays():
    for turnover, written in ((0, 0), (0.9, 1)):
        known = firm_knows(24, turnover=turnover, written=written)
        assert known[24] == pytest.approx(facts_known(24))
    gone = firm_knows(24, turnover=1, written=0.5)
    assert gone[24] == pytest.approx(1 - (7 / 8) * (1 - 0.5 / 8) ** 23)


@pytest.mark.parametrize("written", [0, 0.25, 0.5, 1])
def test_exe_19_the_staff_turnover_experiment_agrees_with_the_formula(written):
    """EXE-19: sellers come and go, with private and with shared notes."""
    known = simulate_turnover(4_000, 36, written=written, rng=np.random.default_rng(12))
    error = known.std() / np.sqrt(len(known))
    exact = firm_knows(36, turnover=0.2, written=written)[36]
    assert abs(known.mean() - exact) < 4 * error


def test_one_fact_of_three_is_never_written():
    by_fact = toy_notes().groupby("fact")["is_written"].any()
    assert by_fact.sum() == 2
