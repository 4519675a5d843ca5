"""Eleven statements of what CRM is, side by side as data, and how far two readers agree on them."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd

from crmlib.core import (
    Flags,
    Ids,
    Kind,
    Level,
    Rng,
    Steps,
    Texts,
    checked,
    column,
    require_columns,
    require_kind,
    table_of,
    values,
)
from crmlib.datasets import load_source

__all__ = [
    "KEYWORDS",
    "LAYERS",
    "TAGS",
    "definition_statements",
    "definition_tags",
    "keyword_tags",
    "jaccard_matrix",
    "agreement_table",
]

LAYERS = ("strategy", "process", "technology")
MOST_DRAWS = 20_000_000
TAGS = (*LAYERS, "satisfaction", "loyalty", "value", "profit", "acquisition")

# Each tag by its own word, as the beginning of a word: "satisf" finds satisfied, satisfaction.
KEYWORDS = {
    "strategy": ("strateg",),
    "process": ("process",),
    "technology": ("technolog", "software"),
    "satisfaction": ("satisf",),
    "loyalty": ("loyal",),
    "value": ("value",),
    "profit": ("profit",),
    "acquisition": ("acqui", "new customer"),
}


def _keywords(given: Any, name: str) -> Mapping[str, Sequence[str]]:
    """Refuse anything but words, at least one, for each tag, at least one."""
    require_kind(given, Mapping, name)
    if not given:
        raise ValueError(f"`{name}` must name at least one tag; got none.")
    for tag, words in given.items():
        if isinstance(words, str) or not isinstance(words, Sequence):
            got = "one text" if isinstance(words, str) else type(words).__name__
            raise TypeError(f"`{name}` must map {tag!r} to a list of words; got {got}.")
        odd = [type(word).__name__ for word in words if not isinstance(word, str)]
        if odd:
            raise TypeError(f"`{name}` must map {tag!r} to words of text; got {odd[0]}.")
        if not words:
            raise ValueError(f"`{name}` must give words for every tag; got none for {tag!r}.")
    return given


Keywords = Annotated[Mapping[str, Sequence[str]], Kind("keywords", _keywords)]


def definition_statements() -> pd.DataFrame:
    """Return the eleven statements of what CRM is, in the order of the source's items.

    Use it to compare definitions instead of quoting one of them.

    Returns
    -------
    DataFrame, 11 rows
        Index `name` (ours); text columns `items` (ids in the source; Hurwitz fills two),
        `credit` (whom the source credits, or "none given") and `statement` (our paraphrase).

    Notes
    -----
    Six statements have a name to them, two of these the same one; five have none.

    References
    ----------
    Documents 001, 002 and 004 of the course's source.

    Examples
    --------
    >>> statements = definition_statements()
    >>> len(statements), int((statements["credit"] != "none given").sum())
    (11, 6)
    """
    return load_source("definitions").set_index("name")[["items", "credit", "statement"]]


def definition_tags() -> pd.DataFrame:
    """Return what each statement speaks of, as this course reads it.

    Use it as one reader's opinion, to be held against another's.

    Returns
    -------
    DataFrame of bool, shape (11, 8)
        Rows as in `definition_statements`, columns as in `TAGS`: three layers, five goals.

    Notes
    -----
    The tags are a reading of the full text of the source, not of the short paraphrase, and they
    are ours: another reader may tag otherwise. `value` means that customer value is named, in
    whichever direction.

    References
    ----------
    Documents 001, 002 and 004 of the course's source.

    Examples
    --------
    >>> definition_tags().loc["IBM"].loc[lambda row: row].index.tolist()
    ['process', 'loyalty', 'acquisition']
    """
    return load_source("definitions").set_index("name")[[*TAGS]]


@checked
def keyword_tags(statements: column(Texts), keywords: Keywords = KEYWORDS) -> pd.DataFrame:
    """Return which tags a list of keywords finds in each statement.

    Use it as a second reader who is tireless, consistent and understands nothing.

    Parameters
    ----------
    statements : Series of str
        One text per label.
    keywords : mapping of str to sequence of str
        For each tag the beginnings of words that stand for it; case does not count.

    Returns
    -------
    DataFrame of bool
        Index as in `statements`, one column per tag, in the order of `keywords`.

    Notes
    -----
    A tag is found where at least one of its words begins somewhere in the text.

    References
    ----------
    None: this is a look-up.

    Examples
    --------
    >>> said = pd.Series({"a": "Software for sales.", "b": "Loyal customers."})
    >>> keyword_tags(said, {"technology": ["soft"], "loyalty": ["loyal"]})
       technology  loyalty
    a        True    False
    b       False     True
    """
    return pd.DataFrame(
        {tag: _mentions(statements, words) for tag, words in keywords.items()},
        index=statements.index,
    )


@checked
def jaccard_matrix(tags: table_of(Flags)) -> pd.DataFrame:
    """Return how similar every two rows are: tags in common, of the tags that either has.

    Use it where a tag that both lack says nothing about likeness.

    Parameters
    ----------
    tags : DataFrame of bool, shape (n_rows, n_tags)
        One row per thing, True where it has the tag; labels of rows and columns are unique.

    Returns
    -------
    DataFrame, shape (n_rows, n_rows)
        Fractions in [0, 1], symmetric; NaN where neither of two rows has any tag.

    Raises
    ------
    ValueError
        If the label of a row stands twice.

    Notes
    -----
    J(A, B) = tags that both have / tags that at least one of them has. It has no interval: the
    tags are all that was asked about, not drawn from more of them.

    References
    ----------
    Jaccard, P. (1912), The distribution of the flora in the alpine zone, New Phytologist 11(2),
    37-50.

    Examples
    --------
    >>> tags = pd.DataFrame({"x": [True, True], "y": [True, False]}, index=["a", "b"])
    >>> float(jaccard_matrix(tags).loc["a", "b"])
    0.5
    """
    _require_names(tags, "tags")
    marks = tags.to_numpy(dtype=np.int64)
    shared = marks @ marks.T
    sizes = marks.sum(axis=1)
    either = sizes[:, None] + sizes - shared
    with np.errstate(invalid="ignore"):
        likeness = shared / either
    return pd.DataFrame(likeness, index=tags.index, columns=tags.index)


@checked(paired=("first", "second"))
def _cohen_kappa(
    first: values(Ids),
    second: values(Ids),
    *,
    rng: Rng,
    n_resamples: Steps = 1000,
    level: Level = 0.95,
) -> pd.Series:
    """Return the agreement of two readers beyond what chance would give, with an interval.

    Examples
    --------
    >>> ours, theirs = ["y", "y", "y", "n", "n", "n"], ["y", "y", "n", "n", "n", "n"]
    >>> _cohen_kappa(ours, theirs, rng=np.random.default_rng(1)).round(2).to_dict()
    {'kappa': 0.67, 'low': 0.0, 'high': 1.0}
    """
    if not len(first):
        raise ValueError("`first` must label at least one thing; got none.")
    both = [label for labels in (first, second) for label in np.asarray(labels).tolist()]
    one, other = np.split(pd.factorize(pd.Series(both, dtype=object))[0], 2)
    # Drawing things anew is drawing the counts of their different pairs of labels.
    pairs, n_things = np.unique(np.column_stack([one, other]), axis=0, return_counts=True)
    if n_resamples * len(pairs) > MOST_DRAWS:
        raise ValueError(
            f"`n_resamples` must be at most {MOST_DRAWS // len(pairs):,} for {len(pairs):,} "
            f"different pairs of labels; got {n_resamples:,}."
        )
    low = high = np.nan
    if (one != other).any():
        drawn = rng.multinomial(len(one), n_things / len(one), n_resamples)
        kappas = pd.Series([_kappa(pairs, counts) for counts in drawn])
        low, high = kappas.quantile([(1 - level) / 2, (1 + level) / 2])
    return pd.Series({"kappa": _kappa(pairs, n_things), "low": low, "high": high})


@checked
def agreement_table(
    first: table_of(Flags), second: table_of(Flags), *, rng: Rng, n_resamples: Steps = 1000
) -> pd.DataFrame:
    """Return how far two readers agree, tag by tag.

    Use it to find the tag whose meaning has to be talked over.

    Parameters
    ----------
    first, second : DataFrame of bool, shape (n_rows, n_tags)
        The tags that each reader gave; the same rows and columns, in any order.
    rng : numpy.random.Generator
        Source of the draws, used up in the order of the tags.
    n_resamples : int
        How often the rows are drawn anew for each tag, at least 1.

    Returns
    -------
    DataFrame, one row per tag, in the order of `first`
        n_first and n_second (int64, rows tagged), agreement (fraction in [0, 1] of rows tagged
        alike), kappa (at most 1; NaN where it is not defined) with its 95 % interval, low to
        high.

    Raises
    ------
    ValueError
        If their rows or columns differ, there is no row, the label of a row stands twice, or
        resamples times different pairs of labels are above twenty million.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e), with p_o the share of things labelled alike and p_e the sum
    over labels of the product of the two readers' shares. Kappa depends on how common a label
    is: the same share of agreement is worth less where one label is nearly always given. It is
    not defined if both give one and the same label to all; where all are labelled alike, every
    resample says 1 and tells nothing, so that the interval is NaN.

    As many things as there are get drawn with replacement, again and again; the interval runs
    between the percentiles of their kappas, those left out that are not defined. It takes the
    things for independent. A normal interval (Fleiss, Cohen and Everitt 1969) is as good for a
    hundred things; for a dozen it passes 1.

    References
    ----------
    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20(1), 37-46. Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969),
    Large sample standard errors of kappa and weighted kappa, Psychological Bulletin 72, 323-327.
    Efron, B. and Tibshirani, R. J. (1993), An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    >>> ours = pd.DataFrame({"goal": [True, True, False, False]})
    >>> theirs = pd.DataFrame({"goal": [True, False, False, False]})
    >>> table = agreement_table(ours, theirs, rng=np.random.default_rng(1))
    >>> table.loc["goal"].round(2).tolist()
    [2.0, 1.0, 0.75, 0.5, 0.0, 1.0]
    """
    _require_names(first, "first")
    _require_names(second, "second")
    require_columns(second, first.columns, "second")
    if set(first.index) != set(second.index) or second.shape[1] != first.shape[1]:
        raise ValueError(
            f"`second` must have the rows and columns of `first`, {first.shape}; "
            f"got others, {second.shape}."
        )
    second = second.loc[first.index, first.columns]
    rows = {
        tag: (first[tag].sum(), second[tag].sum(), (first[tag] == second[tag]).mean())
        for tag in first
    }
    columns = ["n_first", "n_second", "agreement"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    draws = {"rng": rng, "n_resamples": n_resamples}
    kappas = {tag: _cohen_kappa(first[tag], second[tag], **draws) for tag in first}
    return table.join(pd.DataFrame.from_dict(kappas, orient="index"))


def _kappa(pairs: np.ndarray, counts: np.ndarray) -> float:
    """Return kappa from how often each pair of labels, numbered from 0, was given."""
    (one, other), n = pairs.T, counts.sum()
    observed = counts[one == other].sum() / n
    shares = [np.bincount(labels, counts, pairs.max() + 1) / n for labels in (one, other)]
    by_chance = shares[0] @ shares[1]
    return np.nan if np.isclose(by_chance, 1) else (observed - by_chance) / (1 - by_chance)


def _mentions(statements: pd.Series, words: Sequence[str]) -> np.ndarray:
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return np.array([bool(pattern.search(text)) for text in statements], dtype=bool)


def _require_names(tags: pd.DataFrame, name: str) -> None:
    twice = tags.index.duplicated()
    if twice.any():
        raise ValueError(
            f"`{name}` must have each row's label once; got {twice.sum():,} more, the first "
            f"{tags.index[twice.argmax()]!r}."
        )
