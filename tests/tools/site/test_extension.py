"""What the course adds to Sphinx."""

from docutils.core import publish_doctree
from docutils.nodes import block_quote, section

from tools.site.extension import keep_bars, mark_stops


def test_bars_of_a_formula_stand_for_themselves_and_examples_stay():
    lines = ["|x| is ``a | b``", "mean |x|", ">>> f(1)", "| 1 |", "", "|y|"]
    keep_bars(None, "", "", None, None, lines)
    assert lines == ["|x| is ``a | b``", r"mean \|x\|", ">>> f(1)", "| 1 |", "", r"\|y\|"]


def test_safe_stops_and_what_may_be_skipped_have_classes_of_their_own():
    text = "A\n=\n\n  **A safe stop.** Rest.\n\nFurther: b\n==========\n\n  Other.\n"
    page = publish_doctree(text, settings_overrides={"doctitle_xform": False})
    mark_stops(None, page)
    assert [quote["classes"] for quote in page.findall(block_quote)] == [["safe-stop"], []]
    assert [own["classes"] for own in page.findall(section)] == [[], ["further"]]
