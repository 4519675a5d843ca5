"""Eleven statements of what CRM is, side by side as data, and how far two readers agree on them."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from crmlib.core import require_columns, require_kind, require_no_missing

__all__ = [
    "KEYWORDS",
    "LAYERS",
    "TAGS",
    "definition_statements",
    "definition_tags",
    "keyword_tags",
    "jaccard_matrix",
    "cohen_kappa",
    "agreement_table",
    "source_lists",
]

LAYERS = ("strategy", "process", "technology")
TAGS = (*LAYERS, "satisfaction", "loyalty", "value", "profit", "acquisition")

# Name: items of the source, who is credited, our tags in the order of TAGS, our paraphrase.
STATEMENTS = {
    "Gartner 1": (
        "CON-05",
        "Gartner Group",
        "11010010",
        "A business strategy: group the resources by customer segment, encourage behaviour and "
        "run processes that begin with the customer; profit, revenue and satisfaction follow.",
    ),
    "Gartner 2": (
        "CON-06",
        "Gartner Group",
        "10000010",
        "It lets management see the customer from all sides, makes the firm better at talking "
        "with customers and draws the highest return from them.",
    ),
    "Hurwitz": (
        "CON-07, CON-08",
        "Hurwitz Group",
        "11111111",
        "Rules of conduct and software at once: automate and better the processes of sales, "
        "marketing and service; sell faster and cheaper, open new markets, raise the customers' "
        "value, satisfaction, profitability and loyalty.",
    ),
    "IBM": (
        "CON-09",
        "IBM",
        "01001001",
        "The whole process by which a firm identifies, selects, acquires, develops and keeps its "
        "customers, in three parts: relationship, process and access.",
    ),
    "Anton": (
        "CON-10",
        "Jon Anton",
        "00101110",
        "Seamless access to the firm's information by telephone, website and e-mail, so that "
        "customers serve themselves; it leads to further sales, loyalty, value and profit.",
    ),
    "Salesforce": (
        "CON-11",
        "Salesforce",
        "01110001",
        "The relationship with customers and with those who may become customers, managed by "
        "joining processes, people and technology until the customer is satisfied.",
    ),
    "two angles": (
        "CON-12",
        "none given",
        "10100000",
        "Seen from management it grew out of the theory of marketing; seen as a solution it is "
        "that thinking cast into software, which could spread through the world.",
    ),
    "interaction": (
        "CON-13",
        "none given",
        "01101001",
        "Use the internet to coordinate sales, marketing and service, so that each customer is "
        "met individually: win new customers, keep old ones, make them loyal.",
    ),
    "tool and process": (
        "CON-14",
        "none given",
        "01110000",
        "Literally a tool; but also a process without end: talk more closely, understand needs "
        "better, and improve what is offered until the needs are met.",
    ),
    "learner": (
        "CON-15",
        "none given",
        "11011010",
        "Care for existing relationships: a system and an idea that sorts customers, analyses "
        "their purchases, meets their needs and makes them stick, for more income of the firm.",
    ),
    "exam": (
        "CON-16",
        "none given",
        "11111110",
        "A strategy around the customer, with IT as its means and processes redesigned: complete "
        "service and analysis of each customer bring satisfaction and loyalty, and secure both "
        "lifetime value and profit.",
    ),
}
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

# Name of a list: the length that the source announces, and its entries.
LISTS = {
    "dimensions of a relationship": (3, "length, breadth, depth"),
    "kinds of customer": (4, "end, intermediate, internal, public-interest"),
    "IBM's classes": (3, "relationship, process, access management"),
    "parts of the connotation": (3, "philosophy, mechanism, software"),
    "roles for the firm": (3, "intelligence, automation, efficiency"),
    "roles for the customer": (3, "purchase cost, latent needs, service"),
    "Aike's demands": (4, "convenient, warm, personal, in real time"),
}


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
    rows = {name: (row[0], row[1], row[3]) for name, row in STATEMENTS.items()}
    columns = ["items", "credit", "statement"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")


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
    rows = {name: [mark == "1" for mark in row[2]] for name, row in STATEMENTS.items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*TAGS]).rename_axis("name")


def keyword_tags(
    statements: pd.Series, keywords: Mapping[str, Sequence[str]] = KEYWORDS
) -> pd.DataFrame:
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

    Raises
    ------
    TypeError
        If `statements` is not a Series of text, or the words of a tag are one text.
    ValueError
        If a statement is missing, or a tag has no words.

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
    require_kind(statements, pd.Series, "statements")
    require_no_missing(statements.to_frame("statement"), ["statement"], "statements")
    odd = [type(text).__name__ for text in statements if not isinstance(text, str)]
    if odd:
        raise TypeError(f"`statements` must hold text; got {odd[0]}.")
    return pd.DataFrame(
        {tag: _mentions(statements, tag, words) for tag, words in keywords.items()},
        index=statements.index,
    )


def jaccard_matrix(tags: pd.DataFrame) -> pd.DataFrame:
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
    TypeError
        If `tags` is not a DataFrame of booleans.
    ValueError
        If a label stands twice.

    Notes
    -----
    J(A, B) = tags that both have / tags that at least one of them has.

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
    _require_tags(tags, "tags")
    marks = tags.to_numpy(dtype=np.int64)
    shared = marks @ marks.T
    sizes = marks.sum(axis=1)
    either = sizes[:, None] + sizes - shared
    with np.errstate(invalid="ignore"):
        likeness = shared / either
    return pd.DataFrame(likeness, index=tags.index, columns=tags.index)


def cohen_kappa(first: ArrayLike, second: ArrayLike) -> float:
    """Return the agreement of two readers beyond what chance would give: Cohen's kappa.

    Use it for labels without an order that two readers gave to the same things.

    Parameters
    ----------
    first, second : array-like, shape (n_things,)
        The label that each reader gave, in the same order; at least one thing.

    Returns
    -------
    float
        At most 1; 0 for agreement as by chance; NaN if both give one and the same label to all.

    Raises
    ------
    ValueError
        If the two are not rows of the same length, are empty, or a label is missing.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e), with p_o the share of things labelled alike and p_e the sum
    over labels of the product of the two readers' shares. Kappa depends on how common a label
    is: the same share of agreement is worth less where one label is nearly always given.

    References
    ----------
    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20(1), 37-46.

    Examples
    --------
    >>> cohen_kappa([True, True, False, False], [True, False, False, False])
    0.5
    """
    a, b = (
        pd.Series(np.asarray(labels).tolist(), dtype=object, name=name)
        for labels, name in ((first, "first"), (second, "second"))
    )
    if len(a) != len(b) or not len(a):
        raise ValueError(
            f"`first` and `second` must label the same things; got {len(a)} and {len(b)} labels."
        )
    for labels in (a, b):
        require_no_missing(labels.to_frame("label"), ["label"], str(labels.name))
    observed = float((a == b).mean())
    shares = a.value_counts(normalize=True), b.value_counts(normalize=True)
    by_chance = float(shares[0].mul(shares[1], fill_value=0).sum())
    if np.isclose(by_chance, 1):
        return float("nan")
    return (observed - by_chance) / (1 - by_chance)


def agreement_table(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return how far two readers agree, tag by tag.

    Use it to find the tag whose meaning has to be talked over.

    Parameters
    ----------
    first, second : DataFrame of bool, shape (n_rows, n_tags)
        The tags that each reader gave; the same rows and columns, in any order.

    Returns
    -------
    DataFrame, one row per tag, in the order of `first`
        n_first and n_second (int64, rows tagged), agreement (fraction in [0, 1] of rows tagged
        alike), kappa (at most 1; NaN where it is not defined).

    Raises
    ------
    TypeError
        If one of the two is not a DataFrame of booleans.
    ValueError
        If their rows or columns differ, or a label stands twice.

    Notes
    -----
    See `cohen_kappa`.

    References
    ----------
    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and
    Psychological Measurement 20(1), 37-46.

    Examples
    --------
    >>> ours = pd.DataFrame({"goal": [True, True, False, False]})
    >>> theirs = pd.DataFrame({"goal": [True, False, False, False]})
    >>> agreement_table(ours, theirs).loc["goal"].tolist()
    [2.0, 1.0, 0.75, 0.5]
    """
    _require_tags(first, "first")
    _require_tags(second, "second")
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
    return table.assign(kappa=[cohen_kappa(first[tag], second[tag]) for tag in first])


def source_lists() -> pd.DataFrame:
    """Return the lists of the source that have a number at their head.

    Use it to check a count instead of believing it.

    Returns
    -------
    DataFrame, 7 rows
        Index `name` (ours); n_said (int64, the number announced) and entries (list of str).

    Notes
    -----
    The lists come from several authors and overlap; they are not one system.

    References
    ----------
    Documents 001, 002 and 004 of the course's source.

    Examples
    --------
    >>> source_lists().loc["IBM's classes", "entries"]
    ['relationship', 'process', 'access management']
    """
    rows = {name: (said, entries.split(", ")) for name, (said, entries) in LISTS.items()}
    columns = ["n_said", "entries"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("name")


def _mentions(statements: pd.Series, tag: str, words: Sequence[str]) -> np.ndarray:
    if isinstance(words, str):
        raise TypeError(f"`keywords` must map {tag!r} to a list of words; got one text.")
    if not len(words):
        raise ValueError(f"`keywords` must give words for every tag; got none for {tag!r}.")
    pattern = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})", re.IGNORECASE)
    return np.array([bool(pattern.search(text)) for text in statements], dtype=bool)


def _require_tags(tags: pd.DataFrame, name: str) -> None:
    require_columns(tags, [], name)
    if any(kind != np.dtype(bool) for kind in tags.dtypes):
        raise TypeError(f"`{name}` must hold True and False only; got {tags.dtypes.iloc[0]}.")
    if not (tags.index.is_unique and tags.columns.is_unique):
        raise ValueError(f"`{name}` must have labels that stand once; got some twice.")
