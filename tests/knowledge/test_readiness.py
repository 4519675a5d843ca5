"""A checklist tells which open condition can be met next."""

import pandas as pd
import pytest

from crmlib.datasets import load_source
from crmlib.knowledge import next_steps


@pytest.fixture
def checklist():
    """A network stands; a shop waits for it, and payment for the shop."""
    return pd.DataFrame(
        {
            "condition": ["network", "shop", "payment"],
            "waits_for": [None, "network", "shop"],
            "is_met": [True, False, False],
        }
    )


def test_the_next_step_is_the_one_that_waits_for_nothing_open(checklist):
    assert next_steps(checklist)["is_next"].tolist() == [True, False]


def test_a_checklist_with_strangers_or_repeats_is_refused(checklist):
    with pytest.raises(ValueError, match="`checklist` must have each condition once; got 'shop'"):
        next_steps(checklist.assign(condition=["network", "shop", "shop"]))
    with pytest.raises(ValueError, match="`checklist` must have only conditions of the list"):
        next_steps(checklist.assign(waits_for=[None, "law", "shop"]))


def test_of_the_sources_eight_conditions_three_wait_for_nothing():
    conditions = load_source("conditions").assign(is_met=False)
    assert len(conditions) == 8
    assert next_steps(conditions)["is_next"].sum() == 3


def test_conditions_that_wait_in_a_circle_are_refused():
    circle = pd.DataFrame(
        {"condition": list("abc"), "waits_for": [None, "c", "b"], "is_met": [False] * 3}
    )
    with pytest.raises(ValueError, match="`checklist` must have no circle in `waits_for`; got one"):
        next_steps(circle)
