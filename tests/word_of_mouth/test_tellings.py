"""The balance of a complaint survey: talk, purchases, break-even, by formula and by simulation."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets import load_source
from crmlib.word_of_mouth.tellings import (
    PurchaseResponses,
    net_tellings,
    revenue_break_even,
    revenue_change,
    tellings_break_even,
)

HALF = PurchaseResponses(increase=0.5, cut=0.5)
OF_THE_REST = PurchaseResponses(increase=0.5, cut=0.5, buy_less=0.45 * 2 / 3)


def test_exe_25_the_balance_breaks_even_near_68_percent():
    """EXE-25: 67.9 % (64.3 to 71.4), and both readings of the 45 %."""
    ends = [tellings_break_even(good, bad) for good, bad in [(4.5, 9.5), (5, 9), (4, 10)]]
    assert [round(end, 3) for end in ends] == [0.679, 0.643, 0.714]
    shares = [revenue_break_even(one) for one in (HALF, OF_THE_REST)]
    assert [round(share, 3) for share in shares] == [0.918, 0.906]


def test_six_figures_stand_as_the_source_prints_them():
    printed = load_source("findings")["printed"].tolist()
    assert printed == ["over 12 %", "4-5", "10 %", "9-10", "1/3", "other 45 %"]


def test_a_silent_middle_makes_half_satisfied_enough():
    """50 % satisfied, 30 % in between, 20 % not resolved: .5 · 4.5 - .2 · 9.5 = +.35."""
    assert net_tellings(0.5, 4.5, 9.5, silent=0.3) == pytest.approx(0.35)
    assert tellings_break_even(4.5, 9.5, silent=0.3) == pytest.approx(0.7 * 9.5 / 14)
    changed = revenue_change(0.5, HALF, silent=0.3)
    assert changed == pytest.approx(0.5 * 0.05 - 0.2 * (1 / 3 + 0.225))
    assert revenue_break_even(HALF, silent=0.3) == pytest.approx(0.7 * 0.9178, abs=1e-4)


@given(st.floats(0.1, 50), st.floats(0.1, 50), st.floats(0, 1))
def test_the_break_even_surface_is_flat_at_zero(good, bad, silent):
    share = tellings_break_even(good, bad, silent=silent)
    assert 0 <= share <= 1 - silent
    assert net_tellings(share, good, bad, silent=silent) == pytest.approx(0, abs=1e-9)


def test_all_silent_tell_nothing_and_more_than_all_are_refused():
    assert net_tellings(0.0, 4.5, 9.5, silent=1.0) == 0
    for balance in (
        lambda: net_tellings([0.2, 0.8], 4.5, 9.5, silent=0.3),
        lambda: revenue_change(0.8, HALF, silent=0.3),
    ):
        with pytest.raises(ValueError, match=r"`silent` must not exceed 1 together .*; got 1\.1"):
            balance()


@given(st.floats(0.1, 50), st.floats(0.1, 50))
def test_net_tellings_are_zero_at_the_break_even(good, bad):
    assert net_tellings(tellings_break_even(good, bad), good, bad) == pytest.approx(0, abs=1e-9)


@given(st.floats(0.01, 3), st.floats(0, 1), st.floats(0, 0.5))
def test_revenue_is_unchanged_at_its_break_even(increase, cut, boycott):
    responses = PurchaseResponses(increase, cut, boycott=boycott)
    assert revenue_change(revenue_break_even(responses), responses) == pytest.approx(0, abs=1e-9)


def test_change_of_revenue_by_hand():
    assert HALF.gain == pytest.approx(0.05)
    assert HALF.loss == pytest.approx(1 / 3 + 0.225)
    assert OF_THE_REST.loss == pytest.approx(1 / 3 + 0.15)
    assert revenue_change([0.0, 0.5, 1.0], HALF) == pytest.approx(
        [-0.5583, -0.2542, 0.05], abs=1e-4
    )


def test_responses_that_exceed_everybody_are_refused():
    with pytest.raises(ValueError, match=r"must not exceed 1 together; got 1\.1"):
        PurchaseResponses(0.5, 0.5, boycott=0.65, buy_less=0.45)


@pytest.mark.parametrize("shares", [[0.5, 1.0], pd.Series([0.5, 1.0], dtype="Float64"), (0.5, 1)])
def test_shares_come_as_list_or_series(shares):
    assert net_tellings(shares, 4.5, 9.5).tolist() == [-2.5, 4.5]
    assert net_tellings(0.5, 4.5, 9.5) == -2.5


@pytest.mark.parametrize("shares", ["0.5", ["0.5"], [True], [0.5 + 1j], [[0.5], [1, 0]], None])
def test_shares_that_are_no_numbers_are_refused(shares):
    with pytest.raises(TypeError, match="`share_resolved` must"):
        net_tellings(shares, 4.5, 9.5)
