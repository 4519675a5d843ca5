"""Every public function refuses every bad value in our words, and minds no clothes.

The arguments of the first call in each docstring are the good ones. One at a time is replaced: by
values that its kind forbids (each must be refused), and by the same values in other clothes (each
must give the same result).
"""

import contextlib
import copy
import dataclasses
import doctest
import importlib
import inspect
import io
import pkgutil
import re
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

import crmlib
from crmlib.core import Kind

# The mechanism itself, and what takes whatever a learner gives it, have tests of their own.
MECHANISM = tuple(f"crmlib.core.{name}" for name in ("checks", "contracts", "dates", "kinds"))
OTHERS = ("crmlib.__main__", "crmlib.exercises", "crmlib.course", "crmlib.paths", *MECHANISM)
MODULES = [
    name
    for _, name, is_package in pkgutil.walk_packages(crmlib.__path__, "crmlib.")
    if not is_package and not name.startswith(OTHERS)
]
STYLE = re.compile(r"`[\w.*]+(\[.+\])?`.* must .+; got .+", re.S)

# Arguments that no kind describes, with the reason; what each may be is tested beside its module.
FREE = {
    "core.frames.query_frames.values": "whatever the database takes",
    "core.frames.query_frames.frames": "any keyword: a frame",
    "core.likelihood.most_likely.log_likelihood": "a function of ours",
    "core.likelihood.most_likely.start": "parameters of ours",
    "datasets.orders.load_orders.source": "a path, a frame or the name of a table",
    "notebook.sliders.explore.plot": "any function that draws",
    "notebook.sliders.explore.ranges": "any keyword: a range or a list",
    "trends.recommend.reasons_for.home": "a name in the index, whatever names there are",
}

# Tables whose rows have an order that means something, or a result for each row in its place.
IN_ORDER = {
    "lifecycle.plots.plot_one_cohort.ages",  # month after month
    "lifecycle.plots.plot_sales_by_cohort.sales",  # the oldest cohort at the bottom
    "value.plots.plot_tenths.tenths",  # from the best down
    "value.plots.plot_two_periods.groups",  # all at the end
    "loyalty.indices.compare_indices.indices",  # row by row beside `bought`
    "mining.system.request.is_known.patterns",  # one answer per row
    "retail.inventory.manual_replenishment.days",  # day after day
    "service.centre.run_calls.callers",  # in order of arrival
    "service.centre.run_centre.contacts",  # in order of arrival
    "service.planning.run_plan.callers",  # in order of arrival
    "systems.order_flow.run_orders.orders",  # first come, first served
    "systems.order_flow.crash_table.orders",  # as of run_orders
    "systems.plots.plot_crash.orders",  # as of run_orders
    "value.order_age.order_age.orders",  # one age per row
    "service.channels.channel_plan.channels",  # one channel after the other
    "service.robots.judged_answers.scores",  # row by row beside `answer_ids`
    "word_of_mouth.network.news_balance.bad",  # row by row beside `good`
    "word_of_mouth.network.news_balance.good",  # row by row beside `bad`
}

# What answers with a new folder or store each time; `probe_matrix` asks a desk in all clothes.
PLACES = {"scale.simulated.parquet_copies", "knowledge.access.open_desk"}

# What functions return: nobody makes them by hand.
RESULTS = {
    "course.audit.facts.Facts",
    "lifecycle.retention.Sbg",
    "loyalty.zones.ThreeZonesFit",
    "mining.system.answer.Answer",
    "retail.supplier_portal.SupplierView",
    "scale.audit.Audit",
    "scale.tables.BigTable",
    "service.complaints.Move",
    "systems.order_flow.OrderRun",
    "forecasts.bg_nbd.BgNbd",
    "forecasts.bg_nbd.MbgNbd",
    "forecasts.bg_nbd.PurchaseModel",
    "forecasts.gamma_gamma.GammaGamma",
    "word_of_mouth.bass.BassFit",
}

Polars = type("DataFrame", (), {"__module__": "polars.dataframe"})
HUGE = 10**400
NO_SCALARS = [[], {}, set(), object(), b"1", 1 + 2j, np.array([1, 2]), pd.Series([1]), Polars()]
NO_NUMBERS = [*NO_SCALARS, None, "", "12", "nope", True, np.True_, Decimal(1), pd.NA, pd.NaT]
NO_NUMBERS += [float("nan"), np.float64("nan"), float("inf"), float("-inf"), HUGE, -HUGE]
NO_WHOLES = [*NO_NUMBERS, 0.5, 1.0, "1", -(10**30), 2**63, 10**30]
NO_DATES = [
    *NO_SCALARS,
    None,
    "",
    " ",
    "nope",
    "05/02/2020",
    "13.02.2020",
    "2020-02-30",
    "2020-13-01",
]
NO_DATES += ["20200205", "Feb 5 2020", 5, 2**63, True, pd.NaT, np.datetime64("NaT"), float("nan")]
NO_TEXTS = [*NO_SCALARS, None, 5, True, float("nan"), pd.NA]
NO_TABLES = [
    None,
    5,
    "x",
    [],
    {},
    [{"a": 1}],
    pd.Series([1]),
    np.zeros((2, 2)),
    Polars(),
    HUGE,
    b"",
]
BAD_SCALARS = {
    "number": NO_NUMBERS,
    "Fraction": [*NO_NUMBERS, -0.1, 1.1, 2],
    "Amount": [*NO_NUMBERS, -1, -0.1],
    "Positive": [*NO_NUMBERS, 0, -1],
    "Level": [*NO_NUMBERS, 0, 1, -0.1, 95],
    "whole": [*NO_WHOLES, -1],
    "int": NO_WHOLES,
    "Rows": [*NO_WHOLES, 0, -1, 10**9],
    "Steps": [*NO_WHOLES, 0, -1, 10**6],
    "choice": [*NO_TEXTS, "", "no such thing"],
    "Flag": [*NO_SCALARS, None, 0, 1, "yes", "True", float("nan")],
    "Text": NO_TEXTS,
    "Date": NO_DATES,
    "Rng": [None, 8, "8", np.random.RandomState(8), np.random, [], 2**63],
    "DataFrame": NO_TABLES,
    "Series": [None, 5, "x", [1, 2], {"a": 1}, np.array([1.0]), pd.DataFrame({"a": [1]}), Polars()],
}
OBJECTS = [None, 5, "x", [], {}, object(), True, float("nan"), HUGE, Polars()]
BAD_CELLS = {
    "number": ["12", "", "nope", None, [1], Decimal(1), 1 + 2j, np.inf, -np.inf, date(2024, 1, 1)],
    "Flags": ["yes", "True", "", None, 1, [True], np.inf, 2**63],
    "Ids": [None, [1], {"a": 1}, float("nan")],
    "Dates": [None, "05/02/2020", "nope", "", "2020-02-30", "20200205", 5, [1], np.inf, 1 + 2j],
    "Texts": [None, 5, 1.5, [1], float("nan")],
    "labels": [None, "no such label", "", 5.25, float("nan")],
}
NUMBER_KINDS = {"Numbers", "Amounts", "Positives", "Counts", "Fractions", "within"}
MORE_CELLS = {
    "Amounts": [-1],
    "Positives": [0, -1],
    "Counts": [-1, 0.5, 2.0**63],
    "Fractions": [-1, 2],
}


def public(kind: Any) -> list[str]:
    """Return the dotted names, without crmlib, of public functions or classes of data."""
    found = []
    for module in map(importlib.import_module, MODULES):
        for name in module.__all__:
            thing = getattr(module, name)
            if kind(thing) and thing.__module__ == module.__name__:
                found.append(f"{module.__name__}.{name}".removeprefix("crmlib."))
    return found


FUNCTIONS = public(inspect.isfunction)
CLASSES = public(lambda thing: hasattr(thing, "__dataclass_fields__"))
CHECKED = [name for name in [*FUNCTIONS, *CLASSES] if name not in RESULTS]


def thing(name: str) -> Any:
    module, _, attribute = f"crmlib.{name}".rpartition(".")
    return getattr(importlib.import_module(module), attribute)


class Recorder:
    """Stands for a function in its own examples and keeps the arguments of its first call."""

    def __init__(self, function: Any) -> None:
        self.function, self.given = function, None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self.given is None:
            bound = inspect.signature(self.function).bind(*args, **kwargs)
            self.given = copy.deepcopy((bound.arguments, set(bound.kwargs)))
        return self.function(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.function, name)


@cache
def example(name: str) -> dict[str, Any] | None:
    """Return the arguments of the first call in a docstring's examples."""
    function = thing(name)
    space = dict(vars(importlib.import_module(function.__module__)))
    recorder = Recorder(function)
    space[function.__name__] = recorder
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(function) or "")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(Exception):
        for one in examples:
            mode = "single" if one.source.count("\n") <= 1 or one.want else "exec"
            exec(compile(one.source, name, mode), space)
            space[function.__name__] = recorder  # an example may import it
            if recorder.given is not None:
                break
    return None if recorder.given is None else dict(recorder.given[0])


def call(name: str, /, **changed: Any) -> Any:
    """Call a function with its example's arguments, some of them changed."""
    given = copy.deepcopy(example(name)) | changed
    function, positional, named, gap = thing(name), [], {}, False
    for parameter in inspect.signature(function).parameters.values():
        if parameter.name not in given:
            gap = True  # what comes behind it can be given by name only
            continue
        if parameter.kind is parameter.VAR_POSITIONAL:
            positional += given[parameter.name]
        elif parameter.kind is parameter.VAR_KEYWORD:
            named |= given[parameter.name]
        elif parameter.kind is parameter.KEYWORD_ONLY or gap:
            named[parameter.name] = given[parameter.name]
        else:
            positional.append(given[parameter.name])
    return function(*positional, **named)


def said(name: str, /, **changed: Any) -> str:
    """Return what is wrong with the answer to a bad argument; nothing if it is refused well."""
    try:
        result = call(name, **changed)
    except (TypeError, ValueError) as error:
        return "" if STYLE.match(str(error)) else f"{type(error).__name__}: {str(error)[:120]}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:120]}"
    return f"accepted: {str(result)[:60]!r}"


def kinds_of(name: str) -> dict[str, Kind]:
    return getattr(thing(name), "__checks__", {})


def cells(kind: Kind) -> list[Any]:
    """Return values of which one spoils a column of a kind."""
    optional, plain = kind.name.endswith(" or missing"), kind.name.removesuffix(" or missing")
    group = "number" if plain in NUMBER_KINDS else plain
    bad = [*BAD_CELLS.get(group, []), *MORE_CELLS.get(plain, [])]
    missing = (lambda cell: cell is None or cell != cell) if optional else (lambda cell: False)
    return [cell for cell in bad if not missing(cell)]


def spoiled(column: pd.Series, cell: Any) -> pd.Series:
    """Return a column with its last value replaced."""
    values = [*column.astype(object).to_numpy()[:-1], None]
    values[-1] = cell
    plain = isinstance(cell, float | int | complex) and not isinstance(cell, bool)
    if plain and pd.api.types.is_numeric_dtype(column.dtype):
        return pd.Series(values, column.index, name=column.name)
    return pd.Series(values, column.index, dtype=object, name=column.name)


def whole_columns(column: pd.Series, kind: Kind) -> dict[str, pd.Series]:
    """Return a column of numbers as texts, as booleans and as complex numbers."""
    if kind.name.removesuffix(" or missing") not in NUMBER_KINDS:
        return {}
    numbers = column.astype(float)
    return {
        "text": column.astype(str),
        "bool": numbers > numbers.mean(),
        "complex": numbers + 1j,
        "dates": pd.Series(pd.Timestamp("2024-01-01"), column.index),
    }


def bad_tables(frame: pd.DataFrame, kind: Kind) -> dict[str, pd.DataFrame]:
    """Return a table with one fault each, named."""
    found = {}
    columns = kind.columns or {}
    if "*" in columns:
        columns = dict.fromkeys(frame.columns, columns["*"])
    else:
        found |= {f"without {key}": frame.drop(columns=key) for key in columns}
    for key, one in columns.items():
        twice = pd.concat([frame, frame[[key]]], axis=1)
        found[f"{key} twice"] = twice
        if len(frame) == 0:
            continue
        for cell in cells(one):
            found[f"{key} with {cell!r}"] = frame.assign(**{key: spoiled(frame[key], cell)})
        for what, column in whole_columns(frame[key], one).items():
            found[f"{key} as {what}"] = frame.assign(**{key: column})
    return found


def bad_values(kind: Kind, good: Any) -> dict[str, Any]:
    """Return values that a kind forbids, named."""
    plain = kind.name.removesuffix(" or None")
    optional = plain != kind.name
    if plain in {"table", "table_of"}:
        found = {repr(value)[:30]: value for value in NO_TABLES}
        if isinstance(good, pd.DataFrame):
            found |= bad_tables(good, kind)
    elif plain == "column":
        found = {repr(value)[:30]: value for value in BAD_SCALARS["Series"]}
        if isinstance(good, pd.Series) and len(good):
            found |= {f"with {c!r}": spoiled(good, c) for c in cells(kind.columns["*"])}
            found |= whole_columns(good, kind.columns["*"])
    elif plain == "values":
        found = {repr(value)[:30]: value for value in [None, 5, "x", {"a": 1}, [[1, 2], [3, 4]]]}
        if good is not None and len(good):
            as_series = pd.Series(list(good))
            bad = cells(kind.columns["*"])
            found |= {f"with {c!r}": list(spoiled(as_series, c)) for c in bad if c is not None}
    elif plain == "either":
        found = {repr(value)[:30]: value for value in NO_NUMBERS if not np.ndim(value)}
        found |= {f"[{cell!r}]": [cell] for cell in cells(kind.columns["*"])}
    elif plain == "mapping":
        bad = [*OBJECTS, {5: 1.0}, {"a": object()}]
        found = {repr(value)[:30]: value for value in bad if value != {}}
    else:
        found = {repr(value)[:30]: value for value in BAD_SCALARS.get(plain, OBJECTS)}
    return {key: value for key, value in found.items() if not (optional and value is None)}


@pytest.mark.parametrize("name", CHECKED)
def test_every_argument_has_a_kind(name):
    parameters = inspect.signature(thing(name)).parameters
    without = [p for p in parameters if p not in kinds_of(name) and f"{name}.{p}" not in FREE]
    assert without == []


@pytest.mark.parametrize("name", CHECKED)
def test_the_examples_show_a_good_call(name):
    assert example(name) is not None
    call(name)


@pytest.mark.parametrize("name", CHECKED)
def test_bad_values_are_refused_in_our_words(name):
    given = example(name) or {}
    wrong = {}
    for argument, kind in kinds_of(name).items():
        default = inspect.signature(thing(name)).parameters[argument].default
        good = given.get(argument, default)
        for what, value in bad_values(kind, good).items():
            if answer := said(name, **{argument: value}):
                wrong[f"{argument}: {what}"] = answer
    assert wrong == {}


def clothes(value: Any) -> dict[str, Any]:
    """Return the same value in other forms."""
    if isinstance(value, bool):
        return {"numpy": np.bool_(value)}
    if isinstance(value, int):
        return {"numpy": np.int64(value)} | ({"small": np.int8(value)} if abs(value) < 100 else {})
    if isinstance(value, float):
        return {"numpy": np.float64(value)}
    if isinstance(value, pd.Timestamp) and value.tz is None:
        return {"datetime": value.to_pydatetime(), "numpy": value.to_datetime64()}
    if isinstance(value, pd.DataFrame):
        sparse = {k: d.subtype for k, d in value.dtypes.items() if isinstance(d, pd.SparseDtype)}
        return {
            "nullable": value.convert_dtypes(),
            "arrow": value.astype(sparse).convert_dtypes(dtype_backend="pyarrow"),
            "another column": value.assign(beside="x"),
            "another row order": value.iloc[::-1],
        }
    if isinstance(value, pd.Series):
        return {
            "nullable": value.convert_dtypes(),
            "arrow": value.convert_dtypes(dtype_backend="pyarrow"),
        }
    return {}


def in_order(result: Any) -> Any:
    """Return a result with its rows in the order of their names, if they have any."""
    if isinstance(result, pd.DataFrame):
        return result.sort_index().sort_index(axis=1)
    return result.sort_index() if isinstance(result, pd.Series) else result


def same(one: Any, other: Any) -> bool:
    """Say whether two results are equal but for the clothes of their labels."""
    if isinstance(one, pd.DataFrame | pd.Series) and type(one) is type(other):
        test = pd.testing.assert_frame_equal
        test = test if isinstance(one, pd.DataFrame) else pd.testing.assert_series_equal
        try:
            kinds = {"check_dtype": False, "check_index_type": False, "check_categorical": False}
            if isinstance(one, pd.DataFrame):
                kinds["check_column_type"] = False
                other = other.drop(columns="beside", errors="ignore")
            test(one, other, **kinds)
        except AssertionError:
            return False
        return True
    if dataclasses.is_dataclass(one):
        return type(one) is type(other) and same(vars(one), vars(other))
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if hasattr(one, "get_title"):  # axes
        return one.get_title(loc="left") == other.get_title(loc="left")
    if isinstance(one, pd.Index):
        return one.tolist() == other.tolist()
    if one is None or other is None:
        return one is other
    if isinstance(one, float) and isinstance(other, float):  # sums in another order
        return bool(np.isclose(one, other, rtol=1e-9, atol=0, equal_nan=True))
    if type(one).__eq__ is object.__eq__:  # an object of ours or a stranger's: by what it holds
        return type(one) is type(other) and same(vars(one), vars(other))
    return bool(one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1.5, 2.5),
        ("a", "b"),
        ((1, 2.0), (1, 2.5)),
        ({"a": 1}, {"a": 2}),
        (pd.Series([1.0]), pd.Series([2.0])),
        (np.array([1, 2]), np.array([1, 3])),
        (Polars(), 5),
    ],
)
def test_another_result_is_seen(one, other):
    assert not same(one, other)
    assert same(one, copy.deepcopy(one))


@pytest.mark.parametrize("name", [name for name in CHECKED if name not in PLACES])
def test_the_same_in_other_clothes_gives_the_same(name):
    given, wrong = example(name) or {}, {}
    all_kinds = [kind.name for kind in kinds_of(name).values()]
    for argument, kind in kinds_of(name).items():
        value = given.get(argument)
        free = kind.name in {"table_of", "DataFrame", "Series"}
        for what, other in clothes(value).items():
            if what == "another column" and free:
                continue
            if what == "another row order" and (
                f"{name}.{argument}" in IN_ORDER or any(k.startswith("Rng") for k in all_kinds)
            ):
                continue
            try:
                one, another = call(name), call(name, **{argument: other})
                if what == "another row order":
                    one, another = in_order(one), in_order(another)
                if not same(one, another):
                    wrong[f"{argument}: {what}"] = "another result"
            except Exception as error:
                wrong[f"{argument}: {what}"] = f"{type(error).__name__}: {str(error)[:120]}"
    assert wrong == {}


def test_bad_values_are_many():
    scalars = {repr(value)[:40] for bad in BAD_SCALARS.values() for value in bad}
    cell_values = {
        repr(cell) for bad in [*BAD_CELLS.values(), *MORE_CELLS.values()] for cell in bad
    }
    assert len(scalars | cell_values) >= 60
    assert len(FUNCTIONS) > 200
