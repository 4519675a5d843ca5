"""Pictures of what a firm knows, and of who may read what."""

import pytest

from crmlib.knowledge import plot_firm_knows, plot_role_matrix, toy_role_matrix


def test_the_picture_tells_both_ends():
    axes = plot_firm_knows(0.2, 0.5)
    assert len(axes.lines) == 2
    assert axes.lines[0].get_ydata()[-1] == pytest.approx(97.66, abs=0.01)


def test_the_matrix_is_drawn_with_a_word_in_every_cell():
    texts = [text.get_text() for text in plot_role_matrix(toy_role_matrix()).texts]
    assert len(texts) == 21
    assert texts.count("reads") == 11


def test_a_matrix_without_a_field_is_refused():
    with pytest.raises(ValueError, match="`matrix` must have at least one field; got none"):
        plot_role_matrix(toy_role_matrix().head(0))
