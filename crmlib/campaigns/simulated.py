"""Made-up campaigns and girls at a show, with a planted effect: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.campaigns.effects import _require_groups
from crmlib.core import Rng, checked, number, whole

__all__ = [
    "simulate_campaign",
    "toy_guests",
    "toy_trial",
]


@checked
def simulate_campaign(
    n_homes: whole(10, 20_000_000),
    *,
    effect: number(-1e6, 1e6) = 0.0,
    drift: number(-1e6, 1e6) = 0.0,
    rng: Rng,
) -> pd.DataFrame:
    """Return a made-up campaign to heavy spenders, whose effect is known.

    Use it to see which of the three answers finds the truth, and when none does.

    Parameters
    ----------
    n_homes : int
        How many homes, at least 10.
    effect : float
        What the campaign adds to a receiver's spend, USD per day.
    drift : float
        What receivers would have spent more than before in any case, beyond what all homes do,
        USD per day: 0 keeps the trends parallel.
    rng : numpy.random.Generator
        Draws levels, receivers and luck.

    Returns
    -------
    DataFrame, one row per home
        As from `campaign_windows`, without n_days: campaign_id 1, household_id from 1.

    Raises
    ------
    ValueError
        If fewer than two homes received, or didn't.

    Notes
    -----
    Ours, synthetic: a home's level is 4 + a gamma variable (shape 2, scale 4; mean USD 12 per
    day in all); it receives with chance 1 / (1 + exp(-(level - 12) / 4)); spend is the level plus
    a uniform -4 to 4, drawn for either window; all homes spend USD 1 more during the campaign.

    Examples
    --------
    >>> from crmlib.campaigns import mean_answers
    >>> homes = simulate_campaign(2_000, effect=1.0, rng=np.random.default_rng(9))
    >>> mean_answers(homes)["estimate"].round(1).tolist()
    [6.5, 2.0, 0.9]
    """
    level = 4 + rng.gamma(2, 4, n_homes)
    received = rng.random(n_homes) < 1 / (1 + np.exp(-(level - 12) / 4))
    luck = rng.uniform(-4, 4, (2, n_homes))
    homes = pd.DataFrame({"campaign_id": 1, "household_id": range(1, n_homes + 1)})
    during = level + luck[1] + 1 + (effect + drift) * received
    homes = homes.assign(received=received, before=level + luck[0], during=during)
    _require_groups(homes)
    return homes


@checked
def toy_guests() -> pd.DataFrame:
    """Return ten school-leavers and how far each of them went with the firm of the show.

    Use it to count a funnel by eye.

    Returns
    -------
    DataFrame, ten rows
        girl (text); invited, came, applied, bought and again (bool: bought in the second year,
        too); whoever reached a step has reached all steps before it.

    Notes
    -----
    Made up for this course.

    Examples
    --------
    >>> toy_guests().drop(columns="girl").sum().tolist()
    [9, 6, 4, 3, 2]
    """
    names = ["Aiko", "Chie", "Emi", "Fumi", "Kaori", "Mari", "Nao", "Rie", "Sae", "Yuki"]
    n_steps = np.array([5, 1, 3, 2, 4, 1, 5, 0, 2, 1])
    girls = pd.DataFrame({"girl": names})
    for place, step in enumerate(["invited", "came", "applied", "bought", "again"]):
        girls[step] = n_steps > place
    return girls


@checked
def toy_trial() -> pd.DataFrame:
    """Return twelve girls, and whether each would come with the old and with the new invitation.

    Use it to see by eye what a lottery does, as nobody can see both columns in life.

    Returns
    -------
    DataFrame, twelve rows
        girl (text); keen (bool: the six whom the owner would give the new invitation); old and
        new (0 or 1: would she come with it); drawn (bool: the six to whom one lottery gave the
        new one).

    Notes
    -----
    Made up for this course. The new invitation changes two girls: 6 of 12 come with the old one,
    8 of 12 with the new one.

    Examples
    --------
    >>> toy_trial()[["old", "new"]].sum().tolist()
    [6, 8]
    """
    names = ["Aiko", "Chie", "Emi", "Fumi", "Kaori", "Mari"]
    names += ["Nao", "Rie", "Sae", "Toko", "Umi", "Yuki"]
    return pd.DataFrame(
        {
            "girl": names,
            "keen": [place < len(names) // 2 for place in range(len(names))],
            "old": [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0, 0],
            "new": [1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0],
            "drawn": [place in (0, 2, 3, 5, 6, 10) for place in range(len(names))],
        }
    )
