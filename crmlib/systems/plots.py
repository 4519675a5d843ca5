"""Pictures of a firm's systems; titles are left to the chapter."""

from typing import TYPE_CHECKING

import pandas as pd

from crmlib.core import Dates, Ids, Text, checked, filled, require_columns

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_versions"]


@checked
def plot_versions(
    versions: filled(customer_id=Ids, valid_from=Dates, valid_to=Dates), tracks: Text
) -> "Axes":
    """Return a bar for each version of each customer, from the day it holds to the day it ends.

    Use it to look at the history that a warehouse keeps.

    Parameters
    ----------
    versions : DataFrame
        One row per version: customer_id, the attribute tracked, valid_from and valid_to.
    tracks : str
        The column that stands in the bars.

    Returns
    -------
    matplotlib.axes.Axes
        Time against customers, the first at the top. What has no end runs to a month after the
        newest day.

    Raises
    ------
    ValueError
        If the attribute is not a column.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-03-01", "9999-12-31"])
    >>> ann = pd.DataFrame({"customer_id": "Ann", "valid_from": days[:2], "valid_to": days[1:]})
    >>> [text.get_text() for text in plot_versions(ann.assign(city=["A", "B"]), "city").texts]
    ['A', 'B']
    """
    import matplotlib.pyplot as plt

    require_columns(versions, [tracks], "versions")
    known = versions["valid_to"].where(versions["valid_to"].dt.year < 9999)
    end = max(known.max(), versions["valid_from"].max()) + pd.Timedelta(days=31)
    names = list(versions["customer_id"].unique())
    colors = {value: f"C{n}" for n, value in enumerate(versions[tracks].unique())}
    axes = plt.figure().subplots()
    for row, start, stop in zip(
        versions.index, versions["valid_from"], known.fillna(end), strict=True
    ):
        place = names.index(versions.at[row, "customer_id"])
        value = versions.at[row, tracks]
        axes.barh(place, stop - start, left=start, height=0.6, color=colors[value], alpha=0.5)
        axes.text(start + (stop - start) / 2, place, str(value), ha="center", va="center")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    return axes
