"""Rank fusion: the known example, ties, and what does not matter."""

import pandas as pd
import pytest

from crmlib.knowledge import fuse_ranks


def listed(*pages: str, question: str = "Q") -> pd.DataFrame:
    return pd.DataFrame(
        {"question_id": question, "rank": range(1, len(pages) + 1), "address": list(pages)}
    )


def test_the_example_of_two_lists():
    fused = fuse_ranks(listed("A", "B", "C"), listed("B", "D", "A"))
    wanted = {"B": 0.032522, "A": 0.032266, "D": 0.016129, "C": 0.015873}
    assert fused["address"].tolist() == list(wanted)
    assert fused["score"].tolist() == pytest.approx(list(wanted.values()), abs=1e-6)
    assert fused["rank"].tolist() == [1, 2, 3, 4]


def test_order_of_the_engines_does_not_matter_and_ties_go_by_address():
    one, two = listed("B", "A"), listed("A", "B")
    assert fuse_ranks(one, two)["address"].tolist() == ["A", "B"]
    pd.testing.assert_frame_equal(fuse_ranks(one, two), fuse_ranks(two, one))


def test_questions_are_fused_apart():
    fused = fuse_ranks(listed("A", question="Q1"), listed("B", question="Q2"))
    assert fused[["question_id", "rank", "address"]].to_numpy().tolist() == [
        ["Q1", 1, "A"],
        ["Q2", 1, "B"],
    ]


def test_a_list_with_a_page_or_a_place_twice_is_refused():
    good = pd.DataFrame({"question_id": "Q", "rank": [1, 2], "address": ["/a", "/b"]})
    with pytest.raises(ValueError, match="`second` must have each page of a question once"):
        fuse_ranks(good, good.assign(address="/a"))
    with pytest.raises(ValueError, match="`first` must have each place of a question once"):
        fuse_ranks(good.assign(rank=1), good)
