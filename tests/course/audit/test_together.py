"""What goes together, and which first order brings customers who return."""

import pandas as pd

from crmlib.course.audit.together import _gaps, _pairs


def test_a_pair_that_is_always_together_is_found():
    rows = [(f"o{k}", item, f"c{k % 20}") for k in range(40) for item in ("tea", "cup")]
    rows += [(f"p{k}", "jam", f"c{k % 20}") for k in range(60)]
    found = _pairs(pd.DataFrame(rows, columns=["order_id", "item", "customer_id"]))
    assert found[["item_a", "item_b", "n_both"]].values.tolist() == [["cup", "tea", 40]]
    assert found["low"].iloc[0] <= found["lift"].iloc[0] <= found["high"].iloc[0]


def test_a_gap_within_luck_is_a_tie():
    found = pd.DataFrame({"share": [0.5, 0.52], "others": [0.2, 0.5], "n_customers": 100})
    assert _gaps(found) == ["more", "tie"]
