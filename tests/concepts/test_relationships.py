"""Tests of crmlib.concepts.relationships."""

import numpy as np
import pandas as pd
import pytest

from crmlib.concepts.relationships import relationship_dimensions, suggestion_hit_rates
from crmlib.core import share_interval
from crmlib.datasets.real import load_baskets

NAMES = {"household_id": "customer_id", "sold_at": "order_date", "sales_value": "amount"}


@pytest.fixture
def lines():
    """Ann buys tea and bread, comes back for tea; Bob buys milk once, and a bag of no kind."""
    hours = ["09 23:00", "09 23:00", "11 09:00", "12 10:00", "12 10:00"]
    days = ["2024-03-" + hour for hour in hours]
    return pd.DataFrame(
        {
            "basket_id": [1, 1, 2, 3, 3],
            "customer_id": ["Ann", "Ann", "Ann", "Bob", "Bob"],
            "order_date": pd.to_datetime(days).tz_localize("America/New_York"),
            "item": ["tea", "bread", "tea", "milk", None],
            "amount": [4.0, 2.0, 4.0, 1.0, 0.5],
        }
    )


@pytest.fixture(scope="module")
def journey():
    """All lines of the Complete Journey, one per basket and category."""
    return load_baskets().rename(columns=NAMES)


def test_dimensions_by_hand_across_a_change_of_the_clock(lines):
    found = relationship_dimensions(lines)
    assert found.loc["Ann"].tolist() == pytest.approx([2, 2, 2 / 3, 5])
    assert found.loc["Bob"].tolist() == pytest.approx([1, 0, 1 / 3, 1.5])


def test_customer_without_any_item_has_no_breadth(lines):
    bags = lines.assign(item=["tea", None, None, None, None])
    assert relationship_dimensions(bags)["breadth"].tolist() == [1, 0]
    assert relationship_dimensions(bags.assign(item=None))["breadth"].isna().all()


def test_dimensions_ignore_row_order_and_leave_the_input_alone(lines):
    before = lines.copy(deep=True)
    shuffled = relationship_dimensions(lines.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(relationship_dimensions(lines), shuffled)
    pd.testing.assert_frame_equal(lines, before)


def test_dimensions_of_real_homes_stay_in_range_and_keep_every_dollar(journey):
    found = relationship_dimensions(journey)
    assert len(found) == journey["customer_id"].nunique() == 2_469
    assert found["breadth"].between(0, 1).all()
    assert found["length_days"].between(0, 364).all()
    assert (found["n_days"] <= found["length_days"] + 1).all()
    total = (found["depth"] * found["n_days"]).sum()
    assert total == pytest.approx(journey["amount"].sum())


def test_refund_is_refused(lines):
    with pytest.raises(ValueError, match=r"numbers of at least 0 in `amount`; got 1 others"):
        relationship_dimensions(lines.assign(amount=[4, 2, -4, 1, 0.5]))


def test_hit_rates_by_hand(lines):
    """Remembered: Ann's tea and bread. Then she buys tea; Bob is not known yet."""
    found = suggestion_hit_rates(lines, "2024-03-10")
    assert found.index.tolist() == ["bestseller", "memory"]
    # Bread and tea sold once each, for Ann as for the shop: the first by name is suggested.
    assert found["hit_rate"].tolist() == [0, 0]
    assert found["n_baskets"].tolist() == [1, 1]


def test_memory_wins_where_tastes_differ():
    days = pd.to_datetime(["2024-01-01"] * 5 + ["2024-02-01"] * 2)
    lines = pd.DataFrame({"basket_id": range(7), "order_date": days})
    lines["customer_id"] = ["Ann", "Bob", "Bob", "Cem", "Cem", "Ann", "Bob"]
    lines["item"] = ["tea", "milk", "milk", "milk", "tea", "tea", "milk"]
    assert suggestion_hit_rates(lines, "2024-02-01")["hit_rate"].tolist() == [0.5, 1]


def test_basket_without_an_item_counts_as_missed():
    days = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-02"])
    lines = pd.DataFrame({"basket_id": range(3), "order_date": days})
    lines = lines.assign(customer_id="Ann", item=["tea", None, "tea"])
    assert suggestion_hit_rates(lines, "2024-02-01")["hit_rate"].tolist() == [0.5, 0.5]


def test_hit_rates_ignore_row_order_repeats_and_kind_of_text(lines):
    found = suggestion_hit_rates(lines, "2024-03-10")
    doubled = pd.concat([lines, lines]).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(suggestion_hit_rates(doubled, "2024-03-10"), found)
    coded = lines.astype({"item": "category"})
    pd.testing.assert_frame_equal(suggestion_hit_rates(coded, "2024-03-10"), found)


def test_memory_of_the_real_shop_agrees_with_brute_force(journey):
    few = journey[journey["customer_id"] < 30].dropna(subset="item").astype({"item": str})
    found = suggestion_hit_rates(few, "2017-07-01")
    is_past = few["order_date"].dt.tz_localize(None) < "2017-07-01"
    hits = []
    for customer, later in few[~is_past].groupby("customer_id"):
        own = few[is_past & (few["customer_id"] == customer)].drop_duplicates(["basket_id", "item"])
        if len(own):
            best = own["item"].value_counts().sort_index().idxmax()
            hits += [best in set(bought) for _, bought in later.groupby("basket_id")["item"]]
    assert found.loc["memory", "hit_rate"] == pytest.approx(np.mean(hits))
    assert found.loc["memory", "n_baskets"] == len(hits)


def test_no_later_basket_gives_no_rate(lines):
    found = suggestion_hit_rates(lines, "2024-04-01")
    assert found[["hit_rate", "low", "high"]].isna().all(axis=None)
    assert found["n_baskets"].tolist() == [0, 0]


def later_baskets(hits_by_customer: dict[str, list[bool]]) -> pd.DataFrame:
    """Return baskets of customers who bought tea before, and tea again in some later ones."""
    items = {
        who: ["tea", *("tea" if hit else "mud" for hit in hits_by_customer[who])]
        for who in hits_by_customer
    }
    rows = [(who, item) for who, bought in items.items() for item in bought]
    lines = pd.DataFrame(rows, columns=["customer_id", "item"])
    later = lines.groupby("customer_id").cumcount() > 0
    first, second = np.datetime64("2024-01-01"), np.datetime64("2024-02-01")
    return lines.assign(basket_id=lines.index, order_date=np.where(later, second, first))


def test_interval_counts_a_customer_whose_baskets_are_all_alike_once():
    """Ten of twenty homes always buy tea: a hundred baskets tell as much as about twenty."""
    lines = later_baskets({f"h{i:02}": [i < 10] * 5 for i in range(20)})
    row = suggestion_hit_rates(lines, "2024-02-01").loc["memory"]
    # s² = 20/19 · 20 · 2.5² / 100², and .25 / s² = 19.
    expected = share_interval(9.5, 19)
    assert row[["hit_rate", "low", "high"]].tolist() == pytest.approx(expected.tolist())


def test_interval_of_homes_of_one_basket_is_wilson_s():
    lines = later_baskets({f"h{i:02}": [i < 5] for i in range(20)})
    row = suggestion_hit_rates(lines, "2024-02-01").loc["memory"]
    # The customers' own variance has n - 1 below: one basket fewer tells as much.
    assert row[["low", "high"]].tolist() == pytest.approx(share_interval(4.75, 19)[1:].tolist())


def test_interval_of_a_certain_hit_counts_customers():
    lines = later_baskets({who: [True] * 50 for who in "abcd"})
    row = suggestion_hit_rates(lines, "2024-02-01").loc["memory"]
    assert row["low"] == pytest.approx(share_interval(4, 4)["low"])


def test_split_before_everything_is_refused(lines):
    with pytest.raises(ValueError, match=r"`split_date` must leave items before it"):
        suggestion_hit_rates(lines, "2024-01-01")


def test_split_that_could_be_two_days_is_refused(lines):
    with pytest.raises(ValueError, match=r"must be a date like '2020-02-05'; got '10/03/2024'"):
        suggestion_hit_rates(lines, "10/03/2024")


def test_split_is_a_day_where_the_orders_were_stamped(lines):
    """03:00 on 10 March in London is 23:00 on 9 March in New York, when Ann was there."""
    moment = pd.Timestamp("2024-03-10 03:00", tz="Europe/London")
    with pytest.raises(ValueError, match=r"`split_date` must leave items before it"):
        suggestion_hit_rates(lines, moment)
    later = suggestion_hit_rates(lines, moment + pd.Timedelta(days=1))
    pd.testing.assert_frame_equal(later, suggestion_hit_rates(lines, "2024-03-10"))


def test_split_with_a_zone_of_orders_without_one_is_refused(lines):
    plain = lines.assign(order_date=lines["order_date"].dt.tz_localize(None))
    with pytest.raises(TypeError, match=r"`split_date` must have no time zone.*; got UTC"):
        suggestion_hit_rates(plain, pd.Timestamp("2024-03-10", tz="UTC"))
