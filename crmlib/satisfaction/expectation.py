"""What is promised, what is delivered, what is felt: one model for six levers."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Fraction,
    Steps,
    checked,
    number,
    values,
    whole,
    within,
)

__all__ = [
    "surprise_path",
    "Offer",
    "offer_path",
    "promise_curve",
    "lever_effects",
]

Points = number(0, 10)
Slope = number(0, 1000)
PROSPECTS = 10_000
MIDDLE_PROMISE = 6.0  # half of the prospects buy at this promise
MARGIN = 20.0  # USD per purchase, before the levers are paid
POINT_COSTS = {"quality": 1.0, "fit": 0.2, "care": 0.5, "foresight": 0.5, "surprise": 1.0}
DISAPPOINTMENT_COST = 3.0  # USD per purchase and point below expectation: returns, complaints
FORESIGHT_HITS = 0.6  # share of guessed needs that are guessed right
DUTY = {"kept": 0.3, "broken": -0.9, "breach_rate": 0.3, "penalty": 4.0}
SUMMARY = ["first_buyers", "gap", "repeat_rate", "profit"]
LEVERS = {  # the field of the offer that a measure moves, and the direction
    "start from the customer": ("fit", 1),
    "control expectations": ("promise", -1),
    "control extra demands": ("extra_duties", -1),
    "care for the customer": ("care", 1),
    "predict needs": ("foresight", 1),
    "effective stimulus": ("surprise", 1),
}


@checked
def surprise_path(gifts: values(Amounts), *, learning_rate: Fraction = 0.5) -> pd.DataFrame:
    """Return how much surprise is left of each gift once customers expect gifts.

    Use it to compare a gift every month with a rare one.

    Parameters
    ----------
    gifts : sequence of float
        Worth of the gift of each month, points, from 0.
    learning_rate : float
        How far the expectation moves towards the last gift, a fraction.

    Returns
    -------
    DataFrame
        One row per month from 1: month, gift, expected, surprise (gift - expected; negative
        where a gift that was expected does not come).

    Notes
    -----
    expected starts at 0; expected(t + 1) = expected(t) + learning_rate · (gift(t) - expected(t)).

    References
    ----------
    Helson, H. (1964). Adaptation-Level Theory. Harper & Row.

    Examples
    --------
    >>> surprise_path([1, 1, 1])["surprise"].tolist()
    [1.0, 0.5, 0.25]
    """
    gifts = np.asarray(gifts, dtype=float)
    expected = np.zeros(len(gifts))
    for month in range(1, len(gifts)):
        step = gifts[month - 1] - expected[month - 1]
        expected[month] = expected[month - 1] + learning_rate * step
    months = np.arange(1, len(gifts) + 1)
    surprise = gifts - expected
    return pd.DataFrame(
        {"month": months, "gift": gifts, "expected": expected, "surprise": surprise}
    )


@dataclass(frozen=True)
@checked
class Offer:
    """What a firm promises and what it does for its customers.

    Use it to state a whole offer in one place; every number is a point of the same scale.

    Parameters
    ----------
    promise : float
        What the advertising makes people expect, 0 to 10.
    quality : float
        What is delivered, 0 to 10.
    fit : float
        Points gained because the firm works where it matters to customers, from 0.
    extra_duties : int
        Duties promised beside the product, at most 10.
    care : float
        Points gained by small things done well, from 0.
    foresight : float
        Points gained because needs are met before they are voiced, from 0.
    surprise : float
        Points of a gift every month, from 0; customers get used to it.

    Examples
    --------
    >>> Offer(promise=7, quality=6, fit=0.5, extra_duties=2).care
    0.0
    """

    promise: Points = 7.0
    quality: Points = 6.0
    fit: Points = 0.0
    extra_duties: whole(0, 10) = 0
    care: Points = 0.0
    foresight: Points = 0.0
    surprise: Points = 0.0


@checked
def offer_path(offer: Offer, *, n_months: Steps = 12, loss_slope: Slope = 2.0) -> pd.DataFrame:
    """Return what becomes of those who buy on a promise, month by month.

    Use it to see the whole chain: promise, sale, gap, repeat purchase, profit.

    Parameters
    ----------
    offer : Offer
        What is promised and done.
    n_months : int
        At least 1.
    loss_slope : float
        Weight of a point below expectation, against a point above; from 0 to 1,000.

    Returns
    -------
    DataFrame
        One row per month from 1: month, customers (who buy in it), gap (points), repeat_rate
        (fraction of them who buy next month), profit (USD).

    Notes
    -----
    customers(1) = 10,000 / (1 + exp(6 - promise)); gap = quality + fit + care + 0.6 foresight +
    surprise left + duties - promise (four of ten guesses at a need are wrong); repeat_rate =
    1 / (1 + exp(-(0.5 + v(gap)))), with v(g) = g for g ≥ 0 and loss_slope · g below (the default
    of 2 is our assumption). A purchase earns 20 USD, less per point: quality 1 USD, fit
    0.2, care 0.5, foresight 0.5, surprise 1, and 3 per point below expectation (returns,
    complaints). A duty gives 0.3 points when kept, takes 0.9 and 4 USD when broken, and is broken
    with chance 0.3. All parameters are ours: the model shows a mechanism and measures nothing.

    References
    ----------
    Oliver, R. L. (1980). A cognitive model of the antecedents and consequences of satisfaction
    decisions. Journal of Marketing Research 17, 460-469.
    Anderson, E. W. and Sullivan, M. W. (1993). The antecedents and consequences of customer
    satisfaction for firms. Marketing Science 12, 125-143: quality that falls short weighs more
    than quality that exceeds.

    Examples
    --------
    >>> path = offer_path(Offer(promise=6, quality=6))
    >>> path.loc[0, ["customers", "gap"]].tolist()
    [5000.0, 0.0]
    """
    breach = DUTY["breach_rate"]
    per_duty = (1 - breach) * DUTY["kept"] + breach * DUTY["broken"]
    steady = offer.quality + offer.fit + offer.care + FORESIGHT_HITS * offer.foresight
    fresh = surprise_path([offer.surprise] * n_months)["surprise"]
    gap = steady + fresh + per_duty * offer.extra_duties - offer.promise
    value = gap.where(gap >= 0, loss_slope * gap)
    repeat_rate = 1 / (1 + np.exp(-(0.5 + value)))
    first = PROSPECTS / (1 + np.exp(MIDDLE_PROMISE - offer.promise))
    customers = first * repeat_rate.shift(fill_value=1).cumprod()
    cost = sum(price * getattr(offer, name) for name, price in POINT_COSTS.items())
    cost += breach * DUTY["penalty"] * offer.extra_duties
    cost = cost + DISAPPOINTMENT_COST * (-gap).clip(lower=0)
    path = {"customers": customers, "gap": gap, "repeat_rate": repeat_rate}
    path["profit"] = customers * (MARGIN - cost)
    return pd.DataFrame(path).rename_axis("month").reset_index().assign(month=lambda t: t.index + 1)


@checked
def promise_curve(
    offer: Offer, promises: values(within(0, 10)), *, loss_slope: Slope = 2.0
) -> pd.DataFrame:
    """Return what each promise would sell, disappoint and earn in a year.

    Use it to find the promise that earns most: too low and nobody comes, too high and nobody
    comes back.

    Parameters
    ----------
    offer : Offer
        The rest of the offer; its own promise is not used.
    promises : sequence of float
        Promises to try, 0 to 10.
    loss_slope : float
        Weight of a point below expectation, against a point above; from 0 to 1,000.

    Returns
    -------
    DataFrame
        Indexed by promise, in the order given: first_buyers, gap (points, mean over the year's
        purchases), repeat_rate (likewise), profit (USD in twelve months).

    Notes
    -----
    See `offer_path`; means are weighted by the customers of each month.

    References
    ----------
    The parameters are ours.

    Examples
    --------
    >>> curve = promise_curve(Offer(quality=6), [4.5, 5.5, 6.5])
    >>> float(curve["profit"].idxmax())
    5.5
    """
    offers = [replace(offer, promise=promise) for promise in promises]
    rows = [_summary(offer_path(one, loss_slope=loss_slope)) for one in offers]
    index = pd.Index(np.asarray(promises), name="promise")
    return pd.DataFrame(rows, columns=SUMMARY).set_axis(index)


@checked
def lever_effects(offer: Offer, *, step: Points = 1.0) -> pd.DataFrame:
    """Return what one step on each of the six levers changes, all else equal.

    Use it to compare the measures from one starting point; they cost different sums per point.

    Parameters
    ----------
    offer : Offer
        Where the firm stands; a lever that cannot move (a duty less than none) changes nothing.
    step : float
        Points per lever, from 0 to 10; duties move by one.

    Returns
    -------
    DataFrame
        One row per lever, in the order of the source: first_buyers, gap, repeat_rate, profit, as
        differences from the offer as it stands.

    Notes
    -----
    See `offer_path`. The effects depend on where the firm stands; they do not add up.

    References
    ----------
    The six measures are the source's; the model and its parameters are ours.

    Examples
    --------
    >>> lever_effects(Offer(promise=8, extra_duties=2))["first_buyers"].round().idxmin()
    'control expectations'
    """
    now = _summary(offer_path(offer))
    rows = {}
    for lever, (name, direction) in LEVERS.items():
        size = 1 if name == "extra_duties" else step
        moved = min(max(getattr(offer, name) + direction * size, 0), 10)
        rows[lever] = _summary(offer_path(replace(offer, **{name: moved}))) - now
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("lever")


def _summary(path: pd.DataFrame) -> pd.Series:
    weights = path["customers"] / path["customers"].sum()
    means = [(weights * path[column]).sum() for column in ("gap", "repeat_rate")]
    return pd.Series([path["customers"].iloc[0], *means, path["profit"].sum()], index=SUMMARY)
