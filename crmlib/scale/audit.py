"""One look at a large table before it is used: what pandas would refuse is refused here."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa

from crmlib.core import require_columns
from crmlib.scale.tables import BigTable

__all__ = ["Audit"]

# Above it a float cannot be told from its neighbour in whole cents with certainty.
MOST_MONEY = 10**9
ISO = "'____-__-__%'"
INFINITE = "CAST('Infinity' AS DOUBLE)"
# A sum of cents is exact in any order; a sum of floats is not.
CENTS = "FLOOR(CAST({} AS DOUBLE) * 100 + 0.5)"


@dataclass(frozen=True)
class Audit:
    """What one look at a table has found, beside no fault.

    Parameters
    ----------
    n_rows : int
        Rows of the table.
    end : Timestamp or None
        Day on which the observation ends; None without dates.
    """

    n_rows: int
    end: pd.Timestamp | None


@dataclass(frozen=True)
class _Fault:
    """What a row must not be, as a condition in SQL; what to say of it, and by which example."""

    condition: str
    refusal: str
    example: str


def _audited(
    table: BigTable, name: str, kinds: dict[str, str], as_of: pd.Timestamp | None = None
) -> Audit:
    """Return what a table holds, once it is certain that pandas would take it, too.

    `kinds` says of each column whether it holds an "id", an "item" (which may be missing), a
    "date" or "money".
    """
    _require_types(table, name, kinds)
    day = None if as_of is None or "order_date" not in kinds else _day(as_of, table)
    faults = [fault for key, kind in kinds.items() for fault in _faults(table, name, key, kind)]
    found = table.ask(name, _query(name, kinds, faults, day)).to_pylist()[0]
    for place, fault in enumerate(faults):
        if n := found[f"n_{place}"]:
            raise ValueError(fault.refusal.format(n=n, example=found[f"example_{place}"]))
    if found["n_later"]:
        raise ValueError(
            f"`as_of` must not precede an order; got {day.date()}, but the latest of "
            f"{found['n_later']:,} later orders is on {found['latest']}. "
            "Leave later orders out first."
        )
    latest = None if found["latest"] is None else pd.Timestamp(found["latest"])
    return Audit(found["n_rows"], latest if day is None else day)


def _there(table: BigTable, key: str) -> str:
    """Return the condition, in SQL, that a value is not missing; of floats NaN is, as in pandas."""
    is_float = pa.types.is_floating(table.schema.field(key).type)
    return f"{key} IS NOT NULL" + (f" AND NOT ISNAN({key})" if is_float else "")


def _require_types(table: BigTable, name: str, kinds: dict[str, str]) -> None:
    """Refuse a table without the columns, or with a column of another type, in pandas' words."""
    head = table.head()
    require_columns(head, kinds, name)
    for key, kind in kinds.items():
        found, got = table.schema.field(key).type, head[key].dtype
        found = found.value_type if pa.types.is_dictionary(found) else found
        is_text = pa.types.is_string(found) or pa.types.is_large_string(found)
        if pa.types.is_null(found) and (n := _n_rows(table, name)):
            raise ValueError(f"`{name}` must have no missing `{key}`; got {n:,} such rows.")
        if kind in {"id", "item"} and pa.types.is_nested(found):
            raise TypeError(f"`{name}` must have names or numbers in `{key}`; got {found}.")
        if kind == "money" and not (pa.types.is_integer(found) or pa.types.is_floating(found)):
            raise TypeError(f"`{name}` must have numbers in `{key}`; got {got}.")
        if kind == "date" and is_text:
            _refuse_texts(table, name, key)
        if kind == "date" and not (pa.types.is_timestamp(found) or pa.types.is_date(found)):
            raise TypeError(
                f"`{name}` must have dates in `{key}`; got {got}. "
                "Write the files with dates, not with text."
            )


def _n_rows(table: BigTable, name: str) -> int:
    return table.ask(name, f"SELECT COUNT(*) AS n FROM {name}")["n"][0].as_py()


def _refuse_texts(table: BigTable, name: str, key: str) -> None:
    """Refuse texts that are no dates to pandas either; it reads those of the one good form."""
    sql = f"SELECT COUNT(*) AS n, MIN({key}) AS least FROM {name} WHERE {key} NOT LIKE {ISO}"
    found = table.ask(name, sql).to_pylist()[0]
    if found["n"]:
        raise ValueError(
            f"`{name}` must have only dates like '2020-02-05' in `{key}`; "
            f"got {found['n']:,} others, the least {found['least']!r}."
        )


def _faults(table: BigTable, name: str, key: str, kind: str) -> list[_Fault]:
    missing = _Fault(
        f"NOT ({_there(table, key)})",
        f"`{name}` must have no missing `{key}`; got {{n:,}} such rows.",
        "NULL",
    )
    if kind != "money":
        return [missing] if kind != "item" else []
    value = f"CAST({key} AS DOUBLE)"
    off = f"ABS({value} * 100 - {CENTS.format(key)}) > 0.0001"
    rules = {
        f"ABS({value}) = {INFINITE}": "finite numbers",
        f"{value} < 0": "numbers of at least 0",
        f"{value} > {MOST_MONEY} AND {value} < {INFINITE}": f"numbers up to {MOST_MONEY:,}",
        f"CASE WHEN {value} BETWEEN 0 AND {MOST_MONEY} THEN {off} ELSE FALSE END": "whole cents",
    }
    return [missing] + [
        _Fault(
            condition,
            f"`{name}` must have only {rule} in `{key}`; "
            "got {n:,} others, the least {example}.",
            f"MIN(CASE WHEN {condition} THEN {value} END)",
        )
        for condition, rule in rules.items()
    ]


def _query(name: str, kinds: dict[str, str], faults: list[_Fault], day: object) -> str:
    counts = [
        f"COUNT(CASE WHEN {fault.condition} THEN 1 END) AS n_{place}, "
        f"{fault.example} AS example_{place}"
        for place, fault in enumerate(faults)
    ]
    on = "CAST(order_date AS DATE)" if "order_date" in kinds else "CAST(NULL AS DATE)"
    late = "FALSE" if day is None else f"{on} > DATE '{day.date()}'"
    return (
        f"SELECT COUNT(*) AS n_rows, {', '.join(counts)}, MAX({on}) AS latest, "
        f"COUNT(CASE WHEN {late} THEN 1 END) AS n_later FROM {name}"
    )


def _day(as_of: pd.Timestamp, table: BigTable) -> pd.Timestamp:
    """Return the day in the zone of the orders, without a zone."""
    zoned = getattr(table.schema.field("order_date").type, "tz", None) is not None
    if as_of.tz is not None and not zoned:
        raise TypeError(f"`as_of` must have no time zone, as `order_date` has none; got {as_of}.")
    local = as_of.tz_convert(table.zone) if as_of.tz is not None else as_of
    return pd.Timestamp(np.datetime64(local.date(), "D"))
