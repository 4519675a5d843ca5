"""Tables and functions: right in every equivalent form, wrong by the name of the mistake."""

import datetime
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.exercises.judging import Verdict
from crmlib.exercises.judging_tables import Function, Table


def rules() -> pd.DataFrame:
    """Three goods: milk sells most, tea has no known price, beer is sold to adults."""
    return pd.DataFrame(
        {
            "n_sold": [4, 2, 1],
            "price": [0.5, 1.25, np.nan],
            "aisle": ["dairy", "drinks", None],
            "adult": [False, True, False],
        },
        index=pd.Index(["milk", "beer", "tea"], name="item"),
    )


RULES = Table(
    rules(),
    mistakes=((rules().assign(n_sold=[1, 2, 4]), "That is upside down."),),
)
SALES = Table(rules()["n_sold"])


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table,
        lambda table: table.iloc[::-1],
        lambda table: table.sort_values("price"),
        lambda table: table[["adult", "price", "n_sold", "aisle"]],
        lambda table: table.astype({"n_sold": float}),
        lambda table: table.astype({"n_sold": "Int8", "price": "Float32"}),
        lambda table: table.astype({"aisle": "category", "adult": "boolean"}),
        lambda table: table.astype(object),
        lambda table: table.astype({"n_sold": "category"}),
        lambda table: table.assign(n_sold=[Decimal(4), Decimal(2), Decimal(1)]),
        lambda table: table.assign(adult=[0, 1, 0]),
        lambda table: table.assign(price=table["price"] + 1e-9),
        lambda table: table.rename_axis("goods"),
        lambda table: table.rename_axis(None),
        lambda table: table.set_axis(table.index.astype("category")),
        lambda table: table.reset_index(),
        lambda table: table.reset_index().sort_values("n_sold"),
    ],
)
def test_right_table_is_right_in_every_form(change):
    assert RULES.judge(change(rules())) == Verdict(True)


@pytest.mark.parametrize(
    "change",
    [
        lambda sales: sales,
        lambda sales: sales.sort_index(),
        lambda sales: sales.rename("anything"),
        lambda sales: sales.astype(float),
        lambda sales: sales.to_frame(),
        lambda sales: sales.reset_index(),
        lambda sales: sales.reset_index(name="count"),
    ],
)
def test_right_series_is_right_in_every_form(change):
    assert SALES.judge(change(rules()["n_sold"])) == Verdict(True)


def test_series_is_right_where_a_table_of_one_column_is_asked_for():
    assert Table(rules()[["n_sold"]]).judge(rules()["n_sold"].rename("sold")).right


def test_labels_asked_for_in_a_column_may_stand_in_the_index():
    assert Table(rules().reset_index()).judge(rules()).right


def test_plain_numbering_of_a_table_does_not_count():
    table = rules().reset_index()
    assert Table(table).judge(table.sort_values("price", ignore_index=True)).right
    assert Table(table).judge(table.set_axis([7, 8, 9])).right


def test_rows_with_the_same_numbers_are_told_apart_by_their_words():
    table = pd.DataFrame({"n": [1, 1, 1], "item": ["tea", "beer", "milk"]})
    assert Table(table).judge(table.iloc[[2, 0, 1]].reset_index(drop=True)).right


def test_plain_numbering_of_a_series_counts_for_it_tells_its_values_apart():
    ranks = pd.Series([1, 2, 3])
    assert not Table(ranks).judge(ranks.iloc[::-1].reset_index(drop=True)).right


@pytest.mark.parametrize("dtype", ["int8", "float64", "Int64", "str", "object"])
def test_dtype_of_numbered_row_labels_does_not_count(dtype):
    homes = pd.Series([5.0, 6.0, 7.0], index=[1, 2, 10])
    assert Table(homes).judge(homes.set_axis(homes.index.astype(dtype))).right


def test_dtype_of_labels_of_two_levels_does_not_count():
    pairs = pd.Series([5, 6], index=pd.MultiIndex.from_tuples([("milk", 1), ("tea", 2)]))
    other = pd.Series([6, 5], index=pd.MultiIndex.from_tuples([("tea", 2.0), ("milk", 1.0)]))
    assert Table(pairs).judge(other).right


def test_rows_with_the_same_label_may_come_in_any_order_and_dtype():
    lines = pd.DataFrame({"n": [1, 10, 2]}, index=["milk"] * 3)
    assert Table(lines).judge(lines.iloc[[2, 0, 1]].astype(float)).right
    assert not Table(lines).judge(lines.assign(n=[1, 10, 3])).right


@pytest.mark.parametrize(
    "days",
    [
        pd.to_datetime(["2017-01-01", "2017-02-01"]),
        ["2017-01-01", "2017-02-01"],
        [datetime.date(2017, 1, 1), datetime.date(2017, 2, 1)],
    ],
)
def test_days_are_the_same_as_dates_time_stamps_and_text(days):
    expected = pd.Series(pd.to_datetime(["2017-01-01", "2017-02-01"]))
    assert Table(expected).judge(pd.Series(days)).right


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.assign(n_sold=[1, 2, 4]), "That is upside down."),
        (lambda t: t.assign(n_sold=[1, 2, 4]).iloc[::-1].astype(object), "That is upside down."),
        (lambda t: t.drop(columns="price"), "The column price is missing."),
        (lambda t: t.assign(cost=1), "The column cost is one too many."),
        (lambda t: t[[*t.columns, "price"]], "The column price is there twice."),
        (lambda t: t.head(2), "3 rows are asked for; this has 2."),
        (lambda t: t.head(0), "3 rows are asked for; this has 0."),
        (lambda t: t.rename({"tea": "rum"}), "The row labels (the index) are not those asked for."),
        (lambda t: t.reset_index(drop=True), "The row labels (the index) are not those asked for."),
        (lambda t: t.assign(price=9.0), "3 of 3 values in price are not right yet."),
        (lambda t: t.fillna({"price": 0.0}), "1 of 3 values in price are not right yet."),
        (lambda t: t.assign(price=[0.5, 1.3, None]), "1 of 3 values in price are not right yet."),
        (lambda t: t.assign(price="0.5 $"), "2 of 3 values in price are not right yet."),
        (lambda t: t.assign(price=[0.5 + 0j, 1.25, 1]), "2 of 3 values in price are not right"),
        (lambda t: t.assign(aisle="dairy"), "2 of 3 values in aisle are not right yet."),
        (lambda t: t.assign(adult=True), "2 of 3 values in adult are not right yet."),
        (lambda t: t["price"], "The column n_sold is missing."),
        (lambda t: t.to_dict(), "A table is asked for; this is a dict."),
        (lambda t: t.to_numpy(), "A table is asked for; this is a ndarray."),
        (lambda t: 3, "A table is asked for; this is an int."),
    ],
)
def test_wrong_table_is_told_what_is_wrong(change, said):
    verdict = RULES.judge(change(rules()))
    assert not verdict.right
    assert verdict.message.startswith(said)


def test_tolerance_is_absolute():
    sales = pd.Series([1e6, 2.0])
    assert Table(sales, tolerance=0.5).judge(sales + 0.4).right
    assert not Table(sales, tolerance=0.5).judge(sales + pd.Series([0.6, 0.0])).right


def test_empty_table_is_right_where_an_empty_one_is_asked_for():
    assert Table(rules().head(0)).judge(rules().head(0)).right


@given(st.permutations(range(3)), st.permutations(range(4)))
def test_order_of_rows_and_columns_never_counts(rows, columns):
    assert RULES.judge(rules().iloc[rows, columns]).right


@given(st.sampled_from(["milk", "beer", "tea"]), st.sampled_from(["n_sold", "price"]))
def test_one_changed_number_is_always_found(row, column):
    table = rules().astype({"n_sold": float})
    table.loc[row, column] = 99.0
    assert RULES.judge(table).message == f"1 of 3 values in {column} are not right yet."


def test_judging_leaves_the_answer_untouched():
    table = rules().reset_index()
    RULES.judge(table)
    pd.testing.assert_frame_equal(table, rules().reset_index())


# Functions


def mean_price(goods: pd.DataFrame) -> float:
    return goods["price"].mean()


PRICE = Function(
    mean_price,
    cases=((rules(),), (rules().head(1),)),
    mistakes=((lambda goods: goods["price"].sum(), "That is the sum."),),
)


@pytest.mark.parametrize(
    "answer",
    [
        mean_price,
        lambda goods: np.float32(goods["price"].mean()),
        lambda goods: [goods["price"].mean()],
        lambda goods: goods["price"].dropna().to_numpy().mean() + 1e-12,
        lambda goods, digits=9: round(goods.copy()["price"].mean(), digits),
    ],
)
def test_right_function_is_right_in_every_form(answer):
    assert PRICE.judge(answer) == Verdict(True)


def mutates(goods):
    goods["price"] = goods["price"].fillna(0)
    return goods["price"].mean()


def adds_a_column(goods):
    goods["double"] = 2 * goods["price"]
    return mean_price(goods)


def forgets(goods):
    goods["price"].mean()
    print(end="")


def leaves(goods):
    sys.exit(3)


def recurses(goods):
    return recurses(goods)


CHANGES = "Your function changes what it is given: work on a copy, or make a new column."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda goods: goods["price"].sum(), "That is the sum."),
        (mutates, CHANGES),
        (adds_a_column, CHANGES),
        (forgets, "Your function returns nothing: is there a `return`?"),
        (lambda goods: goods["cost"], "For a table of 3 rows your code raised KeyError: 'cost'."),
        (lambda: 1, "For a table of 3 rows your code raised TypeError: "),
        (lambda goods: 1 / 0, "For a table of 3 rows your code raised ZeroDivisionError: "),
        (leaves, "For a table of 3 rows your code raised SystemExit: 3."),
        (recurses, "For a table of 3 rows your code raised RecursionError: "),
        (lambda goods: 2, "For a table of 3 rows it returns 2; expected 0.875."),
        (lambda goods: "0.875", "For a table of 3 rows it returns '0.875'; expected 0.875."),
        (lambda goods: goods, "For a table of 3 rows it returns a table of 3 rows; expected"),
        (0.875, "A function is asked for, without calling it; this is a float."),
        (sys, "A function is asked for, without calling it; this is a module."),
        (dict, "For a table of 3 rows it returns {"),
    ],
)
def test_wrong_function_is_told_what_it_does(answer, said):
    verdict = PRICE.judge(answer)
    assert verdict.message.startswith(said)
    assert not verdict.right


def test_error_without_words_is_named_and_a_long_one_is_cut():
    def stops(goods):
        raise StopIteration

    def talks(goods):
        raise ValueError("word\n" * 500)

    assert PRICE.judge(stops).message.endswith("your code raised StopIteration.")
    assert len(PRICE.judge(talks).message) < 300
    assert "\n" not in PRICE.judge(talks).message


@pytest.mark.parametrize(
    ("expected", "cases", "right", "wrong"),
    [
        (lambda x: x > 1, ((1,), (2,)), lambda x: np.bool_(x > 1), lambda x: x >= 1),
        (lambda x: x > 1, ((1,), (2,)), lambda x: not x <= 1, lambda x: "False"),
        (lambda x: "holds", ((1,),), lambda x: " Holds", lambda x: "does not hold"),
        (lambda x: ["b", "a"], ((1,),), lambda x: {"a", "b"}, lambda x: ["a"]),
        (
            lambda x: [x / 3, 1],
            ((1,),),
            lambda x: np.array([x * (1 / 3), 1.0]),
            lambda x: [1, x / 3],
        ),
        (lambda x: np.array([x, 2]), ((1,),), lambda x: (x, 2.0), lambda x: [x, 2, 3]),
        (lambda x: np.eye(2), ((1,),), lambda x: [[1, 0], [0, 1]], lambda x: 1 - np.eye(2)),
        (lambda x: ("up", x / 3), ((1,),), lambda x: ["UP", x * (1 / 3)], lambda x: (x / 3, "up")),
        (lambda x: {"a": x / 3}, ((1,),), lambda x: {"a": x * (1 / 3)}, lambda x: {"a": x}),
        (lambda x: {"a": 1}, ((1,),), lambda x: {"a": 1.0}, lambda x: {"b": 1}),
        (lambda x: x / 0.0 if x else np.nan, ((0,),), lambda x: float("nan"), lambda x: 0.0),
        (lambda t: t["n_sold"], ((rules(),),), lambda t: t[["n_sold"]], lambda t: t["price"]),
    ],
)
def test_what_a_function_returns_is_compared_by_its_kind(expected, cases, right, wrong):
    asked = Function(expected, cases)
    assert asked.judge(right) == Verdict(True)
    assert not asked.judge(wrong).right


@pytest.mark.parametrize(
    "argument",
    [
        np.array([1.0, np.nan]),
        [1, 2],
        {"a": [1]},
        pd.Series([1, None]),
        np.random.default_rng(8),
        float("nan"),
        len,
    ],
)
def test_function_that_leaves_its_argument_alone_is_not_blamed(argument):
    assert Function(lambda x: 1, ((argument,),)).judge(lambda x: 1).right


@pytest.mark.parametrize(
    ("argument", "mutate"),
    [
        ([3, 1], lambda x: x.sort()),
        ({"a": 1}, lambda x: x.clear()),
        ({1, 2}, lambda x: x.add(3)),
        (np.array([1.0, 2.0]), lambda x: x.fill(0)),
        (np.zeros((2, 3)), lambda x: x.resize((3, 2), refcheck=False)),
        (pd.Series([1.0, 2.0]), lambda x: x.pop(0)),
    ],
)
def test_function_that_changes_its_argument_is_told_so(argument, mutate):
    def answer(x):
        mutate(x)
        return 1

    assert Function(lambda x: 1, ((argument,),)).judge(answer).message == CHANGES


def test_case_is_the_same_for_the_next_learner():
    case = rules()
    Function(mean_price, ((case,),)).judge(mutates)
    pd.testing.assert_frame_equal(case, rules())


def test_mistake_that_cannot_run_on_a_case_does_not_hide_the_problem():
    asked = Function(lambda x: x, ((1,),), ((lambda x: x["a"], "Never."),))
    assert asked.judge(lambda x: 2).message == "For 1 it returns 2; expected 1."
