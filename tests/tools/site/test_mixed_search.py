"""Text is cut into what a query in English or Chinese asks for."""

import pytest

from tools.site.mixed_search import pieces


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("客户满意 lift", ["客", "户", "满", "意", "客户", "户满", "满意", "lift"]),
        ("RFM模型", ["RFM", "模", "型", "模型"]),
        ("意", ["意"]),
        ("top_share, 80/20", ["top_share", "80", "20"]),
    ],
)
def test_text_is_cut_into_words_and_pairs_of_signs(text, wanted):
    assert pieces(text) == wanted
