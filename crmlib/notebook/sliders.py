"""Sliders that redraw a picture; the picture also shows where no kernel runs."""

import base64
import struct
from collections.abc import Callable
from numbers import Integral
from typing import Any

from crmlib.core import Text, checked, require_number

__all__ = ["Explorer", "explore"]


class Explorer:
    """Sliders above a picture, stored together with the picture of the starting values.

    Parameters
    ----------
    box : ipywidgets.VBox
        The sliders and the picture that they redraw.
    png : bytes
        The picture of the starting values.
    alt : str
        What one sees in it.
    """

    def __init__(self, box: Any, png: bytes, alt: str) -> None:
        self.box, self.png, self.alt = box, png, alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        view = "application/vnd.jupyter.widget-view+json"
        data = {
            "text/plain": f"Sliders and a picture: {self.alt}",
            "image/png": base64.b64encode(self.png).decode(),
            view: self.box._repr_mimebundle_()[view],
        }
        return data, {"image/png": {"alt": self.alt, **_shown_size(self.png)}}


@checked
def explore(plot: Callable, *, alt: Text, **ranges: tuple) -> Explorer:
    """Return sliders for the arguments of a plot, above the plot.

    Parameters
    ----------
    plot : callable
        Takes one number per slider by keyword and returns Axes.
    alt : str
        What one sees at the starting values.
    **ranges : tuple
        Lowest, highest and starting value by argument name; whole numbers give whole steps.

    Returns
    -------
    Explorer
        Moves in Jupyter; elsewhere it shows the picture of the starting values.

    Raises
    ------
    TypeError
        If a limit is not a number, or `plot` is no function or does not return Axes.
    ValueError
        If no range or no `alt` is given, or a range is not (low, high, start) in order.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> def line(slope):
    ...     axes = Figure().subplots()
    ...     axes.plot([0, 1], [0, slope])
    ...     return axes
    >>> explore(line, alt="A rising line.", slope=(0.0, 2.0, 1.0)).alt
    'A rising line.'
    """
    import ipywidgets

    if not callable(plot):
        raise TypeError(f"`plot` must be a function; got {type(plot).__name__}.")
    if not ranges:
        raise ValueError("`ranges` must name at least one slider; got none.")
    if not alt.strip():
        raise ValueError("`alt` must say what one sees; got nothing.")
    sliders = {name: _slider(name, *_in_order(name, limits)) for name, limits in ranges.items()}
    png = _picture(plot, sliders)
    image = ipywidgets.Image(value=png, format="png", width=f"{_shown_size(png)['width']}px")

    def redraw(change: dict) -> None:
        image.value = _picture(plot, sliders)

    for slider in sliders.values():
        slider.observe(redraw, names="value")
    natural_size = ipywidgets.Layout(align_items="flex-start")
    box = ipywidgets.VBox([*sliders.values(), image], layout=natural_size)
    return Explorer(box, png, alt)


def _in_order(name: str, limits: tuple) -> tuple:
    if not isinstance(limits, tuple | list) or len(limits) != 3:
        raise ValueError(f"`{name}` must be (low, high, start); got {limits!r}.")
    low, high, start = limits
    for value in limits:
        require_number(value, name)
    if not low <= start <= high or low == high:
        raise ValueError(
            f"`{name}` must be (low, high, start) with low ≤ start ≤ high, low < high; "
            f"got {limits}."
        )
    return low, high, start


def _slider(name: str, low: float, high: float, start: float) -> Any:
    import ipywidgets

    look = {"description": name.replace("_", " "), "style": {"description_width": "12em"}}
    look |= {"layout": ipywidgets.Layout(width="30em"), "continuous_update": False}
    if all(isinstance(value, Integral) for value in (low, high, start)):
        return ipywidgets.IntSlider(start, low, high, **look)
    return ipywidgets.FloatSlider(start, min=low, max=high, step=(high - low) / 50, **look)


def _picture(plot: Callable, sliders: dict) -> bytes:
    import matplotlib.pyplot as plt
    from IPython.core.pylabtools import print_figure

    axes = plot(**{name: slider.value for name, slider in sliders.items()})
    if not hasattr(axes, "figure"):
        raise TypeError(f"`plot` must return Axes; got {type(axes).__name__}.")
    png = print_figure(axes.figure, "retina", bbox_inches="tight")
    plt.close(axes.figure)
    return png


def _shown_size(png: bytes) -> dict[str, int]:
    """Return in how many pixels a picture is shown: each has two of its own, each way."""
    width, height = struct.unpack(">II", png[16:24])
    return {"width": width // 2, "height": height // 2}
