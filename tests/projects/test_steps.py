"""Steps, the right to stop and the Monte Carlo: by hand, against a loop, against enumeration."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.projects import (
    ProjectTerms,
    named_causes,
    payback_month,
    project_cash,
    project_summary,
    simulate_risks,
    step_values,
    stop_after_bad,
)
from crmlib.projects.simulated import OTHER_TIMES, RUNAWAY

TERMS = ProjectTerms(outlay=600, benefit=30, running=5)
LIVES = [4, 8, 12, 16]
CAUSES = list(named_causes().index)


def planted(n_projects, n_steps, *, hit=(), times=1.0):
    """Projects in which nothing goes wrong, but for the steps named in `hit`, by all six causes."""
    rows = pd.MultiIndex.from_product(
        [range(1, n_projects + 1), range(1, n_steps + 1)], names=["project", "step"]
    )
    risks = pd.DataFrame(False, index=rows, columns=CAUSES)
    for place in hit:
        risks.loc[place] = True
    return risks.assign(cost_times=times)


def test_exe_29_from_plan_and_risks_to_payback_and_success():
    """EXE-29: cost, six causes and steps in; cash flow, payback and chance of success out."""
    cash = project_cash(TERMS, LIVES, dearer=0.1)["cash"]
    assert (cash.cumsum().idxmin(), payback_month(cash)) == (16, 45)
    risks = planted(10, 4, hit=[(1, 1), (2, 1), (2, 2), (3, 4)])
    values = step_values(risks, TERMS, LIVES, dearer=0.1)
    assert ((values < 0).sum(axis=1) == [1, 2, 1] + [0] * 7).all()
    assert values.iloc[3:].sum(axis=1).tolist() == pytest.approx([395] * 7)
    stopped = stop_after_bad(values)
    assert stopped[[1, 2]].tolist() == values.loc[[1, 2], "step 1"].tolist()
    assert stopped[3] == values.loc[3].sum()  # the last step is bad: nothing is left to stop
    assert project_summary(stopped)["loss"] == 0.2
    big = step_values(simulate_risks(np.random.default_rng(1), 5_000), TERMS, [12])["step 1"]
    steps = step_values(simulate_risks(np.random.default_rng(2), 5_000, 4), TERMS, LIVES)
    bad_ends = [project_summary(one)["worst_5"] for one in (big, stop_after_bad(steps))]
    assert bad_ends[0] < 3 * bad_ends[1] < 0


def test_a_project_in_which_nothing_goes_wrong_leaves_its_plan():
    left = step_values(planted(2, 1), TERMS, [12])
    assert left["step 1"].tolist() == pytest.approx([405, 405])


def test_causes_take_their_part_and_the_cost_its_times():
    """Of 1,080 + 165 benefit two causes leave 0.36; 240 to run; three times 600."""
    risks = planted(1, 1, times=3.0)
    risks[["culture", "scale"]] = True
    left = step_values(risks, TERMS, [12])["step 1"].iloc[0]
    assert left == pytest.approx(0.36 * 1_245 - 240 - 1_800)


def every_case():
    """All 128 ways in which six causes and a runaway cost can meet, with their chances."""
    chances = np.append(named_causes()["chance"].to_numpy(), RUNAWAY)
    strikes = np.array(list(product([False, True], repeat=7)))
    weights = np.where(strikes, chances, 1 - chances).prod(axis=1)
    rows = pd.MultiIndex.from_product([range(1, 129), [1]], names=["project", "step"])
    risks = pd.DataFrame(strikes[:, :6], index=rows, columns=CAUSES)
    return risks.assign(cost_times=np.where(strikes[:, 6], 3.0, OTHER_TIMES)), weights


def test_monte_carlo_is_within_its_error_of_all_cases_counted():
    risks, weights = every_case()
    left = step_values(risks, TERMS, [12])["step 1"].to_numpy()
    assert weights.sum() == pytest.approx(1)
    drawn = simulate_risks(np.random.default_rng(4), 50_000, common=0)
    found = project_summary(step_values(drawn, TERMS, [12])["step 1"])
    assert found["mean"] == pytest.approx((weights * left).sum(), abs=4 * found["error"])
    assert found["loss"] == pytest.approx(weights[left < 0].sum(), abs=0.01)


def test_stopping_is_counted_by_hand():
    """60 less 20; the first only; all, as just the last is bad; and nothing left is not bad."""
    values = pd.DataFrame(
        [[60, -20, 80, 50], [-60, -70, -80, -90], [10, 20, 30, -5], [0, 0, 5, 5]],
        columns=["step 1", "step 2", "step 3", "step 4"],
    )
    assert stop_after_bad(values).tolist() == [40, -60, 55, 10]


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=8))
def test_stopping_is_that_of_a_loop(steps):
    total, go_on = 0.0, True
    for value in steps:
        if go_on:
            total += value
            go_on = value >= 0
    row = pd.DataFrame([steps], columns=[f"step {n}" for n in range(len(steps))])
    assert stop_after_bad(row).iloc[0] == pytest.approx(total)


def test_summary_is_counted_by_hand():
    found = project_summary(pd.Series([-10.0, 0, 10, 20]))
    assert found[["mean", "loss", "worst_5"]].tolist() == pytest.approx([5, 0.25, -8.5])
    assert found["error"] == pytest.approx(np.std([-10, 0, 10, 20], ddof=1) / 2)


def test_one_project_has_no_error():
    with pytest.raises(ValueError, match="must have two projects or more; got 1"):
        project_summary(pd.Series([3.0]))


def test_projects_with_missing_steps_are_refused():
    with pytest.raises(ValueError, match="a row for each of 4 steps of every project"):
        step_values(planted(2, 4).iloc[:-1], TERMS, LIVES)
    with pytest.raises(ValueError, match="a row for each of 2 steps of every project"):
        step_values(planted(2, 1), TERMS, [4, 8])


def test_steps_of_two_projects_are_not_taken_for_one():
    risks, rows = planted(2, 2), [(1, 1), (2, 2), (2, 1), (1, 2)]
    mixed = risks.set_axis(pd.MultiIndex.from_tuples(rows, names=risks.index.names))
    for wrong in (mixed, pd.concat([risks, risks])):
        with pytest.raises(ValueError, match="a row for each of 2 steps of every project"):
            step_values(wrong, TERMS, [4, 8])


def test_causes_that_are_not_true_or_false_are_refused():
    with pytest.raises(TypeError, match="True or False in `culture`"):
        step_values(planted(1, 1).assign(culture=["yes"]), TERMS, [12])


def test_input_is_left_as_it_is():
    risks = planted(2, 4, hit=[(1, 1)])
    before = risks.copy()
    stop_after_bad(step_values(risks, TERMS, LIVES))
    pd.testing.assert_frame_equal(risks, before)
