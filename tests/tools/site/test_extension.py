"""What the course adds to Sphinx."""

from tools.site.extension import keep_bars


def test_bars_of_a_formula_stand_for_themselves_and_examples_stay():
    lines = ["|x| is ``a | b``", "mean |x|", ">>> f(1)", "| 1 |", "", "|y|"]
    keep_bars(None, "", "", None, None, lines)
    assert lines == ["|x| is ``a | b``", r"mean \|x\|", ">>> f(1)", "| 1 |", "", r"\|y\|"]
