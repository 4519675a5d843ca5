"""Pictures of the systems; what moves has a title, the others leave it to the chapter."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from crmlib.core import Amounts, Dates, Ids, Text, checked, filled, require_columns, whole
from crmlib.systems.discounts import SignUpOffer, offer_table
from crmlib.systems.order_flow import run_orders

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_versions", "plot_crash", "plot_offer"]


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
        If the attribute is not a column, or a version ends before it begins.

    Examples
    --------
    >>> days = pd.to_datetime(["2026-01-01", "2026-03-01", "9999-12-31"])
    >>> ann = pd.DataFrame({"customer_id": "Ann", "valid_from": days[:2], "valid_to": days[1:]})
    >>> [text.get_text() for text in plot_versions(ann.assign(city=["A", "B"]), "city").texts]
    ['A', 'B']
    """
    import matplotlib.pyplot as plt
    from matplotlib.dates import DateFormatter, MonthLocator

    require_columns(versions, [tracks], "versions")
    starts, known = _checked_days(versions)
    end = max(known.max(), starts.max()) + pd.Timedelta(days=31)
    names = versions["customer_id"].astype(str)
    places = {name: place for place, name in enumerate(names.unique())}
    values = versions[tracks].astype(str)
    colors = {value: f"C{n}" for n, value in enumerate(values.unique())}
    axes = plt.figure().subplots()
    for name, value, start, stop in zip(names, values, starts, known.fillna(end), strict=True):
        place, middle = places[name], start + (stop - start) / 2
        axes.barh(place, stop - start, left=start, height=0.6, color=colors[value], alpha=0.5)
        axes.text(middle, place, value, ha="center", va="center", parse_math=False)
    axes.set_yticks(range(len(places)), places, parse_math=False)
    axes.invert_yaxis()
    axes.xaxis.set_major_locator(MonthLocator())
    axes.xaxis.set_major_formatter(DateFormatter("1 %b"))
    return axes


@checked
def plot_crash(
    orders: filled(order_id=Ids, customer_id=Ids, amount=Amounts),
    step: whole(1),
    outbox: whole(0, 1),
    inbox: whole(0, 1),
) -> "Axes":
    """Return how some orders end if the program dies before one step, against the right ending.

    Use it to move the crash, and to switch outbox and inbox on and off.

    Parameters
    ----------
    orders : DataFrame, one row per order
        As for `run_orders`.
    step : int
        The program dies right before this step; behind the last one nothing happens.
    outbox, inbox : int
        1 with, 0 without.

    Returns
    -------
    matplotlib.axes.Axes
        Each measure of the ending in percent of the right one; the title says where the program
        died.

    Examples
    --------
    >>> orders = pd.DataFrame({"order_id": ["O1"], "customer_id": ["C1"], "amount": [40]})
    >>> plot_crash(orders, 3, 0, 0).get_title()
    'Dies before step 3: log takes O1 placed from shop'
    """
    import matplotlib.pyplot as plt

    chosen = {"outbox": outbox == 1, "inbox": inbox == 1}
    right = run_orders(orders, **chosen)
    run = run_orders(orders, crash_at=step, **chosen)
    share = (100 * run.ending / right.ending.where(right.ending != 0)).fillna(0)
    axes = plt.figure().subplots()
    colors = ["C0" if run.ending[name] == right.ending[name] else "C1" for name in share.index]
    axes.barh(share.index, share, color=colors)
    for place, (name, value) in enumerate(run.ending.items()):
        told = (
            f"{value:g}"
            if value == right.ending[name]
            else f"{value:g}, not {right.ending[name]:g}"
        )
        axes.text(share.iloc[place] + 3, place, told, va="center")
    axes.axvline(100, color="0.3", linewidth=0.8)
    axes.grid(visible=False, axis="y")
    axes.set(xlim=(0, max(240, share.max() + 40)), xlabel="of the right ending (%)")
    axes.set_yticks(range(len(share)), share.index, parse_math=False)
    axes.invert_yaxis()
    known = step in right.steps.index
    told = " ".join(right.steps.loc[step]) if known else "the run is over"
    axes.set_title(f"Dies before step {step}: {told}", parse_math=False)
    return axes


@checked
def plot_offer(
    percent: whole(0, 30), member_value: whole(0, 1_500), join_anyway: whole(0, 40)
) -> "Axes":
    """Return what a visitor brings by discount, with one discount marked and the best one.

    Use it to move the discount, what a member is worth, and how many join without a discount.

    Parameters
    ----------
    percent : int
        The discount that is marked, from 0 to 30.
    member_value : int
        What a visitor is worth more as a member, from 0 to 1,500 new Taiwan dollars.
    join_anyway : int
        Of 100 visitors, those who join without a discount, from 0 to 40.

    Returns
    -------
    matplotlib.axes.Axes
        New Taiwan dollars a visitor, against percent of discount; the title tells both points. A
        basket is worth 2,400, and each percent wins two visitors of 100 (ours).

    Examples
    --------
    >>> plot_offer(20, 600, 10).get_title()
    '20 % brings 60 a visitor, the best (10.0 %) 108'
    """
    import matplotlib.pyplot as plt

    offer = SignUpOffer(joins_anyway=join_anyway / 100, member_value=member_value)
    rates = np.arange(0, 30.5, 0.5)
    brings = offer_table(offer, rates / 100)["a_visitor_brings"]
    best = 100 * offer.best_discount
    points = offer_table(offer, [percent / 100])["a_visitor_brings"].iloc[0]
    top = offer_table(offer, [offer.best_discount])["a_visitor_brings"].iloc[0]
    axes = plt.figure().subplots()
    axes.plot(rates, brings, label="a visitor brings")
    axes.plot([percent], [points], "o", color="black", label="this discount")
    axes.plot([best], [top], "^", markersize=10, label="the best one")
    axes.axhline(0, color="0.3", linewidth=0.8)
    axes.set(xlabel="discount for joining (%)", ylabel="new Taiwan dollars a visitor")
    axes.set_title(f"{percent} % brings {points:.0f} a visitor, the best ({best:.1f} %) {top:.0f}")
    axes.legend()
    return axes


def _checked_days(versions: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the days on which versions begin and end by the clock; no end is missing."""
    starts, stops = (versions[name].dt.tz_localize(None) for name in ("valid_from", "valid_to"))
    if (bad := stops <= starts).any():
        raise ValueError(f"`versions` must end after they begin; got {bad.sum()} that don't.")
    return starts, stops.where(stops.dt.year < 9999)
