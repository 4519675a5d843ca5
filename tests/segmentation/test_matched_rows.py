"""Rows matched by name: in any order, in any clothes, and nobody twice."""

import pandas as pd
import pytest

from crmlib.core import plain_names
from crmlib.segmentation.matched_rows import in_order_of, places, require_once


@pytest.fixture
def spend():
    """Ann spent 5, Bob 7."""
    return pd.Series({"Ann": 5, "Bob": 7})


@pytest.mark.parametrize("dtype", ["category", "string[pyarrow]", object])
def test_names_are_the_same_in_other_clothes(spend, dtype):
    names = pd.Series(["Bob", "Ann"], dtype=dtype)
    visits = pd.Series([2, 1], pd.Index(names))
    assert in_order_of(spend, "spend", other=visits, other_argument="visits").tolist() == [7, 5]
    assert places(names, "names", holder=spend, holder_argument="spend").tolist() == [1, 0]
    assert plain_names(names).tolist() == ["Bob", "Ann"]


def test_category_is_sorted_by_name_and_not_by_the_order_of_its_categories():
    names = pd.Series(pd.Categorical(["Ann", "Bob"], categories=["Bob", "Ann"], ordered=True))
    assert plain_names(names).min() == "Ann"


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["Ann", "Ann"], "`spend` must name each row once in its index; got 1 repeats"),
        (["Ann", None], "`spend` must have no missing `index`; got 1 such rows"),
        (["Ann", 7], "`spend` must have only text or only numbers in `index`; got both"),
    ],
)
def test_names_that_do_not_name_are_refused(names, message):
    with pytest.raises((TypeError, ValueError), match=message):
        require_once(pd.Series([5, 7], pd.Index(names, dtype=object)), "spend")


def test_names_of_one_column_only_are_counted(spend):
    with pytest.raises(ValueError, match="got 1 others, and 0 are missing"):
        in_order_of(spend, "spend", other=spend.head(1), other_argument="visits")
    with pytest.raises(ValueError, match="every name of `people`; got 2 others, the first 1"):
        places(pd.Series([1, 2]), "people", holder=spend, holder_argument="spend")
