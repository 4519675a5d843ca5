"""Tests of crmlib.concepts.simulated."""

from crmlib.concepts.simulated import toy_shop


def test_three_of_six_shoppers_came_in_the_last_180_days():
    shop = toy_shop()
    assert shop.index[shop["recency_days"] < 180].tolist() == ["Hana", "Jun", "Kim"]
    assert (shop["days"].str.split(", ").str.len() == shop["n_orders"]).all()
