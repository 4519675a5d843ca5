"""Tests of crmlib.trends.recommend."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import ndcg_score
from sklearn.metrics.pairwise import cosine_similarity

from crmlib.datasets.real import load_baskets
from crmlib.datasets.toys import toy_homes, toy_next_baskets
from crmlib.trends.privacy import unique_table
from crmlib.trends.recommend import (
    basket_counts,
    first_baskets,
    group_scores,
    item_scores,
    judge_lists,
    mean_intervals,
    new_to_home,
    reasons_for,
    top_items,
)

small_counts = st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6)


def named(rows: list[list[int]]) -> pd.DataFrame:
    """Return rows of counts as a table of homes and items."""
    return pd.DataFrame(rows, columns=list("abcd"), index=[f"home {n}" for n in range(len(rows))])


@pytest.fixture
def lines():
    """Home 1 buys milk twice in one basket and tea in another, home 2 only a line without item."""
    return pd.DataFrame(
        {
            "household_id": [1, 1, 1, 2],
            "basket_id": [12, 12, 11, 21],
            "item": pd.Categorical(["milk", "milk", "tea", None]),
            "sold_at": pd.to_datetime(["2017-12-02", "2017-12-02", "2017-12-02", "2017-12-05"]),
        }
    )


@pytest.fixture(scope="module")
def year():
    """The Complete Journey: counts until November, and the first basket from 1 December."""
    baskets = load_baskets()
    is_before = baskets["sold_at"] < "2017-12-01"
    counts, later = basket_counts(baskets[is_before]), first_baskets(baskets[~is_before])
    return counts, later[later["household_id"].isin(counts.index)]


def test_a_basket_counts_once_however_many_lines_it_has(lines):
    counts = basket_counts(lines)
    assert counts.loc[1].to_dict() == {"milk": 1, "tea": 1}


def test_a_home_without_an_item_keeps_its_row(lines):
    assert basket_counts(lines).loc[2].tolist() == [0, 0]


def test_counts_of_two_parts_add_up_to_those_of_all(lines):
    parts = basket_counts(lines[:2]).add(basket_counts(lines[2:]), fill_value=0)
    parts = parts.fillna(0)
    pd.testing.assert_frame_equal(parts, basket_counts(lines), check_dtype=False)


def test_of_two_baskets_at_one_time_the_smaller_number_is_first(lines):
    assert first_baskets(lines)["basket_id"].tolist() == [11, 21]


def test_popularity_by_hand():
    shares = item_scores(toy_homes(), "best sellers").loc["Eve"] * 53
    assert shares.round(6).tolist() == [18, 15, 7, 2, 9, 2]


def test_nothing_bought_makes_popularity_zero_not_missing():
    assert item_scores(named([[0, 0, 0, 0]]), "best sellers").loc["home 0"].tolist() == [0, 0, 0, 0]


def test_own_list_puts_any_purchase_before_the_popular():
    ranked = top_items(item_scores(toy_homes(), "own list"), 3)
    assert ranked.loc["Bo"].tolist() == ["diapers", "milk", "bread"]
    assert ranked.loc["Eve"].tolist() == ["milk", "bread", "tea"]


@given(small_counts)
@settings(max_examples=25, deadline=None)
def test_neighbours_are_cosines_of_buyers(rows):
    counts = named(rows)
    bought = (counts > 0).to_numpy(float)
    cosines = cosine_similarity(bought.T)
    np.fill_diagonal(cosines, 0)
    np.testing.assert_allclose(item_scores(counts, "item to item"), bought @ cosines, atol=1e-8)


def test_reasons_add_up_to_the_score():
    counts = toy_homes()
    reasons = reasons_for(counts, "Bo", "baby food")
    assert reasons.index.tolist() == ["diapers", "bread", "milk"]
    assert reasons.sum() == pytest.approx(
        item_scores(counts, "item to item").loc["Bo", "baby food"]
    )


def test_all_tastes_but_one_redraw_a_record_of_lower_rank():
    counts = named([[3, 1, 0, 0], [3, 1, 0, 0], [0, 0, 2, 2]])
    np.testing.assert_allclose(
        item_scores(counts, "hidden tastes", n_tastes=2), np.log1p(counts), atol=1e-8
    )


def test_factors_are_those_of_the_exact_decomposition():
    record = np.log1p(toy_homes().to_numpy(float))
    left, sizes, right = np.linalg.svd(record, full_matrices=False)
    best = (left[:, :2] * sizes[:2]) @ right[:2]
    np.testing.assert_allclose(
        item_scores(toy_homes(), "hidden tastes", n_tastes=2), best, atol=1e-6
    )


def test_a_group_leaves_the_home_itself_out():
    people = pd.DataFrame({"age": ["x", "x", "y"]}, index=["home 0", "home 1", "home 2"])
    scores = group_scores(named([[1, 1, 0, 0], [0, 0, 3, 1], [5, 0, 0, 0]]), people)
    assert scores.loc["home 0"].tolist() == [0, 0, 0.75, 0.25]
    assert scores.loc["home 2"].tolist() == [0, 0, 0, 0]


def test_ties_stand_by_name_and_differences_beyond_nine_digits_are_ties():
    scores = pd.DataFrame({"tea": [0.1 + 0.2], "milk": [0.3], "ale": [np.nan]}, index=["Ann"])
    assert top_items(scores, 3).loc["Ann"].tolist()[:2] == ["milk", "tea"]
    assert pd.isna(top_items(scores, 3).loc["Ann", 3])


def test_toy_lists_by_hand():
    judged = judge_lists(top_items(item_scores(toy_homes(), "best sellers"), 2), toy_next_baskets())
    assert judged["hit"].to_dict() == {"Ann": 1, "Bo": 0, "Cem": 0, "Dora": 1, "Eve": 1}
    ann = 1 / (1 + 1 / np.log2(3))
    assert judged.loc["Ann", "ndcg"] == pytest.approx(ann)


@given(st.permutations(list("abcdefgh")), st.sets(st.sampled_from("abcdefgh"), min_size=1))
@settings(max_examples=25, deadline=None)
def test_ndcg_is_that_of_scikit_learn(order, bought):
    lists = pd.DataFrame([order[:5]], index=[1], columns=range(1, 6))
    found = judge_lists(lists, pd.DataFrame({"household_id": 1, "item": sorted(bought)}))
    truth = [[int(item in bought) for item in order]]
    assert found.loc[1, "ndcg"] == pytest.approx(ndcg_score(truth, [range(8, 0, -1)], k=5))


def test_a_home_that_bought_but_has_no_list_is_refused():
    lists = top_items(item_scores(toy_homes(), "best sellers"), 2)
    with pytest.raises(ValueError, match="got none for 1 homes, the first Zoe"):
        judge_lists(lists, pd.DataFrame({"household_id": ["Zoe"], "item": ["tea"]}))


def test_intervals_are_about_those_of_the_normal_formula():
    hits = pd.DataFrame({"hit": [1] * 700 + [0] * 300})
    found = mean_intervals(hits, rng=np.random.default_rng(15)).loc["hit"]
    half = 1.96 * np.sqrt(0.7 * 0.3 / 1000)
    assert (found["low"], found["high"]) == pytest.approx((0.7 - half, 0.7 + half), abs=0.003)


def test_a_difference_of_equals_is_zero_in_every_resample():
    same = pd.DataFrame({"difference": [0, 0, 0]})
    found = mean_intervals(same, rng=np.random.default_rng(15)).loc["difference"]
    assert found.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: top_items(toy_homes(), 7), "`n` must be at most the number of items; got 7"),
        (
            lambda: item_scores(toy_homes(), "hidden tastes", n_tastes=6),
            "`n_tastes` must be below the number of items",
        ),
        (
            lambda: top_items(toy_homes(), 1, hidden=toy_homes()[["tea"]] > 0),
            "`hidden` must have the homes and items of `scores`",
        ),
        (lambda: reasons_for(toy_homes(), "Bo", "ale"), "`item` must be a column of `counts`"),
        (lambda: reasons_for(toy_homes(), "Zoe", "tea"), "`home` must be in the index of `counts`"),
        (lambda: group_scores(toy_homes(), toy_homes()[:2]), "got none for 3, the first Cem"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_the_own_list_beats_best_sellers_and_item_to_item_loses(year):
    counts, bought = year
    hits = {
        method: judge_lists(top_items(item_scores(counts, method), 10), bought)["hit"].mean()
        for method in ("own list", "best sellers", "item to item")
    }
    assert {name: round(hit, 3) for name, hit in hits.items()} == {
        "own list": 0.790,
        "best sellers": 0.740,
        "item to item": 0.643,
    }


def test_what_a_home_knows_is_not_new():
    fresh = new_to_home(toy_next_baskets(), toy_homes())
    assert fresh.to_numpy().tolist() == [["Bo", "baby food"], ["Dora", "cake"]]


def test_homes_and_items_that_nobody_knows_are_new():
    bought = pd.DataFrame({"household_id": ["Zoe", "Ann", "Ann"], "item": ["milk", "ale", None]})
    assert new_to_home(bought, toy_homes()).index.tolist() == [0, 1]


def test_a_pizza_shop_with_and_without_family_data():
    """EXE-28: a suggestion and its reasons, with and without a trait, and what the trait costs."""
    counts = toy_homes()
    people = pd.DataFrame({"baby": [True, True, False, False, False]}, index=counts.index)
    without = top_items(item_scores(counts, "item to item"), 1, hidden=counts > 0)
    with_trait = top_items(group_scores(counts, people), 1, hidden=counts > 0)
    assert without.loc["Bo", 1] == with_trait.loc["Bo", 1] == "baby food"
    assert reasons_for(counts, "Bo", "baby food").idxmax() == "diapers"
    new = toy_next_baskets().query("household_id in ['Bo', 'Dora'] and item != 'bread'")
    gain = judge_lists(with_trait, new)["hit"] - judge_lists(without, new)["hit"]
    assert gain.tolist() == [0, 0]
    assert unique_table(people, ["baby"]).loc["baby", "small"] == 1
