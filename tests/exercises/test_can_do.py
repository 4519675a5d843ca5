"""What each sitting promises stands in the notebooks; a rating beside it is read or refused."""

import pytest

from crmlib.exercises import can_do


def test_objectives_are_those_of_the_notebooks_with_a_rating_beside_each():
    table = can_do()
    assert table["sure"].isna().all()
    assert table["objective"].str.len().min() > 40
    assert table["chapter"].is_monotonic_increasing
    assert table["chapter"].max() < "16"
    rated = can_do("1 4", of="02_lifecycle")
    assert rated["sure"].tolist() == [1, 4]


@pytest.mark.parametrize("ratings", ["3", "345", "05", "3x"])
def test_ratings_that_do_not_fit_are_refused(ratings):
    with pytest.raises(ValueError, match="`ratings` must be 2 digits from 1 to 4"):
        can_do(ratings, of="03_value")


def test_what_is_no_rating_and_no_chapter_is_refused():
    with pytest.raises(TypeError, match="`ratings` must be digits in quotes"):
        can_do(32, of="03_value")
    with pytest.raises(ValueError, match="`of` must be a chapter"):
        can_do(of="99_none")
