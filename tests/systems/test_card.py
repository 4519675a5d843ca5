"""A card joins what each department knows, and leaves gaps where nobody does."""

import pandas as pd
import pytest

from crmlib.systems.card import customer_card


@pytest.fixture
def lists():
    """The till knows both customers, the form Ben only, and a stranger."""
    till = pd.DataFrame({"n_orders": [3, 1]}, index=["Ann", "Ben"])
    return {"till": till, "form": pd.DataFrame({"age": ["25-34", "65+"]}, index=["Ben", "Zoe"])}


def test_card_has_a_row_for_each_customer_asked_for(lists):
    card = customer_card(["Ben", "Ann", "Dan"], lists)
    assert card.index.tolist() == ["Ben", "Ann", "Dan"]
    assert card.columns.tolist() == [("till", "n_orders"), ("form", "age")]
    assert card.notna().to_numpy().tolist() == [[True, True], [True, False], [False, False]]


def test_ids_written_otherwise_find_nothing(lists):
    assert customer_card(["ann", "ben"], lists).isna().all(axis=None)


def test_customer_twice_is_refused(lists):
    with pytest.raises(ValueError, match=r"one row per customer; got 'Ann' again"):
        customer_card(["Ann"], {"till": pd.concat([lists["till"]] * 2)})
    with pytest.raises(ValueError, match=r"must hold each customer once; got 'Ann' again"):
        customer_card(["Ann", "Ann"], lists)


def test_numbers_here_and_text_there_are_refused(lists):
    with pytest.raises(TypeError, match=r"`lists\['till'\]` must .* numbers; got text"):
        customer_card([1, 2], lists)


def test_no_list_makes_no_card():
    with pytest.raises(ValueError, match="at least one table; got none"):
        customer_card(["Ann"], {})


def test_list_that_is_no_table_is_refused(lists):
    with pytest.raises(TypeError, match="must be a table; got dict"):
        customer_card(["Ann"], lists | {"form": {}})


@pytest.mark.parametrize(
    "given",
    [
        pd.DataFrame({"x": [1]}, index=[None]),
        pd.DataFrame({"x": [1]}, index=pd.MultiIndex.from_tuples([("Ann", 1)])),
        pd.DataFrame([[1]], index=["Ann"], columns=pd.MultiIndex.from_tuples([("x", "y")])),
        pd.DataFrame([[1, 2]], index=["Ann"], columns=["x", "x"]),
    ],
)
def test_a_list_in_which_nobody_would_be_found_is_refused(given):
    with pytest.raises(ValueError, match=r"`lists.*` must have"):
        customer_card(["Ann"], {"till": given})
