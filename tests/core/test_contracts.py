"""What the signature says is held, in words, before the body runs."""

import inspect
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, dataclass, field, replace
from datetime import date
from fractions import Fraction as Ratio

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.core import (
    Amount,
    Amounts,
    Count,
    Date,
    Dates,
    Flag,
    Flags,
    Fraction,
    Ids,
    Level,
    Number,
    Numbers,
    Positive,
    Rng,
    Rows,
    Steps,
    Text,
    Texts,
    Whole,
    checked,
    choice,
    column,
    either,
    filled,
    mapping,
    missing_allowed,
    number,
    table,
    table_of,
    values,
    whole,
)
from crmlib.forecasts.bg_nbd import BgNbd

Unit = choice("days", "weeks")
RNG = np.random.default_rng(8)


def take(kind, value):
    """Give a value to a function whose argument `given` is of a kind; return what arrives."""

    @checked
    def function(given: kind):
        return given

    return function(value)


@pytest.fixture
def orders():
    """Ann orders twice, Bob once; a note that nobody asks for."""
    return pd.DataFrame(
        {
            "customer_id": ["Ann", "Ann", "Bob"],
            "order_date": ["2024-01-01", "2024-01-15", "2024-01-08"],
            "amount": pd.array([20, 12, 50], "Int64"),
            "note": pd.array([1, None, 2], "Int64"),
        }
    )


@dataclass(frozen=True)
@checked
class Terms:
    """A class of data with a rule of its own."""

    margin: Fraction
    unit: Unit = "weeks"
    until: Date | None = None
    labels: list = field(default_factory=list)

    def __post_init__(self) -> None:
        """Refuse a margin of nothing."""
        if self.margin == 0:
            raise ValueError("`margin` must exceed 0; got 0.")


# Scalars


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        (Number, [-2, 0.5, 1e308]),
        (number(-1, 1), [-1, 1.0]),
        (Fraction, [0, 0.5, 1]),
        (Amount, [0, 2.5, 1e308]),
        (Positive, [5e-324, 3]),
        (Level, [0.05, 0.95]),
        (Whole, [0, 2**53]),
        (whole(-3, 5), [-3, 5]),
        (Count, [1, 2**53]),
        (Rows, [1, 20_000_000]),
        (Steps, [1, 100_000]),
        (Flag, [True, False]),
        (Text, ["", "Ann"]),
        (Unit, ["days", "weeks"]),
        (Rng, [RNG]),
        (float, [-2.5, 3]),
        (int, [-(2**53), 3]),
        (bool, [False]),
        (str, ["x"]),
        (np.random.Generator, [RNG]),
    ],
)
def test_good_value_arrives_as_it_is(kind, good):
    assert all(take(kind, value) is value for value in good)


@pytest.mark.parametrize(
    ("kind", "bad", "said"),
    [
        (Number, np.nan, r"lie in \(-inf, inf\); got nan"),
        (Number, np.inf, "be a finite number; got inf"),
        (Number, 10**400, r"be a finite number; got 1000\d+\.\.\.\d+"),
        (number(-1, 1), 1.5, r"lie in \[-1, 1\]; got 1.5"),
        (Fraction, 20, r"lie in \[0, 1\]; got 20"),
        (Amount, -0.1, r"lie in \[0, inf\); got -0.1"),
        (Positive, 0, "exceed 0; got 0"),
        (Level, 95, r"lie in \[0, 1\]; got 95"),
        (Level, 1.0, "lie between 0 and 1; got 1.0"),
        (Whole, -1, "be at least 0; got -1"),
        (whole(1, 600), 601, "be at most 600; got 601"),
        (Count, 0, "be at least 1; got 0"),
        (Count, 2**63, "be at most 9007199254740992; got 9223372036854775808"),
        (Rows, 10**9, "be at most 20000000; got 1000000000"),
        (Steps, 10**6, "be at most 100000; got 1000000"),
        (int, 2**53 + 1, "be at most 9007199254740992"),
        (Unit, "years", "be one of 'days', 'weeks'; got 'years'"),
        (Date, "05/02/2020", "be a date like '2020-02-05'; got '05/02/2020'"),
    ],
)
def test_value_that_breaks_the_rule_is_refused(kind, bad, said):
    with pytest.raises(ValueError, match=f"^`given` must {said}"):
        take(kind, bad)


@pytest.mark.parametrize(
    ("kind", "bad", "said"),
    [
        (Number, "3", "be a number; got str"),
        (Number, True, "be a number; got bool"),
        (Amount, None, "be a number; got NoneType"),
        (Level, 1j, "be a number; got complex"),
        (Whole, 1.0, r"be a whole number; got 1\.0"),
        (Count, np.True_, "be a whole number; got np.True_"),
        (Flag, 1, "be True or False; got 1"),
        (Text, 5, "be text; got int"),
        (Unit, 7, "be text; got int"),
        (Date, 20200205, "be a date; got int"),
        (Rng, 8, r"be a random generator; got int\. Make one with np\.random\.default_rng\(8\)"),
        (pd.DataFrame, [1], "be a DataFrame; got list"),
        (pd.Series, [1], "be a Series; got list"),
    ],
)
def test_value_of_another_kind_is_refused(kind, bad, said):
    with pytest.raises(TypeError, match=f"^`given` must {said}"):
        take(kind, bad)


@pytest.mark.parametrize(
    ("kind", "value", "plain"),
    [
        (Number, np.float32(2.5), float),
        (Fraction, np.int8(1), int),
        (Positive, np.float64(2), float),
        (Level, np.float64(0.5), float),
        (Amount, Ratio(1, 2), float),
        (Count, np.uint64(3), int),
        (Flag, np.True_, bool),
        (Date, date(2020, 2, 5), pd.Timestamp),
        (Date, "2020-02-05", pd.Timestamp),
        (Date, np.datetime64("2020-02-05"), pd.Timestamp),
    ],
)
def test_scalars_in_other_clothes_arrive_plain(kind, value, plain):
    found = take(kind, value)
    assert type(found) is plain
    assert found == (pd.Timestamp("2020-02-05") if plain is pd.Timestamp else value)


@given(st.floats() | st.integers())
def test_number_arrives_exactly_when_it_is_finite(value):
    try:
        found = take(Number, value)
    except ValueError:
        assert not np.isfinite(float(value))
    else:
        assert found is value


def test_none_stands_for_what_is_optional():
    for kind in (Date, Unit, values(Numbers), table(a=Ids), column(Flags), Rng, float):
        assert take(kind | None, None) is None
    assert take(Count | None, np.int64(3)) == 3
    with pytest.raises(ValueError, match="`given` must be at least 1; got 0"):
        take(Count | None, 0)


# Tables


def test_columns_of_a_table_arrive_plain_and_the_others_as_they_are(orders):
    found = take(table(customer_id=Ids, order_date=Dates, amount=Amounts), orders)
    assert [str(dtype) for dtype in found.dtypes] == ["str", "datetime64[us]", "int64", "Int64"]
    assert found["amount"].tolist() == [20, 12, 50]
    assert orders["amount"].dtype == "Int64"


def test_table_is_not_copied_when_nothing_changes(orders):
    plain = orders.astype({"amount": int, "order_date": "datetime64[us]"})
    assert take(table(customer_id=Ids, order_date=Dates, amount=Amounts), plain) is plain


def test_table_keeps_what_it_says_of_itself(orders):
    orders.attrs["unit"] = "days"
    assert take(table(amount=Amounts), orders).attrs == {"unit": "days"}


def test_columns_are_found_by_their_full_name_and_once(orders):
    with pytest.raises(ValueError, match=r"columns 'customer_id', 'usd'; got .* \(missing: 'usd'"):
        take(table(customer_id=Ids, usd=Amounts), orders)
    with pytest.raises(ValueError, match=r"`given` must have one column 'note'; got it more than"):
        take(table(note=Ids), pd.concat([orders, orders[["note"]]], axis=1))
    stacked = pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("usd", "net")]))
    with pytest.raises(ValueError, match=r"missing: 'usd'"):
        take(table(usd=Amounts), stacked)


def test_bad_cell_is_placed_by_table_column_and_index(orders):
    with pytest.raises(ValueError, match=r"^`given` must have only numbers of at least 0 in `amou"):
        take(table(amount=Amounts), orders.assign(amount=[1, -1, 1]))


def test_table_may_be_empty_unless_it_must_be_filled(orders):
    assert len(take(table(amount=Amounts), orders[:0])) == 0
    assert len(take(table(amount=Amounts), pd.DataFrame(columns=["amount"]))) == 0
    with pytest.raises(ValueError, match=r"^`given` must have at least one row; got none\.$"):
        take(filled(amount=Amounts), orders[:0])


def test_all_columns_of_a_table_of_one_kind_are_checked():
    answers = pd.DataFrame({"price": [4, None], "taste": pd.array([5, 2], "Int64")})
    found = take(table_of(missing_allowed(Numbers)), answers)
    assert [str(dtype) for dtype in found.dtypes] == ["float64", "int64"]
    with pytest.raises(ValueError, match=r"`given` must have no missing `price`; got 1 such rows"):
        take(table_of(Numbers), answers)


def test_table_of_one_kind_has_columns_named_by_text():
    with pytest.raises(ValueError, match=r"`given` must have at least one column; got none"):
        take(table_of(Numbers), pd.DataFrame(index=[1]))
    with pytest.raises(TypeError, match=r"`given` must have columns named by text; got 0"):
        take(table_of(Numbers), pd.DataFrame([[1]]))


@pytest.mark.parametrize("kind", [table(a=Ids), table_of(Ids), filled(a=Ids)])
def test_table_is_a_frame_of_pandas(kind):
    polars = type("DataFrame", (), {"__module__": "polars.dataframe"})
    with pytest.raises(TypeError, match=r"`given` must be a DataFrame; got that of polars"):
        take(kind, polars())


# Series, rows of values, mappings


def test_series_arrives_plain_with_its_index():
    found = take(column(Numbers), pd.Series([1, 2], ["a", "b"], dtype="Int64"))
    assert found.dtype == "int64"
    assert found.index.tolist() == ["a", "b"]
    with pytest.raises(TypeError, match=r"`given` must be a Series; got ndarray"):
        take(column(Numbers), np.array([1.0]))


@pytest.mark.parametrize(
    "row",
    [
        [1, 2],
        (1, 2),
        np.array([1, 2]),
        range(1, 3),
        pd.Index([1, 2]),
        pd.array([1, 2], "Int64"),
        {"a": 1, "b": 2}.values(),
    ],
)
def test_row_of_values_arrives_as_an_array(row):
    found = take(values(Numbers), row)
    assert isinstance(found, np.ndarray)
    assert found.tolist() == [1, 2]


def test_generator_is_read_once():
    tried: Iterator[float] = (value for value in (1, 2.5))
    assert take(values(Amounts), tried).tolist() == [1, 2.5]
    assert list(tried) == []


def test_series_of_values_keeps_its_index():
    found = take(values(Numbers), pd.Series([1, 2], ["a", "b"], dtype="double[pyarrow]"))
    assert found.index.tolist() == ["a", "b"]
    assert found.dtype == "float64"


def test_row_may_be_empty():
    assert len(take(values(Numbers), [])) == len(take(values(Texts), ())) == 0


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("12", "be one row of values; got str"),
        (5, "be one row of values; got int"),
        ({"a": 1}, "be one row of values; got dict"),
        ({1, 2}, "be one row of values; got set"),
        (np.zeros((2, 2)), "be one row of values; got several"),
        ([[1, 2], [3, 4]], "be one row of values; got several"),
        (pd.DataFrame({"a": [1]}), "be one row of values; got several"),
        (["a"], "have numbers; got str, the first 'a' at index 0"),
        ([True], "have numbers; got bool, the first True at index 0"),
    ],
)
def test_what_is_no_row_of_numbers_is_refused(bad, said):
    with pytest.raises(TypeError, match=f"^`given` must {said}"):
        take(values(Numbers), bad)


def test_one_number_or_a_row_of_them():
    assert take(either(Amount, Amounts), np.float64(2.5)) == 2.5
    assert take(either(Amount, Amounts), [1, 2.5]).tolist() == [1, 2.5]
    for bad, said in ((-1, r"lie in \[0, inf\); got -1"), ([2, -1], "have only numbers of at l")):
        with pytest.raises(ValueError, match=f"^`given` must {said}"):
            take(either(Amount, Amounts), bad)
    with pytest.raises(TypeError, match=r"^`given` must be a number; got str"):
        take(either(Amount, Amounts), "12")


def test_values_of_a_mapping_are_named_by_their_key():
    assert take(mapping(Amount), {"price": np.int64(4)}) == {"price": 4}
    with pytest.raises(ValueError, match=r"^`given\['price'\]` must lie in \[0, inf\); got -1"):
        take(mapping(Amount), {"price": -1})


def test_mapping_goes_from_text():
    with pytest.raises(TypeError, match=r"`given` must be a mapping from names; got list"):
        take(mapping(Amount), [("price", 4)])
    with pytest.raises(TypeError, match=r"`given` must have names of text; got 5"):
        take(mapping(Amount), {5: 4})


# Rows that belong together


@checked(paired=("actual", "score", "weight"))
def hit_rate(
    actual: values(Flags), score: values(Numbers), *, weight: values(Amounts) | None = None
) -> float:
    """Return a share of hits, with or without weights."""
    return float(np.average(np.asarray(actual) == (np.asarray(score) > 0.5), weights=weight))


def test_paired_rows_of_one_index_pass():
    actual = pd.Series([True, False], ["a", "b"])
    assert hit_rate(actual, pd.Series([0.9, 0.1], ["a", "b"])) == 1
    assert hit_rate(actual, [0.9, 0.9], weight=np.array([3, 1])) == 0.75


def test_paired_series_of_another_order_are_refused():
    actual = pd.Series([True, False], ["a", "b"])
    message = (
        r"^`score` must have the index of `actual`; got another\. Rows are paired: "
        r"try score\.reindex\(actual\.index\)\.$"
    )
    with pytest.raises(ValueError, match=message):
        hit_rate(actual, pd.Series([0.1, 0.9], ["b", "a"]))


def test_paired_rows_of_another_length_are_refused():
    with pytest.raises(ValueError, match=r"^`weight` must have the 2 rows of `actual`; got 3\.$"):
        hit_rate([True, False], [0.9, 0.1], weight=[1, 2, 3])


def test_pairs_that_nobody_gave_are_no_pairs():
    @checked(paired=("one", "other"))
    def both(one: values(Numbers) | None = None, other: values(Numbers) | None = None) -> bool:
        return one is other

    assert both()
    assert not both(other=[1, 2])


# Functions


def test_defaults_are_filled_in_and_arguments_go_by_place_or_name():
    @checked
    def shown(price: Amount, /, n: Count = 2, *more: str, unit: Unit = "days", **rest: str) -> list:
        return [price, n, more, unit, rest]

    assert shown(1) == [1, 2, (), "days", {}]
    assert shown(1, np.int64(3), "x", unit="weeks", note="y") == [
        1,
        3,
        ("x",),
        "weeks",
        {"note": "y"},
    ]


@pytest.mark.parametrize(
    ("args", "kwargs", "said"),
    [
        ((), {}, r"shown\(\) missing 1 required positional argument: 'price'"),
        ((1, 2), {}, r"shown\(\) takes 1 positional argument but 2 were given"),
        ((1,), {"prize": 2}, r"shown\(\) got an unexpected keyword argument 'prize'"),
        ((1,), {"price": 2}, r"shown\(\) got multiple values for argument 'price'"),
    ],
)
def test_python_s_own_words_tell_what_is_missing_or_too_much(args, kwargs, said):
    def shown(price: Amount) -> float:
        return price

    with pytest.raises(TypeError, match=said):
        checked(shown)(*args, **kwargs)


def test_checked_function_keeps_its_name_text_and_signature():
    @checked
    def profit(margin: Fraction, sales: Amount, note: object = None) -> float:
        """Return profit."""
        return margin * sales

    assert (profit.__name__, profit.__doc__) == ("profit", "Return profit.")
    assert list(inspect.signature(profit).parameters) == ["margin", "sales", "note"]
    assert {name: kind.name for name, kind in profit.__checks__.items()} == {
        "margin": "Fraction",
        "sales": "Amount",
    }


def test_body_does_not_begin_before_all_is_checked():
    ran = []

    @checked
    def function(first: Count, second: Flag) -> None:
        ran.append(first)

    with pytest.raises(TypeError, match="`second` must be True or False"):
        function(1, "yes")
    assert ran == []


# Classes


def test_class_of_data_checks_and_dresses_its_fields():
    terms = Terms(np.float64(0.5), until="2020-02-05")
    assert type(terms.margin) is float
    assert terms.until == pd.Timestamp("2020-02-05")
    with pytest.raises(ValueError, match=r"`margin` must lie in \[0, 1\]; got 30"):
        Terms(30)
    with pytest.raises(ValueError, match=r"`unit` must be one of 'days', 'weeks'; got 'years'"):
        replace(terms, unit="years")


def test_class_keeps_its_own_rule_and_stays_frozen():
    with pytest.raises(ValueError, match="`margin` must exceed 0; got 0"):
        Terms(0)
    with pytest.raises(FrozenInstanceError):
        Terms(0.5).margin = 2


def test_checked_stands_below_dataclass():
    with pytest.raises(TypeError, match="`checked` must stand below `dataclass`; got Wrong"):

        @checked
        @dataclass
        class Wrong:
            margin: Fraction


def test_class_of_this_package_as_annotation_is_that_class():
    fit = BgNbd(0.24, 4.4, 0.79, 2.4, -9582.4, True, 2357)
    assert take(BgNbd, fit) is fit
    with pytest.raises(TypeError, match=r"`given` must be a BgNbd; got tuple"):
        take(BgNbd, (0.24, 4.4))


def test_fit_must_have_converged():
    fit = BgNbd(0.24, 4.4, 0.79, 2.4, -9582.4, False, 2357)
    with pytest.raises(ValueError, match=r"^`given` must have converged; got BgNbd\(r=0\.24"):
        take(BgNbd, fit)
