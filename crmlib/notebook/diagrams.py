"""Boxes and arrows: diagrams that the source lost and the course draws again."""

from collections.abc import Sequence
from reprlib import repr as short
from typing import TYPE_CHECKING, Annotated, Any

from crmlib.core import Anything, Kind, checked, mapping, require_fraction

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_boxes"]


def _place(given: Any, name: str) -> tuple[float, float]:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) != 2:
        raise TypeError(f"`{name}` must be a place (x, y); got {short(given)}.")
    for value in given:
        require_fraction(value, name)
    return tuple(given)


def _arrows(given: Any, name: str) -> list[tuple[str, str, str]]:
    if isinstance(given, str | dict) or not hasattr(given, "__iter__"):
        raise TypeError(f"`{name}` must be a row of arrows; got {type(given).__name__}.")
    arrows = list(given)
    for arrow in arrows:
        texts = isinstance(arrow, tuple | list) and all(isinstance(part, str) for part in arrow)
        if not texts or len(arrow) != 3:
            raise TypeError(f"`{name}` must be (from, to, text) each; got {short(arrow)}.")
    return arrows


Boxes = mapping(Annotated[tuple[float, float], Kind("place", _place)])
Arrows = Annotated[Sequence[tuple[str, str, str]], Kind("values", _arrows, {"*": Anything})]


@checked
def plot_boxes(boxes: Boxes, arrows: Arrows = ()) -> "Axes":
    """Return boxes with text at given places, and arrows between them.

    Use it for a diagram that says who acts on whom.

    Parameters
    ----------
    boxes : mapping of str to (float, float)
        The text in each box, which names it, and the place of its centre, x and y from 0 to 1.
    arrows : iterable of (str, str, str)
        From which box, to which one, and what stands on the arrow (may be empty).

    Returns
    -------
    matplotlib.axes.Axes
        Without frame and title; the chapter sets the title.

    Raises
    ------
    TypeError
        If a place is not two numbers, or an arrow not three texts.
    ValueError
        If there is no box, a place lies outside, or an arrow names no box.

    Notes
    -----
    Arrows run from edge to edge.

    References
    ----------
    None: this is drawing.

    Examples
    --------
    >>> axes = plot_boxes({"shop": (0.2, 0.5), "guest": (0.8, 0.5)}, [("shop", "guest", "serves")])
    >>> [text.get_text() for text in axes.texts if text.get_text()]
    ['shop', 'guest', 'serves']
    """
    import matplotlib.pyplot as plt

    _require_boxes(boxes, arrows)
    axes = plt.figure().subplots()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    axes.axis("off")
    look = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "C0", "linewidth": 2}
    drawn = {
        name: axes.text(*place, name, ha="center", va="center", bbox=look)
        for name, place in boxes.items()
    }
    for start, end, label in arrows:
        ends = {"patchA": drawn[start].get_bbox_patch(), "patchB": drawn[end].get_bbox_patch()}
        style = {"arrowstyle": "-|>", "color": "0.3", "linewidth": 1.5, "shrinkA": 3, "shrinkB": 3}
        axes.annotate("", boxes[end], boxes[start], arrowprops=style | ends)
        middle = [(a + b) / 2 for a, b in zip(boxes[start], boxes[end], strict=True)]
        plain = {"facecolor": "white", "edgecolor": "none", "pad": 2}
        axes.text(*middle, label, ha="center", va="center", bbox=plain if label else None)
    return axes


def _require_boxes(
    boxes: dict[str, tuple[float, float]], arrows: list[tuple[str, str, str]]
) -> None:
    if not boxes:
        raise ValueError("`boxes` must name at least one box; got none.")
    for end in (end for arrow in arrows for end in arrow[:2]):
        if end not in boxes:
            raise ValueError(
                f"`arrows` must join boxes {', '.join(map(repr, boxes))}; got {end!r}."
            )
