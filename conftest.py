"""Test settings for the whole course: strict notebooks, a fresh display, no figure left open."""

import base64
import io

import matplotlib
import numpy as np
import pandas as pd
import pytest
from nbval.kernel import RunningKernel
from nbval.plugin import IPyNbCell

matplotlib.use("Agg")
collect_ignore = ["tests/fixtures"]  # a chapter's stand-ins, for its kernel only

PNG = "image/png"
# Two processors draw the same figure with up to ten pixels that differ by one level of 255.
MOST_LEVELS, MOST_PIXELS, SAME_LEVELS = 24, 30, 2


def _execute(self, cell_input, allow_stdin=None):
    """Run a cell as JupyterLab does: with history, so that a trailing `;` silences its value."""
    return self.kc.execute(
        cell_input, store_history=True, allow_stdin=allow_stdin, stop_on_error=False
    )


def _compare(self, test, ref, skip_compare=None):
    """Compare text as nbval does, and pictures by their pixels."""
    skipped = set(skip_compare or self.parent.skip_compare) | {PNG}
    if not _compare_texts(self, test, ref, tuple(skipped)):
        return False
    problem = _picture_problem(_pictures(ref), _pictures(test))
    if problem:
        self.comparison_traceback.append(f" mismatch '{PNG}': {problem}")
    return not problem


def _pictures(outputs):
    return [output["data"][PNG] for output in outputs if PNG in output.get("data", {})]


def _picture_problem(stored, new):
    """Say in what way new pictures differ from stored ones, or nothing."""
    if len(stored) != len(new):
        return f"{len(stored)} stored, {len(new)} new"
    for before, after in zip(map(_pixels, stored), map(_pixels, new), strict=True):
        if before.shape != after.shape:
            return f"{before.shape} stored, {after.shape} new"
        levels = np.abs(before - after).max(axis=2)
        n_other = int((levels > SAME_LEVELS).sum())
        if levels.max() > MOST_LEVELS or n_other > MOST_PIXELS:
            return f"{n_other:,} pixels differ, by up to {levels.max()} levels of 255"
    return ""


def _pixels(picture):
    """Return a PNG as levels from 0 to 255, rows by columns by red, green, blue and opacity."""
    from PIL import Image

    with Image.open(io.BytesIO(base64.b64decode(picture))) as image:
        return np.asarray(image.convert("RGBA"), dtype=int)


_compare_texts = IPyNbCell.compare_outputs
IPyNbCell.compare_outputs = _compare
RunningKernel.execute_cell_input = _execute


@pytest.fixture(autouse=True)
def _fresh_display():
    """Undo what `set_theme` sets, and close every figure."""
    yield
    import matplotlib.pyplot as plt

    pd.reset_option("display")
    plt.close("all")
    matplotlib.rcdefaults()
    matplotlib.use("Agg")
