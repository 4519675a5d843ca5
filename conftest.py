"""Test settings for the whole course: strict notebooks, a fresh display, no figure left open."""

import os

import matplotlib
import pandas as pd
import pytest
from nbval.kernel import RunningKernel

matplotlib.use("Agg")


def _execute(self, cell_input, allow_stdin=None):
    """Run a cell as JupyterLab does: with history, so that a trailing `;` silences its value."""
    return self.kc.execute(
        cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
    )


RunningKernel.execute_cell_input = _execute


def pytest_collection_modifyitems(items):
    """Compare pictures too, where the stored ones come from the same platform."""
    if not os.environ.get("CI"):
        return
    for notebook in {item.parent for item in items if type(item).__name__ == "IPyNbCell"}:
        notebook.skip_compare = tuple(key for key in notebook.skip_compare if key != "image/png")


@pytest.fixture(autouse=True)
def _fresh_display():
    """Undo what `set_theme` sets, and close every figure."""
    yield
    import matplotlib.pyplot as plt

    pd.reset_option("display")
    plt.close("all")
    matplotlib.rcdefaults()
    matplotlib.use("Agg")
