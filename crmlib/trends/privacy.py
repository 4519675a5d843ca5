"""What a table of people gives away: who stands alone in it, and what can be guessed."""

from math import sqrt

import numpy as np
import pandas as pd

from crmlib.core import (
    Count,
    Counts,
    Flags,
    Ids,
    PlainIds,
    Rng,
    Texts,
    checked,
    column,
    filled,
    normal_quantile,
    require_columns,
    table_of,
    values,
)

__all__ = [
    "unique_table",
    "singled_out",
    "guess_trait",
    "audit_table",
]

FEW = 5  # a group below this size is small, by a common rule of statistical offices
N_FOLDS = 5
PENALTY = 0.01  # C of the logistic regression: few homes, many items
DECIMALS = 4  # of a chance that a model foretells: what lies beyond hangs on the processor


@checked
def unique_table(people: pd.DataFrame, columns: values(Texts)) -> pd.DataFrame:
    """Return how many people stand alone when one column after the other is known.

    Use it before a table is handed on: who is alone is identified by anybody who knows the columns.

    Parameters
    ----------
    people : DataFrame, one row per person or home
        Holds the columns. A missing value is a value of its own: "not told".
    columns : sequence of str
        What becomes known, one after the other.

    Returns
    -------
    DataFrame, one row per column, in the order given
        n_groups (different combinations up to this column), unique (share of people alone in
        theirs) and small (share in a group of fewer than five).

    Raises
    ------
    ValueError
        If there is no row, no column, or a column is missing or named twice.

    Notes
    -----
    The share is one of people, not of combinations.

    References
    ----------
    Sweeney, L. (2002). k-anonymity: a model for protecting privacy. International Journal of
    Uncertainty, Fuzziness and Knowledge-Based Systems 10(5), 557-570.

    Examples
    --------
    >>> people = pd.DataFrame({"age": ["30", "30", "40"], "size": [1, 1, 1], "town": list("aab")})
    >>> unique_table(people, ["size", "age"])["unique"].round(3).to_dict()
    {'size': 0.0, 'age': 0.333}
    """
    names = _known_columns(people, columns)
    codes = {name: pd.factorize(people[name], use_na_sentinel=False)[0] for name in names}
    coded, rows = pd.DataFrame(codes), []
    for n_known in range(1, len(names) + 1):
        keys = names[:n_known]
        sizes = coded.groupby(keys)[keys[0]].transform("size")
        n_groups = len(coded.drop_duplicates(keys))
        rows.append((n_groups, (sizes == 1).mean(), (sizes < FEW).mean()))
    return pd.DataFrame(
        rows, index=pd.Index(names, name="then known"), columns=["n_groups", "unique", "small"]
    )


@checked
def singled_out(
    visits: filled(household_id=PlainIds, store_id=Ids, day=Ids), n_known: Count, *, rng: Rng
) -> float:
    """Return the share of homes that a few known visits single out.

    Use it to see that a table without names still has people in it: whoever knows where and on
    which days somebody shopped looks for the one home that fits.

    Parameters
    ----------
    visits : DataFrame, one row per visit
        Columns household_id, store_id and day. Two visits of one home to one store on one day
        count once.
    n_known : int
        How many visits of each home are known, drawn by lot. Homes with fewer are left out.
    rng : Generator
        Draws the visits that are known.

    Returns
    -------
    float
        Fraction of the homes with at least `n_known` visits; NaN if there is none.

    References
    ----------
    de Montjoye, Y.-A., Radaelli, L., Singh, V. K. and Pentland, A. (2015). Unique in the shopping
    mall: on the reidentifiability of credit card metadata. Science 347, 536-539.

    Examples
    --------
    >>> visits = pd.DataFrame(
    ...     {"household_id": [1, 1, 2, 2], "store_id": [5, 5, 5, 6], "day": [1, 2, 1, 3]}
    ... )
    >>> singled_out(visits, 2, rng=np.random.default_rng(15))
    1.0
    """
    once = visits[["household_id", "store_id", "day"]].drop_duplicates()
    once = once.sort_values(["household_id", "store_id", "day"], kind="stable")
    points = once.groupby(["store_id", "day"], observed=True).ngroup().to_numpy()
    homes = pd.factorize(once["household_id"])[0]
    at_point = pd.Series(homes).groupby(points).agg(frozenset).tolist()
    of_home = np.split(points, np.flatnonzero(np.diff(homes)) + 1)
    rich = [known for known in of_home if len(known) >= n_known]
    if not rich:
        return np.nan
    n_alone = 0
    for known in rich:
        drawn = known[rng.choice(len(known), n_known, replace=False)]
        n_alone += len(frozenset.intersection(*(at_point[point] for point in drawn))) == 1
    return n_alone / len(rich)


@checked
def guess_trait(counts: table_of(Counts), has_trait: column(Flags)) -> pd.Series:
    """Return how well purchases betray a trait that was left out of the table.

    Parameters
    ----------
    counts : DataFrame, one row per home, one column per item
        Baskets that held the item, from `trends.basket_counts`.
    has_trait : Series of bool, one value for each home of `counts`
        The trait; at least five homes have it, and five have not.

    Returns
    -------
    Series
        auc (how often a home with the trait gets the higher score, of all pairs with one without
        it; 0.5 is a coin), low and high (95 % interval).

    Raises
    ------
    ValueError
        If fewer than five homes have the trait or lack it, or the homes of the two differ.

    Notes
    -----
    A logistic regression on log(1 + counts), each home scored by a model that has not seen it (five
    folds). The interval is Hanley and McNeil's.

    References
    ----------
    Hanley, J. A. and McNeil, B. J. (1982). The meaning and use of the area under a receiver
    operating characteristic (ROC) curve. Radiology 143(1), 29-36.

    Examples
    --------
    >>> homes = [f"home {n}" for n in range(20)]
    >>> counts = pd.DataFrame({"diapers": [0, 9] * 10, "milk": 3}, index=homes)
    >>> guess_trait(counts, counts["diapers"] > 0).to_dict()
    {'auc': 1.0, 'low': 1.0, 'high': 1.0}
    """
    _require_trait(counts, has_trait)
    counts = counts.sort_index()  # or the folds would hang on the order of the rows
    has_trait = has_trait.reindex(counts.index)
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=PENALTY, max_iter=1_000))
    folds = StratifiedKFold(N_FOLDS, shuffle=True, random_state=0)
    record, truth = np.log1p(counts.to_numpy(float)), has_trait.to_numpy()
    chances = cross_val_predict(model, record, truth, cv=folds, method="predict_proba")[:, 1]
    auc = float(roc_auc_score(truth, chances.round(DECIMALS)))
    half = normal_quantile(0.95) * _auc_error(auc, truth.sum(), (~truth).sum())
    return pd.Series({"auc": auc, "low": max(auc - half, 0.0), "high": min(auc + half, 1.0)})


@checked
def audit_table(people: pd.DataFrame, homes: values(PlainIds)) -> pd.DataFrame:
    """Return how much a table tells of the homes that it should cover.

    Use it before any model: a column that is mostly empty can't be worth much.

    Parameters
    ----------
    people : DataFrame
        Column household_id and others; a home may be missing or stand in several rows.
    homes : sequence of names
        The homes that should be in it.

    Returns
    -------
    DataFrame, one row per column but the home's name, in order
        n_told (of `homes`, those with a value), told (the share), n_values (different values)
        and n_clashes (homes with two values or more).

    Raises
    ------
    ValueError
        If there is no home.

    References
    ----------
    None: this is counting.

    Examples
    --------
    >>> people = pd.DataFrame({"household_id": [1, 1, 2], "age": [30, 40, None]})
    >>> audit_table(people, [1, 2, 3]).loc["age"].round(2).to_dict()
    {'n_told': 1.0, 'told': 0.33, 'n_values': 2.0, 'n_clashes': 1.0}
    """
    require_columns(people, ["household_id"], "people")
    wanted = pd.Index(homes).unique()
    if not len(wanted):
        raise ValueError("`homes` must hold at least one home; got none.")
    asked = people[people["household_id"].isin(wanted)]
    rows = {}
    for name in people.columns.drop("household_id"):
        n_each = asked.groupby("household_id", observed=True)[name].nunique()
        n_told = int((n_each > 0).sum())
        rows[name] = (n_told, n_told / len(wanted), asked[name].nunique(), int((n_each > 1).sum()))
    columns = ["n_told", "told", "n_values", "n_clashes"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def _known_columns(people: pd.DataFrame, columns: np.ndarray | pd.Series) -> list[str]:
    names = [str(name) for name in columns]
    if not names or len(set(names)) < len(names):
        raise ValueError(f"`columns` must be one name or more, each once; got {names}.")
    require_columns(people, names, "people")
    if not len(people):
        raise ValueError("`people` must have at least one row; got none.")
    return names


def _require_trait(counts: pd.DataFrame, has_trait: pd.Series) -> None:
    homes = counts.index
    one_each = homes.is_unique and has_trait.index.is_unique and len(homes) == len(has_trait)
    if not one_each or not homes.isin(has_trait.index).all():
        raise ValueError(
            "`has_trait` must have one value for each home of `counts`; got other homes. "
            "Try has_trait.reindex(counts.index)."
        )
    fewest = min(has_trait.sum(), (~has_trait).sum())
    if fewest < N_FOLDS:
        raise ValueError(
            f"`has_trait` must be True of {N_FOLDS} homes or more, and False of as many; "
            f"got {fewest}."
        )


def _auc_error(auc: float, n_with: int, n_without: int) -> float:
    """Return the standard error of an area under the curve, by Hanley and McNeil."""
    first, second = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    spread = auc * (1 - auc)
    spread += (n_with - 1) * (first - auc**2) + (n_without - 1) * (second - auc**2)
    return sqrt(spread / (n_with * n_without))
