"""Sliders that redraw a picture; the picture also shows where no kernel runs."""

import base64
import io
from collections.abc import Callable
from typing import Any

__all__ = ["Explorer", "explore"]


class Explorer:
    """Sliders above a picture, stored together with the picture of the starting values."""

    def __init__(self, box: Any, png: bytes, alt: str) -> None:
        self.box, self.png, self.alt = box, png, alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> tuple:
        view = "application/vnd.jupyter.widget-view+json"
        data = {
            "text/plain": f"Sliders and a picture: {self.alt}",
            "image/png": base64.b64encode(self.png).decode(),
            view: self.box._repr_mimebundle_()[view],
        }
        return data, {"image/png": {"alt": self.alt}}


def explore(plot: Callable, *, alt: str, **ranges: tuple) -> Explorer:
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
    ValueError
        If no range is given, or one is not (low, high, start) in order.

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

    if not ranges:
        raise ValueError("`ranges` must name at least one slider; got none.")
    sliders = {name: _slider(name, *_in_order(name, limits)) for name, limits in ranges.items()}
    png = _picture(plot, sliders)
    image = ipywidgets.Image(value=png, format="png")

    def redraw(change: dict) -> None:
        image.value = _picture(plot, sliders)

    for slider in sliders.values():
        slider.observe(redraw, names="value")
    return Explorer(ipywidgets.VBox([*sliders.values(), image]), png, alt)


def _in_order(name: str, limits: tuple) -> tuple:
    if len(limits) != 3 or not limits[0] <= limits[2] <= limits[1]:
        raise ValueError(
            f"`{name}` must be (low, high, start) with low ≤ start ≤ high; got {limits}."
        )
    return limits


def _slider(name: str, low: float, high: float, start: float) -> Any:
    import ipywidgets

    look = {"description": name.replace("_", " "), "style": {"description_width": "12em"}}
    look |= {"layout": ipywidgets.Layout(width="30em"), "continuous_update": False}
    if all(isinstance(value, int) for value in (low, high, start)):
        return ipywidgets.IntSlider(start, low, high, **look)
    return ipywidgets.FloatSlider(start, min=low, max=high, step=(high - low) / 50, **look)


def _picture(plot: Callable, sliders: dict) -> bytes:
    import matplotlib.pyplot as plt

    axes = plot(**{name: slider.value for name, slider in sliders.items()})
    buffer = io.BytesIO()
    axes.figure.savefig(buffer, format="png", bbox_inches="tight")
    plt.close(axes.figure)
    return buffer.getvalue()
