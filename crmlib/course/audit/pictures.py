"""Pictures as bytes: the same on every run, with words for those who don't see them."""

import io
from collections.abc import Callable
from typing import NamedTuple

__all__ = []

SIZE = (7.2, 3.6)
LOOK = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    "figure.figsize": SIZE,
    "font.family": "DejaVu Sans",
}


class _Picture(NamedTuple):
    """A PNG and what it shows."""

    png: bytes
    alt: str


def _picture(draw: Callable, alt: str) -> _Picture:
    """Draw without a window, whatever the settings of the machine."""
    import matplotlib.pyplot as plt
    import seaborn as sns
    from matplotlib.ticker import StrMethodFormatter

    with plt.rc_context(), sns.axes_style("whitegrid"), sns.color_palette("colorblind"):
        plt.rcParams.update(LOOK)
        axes = draw()
        if abs(axes.get_ylim()[1]) >= 1000:
            axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        held = io.BytesIO()
        axes.figure.savefig(
            held, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None}
        )
        plt.close(axes.figure)
    return _Picture(held.getvalue(), alt)
