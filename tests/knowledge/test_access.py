"""A desk answers what its role may read, refuses the rest by name, and logs no typed word."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from crmlib.knowledge import (
    next_steps,
    open_desk,
    probe_matrix,
    toy_customer_cards,
    toy_role_matrix,
)
from crmlib.knowledge.access import Desk

FORBIDDEN = [
    (role, field)
    for role in toy_role_matrix().columns
    for field in toy_role_matrix().index
    if not toy_role_matrix().loc[field, role]
]
WAYS = [
    "SELECT {field} FROM customer",
    "SELECT count(*) FROM customer WHERE {field} = 'x'",
    "SELECT 1 FROM customer ORDER BY {field}",
    "SELECT count({field}) FROM customer",
    "SELECT 1 FROM customer GROUP BY 1 HAVING max({field}) > 0",
    "WITH customer AS (SELECT {field} FROM main.customer) SELECT * FROM customer",
    "WITH city AS (SELECT {field} AS city FROM customer) SELECT city FROM city",
    "SELECT 1 UNION SELECT {field} FROM customer",
    "SELECT 1 EXCEPT SELECT {field} FROM customer",
    "SELECT CASE WHEN {field} = 'x' THEN 1 END FROM customer",
    "SELECT (SELECT {field} FROM customer)",
    'SELECT "{field}" FROM "customer"',
    "SELECT customer.* , {field} FROM customer",
    "EXPLAIN SELECT {field} FROM customer",
]
OTHERS = [
    "ATTACH DATABASE 'Wang.db' AS other",
    "DETACH DATABASE main",
    "PRAGMA table_info(customer)",
    "PRAGMA writable_schema = 1",
    "CREATE TEMP VIEW Wang AS SELECT * FROM customer",
    "CREATE VIEW internet AS SELECT phone FROM customer",
    "CREATE TABLE Wang (phone)",
    "CREATE TEMP TABLE Wang AS SELECT 1",
    "DROP TABLE customer",
    "INSERT INTO customer (name) VALUES ('Wang')",
    "UPDATE customer SET name = 'Wang'",
    "DELETE FROM customer",
    "SELECT sql FROM sqlite_master",
    "SELECT name FROM sqlite_temp_master",
    "SELECT name FROM pragma_table_info('customer')",
    "SELECT load_extension('Wang')",
    "SELECT group_concat(name) FROM customer",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "VACUUM INTO 'Wang.db'",
    "REINDEX customer",
    "BEGIN",
    "SAVEPOINT Wang",
    "SELECT rowid FROM customer",
    "SELECT city FROM customer ORDER BY _rowid_",
    "SELECT oid FROM customer WHERE oid = 1",
    "SELECT * FROM sqlite_schema",
    "SELECT * FROM sqlite_temp_schema",
    "SELECT * FROM pragma_database_list",
    "SELECT * FROM pragma_function_list",
    "SELECT * FROM json_each('[1]')",
    "SELECT * FROM dbstat",
    "SELECT zeroblob(1000000000)",
    "SELECT sqlite_version()",
    "SELECT random()",
    "SELECT * FROM temp.customer",
    "ANALYZE",
    "ALTER TABLE customer RENAME TO Wang",
    "CREATE VIRTUAL TABLE Wang USING fts5(x)",
    "CREATE TRIGGER Wang AFTER INSERT ON customer BEGIN SELECT 1; END",
    "REPLACE INTO customer (city) VALUES ('Wang')",
    "COMMIT",
    "ROLLBACK",
]


@pytest.fixture
def seller():
    """A seller of the tea firm may read all but the credit limit."""
    with open_desk(toy_customer_cards(), toy_role_matrix(), "seller") as desk:
        yield desk


def desk_of(role):
    return open_desk(toy_customer_cards(), toy_role_matrix(), role)


def test_ten_of_twenty_one_cells_are_forbidden():
    assert len(FORBIDDEN) == 10


@pytest.mark.parametrize(("role", "field"), FORBIDDEN)
@pytest.mark.parametrize("way", WAYS)
def test_a_forbidden_field_is_refused_in_every_way(role, field, way):
    with desk_of(role) as desk, pytest.raises(PermissionError, match="`sql` must stay within"):
        desk.ask(way.format(field=field))


@pytest.mark.parametrize("role", toy_role_matrix().columns)
@pytest.mark.parametrize("sql", OTHERS)
def test_whatever_is_no_question_to_the_table_is_refused(role, sql):
    with desk_of(role) as desk:
        with pytest.raises((PermissionError, ValueError)):
            desk.ask(sql)
        assert "Wang" not in desk.refusals.to_csv()
        assert desk.ask("SELECT count(city) FROM customer").iloc[0, 0] == 8


@pytest.mark.parametrize("role", toy_role_matrix().columns)
def test_an_allowed_field_comes_as_it_is_in_the_table(role):
    matrix, cards = toy_role_matrix(), toy_customer_cards()
    with desk_of(role) as desk:
        for field in matrix.index[matrix[role]]:
            rows = desk.ask(f"SELECT {field} FROM customer")
            assert sorted(rows[field]) == sorted(cards[field])
        assert desk.refusals.empty


def test_the_copy_behind_a_desk_holds_no_forbidden_value():
    with desk_of("visitor") as desk:
        desk._store.set_authorizer(None)  # as if the guard had a hole
        found = pd.read_sql("SELECT * FROM customer", desk._store)
    assert found.columns[found.notna().any()].tolist() == ["city", "tier"]


@pytest.mark.parametrize(("role", "field"), FORBIDDEN)
def test_what_sqlite_does_not_ask_about_finds_an_empty_column(role, field):
    value = toy_customer_cards()[field].iloc[0]
    sql = f"SELECT count(*) FROM customer JOIN (SELECT ? AS {field}) USING ({field})"
    with desk_of(role) as desk:
        assert desk.ask(sql, (value if isinstance(value, str) else int(value),)).iloc[0, 0] == 0


def test_probing_tries_every_role_field_and_way():
    tried = probe_matrix(toy_customer_cards(), toy_role_matrix())
    assert len(tried) == 3 * 7 * 9
    assert (tried["may"] == tried["answered"]).all()


def test_exe_20_three_networks_answer_by_the_matrix_and_log_what_they_refuse():
    """EXE-20: users, roles and fields give an allowed view, a refusal log and a checklist."""
    for role, allowed in {"seller": 6, "carrier": 3, "visitor": 2}.items():
        with desk_of(role) as desk:
            for field in toy_role_matrix().index:
                desk.answers(f"SELECT {field} FROM customer")
            assert len(desk.refusals) == 7 - allowed
            assert set(desk.refusals["role"]) == {role}
    eight = pd.DataFrame(
        {"condition": list("abcdefgh"), "waits_for": [None, *"aaaaaaa"], "is_met": [False] * 8}
    )
    assert next_steps(eight)["is_next"].sum() == 1


def test_the_log_names_the_field_and_nothing_that_was_typed():
    with desk_of("carrier") as desk:
        desk.answers("SELECT phone FROM customer WHERE note = 'Wang owes'", 'SELECT * FROM "Wang"')
        log = desk.refusals
    assert log.to_dict("records") == [{"role": "carrier", "action": "READ", "field": "note"}]


TYPED = [
    "x' OR '1'='1",
    "x'; DROP TABLE customer; --",
    "' UNION SELECT phone FROM customer --",
    "?",
]


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_is_compared_and_never_run(seller, typed):
    assert len(seller.ask("SELECT name FROM customer WHERE name = ?", (typed,))) == 0
    assert len(seller.ask("SELECT name FROM customer")) == 8


def test_text_put_into_the_question_changes_the_question(seller):
    typed = TYPED[0]
    assert len(seller.ask(f"SELECT name FROM customer WHERE name = '{typed}'")) == 8


def test_even_an_injected_question_stays_within_the_role():
    typed = "x' UNION SELECT phone FROM customer --"
    with desk_of("visitor") as desk, pytest.raises(PermissionError, match="READ phone"):
        desk.ask(f"SELECT city FROM customer WHERE city = '{typed}'")


def test_a_question_that_runs_too_long_is_stopped(seller):
    tables = ", ".join(f"customer AS c{i}" for i in range(12))
    with pytest.raises(ValueError, match="`sql` must be one SELECT; got: interrupted"):
        seller.ask(f"SELECT count(c0.name) FROM {tables}")


@pytest.mark.parametrize("sql", ["SELEC", "", "SELECT 1; SELECT 2", "SELECT ?", "SELECT\0name"])
def test_what_is_no_question_is_refused_in_our_words(seller, sql):
    with pytest.raises(ValueError, match="`sql` must be one SELECT; got"):
        seller.ask(sql) if sql else seller.ask("SELECT nothing FROM customer")


def test_answers_tell_rows_refusals_and_what_was_not_understood(seller):
    table = seller.answers("SELECT name FROM customer", "SELECT credit_limit FROM customer", "x")
    assert table["answer"].tolist() == ["8 rows", "refused: READ credit_limit", "not understood"]


def test_a_desk_tells_what_it_reads_and_is_closed_at_the_end():
    with desk_of("visitor") as desk:
        assert isinstance(desk, Desk)
        assert repr(desk) == "Desk of visitor: reads city, tier"
    with pytest.raises(
        ValueError, match="`sql` must be one SELECT; got: Cannot operate on a closed"
    ):
        desk.ask("SELECT city FROM customer")


def test_unknown_roles_and_rows_that_are_no_field_are_refused():
    with pytest.raises(ValueError, match="`role` must be one of seller, carrier, visitor"):
        open_desk(toy_customer_cards(), toy_role_matrix(), "agency")
    with pytest.raises(ValueError, match="`matrix` must have only columns of `customers`"):
        open_desk(toy_customer_cards().drop(columns="note"), toy_role_matrix(), "seller")


def test_a_field_that_the_matrix_forgot_is_forbidden_to_all():
    cards = toy_customer_cards().assign(complaint="wrong door")
    for role in toy_role_matrix().columns:
        with open_desk(cards, toy_role_matrix(), role) as desk:
            answer = desk.answers("SELECT complaint FROM customer")["answer"].iloc[0]
        assert answer == "refused: READ complaint"
    tried = probe_matrix(cards, toy_role_matrix()).query("field == 'complaint'")
    assert len(tried) == 3 * 9
    assert not tried[["may", "answered"]].any(axis=None)


MORE_WAYS = [
    "SELECT row_number() OVER (ORDER BY {field}) FROM customer",
    "SELECT count(*) FILTER (WHERE {field} > 1) FROM customer",
    "SELECT 1 FROM customer ORDER BY (SELECT {field} FROM customer)",
    "SELECT 1 FROM customer WHERE EXISTS (SELECT {field} FROM customer)",
    "WITH customer (city) AS (SELECT {field} FROM main.customer) SELECT city FROM customer",
    "SELECT 1 FROM customer LIMIT (SELECT max({field}) FROM customer)",
    "SELECT upper([{field}]) FROM CUSTOMER",
    "EXPLAIN QUERY PLAN SELECT {field} FROM customer",
    "CREATE TEMP TABLE t AS SELECT {field} FROM customer",
    "UPDATE customer SET city = {field} RETURNING city",
    "SELECT max({field}) OVER () FROM customer",
    "SELECT count(*) OVER w FROM customer WINDOW w AS (ORDER BY {field})",
    "SELECT sum(1) OVER (PARTITION BY {field}) FROM customer",
    "SELECT typeof({field}) FROM customer",
    "SELECT printf('%s', {field}) FROM customer",
    "SELECT json_group_array({field}) FROM customer",
    "SELECT json_object('a', {field}) FROM customer",
    "SELECT value FROM customer, json_each(customer.{field})",
    "SELECT quote({field}) FROM customer",
    "SELECT coalesce({field}, 1) FROM customer",
    "SELECT cast({field} AS text) FROM customer",
    "SELECT {field} COLLATE nocase FROM customer",
    "SELECT {field} || '' FROM customer",
    "SELECT 1 FROM customer WHERE ({field}, 1) IN (VALUES (1, 2))",
    "SELECT 1 FROM customer WHERE {field} LIKE '%a%'",
    "SELECT 1 FROM customer WHERE {field} BETWEEN 1 AND 2",
    "SELECT count(DISTINCT {field}) FROM customer",
    "SELECT DISTINCT {field} FROM customer",
    "SELECT count(*) FROM (SELECT {field} FROM customer)",
    "SELECT city FROM (SELECT city, {field} FROM customer ORDER BY {field})",
    "WITH RECURSIVE t (x) AS (SELECT {field} FROM customer UNION SELECT x FROM t) SELECT x FROM t",
    "WITH t AS MATERIALIZED (SELECT {field} AS x, city FROM customer) SELECT city FROM t",
    "VALUES ((SELECT {field} FROM customer))",
    "SELECT (SELECT max(c.{field}) FROM customer AS c WHERE c.city = customer.city) FROM customer",
    "SELECT 1 INTERSECT SELECT {field} FROM customer",
    "SELECT city FROM customer LIMIT 1 OFFSET (SELECT {field} FROM customer)",
    "SELECT 1 FROM customer AS a LEFT JOIN customer AS b ON a.{field} < b.{field}",
    "SELECT min(city), {field} FROM customer",
    "/* all */ SELECT `{field}` -- of it\nFROM customer",
    "CREATE INDEX i ON customer ({field})",
    "ALTER TABLE customer RENAME COLUMN {field} TO x",
    "DELETE FROM customer WHERE {field} IS NULL",
]


@pytest.mark.parametrize(("role", "field"), FORBIDDEN)
def test_windows_limits_and_changes_read_no_forbidden_field(role, field):
    with desk_of(role) as desk:
        table = desk.answers(*[way.format(field=field) for way in MORE_WAYS])
        assert len(desk.refusals) >= len(MORE_WAYS)
    assert table[~table["answer"].str.startswith("refused: ")].empty


def test_the_order_of_the_table_tells_no_forbidden_field():
    cards, matrix = toy_customer_cards(), toy_role_matrix()
    answers = []
    for field in ("spend", "credit_limit", "note"):
        with open_desk(cards.sort_values(field), matrix, "carrier") as desk:
            answers.append(desk.ask("SELECT name FROM customer")["name"].tolist())
    assert answers[0] == answers[1] == answers[2]


def test_a_field_twice_is_refused_since_one_row_may_forbid_what_the_other_allows():
    cards, matrix = toy_customer_cards(), toy_role_matrix()
    with pytest.raises(ValueError, match="`matrix` must have each field once; got 'spend' twice"):
        open_desk(cards, pd.concat([matrix, ~matrix.loc[["spend"]]]), "carrier")
    with pytest.raises(ValueError, match="`customers` must have each field once; got 'Spend'"):
        open_desk(cards.assign(Spend=1), matrix, "carrier")


NAMES = ["credit now", "order", "1 --", 'a"b', "name, note", "'", " ", "客户", "rowid", "{x}"]


@pytest.mark.parametrize("name", NAMES)
def test_probing_reaches_fields_whatever_they_are_called(name):
    cards, matrix = toy_customer_cards(), toy_role_matrix()
    tried = probe_matrix(cards.rename(columns={"spend": name}), matrix.rename({"spend": name}))
    assert (tried["may"] == tried["answered"]).all()


def test_no_value_and_no_question_of_another_kind_breaks_the_desk(seller):
    with pytest.raises(ValueError, match="`sql` must be one SELECT; got: Python int too large"):
        seller.ask("SELECT name FROM customer WHERE spend = ?", (2**70,))
    with pytest.raises(TypeError, match="`sql` must be text; got int"):
        seller.answers(5)


def cards_with(note):
    return toy_customer_cards().assign(note=note)


@pytest.mark.parametrize("cell", [[1], {"a": 1}, {1}, (1, 2), np.array([1]), Decimal(1), 1j, b"x"])
@pytest.mark.parametrize("role", toy_role_matrix().columns)
def test_cells_that_a_table_of_sql_cannot_hold_are_refused_whatever_the_role(cell, role):
    cards = cards_with(pd.Series([cell, *["x"] * 7], dtype=object))
    rule = "`customers` must have only text, only numbers, only dates .* in `note`; got"
    with pytest.raises(TypeError, match=rule):
        open_desk(cards, toy_role_matrix(), role)


def test_whole_columns_that_sql_cannot_hold_are_refused():
    for column in (pd.period_range("2024", periods=8, freq="Y"), pd.interval_range(0, 8)):
        with pytest.raises(TypeError, match="`customers` must have only text"):
            open_desk(cards_with(column), toy_role_matrix(), "seller")
    with pytest.raises(ValueError, match="`customers` must have names and cells that SQLite can"):
        open_desk(cards_with(2**70), toy_role_matrix(), "seller")


NOTES = {
    "missing": ([None] * 8, 0, 0),
    "moments": (pd.date_range("2024-01-01", periods=8), "2024-01-06 00:00:00", 1),
    "days": ([date(2024, 1, 6)] * 8, "2024-01-06", 8),
    "numbers of NumPy": (pd.Series([np.int64(3), None] * 4, dtype=object), 3, 4),
    "flags": ([True, None] * 4, True, 4),
    "categories": (pd.Categorical(list("aabbbbbb")), "a", 2),
}


@pytest.mark.parametrize("kind", NOTES)
def test_what_is_in_a_column_can_be_asked_for(kind):
    notes, value, n = NOTES[kind]
    with open_desk(cards_with(notes), toy_role_matrix(), "seller") as desk:
        found = desk.ask("SELECT note FROM customer WHERE note = ?", (value,))
    assert found["note"].tolist() == [value] * n


def test_a_number_of_numpy_is_compared_as_a_number(seller):
    by_hand = seller.ask("SELECT name FROM customer WHERE spend = 120")
    asked = seller.ask("SELECT name FROM customer WHERE spend = ?", (np.int64(120),))
    assert len(asked) == 2
    assert asked.equals(by_hand)


NO_VALUES = ["x", ["x"], {"a": 1}, None, 5, ([1],), (date(2024, 1, 1),), (b"x",)]


@pytest.mark.parametrize("values", NO_VALUES)
def test_values_that_cannot_be_compared_are_refused(seller, values):
    with pytest.raises(TypeError, match="`values` must be"):
        seller.ask("SELECT name FROM customer WHERE name = ?", values)


def test_a_text_that_grows_at_each_step_is_stopped(seller):
    joined = " || ".join(["city"] * 50)
    steps = ["t0 AS (SELECT city FROM customer)"]
    steps += [f"t{i} AS (SELECT {joined} AS city FROM t{i - 1} LIMIT 1)" for i in range(1, 6)]
    with pytest.raises(ValueError, match="`sql` must be one SELECT; got: string or blob too big"):
        seller.ask(f"WITH {', '.join(steps)} SELECT length(city) FROM t5")


@pytest.mark.parametrize("name", [5, None, ("a", "b")])
def test_fields_that_are_not_named_by_text_are_refused(name):
    cards, matrix = toy_customer_cards(), toy_role_matrix()
    with pytest.raises(TypeError, match="`customers` must have columns named by text"):
        open_desk(cards.rename(columns={"spend": name}), matrix.drop("spend"), "seller")
    with pytest.raises(TypeError, match="`matrix` must have fields named by text"):
        probe_matrix(cards, matrix.rename({"spend": name}))


def test_a_field_without_a_name_is_refused():
    cards = toy_customer_cards().rename(columns={"spend": ""})
    with pytest.raises(ValueError, match="`customers` must have names and cells that SQLite can"):
        open_desk(cards, toy_role_matrix().drop("spend"), "seller")


def test_a_table_without_a_customer_is_refused():
    with pytest.raises(ValueError, match="`customers` must have at least one row; got none"):
        open_desk(toy_customer_cards().head(0), toy_role_matrix(), "seller")
