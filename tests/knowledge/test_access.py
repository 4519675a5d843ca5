"""A desk answers what its role may read, refuses the rest by name, and logs no typed word."""

import sqlite3

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
    with pytest.raises((sqlite3.ProgrammingError, ValueError)):
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
]


@pytest.mark.parametrize(("role", "field"), FORBIDDEN)
@pytest.mark.parametrize("way", MORE_WAYS)
def test_windows_limits_and_changes_read_no_forbidden_field(role, field, way):
    with desk_of(role) as desk, pytest.raises(PermissionError, match="`sql` must stay within"):
        desk.ask(way.format(field=field))


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


@pytest.mark.parametrize("name", ["credit now", "order", "1 --", 'a"b', "name, note", "'"])
def test_probing_reaches_fields_whatever_they_are_called(name):
    cards, matrix = toy_customer_cards(), toy_role_matrix()
    tried = probe_matrix(cards.rename(columns={"spend": name}), matrix.rename({"spend": name}))
    assert (tried["may"] == tried["answered"]).all()


def test_no_value_and_no_question_of_another_kind_breaks_the_desk(seller):
    with pytest.raises(ValueError, match="`sql` must be one SELECT; got: Python int too large"):
        seller.ask("SELECT name FROM customer WHERE spend = ?", (2**70,))
    with pytest.raises(TypeError, match="`sql` must be text; got int"):
        seller.answers(5)
