"""What a guesser gets, what one says of oneself, and what sorting by one paper does."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from crmlib.projects import (
    guess_chances,
    mark_quarters,
    plot_tree,
    self_check,
    simulate_learners,
    toy_ratings,
)


@pytest.mark.parametrize(("n_questions", "n_options"), [(1, 2), (3, 3), (4, 3), (5, 2)])
def test_chances_agree_with_all_ways_to_guess(n_questions, n_options):
    ways = [sum(one == 0 for one in way) for way in product(range(n_options), repeat=n_questions)]
    found = guess_chances(n_questions, n_options)
    for right in range(n_questions + 1):
        assert found.loc[right, "chance"] == pytest.approx(ways.count(right) / len(ways))
        at_least = sum(way >= right for way in ways) / len(ways)
        assert found.loc[right, "at_least"] == pytest.approx(at_least)


def test_a_guesser_has_one_of_three_right():
    chances = guess_chances(20, 3)
    assert (chances.index * chances["chance"]).sum() == pytest.approx(20 / 3)
    assert chances["chance"].sum() == pytest.approx(1)


def test_eva_is_sorted_by_hand():
    kinds = self_check(toy_ratings(), n_questions=4)
    assert kinds.to_dict() == {
        "02 lifecycle": "solid",
        "03 value": "blind spot",
        "05 satisfaction": "better than thought",
        "06 loyalty": "solid",
        "07 data mining": "known gap",
        "08 Walmart": "solid",
        "09 cosmetics": "blind spot",
        "13 service": "known gap",
    }


def test_half_right_is_known_and_three_is_sure():
    rated = pd.DataFrame({"sure": [3, 2], "right": [2, 2]})
    assert self_check(rated, n_questions=4).tolist() == ["solid", "better than thought"]


def test_more_right_than_asked_is_refused():
    rated = pd.DataFrame({"sure": [3], "right": [5]})
    with pytest.raises(ValueError, match="must not hold more right than 4; got 5"):
        self_check(rated, n_questions=4)


@pytest.mark.parametrize("sure", [0, 5])
def test_a_word_that_is_not_from_one_to_four_is_refused(sure):
    with pytest.raises(ValueError, match=f"`sure` from 1 to 4; got {sure}"):
        self_check(pd.DataFrame({"sure": [2, sure], "right": [1, 1]}), n_questions=4)


@pytest.mark.parametrize("right", [-1, 0.5])
def test_right_answers_are_counted_in_whole_numbers(right):
    with pytest.raises(ValueError, match="`right`"):
        self_check(pd.DataFrame({"sure": [2], "right": [right]}), n_questions=4)


def test_three_learners_make_no_quarters():
    three = pd.DataFrame({"said": [1, 2, 3], "first": [1, 2, 3], "second": [1, 2, 3]})
    with pytest.raises(ValueError, match="at least 4 rows; got 3"):
        mark_quarters(three, "first")


def test_quarters_by_hand():
    marks = [20, 30, 40, 50, 60, 70, 80, 90]
    learners = pd.DataFrame({"said": range(8), "first": marks, "second": [55] * 8})
    found = mark_quarters(learners, "first")
    assert found["first"].tolist() == [25, 45, 65, 85]
    assert found["said"].tolist() == [0.5, 2.5, 4.5, 6.5]


def test_who_knows_himself_looks_vain_in_the_paper_that_sorts_and_not_in_the_other():
    learners = simulate_learners(20_000, rng=np.random.default_rng(1))
    worst = mark_quarters(learners, "first").loc["worst"]
    assert worst["said"] - worst["first"] > 8
    assert abs(worst["said"] - worst["second"]) < 1
    best = mark_quarters(learners, "first").loc["best"]
    assert best["first"] - best["said"] > 8
    assert abs(best["said"] - best["second"]) < 1


def test_the_same_generator_gives_the_same_learners():
    one, two = (simulate_learners(5, rng=np.random.default_rng(3)) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_a_tree_is_drawn_and_what_is_no_tree_is_refused():
    ring = pd.DataFrame({"above": ["a", "b"], "below": ["b", "a"]})
    with pytest.raises(ValueError, match="`arrows` must make a tree; got 2"):
        plot_tree(ring)
    with pytest.raises(ValueError, match="`arrows` must make a tree; got 0"):
        plot_tree(ring.head(0))
