"""Lines are shared out evenly over few slides; a figure has one line as its caption."""

import re

from tests.tools.slides.making import PNG, data
from tools.slides.arrange import arrange
from tools.slides.blocks import table
from tools.slides.lines import Shown


def line(words, **more):
    return Shown("line", source=words, **more)


def figure():
    return Shown("figure", output=data(png=PNG))


def words(units):
    return [re.sub(r"<[^>]+>", "", "|".join(b.html for b in unit.blocks)) for unit in units]


def test_six_lines_are_three_and_three_and_not_five_and_one():
    made = arrange([line(f"Cup {n}.") for n in "abcdef"], "Tea")
    assert words(made) == ["Cup a.|Cup b.|Cup c.", "Cup d.|Cup e.|Cup f."]
    assert {(unit.title, unit.look) for unit in made} == {("Tea", "lines")}


def test_what_is_tall_is_cut_into_as_few_slides_as_hold_it():
    made = arrange([line("Tea is hot, " * 9) for _ in range(7)], "Tea")
    assert [len(unit.blocks) for unit in made] == [4, 3]


def test_a_line_without_company_is_set_large():
    [alone], [pair] = arrange([line("Hot.")], "Tea"), arrange([line("Hot."), line("Wet.")], "Tea")
    assert (alone.look, pair.look) == ("statement", "pair")


def test_a_figure_takes_the_last_line_before_it_or_the_first_after_it():
    [before, drawn] = arrange([line("One."), line("Two."), figure()], "Tea")
    assert (words([before]), drawn.look) == (["One."], "picture")
    assert "Two." in drawn.blocks[0].html
    [drawn, after] = arrange([figure(), line("Three."), line("Four.")], "Tea")
    assert "Three." in drawn.blocks[0].html
    assert words([after]) == ["Four."]


def test_a_figure_is_as_large_as_its_slide_allows():
    [alone] = arrange([figure()], "Tea")
    assert 'width="1116" height="595"' in alone.blocks[0].html


def test_print_is_said_only_where_a_line_says_it_or_nothing_stands_beside_it():
    cups, pots = Shown("printed", source="3 cups, 1,200 pots"), Shown("printed", source="7 pots")
    [told] = arrange([cups, line("Of 1,200 pots 3 are hot.")], "Tea")
    assert words([told]) == ["Of 1,200 pots 3 are hot."]
    assert "3 cups" in told.blocks[0].note
    [drawn] = arrange([pots, figure()], "Tea")
    assert "7 pots" in drawn.blocks[0].note
    [shown] = arrange([pots, line("Seven are hot.")], "Tea")
    assert words([shown]) == ["7 pots|Seven are hot."]


def test_two_small_tables_share_a_slide_and_three_do_not():
    small = Shown(
        "shown", (table("<table><tbody><tr><td>1</td></tr></tbody></table>", is_output=True),)
    )
    assert [len(unit.blocks) for unit in arrange([small] * 3, "Tea")] in ([1, 2], [2, 1])


def test_a_percent_sign_stays_with_its_number():
    assert "11.2\N{NO-BREAK SPACE}% came" in arrange([line("11.2 % came.")], "T")[0].blocks[0].html
