"""The data side of the mining system: what is asked, what is known, which rows come back."""

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal, assert_series_equal

from crmlib.mining.system.request import (
    Request,
    is_known,
    journey_knowledge,
    journey_repository,
    relevant_rows,
    relevant_sql,
    threshold,
)

FAMILIES = {"kids": ["1", "2"]}
SPITE = "1'; DROP TABLE baskets; --"


@pytest.fixture(scope="module")
def knowledge():
    """Beer and wine are drinks, milk is dairy; everybody knows beer with wine, and candles."""
    rows = [("concept", "beer", "drinks", None), ("concept", "wine", "drinks", None)]
    rows += [("concept", "milk", "dairy", None), ("threshold", "outliers", "min_n", 5.0)]
    rows += [("known", "beer", "wine", None), ("known", "candles", "", None)]
    return pd.DataFrame(rows, columns=["kind", "subject", "object", "value"])


@pytest.fixture(scope="module")
def repository():
    """Three homes: 1 has children, 2 has none, 3 has not told; the table begins on a Sunday."""
    rows = [
        (10, 1, "2017-01-01 20:00", "milk", 1.0),
        (10, 1, "2017-01-01 20:00", "beer", 4.0),
        (11, 1, "2017-01-02 00:10", "milk", 2.0),
        (12, 2, "2017-01-08 23:50", "beer", 8.0),
        (13, 2, "2017-01-15 12:00", "candles", 16.0),
        (14, 3, "2017-01-15 13:00", "wine", 32.0),
    ]
    columns = ["basket_id", "household_id", "sold_at", "category", "sales_value"]
    baskets = pd.DataFrame(rows, columns=columns).astype({"sold_at": "datetime64[us]"})
    homes = pd.DataFrame({"household_id": [1, 2, 3], "kids": ["1", "0", None], "pet": SPITE})
    return {"baskets": baskets, "homes": homes}


# Requests


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"function": "prediction"},
            "`function` must be one of 'characterisation', 'association', 'classification', "
            "'clustering', 'outliers', 'evolution'; got 'prediction'",
        ),
        ({"function": "outliers", "level": "brand"}, "`level` must be one of 'category', 'dep"),
        ({"function": "classification"}, "`homes` must name the target of classification; got"),
        ({"function": "characterisation"}, "`homes` must name the target of characterisation"),
    ],
)
def test_request_refuses_what_the_system_cannot_do(options, message):
    with pytest.raises(ValueError, match=message):
        Request(**options)


def test_request_refuses_other_kinds_of_conditions():
    with pytest.raises(TypeError, match="`homes` must be a mapping from names; got list"):
        Request("outliers", homes=["kids"])
    with pytest.raises(TypeError, match=r"`homes\['kids'\]` must have text; got int64"):
        Request("outliers", homes={"kids": [1, 2]})
    with pytest.raises(TypeError, match="`departments` must be one row of values; got str"):
        Request("outliers", departments="drinks")


def test_requests_for_the_same_are_equal():
    assert Request("outliers", FAMILIES, ["drinks"]) == Request(
        "outliers", {"kids": ("1", "2")}, np.array(["drinks"])
    )


# The server


def test_totals_and_parts_of_homes_are_the_hand_count(repository, knowledge):
    rows = relevant_rows(Request("outliers", level="department"), repository, knowledge)
    found = rows.fillna({"goods": "all"}).set_index(["household_id", "goods"])
    assert found["spend"].to_dict() == {
        (1, "all"): 7.0,
        (1, "dairy"): 3.0,
        (1, "drinks"): 4.0,
        (2, "all"): 8.0,  # candles are no concept
        (2, "drinks"): 8.0,
        (3, "all"): 32.0,
        (3, "drinks"): 32.0,
    }
    assert found.loc[(1, "all"), "n_baskets"] == 2


def test_who_has_not_told_is_neither_in_the_target_nor_out_of_it(repository, knowledge):
    rows = relevant_rows(
        Request("classification", homes=FAMILIES | {"kids": ["1"]}), repository, knowledge
    )
    assert rows.groupby("household_id")["in_target"].first().to_dict() == {1: True, 2: False}


def test_other_functions_look_at_the_wanted_homes_only(repository, knowledge):
    rows = relevant_rows(Request("outliers", homes={"kids": ["0"]}), repository, knowledge)
    assert set(rows["household_id"]) == {2}


def test_several_columns_must_all_fit(repository, knowledge):
    request = Request("outliers", homes={"kids": ["0", "1"], "pet": [SPITE]})
    rows = relevant_rows(request, repository, knowledge)
    assert set(rows["household_id"]) == {1, 2}


def test_baskets_are_generalised_and_counted_once(repository, knowledge):
    rows = relevant_rows(Request("association", level="department"), repository, knowledge)
    assert rows.values.tolist() == [
        [1, 10, "dairy"],
        [1, 10, "drinks"],
        [1, 11, "dairy"],
        [2, 12, "drinks"],
        [3, 14, "drinks"],
    ]


def test_weeks_run_from_monday_and_those_in_part_are_left_out(repository, knowledge):
    rows = relevant_rows(Request("evolution"), repository, knowledge)
    assert rows["week"].dt.strftime("%m-%d").tolist() == ["01-02", "01-02", "01-09"]
    assert rows["spend"].tolist() == [8.0, 2.0, 32.0]  # beer and milk; wine


def test_departments_narrow_the_goods(repository, knowledge):
    rows = relevant_rows(Request("association", departments=["dairy"]), repository, knowledge)
    assert set(rows["goods"]) == {"milk"}


def test_the_server_agrees_with_pandas_on_the_real_table():
    repository, knowledge = journey_repository(), journey_knowledge()
    request = Request("outliers", homes={"kids_count": ["3+"]}, departments=["MEAT"])
    rows = relevant_rows(request, repository, knowledge)
    concepts = knowledge[knowledge["kind"] == "concept"].set_index("subject")["object"]
    homes = repository["homes"].query("kids_count == '3+'")["household_id"]
    baskets = repository["baskets"]
    part = baskets[baskets["household_id"].isin(homes)]
    part = part[part["category"].map(concepts).astype(str) == "MEAT"]
    by_home = part.groupby("household_id")
    totals = rows[rows["goods"].isna()].set_index("household_id")
    assert totals["n_baskets"].equals(by_home["basket_id"].nunique())
    assert_series_equal(totals["spend"], by_home["sales_value"].sum(), check_names=False)


def test_values_are_bound_and_never_written_into_the_query(repository):
    sql, values = relevant_sql(Request("outliers", homes={"pet": SPITE}), repository)
    assert "DROP" not in sql
    assert list(values.values()) == [SPITE]


def test_a_column_with_quotes_in_its_name_is_quoted(repository, knowledge):
    name = 'kids" OR 1=1 --'
    homes = repository["homes"].rename(columns={"kids": name})
    request = Request("outliers", homes={name: ["0"]})
    rows = relevant_rows(request, repository | {"homes": homes}, knowledge)
    assert set(rows["household_id"]) == {2}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"homes": {"kids": [SPITE]}},
            r"`homes\['kids'\]` must be one of '0', '1'; got \"1'; DROP",
        ),
        ({"homes": {"kids": []}}, r"`homes\['kids'\]` must be one of '0', '1'; got None"),
        ({"homes": {"kids; --": ["1"]}}, "`homes` must be one of 'kids', 'pet'; got 'kids; --'"),
        ({"homes": {"household_id": ["1"]}}, "`homes` must be one of 'kids', 'pet'"),
        ({"departments": ["toys"]}, "`departments` must be one of 'dairy', 'drinks'; got 'toys'"),
        (
            {"homes": {"kids": ["0"]}, "departments": ["dairy"]},
            "`request` must concern some sales; got none for Request",
        ),
    ],
)
def test_the_server_refuses_what_is_not_there(repository, knowledge, options, message):
    with pytest.raises(ValueError, match=message):
        relevant_rows(Request("outliers", **options), repository, knowledge)


def test_the_server_refuses_other_requests_and_repositories(repository):
    with pytest.raises(TypeError, match="`request` must be a Request; got dict"):
        relevant_sql({"function": "outliers"}, repository)
    with pytest.raises(
        ValueError, match=r"`repository` must hold baskets and homes; got \['homes'"
    ):
        relevant_sql(Request("outliers"), {"homes": repository["homes"]})
    with pytest.raises(ValueError, match="`baskets` must have the columns"):
        relevant_sql(Request("outliers"), repository | {"baskets": pd.DataFrame()})


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("homes", {"household_id": [1, 1, 3]}, "`homes` must have each household_id once; got 1"),
        ("homes", {"household_id": ["1", "2", "3"]}, "`homes` must have household_id of the kind"),
        ("baskets", {"sales_value": np.inf}, "`baskets` must have only finite numbers in `sales"),
        ("baskets", {"sales_value": "1.5"}, "`baskets` must have numbers in `sales_value`; got"),
        ("baskets", {"sold_at": pd.Timestamp("2017-01-01", tz="UTC")}, "times without a zone"),
    ],
)
def test_tables_that_would_be_added_up_wrongly_are_refused(repository, table, change, message):
    wrong = repository | {table: repository[table].assign(**change)}
    with pytest.raises((ValueError, TypeError), match=message):
        relevant_sql(Request("outliers"), wrong)


@pytest.mark.parametrize("backend", ["numpy_nullable", "pyarrow"])
def test_tables_in_other_clothes_give_the_same_rows(repository, knowledge, backend):
    dressed = {k: v.convert_dtypes(dtype_backend=backend) for k, v in repository.items()}
    for function in ("outliers", "association", "evolution"):
        request = Request(function, homes={"kids": ["0", "1"]}, level="department")
        plain = relevant_rows(request, repository, knowledge)
        found = relevant_rows(request, dressed, knowledge.convert_dtypes(dtype_backend=backend))
        assert_frame_equal(found, plain, check_dtype=False)


def test_the_repository_is_not_changed(repository, knowledge):
    kept = {name: table.copy() for name, table in repository.items()}
    relevant_rows(Request("evolution"), repository, knowledge)
    for name, table in repository.items():
        assert_frame_equal(table, kept[name])


# The knowledge base


def test_every_category_sold_is_a_concept_with_one_department():
    knowledge = journey_knowledge()
    concepts = knowledge[knowledge["kind"] == "concept"]
    assert concepts["subject"].is_unique
    sold = set(journey_repository()["baskets"]["category"].unique())
    assert sold <= set(concepts["subject"])


def test_everything_known_is_about_categories_there_are():
    knowledge = journey_knowledge()
    concepts = set(knowledge.loc[knowledge["kind"] == "concept", "subject"]) | {""}
    known = knowledge[knowledge["kind"] == "known"]
    assert set(known["subject"]) | set(known["object"]) <= concepts


def test_pairs_are_known_in_either_order_and_single_goods_in_any_pair(knowledge):
    pairs = [("beer", "wine"), ("wine", "beer"), ("beer", "milk"), ("milk", "candles")]
    patterns = pd.DataFrame(pairs, columns=["subject", "object"])
    assert is_known(patterns, knowledge).tolist() == [True, True, False, True]
    assert is_known(patterns.head(0), knowledge).tolist() == []


def test_the_later_row_counts(knowledge):
    taught = [("threshold", "outliers", "min_n", 9.0), ("concept", "wine", "gifts", None)]
    more = pd.concat([knowledge, pd.DataFrame(taught, columns=knowledge.columns)])
    assert threshold(more, "outliers", "min_n") == 9.0
    assert threshold(knowledge, "outliers", "min_n") == 5.0


def test_a_category_can_be_moved_to_another_department(repository, knowledge):
    taught = pd.DataFrame([("concept", "wine", "gifts", None)], columns=knowledge.columns)
    more = pd.concat([knowledge, taught])
    rows = relevant_rows(Request("association", departments=["gifts"]), repository, more)
    assert rows["household_id"].tolist() == [3]


def test_the_knowledge_base_refuses_what_it_has_not(knowledge):
    with pytest.raises(ValueError, match="`knowledge` must hold the threshold 'max_n' of 'outli"):
        threshold(knowledge, "outliers", "max_n")
    with pytest.raises(ValueError, match="`knowledge` must have only 'concept', 'threshold', 'kn"):
        threshold(knowledge.replace({"kind": {"known": "no kind"}}), "outliers", "min_n")
    for value in (None, np.inf, "5"):
        taught = pd.DataFrame([("threshold", "outliers", "min_n", value)], columns=list(knowledge))
        with pytest.raises(ValueError, match="`knowledge` must hold the threshold 'min_n' of"):
            threshold(pd.concat([knowledge, taught]), "outliers", "min_n")
