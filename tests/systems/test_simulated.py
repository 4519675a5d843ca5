"""The tea firm by hand, through three kinds of CRM and four modules; the pipeline as planted."""

import numpy as np
import pytest

from crmlib.systems.simulated import STAGES, simulate_deals, toy_firm
from crmlib.systems.visits import visit_schedule


@pytest.fixture
def firm():
    """Six customers, three campaigns, two sellers, one engineer; C2 complains by two channels."""
    return toy_firm()


def test_one_customer_passes_all_three_kinds(firm):
    """EXE-15: messages of C2 become one thread, the thread a score, the score another step."""
    threads = firm["messages"].merge(firm["addresses"], how="left")
    assert threads.loc[threads["customer_id"] == "C2", "channel"].tolist() == [
        "e-mail",
        "phone",
        "chat",
    ]
    score = threads.groupby("customer_id")["complains"].mean()
    assert score.round(2).to_dict() == {"C1": 0, "C2": 0.67}
    cases = firm["customers"].set_index("customer_id")
    usual = cases["state"].map({"quote": "send an order form", "order": "ship"})
    step = usual.mask(score.reindex(cases.index) > 0.5, "call first")
    assert step[["C1", "C2"]].tolist() == ["ship", "call first"]
    assert usual["C2"] == "send an order form"


def test_one_month_passes_four_modules_by_one_key(firm):
    """EXE-32: plan and actual, scorecard, returns and visits of one month, joined by customer."""
    plan = firm["campaigns"].set_index("campaign")
    won = firm["customers"]["campaign"].value_counts()
    assert (won - plan["planned_customers"]).to_dict() == {"fair": -1, "letter": 0, "website": 1}
    sold = firm["orders"]
    sold = sold.assign(margin=sold["amount"] - sold["goods"])
    staff = sold.groupby("seller")[["amount", "margin", "returned"]].sum()
    assert staff.loc["Ana"].tolist() == [280, 56, 100]
    assert staff.loc["Ben"].tolist() == [140, 60, 0]
    visits = visit_schedule(firm["visits"])
    made = visits[visits["is_made"]].set_index("customer_id")["visit_id"]
    card = firm["customers"].set_index("customer_id").join(made)
    card["kept"] = (
        sold.groupby("customer_id")[["amount", "returned"]].sum().diff(-1, axis=1)["amount"]
    )
    assert card["kept"].tolist() == [70, 60, 90, 50, 50, 0]
    assert card["visit_id"].notna().tolist() == [False, True, True, False, True, False]


def test_all_tables_share_the_key(firm):
    known = set(firm["customers"]["customer_id"])
    for name in ("web_orders", "addresses", "orders", "visits", "survey"):
        assert set(firm[name]["customer_id"]) <= known


def test_each_call_makes_new_tables(firm):
    firm["orders"].loc[0, "amount"] = 999
    assert toy_firm()["orders"]["amount"][0] == 40


def test_a_deal_goes_through_its_stages_in_order():
    moves = simulate_deals(200, rng=np.random.default_rng(3))
    place = moves["stage"].map({name: n for n, name in enumerate([*STAGES, "won"])})
    steps = place.groupby(moves["deal_id"]).agg(list)
    assert all(step == list(range(len(step))) for step in steps)
    assert (moves["left"] >= moves["entered"]).all()


def test_one_deal_in_ten_is_won():
    moves = simulate_deals(10_000, rng=np.random.default_rng(3))
    share = (moves["stage"] == "won").sum() / moves["deal_id"].nunique()
    assert share == pytest.approx(0.105, abs=0.01)
