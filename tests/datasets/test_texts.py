"""Cells and names lose what hides that they are alike."""

import numpy as np
import pandas as pd

from crmlib.datasets.texts import _set_of, _squeezed, _texts


def test_names_are_alike_without_case_blanks_and_brackets():
    names = ["Order ID", "order_id", " ORDER-ID ", "Order Id (web)", "\uff2frderID"]
    assert {_squeezed(name) for name in names} == {"orderid"}
    assert _squeezed("订单编号 ") == "订单编号"
    assert _squeezed("(EUR)") == "eur"


def test_cells_become_text_and_what_is_missing_blank():
    mixed = pd.Series([17001.0, 1.5, None, np.nan, pd.NaT, " a ", True], dtype=object)
    assert _texts(mixed).tolist() == ["17001", "1.5", "", "", "", "a", "True"]
    assert _texts(pd.Series([" a", None], dtype="str")).tolist() == ["a", ""]
    assert _texts(pd.Series([3.0, np.nan])).tolist() == ["3", ""]
    assert _texts(pd.Series([["tea", 2], ["cup"]])).tolist() == ["['tea', 2]", "['cup']"]


def test_line_of_names_is_cut_at_its_bars():
    assert _set_of("a|b c|") == {"a", "b c", ""}
