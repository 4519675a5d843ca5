"""Uplift: whom a campaign changes, not who buys anyway."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Flags,
    Ids,
    Numbers,
    Texts,
    checked,
    column,
    filled,
    require_columns,
    values,
    within,
)

__all__ = [
    "FEATURES",
    "uplift_score",
    "response_score",
    "uplift_table",
    "qini_curve",
    "qini_coefficient",
]

FEATURES = ["n_orders", "recency_days", "n_mails_opened"]
Trial = filled(treated=Flags, responded=Flags)
# A model standardises features, so their squares must be numbers, too.
MODEST = within(-1e100, 1e100)
COUNTS = ["n_treated", "n_control", "treated_responses", "control_responses"]


@checked
def uplift_score(trial: Trial, customers: filled(), features: values(Texts)) -> pd.Series:
    """Return how much treatment is predicted to raise each customer's chance of response.

    Use it to choose whom to treat next time, on customers other than those of the trial.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns treated (bool, by lot), responded (bool) and the features.
    customers : DataFrame, one row per customer to score
        The features.
    features : sequence of str
        Columns of numbers, known before the treatment.

    Returns
    -------
    Series of floats, one per customer
        Index as in `customers`, name uplift_score; from -1 to 1, high is good.

    Raises
    ------
    TypeError
        If a feature does not hold numbers.
    ValueError
        If a feature is no column of both tables or not finite, there is none, or the treated or
        the others of the trial all responded alike.

    Notes
    -----
    Two models: a logistic regression on standardised features for the treated, one for the
    control group; the score is the difference of their predictions. Treatment by lot makes that
    an effect; where somebody chose the treated it measures the choice too.

    References
    ----------
    Radcliffe, N. J. & Surry, P. D. (2011), Real-World Uplift Modelling with Significance-Based
    Uplift Trees, Stochastic Solutions: the two-model approach and its weakness.

    Examples
    --------
    >>> from crmlib.campaigns import simulate_uplift
    >>> trial = simulate_uplift(4_000, rng=np.random.default_rng(9))
    >>> score = uplift_score(trial, trial, FEATURES)
    >>> score.groupby(trial["kind"]).mean().idxmax()
    'persuadable'
    """
    _require_both(trial)
    known, asked = _numbers(trial, features, "trial"), _numbers(customers, features, "customers")
    treated, responded = trial["treated"].to_numpy(), trial["responded"].to_numpy()
    with_it, without = (
        _chances(known[group], responded[group], asked) for group in (treated, ~treated)
    )
    score = with_it - without
    return pd.Series(score, customers.index, name="uplift_score")


@checked
def response_score(trial: Trial, customers: filled(), features: values(Texts)) -> pd.Series:
    """Return each customer's predicted chance of response if treated.

    Use it as what firms usually rank by, to compare with `uplift_score`.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns treated (bool), responded (bool) and the features; only the treated are used.
    customers : DataFrame, one row per customer to score
        The features.
    features : sequence of str
        Columns of numbers, known before the treatment.

    Returns
    -------
    Series of floats, one per customer
        Index as in `customers`, name response_score; fractions.

    Raises
    ------
    TypeError
        If a feature does not hold numbers.
    ValueError
        If a feature is no column of both tables or not finite, there is none, or all treated
        responded alike.

    Notes
    -----
    A logistic regression on standardised features.

    Examples
    --------
    >>> from crmlib.campaigns import simulate_uplift
    >>> trial = simulate_uplift(4_000, rng=np.random.default_rng(9))
    >>> score = response_score(trial, trial, FEATURES)
    >>> score.groupby(trial["kind"]).mean().idxmax()
    'sure thing'
    """
    _require_both(trial)
    treated = trial[trial["treated"]]
    known, asked = _numbers(treated, features, "trial"), _numbers(customers, features, "customers")
    score = _chances(known, treated["responded"].to_numpy(), asked)
    return pd.Series(score, customers.index, name="response_score")


@checked
def uplift_table(trial: Trial, score: column(Numbers), *, n_groups: Count = 10) -> pd.DataFrame:
    """Return response and uplift by group of customers, from the best score to the worst.

    Use it to see whether a score finds those whom the campaign changes, on a trial that the
    score was not fitted to.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns treated (bool, by lot) and responded (bool).
    score : Series of numbers
        Index as in `trial`, each once; high is good.
    n_groups : int
        Groups of equal size (within one); customers with equal scores stand in the order of the
        index.

    Returns
    -------
    DataFrame, one row per group
        Index group, 1 the best; n_treated and n_control (int64); treated_response,
        control_response and uplift, their difference (fractions; NaN where there is nobody);
        share, cumulative share of all customers; incremental, responses that treatment has
        brought in this and all better groups.

    Raises
    ------
    ValueError
        If `trial` and `score` do not have the same labels, each once, a group of the trial is
        empty, or there are more groups than customers.

    Notes
    -----
    incremental = R - r N / n, with R and r the cumulative responses of the N treated and the n of
    the control group so far: Radcliffe's Qini.

    References
    ----------
    Radcliffe, N. J. (2007), Using control groups to target on predicted lift, Direct Marketing
    Analytics Journal, 14-21.

    Examples
    --------
    >>> flags = {"treated": [True, False, True, False], "responded": [True, False, True, True]}
    >>> score = pd.Series([0.9, 0.8, 0.3, 0.2])
    >>> uplift_table(pd.DataFrame(flags), score, n_groups=2)["uplift"].to_dict()
    {1: 1.0, 2: 0.0}
    """
    ranked = _ranked(trial, score).sort_index().sort_values("score", ascending=False, kind="stable")
    if n_groups > len(ranked):
        raise ValueError(
            f"`n_groups` must be at most the number of customers, {len(ranked):,}; got {n_groups}."
        )
    group = pd.Index(np.arange(len(ranked)) * n_groups // len(ranked) + 1, name="group")
    counts = ranked[COUNTS].groupby(group).sum()
    treated_response = counts["treated_responses"] / counts["n_treated"]
    control_response = counts["control_responses"] / counts["n_control"]
    table = counts[["n_treated", "n_control"]].assign(
        treated_response=treated_response,
        control_response=control_response,
        uplift=treated_response - control_response,
        share=(counts["n_treated"] + counts["n_control"]).cumsum() / len(ranked),
    )
    return table.assign(incremental=_incremental(counts.cumsum()))


@checked
def qini_curve(trial: Trial, score: column(Numbers)) -> pd.DataFrame:
    """Return the responses gained if the best so many are treated, for every cut of the score.

    Use it to draw how far a score beats treating at random.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns treated (bool, by lot) and responded (bool).
    score : Series of numbers
        Index as in `trial`, each once; high is good.

    Returns
    -------
    DataFrame, the origin, then one row per distinct score from the best
        share of all customers treated; incremental responses, as in `uplift_table`; random, what
        as many drawn by lot would bring: a straight line to the same end.

    Raises
    ------
    ValueError
        If `trial` and `score` do not have the same labels, each once, or a group of the trial is
        empty.

    Notes
    -----
    Incremental responses are counted among the treated of the trial. The curve may rise above
    its end: there the campaign drives customers away.

    References
    ----------
    Radcliffe, N. J. (2007), Using control groups to target on predicted lift, Direct Marketing
    Analytics Journal, 14-21.

    Examples
    --------
    >>> flags = {"treated": [True, False, True, False], "responded": [True, False, True, True]}
    >>> curve = qini_curve(pd.DataFrame(flags), pd.Series([0.9, 0.9, 0.2, 0.2]))
    >>> curve.to_dict("list")
    {'share': [0.0, 0.5, 1.0], 'incremental': [0.0, 1.0, 1.0], 'random': [0.0, 0.5, 1.0]}
    """
    ranked = _ranked(trial, score).sort_values("score", ascending=False, kind="stable")
    last_of_ties = ranked["score"].to_numpy() != ranked["score"].shift(-1).to_numpy()
    counts = ranked[COUNTS].cumsum()[last_of_ties]
    share = (counts["n_treated"] + counts["n_control"]) / len(ranked)
    curve = pd.DataFrame({"share": share, "incremental": _incremental(counts)})
    curve = pd.concat([pd.DataFrame({"share": [0.0], "incremental": [0.0]}), curve])
    curve = curve.reset_index(drop=True)
    return curve.assign(random=curve["share"] * curve["incremental"].iloc[-1])


@checked
def qini_coefficient(trial: Trial, score: column(Numbers)) -> float:
    """Return how far a score beats chance: the area between its Qini curve and the line.

    Use it to compare scores on the same trial.

    Parameters
    ----------
    trial : DataFrame, one row per customer
        Columns treated (bool, by lot) and responded (bool).
    score : Series of numbers
        Index as in `trial`, each once; high is good.

    Returns
    -------
    float
        Incremental responses per treated customer of the trial, a mean over all shares treated;
        0 for a score that is the same for all, below 0 for one worse than chance.

    Raises
    ------
    ValueError
        As `qini_curve`.

    Notes
    -----
    ∫ (incremental - random) d share / number of treated, by trapezoids. Publications scale the
    area in several ways; compare it within one of them only.

    References
    ----------
    Radcliffe, N. J. (2007), Using control groups to target on predicted lift, Direct Marketing
    Analytics Journal, 14-21.

    Examples
    --------
    >>> flags = {"treated": [True, False, True, False], "responded": [True, False, True, True]}
    >>> qini_coefficient(pd.DataFrame(flags), pd.Series([0.9, 0.9, 0.2, 0.2]))
    0.125
    """
    curve = qini_curve(trial, score)
    area = np.trapezoid(curve["incremental"] - curve["random"], curve["share"])
    return float(area / trial["treated"].sum())


def _chances(known: np.ndarray, responded: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """Return the chances of response that a model of the known customers predicts for others."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if responded.all() or not responded.any():
        raise ValueError(
            "`trial` must have customers with and without a response in each group that is "
            f"modelled; got {len(responded):,} in one group, {responded.sum():,} with one."
        )
    model = make_pipeline(StandardScaler(), LogisticRegression())
    model.fit(known, responded)
    return model.predict_proba(asked)[:, 1]


def _numbers(table: pd.DataFrame, features: Sequence[str], name: str) -> np.ndarray:
    if len(features) == 0:
        raise ValueError("`features` must name a column at least; got none.")
    require_columns(table, features, name)
    columns = [MODEST.check(table[key], f"`{name}` in `{key}`") for key in features]
    return np.column_stack(columns).astype(float)


def _ranked(trial: pd.DataFrame, score: pd.Series) -> pd.DataFrame:
    """Return the score and, as 0 and 1, the four counts of each customer."""
    _require_both(trial)
    Ids.check(pd.Series(trial.index), "`trial` in `index`")
    known = score.index.isin(trial.index)
    repeats = trial.index.duplicated().sum() + score.index.duplicated().sum()
    if repeats or len(score) != len(trial) or not known.all():
        raise ValueError(
            f"`score` must have each of the {len(trial):,} customers once, by the labels of "
            f"`trial`; got {len(score):,} rows, {(~known).sum():,} of others, and {repeats:,} "
            "repeated labels."
        )
    treated, responded = trial["treated"].astype(np.int64), trial["responded"].astype(np.int64)
    flags = [treated, 1 - treated, treated * responded, (1 - treated) * responded]
    return pd.DataFrame(dict(zip(COUNTS, flags, strict=True))).assign(score=score)


def _incremental(counts: pd.DataFrame) -> pd.Series:
    # With no control customer so far there is no response to take away.
    expected = (counts["control_responses"] / counts["n_control"]).fillna(0.0)
    return counts["treated_responses"] - expected * counts["n_treated"]


def _require_both(trial: pd.DataFrame) -> None:
    if trial["treated"].nunique() < 2:
        raise ValueError(
            "`trial` must have treated and others; got "
            f"{trial['treated'].sum():,} treated of {len(trial):,}."
        )
