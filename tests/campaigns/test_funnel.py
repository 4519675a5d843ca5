"""Tests of crmlib.campaigns.funnel."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import kstest, triang

from crmlib.campaigns.funnel import draw_assumptions, profit_swings, show_assumptions, show_profit


@pytest.fixture
def likely():
    """Every parameter at its likely value: 6,200 girls, half of the invited come."""
    return show_assumptions()["likely"].to_frame().T


@pytest.fixture
def small():
    """Of 100 girls all are invited, 50 come, 20 apply, 10 buy, 5 again, and then all stay."""
    numbers = {"cohort": 100, "invite_rate": 1, "attend_rate": 0.5, "apply_rate": 0.4}
    numbers |= {"buy_rate": 0.5, "repeat_rate": 0.5, "stay_rate": 1, "anyway_share": 0}
    numbers |= {"first_margin": 10, "yearly_margin": 40, "invitation_cost": 1}
    return pd.DataFrame([numbers | {"gift_cost": 2, "show_cost": 200}], dtype=float)


def rng():
    return np.random.default_rng(9)


def test_show_runs_from_ranges_to_profit():
    """EXE-24: ranges in, profit out, the rate of attendance as one parameter among others."""
    drawn = draw_assumptions(show_assumptions(), 500, rng=rng())
    outcome = show_profit(drawn, 10)
    assert outcome["profit"].quantile(0.1) < 0 < outcome["profit"].quantile(0.9)
    reached = drawn["attend_rate"] > outcome["break_even_attendance"]
    assert (reached == (outcome["profit"] > 0)).all()
    assert profit_swings(show_assumptions(), 10).index[0] != "attend_rate"


def test_profit_by_hand(small):
    """A guest is worth 0.2 · (10 + 0.5 · 40 · 2) = 10 in three years, less 2 for the gift."""
    found = show_profit(small, 3, discount_rate=0).iloc[0]
    assert found.tolist() == pytest.approx([50, 10, 8, 100, 300 / 800])


def test_break_even_attendance_is_where_profit_is_zero(likely):
    def profit(rate):
        return show_profit(likely.assign(attend_rate=rate), 10)["profit"].iloc[0]

    found = show_profit(likely, 10)["break_even_attendance"].iloc[0]
    assert found == pytest.approx(brentq(profit, 0.01, 1))


def test_guests_who_would_have_bought_anyway_add_nothing(likely):
    found = show_profit(likely.assign(anyway_share=1.0), 10).iloc[0]
    assert found["guest_value"] == 0
    assert found["profit"] == pytest.approx(-found["guest_cost"] * found["n_guests"])
    assert np.isnan(found["break_even_attendance"])


def test_cost_per_guest_is_undefined_without_guests(likely):
    found = show_profit(likely.assign(attend_rate=0.0), 10).iloc[0]
    assert np.isnan(found["guest_cost"])
    assert found["profit"] == pytest.approx(-40_000 - 5_580)


def test_draws_follow_the_triangular_distribution():
    drawn = draw_assumptions(show_assumptions(), 4_000, rng=rng())
    for name, row in show_assumptions().iterrows():
        width = row["high"] - row["low"]
        law = triang((row["likely"] - row["low"]) / width, row["low"], width)
        assert kstest(drawn[name], law.cdf).pvalue > 1e-4


def test_a_range_of_one_point_stays_fixed_and_the_input_untouched():
    given_ranges = show_assumptions()
    fixed = given_ranges.assign(low=given_ranges["likely"], high=given_ranges["likely"])
    drawn = draw_assumptions(fixed, 3, rng=rng())
    assert (drawn == given_ranges["likely"]).all(axis=None)
    pd.testing.assert_frame_equal(given_ranges, show_assumptions())


def test_swings_agree_with_profits_computed_one_by_one(likely):
    swings = profit_swings(show_assumptions(), 10)
    assert swings["swing"].is_monotonic_decreasing
    for name, row in swings.iterrows():
        low = likely.assign(**{name: show_assumptions().loc[name, "low"]})
        assert row["at_low"] == pytest.approx(show_profit(low, 10)["profit"].iloc[0])


def test_order_of_the_assumptions_does_not_matter():
    backwards = show_assumptions()[::-1]
    found, usual = profit_swings(backwards, 10), profit_swings(show_assumptions(), 10)
    pd.testing.assert_frame_equal(found, usual)


def test_assumptions_out_of_order_are_refused():
    wrong = show_assumptions()
    wrong.loc["gift_cost", "low"] = 9.0
    with pytest.raises(ValueError, match=r"`assumptions` must have low ≤ likely.*'gift_cost'"):
        draw_assumptions(wrong, 5, rng=rng())
    wrong.loc["gift_cost"] = [-1.0, 8.0, 9.0, "USD"]
    with pytest.raises(ValueError, match=r"`assumptions` must have.*at least 0 in `gift_cost`"):
        draw_assumptions(wrong, 5, rng=rng())


def test_incomplete_assumptions_are_refused():
    table = show_assumptions()
    with pytest.raises(ValueError, match=r"`assumptions` must have a row.*'show_cost'"):
        profit_swings(table.drop(index="show_cost"), 10)
    with pytest.raises(ValueError, match=r"`assumptions` must have one row per.*'show_cost' more"):
        profit_swings(pd.concat([table, table.loc[["show_cost"]]]), 10)


def test_more_numbers_than_one_can_await_are_refused(likely):
    many = pd.concat([likely] * 1_000)
    with pytest.raises(ValueError, match=r"`n_years` must be at most 20,000 for 1,000 draws"):
        show_profit(many, 20_001)
    with pytest.raises(ValueError, match=r"`n_draws` must be at most 1,538,461 for 13 parameters"):
        draw_assumptions(show_assumptions(), 2_000_000, rng=rng())


def test_a_thousand_years_add_nothing_to_a_hundred(likely):
    long, longer = (show_profit(likely, n, discount_rate=10) for n in (100, 1_000))
    pd.testing.assert_frame_equal(long, longer)
