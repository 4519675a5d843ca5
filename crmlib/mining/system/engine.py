"""The engine of a mining system: six functions, each from the relevant rows to patterns."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from crmlib.baskets import basket_matrix, pair_rules
from crmlib.core import (
    Amounts,
    Dates,
    Flags,
    Fraction,
    Ids,
    Positives,
    Text,
    Texts,
    checked,
    filled,
    missing_allowed,
    whole,
)
from crmlib.mining import tree_rules
from crmlib.segmentation import segment_labels

__all__ = [
    "characterisation",
    "association",
    "classification",
    "clustering",
    "outliers",
    "evolution",
]

HOME = {
    "household_id": Ids,
    "goods": missing_allowed(Texts),
    "n_baskets": Positives,
    "spend": Amounts,
}
HomeRows, TargetRows = filled(**HOME), filled(**HOME, in_target=Flags)
PATTERN_COLUMNS = ["subject", "object", "n", "strength", "p_value"]
# Goods that fewer homes buy are no feature: their shares are nearly all 0.
LEAST_BUYERS = 0.05
SEED = 7
OTHERS = "others"
MOST_GROUPS = 1_000
WEEKS_A_YEAR, WEEKS_A_BLOCK = 365.25 / 7, 4
# Makes the median absolute deviation of normal values their standard deviation.
MAD_SCALE = 1.4826


@checked
def characterisation(rows: TargetRows, target: Text) -> pd.DataFrame:
    """Return in what the target homes differ from the others.

    Use it to describe a group that is known: what is special about it?

    Parameters
    ----------
    rows : DataFrame, one row per home and kind of goods, and one per home
        Columns `household_id`, `in_target` (bool), `goods` (missing in the row of the home's
        totals), `n_baskets` and `spend` (USD).
    target : str
        What to call the target homes.

    Returns
    -------
    DataFrame, one row per feature, sorted by it
        subject (the feature: n_baskets, usd_per_basket, or goods, meaning their share of the
        home's spending), object (`target`), n (target homes), strength (from 0, the same, to 1,
        no overlap), p_value, target_mean, other_mean.

    Raises
    ------
    ValueError
        If a home has no row of totals, or either group is empty.

    Notes
    -----
    strength = abs(2 U / (n m) - 1) with U the Mann-Whitney statistic of n target homes and m
    others (Cliff's delta); the p-value is that of its test. Goods that fewer than 5 % of homes
    buy are left out.

    References
    ----------
    Han, J., Kamber, M. and Pei, J. (2012), Data Mining, 3rd edition, section 4.5.3 (class
    comparison). Cliff, N. (1993), Dominance statistics, Psychological Bulletin 114, 494-509.

    Examples
    --------
    >>> rows = pd.DataFrame({"household_id": [1, 2, 3, 4], "in_target": [True, True, False, False]})
    >>> rows = rows.assign(goods=None, n_baskets=[9, 8, 3, 2], spend=[90.0, 80.0, 30.0, 20.0])
    >>> characterisation(rows, "families")[["subject", "strength", "target_mean"]]
              subject  strength  target_mean
    0       n_baskets       1.0          8.5
    1  usd_per_basket       0.0         10.0
    """
    from scipy.stats import mannwhitneyu

    features, chosen = _home_features(rows), _chosen(rows)
    inside, outside = features[chosen], features[~chosen]
    test = mannwhitneyu(inside, outside, axis=0)
    columns = {
        "subject": features.columns,
        "object": target,
        "n": len(inside),
        "strength": np.abs(2 * test.statistic / (len(inside) * len(outside)) - 1),
        "p_value": test.pvalue,
        "target_mean": inside.mean().to_numpy(),
        "other_mean": outside.mean().to_numpy(),
    }
    return pd.DataFrame(columns).sort_values("subject", kind="stable", ignore_index=True)


@checked
def association(
    rows: filled(household_id=Ids, basket_id=Ids, goods=Texts), *, min_support: Fraction
) -> pd.DataFrame:
    """Return pairs of goods that are bought together, with a test that knows whose baskets.

    Use it to find what goes with what; `crmlib.baskets.rules` has longer ones.

    Parameters
    ----------
    rows : DataFrame, one row per basket and kind of goods
        Columns `household_id`, `basket_id`, `goods`. Rows that repeat count once.
    min_support : float
        Smallest share of the baskets that hold both, in [0, 1].

    Returns
    -------
    DataFrame, one row per pair, sorted by both names
        subject, object (goods), n (baskets with both), strength (lift), p_value, support,
        confidence (of the object given the subject).

    Raises
    ------
    ValueError
        If a basket belongs to two homes.

    Notes
    -----
    z = Σ u / √(Σ u²), where u is a home's sum of (a - mean a)(b - mean b) over its baskets:
    baskets of one home are not independent, so homes are the units. NaN if an item is in every
    basket. Large baskets hold more of everything, so that even chance pairs have lifts above 1.

    References
    ----------
    Liang, K.-Y. and Zeger, S. L. (1986), Longitudinal data analysis using generalized linear
    models, Biometrika 73, 13-22 (sums by cluster).

    Examples
    --------
    >>> rows = pd.DataFrame({"basket_id": [1, 1, 2, 2, 3, 4], "household_id": [1, 1, 2, 2, 3, 4]})
    >>> rows["goods"] = ["milk", "bread", "milk", "bread", "beer", "milk"]
    >>> association(rows, min_support=0.5)[["subject", "object", "n", "strength"]].values.tolist()
    [['bread', 'milk', 2, 1.3333333333333333]]
    """
    owners = rows.groupby("basket_id", observed=True)["household_id"]
    if (shared := owners.nunique() > 1).any():
        raise ValueError(
            f"`rows` must have each basket in one home; got basket {shared.idxmax()} in several."
        )
    matrix = basket_matrix(rows.rename(columns={"goods": "item"}))
    pairs = pair_rules(matrix, min_support).reset_index()
    homes = owners.first().loc[matrix.index]
    pairs["p_value"] = _clustered_p_values(matrix, pairs[["item_a", "item_b"]], homes)
    names = {"item_a": "subject", "item_b": "object", "n_both": "n", "lift": "strength"}
    table = pairs.rename(columns=names | {"confidence_ab": "confidence"})
    table = table[[*PATTERN_COLUMNS, "support", "confidence"]]
    return table.astype({"subject": str, "object": str}).sort_values(
        ["subject", "object"], ignore_index=True
    )


@checked
def classification(
    rows: TargetRows, target: Text, *, max_leaves: whole(2, MOST_GROUPS) = 6
) -> pd.DataFrame:
    """Return rules that tell target homes from others, tested on homes they have not seen.

    Use it to foretell the group of a home that has not told it.

    Parameters
    ----------
    rows : DataFrame, one row per home and kind of goods, and one per home
        As for `characterisation`.
    target : str
        What to call the target homes; the rest are "others".
    max_leaves : int
        Most rules, at least 2.

    Returns
    -------
    DataFrame, one row per rule, sorted by it
        subject (the rule; goods stand for their share of the home's spending), object (the
        group foretold), n (homes of the test half to which it applies), strength (hit_rate /
        base_rate), p_value, hit_rate and base_rate (share of that group where the rule applies,
        and in the whole test half).

    Raises
    ------
    ValueError
        If a home has no row of totals, a group has fewer than two homes or the target is called
        "others".

    Notes
    -----
    A decision tree learns from half of the homes, drawn by lot within each group with a fixed
    seed; leaves hold at least 5 % of them. The p-value is Fisher's exact test on the other half:
    homes of the leaf against the rest.

    References
    ----------
    Breiman, L., Friedman, J., Olshen, R. and Stone, C. (1984), Classification and Regression
    Trees, Wadsworth. Computed by scikit-learn.

    Examples
    --------
    >>> rows = pd.DataFrame({"household_id": range(80), "in_target": [True, False] * 40})
    >>> rows = rows.assign(goods=None, n_baskets=[9, 3] * 40, spend=[90.0, 30.0] * 40)
    >>> classification(rows, "families")[["subject", "n", "strength"]].values.tolist()
    [['IF n_baskets ≤ 6 THEN others', 20, 2.0], ['IF n_baskets ≥ 7 THEN families', 20, 2.0]]
    """
    from sklearn.model_selection import train_test_split
    from sklearn.tree import DecisionTreeClassifier

    if target == OTHERS:
        raise ValueError(f"`target` must differ from the name of the rest; got {target!r}.")
    features, chosen = _home_features(rows), _chosen(rows)
    if min(chosen.sum(), (~chosen).sum()) < 2:
        raise ValueError("`rows` must hold two homes of each group; got fewer.")
    halves = train_test_split(features, chosen, test_size=0.5, stratify=chosen, random_state=SEED)
    seen, unseen, known, truth = halves
    tree = DecisionTreeClassifier(
        max_leaf_nodes=max_leaves, min_samples_leaf=LEAST_BUYERS, random_state=SEED
    ).fit(seen, known)
    rules = tree_rules(tree, unseen, labels=(OTHERS, target))
    leaves = tree.apply(unseen)
    table = [
        (row.rule, row.predicted, *_tested(leaves == leaf, truth == (row.predicted == target)))
        for leaf, row in rules.iterrows()
    ]
    found = pd.DataFrame(table, columns=[*PATTERN_COLUMNS, "hit_rate", "base_rate"])
    return found.sort_values("subject", kind="stable", ignore_index=True)


@checked
def clustering(rows: HomeRows, *, n_clusters: whole(2, MOST_GROUPS)) -> pd.DataFrame:
    """Return groups of homes that spend on alike goods, found without any label.

    Use it to look for groups that nobody has named yet; `crmlib.segmentation.segment_checks`
    asks whether they are there at all.

    Parameters
    ----------
    rows : DataFrame, one row per home and kind of goods, and one per home
        As for `characterisation`; `in_target` is not needed. Homes that spent nothing on goods
        that 5 % of all homes buy are in no cluster.
    n_clusters : int
        How many, at least 2.

    Returns
    -------
    DataFrame, one row per cluster, the largest first
        subject ("cluster 1" …), object (the goods that stand out most), n (homes), strength
        (mean silhouette, up to 1), p_value (NaN: to test the goods that made the clusters would
        be circular), lead_share and all_share (of these goods in the spending of the cluster's
        homes and of all).

    Raises
    ------
    ValueError
        If a home has no row of totals, no goods are left, or there are no more homes, or fewer
        that differ, than clusters.

    Notes
    -----
    k-means on the square roots of the shares of spending (Hellinger distance). What stands out
    has the largest difference of roots between the cluster's mean and that of all.

    References
    ----------
    Rousseeuw, P. J. (1987), Silhouettes, J. Comput. Appl. Math. 20, 53-65. Legendre, P. and
    Gallagher, E. D. (2001), Oecologia 129, 271-280 (Hellinger distance of shares).

    Examples
    --------
    >>> goods = [None, "beer", "milk"] * 4
    >>> rows = pd.DataFrame({"household_id": np.repeat([1, 2, 3, 4], 3), "goods": goods})
    >>> spend = [9.0, 8.0, 1.0, 10.0, 9.0, 1.0, 7.0, 6.0, 1.0, 9.0, 1.0, 8.0]
    >>> found = clustering(rows.assign(n_baskets=1, spend=spend), n_clusters=2)
    >>> found[["subject", "object", "n"]].values.tolist()
    [['cluster 1', 'beer', 3], ['cluster 2', 'milk', 1]]
    """
    from sklearn.metrics import silhouette_samples

    shares = _home_features(rows).drop(columns=["n_baskets", "usd_per_basket"])
    shares = shares[shares.sum(axis=1) > 0]
    if shares.empty:
        raise ValueError("`rows` must hold goods that 5 % of the homes buy; got none.")
    roots = np.sqrt(shares)
    most = min(len(roots) - 1, len(roots.drop_duplicates()))
    if n_clusters > most:
        raise ValueError(f"`n_clusters` must be at most {most} for these homes; got {n_clusters}.")
    labels = segment_labels(roots, n_clusters)
    silhouette = pd.Series(silhouette_samples(roots, labels), shares.index)
    excess = np.sqrt(shares.groupby(labels).mean()) - np.sqrt(shares.mean())
    found = []
    for cluster, lead in excess.idxmax(axis=1).items():
        inside = labels == cluster
        measures = (int(inside.sum()), silhouette[inside].mean(), np.nan)
        means = (shares.loc[inside, lead].mean(), shares[lead].mean())
        found.append((f"cluster {cluster}", lead, *measures, *means))
    return pd.DataFrame(found, columns=[*PATTERN_COLUMNS, "lead_share", "all_share"])


@checked
def outliers(rows: HomeRows) -> pd.DataFrame:
    """Return how far each home lies from the middle, by its most unusual feature.

    Use it to find whom to look at: an outlier may be an error, a fraud or the best customer.

    Parameters
    ----------
    rows : DataFrame, one row per home and kind of goods, and one per home
        As for `characterisation`; only the rows of totals are read.

    Returns
    -------
    DataFrame, one row per home, sorted by its number
        subject ("home 1" …), object (n_baskets or usd_per_basket), n (baskets), strength (robust
        z, without sign), p_value (NaN), value and median of the feature.

    Raises
    ------
    ValueError
        If a home has no row of totals.

    Notes
    -----
    z = (x - median) / (1.4826 median of abs(x - median)), with x = log(1 + feature); 3.5 is a
    usual bound. 0 where more than half of the homes have the same value.

    References
    ----------
    Iglewicz, B. and Hoaglin, D. C. (1993), How to Detect and Handle Outliers, ASQC, section 2.

    Examples
    --------
    >>> rows = pd.DataFrame({"household_id": range(5), "goods": None, "n_baskets": 10})
    >>> rows["spend"] = [90.0, 100.0, 110.0, 120.0, 9000.0]
    >>> outliers(rows).loc[[4], ["subject", "object", "value"]]
      subject          object  value
    4  home 4  usd_per_basket  900.0
    """
    features = _totals(rows)
    scores = _robust_z(np.log1p(features)).abs()
    worst = scores.idxmax(axis=1)
    place = features.columns.get_indexer(worst)
    columns = {
        "subject": [f"home {home}" for home in features.index],
        "object": worst.to_numpy(),
        "n": features["n_baskets"].to_numpy(),
        "strength": scores.max(axis=1).to_numpy(),
        "p_value": np.nan,
        "value": features.to_numpy()[np.arange(len(place)), place],
        "median": features.median().to_numpy()[place],
    }
    return pd.DataFrame(columns)


@checked
def evolution(rows: filled(week=Dates, goods=Texts, spend=Amounts)) -> pd.DataFrame:
    """Return which goods gain or lose share over the weeks, and their oddest week.

    Use it for the trend of each kind of goods, and for the week that departs most from it. One
    year cannot tell a trend from a season.

    Parameters
    ----------
    rows : DataFrame, one row per week and kind of goods
        Columns `week` (its Monday), `goods`, `spend` (USD). A week without a row had no sales.

    Returns
    -------
    DataFrame, one row per kind of goods, sorted by name
        subject (goods), object (rises or falls), n (weeks with sales), strength (Kendall's tau
        of the four-week means and time, without sign; NaN if they never vary), p_value, slope
        (per year, relative to the median share; NaN if that is 0), odd_week (day) and odd_z (its
        robust distance from the trend, with sign).

    Raises
    ------
    ValueError
        If there are fewer than twenty weeks, or nothing was spent in one of them.

    Notes
    -----
    Shares are of the week's spending on the goods in `rows`. Tau and its p-value come from means
    of four weeks each (the last block may be shorter), since a week resembles the week before;
    the slope is Theil and Sen's over all weeks.

    References
    ----------
    Mann, H. B. (1945), Nonparametric tests against trend, Econometrica 13, 245-259. Sen, P. K.
    (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63, 1379-1389.

    Examples
    --------
    >>> weeks = pd.date_range("2017-01-02", periods=52, freq="7D")
    >>> beer = pd.DataFrame({"week": weeks, "goods": "beer", "spend": np.arange(10.0, 62.0)})
    >>> rows = pd.concat([beer, beer.assign(goods="milk", spend=20.0)])
    >>> evolution(rows)[["subject", "object", "n", "strength"]]
      subject object   n  strength
    0    beer  rises  52       1.0
    1    milk  falls  52       1.0
    """
    from scipy.stats import kendalltau, theilslopes

    shares = _weekly_shares(rows)
    time = np.arange(len(shares))
    slopes = shares.apply(lambda share: theilslopes(share, time).slope)
    odd, middle = _robust_z(shares - np.outer(time, slopes)), shares.median()
    weeks = odd.abs().idxmax()
    blocks = shares.groupby(time // WEEKS_A_BLOCK).mean()
    trends = [kendalltau(blocks.index, blocks[goods]) for goods in shares]
    tau = np.array([trend.statistic for trend in trends])
    columns = {
        "object": np.where(tau < 0, "falls", "rises"),
        "n": (shares > 0).sum(),
        "strength": np.abs(tau),
        "p_value": [trend.pvalue for trend in trends],
        "slope": WEEKS_A_YEAR * slopes / middle.where(middle > 0),
        "odd_week": weeks,
        "odd_z": [odd.loc[week, goods] for goods, week in weeks.items()],
    }
    return pd.DataFrame(columns).rename_axis("subject").reset_index()


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Return number and size of the baskets of each home, from its row of totals."""
    totals = rows[rows["goods"].isna()].set_index("household_id").sort_index()
    homes = np.sort(rows["household_id"].unique())
    if not np.array_equal(totals.index, homes):
        raise ValueError(
            "`rows` must hold one row without goods per home, its totals; "
            f"got {len(totals):,} for {len(homes):,} homes."
        )
    per_basket = totals["spend"] / totals["n_baskets"]
    return pd.DataFrame({"n_baskets": totals["n_baskets"], "usd_per_basket": per_basket})


def _home_features(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the totals of each home and the shares of its spending, goods in order of name."""
    totals = _totals(rows)
    parts = rows[rows["goods"].notna()].astype({"goods": str})
    spend = parts.pivot_table(index="household_id", columns="goods", values="spend", aggfunc="sum")
    spend = spend.reindex(totals.index).fillna(0.0)
    spend = spend.loc[:, (spend > 0).mean() >= LEAST_BUYERS]
    whole = totals["n_baskets"] * totals["usd_per_basket"]
    return totals.join(spend.div(whole.where(whole > 0), axis=0).fillna(0.0))


def _chosen(rows: pd.DataFrame) -> np.ndarray:
    """Return which homes are in the target, in the order of `_totals`."""
    totals = rows[rows["goods"].isna()].sort_values("household_id", kind="stable")
    chosen = totals["in_target"].to_numpy(dtype=bool)
    if chosen.all() or not chosen.any():
        raise ValueError(
            "`rows` must hold target homes and others; "
            f"got {chosen.sum():,} of {len(chosen):,} in the target."
        )
    return chosen


def _weekly_shares(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the share of each kind of goods in the spending of each week."""
    spend = rows.astype({"goods": str}).groupby(["week", "goods"])["spend"].sum().unstack()
    if len(spend) < 20:
        raise ValueError(f"`rows` must hold at least twenty weeks; got {len(spend)}.")
    totals = spend.sum(axis=1)
    if (totals == 0).any():
        idle = (totals == 0).idxmax().date()
        raise ValueError(f"`rows` must have spending in each week; got none in {idle}.")
    return spend.fillna(0.0).div(totals, axis=0)


def _clustered_p_values(matrix: pd.DataFrame, pairs: pd.DataFrame, homes: pd.Series) -> np.ndarray:
    """Return two-sided p-values of no association, with the homes as units."""
    from scipy.special import ndtr

    home, n_homes = pd.factorize(homes)[0], homes.nunique()
    n_own = np.bincount(home, minlength=n_homes)
    marks = {
        item: matrix[item].to_numpy(dtype=bool) for item in pd.unique(pairs.to_numpy().ravel())
    }
    counts = {item: np.bincount(home[held], minlength=n_homes) for item, held in marks.items()}
    means = {item: held.mean() for item, held in marks.items()}
    z = np.full(len(pairs), np.nan)
    for place, (a, b) in enumerate(pairs.itertuples(index=False)):
        both = np.bincount(home[marks[a] & marks[b]], minlength=n_homes)
        sums = both - means[a] * counts[b] - means[b] * counts[a] + means[a] * means[b] * n_own
        if (spread := np.sqrt(sums @ sums)) > 1e-9:
            z[place] = sums.sum() / spread
    return 2 * ndtr(-np.abs(z))


def _tested(applies: np.ndarray, hit: np.ndarray) -> Iterable[float]:
    """Return n, strength, p-value, hit rate and base rate of a rule on homes it has not seen."""
    from scipy.stats import fisher_exact

    inside, base = hit[applies], hit.mean()
    table = [[inside.sum(), (~inside).sum()], [hit[~applies].sum(), (~hit[~applies]).sum()]]
    rate = inside.mean() if len(inside) else np.nan
    return len(inside), rate / base, float(fisher_exact(table)[1]), rate, base


def _robust_z(table: pd.DataFrame) -> pd.DataFrame:
    """Return the distance of each value from its column's median; 0 where most are equal."""
    away = table - table.median()
    spread = MAD_SCALE * away.abs().median()
    return away.div(spread.where(spread > 0)).fillna(0.0)
