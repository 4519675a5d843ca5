"""Recognise one person in the contacts of three touchpoints, and count how often it is right."""

from typing import Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Fraction,
    Fractions,
    Ids,
    Texts,
    checked,
    column,
    filled,
    missing_allowed,
    plain_names,
    require_columns,
    table,
    values,
)
from crmlib.segmentation.matched_rows import in_order_of, places

__all__ = [
    "TOUCHPOINTS",
    "different_ids",
    "contact_pairs",
    "linked_ids",
    "rule_ids",
    "link_quality",
    "recognition_table",
]

TOUCHPOINTS = ("web shop", "service desk", "trade fair")
MATCH_COLUMNS = ["first_name", "last_name", "company", "email", "phone"]
# What people type into a field that they leave blank.
SILENT = {"", "-", "--", ".", "?", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "nil", "none"}
SILENT |= {"null", "unknown", "not available", "not applicable", "无", "無", "不详", "不詳", "未知"}
IDENTIFYING = ["email", "phone"]
# Ours: who shares an address with more rows than these is not named by it.
MOST_SHARED, FEW_ROWS = 0.05, 20
SEED = 4
RULES = {
    "same e-mail": ["email"],
    "same telephone": ["phone"],
    "same name": ["first_name", "last_name"],
}


@checked
def different_ids(contacts: table(contact_id=Ids)) -> pd.Series:
    """Return the ids of contacts; refuse one that stands there twice.

    Use it before anything is looked up by contact.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        Column `contact_id`.

    Returns
    -------
    Series
        The ids in plain clothes, indexed as the rows.

    Raises
    ------
    ValueError
        If an id stands twice.

    Examples
    --------
    >>> different_ids(pd.DataFrame({"contact_id": [7, 5]})).tolist()
    [7, 5]
    """
    ids = plain_names(contacts["contact_id"])
    if (twice := ids.duplicated()).any():
        raise ValueError(
            f"`contacts` must have a different `contact_id` in every row; got {twice.sum():,} "
            f"repeats, the first {ids[twice].iloc[0]}."
        )
    return ids


@checked
def contact_pairs(
    contacts: filled(contact_id=Ids, **dict.fromkeys(MATCH_COLUMNS, missing_allowed(Texts))),
) -> pd.DataFrame:
    """Return pairs of contacts that may be one person, each with a probability.

    Use it where no common key exists; nobody has to label pairs by hand.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        Columns `contact_id` (different in every row) and `first_name`, `last_name`, `company`,
        `email`, `phone` (text; may be missing, or say so: "", "n/a", "unknown" in any case). A
        few hundred rows at least, with some e-mail addresses in common, or there is nothing to
        learn from.

    Returns
    -------
    DataFrame, one row per pair that was compared
        contact_a and contact_b (a < b) and probability (0 to 1), sorted by both ids. Compared
        are pairs that share an e-mail, a telephone, both names, or last name and company.

    Raises
    ------
    ValueError
        If an id stands twice, an e-mail or a telephone is shared by more than 5 % of the rows
        (and more than 20), or there is nothing to learn from.

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
    ids = different_ids(contacts)
    rows = contacts[MATCH_COLUMNS].apply(_spoken)
    _require_believable(rows)
    order = np.argsort(ids.to_numpy(), kind="stable")
    rows = rows.iloc[order].reset_index(drop=True).rename_axis("unique_id").reset_index()
    scored = _scored(rows)
    ends = np.sort(scored[["unique_id_l", "unique_id_r"]].to_numpy(), axis=1)
    pairs = pd.DataFrame(ends, columns=["contact_a", "contact_b"])
    pairs["probability"] = scored["match_probability"].to_numpy()
    pairs = pairs.sort_values(["contact_a", "contact_b"], ignore_index=True)
    named = {end: ids.to_numpy()[order[pairs[end]]] for end in ("contact_a", "contact_b")}
    return pairs.assign(**named)


@checked
def linked_ids(
    contacts: table(contact_id=Ids),
    pairs: table(contact_a=Ids, contact_b=Ids, probability=Fractions),
    threshold: Fraction,
) -> pd.Series:
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
    ValueError
        If an id stands twice or a pair names an unknown contact.

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

    ids = different_ids(contacts).set_axis(pd.Index(contacts["contact_id"], name="contact_id"))
    contact = {"holder": ids, "holder_argument": "contacts"}
    ends = [places(pairs[end], end, **contact) for end in ("contact_a", "contact_b")]
    is_one = pairs["probability"].to_numpy() >= threshold
    ends = tuple(end[is_one] for end in ends)
    links = coo_array((np.ones(is_one.sum()), ends), shape=(len(ids), len(ids)))
    component = connected_components(links, directed=False)[1]
    return ids.groupby(component).transform("min").rename("linked_id")


@checked
def rule_ids(contacts: table(contact_id=Ids), columns: values(Texts)) -> pd.Series:
    """Return one identity per contact by a plain rule: the same in all the columns.

    Use it as the yardstick that a model has to beat.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        `contact_id` and the columns of the rule.
    columns : iterable of str
        At least one column that must agree to the letter, of text or of numbers.

    Returns
    -------
    Series, one per contact
        Index `contact_id`, name "linked_id": the smallest contact_id of the same identity. A
        contact with a missing value stands alone, and so does one that says so ("", "n/a",
        "unknown" in any case).

    Raises
    ------
    ValueError
        If a column is missing from the table, none is named, an id stands twice, or an e-mail or
        a telephone is shared by more than 5 % of the rows (and more than 20).

    Examples
    --------
    >>> contacts = pd.DataFrame({"contact_id": [0, 1, 2, 3], "email": ["a", "a", None, None]})
    >>> rule_ids(contacts, ["email"]).tolist()
    [0, 0, 2, 3]
    """
    columns = list(columns)
    require_columns(contacts, columns, "contacts")
    if not columns:
        raise ValueError("`columns` must name at least one column; got none.")
    ids = different_ids(contacts)
    kind = missing_allowed(Ids)
    named = {name: kind.check(contacts[name], f"`contacts` in `{name}`") for name in columns}
    rows = pd.DataFrame(named).apply(_spoken)
    _require_believable(rows)
    shared = ids.groupby([rows[name] for name in columns], observed=True).transform("min")
    found = shared.mask(rows.isna().any(axis=1), ids).astype(ids.dtype)
    return found.set_axis(pd.Index(ids, name="contact_id")).rename("linked_id")


@checked
def link_quality(found: column(Ids), truth: column(Ids)) -> dict[str, float]:
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
    ValueError
        If the two hold different contacts, or one twice.

    Examples
    --------
    >>> link_quality(pd.Series([1, 1, 1]), pd.Series([7, 7, 8]))["recall"]
    1.0
    """
    truth = in_order_of(truth, "truth", other=found, other_argument="found")
    n_found, n_true = _n_pairs([found]), _n_pairs([truth])
    n_right = _n_pairs([found.rename("found"), truth.rename("truth")])
    return {
        "n_found": n_found,
        "n_true": n_true,
        "n_right": n_right,
        "precision": n_right / n_found if n_found else float("nan"),
        "recall": n_right / n_true if n_true else float("nan"),
    }


@checked
def recognition_table(
    contacts: table(contact_id=Ids, person_id=Ids), limits: values(Fractions) = (0.01, 0.95, 0.99)
) -> pd.DataFrame:
    """Return how well three plain rules and a model recognise people whose truth is known.

    Use it to choose a rule, or the limit from which the model's probability counts as a link.

    Parameters
    ----------
    contacts : DataFrame, one row per contact
        `contact_id`, `person_id` (the truth, which no method sees), and the columns that
        `contact_pairs` compares.
    limits : iterable of float
        Probabilities from which the model links two contacts.

    Returns
    -------
    DataFrame, one row per way
        Index `way` ("same e-mail", "same telephone", "same name", then "model, …"); links_found
        and right (int64: pairs of contacts), precision and recall, as `link_quality`.

    Examples
    --------
    >>> from crmlib.segmentation import simulate_contacts
    >>> contacts = simulate_contacts(300, rng=np.random.default_rng(4))
    >>> recognition_table(contacts, [0.9]).index.tolist()
    ['same e-mail', 'same telephone', 'same name', 'model, 0.9']
    """
    truth = contacts.set_index("contact_id")["person_id"]
    pairs = contact_pairs(contacts)
    ways = {name: rule_ids(contacts, columns) for name, columns in RULES.items()}
    for limit in limits:
        ways[f"model, {limit}"] = linked_ids(contacts, pairs, limit)
    right = pd.DataFrame({name: link_quality(found, truth) for name, found in ways.items()}).T
    right = right.rename(columns={"n_found": "links_found", "n_right": "right"})
    right = right.astype({"links_found": int, "right": int}).rename_axis("way")
    return right[["links_found", "right", "precision", "recall"]]


def _spoken(texts: pd.Series) -> pd.Series:
    """Return a column in which a text that says nothing ("", "n/a") is missing."""
    if pd.api.types.infer_dtype(texts.astype(object), skipna=True) not in {"string", "empty"}:
        return texts
    texts = texts.astype("str")
    return texts.mask(texts.str.strip().str.casefold().isin(SILENT))


def _require_believable(rows: pd.DataFrame) -> None:
    for name in rows.columns.intersection(IDENTIFYING):
        shared = rows[name].value_counts().head(1)
        for value, n_rows in shared.items():
            if n_rows > max(FEW_ROWS, MOST_SHARED * len(rows)):
                raise ValueError(
                    f"`contacts` must have no `{name}` that more than {MOST_SHARED:.0%} of the "
                    f"rows share; got {value!r} in {n_rows:,} of {len(rows):,}. It names nobody: "
                    f"make it missing, contacts.replace({{{name!r}: {{{value!r}: None}}}})."
                )


def _scored(rows: pd.DataFrame) -> pd.DataFrame:
    """Return splink's pairs; refuse rows from which it cannot learn, in our words."""
    from splink.internals.exceptions import SplinkException

    try:
        scored = _trained_linker(rows).inference.predict().as_pandas_dataframe()
    except (SplinkException, ZeroDivisionError, ValueError):
        scored = None
    if scored is None or not scored["match_probability"].between(0, 1).all():
        keys = (["email"], ["last_name", "company"])
        n_email, n_name = (int(rows[key].dropna().duplicated(keep=False).sum()) for key in keys)
        raise ValueError(
            "`contacts` must have rows to learn from, some that share an `email` and some that "
            f"share `last_name` and `company`; got {n_email:,} and {n_name:,} of {len(rows):,}."
        )
    return scored


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
