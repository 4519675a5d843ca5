"""Recognise one person in the contacts of three touchpoints, and count how often it is right."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import require_columns, require_fraction, require_kind, require_no_missing

__all__ = [
    "TOUCHPOINTS",
    "contact_pairs",
    "linked_ids",
    "rule_ids",
    "link_quality",
]

TOUCHPOINTS = ("web shop", "service desk", "trade fair")
MATCH_COLUMNS = ["first_name", "last_name", "company", "email", "phone"]
SEED = 4


def contact_pairs(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of contacts that may be one person, each with a probability.

    Use it where no common key exists; nobody has to label pairs by hand.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        Columns `contact_id` (different in every row) and `first_name`, `last_name`, `company`,
        `email`, `phone` (text; may be missing). A few hundred rows at least, with some e-mail
        addresses in common, or there is nothing to learn from.

    Returns
    -------
    DataFrame, one row per pair that was compared
        contact_a and contact_b (a < b) and probability (0 to 1), sorted by both ids. Compared
        are pairs that share an e-mail, a telephone, both names, or last name and company.

    Raises
    ------
    TypeError
        If `contacts` is not a DataFrame.
    ValueError
        If a column or an id is missing, or an id stands twice.

    Notes
    -----
    The model of Fellegi and Sunter: each field that agrees multiplies the odds by m / u, its
    chance of agreeing in pairs that match over that in pairs that do not. u comes from a sample
    of pairs (fixed seed), m from expectation maximisation; both by the library splink on
    DuckDB. Names may differ a little (Jaro-Winkler similarity). A missing field says nothing.

    References
    ----------
    Fellegi, I. P. and Sunter, A. B. (1969), A theory for record linkage, JASA 64, 1183-1210.
    Linacre, R. et al. (2022), Splink, Int. J. Population Data Science 7(3).

    Examples
    --------
    >>> from crmlib.segmentation import simulate_contacts
    >>> contacts = simulate_contacts(300, rng=np.random.default_rng(4))
    >>> pairs = contact_pairs(contacts)
    >>> list(pairs.columns)
    ['contact_a', 'contact_b', 'probability']
    """
    require_columns(contacts, ["contact_id", *MATCH_COLUMNS], "contacts")
    require_no_missing(contacts, ["contact_id"], "contacts")
    if n_twice := int(contacts["contact_id"].duplicated().sum()):
        raise ValueError(f"`contact_id` must differ in every row; got {n_twice:,} repeats.")
    rows = contacts[["contact_id", *MATCH_COLUMNS]].rename(columns={"contact_id": "unique_id"})
    scored = _trained_linker(rows).inference.predict().as_pandas_dataframe()
    ids = np.sort(scored[["unique_id_l", "unique_id_r"]].to_numpy(), axis=1)
    pairs = pd.DataFrame(ids, columns=["contact_a", "contact_b"])
    pairs["probability"] = scored["match_probability"].to_numpy()
    return pairs.sort_values(["contact_a", "contact_b"], ignore_index=True)


def linked_ids(contacts: pd.DataFrame, pairs: pd.DataFrame, threshold: float) -> pd.Series:
    """Return one identity per contact: pairs above the threshold, and whatever they chain to.

    Use it to turn pairs into customers.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        Column `contact_id`.
    pairs : DataFrame, one row per pair
        Columns `contact_a`, `contact_b` and `probability`, as from `contact_pairs`.
    threshold : float
        Pairs with at least this probability are taken to be one person.

    Returns
    -------
    Series, one per contact
        Index `contact_id`, name "linked_id": the smallest contact_id of the same identity.

    Raises
    ------
    TypeError
        If a table is not a DataFrame or the threshold not a number.
    ValueError
        If a column is missing, a pair names an unknown contact, or the threshold is not from 0
        to 1.

    Notes
    -----
    If a is linked to b and b to c, all three are one, even if a and c share nothing.

    Examples
    --------
    >>> contacts = pd.DataFrame({"contact_id": [0, 1, 2]})
    >>> pairs = pd.DataFrame({"contact_a": [0, 1], "contact_b": [1, 2], "probability": [0.9, 0.4]})
    >>> linked_ids(contacts, pairs, 0.5).tolist()
    [0, 0, 2]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    require_columns(contacts, ["contact_id"], "contacts")
    require_columns(pairs, ["contact_a", "contact_b", "probability"], "pairs")
    require_fraction(threshold, "threshold")
    ids = pd.Index(contacts["contact_id"], name="contact_id")
    kept = pairs[pairs["probability"] >= threshold]
    ends = [ids.get_indexer(kept[side]) for side in ("contact_a", "contact_b")]
    if (np.array(ends) < 0).any():
        raise ValueError("`pairs` must name contacts of `contacts` only; got others.")
    links = coo_array((np.ones(len(kept)), tuple(ends)), shape=(len(ids), len(ids)))
    component = connected_components(links, directed=False)[1]
    smallest = pd.Series(ids, index=ids).groupby(component).transform("min")
    return smallest.rename("linked_id")


def rule_ids(contacts: pd.DataFrame, columns: Iterable[str]) -> pd.Series:
    """Return one identity per contact by a plain rule: the same in all the columns.

    Use it as the yardstick that a model has to beat.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        `contact_id` and the columns of the rule.
    columns : iterable of str
        At least one column that must agree to the letter.

    Returns
    -------
    Series, one per contact
        Index `contact_id`, name "linked_id": the smallest contact_id of the same identity. A
        contact with a missing value stands alone.

    Raises
    ------
    TypeError
        If `contacts` is not a DataFrame.
    ValueError
        If a column is missing from the table, or none is named.

    Examples
    --------
    >>> contacts = pd.DataFrame({"contact_id": [0, 1, 2, 3], "email": ["a", "a", None, None]})
    >>> rule_ids(contacts, ["email"]).tolist()
    [0, 0, 2, 3]
    """
    columns = list(columns)
    require_columns(contacts, ["contact_id", *columns], "contacts")
    if not columns:
        raise ValueError("`columns` must name at least one column; got none.")
    grouped = contacts.groupby(columns, observed=True)["contact_id"].transform("min")
    alone = contacts[columns].isna().any(axis=1)
    found = grouped.mask(alone, contacts["contact_id"]).astype(contacts["contact_id"].dtype)
    return found.set_axis(pd.Index(contacts["contact_id"], name="contact_id")).rename("linked_id")


def link_quality(found: pd.Series, truth: pd.Series) -> dict[str, float]:
    """Return precision and recall of identities, counted over pairs of contacts.

    Use it where the truth is known, or after a clerk has looked at a sample.

    Parameters
    ----------
    found, truth : Series, one per contact
        The identity of each, as found and in truth; same index, in any order.

    Returns
    -------
    dict
        n_found, n_true and n_right (pairs that are one identity as found, in truth, in both),
        precision (n_right / n_found) and recall (n_right / n_true); NaN for 0 / 0.

    Raises
    ------
    TypeError
        If an argument is not a Series.
    ValueError
        If the two hold different contacts, or a value is missing.

    Examples
    --------
    >>> link_quality(pd.Series([1, 1, 1]), pd.Series([7, 7, 8]))["recall"]
    1.0
    """
    for name, values in {"found": found, "truth": truth}.items():
        require_kind(values, pd.Series, name)
        if n_bad := int(values.isna().sum()):
            raise ValueError(f"`{name}` must have no missing values; got {n_bad:,}.")
    if not found.index.sort_values().equals(truth.index.sort_values()):
        raise ValueError("`truth` must hold the contacts of `found`; got others.")
    truth = truth.reindex(found.index)
    n_found, n_true = _n_pairs([found]), _n_pairs([truth])
    n_right = _n_pairs([found.rename("found"), truth.rename("truth")])
    return {
        "n_found": n_found,
        "n_true": n_true,
        "n_right": n_right,
        "precision": n_right / n_found if n_found else float("nan"),
        "recall": n_right / n_true if n_true else float("nan"),
    }


def _trained_linker(rows: pd.DataFrame) -> Any:
    import logging

    import duckdb
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    exact = [compare.ExactMatch(column) for column in ("company", "email", "phone")]
    first = compare.JaroWinklerAtThresholds("first_name", [0.8])
    last = compare.JaroWinklerAtThresholds("last_name", [0.92])
    same = [["email"], ["phone"], ["first_name", "last_name"], ["last_name", "company"]]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[first, last, *exact],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in same],
    )
    # One thread, so that sums are added up in the same order at every run.
    database = DuckDBAPI(duckdb.connect(config={"threads": 1}))
    linker = Linker(database.register(rows), settings, log_level=logging.ERROR)
    train = linker.training
    train.estimate_probability_two_random_records_match([block_on("email")], recall=0.4)
    train.estimate_u_using_random_sampling(max_pairs=5e5, seed=SEED, min_count_per_level=None)
    train.estimate_parameters_using_expectation_maximisation(block_on("email"))
    train.estimate_parameters_using_expectation_maximisation(block_on("last_name", "company"))
    return linker


def _n_pairs(keys: list[pd.Series]) -> int:
    sizes = pd.concat(keys, axis=1).value_counts()
    return int((sizes * (sizes - 1) // 2).sum())
