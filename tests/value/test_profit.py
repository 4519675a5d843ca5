"""Profit under declared costs, dropping losers, and the engine that finds what was planted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from crmlib.datasets.orders import load_orders
from crmlib.datasets.real import load_transactions
from crmlib.value.concentration import lorenz_curve, top_share
from crmlib.value.profit import (
    ServingCosts,
    customer_profit,
    customer_values,
    profit_by_service_cost,
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
    orders = pd.DataFrame(rows, columns=["customer_id", "amount"])
    return orders.assign(order_id=range(1, 6))


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


def test_repeated_row_is_one_more_line_of_its_order(orders):
    twice = customer_profit(pd.concat([orders, orders]), COSTS)
    assert twice["n_orders"].tolist() == [2, 1, 2]
    assert twice["sales"].tolist() == [200, 20, 0]


def test_lines_of_one_order_are_handled_once():
    """Three lines of 10 USD in one order at 5 USD an order: .3 x 30 - 5 = 4."""
    lines = pd.DataFrame({"customer_id": "a", "order_id": [1, 1, 1], "amount": 10.0})
    costs = ServingCosts(margin_rate=0.3, usd_per_order=5, usd_per_customer=0)
    assert customer_profit(lines, costs)["profit"].tolist() == [4]
    assert service_cost_sweep(lines, costs, [0])["before"].tolist() == [4]
    assert customer_values(lines, costs, **ENGINE)["profit"].tolist() == [4]


def test_same_number_at_two_customers_is_two_orders(orders):
    found = customer_profit(orders.assign(order_id=1), COSTS)
    assert found["n_orders"].tolist() == [1, 1, 1]


def test_lines_of_complete_journey_earn_what_its_orders_earn():
    """63 orders a home, not 595 lines: at 1 USD an order that is profit or loss."""
    orders = load_orders("complete_journey").orders
    lines = load_transactions()[["household_id", "basket_id", "sales_value"]]
    lines = lines.astype({"household_id": "str"}).set_axis(orders.columns[[0, 1, 3]], axis=1)
    by_order, by_line = (customer_profit(t, ServingCosts(0.25, 1, 0)) for t in (orders, lines))
    assert_frame_equal(by_order, by_line)
    assert by_order["n_orders"].mean() == pytest.approx(63.1, abs=0.05)


def test_nobody_ordering_makes_an_empty_table(orders):
    assert customer_profit(orders.head(0), COSTS).empty


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


def test_sweep_refuses_a_cost_that_leaves_nothing(orders):
    with pytest.raises(ValueError, match="must have a sum above 0; got -2977"):
        service_cost_sweep(orders, COSTS, [4, 1000])


def test_engine_multiplies_profit_and_ranks_as_it_does(orders):
    values = customer_values(orders, COSTS, **ENGINE)
    assert values["clv"].tolist() == pytest.approx([22 * 90 / 22, -3 * 90 / 22, -8 * 90 / 22])
    assert values["clv"].rank().tolist() == values["profit"].rank().tolist()


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


def test_contributions_alone_give_the_sweep(orders):
    """The same shares, losers and profits as from orders and declared costs."""
    costs = [0, 1, 2, 3]
    free = customer_profit(orders, ServingCosts(0.3, 2, 0))["profit"]
    whole = service_cost_sweep(orders, COSTS, costs)
    found = profit_by_service_cost(free, costs)
    assert found["top_fifth"].tolist() == whole["top_fifth"].tolist()
    assert found["n_losers"].tolist() == whole["n_dropped"].tolist()
    assert found["without_losers"].tolist() == pytest.approx(whole["after"].tolist())
