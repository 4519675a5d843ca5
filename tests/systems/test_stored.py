"""Names that a store takes in stay apart, and all changes of a block count or none."""

import pytest

from crmlib.systems.stored import _answer, _at_once, _folded, _opened


@pytest.mark.parametrize("name", ["mei", "MEI", " Mei ", "\uff2dei", "Me\u200bi"])
def test_what_looks_alike_is_folded_to_one_name(name):
    assert _folded(name) == "mei" != _folded("Meiling")


def test_changes_of_a_block_that_fails_are_taken_back():
    store = _opened(":memory:", "CREATE TABLE t (n INTEGER)")
    with pytest.raises(ValueError, match="`sql` must be a question"), _at_once(store):
        _answer(store, "INSERT INTO t VALUES (1)")
        _answer(store, "SELEC")
    assert _answer(store, "SELECT * FROM t").empty
