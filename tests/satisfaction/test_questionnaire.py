"""The synthetic questionnaire: what was planted can be found again."""

import numpy as np
import pytest

from crmlib.satisfaction.scores import cronbach_alpha
from crmlib.satisfaction.simulated import (
    simulate_answers,
)


def generator(seed=5):
    return np.random.default_rng(seed)


@pytest.fixture(scope="module")
def answers():
    """Two thousand people judge five items of a registration."""
    return simulate_answers(2000, rng=generator())


def test_items_agree_because_people_are_mild_or_strict(answers):
    wide = answers.pivot(index="respondent_id", columns="item", values="perceived")
    planted = 5 * 0.5 / (1 + 4 * 0.5)  # correlation 0.64 / (0.64 + 0.64), five items
    assert cronbach_alpha(wide)["alpha"] == pytest.approx(planted, abs=0.03)
