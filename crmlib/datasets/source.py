"""The tables of the course's source, as data: what it lists, defines and counts."""

from functools import cache

import pandas as pd

from crmlib import course_root
from crmlib.core import checked, choice
from crmlib.datasets.real import _present

__all__ = ["load_source"]

TABLES = (
    "definitions",
    "lists",
    "stages",
    "levers",
    "findings",
    "contrasts",
    "complaint_steps",
    "promises",
    "conditions",
)


@checked
def load_source(name: choice(*TABLES)) -> pd.DataFrame:
    """Return a table of the course's source.

    Use it where a table is shown as the source has it; the functions that are about a table
    return it indexed and explained.

    Parameters
    ----------
    name : str
        "definitions" (of CRM, with our tags), "lists" (with a number at their head), "stages" (of
        the customer lifecycle), "levers" (nine ways to loyalty, with numbers of ours), "findings"
        (of the complaint survey), "contrasts" (of transaction and relationship marketing),
        "complaint_steps", "promises" (of online, mobile and social CRM) or "conditions" (of
        sharing knowledge).

    Returns
    -------
    DataFrame
        Rows in the source's order; `datasets/datapackage.json` says what each column means, and
        what in it is ours.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    References
    ----------
    Documents 000, 001, 002 and 004 of the course's source.

    Examples
    --------
    >>> load_source("findings")["printed"].tolist()
    ['over 12 %', '4-5', '10 %', '9-10', '1/3', 'other 45 %']
    """
    return _read_source(name).copy()


@cache
def _read_source(name: str) -> pd.DataFrame:
    path = _present(course_root() / "datasets" / f"source_{name}.csv")
    return pd.read_csv(path)
