"""Channels one after the other: what a question costs, and how long it waits."""

import pandas as pd

from crmlib.core import Amount, Amounts, Flags, Fraction, Fractions, checked, filled

__all__ = [
    "channel_plan",
]


@checked
def channel_plan(
    channels: filled(cost=Amounts, solved=Fractions, minutes=Amounts, all_night=Flags),
    *,
    day_share: Fraction,
    night_minutes: Amount,
) -> pd.Series:
    """Return what a question costs and how long it waits on its way through some channels.

    Use it to compare plans: a robot before people, people alone, a letter at the end.

    Parameters
    ----------
    channels : DataFrame
        The channels in the order in which a question passes them: cost (of one contact), solved
        (share of the questions that it settles), minutes (until its reply), all_night (bool:
        whether it works at night).
    day_share : float
        Share of the questions that come while all channels work.
    night_minutes : float
        Mean time from a question of the night until the morning.

    Returns
    -------
    Series
        cost (mean per question), solved (share), minutes (mean time until the last reply),
        until_morning (share of the questions that wait for the morning).

    Notes
    -----
    What a channel does not settle goes on to the next one. A question of the night that meets a
    channel which sleeps waits once, until the morning, and goes on from there.

    References
    ----------
    Ours; an expected value, step by step.

    Examples
    --------
    >>> robot = {"cost": 0.5, "solved": 0.5, "minutes": 0, "all_night": True}
    >>> chat = {"cost": 3, "solved": 1, "minutes": 1, "all_night": False}
    >>> plan = channel_plan(pd.DataFrame([robot, chat]), day_share=0.9, night_minutes=240)
    >>> plan.round(2).to_dict()
    {'cost': 2.0, 'solved': 1.0, 'minutes': 12.5, 'until_morning': 0.05}
    """
    reach, cost, minutes, until_morning, awake = 1.0, 0.0, 0.0, 0.0, False
    for channel in channels.itertuples():
        if not channel.all_night and not awake:
            awake, until_morning = True, reach * (1 - day_share)
            minutes += until_morning * night_minutes
        cost += reach * channel.cost
        minutes += reach * channel.minutes
        reach *= 1 - channel.solved
    found = {"cost": cost, "solved": 1 - reach, "minutes": minutes, "until_morning": until_morning}
    return pd.Series(found)
