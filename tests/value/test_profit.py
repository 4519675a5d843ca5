"""Profit under declared costs, dropping losers, and the engine that finds what was planted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from crmlib.value.concentration import lorenz_curve, top_share
from crmlib.value.profit import (
    ServingCosts,
    customer_profit,
    customer_values,
    profit_without_losers,
    service_cost_sweep,
)
from crmlib.value.simulated import simulate_accounts

COSTS = ServingCosts(margin_rate=0.3, usd_per_order=2, usd_per_customer=4)
ENGINE = {"retention_rate": 0.9, "discount_rate": 0.12}


@pytest.fixture
def orders():
    """Ann orders twice, Bob once and little; Cem sends his only order back."""
    rows = [("Bob", 10.0), ("Ann", 60.0), ("Ann", 40.0), ("Cem", 50.0), ("Cem", -50.0)]
    return pd.DataFrame(rows, columns=["customer_id", "amount"])


def test_profit_is_margin_less_cost(orders):
    """Ann: .3 x 100 - 2 x 2 - 4 = 22; Bob: 3 - 2 - 4 = -3; Cem: 0 - 4 - 4 = -8."""
    customers = customer_profit(orders, COSTS)
    assert customers.loc["Ann"].tolist() == [2, 100, 30, 8, 22, 0.22, 2]
    assert customers["profit"].tolist() == [22, -3, -8]


def test_profit_rate_is_of_own_sales_and_contribution_of_all_profit(orders):
    customers = customer_profit(orders, COSTS)
    assert customers["profit_rate"].round(2).tolist()[:2] == [0.22, -0.3]
    assert customers["profit_contribution"].tolist() == pytest.approx([22 / 11, -3 / 11, -8 / 11])
    assert np.isnan(customers.loc["Cem", "profit_rate"])


def test_contribution_to_a_loss_is_undefined(orders):
    customers = customer_profit(orders, ServingCosts(0.0, 2, 4))
    assert customers["profit_contribution"].isna().all()


def test_refund_takes_its_sale_back_and_costs_like_an_order(orders):
    assert customer_profit(orders, COSTS).loc["Cem"].tolist()[:5] == [2, 0, 0, 8, -8]


def test_profit_does_not_depend_on_the_order_of_rows_and_leaves_them_alone(orders):
    before = orders.copy()
    assert_frame_equal(customer_profit(orders[::-1], COSTS), customer_profit(orders, COSTS))
    assert_frame_equal(orders, before)


def test_repeated_row_is_one_more_order(orders):
    twice = pd.concat([orders, orders])
    assert customer_profit(twice, COSTS)["n_orders"].tolist() == [4, 2, 4]


def test_nobody_ordering_makes_an_empty_table(orders):
    assert customer_profit(orders.head(0), COSTS).empty


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (lambda o: o.rename(columns={"amount": "usd"}), ValueError, "missing: 'amount'"),
        (lambda o: o.assign(amount=np.nan), ValueError, "no missing `amount`; got 5"),
        (lambda o: o.assign(customer_id=None), ValueError, "no missing `customer_id`; got 5"),
        (lambda o: o.assign(amount=np.inf), ValueError, "hold finite `amount`; got 5 others"),
        (lambda o: o.assign(amount="5"), TypeError, "must hold numbers in `amount`; got str"),
        (lambda o: o["amount"], TypeError, "`orders` must be a DataFrame; got Series"),
    ],
)
def test_profit_refuses_bad_orders(orders, change, error, said):
    with pytest.raises(error, match=said):
        customer_profit(change(orders), COSTS)


def test_profit_refuses_costs_of_another_kind(orders):
    with pytest.raises(TypeError, match="`costs` must be ServingCosts; got dict"):
        customer_profit(orders, {"margin_rate": 0.3})


@pytest.mark.parametrize(
    ("fields", "error", "said"),
    [
        ((30, 2, 4), ValueError, r"`margin_rate` must lie in \[0, 1\]; got 30"),
        ((0.3, -2, 4), ValueError, "`usd_per_order` must lie in"),
        ((0.3, 2, np.inf), ValueError, "`usd_per_customer` must lie in"),
        ((0.3, 2, "4"), TypeError, "`usd_per_customer` must be a number; got str"),
    ],
)
def test_costs_refuse_what_is_no_cost(fields, error, said):
    with pytest.raises(error, match=said):
        ServingCosts(*fields)


def test_dropping_losers_gains_what_they_cost_less_what_they_brought(orders):
    """Bob and Cem bring a margin of 3 and cost 14 together: 22 - 3 - 8 = 11 before, 22 after."""
    customers = customer_profit(orders, COSTS)
    whole = {"n_dropped": 2, "before": 11, "after": 22, "break_even": 3 / 14}
    assert profit_without_losers(customers).to_dict() == pytest.approx(whole)
    assert profit_without_losers(customers, avoidable_share=0)["after"] == pytest.approx(8)


@given(st.integers(0, 2**32 - 1))
def test_at_the_break_even_share_nothing_is_gained(seed):
    rng = np.random.default_rng(seed)
    customers = pd.DataFrame(rng.gamma(1, 10, (30, 2)), columns=["margin", "cost"])
    customers["profit"] = customers["margin"] - customers["cost"]
    share = profit_without_losers(customers)["break_even"]
    at = profit_without_losers(customers, avoidable_share=share)
    assert at["after"] == pytest.approx(at["before"])


def test_without_losers_nobody_is_dropped(orders):
    kept = customer_profit(orders[orders["customer_id"] == "Ann"], COSTS)
    found = profit_without_losers(kept)
    assert found[["n_dropped", "before", "after"]].tolist() == [0, 22, 22]
    assert np.isnan(found["break_even"])


@pytest.mark.parametrize(
    ("change", "share", "error", "said"),
    [
        (lambda c: c.drop(columns="cost"), 1, ValueError, "missing: 'cost'"),
        (lambda c: c.assign(cost=np.nan), 1, ValueError, "no missing `cost`; got 3"),
        (lambda c: [c], 1, TypeError, "`customers` must be a DataFrame; got list"),
        (lambda c: c, 1.5, ValueError, "`avoidable_share` must lie in"),
    ],
)
def test_dropping_refuses(orders, change, share, error, said):
    with pytest.raises(error, match=said):
        profit_without_losers(change(customer_profit(orders, COSTS)), avoidable_share=share)


def test_sweep_shows_what_the_service_cost_decides(orders):
    """Free service leaves only Cem, at -4; at 4 USD Bob is a loser, too."""
    sweep = service_cost_sweep(orders, COSTS, [0, 4])
    assert sweep["n_dropped"].tolist() == [1, 2]
    assert sweep["before"].tolist() == [30 - 4 + 1 - 4, 11]
    assert sweep["top_fifth"].tolist() == pytest.approx([26 / 23, 2])


def test_sweep_row_is_what_the_two_functions_say(orders):
    row = service_cost_sweep(orders, ServingCosts(0.3, 2, 99), [4]).loc[4]
    alone = profit_without_losers(customer_profit(orders, COSTS))
    assert row.drop("top_fifth").to_dict() == alone.to_dict()


@pytest.mark.parametrize(
    ("tried", "error", "said"),
    [
        ([-1], ValueError, "`usd_per_customer` must lie in"),
        (["4"], TypeError, "`usd_per_customer` must be a number; got str"),
        ([1000], ValueError, "must have a sum above 0; got -2977"),
    ],
)
def test_sweep_refuses(orders, tried, error, said):
    with pytest.raises(error, match=said):
        service_cost_sweep(orders, COSTS, tried)


def test_engine_multiplies_profit_and_ranks_as_it_does(orders):
    values = customer_values(orders, COSTS, **ENGINE)
    assert values["clv"].tolist() == pytest.approx([22 * 90 / 22, -3 * 90 / 22, -8 * 90 / 22])
    assert values["clv"].rank().tolist() == values["profit"].rank().tolist()


def test_engine_refuses_a_rate_that_is_none(orders):
    with pytest.raises(ValueError, match=r"`retention_rate` must lie in \[0, 1\]; got 90"):
        customer_values(orders, COSTS, retention_rate=90, discount_rate=0.12)


def test_value_engine_finds_the_planted_80_20_and_the_planted_drains():
    """EXE-01: CLV, tiers, Lorenz curve, 20 % and 12 % shares, profit with and without losers."""
    accounts = simulate_accounts(5000, rng=np.random.default_rng(3))
    values = customer_values(accounts, ServingCosts(0.3, 4, 10), **ENGINE)
    kind = accounts.groupby("customer_id")["kind"].first()
    twelfth, fifth = top_share(values["clv"], [0.12, 0.2])["share"]
    assert fifth == pytest.approx(0.8, abs=0.02)
    assert 0.12 / 0.2 * fifth < twelfth < fifth
    assert set(kind[values["tier"].isin(["platinum", "gold"])]) == {"large"}
    assert (kind[values["profit"] < 0] == "drain").mean() > 0.9
    assert lorenz_curve(values["clv"])["share_of_value"].min() < 0
    dropped = profit_without_losers(values)
    assert dropped["after"] > dropped["before"]


def test_simulated_accounts_earn_what_was_planted():
    """Expected: large 25 x (.3 x 68 - 4) - 10 = 400, regular 38, drain -14: 80 % from a fifth."""
    accounts = simulate_accounts(20_000, rng=np.random.default_rng(3))
    profit = customer_profit(accounts, ServingCosts(0.3, 4, 10))["profit"]
    means = profit.groupby(accounts.groupby("customer_id")["kind"].first()).mean()
    assert means[["large", "regular", "drain"]].tolist() == pytest.approx([400, 38, -14], abs=6)
