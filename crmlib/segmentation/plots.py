"""Pictures of segments."""

from typing import TYPE_CHECKING

import numpy as np

from crmlib.core import checked, number, whole

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_cut"]

N_POINTS, SEED = 300, 4
SIDES = np.array([[-0.5, -(0.75**0.5) / 3], [0.5, -(0.75**0.5) / 3], [0, 2 * 0.75**0.5 / 3]])


@checked
def plot_cut(n_segments: whole(2, 6), distance: number(0, 20)) -> "Axes":
    """Return a cloud of made-up customers as k-means cuts it, with or without planted segments.

    Parameters
    ----------
    n_segments : int
        How many segments k-means is asked for, from 2 to 6.
    distance : float
        How far three planted centres lie from each other, in standard deviations of a segment;
        0 plants none.

    Returns
    -------
    matplotlib.axes.Axes
        One mark per segment, a cross at each centre; the title tells the silhouette.

    Notes
    -----
    Ours: 300 customers, two columns, normal around three centres drawn by lot; the draw is always
    the same, so that only the sliders change the picture.

    Examples
    --------
    >>> plot_cut(3, 0.0).get_title(loc="left")
    'Asked for 3, k-means returns 3 (silhouette 0.33)'
    """
    import matplotlib.pyplot as plt
    from sklearn.metrics import silhouette_score

    from crmlib.segmentation.clusters import _k_means, _one_thread

    rng = np.random.default_rng(SEED)
    centre = SIDES[rng.integers(0, len(SIDES), N_POINTS)]
    points = rng.normal(size=(N_POINTS, 2)) + distance * centre
    with _one_thread():
        fitted = _k_means(points, n_segments)
    axes = plt.figure().subplots()
    for label, mark in zip(range(n_segments), "o^sDvP", strict=False):
        axes.plot(*points[fitted.labels_ == label].T, mark, ms=4)
    axes.plot(*fitted.cluster_centers_.T, "kX", ms=11)
    width = silhouette_score(points, fitted.labels_)
    told = f"Asked for {n_segments}, k-means returns {n_segments} (silhouette {width:.2f})"
    axes.set_title(told, loc="left")
    axes.set(xlabel="first column (scaled)", ylabel="second column (scaled)")
    axes.set_aspect("equal", adjustable="datalim")
    return axes
