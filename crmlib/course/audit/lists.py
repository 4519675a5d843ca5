"""Lists for the shop's own tools, by the customers' own ids: made on request, kept here."""

from pathlib import Path

import numpy as np
import pandas as pd

from crmlib.course.audit.facts import Facts
from crmlib.course.audit.first_page import FILES

__all__ = []

DANGEROUS = tuple("=+-@\t\r")  # a spreadsheet would take the cell for a formula
SEED = 17
COLUMNS = ["customer_id", "number", "half", "last_order", "n_orders", "total_spend", "no_order"]


def _lists(facts: Facts) -> dict[str, pd.DataFrame]:
    """Return the lists by file name, halves drawn by lot; who refused mail is left out."""
    people = facts.customers.assign(number=pd.Series(facts.numbers))
    people["last_order"] = people["last_order"].dt.strftime("%Y-%m-%d")
    allowed = people[~people.index.isin(facts.wishes.refused or ())]
    found = {}
    for group, file in FILES.items():
        chosen = allowed[allowed["group"] == group].sort_index()
        found[file] = _drawn(chosen, np.random.default_rng(SEED))
    found["best_tenth.csv"] = _columns(allowed.head(max(len(people) // 10, 1)))
    return found


def _drawn(chosen: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return a list whose customers are to be written to, or not, by lot."""
    n = len(chosen)
    half = np.array(["write", "leave alone"] * (n // 2) + ["leave out"] * (n % 2), dtype=object)
    return _columns(chosen.assign(half=rng.permutation(half)))


def _columns(table: pd.DataFrame) -> pd.DataFrame:
    named = table.rename_axis("customer_id").reset_index()
    named["total_spend"] = named["total_spend"].round(2)
    if "no_order" in named:
        named["no_order"] = named["no_order"].round(3)
    return named[[name for name in COLUMNS if name in named]]


def _write_lists(lists: dict[str, pd.DataFrame], folder: Path) -> None:
    """Write the lists; cells that a spreadsheet would run get an apostrophe."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in lists.items():
        texts = table.select_dtypes(["object", "str"]).columns
        safe = table.assign(**{column: table[column].map(_harmless) for column in texts})
        safe.to_csv(folder / name, index=False, encoding="utf-8-sig", lineterminator="\r\n")


def _harmless(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
