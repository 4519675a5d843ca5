"""Levers of loyalty: what a cohort brings, and what nine ways must do to pay."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.loyalty.levers import (
    Relationship,
    break_even_strength,
    lever_returns,
    loyalty_profit,
    nine_levers,
    profit_sources,
)

PLAIN = Relationship(retention_rate=0.5, margin=100, service_cost=20)
RICH = Relationship(0.8, 100, 40, 0.05, 0.05, 0.05, 60, 0.1)
EFFECTS = ["retention_rate", "margin_growth", "cost_decline", "referrals"]


def one_lever(**fields):
    """Return a table of one lever that does nothing but what the fields say."""
    row = dict.fromkeys(EFFECTS, 0.0) | {"yearly_cost": 0.0, "reach": 1.0, "margin_share": 1.0}
    return pd.DataFrame([row | fields], index=["it"])


def test_two_years_by_hand():
    year = Relationship(0.5, 100, 40, 0.1, 0.25, 0.2, 50, 0.25)
    table = loyalty_profit(year, 2)
    assert table["alive"].tolist() == [1, 0.5]
    assert table.loc[0, ["base", "more_revenue", "lower_cost"]].tolist() == [60, 0, 0]
    assert table["word_of_mouth"].tolist() == [10, pytest.approx(4)]
    second = table.loc[1, ["base", "more_revenue", "lower_cost"]].tolist()
    assert second == pytest.approx([24, 4, 4])
    assert table["profit"].tolist() == pytest.approx([70, 36])


def test_a_price_premium_grows_by_the_year_of_relationship():
    """A tenth of the margin more in each year of the relationship: 0, 10, then 20 dollars."""
    steady = Relationship(1.0, 100, 0, price_premium=0.1)
    assert loyalty_profit(steady, 3)["price_premium"].tolist() == [0, 10, 20]
    halved = loyalty_profit(replace(steady, retention_rate=0.5), 3)
    assert halved["price_premium"].tolist() == [0, 5, 5]
    assert halved["profit"].tolist() == [100, 55, 30]


def test_cost_of_winning_is_back_when_profit_has_added_up_to_it():
    won = replace(PLAIN, acquisition_cost=110)
    assert loyalty_profit(won, 3)["so_far"].tolist() == [-30, 10, 30]


def test_halving_the_losses_doubles_the_years_that_customers_stay():
    """Why five points look so large: 90 to 95 % retention, with nothing else to loyalty at all."""
    plain = Relationship(0.9, 1, 0)
    lives = [
        loyalty_profit(replace(plain, retention_rate=rate), 100)["alive"].sum()
        for rate in (0.9, 0.95)
    ]
    assert lives == pytest.approx([10, 20], rel=0.01)


def test_a_constant_margin_adds_up_to_the_margin_multiple():
    """r = .9, i = .12: 5.09 margins, the first one included (Gupta and Lehmann 2003)."""
    customer = Relationship(0.9, 1, 0, discount_rate=0.12)
    assert loyalty_profit(customer, 100)["profit"].sum() == pytest.approx(1.12 / 0.22)
    assert round(1.12 / 0.22, 2) == 5.09


@given(st.floats(0, 0.99), st.integers(1, 30))
def test_profit_of_a_plain_cohort_is_a_geometric_sum(rate, n_years):
    total = loyalty_profit(replace(PLAIN, retention_rate=rate), n_years)["profit"].sum()
    assert total == pytest.approx(80 * (1 - rate**n_years) / (1 - rate))


def test_sources_add_up_to_profit_and_grow_with_retention():
    table = profit_sources(replace(RICH, price_premium=0.02), [0.7, 0.8, 0.9], 10)
    assert table.drop(columns="profit").sum(axis=1).tolist() == pytest.approx(
        table["profit"].tolist()
    )
    assert (table.diff().dropna() > 0).all(axis=None)
    one = loyalty_profit(replace(RICH, price_premium=0.02), 10)
    assert table.loc[0.8, "profit"] == pytest.approx(one["profit"].sum())


def test_the_source_names_nine_different_ways():
    ways = nine_levers()
    assert ways.index.nunique() == len(ways) == 9
    assert (ways["yearly_cost"] > 0).all()


def test_a_lever_that_does_nothing_costs_what_it_costs():
    found = lever_returns(one_lever(yearly_cost=8.0), PLAIN, 3).loc["it"]
    assert found.tolist() == [0, 8 * 1.75, -8 * 1.75, 0]


def test_a_lever_by_hand():
    found = lever_returns(one_lever(retention_rate=0.3, yearly_cost=10.0), PLAIN, 2).loc["it"]
    assert found.tolist() == pytest.approx([80 * 0.3, 18, 6, 24 / 18])


def test_gain_per_dollar_of_a_free_lever_is_undefined():
    assert np.isnan(lever_returns(one_lever(referrals=0.1), PLAIN, 2).loc["it", "gain_per_dollar"])


def test_reaching_a_fifth_with_a_fifth_of_the_margin_is_a_fifth_of_everything():
    all_of_them = lever_returns(one_lever(retention_rate=0.1, yearly_cost=5.0), RICH, 10)
    few = one_lever(retention_rate=0.1, yearly_cost=5.0, reach=0.2, margin_share=0.2)
    found = lever_returns(few, RICH, 10)
    assert found["net"].tolist() == pytest.approx((all_of_them["net"] / 5).tolist())


def test_the_same_effort_on_a_fifth_pays_more_the_more_they_bring():
    few = [one_lever(retention_rate=0.03, yearly_cost=6.0, reach=0.2, margin_share=s)
           for s in (0.2, 0.4, 0.6, 0.8)]  # fmt: skip
    nets = [lever_returns(table, RICH, 10).loc["it", "net"] for table in few]
    assert nets == sorted(nets)


def test_at_its_break_even_strength_a_lever_nets_nothing():
    ways = nine_levers()
    strength = break_even_strength(ways, RICH, 10)
    scaled = ways.assign(**ways[EFFECTS].mul(strength, axis=0))
    assert lever_returns(scaled, RICH, 10)["net"].abs().max() < 1e-9


def test_strength_agrees_with_the_sign_of_the_net_return():
    ways = nine_levers().assign(yearly_cost=lambda t: 3 * t["yearly_cost"])
    pays = lever_returns(ways, RICH, 10)["net"] > 0
    assert (break_even_strength(ways, RICH, 10) < 1).equals(pays)
    assert 0 < pays.sum() < 9


def test_a_lever_that_can_never_pay_has_no_strength():
    assert np.isnan(break_even_strength(one_lever(yearly_cost=1.0), PLAIN, 5)["it"])
    dear = one_lever(retention_rate=0.01, yearly_cost=500.0)
    assert np.isnan(break_even_strength(dear, PLAIN, 5)["it"])


def test_order_of_levers_is_kept_and_inputs_stay_as_they_were():
    ways = nine_levers()
    turned = lever_returns(ways.iloc[::-1], RICH, 10)
    pd.testing.assert_frame_equal(turned.iloc[::-1], lever_returns(ways, RICH, 10))
    pd.testing.assert_frame_equal(ways, nine_levers())


def test_no_levers_give_an_empty_table():
    assert lever_returns(nine_levers().iloc[:0], RICH, 10).shape == (0, 4)


def test_a_lever_that_pushes_a_rate_out_of_range_is_refused():
    with pytest.raises(ValueError, match=r"`retention_rate` must lie in \[0, 1\]; got 1.1"):
        lever_returns(one_lever(retention_rate=0.6), PLAIN, 3)


def test_the_same_rate_twice_is_two_rows():
    assert profit_sources(PLAIN, [0.5, 0.5], 3)["profit"].tolist() == [140, 140]
