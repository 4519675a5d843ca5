"""Kano's questions: the published table, counts by hand, another package's figures."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from crmlib.datasets.toys import toy_kano
from crmlib.satisfaction.kano import ANSWERS, CATEGORIES, kano_categories

# One pair of answers for each category.
PAIRS = {
    "must-be": ("expect", "dislike"),
    "one-dimensional": ("like", "dislike"),
    "attractive": ("like", "neutral"),
    "indifferent": ("neutral", "accept"),
    "reverse": ("dislike", "like"),
    "questionable": ("like", "like"),
}
# Counts M, O, A, I, R, Q and the category in the README of the R package stp25kano.
STP25KANO = {
    "service app": ([95, 123, 45, 33, 0, 0], "one-dimensional"),
    "excellent service": ([101, 54, 54, 81, 3, 3], "must-be"),
    "hotline": ([15, 24, 121, 124, 6, 6], "indifferent"),
    "loan machine": ([65, 87, 93, 51, 0, 0], "attractive"),
    "ready-to-use return": ([9, 18, 83, 177, 6, 3], "indifferent"),
}


def answers_of(counts, feature="x"):
    """Return answers that fall into the categories, in their order, as often as counted."""
    pairs = [pair for pair, n in zip(PAIRS.values(), counts, strict=True) for _ in range(n)]
    table = pd.DataFrame(pairs, columns=["functional", "dysfunctional"])
    return table.assign(feature=feature, respondent_id=range(len(table)))


def test_each_of_the_25_pairs_is_counted_where_the_published_table_puts_it():
    """Berger et al. 1993: rows with the feature, columns without it."""
    published = [
        "Q",
        "A",
        "A",
        "A",
        "O",
        "R",
        "I",
        "I",
        "I",
        "M",
        "R",
        "I",
        "I",
        "I",
        "M",
        "R",
        "I",
        "I",
        "I",
        "M",
        "R",
        "R",
        "R",
        "R",
        "Q",
    ]
    names = {name[0].upper(): name for name in CATEGORIES}
    pairs = pd.DataFrame([*product(ANSWERS, ANSWERS)], columns=["functional", "dysfunctional"])
    pairs = pairs.assign(respondent_id=1, feature=[f"{i:02}" for i in range(25)])
    assert kano_categories(pairs)["category"].tolist() == [names[one] for one in published]


def test_toy_is_what_the_hand_counts():
    found = kano_categories(toy_kano())
    assert found.loc["warm water", [*CATEGORIES]].tolist() == [6, 1, 1, 0, 0, 0]
    assert found.loc["quiet room", [*CATEGORIES]].tolist() == [1, 5, 1, 1, 0, 0]
    assert found.loc["late checkout", [*CATEGORIES]].tolist() == [0, 0, 5, 2, 1, 0]
    assert found["lead"].tolist() == [3 / 8, 4 / 8, 5 / 8]


@pytest.mark.parametrize("feature", STP25KANO)
def test_figures_of_another_package_come_out(feature):
    counts, category = STP25KANO[feature]
    answers = answers_of(counts, feature)
    assert kano_categories(answers).loc[feature, "category"] == category


def test_ties_go_to_what_would_hurt_most_if_it_were_overlooked():
    for place in range(5):
        tied = [0] * place + [3] * (6 - place)
        found = kano_categories(answers_of(tied)).loc["x"]
        assert found["category"] == CATEGORIES[place]
        assert found["lead"] == 0
        assert found["low"] < 0 < found["high"]


def test_lead_has_the_interval_that_one_computes_by_hand():
    """Three answers more: 40.75 and 35.75 of 103."""
    found = kano_categories(answers_of([40, 25, 35, 0, 0, 0]), level=0.9).loc["x"]
    middle, spread = 5 / 103, (76.5 / 103 - (5 / 103) ** 2) / 103
    half = 1.644854 * spread**0.5
    expected = [0.05, middle - half, middle + half]
    assert found[["lead", "low", "high"]].tolist() == pytest.approx(expected)


def test_lead_of_a_sample_holds_that_of_everybody_as_often_as_said():
    shares, rng = np.array([0.35, 0.25, 0.2, 0.15, 0.03, 0.02]), np.random.default_rng(5)
    counts = rng.multinomial(200, shares, size=400)
    tall = pd.concat([answers_of(row, f"{i:03}") for i, row in enumerate(counts)])
    found = kano_categories(tall)
    holds = found["low"].le(0.1) & found["high"].ge(0.1) & found["category"].eq("must-be")
    assert holds.mean() > 0.92


def test_missing_answers_are_left_out_and_counted():
    answers = toy_kano()
    answers.loc[[0, 1], "functional"] = None
    answers.loc[answers["feature"] == "quiet room", "dysfunctional"] = np.nan
    found = kano_categories(answers)
    assert found["n"].tolist() == [8, 0, 6]
    assert found["n_missing"].tolist() == [0, 8, 2]
    assert found.loc["quiet room", ["category", "lead", "low", "high"]].isna().all()


def test_neither_order_nor_clothes_of_answers_matter():
    answers = toy_kano()
    dressed = answers.sample(frac=1, random_state=4).astype(
        {"functional": "category", "dysfunctional": "category", "feature": "category"}
    )
    assert_frame_equal(kano_categories(dressed), kano_categories(answers))


def test_answers_are_left_as_they_were():
    answers = toy_kano()
    kano_categories(answers)
    assert_frame_equal(answers, toy_kano())


def test_a_second_answer_and_an_unknown_one_are_refused():
    answers = toy_kano()
    with pytest.raises(ValueError, match=r"one row per respondent and feature; got 1 more, .* 0"):
        kano_categories(pd.concat([answers, answers.head(1)]))
    answers.loc[3, "functional"] = "love"
    with pytest.raises(ValueError, match=r"must have only 'like', 'expect', .* got 1 others"):
        kano_categories(answers)
