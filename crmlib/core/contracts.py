"""What an argument may be: said once in the signature, checked before the body runs."""

import inspect
from collections.abc import Callable, Mapping
from functools import partial, wraps
from numbers import Real
from reprlib import repr as short
from typing import Annotated, Any, TypeVar, get_args

import numpy as np
import pandas as pd

from crmlib.core.checks import (
    require_choice,
    require_columns,
    require_fit,
    require_kind,
    require_number,
    require_rng,
    require_whole,
)
from crmlib.core.dates import as_date
from crmlib.core.kinds import LARGEST, LARGEST_WHOLE, Kind

__all__ = [
    "checked",
    "number",
    "whole",
    "choice",
    "table",
    "filled",
    "table_of",
    "column",
    "values",
    "either",
    "mapping",
    "Number",
    "Fraction",
    "Amount",
    "Positive",
    "Level",
    "Whole",
    "Count",
    "Rows",
    "Steps",
    "Flag",
    "Text",
    "Date",
    "Rng",
]

Made = TypeVar("Made", bound=Callable)


def checked(made: Made | None = None, *, paired: tuple[str, ...] = ()) -> Made:
    """Return a function, or a class of data, that checks its arguments by their annotations.

    Use it on every public function. A class goes below `dataclass`.

    Parameters
    ----------
    made : callable or class
        Its annotations name kinds; a plain `float`, `int`, `bool`, `str`, frame, series, generator
        or class of this package stands for the kind of the same name.
    paired : tuple of str
        Arguments whose rows belong together: as series they must share one index, and all must
        have one length.

    Returns
    -------
    callable or class
        The same, with the kinds in `__checks__`.

    Examples
    --------
    >>> @checked
    ... def profit(margin: Fraction, sales: Amount) -> float:
    ...     return margin * sales
    >>> profit(1.5, 200)
    Traceback (most recent call last):
    ValueError: `margin` must lie in [0, 1]; got 1.5.
    """
    if made is None:
        return partial(checked, paired=paired)
    kinds = _kinds(made)
    if isinstance(made, type):
        return _checked_class(made, kinds)
    signature = inspect.signature(made)

    @wraps(made)
    def function(*args: Any, **kwargs: Any) -> Any:
        try:
            given = signature.bind(*args, **kwargs)
        except TypeError:
            return made(*args, **kwargs)  # Python's own words for what is missing or too much
        given.apply_defaults()
        for name, kind in kinds.items():
            given.arguments[name] = kind.check(given.arguments[name], name)
        if paired:
            _require_pairs({name: given.arguments[name] for name in paired})
        return made(*given.args, **given.kwargs)

    function.__checks__ = kinds
    return function


def number(low: float = -np.inf, high: float = np.inf) -> Any:
    """Return the kind of one finite number from `low` to `high`.

    Parameters
    ----------
    low, high : float
        The closed range.

    Returns
    -------
    annotation
        Plain Python numbers reach the function.

    Examples
    --------
    >>> @checked
    ... def shown(price: number(0, 10)) -> float:
    ...     return price
    >>> shown(np.float32(2.5))
    2.5
    """
    return Annotated[float, Kind("number", partial(_number, low=low, high=high))]


def whole(low: int = 0, high: int = LARGEST_WHOLE) -> Any:
    """Return the kind of one whole number from `low` to `high`.

    Parameters
    ----------
    low, high : int
        The closed range.

    Returns
    -------
    annotation
        A plain `int` reaches the function.

    Examples
    --------
    >>> @checked
    ... def shown(n_months: whole(1, 600)) -> int:
    ...     return n_months
    >>> shown(10**6)
    Traceback (most recent call last):
    ValueError: `n_months` must be at most 600; got 1000000.
    """
    return Annotated[int, Kind("whole", partial(_whole, low=low, high=high))]


def choice(*options: str) -> Any:
    """Return the kind of one text among some.

    Parameters
    ----------
    *options : str
        What is allowed.

    Returns
    -------
    annotation
        The text reaches the function as it is.

    Examples
    --------
    >>> @checked
    ... def shown(unit: choice("days", "weeks")) -> str:
    ...     return unit
    >>> shown("years")
    Traceback (most recent call last):
    ValueError: `unit` must be one of 'days', 'weeks'; got 'years'.
    """
    return Annotated[str, Kind("choice", partial(_choice, options=options))]


def table(**columns: Kind) -> Any:
    """Return the kind of a frame with some columns, each of its kind; it may have others.

    Parameters
    ----------
    **columns : Kind
        What each column may be.

    Returns
    -------
    annotation
        The columns named reach the function in plain clothes; the others as they are.

    Examples
    --------
    >>> from crmlib.core import Amounts, Ids
    >>> @checked
    ... def spent(orders: table(customer_id=Ids, amount=Amounts)) -> pd.Series:
    ...     return orders.groupby("customer_id")["amount"].sum()
    >>> spent(pd.DataFrame({"customer_id": [1], "amount": ["12"]}))
    Traceback (most recent call last):
    TypeError: `orders` must have numbers in `amount`; got str, the first '12' at index 0.
    """
    return Annotated[pd.DataFrame, Kind("table", partial(_table, columns=columns), columns)]


def filled(**columns: Kind) -> Any:
    """Return the kind of a frame with some columns and at least one row.

    Parameters
    ----------
    **columns : Kind
        What each column may be.

    Returns
    -------
    annotation
        As of `table`.

    Examples
    --------
    >>> from crmlib.core import Dates
    >>> @checked
    ... def last(orders: filled(order_date=Dates)) -> pd.Timestamp:
    ...     return orders["order_date"].max()
    >>> last(pd.DataFrame({"order_date": []}))
    Traceback (most recent call last):
    ValueError: `orders` must have at least one row; got none.
    """
    return Annotated[pd.DataFrame, Kind("table", partial(_table, columns=columns, low=1), columns)]


def table_of(kind: Kind) -> Any:
    """Return the kind of a frame all of whose columns are of one kind, at least one column.

    Parameters
    ----------
    kind : Kind
        What each column may be.

    Returns
    -------
    annotation
        As of `table`.

    Examples
    --------
    >>> from crmlib.core import Numbers, missing_allowed
    >>> @checked
    ... def means(answers: table_of(missing_allowed(Numbers))) -> pd.Series:
    ...     return answers.mean()
    >>> means(pd.DataFrame({"price": [4, None, 2]})).to_dict()
    {'price': 3.0}
    """
    return Annotated[pd.DataFrame, Kind("table_of", partial(_table_of, kind=kind), {"*": kind})]


def column(kind: Kind) -> Any:
    """Return the kind of a series, whose index names what its values belong to.

    Parameters
    ----------
    kind : Kind
        What its values may be.

    Returns
    -------
    annotation
        The function gets the series, its values in plain clothes.

    Examples
    --------
    >>> from crmlib.core import Numbers
    >>> @checked
    ... def best(profit: column(Numbers)) -> str:
    ...     return profit.idxmax()
    >>> best(pd.Series([3, 5], ["a", "b"]))
    'b'
    """
    return Annotated[pd.Series, Kind("column", partial(_column, kind=kind), {"*": kind})]


def values(kind: Kind) -> Any:
    """Return the kind of one row of values: a list, an array or a series.

    Parameters
    ----------
    kind : Kind
        What the values may be.

    Returns
    -------
    annotation
        The function gets a series if it was given one, otherwise an array.

    Examples
    --------
    >>> from crmlib.core import Amounts
    >>> @checked
    ... def total(spend: values(Amounts)) -> float:
    ...     return float(spend.sum())
    >>> total([1, 2.5])
    3.5
    """
    return Annotated[Any, Kind("values", partial(_values, kind=kind), {"*": kind})]


def either(one: Any, many: Kind) -> Any:
    """Return the kind of one number, or of one row of numbers.

    Parameters
    ----------
    one : annotation
        What a single number may be, such as `Amount`.
    many : Kind
        What the numbers of a row may be, such as `Amounts`.

    Returns
    -------
    annotation
        The function gets a number, or what `values` gives.

    Examples
    --------
    >>> from crmlib.core import Amounts
    >>> @checked
    ... def doubled(duration: either(Amount, Amounts)) -> float | np.ndarray:
    ...     return 2 * duration
    >>> doubled(2.5), doubled([1, 2]).tolist()
    (5.0, [2, 4])
    """
    check = partial(_either, one=get_args(one)[1], many=many)
    return Annotated[Any, Kind("either", check, {"*": many})]


def mapping(kind: Any) -> Any:
    """Return the kind of a mapping from names to values of one kind.

    Parameters
    ----------
    kind : annotation
        What each value may be, such as `Amount`.

    Returns
    -------
    annotation
        The function gets a dict.

    Examples
    --------
    >>> @checked
    ... def total(usd: mapping(Amount)) -> float:
    ...     return sum(usd.values())
    >>> total({"price": 40, "effort": 2.5})
    42.5
    """
    return Annotated[Mapping, Kind("mapping", partial(_mapping, kind=get_args(kind)[1]))]


def _kinds(made: Callable) -> dict[str, Kind]:
    if isinstance(made, type):
        hints = inspect.get_annotations(made)
    else:
        parameters = inspect.signature(made).parameters
        hints = {
            name: parameter.annotation
            for name, parameter in parameters.items()
            if parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
        }
    kinds = {name: _kind(hint) for name, hint in hints.items()}
    return {name: kind for name, kind in kinds.items() if kind is not None}


def _kind(hint: Any) -> Kind | None:
    """Return what an annotation asks for; None if it asks for nothing that is checked here."""
    found = [part for part in getattr(hint, "__metadata__", ()) if isinstance(part, Kind)]
    if found:
        return found[0]
    if type(None) in get_args(hint):
        parts = [part for part in get_args(hint) if part is not type(None)]
        inner = _kind(parts[0]) if len(parts) == 1 else None
        return inner and Kind(
            f"{inner.name} or None", partial(_optional, kind=inner), inner.columns
        )
    if hint in PLAIN:
        return PLAIN[hint]
    if isinstance(hint, type) and hint.__module__.startswith("crmlib"):
        fitted = any("converged" in inspect.get_annotations(each) for each in hint.__mro__)
        return Kind(hint.__name__, partial(_fit if fitted else _of_class, kind=hint))
    return None


def _checked_class(made: type, kinds: dict[str, Kind]) -> type:
    if "__dataclass_fields__" in made.__dict__:
        raise TypeError(f"`checked` must stand below `dataclass`; got {made.__name__}.")
    more = made.__dict__.get("__post_init__")

    def check_fields(self: Any) -> None:
        for name, kind in kinds.items():
            object.__setattr__(self, name, kind.check(getattr(self, name), name))
        if more:
            more(self)

    made.__post_init__, made.__checks__ = check_fields, kinds
    return made


def _require_pairs(arguments: dict[str, Any]) -> None:
    """Refuse columns of different length, and series whose rows have different names."""
    given = {name: value for name, value in arguments.items() if value is not None}
    first = next(iter(given), "")
    for name, value in given.items():
        if len(value) != len(given[first]):
            raise ValueError(
                f"`{name}` must have the {len(given[first]):,} rows of `{first}`; "
                f"got {len(value):,}."
            )
        both = all(isinstance(one, pd.Series | pd.DataFrame) for one in (value, given[first]))
        if both and not value.index.equals(given[first].index):
            raise ValueError(
                f"`{name}` must have the index of `{first}`; got another. Rows are paired: "
                f"try {name}.reindex({first}.index)."
            )


def _optional(value: Any, name: str, kind: Kind) -> Any:
    return None if value is None else kind.check(value, name)


def _of_class(value: Any, name: str, kind: type) -> Any:
    require_kind(value, kind, name)
    return value


def _fit(value: Any, name: str, kind: type) -> Any:
    require_fit(value, kind, name)
    return value


def _choice(value: Any, name: str, options: tuple[str, ...]) -> str:
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be text; got {type(value).__name__}.")
    require_choice(value, name, options)
    return value


def _number(value: Any, name: str, low: float = -np.inf, high: float = np.inf) -> float:
    if isinstance(value, np.number):
        value = value.item()
    if isinstance(value, Real) and not isinstance(value, bool) and abs(value) > LARGEST:
        raise ValueError(f"`{name}` must be a finite number; got {short(value)}.")
    require_number(value, name, low, high)
    return value if isinstance(value, int | float) else float(value)


def _positive(value: Any, name: str) -> float:
    found = _number(value, name)
    if found <= 0:
        raise ValueError(f"`{name}` must exceed 0; got {found}.")
    return found


def _level(value: Any, name: str) -> float:
    found = _number(value, name, 0, 1)
    if found in (0, 1):
        raise ValueError(f"`{name}` must lie between 0 and 1; got {found}.")
    return found


def _whole(value: Any, name: str, low: int = 0, high: int = LARGEST_WHOLE) -> int:
    require_whole(value, name, low)
    if value > high:
        raise ValueError(f"`{name}` must be at most {high}; got {short(int(value))}.")
    return int(value)


def _flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"`{name}` must be True or False; got {short(value)}.")
    return bool(value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"`{name}` must be text; got {type(value).__name__}.")
    return value


def _generator(value: Any, name: str) -> np.random.Generator:
    require_rng(value, name)
    return value


def _table(frame: Any, name: str, columns: Mapping[str, Kind], low: int = 0) -> pd.DataFrame:
    require_columns(frame, columns, name)
    if len(frame) < low:
        raise ValueError(f"`{name}` must have at least one row; got none.")
    found = {key: kind.check(frame[key], f"`{name}` in `{key}`") for key, kind in columns.items()}
    changed = {key: value for key, value in found.items() if value is not frame[key]}
    changed = {key: value for key, value in changed.items() if value.dtype != frame[key].dtype}
    return frame.assign(**changed) if changed else frame


def _table_of(frame: Any, name: str, kind: Kind) -> pd.DataFrame:
    require_kind(frame, pd.DataFrame, name)
    if frame.shape[1] == 0:
        raise ValueError(f"`{name}` must have at least one column; got none.")
    if not all(isinstance(key, str) for key in frame.columns):
        odd = next(key for key in frame.columns if not isinstance(key, str))
        raise TypeError(f"`{name}` must have columns named by text; got {short(odd)}.")
    return _table(frame, name, dict.fromkeys(frame.columns, kind))


def _either(given: Any, name: str, one: Kind, many: Kind) -> Any:
    row = np.iterable(given) and not isinstance(given, str | bytes)
    return _values(given, name, many) if row else one.check(given, name)


def _mapping(given: Any, name: str, kind: Kind) -> dict[str, Any]:
    if not isinstance(given, Mapping):
        raise TypeError(f"`{name}` must be a mapping from names; got {type(given).__name__}.")
    if odd := [key for key in given if not isinstance(key, str)]:
        raise TypeError(f"`{name}` must have names of text; got {short(odd[0])}.")
    return {key: kind.check(value, f"{name}[{key!r}]") for key, value in given.items()}


def _column(series: Any, name: str, kind: Kind) -> pd.Series:
    require_kind(series, pd.Series, name)
    return kind.check(series, f"`{name}`")


def _values(given: Any, name: str, kind: Kind) -> pd.Series | np.ndarray:
    if isinstance(given, pd.Series):
        return kind.check(given, f"`{name}`")
    if isinstance(given, str | bytes | dict | set | frozenset) or not np.iterable(given):
        raise TypeError(f"`{name}` must be one row of values; got {type(given).__name__}.")
    given = given if hasattr(given, "__len__") else list(given)
    if np.ndim(given) != 1 if isinstance(given, np.ndarray) else _nested(given):
        raise TypeError(f"`{name}` must be one row of values; got several.")
    return kind.check(pd.Series(given), f"`{name}`").to_numpy()


def _nested(given: Any) -> bool:
    return isinstance(given, pd.DataFrame) or any(
        np.iterable(one) and not isinstance(one, str) for one in given
    )


Number = number()
Fraction = Annotated[float, Kind("Fraction", partial(_number, low=0, high=1))]
Amount = Annotated[float, Kind("Amount", partial(_number, low=0, high=LARGEST))]
Positive = Annotated[float, Kind("Positive", _positive)]
Level = Annotated[float, Kind("Level", _level)]
Whole = whole(0)
Count = whole(1)
# What is made row by row, and what is repeated by a loop, has an end that a learner can await.
Rows = Annotated[int, Kind("Rows", partial(_whole, low=1, high=20_000_000))]
Steps = Annotated[int, Kind("Steps", partial(_whole, low=1, high=100_000))]
Flag = Annotated[bool, Kind("Flag", _flag)]
Text = Annotated[str, Kind("Text", _text)]
Date = Annotated[pd.Timestamp, Kind("Date", as_date)]
Rng = Annotated[np.random.Generator, Kind("Rng", _generator)]

PLAIN: dict[Any, Kind] = {
    float: get_args(Number)[1],
    int: Kind("int", partial(_whole, low=-LARGEST_WHOLE)),
    bool: get_args(Flag)[1],
    str: get_args(Text)[1],
    np.random.Generator: get_args(Rng)[1],
    pd.DataFrame: Kind("DataFrame", partial(_of_class, kind=pd.DataFrame)),
    pd.Series: Kind("Series", partial(_of_class, kind=pd.Series)),
}
