"""Attitude and behaviour: eight made-up shoppers, and CDNOW's buyers before and after."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.datasets import load_orders
from crmlib.datasets.toys import toy_attitudes
from crmlib.forecasts.customer_summary import transaction_summary
from crmlib.loyalty.attitude import later_behaviour, loyalty_groups


@pytest.fixture
def buyers():
    """Ann bought once, Bo on two days, Chen on four, Dana on nine."""
    index = pd.Index(["Ann", "Bo", "Chen", "Dana"], name="customer_id")
    return pd.DataFrame({"frequency": [0, 1, 3, 8]}, index=index)


@pytest.fixture
def later():
    """Bo came twice on one day; Dana on two days; Eve is new."""
    days = ["2024-05-01T09", "2024-05-01T18", "2024-05-01T12", "2024-05-07T12", "2024-05-02T12"]
    names = ["Bo", "Bo", "Dana", "Dana", "Eve"]
    return pd.DataFrame({"customer_id": names, "order_date": pd.to_datetime(days)})


def groups(likes, buys, **cuts):
    return loyalty_groups(pd.Series(likes), pd.Series(buys), **cuts).tolist()


def test_toy_customers_stand_two_by_two_in_the_four_groups():
    toy = toy_attitudes()
    likes = toy[["satisfaction", "emotion", "trust"]].mean(axis=1)
    kinds = loyalty_groups(likes, toy["share_of_purchases"], attitude_cut=3, behaviour_cut=0.5)
    assert kinds.to_dict() == {
        **dict.fromkeys(["Ann", "Bo"], "true"),
        **dict.fromkeys(["Chen", "Dana"], "latent"),
        **dict.fromkeys(["Eve", "Finn"], "spurious"),
        **dict.fromkeys(["Gu", "Hana"], "none"),
    }


def test_a_value_on_the_cut_counts_as_high():
    assert groups([3], [0.5], attitude_cut=3, behaviour_cut=0.5) == ["true"]
    assert groups([2.99], [0.49], attitude_cut=3, behaviour_cut=0.5) == ["none"]


@given(st.lists(st.tuples(st.floats(1, 5), st.floats(0, 1)), max_size=8))
def test_a_stricter_cut_on_attitude_only_takes_away(people):
    likes, buys = [p[0] for p in people], [p[1] for p in people]
    lax = groups(likes, buys, attitude_cut=2, behaviour_cut=0.5)
    strict = groups(likes, buys, attitude_cut=4, behaviour_cut=0.5)
    fewer = {"true": "spurious", "latent": "none"}
    for before, after in zip(lax, strict, strict=True):
        assert after in (before, fewer.get(before))


def test_no_customers_give_no_groups():
    assert groups([], [], attitude_cut=3, behaviour_cut=0.5) == []


def test_halves_of_other_customers_are_refused():
    halves = pd.Series([4.0, 2.0]), pd.Series([0.5, 0.9], index=[1, 0])
    with pytest.raises(ValueError, match="`behaviour` must have the index of `attitude`"):
        loyalty_groups(*halves, attitude_cut=3, behaviour_cut=0.5)


def test_levels_and_later_days_are_counted_by_hand(buyers, later):
    found = later_behaviour(buyers, later)
    assert found["level"].tolist() == ["once", "twice", "3 or 4", "5 or more"]
    assert found["bought"].tolist() == [0, 1, 0, 2]
    assert found["came_back"].tolist() == [False, True, False, True]
    assert found.index.equals(buyers.index)


def test_order_of_the_log_does_not_matter_and_inputs_stay_as_they_were(buyers, later):
    before = buyers.copy(), later.copy()
    found = later_behaviour(buyers, later.iloc[::-1])
    pd.testing.assert_frame_equal(found, later_behaviour(buyers, later))
    pd.testing.assert_frame_equal(buyers, before[0])
    pd.testing.assert_frame_equal(later, before[1])


def test_no_later_orders_bring_nobody_back(buyers, later):
    assert not later_behaviour(buyers, later.iloc[:0])["came_back"].any()


def test_of_cdnow_s_1411_one_time_buyers_193_came_back():
    """The calibration sample of Fader, Hardie and Lee (2005): 1,411 of 2,357 never repeated."""
    orders = load_orders("cdnow").orders
    early = orders["order_date"] <= "1997-09-30"
    buyers = transaction_summary(orders[early], "1997-09-30")
    found = later_behaviour(buyers, orders[~early])
    once = found[found["level"] == "once"]
    visitors = set(orders.loc[~early, "customer_id"]) & set(once.index)
    assert len(once) == 1411
    assert once["came_back"].sum() == len(visitors) == 193


def test_days_as_text_and_ids_as_a_category_give_the_same(buyers, later):
    texts = later.assign(order_date=later["order_date"].dt.strftime("%Y-%m-%d"))
    named = texts.astype({"customer_id": "category"})
    pd.testing.assert_frame_equal(later_behaviour(buyers, named), later_behaviour(buyers, later))


def test_a_buyer_who_stands_there_twice_is_refused(buyers, later):
    for names in (["Ann", "Ann", "Bo", "Chen"], ["Ann", "Bo", "Chen", None]):
        with pytest.raises(ValueError, match="`buyers` must name each buyer once in its index"):
            later_behaviour(buyers.set_axis(names), later)
