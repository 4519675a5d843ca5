"""The balance of a complaint survey: talk, purchases, break-even, by formula and by simulation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import bootstrap

from crmlib.core import share_interval
from crmlib.datasets import load_source
from crmlib.word_of_mouth.simulated import simulate_complainers
from crmlib.word_of_mouth.tellers import tellers_with_mean
from crmlib.word_of_mouth.tellings import (
    PurchaseResponses,
    net_tellings,
    revenue_break_even,
    revenue_change,
    tellings_balance,
    tellings_break_even,
)

HALF = PurchaseResponses(increase=0.5, cut=0.5)
OF_THE_REST = PurchaseResponses(increase=0.5, cut=0.5, buy_less=0.45 * 2 / 3)


def geometric(spread=1.0):
    return tuple(tellers_with_mean(mean, "negative binomial", spread) for mean in (4.5, 9.5))


def survey(n=2_000, share=0.68, seed=10, spread=1.0, responses=HALF):
    rng = np.random.default_rng(seed)
    return simulate_complainers(n, share, geometric(spread), responses, rng=rng)


@pytest.fixture
def five():
    """Ann and Bo were satisfied, Bo buys more; Cai left, Dan buys half, Eve told a whole club."""
    told = {"resolved": [True, True, False, False, False], "n_told": [4, 5, 0, 10, 31]}
    return pd.DataFrame(told).assign(purchase_change=[0.0, 0.5, -1.0, -0.5, 0.0])


def test_exe_25_the_balance_breaks_even_near_68_percent_by_formula_and_by_simulation():
    """EXE-25: 67.9 % (64.3 to 71.4), the tail beyond 20, and both readings of the 45 %."""
    ends = [tellings_break_even(good, bad) for good, bad in [(4.5, 9.5), (5, 9), (4, 10)]]
    assert [round(end, 3) for end in ends] == [0.679, 0.643, 0.714]
    found = tellings_balance(survey(200_000, share=0.679))["value"]
    assert found["break_even"] == pytest.approx(0.679, abs=0.003)
    assert found["net_tellings"] == pytest.approx(0, abs=0.1)
    assert found["tail_tellings"] > 4 * found["tail_share"] > 0.2
    shares = [revenue_break_even(one) for one in (HALF, OF_THE_REST)]
    assert [round(share, 3) for share in shares] == [0.918, 0.906]
    seen = tellings_balance(survey(200_000, share=0.9))["value"]["revenue_change"]
    assert seen == pytest.approx(0.9 * 0.05 - 0.1 * HALF.loss, abs=0.003)


def test_six_figures_stand_as_the_source_prints_them():
    printed = load_source("findings")["printed"].tolist()
    assert printed == ["over 12 %", "4-5", "10 %", "9-10", "1/3", "other 45 %"]


def test_five_complainers_by_hand(five):
    found = tellings_balance(five)["value"]
    assert found["net_tellings"] == pytest.approx((4 + 5 - 0 - 10 - 31) / 5)
    assert found["break_even"] == pytest.approx((41 / 3) / (41 / 3 + 4.5))
    assert (found["tail_share"], found["tail_tellings"]) == (0.2, pytest.approx(31 / 50))
    assert found["revenue_change"] == pytest.approx(-0.2)


def test_intervals_of_five_complainers_by_hand(five):
    found = tellings_balance(five)
    assert found.loc["share_resolved"].tolist() == pytest.approx(share_interval(2, 5).tolist())
    assert found.loc["tail_share"].tolist() == pytest.approx(share_interval(1, 5).tolist())
    reach = 1.959964 * np.std([4, 5, 0, -10, -31], ddof=1) / np.sqrt(5)
    row = found.loc["net_tellings"]
    assert (row["high"] - row["low"]) / 2 == pytest.approx(reach, rel=1e-6)


def test_errors_agree_with_scipy_s_bootstrap():
    people = survey(400)

    def measures(rows):
        return tellings_balance(people.iloc[rows])["value"].to_numpy()

    settings = {"vectorized": False, "n_resamples": 300, "rng": 1, "method": "percentile"}
    errors = bootstrap((np.arange(400),), measures, **settings).standard_error
    found = tellings_balance(people)
    reach = (found["high"] - found["low"]) / 2 / 1.959964
    assert reach.tolist() == pytest.approx(errors.tolist(), rel=0.2)


def test_nineteen_of_twenty_surveys_hold_the_break_even():
    rng = np.random.default_rng(1)
    drawn = [simulate_complainers(400, 0.68, geometric(), HALF, rng=rng) for _ in range(200)]
    rows = [tellings_balance(people).loc["break_even"] for people in drawn]
    held = [row["low"] <= 9.5 / 14 <= row["high"] for row in rows]
    assert np.mean(held) == pytest.approx(0.95, abs=0.04)


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


def test_order_of_rows_does_not_matter_and_the_input_stays(five):
    before = five.copy()
    pd.testing.assert_frame_equal(tellings_balance(five), tellings_balance(five.iloc[::-1]))
    pd.testing.assert_frame_equal(five, before)


def test_one_group_alone_has_no_break_even(five):
    assert np.isnan(tellings_balance(five[five["resolved"]]).loc["break_even", "value"])


def test_silence_has_no_break_even_and_no_great_talkers(five):
    found = tellings_balance(five.assign(n_told=0))
    assert found.loc[["break_even", "tail_tellings"]].isna().all(axis=None)
    assert np.isnan(tellings_break_even(0, 0))
    assert np.isnan(revenue_break_even(PurchaseResponses(0, 0, boycott=0)))


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


def test_simulated_purchases_take_the_four_declared_values():
    people = survey(50_000, responses=PurchaseResponses(increase=0.3, cut=0.6))
    others = people.loc[~people["resolved"], "purchase_change"].value_counts(normalize=True)
    assert set(people.loc[people["resolved"], "purchase_change"]) == {0.0, 0.3}
    assert others[-1.0] == pytest.approx(1 / 3, abs=0.01)
    assert others[-0.6] == pytest.approx(0.45, abs=0.01)


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


@pytest.mark.parametrize("dtype", ["uint8", "Int8", "float32", "int64[pyarrow]"])
def test_counts_of_any_width_give_the_same_balance(five, dtype):
    pd.testing.assert_frame_equal(
        tellings_balance(five), tellings_balance(five.astype({"n_told": dtype}))
    )


def test_surveys_that_cannot_be_are_refused(five):
    with pytest.raises(ValueError, match="`complainers` must have at least one row; got none"):
        tellings_balance(five.head(0))
    with pytest.raises(ValueError, match=r"must have only numbers from -1 to .* in `purchase_chan"):
        tellings_balance(five.assign(purchase_change=-2.0))
