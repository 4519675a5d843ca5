"""The customer card: what each department knows, joined by one key."""

from typing import Annotated

import pandas as pd

from crmlib.core import Anything, Ids, Kind, checked, mapping, values

__all__ = ["customer_card"]


def _list(given: object, name: str) -> pd.DataFrame:
    if not isinstance(given, pd.DataFrame):
        raise TypeError(f"`{name}` must be a table; got {type(given).__name__}.")
    if given.index.nlevels > 1 or given.columns.nlevels > 1:
        raise ValueError(f"`{name}` must have one level of index and columns; got more.")
    if given.index.hasnans:
        raise ValueError(f"`{name}` must have no missing customer; got {given.index.isna().sum()}.")
    if given.columns.has_duplicates:
        first = given.columns[given.columns.duplicated()][0]
        raise ValueError(f"`{name}` must have each field once; got {first!r} again.")
    if given.index.has_duplicates:
        first = given.index[given.index.duplicated()][0]
        raise ValueError(f"`{name}` must have one row per customer; got {first!r} again.")
    return given


Lists = mapping(Annotated[pd.DataFrame, Kind("list", _list, {"*": Anything})])


@checked
def customer_card(customer_ids: values(Ids), lists: Lists) -> pd.DataFrame:
    """Return one row per customer with what every department's list says.

    Use it to see how much a firm knows, and who knows it.

    Parameters
    ----------
    customer_ids : Series, array or list
        Whose cards are wanted, each once.
    lists : mapping of str to DataFrame
        By department, a table whose index is the customer's id; a customer may be missing.

    Returns
    -------
    DataFrame
        Index customer_id in the order given; two levels of columns, department and field. What
        nobody knows is missing.

    Raises
    ------
    ValueError
        If a customer stands twice in a list, or a field, or there is no list.

    TypeError
        If ids are numbers here and text there: nothing would be found.

    Examples
    --------
    >>> till = pd.DataFrame({"n_orders": [3, 1]}, index=["Ann", "Ben"])
    >>> form = pd.DataFrame({"age": ["25-34"]}, index=["Ben"])
    >>> customer_card(["Ann", "Ben"], {"till": till, "form": form}).notna().mean().tolist()
    [1.0, 0.5]
    """
    index = pd.Index(customer_ids, name="customer_id")
    if index.has_duplicates:
        first = index[index.duplicated()][0]
        raise ValueError(f"`customer_ids` must hold each customer once; got {first!r} again.")
    if not lists:
        raise ValueError("`lists` must hold at least one table; got none.")
    for name, each in lists.items():
        _require_same_kind(each.index, index, f"`lists[{name!r}]`", "`customer_ids`")
    parts = {name: each.reindex(index) for name, each in lists.items()}
    return pd.concat(parts, axis=1, names=["department", "field"])


def _require_same_kind(ids: pd.Index, wanted: pd.Index, name: str, other: str) -> None:
    """Refuse 1 beside "1", which would find nobody without a word.

    Parameters
    ----------
    ids, wanted : Index
        Names or numbers, either of which may be none.
    name, other : str
        What the caller calls both.

    Raises
    ------
    TypeError
        If one holds numbers and the other text.

    Examples
    --------
    >>> _require_same_kind(pd.Index(["Ann"]), pd.Index([1]), "`links`", "`people`")
    Traceback (most recent call last):
    TypeError: `links` must have ids of the kind of `people`, numbers; got text.
    """
    if not (len(ids) and len(wanted)):
        return
    kinds = ["numbers" if pd.api.types.is_numeric_dtype(each) else "text" for each in (ids, wanted)]
    if kinds[0] != kinds[1]:
        raise TypeError(f"{name} must have ids of the kind of {other}, {kinds[1]}; got {kinds[0]}.")
