"""Receipts in files: every engine counts the pairs and sets that pandas counts."""

import numpy as np
import pandas as pd
import pytest

from crmlib import baskets as small
from crmlib.datasets import load_baskets
from crmlib.scale import frequent_itemsets, in_duckdb, pair_rules, parquet_copies


@pytest.fixture(scope="module")
def january() -> pd.DataFrame:
    """Real receipts of four weeks."""
    lines = load_baskets()
    lines = lines[lines["sold_at"] < lines["sold_at"].min() + pd.Timedelta(days=28)]
    return lines[["basket_id", "item"]].astype({"item": "str"})


@pytest.mark.parametrize("support", [0, 0.2, 0.4, 1])
def test_pairs_are_those_of_pandas(engine, stored, receipts, support):
    found = pair_rules(engine(stored(receipts)), support)
    wanted = small.pair_rules(small.basket_matrix(receipts), support)
    pd.testing.assert_frame_equal(found, wanted, rtol=1e-12, check_index_type=False)


@pytest.mark.parametrize("support", [0.01, 0.2, 0.4, 1])
def test_sets_are_those_of_pandas(engine, stored, receipts, support):
    found = frequent_itemsets(engine(stored(receipts)), support)
    wanted = small.frequent_itemsets(small.basket_matrix(receipts), support)
    pd.testing.assert_frame_equal(found, wanted)


def test_sets_by_hand(engine, stored, receipts):
    found = frequent_itemsets(engine(stored(receipts)), 0.4).set_index("itemset")["count"]
    assert found["milk"] == 4 and found["milk + tea"] == 3 and found["milk + rice + tea"] == 2


@pytest.mark.parametrize("length", [1, 2])
def test_sets_end_at_the_length_asked_for(engine, stored, receipts, length):
    found = frequent_itemsets(engine(stored(receipts)), 0.2, max_length=length)
    wanted = small.frequent_itemsets(small.basket_matrix(receipts), 0.2, max_length=length)
    pd.testing.assert_frame_equal(found, wanted)


def test_items_may_be_numbers_some_missing(engine, stored, receipts):
    numbers = receipts["item"].map({"milk": 10.0, "tea": 9.0, "rice": 2.0})
    numbered = receipts.assign(item=numbers)
    found = pair_rules(engine(stored(numbered)), 0)
    wanted = small.pair_rules(small.basket_matrix(numbered), 0)
    pd.testing.assert_frame_equal(found, wanted, check_index_type=False)


def test_no_row_is_no_pair(engine, stored, receipts):
    table = engine(stored(receipts.assign(item=receipts["item"].astype("str"))[:0]))
    assert pair_rules(table).empty and frequent_itemsets(table, 0.5).empty


def test_real_receipts_give_the_pairs_and_sets_of_pandas(engine, stored, january):
    table, matrix = engine(stored(january)), small.basket_matrix(january)
    pairs = small.pair_rules(matrix, 0.01)
    pd.testing.assert_frame_equal(pair_rules(table), pairs, rtol=1e-9, check_index_type=False)
    pd.testing.assert_frame_equal(
        frequent_itemsets(table, 0.02), small.frequent_itemsets(matrix, 0.02)
    )


def test_copies_change_no_lift_and_make_every_count_larger(january):
    one, ten = (
        pair_rules(in_duckdb(parquet_copies(january, n, "basket_id")), 0.02) for n in (1, 10)
    )
    assert np.array_equal(one["lift"], ten["lift"])
    assert (ten["n_both"] == 10 * one["n_both"]).all()
    assert (ten["p_value"] <= one["p_value"]).all()


def test_refusals_are_those_of_pandas(stored, receipts):
    table = in_duckdb(stored(receipts.replace("tea", "tea + milk")))
    with pytest.raises(ValueError, match="`min_support` must be above 0; got 0"):
        frequent_itemsets(table, 0)
    with pytest.raises(ValueError, match=r"must have items without ' \+ ' in their names"):
        frequent_itemsets(table, 0.1)


def test_too_many_items_and_sets_are_refused(stored, monkeypatch, receipts):
    table = in_duckdb(stored(receipts))
    monkeypatch.setattr("crmlib.scale.baskets.MOST_ITEMS", 2)
    monkeypatch.setattr("crmlib.scale.baskets.MOST_SETS", 5)
    with pytest.raises(ValueError, match="must leave at most 2 items to pair; got 3"):
        pair_rules(table)
    with pytest.raises(ValueError, match="must leave at most 5 item sets; got 6 or more"):
        frequent_itemsets(table, 0.2)
