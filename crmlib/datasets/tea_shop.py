"""The export of an invented tea shop, as it stands in its file."""

from pathlib import Path

import pandas as pd

from crmlib import course_root
from crmlib.datasets.exports import KNOWN
from crmlib.datasets.headers import _Wanted
from crmlib.datasets.readers import _read_sheet
from crmlib.datasets.real import _present

__all__ = ["load_tea_shop"]


def load_tea_shop() -> pd.DataFrame:
    """Return the rows of an invented tea shop's export, every cell as the text it is.

    Use it to see what `load_orders("tea_shop", currency="eur")` has to read.

    Returns
    -------
    DataFrame
        One row per row of `datasets/tea_shop_orders.csv`, empty ones, sums and repeated headers
        among them: Order no, Email, Date, Status, Item, Quantity, Line total, Currency and
        Refunded, all text. What stands beyond the ninth field of 4 rows is not shown.

    Raises
    ------
    FileNotFoundError
        If the file is missing from datasets/.

    Notes
    -----
    Invented: one draw of `simulate_tea_shop` in `crmlib/datasets/simulated.py`, seed 17, which
    says how many rows of each trouble are planted, and what truth can be recovered.

    Examples
    --------
    >>> load_tea_shop().loc[0, ["Date", "Line total"]].tolist()
    ['04/01/2024', '39.00']
    """
    return _read_sheet(_tea_shop_file(), None, _Wanted(KNOWN, frozenset())).table


def _tea_shop_file() -> Path:
    return _present(course_root() / "datasets" / "tea_shop_orders.csv")
