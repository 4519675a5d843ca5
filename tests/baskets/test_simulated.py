"""Tests of crmlib.baskets.simulated: the planted truth is found again."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.baskets.pairs import lift_interval, pair_baskets, store_correlations, store_sales
from crmlib.baskets.rules import basket_matrix, pair_rules
from crmlib.baskets.simulated import (
    errand_worlds,
    expected_errand_lift,
    simulate_errands,
    simulate_store_sizes,
    toy_visits,
)

PAIR = ("beer", "diapers")
COLUMNS = ["basket_id", "household_id", "store_id", "item", "n_units", "sales_value"]
shares = st.floats(0, 1)


@pytest.fixture(scope="module")
def errands():
    """Fifty thousand baskets, one in a hundred from a father sent out for diapers."""
    return simulate_errands(50_000, rng=np.random.default_rng(8))


@pytest.fixture(scope="module")
def worlds():
    """Ten worlds of 60 stores each, which differ in size only."""
    return [simulate_store_sizes(60, rng=np.random.default_rng(seed)) for seed in range(10)]


@pytest.fixture
def rng():
    return np.random.default_rng(8)


def test_miner_finds_the_fathers_and_is_not_fooled_by_the_stores(errands, worlds, rng):
    """EXE-08: the planted pair is found in baskets; stores correlate where baskets do not."""
    rules = pair_rules(basket_matrix(errands))
    town = lift_interval(pair_baskets(worlds[0], *PAIR), rng=rng)
    assert rules["lift"].idxmax() == PAIR
    assert rules.loc[PAIR, "lift"] == pytest.approx(expected_errand_lift(), rel=0.15)
    assert store_correlations(store_sales(worlds[0], min_baskets=1))[PAIR] > 0.8
    assert town["low"] < 1 < town["high"]


# simulate_errands


def test_planted_lift_is_found_again_within_its_interval(errands, rng):
    found = lift_interval(pair_baskets(errands, *PAIR), rng=rng)
    assert found["low"] < expected_errand_lift() < found["high"]
    assert found["low"] > 2


def test_pair_rules_put_the_planted_pair_first(errands):
    pairs = pair_rules(basket_matrix(errands))
    assert pairs["lift"].idxmax() == PAIR
    assert (pairs["p_adjusted"] < 0.01).sum() == 1


@pytest.mark.parametrize(("share", "treat"), [(0.0, 0.5), (0.05, 0.055), (0.2, 0.9), (0.1, 0.0)])
def test_planted_lift_is_the_closed_form_whatever_the_parameters(share, treat, rng):
    world = {"share_errand": share, "p_beer_given_errand": treat}
    lines = simulate_errands(100_000, **world, rng=rng)
    pair = pair_rules(basket_matrix(lines)).loc[PAIR]
    margin = 4 / np.sqrt(pair["n_both"])
    assert pair["lift"] == pytest.approx(expected_errand_lift(**world), rel=margin)


def test_father_on_an_errand_buys_diapers_and_two_cans_or_none(errands):
    sent = errands[errands["errand"]]
    n_errands = sent["basket_id"].nunique()
    cans = sent.loc[sent["item"] == "beer", "n_units"]
    assert (sent["item"] == "diapers").sum() == n_errands
    assert set(cans) == {2}
    assert len(cans) / n_errands == pytest.approx(0.5, abs=0.09)


def test_shares_of_errands_and_items_are_as_declared(errands):
    ordinary = errands[~errands["errand"]]
    n_ordinary = ordinary["basket_id"].nunique()
    sold = ordinary["item"].value_counts() / n_ordinary
    assert 1 - n_ordinary / 50_000 == pytest.approx(0.01, abs=0.002)
    assert sold["beer"] == pytest.approx(0.055, abs=0.004)
    assert sold["diapers"] == pytest.approx(0.015, abs=0.002)


def test_table_looks_like_the_real_one_and_keeps_every_basket(errands):
    assert errands.columns.tolist() == [*COLUMNS, "errand"]
    assert errands["basket_id"].nunique() == 50_000
    assert not errands.duplicated(["basket_id", "item"]).any()
    ordered = errands.sort_values(["basket_id", "item"], ignore_index=True)
    pd.testing.assert_frame_equal(errands, ordered)


def test_basket_without_any_item_has_one_row_worth_nothing(errands):
    empty = errands[errands["item"].isna()]
    assert len(empty) > 0
    assert empty["basket_id"].is_unique
    assert not empty[["n_units", "sales_value", "errand"]].any(axis=None)
    others = errands[~errands["basket_id"].isin(empty["basket_id"])]
    assert (others[["n_units", "sales_value"]] > 0).all(axis=None)


def test_same_seed_gives_the_same_baskets():
    one, other = (simulate_errands(50, rng=np.random.default_rng(8)) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


# expected_errand_lift


def test_expected_lift_by_hand():
    both = 0.1 * 0.5 + 0.9 * 0.015 * 0.055
    diapers, beer = 0.1 + 0.9 * 0.015, 0.1 * 0.5 + 0.9 * 0.055
    found = expected_errand_lift(share_errand=0.1, p_beer_given_errand=0.5)
    assert found == pytest.approx(both / (diapers * beer))


@given(shares)
def test_without_errands_the_lift_is_one(treat):
    assert expected_errand_lift(share_errand=0, p_beer_given_errand=treat) == pytest.approx(1)


@given(shares)
def test_fathers_who_buy_beer_like_everybody_leave_the_lift_at_one(share):
    found = expected_errand_lift(share_errand=share, p_beer_given_errand=0.055)
    assert found == pytest.approx(1)


@given(st.floats(0.001, 0.999), st.floats(0, 0.9))
def test_more_treats_mean_more_lift(share, treat):
    less, more = (
        expected_errand_lift(share_errand=share, p_beer_given_errand=p)
        for p in (treat, treat + 0.1)
    )
    assert 0 <= less < more


def test_lift_is_undefined_where_nobody_buys_beer():
    assert np.isnan(expected_errand_lift(share_errand=1, p_beer_given_errand=0))


# simulate_store_sizes


def test_sales_of_stores_correlate_though_no_basket_links_the_items(worlds):
    for lines in worlds:
        sales = store_sales(lines, min_baskets=1)
        assert store_correlations(sales)[PAIR] > 0.8


def test_shares_of_store_sales_do_not_correlate(worlds):
    found = []
    for lines in worlds:
        sales = store_sales(lines, min_baskets=1)
        shares = sales.div(sales.sum(axis=1), axis=0)
        found.append(store_correlations(shares)[PAIR])
    assert np.mean(found) == pytest.approx(0, abs=0.1)


def test_interval_of_the_lift_covers_one_where_only_stores_differ(worlds, rng):
    found = [lift_interval(pair_baskets(lines, *PAIR), rng=rng) for lines in worlds]
    covered = [one["low"] < 1 < one["high"] for one in found]
    assert sum(covered) >= 9


def test_stores_have_the_sizes_declared(rng):
    lines = simulate_store_sizes(400, median_baskets=30, size_sigma=0.5, rng=rng)
    sizes = lines.groupby("store_id")["basket_id"].nunique()
    assert len(sizes) == 400
    assert sizes.median() == pytest.approx(30, abs=2.5)
    assert np.log(sizes).std() == pytest.approx(0.5, abs=0.05)


def test_every_home_shops_at_one_store(worlds):
    assert worlds[0].columns.tolist() == COLUMNS
    assert worlds[0].groupby("household_id")["store_id"].nunique().max() == 1


@pytest.mark.parametrize("world", [{"median_baskets": 10_000_000}, {"size_sigma": 1e300}])
def test_stores_of_more_baskets_than_can_be_made_are_refused(world, rng):
    with pytest.raises(ValueError, match=r"`n_stores` must make at most 20,000,000 baskets; got"):
        simulate_store_sizes(20, **world, rng=rng)


def test_baskets_tell_the_two_worlds_apart_and_stores_mislead(rng):
    errand, weak, town = (row for _, row in errand_worlds(rng=rng).iterrows())
    assert errand["low"] < errand["planted"] < errand["high"]
    assert errand["low"] > 1
    assert weak["planted"] == pytest.approx(expected_errand_lift(p_beer_given_errand=1 / 12))
    assert weak["low"] < 1 < weak["planted"] < weak["high"]
    assert town["low"] < town["planted"] == 1 < town["high"]
    assert town["stores"] > 0.8 > errand["stores"]


def test_in_the_toy_both_joint_receipts_are_anns():
    visits = toy_visits()
    held = pd.crosstab(visits["basket_id"], visits["item"])
    both = held[(held["beer"] == 1) & (held["diapers"] == 1)].index
    assert (len(held), visits["household"].nunique()) == (8, 4)
    assert set(visits.loc[visits["basket_id"].isin(both), "household"]) == {"Ann"}
    assert 8 * len(both) / (held["beer"].sum() * held["diapers"].sum()) == pytest.approx(4 / 3)
