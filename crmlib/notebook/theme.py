"""The look of every figure and table, and the few figures that recur."""

from typing import Any

import pandas as pd

__all__ = ["set_theme"]


def set_theme() -> None:
    """Set the look of figures and the precision of tables, once per notebook.

    Examples
    --------
    >>> set_theme()
    >>> pd.Series([1234.5678, 0.123456])
    0    1,235
    1   0.1235
    dtype: float64
    """
    import seaborn as sns
    from IPython import get_ipython
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    sns.set_theme(
        style="whitegrid",
        palette="colorblind",
        rc={
            "axes.spines.right": False,
            "axes.spines.top": False,
            "axes.titlelocation": "left",
            "axes.titleweight": "bold",
            "figure.dpi": 144,
            "figure.figsize": (7.5, 4.0),
            "savefig.dpi": 144,
        },
    )
    if shell := get_ipython():
        _draw_here(shell)
        set_matplotlib_formats("retina")  # two pixels each way: sharp on a slide
    pd.set_option("display.float_format", _short_number)
    pd.set_option("display.max_rows", 12)
    pd.set_option("display.max_colwidth", 60)


def _draw_here(shell: Any) -> None:
    """Draw into the notebook, also where a variable of the system names a window for pictures."""
    import matplotlib

    if hasattr(shell, "kernel") and not matplotlib.get_backend().startswith("module:"):
        shell.enable_matplotlib("inline")


def _short_number(value: float) -> str:
    """Return a number with at most four significant digits, whole above 1,000."""
    if pd.isna(value):
        return "NaN"
    rounded = float(f"{value:.4g}") + 0.0  # + 0.0: no minus sign before a zero
    return f"{value:,.0f}" if abs(rounded) >= 1000 else f"{rounded:.4g}"
