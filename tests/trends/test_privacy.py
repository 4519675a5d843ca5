"""Tests of crmlib.trends.privacy."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from crmlib.datasets.real import load_demographics
from crmlib.trends.privacy import (
    _auc_error,
    audit_table,
    guess_trait,
    singled_out,
    unique_table,
)


@pytest.fixture
def people():
    """Four homes: two alike but for the town, one alone with her age, one that told nothing."""
    return pd.DataFrame(
        {
            "household_id": [1, 2, 3, 4],
            "age": ["30", "30", "40", None],
            "town": ["a", "b", "a", "a"],
        }
    )


@pytest.fixture
def visits():
    """Homes 1 and 2 share their first visit, home 3 went once, somewhere else."""
    return pd.DataFrame(
        {
            "household_id": [1, 1, 2, 2, 3],
            "store_id": [7, 7, 7, 8, 9],
            "day": [1, 2, 1, 2, 1],
        }
    )


def test_unique_by_hand(people):
    found = unique_table(people, ["age", "town"])
    assert found["n_groups"].tolist() == [3, 4]
    assert found["unique"].tolist() == [0.5, 1.0]


def test_not_told_is_a_value_of_its_own(people):
    people["age"] = [None, None, "40", "40"]
    assert unique_table(people, ["age"]).loc["age", "unique"] == 0


def test_more_columns_never_hide_anybody():
    homes = load_demographics()
    columns = ["age", "income", "household_size", "kids_count"]
    found = unique_table(homes, columns)["unique"]
    assert found.is_monotonic_increasing
    assert found.round(3).tolist() == [0, 0.006, 0.082, 0.111]


def test_the_order_of_the_columns_does_not_matter_in_the_end(people):
    one, other = unique_table(people, ["age", "town"]), unique_table(people, ["town", "age"])
    assert one.iloc[-1].tolist() == other.iloc[-1].tolist()


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "`columns` must be one name or more, each once; got"),
        (["age", "age"], "`columns` must be one name or more, each once; got"),
        (["income"], "income"),
    ],
)
def test_columns_that_are_not_there_are_refused(people, columns, message):
    with pytest.raises(ValueError, match=message):
        unique_table(people, columns)


def test_one_visit_singles_out_who_went_elsewhere(visits):
    shares = [singled_out(visits, 1, rng=np.random.default_rng(seed)) for seed in range(200)]
    assert np.mean(shares) == pytest.approx((0.5 + 0.5 + 1) / 3, abs=0.06)


def test_homes_with_too_few_visits_are_left_out(visits):
    assert singled_out(visits, 2, rng=np.random.default_rng(15)) == 1.0
    assert np.isnan(singled_out(visits, 3, rng=np.random.default_rng(15)))


def test_a_visit_twice_is_one_point(visits):
    twice = pd.concat([visits, visits])
    ways = [singled_out(each, 2, rng=np.random.default_rng(3)) for each in (visits, twice)]
    assert ways[0] == ways[1]


def test_auc_is_the_share_of_pairs_in_the_right_order():
    rng = np.random.default_rng(15)
    counts = pd.DataFrame(rng.poisson(3, (60, 4)), columns=list("abcd"))
    trait = pd.Series(counts["a"] + rng.normal(0, 1, 60) > 3, index=counts.index)
    found = guess_trait(counts, trait)
    assert 0.8 < found["low"] < found["auc"] <= found["high"] <= 1


def test_a_trait_that_purchases_do_not_know_is_a_coin():
    rng = np.random.default_rng(0)
    counts = pd.DataFrame(rng.poisson(3, (400, 3)), columns=list("abc"))
    found = guess_trait(counts, pd.Series(rng.random(400) < 0.5))
    assert found["low"] < 0.5 < found["high"]


def test_a_coin_has_the_error_of_mann_and_whitney():
    assert _auc_error(0.5, 30, 70) == pytest.approx(np.sqrt((30 + 70 + 1) / (12 * 30 * 70)))


@pytest.mark.parametrize(
    ("trait", "message"),
    [
        (pd.Series([True] * 4 + [False] * 6), "`has_trait` must be True of 5 homes or more"),
        (pd.Series([True] * 10, index=range(1, 11)), "`has_trait` must have one value for"),
    ],
)
def test_a_trait_that_does_not_fit_is_refused(trait, message):
    with pytest.raises(ValueError, match=message):
        guess_trait(pd.DataFrame({"a": range(10)}), trait)


def test_audit_by_hand(people):
    found = audit_table(people, [1, 2, 3, 4, 5])
    assert found.loc["age"].tolist() == [3, 0.6, 2, 0]
    assert found.loc["town"].tolist() == [4, 0.8, 2, 0]


def test_a_home_that_says_two_things_clashes(people):
    more = pd.concat([people, people.assign(town="c")])
    assert audit_table(more, people["household_id"])["n_clashes"].tolist() == [0, 4]


def test_homes_nobody_asked_about_are_left_out(people):
    assert audit_table(people, [4])["n_told"].tolist() == [0, 1]


def test_every_pair_of_columns_is_as_unique_as_pandas_says():
    homes = load_demographics()
    for pair in combinations(["age", "income", "marital_status"], 2):
        sizes = homes.groupby(list(pair), observed=True, dropna=False).size()
        alone = (sizes == 1).sum() / len(homes)
        assert unique_table(homes, pair)["unique"].iloc[-1] == pytest.approx(alone)
