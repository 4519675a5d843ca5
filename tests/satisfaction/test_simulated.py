"""Tests of crmlib.satisfaction.simulated."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from crmlib.satisfaction.scores import cronbach_alpha, gap_scores
from crmlib.satisfaction.simulated import (
    simulate_answers,
    simulate_judgement,
    simulate_response,
    simulate_users,
    skip_answers,
    survey_items,
    user_groups,
)


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def answers():
    """Two thousand people judge five items of a registration."""
    return simulate_answers(2000, rng=generator())


@pytest.fixture(scope="module")
def users():
    """Forty thousand try to register; everybody's satisfaction is known."""
    return simulate_users(40_000, rng=generator()).assign(happy=lambda t: t["rating"] >= 4)


@pytest.fixture
def town():
    """Four people: one student, three at work."""
    return pd.DataFrame({"group": ["student", "working", "working", "working"]})


def test_weights_of_the_items_sum_to_one():
    assert survey_items()["weight"].sum() == pytest.approx(1)


def test_planted_gaps_are_found(answers):
    items = survey_items()
    planted = items["delivered"] - items["expected"]
    assert gap_scores(answers)["gap"].to_dict() == pytest.approx(planted.to_dict(), abs=0.15)


def test_a_regression_finds_the_planted_weights(answers):
    judged = simulate_judgement(answers, rng=generator(6))
    gaps = answers.assign(gap=answers["perceived"] - answers["expected"])
    wide = gaps.pivot(index="respondent_id", columns="item", values="gap")
    found = sm.OLS(judged["satisfaction"], sm.add_constant(wide)).fit().params
    assert found.drop("const").to_dict() == pytest.approx(
        survey_items()["weight"].to_dict(), abs=0.05
    )


def test_quality_reaches_loyalty_through_satisfaction_only(answers):
    judged = simulate_judgement(answers, rng=generator(6))
    path = sm.add_constant(judged[["quality", "satisfaction"]])
    fit = sm.OLS(judged["loyalty"], path).fit()
    assert fit.params["satisfaction"] == pytest.approx(0.8, abs=0.06)
    assert fit.conf_int().loc["quality"].prod() < 0


def test_skipped_answers_are_blank_and_the_rest_stays(answers):
    before = answers.copy()
    holed = skip_answers(answers, 0.1, rng=generator())
    assert holed["perceived"].isna().mean() == pytest.approx(0.1, abs=0.01)
    kept = holed["perceived"].notna()
    assert holed[kept].equals(answers[kept])
    pd.testing.assert_frame_equal(answers, before)


def test_judgement_refuses_answers_that_are_not_complete(answers):
    holed = skip_answers(answers, 0.1, rng=generator())
    with pytest.raises(ValueError, match="`answers` must have no missing `perceived`"):
        simulate_judgement(holed, rng=generator())
    with pytest.raises(ValueError, match="`answers` must hold every one of"):
        simulate_judgement(answers.iloc[1:], rng=generator())
    with pytest.raises(ValueError, match="one row per respondent and item; got 1 more"):
        simulate_judgement(pd.concat([answers, answers.head(1)]), rng=generator())


def test_groups_make_up_the_users_and_sum_to_one(users):
    share = user_groups()["share"]
    assert share.sum() == pytest.approx(1)
    found = users["group"].value_counts(normalize=True)
    assert found.to_dict() == pytest.approx(share.to_dict(), abs=0.01)


def test_same_seed_gives_the_same_users():
    one, other = (simulate_users(50, rng=generator()) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_response_follows_the_groups_rate(users):
    said = simulate_response(users, rng=generator(6))
    found = said.groupby(users["group"]).mean()
    assert found.to_dict() == pytest.approx(user_groups()["response_rate"].to_dict(), abs=0.02)


def test_groups_may_be_categories(users):
    dressed = users.astype({"group": "category", "rating": "uint8"})
    one, other = (
        simulate_response(t, rating_effect=0.5, rng=generator()) for t in (users, dressed)
    )
    pd.testing.assert_series_equal(one, other)


def test_response_refuses_a_group_nobody_knows(town):
    asked = town.assign(rating=3).replace("student", "retired")
    with pytest.raises(ValueError, match=r"`users` must have only 'student', .*; got 1 others"):
        simulate_response(asked, rng=generator())


def test_items_agree_because_people_are_mild_or_strict(answers):
    wide = answers.pivot(index="respondent_id", columns="item", values="perceived")
    planted = 5 * 0.5 / (1 + 4 * 0.5)  # correlation 0.64 / (0.64 + 0.64), five items
    assert cronbach_alpha(wide)["alpha"] == pytest.approx(planted, abs=0.03)
