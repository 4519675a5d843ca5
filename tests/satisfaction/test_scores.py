"""Scores of satisfaction: a handful of guests, published tables, other libraries."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from crmlib.satisfaction.scores import (
    cronbach_alpha,
    csat,
    gap_scores,
    importance_performance,
    nps,
    sample_size,
    satisfaction_index,
)

LEVELS = st.floats(0.5, 0.99)
STARS = st.lists(st.one_of(st.integers(1, 5), st.none()), max_size=40)
TENS = st.lists(st.one_of(st.integers(0, 10), st.none()), max_size=40)


@pytest.fixture
def judges():
    """Six wines tasted by four judges: the example of Shrout and Fleiss (1979), table 2."""
    rows = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    return pd.DataFrame(rows, columns=["J1", "J2", "J3", "J4"])


@pytest.fixture
def guests():
    """Ann and Bob judge food and wait; Bob skips what he thought of the wait."""
    return pd.DataFrame(
        {
            "respondent_id": ["Ann", "Ann", "Bob", "Bob"],
            "item": ["food", "wait", "food", "wait"],
            "expected": [5.0, 6.0, 5.0, 4.0],
            "perceived": [6.0, 3.0, 4.0, np.nan],
        }
    )


def test_csat_by_hand():
    found = csat([5, 4, 3, 5, None, np.nan])
    assert found[["n", "n_missing", "csat"]].tolist() == [4, 2, 0.75]


@given(STARS, LEVELS, st.randoms())
def test_csat_counts_everybody_in_any_order(ratings, level, order):
    found = csat(ratings, level=level)
    shuffled = order.sample(ratings, len(ratings))
    pd.testing.assert_series_equal(found, csat(shuffled, level=level))
    assert found["n"] + found["n_missing"] == len(ratings)
    assert found["n"] == 0 or 0 <= found["low"] <= found["csat"] <= found["high"] <= 1


@given(STARS)
def test_csat_never_falls_when_a_rating_rises(ratings):
    better = [rating if rating is None else min(rating + 1, 5) for rating in ratings]
    before, after = csat(ratings), csat(better)
    assert before["n"] == 0 or after["csat"] >= before["csat"]


def test_missing_answer_changes_the_count_and_not_the_share():
    one, other = csat([4, 2]), csat([4, 2, None])
    assert other["n_missing"] == 1
    assert one.drop("n_missing").equals(other.drop("n_missing"))


def test_nps_by_hand():
    found = nps([10, 9, 9, 8, 6, None])
    assert found[["n", "n_missing", "nps"]].tolist() == [5, 1, 40]


def test_equal_thirds_give_320_points_over_root_n():
    n = 30_000
    found = nps([10] * (n // 3) + [8] * (n // 3) + [0] * (n // 3))
    assert found["nps"] == 0
    assert found["high"] - found["low"] == pytest.approx(320 / n**0.5, rel=1e-3)


def test_a_published_example_has_an_nps_of_33_and_a_standard_error_of_4():
    """W. Huber (2011), Cross Validated 18609: 1/2, 1/3 and 1/6 of 324 give 33 and 4.1 points."""
    found = nps([10] * 162 + [8] * 108 + [0] * 54)
    assert found["nps"] == pytest.approx(100 / 3)
    assert round((found["high"] - found["low"]) / 2 / stats.norm.ppf(0.975), 1) == 4.1


def test_adjusted_wald_is_wald_with_three_answers_more():
    found, n = nps([9] * 15 + [8] * 13 + [3] * 8), 36
    scores = np.repeat([1.0, 0.0, -1.0], [60 + 3, 52 + 6, 32 + 3])  # four times all, added ones too
    half = stats.norm.ppf(0.975) * scores.std() / (n + 3) ** 0.5
    ends = 100 * (scores.mean() - half), 100 * (scores.mean() + half)
    assert found[["low", "high"]].tolist() == pytest.approx(ends)


def test_interval_of_the_nps_covers_the_truth_19_times_in_20():
    rng, truth = np.random.default_rng(5), 100 * (0.5 - 0.2)
    draws = rng.choice([10, 8, 0], p=[0.5, 0.3, 0.2], size=(1000, 60))
    ends = pd.DataFrame([nps(drawn) for drawn in draws])
    assert ends["low"].lt(truth).mul(ends["high"].gt(truth)).mean() == pytest.approx(0.95, abs=0.02)


@given(TENS, LEVELS, st.randoms())
def test_nps_stays_in_its_range_in_any_order(ratings, level, order):
    found = nps(ratings, level=level)
    pd.testing.assert_series_equal(found, nps(order.sample(ratings, len(ratings)), level=level))
    assert found["n"] + found["n_missing"] == len(ratings)
    if found["n"]:
        assert -100 <= found["low"] <= found["high"] <= 100
        assert -100 <= found["nps"] <= 100


@given(TENS)
def test_nps_never_falls_when_a_rating_rises(ratings):
    better = [rating if rating is None else min(rating + 1, 10) for rating in ratings]
    before, after = nps(ratings), nps(better)
    assert (
        before["n"] == 0
        or (after[["nps", "low", "high"]] >= before[["nps", "low", "high"]] - 1e-9).all()
    )


def test_turning_the_scale_turns_the_nps():
    found = nps([10, 10, 8, 2])
    turned = nps([0, 0, 8, 9])
    assert turned["nps"] == -found["nps"]
    assert [-turned["high"], -turned["low"]] == pytest.approx(found[["low", "high"]].tolist())


@pytest.mark.parametrize("score", [csat, nps])
def test_scores_of_nobody_are_undefined(score):
    found = score([None, None])
    assert found[["n", "n_missing"]].tolist() == [0, 2]
    assert found.drop(["n", "n_missing"]).isna().all()


@pytest.mark.parametrize(
    ("score", "ratings", "said"),
    [
        (csat, [0, 4], "`ratings` must have only numbers from 1 to 5; got 1 others"),
        (csat, [4.5], r"`ratings` must be whole numbers; got 1 others, the first is 4\.5"),
        (nps, [11, 12], "`ratings` must have only numbers from 0 to 10; got 2 others"),
    ],
)
def test_ratings_off_the_scale_are_refused(score, ratings, said):
    with pytest.raises(ValueError, match=said):
        score(ratings)


def test_sample_sizes_of_the_textbooks():
    assert sample_size(5, 50) == 385
    assert sample_size(3, 50) == 1068
    assert sample_size(5, 100 * (2 / 3) ** 0.5) == 1025


@given(st.floats(0.5, 20), st.floats(1, 100))
def test_sample_size_is_the_smallest_that_is_enough(margin, spread):
    n = sample_size(margin, spread)
    half = stats.norm.ppf(0.975) * spread / np.sqrt([n, max(n - 1, 1)])
    assert half[0] <= margin * (1 + 1e-12)
    assert n == 1 or half[1] > margin * (1 - 1e-12)


@pytest.mark.parametrize(("margin", "spread"), [(1e-9, 50), (5e-324, 1e308)])
def test_sample_size_refuses_what_nobody_could_ask(margin, spread):
    with pytest.raises(ValueError, match=r"`margin` must need at most 9e\+15 answers"):
        sample_size(margin, spread)


def test_alpha_of_shrout_and_fleiss_is_their_consistency_of_the_mean(judges):
    # Alpha equals ICC(3, 4), .91 in their table 4; interval as psych::ICC prints it: .68 to .99.
    found = cronbach_alpha(judges)
    assert found[["alpha", "low", "high"]].round(2).tolist() == [0.91, 0.68, 0.99]


@given(st.integers(0, 10_000), st.integers(3, 30), st.integers(2, 6))
def test_alpha_is_hoyt_s_analysis_of_variance(seed, n, k):
    answers = np.random.default_rng(seed).normal(size=(n, k)).cumsum(axis=1)
    centred = answers - answers.mean()
    rows, columns = k * centred.mean(axis=1) ** 2, n * centred.mean(axis=0) ** 2
    between = rows.sum() / (n - 1)
    left = ((centred**2).sum() - rows.sum() - columns.sum()) / ((n - 1) * (k - 1))
    items = pd.DataFrame(answers).add_prefix("item ")
    assert cronbach_alpha(items)["alpha"] == pytest.approx(1 - left / between)


def test_alpha_of_equal_items_is_one_and_of_opposed_ones_negative():
    item = pd.Series([1.0, 2.0, 4.0, 3.0])
    assert cronbach_alpha(pd.DataFrame({"a": item, "b": item}))["alpha"] == pytest.approx(1)
    assert cronbach_alpha(pd.DataFrame({"a": item, "b": -2 * item}))["alpha"] < 0


def test_alpha_leaves_out_incomplete_rows_and_counts_them(judges):
    holed = pd.concat([judges.astype(float), pd.DataFrame([{"J1": 5.0}])])
    one, other = cronbach_alpha(judges), cronbach_alpha(holed.sample(frac=1, random_state=5))
    assert other["n_missing"] == 1
    assert other.drop("n_missing").tolist() == pytest.approx(one.drop("n_missing").tolist())


@pytest.mark.parametrize(
    "items",
    [
        {"a": [3, 3], "b": [4, 4]},
        {"a": [0.1, 0.2, 0.3], "b": [0.7, 0.6, 0.5]},  # 0.8 each, but for the last bit
        {"a": [1e8 + 0.1, 1e8 + 0.2], "b": [1e8 + 0.2, 1e8 + 0.1]},
    ],
)
def test_alpha_without_any_difference_is_undefined(items):
    found = cronbach_alpha(pd.DataFrame(items))
    assert found[["alpha", "low", "high"]].isna().all()


def test_alpha_refuses_one_item():
    with pytest.raises(ValueError, match="`answers` must have at least two items; got 1"):
        cronbach_alpha(pd.DataFrame({"a": [1, 2]}))


def test_gaps_by_hand_with_the_missing_one_counted(guests):
    found = gap_scores(guests)
    assert found["gap"].to_dict() == {"food": 0, "wait": -3}
    assert found[["n", "n_missing"]].to_numpy().tolist() == [[2, 0], [1, 1]]
    assert found.loc["wait", ["low", "high"]].isna().all()


def test_gap_interval_is_a_paired_t_test():
    rng = np.random.default_rng(5)
    answers = pd.DataFrame(
        {"respondent_id": range(30), "item": "wait", "expected": rng.normal(size=30)}
    )
    answers["perceived"] = answers["expected"] + rng.normal(size=30)
    oracle = stats.ttest_rel(answers["perceived"], answers["expected"]).confidence_interval(0.95)
    assert gap_scores(answers).loc["wait", ["low", "high"]].tolist() == pytest.approx(list(oracle))


def test_gaps_do_not_depend_on_the_order_of_rows(guests):
    before = guests.copy()
    pd.testing.assert_frame_equal(gap_scores(guests), gap_scores(guests.iloc[::-1]))
    pd.testing.assert_frame_equal(guests, before)


def test_index_weighs_gaps_and_counts_who_skipped_an_item(guests):
    found = satisfaction_index(guests, pd.Series({"wait": 1, "food": 3}))
    assert found[["n", "n_missing", "index"]].tolist() == [1, 1, 0.75 * 1 + 0.25 * -3]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=2, max_size=20))
def test_index_lies_between_the_gaps_of_its_items(pairs):
    answers = pd.DataFrame(pairs, columns=["expected", "perceived"]).assign(item="wait")
    answers = pd.concat([answers.assign(respondent_id=range(len(answers)))] * 2, ignore_index=True)
    answers.loc[len(pairs) :, ["item", "expected"]] = ["food", 4]
    gaps = gap_scores(answers)["gap"]
    index = satisfaction_index(answers, pd.Series({"wait": 2, "food": 1}))["index"]
    assert gaps.min() - 1e-9 <= index <= gaps.max() + 1e-9


@pytest.mark.parametrize("dtype", ["uint8", "int8", "Int16", "Float64", "int64[pyarrow]"])
def test_points_of_any_width_give_the_same_gaps(guests, dtype):
    whole = guests.dropna()
    narrow = whole.astype({"expected": dtype, "perceived": dtype, "item": "category"})
    pd.testing.assert_frame_equal(gap_scores(whole), gap_scores(narrow))
    weights = pd.Series({"wait": 1, "food": 3})
    plain = satisfaction_index(whole, weights)
    pd.testing.assert_series_equal(plain, satisfaction_index(narrow, weights.astype(dtype)))


@pytest.mark.parametrize(
    "score", [gap_scores, lambda t: satisfaction_index(t, pd.Series({"a": 1}))]
)
def test_answers_that_cannot_be_are_refused(guests, score):
    with pytest.raises(ValueError, match="one row per respondent and item; got 1 more"):
        gap_scores(pd.concat([guests, guests.head(1)], ignore_index=True))
    with pytest.raises(ValueError, match="`answers` must have at least one row; got none"):
        score(guests.head(0))
    with pytest.raises(ValueError, match="`answers` must have only finite numbers in `perceived`"):
        score(guests.assign(perceived=[1, np.inf, 1, 1]))


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ({"food": 1}, r"`importance` must have the items \['food', 'wait'\]; got \['food'\]"),
        ({"food": 1, 2: 1}, "`importance` must have the items"),
        ({"food": 0, "wait": 0}, r"`importance` must not be 0 for all; got \[0, 0\]"),
        ({"food": 1, "wait": np.inf}, "`importance` must have only finite numbers"),
    ],
)
def test_weights_that_cannot_be_are_refused(guests, weights, said):
    with pytest.raises(ValueError, match=said):
        satisfaction_index(guests, pd.Series(weights))


def test_four_quadrants_by_hand():
    matter = pd.Series({"wait": 9, "food": 8, "music": 2, "menu": 1})
    does = pd.Series({"menu": 9, "music": 2, "food": 8, "wait": 1})
    found = importance_performance(matter, does)["quadrant"]
    words = ["concentrate here", "keep it up", "low priority", "possible overkill"]
    assert found.tolist() == words
    assert found.index.tolist() == matter.index.tolist()


@pytest.mark.parametrize("items", [["wait"], ["wait", "wait"], ["wait", 2], ["wait", "menu"]])
def test_quadrants_refuse_other_items(items):
    matter = pd.Series({"wait": 9, "food": 8})
    with pytest.raises(ValueError, match=r"`performance` must have the items \['wait', 'food'\]"):
        importance_performance(matter, pd.Series(5, index=items))
    with pytest.raises(ValueError, match="`performance` must have only finite numbers"):
        importance_performance(matter, pd.Series({"wait": np.inf, "food": 1}))
