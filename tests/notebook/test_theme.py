"""The theme rounds what is shown; intervals stand one below the other, as the table has them."""

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.notebook.theme import _short_number, set_theme


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (5, "5"),
        (-7, "-7"),
        (1000, "1,000"),
        (np.int64(155848), "155,848"),
        (1469307.0, "1,469,307"),
        (-1469307.4, "-1,469,307"),
        (0.054901, "0.0549"),
        (0.5459, "0.5459"),
        (-0.123456, "-0.1235"),
        (12.3456, "12.35"),
        (999.94, "999.9"),
        (999.96, "1,000"),
        (-999.96, "-1,000"),
        (1.0, "1"),
        (0.0, "0"),
        (-0.0, "0"),
        (1e-7, "1e-07"),
        (np.float32(0.25), "0.25"),
        (np.inf, "inf"),
        (-np.inf, "-inf"),
        (np.nan, "NaN"),
        (pd.NA, "NaN"),
        (None, "NaN"),
    ],
)
def test_number_is_shortened_to_four_digits_or_to_a_whole(value, shown):
    assert _short_number(value) == shown


@given(st.floats(-1e15, 1e15))
def test_short_number_is_within_a_two_thousandth_of_the_number(value):
    assert float(_short_number(value).replace(",", "")) == pytest.approx(value, rel=5.01e-4)


@given(st.floats(-999, 999))
def test_short_number_has_at_most_four_significant_digits(value):
    digits = _short_number(value).lower().split("e")[0].replace(".", "").strip("-").lstrip("0")
    assert len(digits) <= 4


def test_theme_sets_the_precision_of_tables():
    set_theme()
    shown = pd.DataFrame({"share": [0.123456, np.nan], "sales": [1469307.5, 1.0]}).to_string()
    assert "0.1235" in shown
    assert "1,469,308" in shown
    assert "NaN" in shown


def test_theme_shows_at_most_a_dozen_rows():
    set_theme()
    assert len(repr(pd.Series(range(20))).splitlines()) < 20


def test_theme_can_be_set_twice():
    set_theme()
    once = dict(mpl.rcParams)
    set_theme()
    assert dict(mpl.rcParams) == once


def test_theme_draws_figures_that_fit_a_slide():
    set_theme()
    width, height = mpl.rcParams["figure.figsize"]
    assert width <= 8
    assert height <= 4.5


def test_theme_stores_two_pixels_for_one_that_is_shown(monkeypatch):
    import IPython
    from matplotlib_inline import backend_inline

    asked = []
    monkeypatch.setattr(backend_inline, "set_matplotlib_formats", asked.append)
    monkeypatch.setattr(IPython, "get_ipython", lambda: None)
    set_theme()
    assert asked == []  # outside a notebook nothing is stored
    monkeypatch.setattr(IPython, "get_ipython", object)
    set_theme()
    assert asked == ["retina"]
