"""Cash of a project: three periods by hand, against a loop, and at its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.projects import ProjectTerms, payback_month, project_cash

TERMS = ProjectTerms(outlay=600, benefit=30, running=5)
SMALL = ProjectTerms(outlay=4, benefit=5, running=0, ramp_months=1, n_months=3)


def test_three_periods_are_counted_by_hand():
    """Out 4 in the first, nothing in the second, 5 in the third: balance -4, -4, 1."""
    cash = project_cash(SMALL, [1])["cash"]
    assert cash.cumsum().tolist() == [-4, -4, 1]
    assert payback_month(cash) == 3


def test_the_balance_of_the_chapter_s_three_years():
    assert np.cumsum([-4, 1, 5]).tolist() == [-4, -3, 2]
    assert payback_month([-4, 1, 5]) == 3


def test_big_bang_is_deepest_in_month_14_and_back_in_month_44():
    cash = project_cash(TERMS, [12])["cash"]
    balance = cash.cumsum()
    assert (balance.min(), balance.idxmin(), payback_month(cash)) == (-607.5, 14, 44)
    assert balance.iloc[-1] == 405


def test_four_steps_as_planned_change_next_to_nothing():
    cash = project_cash(TERMS, [4, 8, 12, 16], dearer=0.1)["cash"]
    balance = cash.cumsum()
    assert (balance.min(), balance.idxmin(), payback_month(cash)) == (-627.5, 16, 45)
    assert balance.iloc[-1] == pytest.approx(395)


def month_by_month(terms, lives, dearer):
    """The same by a loop over steps and months."""
    part, cash = 1 / len(lives), [0.0] * terms.n_months
    for begins, live in zip([0, *lives[:-1]], lives, strict=True):
        for month in range(1, terms.n_months + 1):
            if begins < month <= live:
                cash[month - 1] -= terms.outlay * (1 + dearer) * part / (live - begins)
            elif month > live:
                use = min(month - live - 1, terms.ramp_months) / terms.ramp_months
                cash[month - 1] += part * (terms.benefit * use - terms.running)
    return cash


@given(
    lives=st.lists(st.integers(1, 59), min_size=1, max_size=6, unique=True).map(sorted),
    ramp=st.integers(1, 80),
    dearer=st.floats(0, 1),
)
def test_cash_is_that_of_a_loop(lives, ramp, dearer):
    terms = ProjectTerms(600, 30, 5, ramp_months=ramp)
    cash = project_cash(terms, lives, dearer=dearer)["cash"]
    assert np.allclose(cash, month_by_month(terms, lives, dearer))


@pytest.mark.parametrize(
    ("cash", "month"),
    [
        ([1, 1], 1),
        ([-1, 1], 2),
        ([-1, 2, -2, 1], 4),
        ([0, 0], 1),
        ([0, -1, 1], 3),
        ([5, -4], 1),
        ([-0.1] * 3 + [0.3], 4),
    ],
)
def test_payback_is_for_good_and_counted_from_one(cash, month):
    assert payback_month(cash) == month


@pytest.mark.parametrize("cash", [[-3, 1, 1], [-1, 2, -2], [5, -6], [-1]])
def test_payback_that_never_comes_or_does_not_last_is_nan(cash):
    assert np.isnan(payback_month(cash))


def test_a_project_that_costs_nothing_pays_back_its_running_costs_alone():
    """Live in month 1, it costs 1 in the second and brings 5 from the third on."""
    free = ProjectTerms(outlay=0, benefit=5, running=1, ramp_months=1, n_months=4)
    assert project_cash(free, [1])["cash"].tolist() == [0, -1, 4, 4]
    assert payback_month(project_cash(free, [1])["cash"]) == 3
    nothing = ProjectTerms(outlay=0, benefit=0, running=0)
    assert payback_month(project_cash(nothing, [12])["cash"]) == 1


@pytest.mark.parametrize("lives", [[], [0], [8, 4], [4, 4], [60], [4, 61]])
def test_steps_that_do_not_follow_each_other_are_refused(lives):
    with pytest.raises(ValueError, match="`live_months` must rise from 1 on"):
        project_cash(TERMS, lives)


def test_without_a_month_nothing_is_paid_back():
    with pytest.raises(ValueError, match="at least one month; got none"):
        payback_month([])
