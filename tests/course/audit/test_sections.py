"""The parts of the report."""

import pandas as pd

from crmlib.course.audit.sections import _frame, _shown


def test_columns_after_the_words_hold_numbers():
    table = _shown("c", {"a": ["x"], "b": ["1"], "c": ["2"]}, words=2)
    assert (table.rows, table.numbers) == ((("x", "1", "2"),), ("c",))


def test_a_frame_becomes_words():
    assert _frame("c", pd.DataFrame({"a": [1]})).rows == (("1",),)
