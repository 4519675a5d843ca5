"""The source's tables are read as described, and nobody's edit reaches the next reader."""

import pandas as pd
import pytest

from crmlib.datasets import source
from crmlib.datasets.source import TABLES, load_source


@pytest.mark.parametrize("name", TABLES)
def test_the_first_column_names_each_row_once(name):
    assert load_source(name).iloc[:, 0].is_unique


@pytest.mark.parametrize("name", TABLES)
def test_a_table_cannot_be_spoilt_by_whoever_had_it_before(name):
    before, mine = load_source(name), load_source(name)
    mine.iloc[0, 0] = before.iloc[1, 0]
    pd.testing.assert_frame_equal(load_source(name), before)


def test_figures_stand_as_printed():
    """ "1/3" is no date and "4-5" no number."""
    assert load_source("findings")["printed"].tolist()[3:5] == ["9-10", "1/3"]


def test_an_unknown_table_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ValueError, match=r"`name` must be one of 'definitions', .*; got 'levels'"):
        load_source("levels")


def test_a_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(source, "course_root", lambda: tmp_path)
    source._read_source.cache_clear()
    with pytest.raises(FileNotFoundError, match=r"`source_lists\.csv` must lie in .*; got no such"):
        load_source("lists")
