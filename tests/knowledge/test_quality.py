"""Precision and gain: by hand, by a published example, and by another library."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import ndcg_score

from crmlib.knowledge import dcg, ndcg_at, precision_at


def found_with(*grades: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one question's list with these grades, and its judgements."""
    pages = [f"/{place}" for place in range(1, len(grades) + 1)]
    table = pd.DataFrame({"question_id": "Q", "rank": range(1, len(grades) + 1), "address": pages})
    judged = table[["question_id", "address"]].assign(grade=list(grades))
    return table, judged[judged["grade"] > 0]


def test_gain_of_the_textbook_list():
    assert dcg([3, 2, 3, 0, 1, 2]) == pytest.approx(6.861127, abs=1e-6)
    assert dcg([3, 3, 2, 2, 1, 0]) == pytest.approx(7.140995, abs=1e-6)
    assert ndcg_at(*found_with(3, 2, 3, 0, 1, 2), 6)["Q"] == pytest.approx(0.960808, abs=1e-6)


def test_pages_that_were_not_found_belong_to_the_best_list():
    found, judged = found_with(3, 2, 3, 0, 1, 2)
    more = pd.DataFrame({"question_id": "Q", "address": ["/x", "/y"], "grade": [3, 2]})
    value = ndcg_at(found, pd.concat([judged, more]), 6)["Q"]
    assert value == pytest.approx(dcg([3, 2, 3, 0, 1, 2]) / dcg([3, 3, 3, 2, 2, 2]))


def test_scikit_learn_agrees_on_lists_drawn_by_lot():
    rng = np.random.default_rng(3)
    for _ in range(30):
        grades = rng.integers(0, 3, 8)
        grades[rng.integers(8)] = 1
        falling = -np.arange(8)
        ours = ndcg_at(*found_with(*grades), 5)["Q"]
        assert ours == pytest.approx(ndcg_score([grades], [falling], k=5))


def test_two_hits_at_places_three_and_five_of_three():
    found, judged = found_with(0, 0, 1, 0, 1)
    more = pd.DataFrame({"question_id": ["Q"], "address": ["/x"], "grade": [1]})
    assert ndcg_at(found, pd.concat([judged, more]), 5)["Q"] == pytest.approx(0.4162, abs=1e-4)


def test_precision_counts_places_whatever_the_grade():
    found, judged = found_with(2, 0, 1, 1)
    assert [precision_at(found, judged, k)["Q"] for k in (1, 2, 3, 4)] == [1, 0.5, 2 / 3, 0.75]


def test_a_short_list_is_divided_by_k_and_no_list_is_0():
    found, judged = found_with(1)
    other = pd.DataFrame({"question_id": ["R"], "address": ["/r"], "grade": [2]})
    both = pd.concat([judged, other])
    assert precision_at(found, both, 3).to_dict() == {"Q": pytest.approx(1 / 3), "R": 0}
    assert ndcg_at(found, both, 3).to_dict() == {"Q": 1, "R": 0}


def test_a_page_twice_is_refused():
    found, judged = found_with(1, 1)
    with pytest.raises(
        ValueError, match=r"`found` must have each page of a question once; got \['Q'"
    ):
        precision_at(pd.concat([found, found]), judged, 3)
    with pytest.raises(ValueError, match=r"`judgements` must have each page"):
        ndcg_at(found, pd.concat([judged, judged]), 3)


def test_an_empty_list_gains_nothing():
    assert dcg([]) == 0


def test_a_place_twice_a_place_0_and_a_grade_0_are_refused():
    found, judged = found_with(2, 1)
    with pytest.raises(ValueError, match="`found` must have each place of a question once"):
        precision_at(found.assign(rank=1), judged, 2)
    with pytest.raises(ValueError, match="`found` must have places from 1 on"):
        ndcg_at(found.assign(rank=[0, 1]), judged, 2)
    with pytest.raises(ValueError, match="`judgements` must have only grades of at least 1"):
        ndcg_at(found, judged.assign(grade=0), 2)
