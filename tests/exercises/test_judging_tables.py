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
        lambda table: table.assign(aisle=["Dairy", " DRINKS", None]),
        lambda table: table.rename(columns=str.upper).rename(str.title),
        lambda table: table.to_dict(),
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
        lambda sales: sales.to_dict(),
        lambda sales: sales.to_numpy(),
        lambda sales: sales.to_list(),
        lambda sales: pd.Index(sales),
        lambda sales: sales.to_frame().T,
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
        (
            lambda t: t.rename({"tea": "rum"}),
            "The values are right; the row labels (the index) are not those asked for.",
        ),
        (
            lambda t: t.rename({"tea": "rum"}).assign(n_sold=0),
            "The row labels (the index) are not those asked for: rum is none.",
        ),
        (lambda t: t.reset_index(drop=True), "The values are right; the row labels (the index)"),
        (lambda t: t.assign(price=9.0), "3 of 3 values in price are not right yet: the first is 9"),
        (
            lambda t: t.fillna({"price": 0.0}),
            "1 of 3 values in price are not right yet: the first is 0, in row tea.",
        ),
        (
            lambda t: t.assign(price=[0.5, 1.4, None]),
            "1 of 3 values in price are not right yet: the first is 1.4, in row beer, too large.",
        ),
        (lambda t: t.assign(price=[0.5, 1.3, None]), "The values are right, but rounded: give"),
        (lambda t: t.assign(price="0.5 $"), "2 of 3 values in price are not right yet: the first"),
        (lambda t: t.assign(price=[0.5 + 0j, 1.25, 1]), "2 of 3 values in price are not right"),
        (
            lambda t: t.assign(aisle="Dairy"),
            "2 of 3 values in aisle are not right yet: the first is 'Dairy', in row beer.",
        ),
        (lambda t: t.assign(adult=True), "2 of 3 values in adult are not right yet: the first is"),
        (lambda t: t["price"], "The column n_sold is missing."),
        (lambda t: {}, "A table is asked for; this is a dict of 0 values."),
        (lambda t: {"n_sold": [4, 2, 1]}, "The column price is missing."),
        (lambda t: t.to_numpy(), "A table is asked for; this is an array of 12 values."),
        (lambda t: 3, "A table is asked for; this is a number."),
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
    said = f"1 of 3 values in {column} are not right yet: the first is 99, in row {row}"
    assert RULES.judge(table).message.startswith(said)


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


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x - [x].copy, "A function was not called: put brackets behind its name."),
        (lambda x: x / np.mean, "A function was not called: put brackets behind its name."),
        (lambda x: np.halve(x), "The module has no such function: is it spelled like that?"),
        (lambda x: eval("half_of")(x), "is it spelled as in the line with `def`, or not imported?"),
    ],
)
def test_error_is_followed_by_what_may_help(answer, said):
    assert said in Function(lambda x: x / 2, ((2,),)).judge(answer).message


def test_branch_without_return_is_not_called_a_function_without_one():
    half = Function(lambda x: x / 2, ((2,), (-2,)))
    said = half.judge(lambda x: x / 2 if x > 0 else None).message
    assert said == "For -2 your function returns nothing: has each branch a `return`?"


CHANGES = "Your function changes what it is given: work on a copy, or make a new column."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda goods: goods["price"].sum(), "That is the sum."),
        (mutates, CHANGES),
        (adds_a_column, CHANGES),
        (forgets, "Your function returns nothing: is there a `return`?"),
        (
            lambda goods: goods["cost"],
            "For a table of 3 rows your code raised KeyError: 'cost'. There is no such name in",
        ),
        (lambda: 1, "For a table of 3 rows your code raised TypeError: "),
        (lambda goods: 1 / 0, "For a table of 3 rows your code raised ZeroDivisionError: "),
        (leaves, "For a table of 3 rows your code raised SystemExit: 3."),
        (recurses, "For a table of 3 rows your code raised RecursionError: "),
        (lambda goods: 2, "For a table of 3 rows it returns 2; expected 0.875."),
        (
            lambda goods: f"{goods['price'].mean():.3f}",
            "For a table of 3 rows it returns '0.875', which is text: return the number itself.",
        ),
        (lambda goods: goods, "For a table of 3 rows it returns a table of 3 rows; expected 0.875"),
        (
            lambda goods: goods["price"],
            "For a table of 3 rows it returns [0.5, 1.25, nan]; expected",
        ),
        (lambda goods: print(goods["price"].mean()), "Your function prints and returns nothing: "),
        (lambda goods: round(goods["price"].mean(), 2), "For a table of 3 rows it returns 0.88: "),
        (0.875, "A function is asked for, without calling it; this is a number."),
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


def test_what_a_function_prints_is_kept_back(capsys):
    def talks(goods):
        print("so far so good")
        return mean_price(goods)

    assert PRICE.judge(talks).right
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda x: x ^ 2, "In Python a power is written **, not ^."),
        (lambda x: x ^ np.float64(2), "In Python a power is written **, not ^."),
        (lambda x: np.array([x]).iloc[-1], "An array has no such method"),
        (lambda x: [][-1], "There is no such place: is something empty for this input?"),
        (lambda x: 1 - [x], "A list can't be calculated with as a whole"),
        (lambda x: [x] * 0.5, "A list can't be calculated with as a whole"),
        (lambda: 1, "The arguments must be those of the exercise, in its order."),
        (lambda x: x(1), "Is an operator missing before a bracket, or does a name stand both for"),
        (lambda x: x + None, "Something on the way is None: does a step give nothing back?"),
        (lambda x: bool(pd.Series([x, x])), "A column has no single truth: use & | ~"),
        (lambda x: x / 0, "What is divided by is 0 here: are the arguments in their order?"),
        (lambda x: nowhere, "The name is not known"),  # noqa: F821
    ],
)
def test_error_has_one_line_of_help(answer, said):
    message = Function(lambda x: x, ((1.5,),)).judge(answer).message
    assert message.startswith("For 1.5 your code raised ")
    assert said in message


def test_mistake_that_raises_like_the_answer_on_one_case_is_named():
    asked = Function(
        lambda x: 0 if x == 0 else 1 / x,
        ((0,), (2,), (4,)),
        ((lambda x: 2 / x, "Twice too large."), (lambda x: x ^ "a", "Never.")),
    )
    assert asked.judge(lambda x: (1 + 1) / x).message == "Twice too large."
    assert asked.judge(lambda x: 1 / x).message.startswith("For 0 your code raised ZeroDivision")
    assert asked.judge(lambda x: x["a"]).message.startswith("For 0 your code raised TypeError")


def test_two_mistakes_that_agree_on_every_case_are_both_named():
    wrong = (lambda x: x + x, "You doubled it."), (lambda x: 2 * x, "You took two.")
    told = Function(lambda x: x, ((1,), (3,)), wrong).judge(lambda x: x * 2).message
    assert told == "You doubled it. Or: You took two."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda v: v - v.mean() / v.std(ddof=0),
            "For [2, 4, 12] it returns [0.61127, 2.61127, 10.6113]; expected [-4, -2, 6].",
        ),
        (
            lambda v: (v - v.mean()).set_axis(["a", "b", "c"]),
            "For [2, 4, 12] it returns [-4, -2, 6]. The values are right; the row labels",
        ),
        (lambda v: 0, "For [2, 4, 12] it returns 0: return a Series, like [-4, -2, 6]."),
        (lambda v: (v - v.mean()).head(2), "For [2, 4, 12] it returns [-4, -2]. 3 rows are asked"),
    ],
)
def test_columns_are_shown_by_their_first_values(answer, said):
    asked = Function(lambda v: v - v.mean(), ((pd.Series([2.0, 4.0, 12.0]),),))
    assert asked.judge(answer).message.startswith(said)
    assert asked.judge(lambda v: (v - v.mean()).to_numpy()).right


@pytest.mark.parametrize(("digits", "right"), [(4, True), (3, True), (2, False), (1, False)])
def test_function_may_round_to_three_digits(digits, right):
    asked = Function(lambda x: x / 9, ((1,), (2,)), tolerance=1e-9)
    assert asked.judge(lambda x: round(x / 9, digits)).right == right


def test_function_that_counts_may_not_round():
    asked = Function(lambda x: 2_317 * x, ((1,), (2,)))
    assert not asked.judge(lambda x: round(2_317 * x, -1)).right


@pytest.mark.parametrize(("digits", "right"), [(4, True), (3, True), (2, False)])
def test_table_may_be_rounded_to_three_digits(digits, right):
    shares = pd.Series({"a": 1 / 3, "b": 2 / 3})
    assert Table(shares).judge(shares.round(digits)).right == right


def test_numbers_as_names_of_columns_may_be_text():
    table = pd.DataFrame({9: [1, 2], 9.5: [3, 4]})
    assert Table(table).judge(table.set_axis(["9", "9.5"], axis=1)).right
    assert Table(table).judge(table[[9.5]]).message == "The column 9 is missing."


@pytest.mark.parametrize(
    "answer",
    [
        [("milk", 4), ("beer", 2)],
        pd.DataFrame({"item": ["beer", "milk"], "n": [2, 4]}),
    ],
)
def test_series_may_come_as_pairs_or_with_its_labels_in_a_column(answer):
    sold = Table(pd.Series({"milk": 4, "beer": 2}))
    assert sold.judge(answer).right
    assert not sold.judge([("milk", 4), ("milk", 2)]).right


def test_series_is_asked_for_by_what_it_is():
    sold = Table(pd.Series({"milk": 4, "beer": 2}))
    assert sold.judge("milk 4").message == "A column with labels is asked for; this is text."
    assert sold.judge(rules()).message == (
        "One column is asked for, its labels in the index; this is a table of 4 columns."
    )


def test_bare_list_of_another_length_is_counted():
    assert SALES.judge([4, 2]).message == "3 values are asked for; this is a list of 2 numbers."


def test_a_number_that_agrees_in_one_digit_by_chance_is_not_called_right():
    told = Function(lambda x: 1 / x, ((6,), (3,))).judge(lambda x: 0.2).message
    assert told == "For 6 it returns 0.2; expected 0.166667."
