"""Made-up campaigns, shows and treatments with a planted effect: parameters ours."""

import numpy as np
import pandas as pd

from crmlib.campaigns.effects import _require_groups
from crmlib.campaigns.funnel import STEPS, StepDraws, _step_rates
from crmlib.core import Rng, Rows, checked, number, whole

__all__ = [
    "simulate_campaign",
    "simulate_uplift",
    "simulate_counts",
    "simulate_forms",
    "toy_guests",
    "toy_trial",
]

# Share, response without and with the campaign, mean of each feature.
KINDS = {
    "persuadable": (0.2, False, True, (2.0, 60.0, 4.0)),
    "sure thing": (0.2, True, True, (6.0, 30.0, 3.0)),
    "lost cause": (0.5, False, False, (2.0, 90.0, 1.5)),
    "sleeping dog": (0.1, True, False, (5.0, 40.0, 1.0)),
}
ADULT_SHARE, CONSENT_SHARE, PARENT_SHARE, BUYER_SHARE = 0.55, 0.8, 0.6, 0.85


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
def simulate_uplift(n_customers: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return a made-up trial by lot with four kinds of customers, whose effects are known.

    Use it to see what an uplift score finds; in reality nobody sees `kind` and `effect`.

    Parameters
    ----------
    n_customers : int
        How many customers, at least 1.
    rng : numpy.random.Generator
        Draws kinds, features and the lot.

    Returns
    -------
    DataFrame, one row per customer
        Index customer_id from 1; kind (text); n_orders, recency_days and n_mails_opened (the
        features of `FEATURES`); treated (bool, by a fair coin); responded (bool); effect (1, 0
        or -1: what treating this customer changes).

    Notes
    -----
    Ours, synthetic: 20 % persuadables respond only if treated, 20 % sure things always, 50 % lost
    causes never, 10 % sleeping dogs only if left alone; the mean effect is 0.10. Orders and mails
    opened are Poisson, recency is exponential (whole days); their means are, kind by kind, 2, 6,
    2, 5 orders, 60, 30, 90, 40 days and 4, 3, 1.5, 1 mails.

    References
    ----------
    Radcliffe, N. J. & Surry, P. D. (2011), Real-World Uplift Modelling with Significance-Based
    Uplift Trees, Stochastic Solutions: the four kinds.

    Examples
    --------
    >>> customers = simulate_uplift(20_000, rng=np.random.default_rng(9))
    >>> customers.groupby("kind")["effect"].mean().to_dict()
    {'lost cause': 0.0, 'persuadable': 1.0, 'sleeping dog': -1.0, 'sure thing': 0.0}
    """
    shares, without, with_it, means = map(np.array, zip(*KINDS.values(), strict=True))
    kind = rng.choice(len(KINDS), n_customers, p=shares)
    orders, days, mails = means[kind].T
    treated = rng.random(n_customers) < 0.5
    return pd.DataFrame(
        {
            "kind": np.array(list(KINDS))[kind],
            "n_orders": rng.poisson(orders),
            "recency_days": rng.exponential(days).astype(int),
            "n_mails_opened": rng.poisson(mails),
            "treated": treated,
            "responded": np.where(treated, with_it[kind], without[kind]),
            "effect": with_it[kind].astype(int) - without[kind],
        },
        index=pd.RangeIndex(1, n_customers + 1, name="customer_id"),
    )


@checked
def simulate_counts(draws: StepDraws, *, rng: Rng) -> pd.DataFrame:
    """Return how many reach each step when every person's step is a matter of chance.

    Use it to tell luck from ignorance: one fixed set of rates in all rows shows luck alone.

    Parameters
    ----------
    draws : DataFrame, one row per set of parameters
        As for `funnel_counts`; the cohort is rounded to whole people.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame of int64, one row per row of `draws`
        The columns of `funnel_counts`.

    Notes
    -----
    Each step is binomial in the step before: people decide independently, with one rate for all.
    Where they decide together (a school class comes, or doesn't), luck is larger.

    References
    ----------
    Document 001 of the course's source, exam case 2: the steps.

    Examples
    --------
    >>> from crmlib.campaigns import show_assumptions
    >>> likely = show_assumptions()["likely"].to_frame().T
    >>> counts = simulate_counts(likely, rng=np.random.default_rng(9))
    >>> bool((counts.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None))
    True
    """
    rates = _step_rates(draws)
    counts = [np.rint(draws["cohort"].to_numpy(dtype=float)).astype(np.int64)]
    for step in range(1, len(STEPS)):
        counts.append(rng.binomial(counts[-1], rates[:, step]))
    return pd.DataFrame(dict(zip(STEPS, counts, strict=True)), index=draws.index)


@checked
def simulate_forms(n_forms: Rows, *, rng: Rng) -> pd.DataFrame:
    """Return synthetic application forms with ages, consents and first baskets.

    Use it to practise the step from a paper form to a customer record.

    Parameters
    ----------
    n_forms : int
        How many forms were handed in, at least 1.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    DataFrame, one row per form
        guest_id (text), age (17 or 18), consents (bool: ticked that she may be contacted),
        parent_agrees (bool: a parent signed; False for adults) and first_basket (USD, 0 if she
        bought nothing at the desk).

    Notes
    -----
    Parameters of ours: 55 % are 18; 80 % consent; 60 % of the younger ones bring a signature;
    85 % buy, for $20 on the median, log-normal with spread 0.6, rounded to cents.

    References
    ----------
    None: made up for this course.

    Examples
    --------
    >>> forms = simulate_forms(100, rng=np.random.default_rng(9))
    >>> bool((forms.loc[forms["age"] == 18, "parent_agrees"] == False).all())
    True
    """
    adult, consents, parent, buys = rng.random((4, n_forms)) < np.array(
        [[ADULT_SHARE], [CONSENT_SHARE], [PARENT_SHARE], [BUYER_SHARE]]
    )
    basket = np.where(buys, rng.lognormal(np.log(20), 0.6, n_forms), 0.0)
    return pd.DataFrame(
        {
            "guest_id": [f"G{number:05d}" for number in range(1, n_forms + 1)],
            "age": np.where(adult, 18, 17),
            "consents": consents,
            "parent_agrees": parent & ~adult,
            "first_basket": basket.round(2),
        }
    )


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
