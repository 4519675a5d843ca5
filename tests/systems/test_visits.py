"""Visits of one day: as many as any choice can make."""

from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from crmlib.systems.simulated import toy_firm
from crmlib.systems.visits import visit_schedule


def most_by_trying(visits):
    """Return the largest number of visits that don't overlap, by trying all choices."""
    spans = sorted(zip(visits["begins"], visits["ends"], strict=True))
    for size in range(len(spans), 0, -1):
        for some in combinations(spans, size):
            if all(one[1] <= two[0] for one, two in pairwise(some)):
                return size
    return 0


def test_a_long_visit_gives_way_to_three_short_ones():
    made = visit_schedule(toy_firm()["visits"])
    assert made.loc[made["is_made"], "visit_id"].tolist() == ["V2", "V4", "V6"]


@pytest.mark.parametrize("seed", range(20))
def test_no_choice_makes_more_visits(seed):
    rng = np.random.default_rng(seed)
    begins = rng.integers(8, 16, 8)
    visits = pd.DataFrame({"visit_id": range(8), "begins": begins})
    visits["ends"] = begins + rng.integers(1, 6, 8)
    made = visit_schedule(visits)
    assert made["is_made"].sum() == most_by_trying(visits)
    done = made[made["is_made"]]
    assert (done["begins"].to_numpy()[1:] >= done["ends"].to_numpy()[:-1]).all()


def test_a_visit_that_ends_before_it_begins_is_refused():
    visits = pd.DataFrame({"visit_id": ["A"], "begins": [9], "ends": [9]})
    with pytest.raises(ValueError, match="must end after they begin; got 1"):
        visit_schedule(visits)


def test_a_visit_that_stands_there_twice_is_refused():
    visits = pd.DataFrame({"visit_id": ["A", "A"], "begins": [9, 10], "ends": [10, 11]})
    with pytest.raises(ValueError, match="`visits` must name each visit once; got 'A' again"):
        visit_schedule(visits)
