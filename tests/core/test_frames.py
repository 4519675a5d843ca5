"""Tests of crmlib.core.frames."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from crmlib.core.frames import query_frames


def test_a_query_joins_frames_by_name_and_takes_values():
    scans = pd.DataFrame({"product_id": ["P3", "P1", "P9"], "quantity": [6, 2, 1]})
    goods = pd.DataFrame({"product_id": ["P1", "P3"], "item": ["diapers", "beer"]})
    sql = """
        SELECT item, quantity FROM scans LEFT JOIN goods USING (product_id)
        WHERE quantity < $most ORDER BY quantity"""
    answer = query_frames(sql, {"most": 6}, scans=scans, goods=goods)
    assert answer["quantity"].tolist() == [1, 2]
    assert answer["item"].isna().tolist() == [True, False]


def test_a_query_reads_frames_that_run_backwards_and_skips_missing_values():
    counts = pd.DataFrame({"units": [1.0, np.nan, 4.0]})
    assert query_frames("SELECT * FROM c", c=counts[::-1])["units"].iloc[[0, 2]].tolist() == [4, 1]
    assert query_frames("SELECT avg(units) AS mean FROM c", c=counts)["mean"].tolist() == [2.5]


def test_a_query_of_another_kind_is_refused():
    with pytest.raises(TypeError, match="`sql` must be text; got int"):
        query_frames(1)
    with pytest.raises(TypeError, match="`scans` must be a DataFrame; got list"):
        query_frames("SELECT * FROM scans", scans=[1])
    with pytest.raises(duckdb.Error, match="Table with name nowhere does not exist"):
        query_frames("SELECT * FROM nowhere")
