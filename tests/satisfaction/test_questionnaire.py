"""The synthetic questionnaire: what was planted can be found again."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from crmlib.satisfaction.questionnaire import (
    simulate_answers,
    simulate_judgement,
    skip_answers,
    survey_items,
)
from crmlib.satisfaction.scores import cronbach_alpha, gap_scores


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def answers():
    """Two thousand people judge five items of a registration."""
    return simulate_answers(2000, rng=generator())


def test_weights_of_the_items_sum_to_one():
    assert survey_items()["weight"].sum() == pytest.approx(1)


def test_planted_gaps_are_found(answers):
    items = survey_items()
    planted = items["delivered"] - items["expected"]
    assert gap_scores(answers)["gap"].to_dict() == pytest.approx(planted.to_dict(), abs=0.15)


def test_items_agree_because_people_are_mild_or_strict(answers):
    wide = answers.pivot(index="respondent_id", columns="item", values="perceived")
    planted = 5 * 0.5 / (1 + 4 * 0.5)  # correlation 0.64 / (0.64 + 0.64), five items
    assert cronbach_alpha(wide)["alpha"] == pytest.approx(planted, abs=0.03)


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


def test_bad_arguments_are_refused(answers):
    with pytest.raises(ValueError, match="`n_respondents` must be at least 1"):
        simulate_answers(0, rng=generator())
    with pytest.raises(TypeError, match="`rng` must be a random generator"):
        simulate_answers(5, rng=5)
    with pytest.raises(ValueError, match=r"`rate` must lie in \[0, 1\]; got 2"):
        skip_answers(answers, 2, rng=generator())
    with pytest.raises(ValueError, match="missing: 'perceived'"):
        skip_answers(answers[["item"]], 0.1, rng=generator())
