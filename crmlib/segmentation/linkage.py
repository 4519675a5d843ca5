"""Recognise one person in the contacts of three touchpoints, and count how often it is right."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from crmlib.core.checks import (
    require_columns,
    require_fraction,
    require_kind,
    require_no_missing,
    require_rng,
    require_whole,
)

__all__ = [
    "TOUCHPOINTS",
    "simulate_contacts",
    "contact_pairs",
    "linked_ids",
    "rule_ids",
    "link_quality",
]

TOUCHPOINTS = ("web shop", "service desk", "trade fair")
POSITIONS = ("buyer", "engineer", "director")
FIRST_NAMES = (
    "Alexander Benjamin Caroline Christopher Daniel Deborah Edward Elizabeth Frederick Gabriel "
    "Harriet Isabella Jennifer Jonathan Katherine Kimberly Leonard Margaret Matthew Nicholas "
    "Patricia Rebecca Samuel Stephanie Theodore Valerie Victoria Vincent William Zachary"
)
LAST_NAMES = (
    "Adams Bailey Barnes Bennett Brooks Campbell Carter Collins Cooper Dixon Edwards Ellis Evans "
    "Fisher Foster Gibson Graham Griffin Hamilton Harris Hughes Jackson Jenkins Johnson Kennedy "
    "Lawson Marshall Mitchell Morgan Murphy Nelson Palmer Parker Peterson Phillips Porter Reynolds "
    "Richards Roberts Russell Sanders Simmons Stewart Sullivan Thompson Turner Walker Watson Wright"
)
MATCH_COLUMNS = ["first_name", "last_name", "company", "email", "phone"]
SEED = 4


def simulate_contacts(n_people: int, *, rng: np.random.Generator) -> pd.DataFrame:
    """Return made-up business contacts as three touchpoints wrote them down, with the truth.

    Use it to practise recognition: whoever links the rows can be told how often that was right.

    Parameters
    ----------
    n_people : int
        People, at least 1.
    rng : numpy.random.Generator
        Draws people, visits and slips.

    Returns
    -------
    DataFrame, one row per person and touchpoint visited
        contact_id (int64, from 0), touchpoint, first_name, last_name, company, email, phone,
        position (text; e-mail and telephone may be missing) and person_id (int64: the truth).

    Raises
    ------
    TypeError
        If `n_people` is not whole or `rng` no generator.
    ValueError
        If `n_people` is below 1.

    Notes
    -----
    Ours: each touchpoint sees a person with chance 0.7, every person is seen at least once; 30
    first and 49 last names, one company per 15 people; a nickname (first three letters) in 15 %
    of the rows, a letter lost from the last name in 10 %, another employer in 5 %; e-mail and
    telephone missing in 40 % each; every fifth person gives the company's switchboard.

    Examples
    --------
    >>> contacts = simulate_contacts(50, rng=np.random.default_rng(4))
    >>> contacts["person_id"].nunique()
    50
    """
    require_whole(n_people, "n_people", low=1)
    require_rng(rng)
    people = _people(n_people, rng)
    seen = rng.random((n_people, len(TOUCHPOINTS))) < 0.7
    seen[np.arange(n_people), rng.integers(0, len(TOUCHPOINTS), n_people)] = True
    who, where = np.nonzero(seen)
    contacts = people.iloc[who].reset_index(drop=True)
    slips = rng.random((len(contacts), 5))
    moved = slips[:, 2] < 0.05
    contacts["first_name"] = contacts["first_name"].mask(
        slips[:, 0] < 0.15, contacts["first_name"].str[:3]
    )
    contacts["last_name"] = contacts["last_name"].mask(
        slips[:, 1] < 0.10, contacts["last_name"].str[:2] + contacts["last_name"].str[3:]
    )
    contacts.loc[moved, "company"] = rng.choice(people["company"], moved.sum())
    contacts["email"] = contacts["email"].mask(slips[:, 3] < 0.4)
    contacts["phone"] = contacts["phone"].mask(slips[:, 4] < 0.4)
    contacts.insert(0, "touchpoint", np.array(TOUCHPOINTS)[where])
    return contacts.rename_axis("contact_id").reset_index()


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


def _people(n_people: int, rng: np.random.Generator) -> pd.DataFrame:
    company = rng.integers(0, 1 + n_people // 15, n_people)
    people = pd.DataFrame(
        {
            "first_name": rng.choice(FIRST_NAMES.split(), n_people),
            "last_name": rng.choice(LAST_NAMES.split(), n_people),
            "company": [f"Company {number:03d}" for number in company],
        }
    )
    extension = np.where(rng.random(n_people) < 0.2, 0, rng.integers(10_000, 99_999, n_people))
    code = pd.Series(company).map("{:03d}".format)
    names = people["first_name"].str.lower() + "." + people["last_name"].str.lower()
    people["email"] = names + "@c" + code + ".example"
    people["phone"] = code + "-" + pd.Series(extension).map("{:05d}".format)
    people["position"] = rng.choice(POSITIONS, n_people, p=[0.5, 0.4, 0.1])
    return people.assign(person_id=np.arange(n_people))


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
