"""Tests of crmlib.baskets.rules."""

import sys
import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import stats

from crmlib.baskets.rules import (
    _frequent_rows,
    _n_sets,
    _words,
    association_rules,
    basket_matrix,
    frequent_itemsets,
    pair_lifts,
    pair_measures,
    pair_rules,
)

SPARSE = pd.SparseDtype(bool, False)
matrices = hnp.arrays(bool, st.tuples(st.integers(0, 9), st.integers(0, 5))).map(
    lambda marks: pd.DataFrame(marks, columns=list("edcba")[: marks.shape[1]])
)


@pytest.fixture
def receipts():
    """Four baskets: tea with milk (rung up twice), milk, tea with bread, and a bag for 10 cents."""
    return pd.DataFrame(
        {
            "basket_id": [40, 40, 40, 10, 30, 30, 20],
            "item": pd.Categorical(["tea", "milk", "milk", "milk", "tea", "bread", None]),
        }
    )


@pytest.fixture
def games_and_videos():
    """10,000 customers: 6,000 buy games, 7,500 videos, 4,000 both (Han, Kamber and Pei 2012)."""
    return _crossed(10_000, games=6_000, videos=7_500, both=4_000)


def _crossed(n, *, games, videos, both):
    at = np.arange(n)
    starts_at = games - both
    videos_at = (at >= starts_at) & (at < starts_at + videos)
    return pd.DataFrame({"games": at < games, "videos": videos_at}).astype(SPARSE)


def _by_sets(matrix, length):
    """Oracle: item sets of one length with their counts, by counting sets in plain Python."""
    bought = [{item for item in matrix if matrix.at[row, item]} for row in matrix.index]
    sets = combinations(sorted(matrix), length)
    counts = {items: sum(set(items) <= basket for basket in bought) for items in sets}
    return {items: count for items, count in counts.items() if count}


# basket_matrix


def test_matrix_marks_what_each_basket_holds(receipts):
    matrix = basket_matrix(receipts)
    expected = pd.DataFrame(
        [[False, True, False], [False, False, False], [True, False, True], [False, True, True]],
        index=pd.Index([10, 20, 30, 40], name="basket_id"),
        columns=pd.Index(["bread", "milk", "tea"], name="item"),
    )
    pd.testing.assert_frame_equal(matrix.sparse.to_dense(), expected)


def test_matrix_is_sparse_booleans(receipts):
    assert set(basket_matrix(receipts).dtypes) == {SPARSE}


def test_basket_without_an_item_keeps_its_row(receipts):
    assert not basket_matrix(receipts).loc[20].any()


def test_baskets_without_any_item_make_rows_without_columns():
    nothing = pd.DataFrame({"basket_id": [1, 2, 2], "item": [None, None, None]})
    assert basket_matrix(nothing).shape == (2, 0)


def test_no_baskets_make_an_empty_matrix(receipts):
    assert basket_matrix(receipts[:0]).shape == (0, 0)


def test_category_that_no_basket_holds_gets_no_column(receipts):
    receipts["item"] = receipts["item"].cat.add_categories(["anchovies"])
    assert "anchovies" not in basket_matrix(receipts)


def test_columns_are_sorted_whatever_the_order_of_the_categories(receipts):
    receipts["item"] = receipts["item"].cat.reorder_categories(["tea", "bread", "milk"])
    assert basket_matrix(receipts).columns.tolist() == ["bread", "milk", "tea"]


def test_items_need_not_be_categorical(receipts):
    as_text = receipts.astype({"item": object})
    pd.testing.assert_frame_equal(basket_matrix(as_text), basket_matrix(receipts))


def test_matrix_ignores_row_order_and_leaves_its_input_alone(receipts):
    before = receipts.copy(deep=True)
    shuffled = basket_matrix(receipts.sample(frac=1, random_state=8))
    pd.testing.assert_frame_equal(basket_matrix(receipts), shuffled)
    pd.testing.assert_frame_equal(receipts, before)


# frequent_itemsets


def test_itemsets_of_four_baskets_by_hand(receipts):
    itemsets = frequent_itemsets(basket_matrix(receipts), 0.25)
    assert itemsets["itemset"].tolist() == [
        *("milk", "tea"),
        *("bread", "bread + tea", "milk + tea"),
    ]
    assert itemsets["count"].tolist() == [2, 2, 1, 1, 1]
    assert itemsets["support"].tolist() == [0.5, 0.5, 0.25, 0.25, 0.25]
    assert itemsets["length"].tolist() == [1, 1, 1, 2, 2]


@settings(max_examples=40, deadline=None)
@given(matrices)
def test_itemsets_agree_with_counting_plain_sets(matrix):
    found = frequent_itemsets(matrix, 0.1)
    counted = {}
    for length in range(1, len(matrix.columns) + 1):
        counted |= {" + ".join(items): n for items, n in _by_sets(matrix, length).items()}
    assert dict(zip(found["itemset"], found["count"], strict=True)) == counted


def test_counts_of_itemsets_are_exact_in_a_prime_number_of_baskets():
    matrix = _crossed(99_991, games=33_331, videos=77_773, both=11_117)
    found = frequent_itemsets(matrix, 0.1).set_index("itemset")["count"]
    assert found.dtype == np.int64
    assert found.to_dict() == {"games": 33_331, "videos": 77_773, "games + videos": 11_117}


def test_counts_of_itemsets_are_rounded_not_cut():
    # In floating point 1 / 49 * 49 is just below 1.
    one_of_49 = pd.DataFrame({"tea": np.arange(49) < 1})
    assert frequent_itemsets(one_of_49, 0.01)["count"].tolist() == [1]


def test_itemset_exactly_at_the_bound_is_frequent():
    # In floating point 0.07 * 100 is just above 7.
    seven_of_100 = pd.DataFrame({"tea": np.arange(100) < 7})
    assert frequent_itemsets(seven_of_100, 0.07)["count"].tolist() == [7]
    assert frequent_itemsets(seven_of_100, 0.0701).empty


def test_max_length_one_gives_single_items(receipts):
    itemsets = frequent_itemsets(basket_matrix(receipts), 0.25, max_length=1)
    assert itemsets["itemset"].tolist() == ["milk", "tea", "bread"]


def test_every_form_of_boolean_column_gives_the_same_itemsets(receipts):
    matrix = basket_matrix(receipts)
    dense = matrix.sparse.to_dense()
    for form in (dense, dense.astype(pd.SparseDtype(bool, True)), dense.astype({"tea": SPARSE})):
        pd.testing.assert_frame_equal(
            frequent_itemsets(form, 0.25), frequent_itemsets(matrix, 0.25)
        )


def test_itemsets_ignore_row_and_column_order(receipts):
    matrix = basket_matrix(receipts)
    turned = matrix.iloc[::-1, ::-1]
    pd.testing.assert_frame_equal(frequent_itemsets(matrix, 0.25), frequent_itemsets(turned, 0.25))


def test_no_frequent_item_gives_an_empty_table_of_the_same_columns(receipts):
    matrix = basket_matrix(receipts)
    empty, found = frequent_itemsets(matrix, 0.9), frequent_itemsets(matrix, 0.25)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == found.dtypes.to_dict()


def test_mlxtend_does_not_change_the_warning_filters(receipts, monkeypatch):
    for module in [name for name in sys.modules if name.startswith("mlxtend")]:
        monkeypatch.delitem(sys.modules, module)
    before = list(warnings.filters)
    frequent_itemsets(basket_matrix(receipts), 0.25)
    assert "mlxtend.frequent_patterns" in sys.modules
    assert warnings.filters == before


def test_itemsets_refuse_a_support_of_zero(receipts):
    with pytest.raises(ValueError, match=r"`min_support` must be above 0; got 0"):
        frequent_itemsets(basket_matrix(receipts), 0)


@pytest.mark.parametrize("n_items", [18, 22, 50])
def test_more_item_sets_than_one_can_await_are_refused_with_their_number(n_items):
    dense = pd.DataFrame(np.ones((30, n_items), dtype=bool)).rename(columns="item {}".format)
    with pytest.raises(ValueError, match=r"at most 20,000 item sets; got 20,\d{3} or more. Raise"):
        frequent_itemsets(dense, 0.5)
    assert len(frequent_itemsets(dense, 0.5, max_length=2)) == n_items * (n_items + 1) / 2


@settings(max_examples=40, deadline=None)
@given(matrices, st.integers(1, 5))
def test_item_sets_counted_beforehand_are_those_mined(matrix, max_length):
    found = frequent_itemsets(matrix, 0.2, max_length=max_length)
    rows = list(_frequent_rows(matrix, 0.2).values())
    assert _n_sets(_words(rows, len(matrix)), 0.2 * len(matrix), max_length, 99) == len(found)


@pytest.mark.parametrize(
    ("items", "message"),
    [
        (["a", "b", "a + b"], r"without ' \+ ' in their names.*; got 'a \+ b'"),
        ([5, "5"], r"each column once; got 1 repeated, the first '5'"),
    ],
)
def test_items_whose_sets_share_a_label_are_refused(items, message):
    matrix = pd.DataFrame(np.ones((4, len(items)), dtype=bool), columns=items)
    with pytest.raises(ValueError, match=message):
        frequent_itemsets(matrix, 0.5)


# association_rules


def test_rules_of_games_and_videos_as_published(games_and_videos):
    rules = association_rules(games_and_videos, 0.3).set_index("antecedents")
    assert rules.at["games", "support"] == 0.4
    assert rules.at["games", "confidence"] == pytest.approx(0.667, abs=5e-4)
    assert rules.at["games", "lift"] == pytest.approx(0.889, abs=5e-4)
    assert rules.at["games", "leverage"] == pytest.approx(0.4 - 0.6 * 0.75)
    assert rules.at["videos", "consequents"] == "games"


def test_rules_with_two_items_on_a_side_by_hand():
    matrix = pd.DataFrame({"tea": [1, 1, 1, 0], "milk": [1, 1, 0, 0], "jam": [1, 0, 1, 1]}) == 1
    rules = association_rules(matrix, 0.25).set_index(["antecedents", "consequents"])
    assert len(rules) == 12
    assert rules.loc[("milk + tea", "jam"), "confidence"] == 0.5
    assert rules.loc[("jam", "milk + tea"), "lift"] == pytest.approx(0.25 / (0.75 * 0.5))


def test_rules_of_pairs_agree_with_pair_rules(receipts):
    matrix = basket_matrix(receipts)
    rules = association_rules(matrix, 0.25, max_length=2).set_index(["antecedents", "consequents"])
    for (a, b), pair in pair_rules(matrix, 0.25).iterrows():
        assert rules.loc[(a, b), "confidence"] == pytest.approx(pair["confidence_ab"])
        assert rules.loc[(b, a), "confidence"] == pytest.approx(pair["confidence_ba"])
        assert rules.loc[(a, b), "lift"] == pytest.approx(pair["lift"])
        assert rules.loc[(a, b), "leverage"] == pytest.approx(pair["leverage"])


def test_rule_exactly_at_the_bound_of_confidence_is_kept():
    # In floating point (3 / 5) / (4 / 5) is just below 3 / 4.
    matrix = _crossed(5, games=4, videos=3, both=3)
    at_bound = association_rules(matrix, 0.2, min_confidence=0.75)
    assert at_bound["antecedents"].tolist() == ["games", "videos"]
    above = association_rules(matrix, 0.2, min_confidence=0.7501)
    assert above["antecedents"].tolist() == ["videos"]


def test_rules_are_sorted_and_ignore_row_and_column_order(receipts):
    matrix = basket_matrix(receipts)
    rules = association_rules(matrix, 0.25)
    turned = association_rules(matrix.iloc[::-1, ::-1], 0.25)
    pd.testing.assert_frame_equal(rules, turned)
    assert rules["antecedents"].is_monotonic_increasing


@pytest.mark.parametrize("min_support", [0.5, 0.9])
def test_no_rule_gives_an_empty_table_of_the_same_columns(receipts, min_support):
    matrix = basket_matrix(receipts)
    empty, found = association_rules(matrix, min_support), association_rules(matrix, 0.25)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == found.dtypes.to_dict()


def test_more_rules_than_one_can_await_are_refused_with_their_number():
    dense = pd.DataFrame(np.ones((30, 14), dtype=bool)).rename(columns="item {}".format)
    with pytest.raises(ValueError, match=r"at most 1,000,000 rules; got 4,750,202\. Raise"):
        association_rules(dense, 0.5)


# pair_rules


def test_pairs_of_four_baskets_by_hand(receipts):
    pairs = pair_rules(basket_matrix(receipts))
    assert pairs.index.tolist() == [("bread", "tea"), ("milk", "tea")]
    assert pairs[["n_a", "n_b", "n_both"]].to_numpy().tolist() == [[1, 2, 1], [2, 2, 1]]
    assert pairs["support"].tolist() == [0.25, 0.25]
    assert pairs["confidence_ab"].tolist() == [1, 0.5]
    assert pairs["confidence_ba"].tolist() == [0.5, 0.5]
    assert pairs["lift"].tolist() == [2, 1]
    assert pairs["leverage"].tolist() == [0.125, 0]


def test_games_and_videos_have_the_published_lift_and_chi_square(games_and_videos):
    pair = pair_rules(games_and_videos).loc[("games", "videos")]
    assert pair["lift"] == pytest.approx(0.889, abs=5e-4)
    assert stats.chi2.isf(pair["p_value"], df=1) == pytest.approx(555.6, abs=0.05)


def test_lift_of_independent_items_is_one():
    independent = _crossed(100, games=40, videos=50, both=20)
    pair = pair_rules(independent).loc[("games", "videos")]
    assert (pair["lift"], pair["leverage"], pair["p_value"]) == (1, 0, 1)


@settings(max_examples=100, deadline=None)
@given(matrices)
def test_counts_of_pairs_agree_with_counting_plain_sets(matrix):
    assert pair_rules(matrix)["n_both"].to_dict() == _by_sets(matrix, 2)


@settings(max_examples=50, deadline=None)
@given(matrices)
def test_measures_of_pairs_stay_in_their_ranges(matrix):
    pairs = pair_rules(matrix)
    assert pairs[["support", "confidence_ab", "confidence_ba"]].stack().between(0, 1).all()
    assert pairs["lift"].gt(0).all()
    assert pairs["leverage"].between(-0.25, 0.25).all()
    assert (pairs["p_adjusted"].dropna() >= pairs["p_value"].dropna()).all()


def test_p_value_agrees_with_a_contingency_table():
    pair = pair_rules(_crossed(1_000, games=300, videos=200, both=75)).loc[("games", "videos")]
    table = [[75, 225], [125, 575]]
    assert pair["p_value"] == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)


def test_adjusted_p_values_control_false_discoveries_among_the_pairs_returned():
    from statsmodels.stats.multitest import multipletests

    draws = np.random.default_rng(8).random((500, 8)) < 0.2
    for min_support in (0, 0.04):
        pairs = pair_rules(pd.DataFrame(draws, columns=list("abcdefgh")), min_support)
        expected = multipletests(pairs["p_value"], method="fdr_bh")[1]
        np.testing.assert_allclose(pairs["p_adjusted"], expected)
    assert len(pairs) < 28


def test_item_in_every_basket_has_no_p_value():
    matrix = pd.DataFrame({"bag": [True] * 4, "tea": [1, 1, 0, 0], "milk": [1, 0, 0, 1]}) == 1
    pairs = pair_rules(matrix)
    assert pairs["p_value"].isna().tolist() == [True, True, False]
    assert pairs["p_adjusted"].isna().tolist() == [True, True, False]
    assert pairs.loc[("bag", "tea"), "lift"] == 1


@pytest.mark.parametrize("n", [1, 63, 64, 65, 32_768, 32_769, 100_000])
def test_no_basket_is_lost_at_the_edges_of_words_and_blocks(n):
    everywhere = pd.DataFrame({"tea": np.ones(n, dtype=bool), "milk": np.ones(n, dtype=bool)})
    assert pair_rules(everywhere.astype(SPARSE))["n_both"].tolist() == [n]


def test_a_million_baskets_do_not_overflow():
    # n_both * n is 4e11 here; counted in 32 bits it once made a lift of -1.17.
    matrix = _crossed(1_000_000, games=600_000, videos=750_000, both=400_000)
    pair = pair_rules(matrix, 0.3).loc[("games", "videos")]
    assert pair["n_both"] == 400_000
    assert pair["lift"] == pytest.approx(400_000 * 1_000_000 / (600_000 * 750_000))
    assert pair["leverage"] == pytest.approx(-0.05)


def test_ten_times_the_baskets_give_ten_times_the_counts(games_and_videos):
    tenfold = pd.concat([games_and_videos] * 10, ignore_index=True)
    once, ten_times = pair_rules(games_and_videos), pair_rules(tenfold)
    counts = ["n_a", "n_b", "n_both"]
    assert ten_times[counts].equals(10 * once[counts])
    assert ten_times["lift"].equals(once["lift"])


def test_pair_exactly_at_the_bound_is_returned():
    seven_of_100 = pd.DataFrame({"tea": np.arange(100) < 7, "milk": np.arange(100) < 8})
    assert pair_rules(seven_of_100, 0.07)["n_both"].tolist() == [7]
    assert pair_rules(seven_of_100, 0.0701).empty


def test_pairs_ignore_row_and_column_order_and_leave_the_matrix_alone(receipts):
    matrix = basket_matrix(receipts)
    before = matrix.copy(deep=True)
    turned = pair_rules(matrix.iloc[::-1, ::-1])
    pd.testing.assert_frame_equal(pair_rules(matrix), turned)
    pd.testing.assert_frame_equal(matrix, before)


def test_every_form_of_boolean_column_gives_the_same_pairs(receipts):
    matrix = basket_matrix(receipts)
    dense = matrix.sparse.to_dense()
    forms = [dense.astype(kind) for kind in (pd.SparseDtype(bool, True), "boolean")]
    for form in (dense, *forms, dense.convert_dtypes(dtype_backend="pyarrow")):
        pd.testing.assert_frame_equal(pair_rules(form), pair_rules(matrix))


def test_false_that_is_stored_in_a_sparse_column_is_not_counted():
    from scipy import sparse

    stored = sparse.csc_array(([True, False, True], ([0, 1, 0], [0, 0, 1])), shape=(2, 2))
    matrix = pd.DataFrame.sparse.from_spmatrix(stored, columns=["milk", "tea"])
    assert pair_rules(matrix)[["n_a", "n_b", "n_both"]].to_numpy().tolist() == [[1, 1, 1]]
    assert frequent_itemsets(matrix, 0.1)["count"].tolist() == [1, 1, 1]


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (3, 3)])
def test_nothing_bought_gives_no_pairs(shape):
    nothing = pd.DataFrame(np.zeros(shape, dtype=bool), columns=list("abc")[: shape[1]])
    assert pair_rules(nothing).shape == (0, 10)
    assert pair_rules(nothing).index.names == ["item_a", "item_b"]


def test_pairs_refuse_counts_in_place_of_booleans(receipts):
    with pytest.raises(ValueError, match=r"boolean columns; got int64 in column 'bread'"):
        pair_rules(basket_matrix(receipts).sparse.to_dense().astype(int))


def test_pairs_refuse_sparse_counts(receipts):
    with pytest.raises(ValueError, match=r"boolean columns; got Sparse\[int64, 0\]"):
        pair_rules(basket_matrix(receipts).astype(pd.SparseDtype(int, 0)))


def test_pairs_refuse_columns_of_one_name(receipts):
    matrix = basket_matrix(receipts)
    with pytest.raises(ValueError, match=r"each column once; got 3 repeated, the first 'bread'"):
        pair_rules(pd.concat([matrix, matrix], axis=1))


def test_pairs_refuse_a_mark_that_is_missing(receipts):
    matrix = basket_matrix(receipts).sparse.to_dense().astype("boolean")
    matrix.loc[10, "tea"] = pd.NA
    with pytest.raises(ValueError, match=r"boolean columns; got boolean in column 'tea'"):
        pair_rules(matrix)


def test_more_items_than_can_be_paired_are_refused():
    many = pd.DataFrame(np.ones((1, 5_001), dtype=bool)).rename(columns="item {}".format)
    with pytest.raises(ValueError, match=r"at most 5,000 items to pair; got 5,001"):
        pair_rules(many)


def test_pair_lifts_are_those_of_pair_rules(receipts):
    found = pair_lifts(receipts)
    assert list(found.columns) == ["n_a", "n_b", "n_both", "lift"]
    assert found.equals(pair_rules(basket_matrix(receipts))[list(found.columns)])


def test_a_receipt_without_an_item_counts_as_a_basket(receipts):
    assert pair_lifts(receipts).loc[("milk", "tea"), "lift"] == pytest.approx(1 * 4 / (2 * 2))


def test_measures_of_counted_pairs_are_those_of_the_matrix():
    lines = {"basket_id": [1, 1, 2, 2, 3, 4], "item": ["milk", "tea"] * 2 + ["milk", None]}
    rules = pair_rules(basket_matrix(pd.DataFrame(lines)), 0)
    found = pair_measures(rules[["n_a", "n_b", "n_both"]], 4)
    pd.testing.assert_frame_equal(found, rules)
    assert found.loc[("milk", "tea"), "lift"] == pytest.approx(4 * 2 / (3 * 2))


@pytest.mark.parametrize("counts", [(3, 2, 3), (0, 2, 0), (5, 2, 1)])
def test_counts_of_pairs_that_cannot_be_are_refused(counts):
    pair = pd.DataFrame([counts], columns=["n_a", "n_b", "n_both"])
    with pytest.raises(ValueError, match="`counts` must have 0 < n_a, n_b <= 4"):
        pair_measures(pair, 4)
