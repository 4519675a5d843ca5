"""Each move of Python is recognised by how it looks; the list says which chapter teaches it."""

import csv

import pytest

from crmlib import course_root
from tools.rules.moves import MOVES, moves_in, read_moves

ROOT = course_root()
with (ROOT / "chapters" / "python_moves.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.mark.parametrize("row", ROWS, ids=[row["move"] for row in ROWS])
def test_a_move_is_recognised_by_how_it_looks(row):
    assert row["move"] in moves_in(row["how it looks"])


def test_the_list_holds_each_move_once_in_the_order_of_chapters():
    moves = [row["move"] for row in ROWS]
    assert sorted(moves) == sorted(MOVES)
    chapters = [row["chapter"] or "99" for row in ROWS]
    assert chapters == sorted(chapters)
    assert list(read_moves(ROOT)) == moves


@pytest.mark.parametrize(
    "move",
    [
        "walrus",
        "update in place by |=",
        "matrix product",
        "star in a call",
        "conditional expression inside a call",
        "backwards by [::-1]",
        "column arithmetic in text",
        "cross-section",
        "list times a number",
        "comprehension in a comprehension",
        "lambda in a chain",
    ],
)
def test_no_chapter_teaches_what_only_programmers_write(move):
    assert read_moves(ROOT)[move] == ""


@pytest.mark.parametrize(
    ("source", "move"),
    [
        ('x = "up" if n > 0 else "down"', "conditional expression inside a call"),
        ("costs.loc[365]", "rows by a list of labels"),
        ('orders["amount"]', "filter by a mask"),
        ("2 * rows", "list times a number"),
        ("[x for x in row]", "comprehension in a comprehension"),
        ("names[1:3]", "backwards by [::-1]"),
        ("a = [1, 2]", "star in a call"),
        ("total += 1", "update in place by |="),
        ("table.assign(x=lambda t: t)", "lambda in a chain"),
    ],
)
def test_what_only_resembles_a_move_is_none(source, move):
    assert move not in moves_in(source)
