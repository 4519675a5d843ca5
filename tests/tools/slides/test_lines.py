"""What a section shows: written lines where they stand, and never a sentence cut from the prose."""

import pytest

from tests.tools.slides.making import PNG, data, printed, run
from tools.slides.lines import read_parts

TABLE = "<table><thead><tr><th></th><th>cups</th></tr>{}</thead><tbody>{}</tbody></table>"
ROW = "<tr><th>Mon</th><td>3</td></tr>"


@pytest.fixture
def shown(tea_lesson):
    """Return a function that returns what a section shows, and what is left to say."""

    def read(text, *outputs):
        return read_parts(
            tea_lesson(f"### Green\n\n{text}", *outputs).sittings[0].sections[1].parts
        )

    return read


def test_a_paragraph_is_said_whole_beside_the_line_that_follows(shown):
    [[line], unsaid] = shown("A leaf. It is *green*.\n\n<!-- slide: A leaf is green. -->")
    assert (line.kind, line.source, unsaid) == ("line", "A leaf is green.", [])
    assert line.notes == ("<p>A leaf. It is <em>green</em>.</p>",)


def test_the_reading_of_an_output_is_said_beside_it(shown):
    text = "We pour." + run("pour()") + "It is 3 cups.\n\nNext.\n\n<!-- slide: Next. -->"
    [[cups, line], _] = shown(text, printed("3 cups\n"))
    assert (cups.kind, cups.source) == ("printed", "3 cups")
    assert cups.notes == ("<p>We pour.</p>", "<p>It is 3 cups.</p>")
    assert line.notes == ("<p>Next.</p>",)


def test_lines_keep_their_place_among_the_cells(shown):
    text = "<!-- slide: One. -->" + run("plot()") + "<!-- slide: Two. -->" + run("count()")
    [found, _] = shown(text + "So.\n\n<!-- slide: Three. -->", data(png=PNG), printed("4\n"))
    assert [one.source for one in found] == ["One.", "", "Two.", "4", "Three."]


def test_a_formula_has_its_legend_uncut(shown):
    legend = "where $c$ is a cup. And $p$ is a pot."
    [[formula], _] = shown(f"So:\n\n$$c = p$$\n\n<!-- why -->\n\n{legend}")
    assert len(formula.blocks) == 2
    assert "And" in formula.blocks[1].html


def test_long_prints_and_plain_series_are_said_not_shown(shown):
    [[line], _] = shown(
        run("a()") + "A.\n\n<!-- slide: A. -->" + run("b()"),
        printed("one\ntwo\n"),
        data(plain="Mon  3\nTue  4\ndtype: int64"),
    )
    assert line.kind == "line"
    assert "two" in line.notes[0]
    assert "dtype" in line.notes[-1]


def test_a_table_of_twelve_rows_is_whole_and_a_longer_one_says_how_many_more(shown):
    tables = [data(html=TABLE.format("", ROW * n)) for n in (12, 14)]
    [[toy, long], _] = shown(run("toy()") + "Now:" + run("long()"), *tables)
    assert [one.blocks[0].html.count("Mon") for one in (toy, long)] == [12, 10]
    assert "4 more rows" in long.blocks[0].html


def test_the_name_of_an_index_stands_in_the_head(shown):
    head = "<tr><th>day</th><th></th></tr>"
    [[table], _] = shown(run("toy()"), data(html=TABLE.format(head, ROW)))
    assert "<thead><tr><th>day</th><th>cups</th></tr></thead>" in table.blocks[0].html


def test_a_prediction_is_asked_as_its_line_asks_it(shown):
    text = "> **Predict before you run.** How many cups? Write it down."
    [[asked], _] = shown(f"{text}\n\n<!-- slide: Predict: how many of ten? -->")
    assert (asked.title, asked.look) == ("Predict before you run", "predict")
    assert "How many of ten?" in asked.blocks[0].html
    assert "Write it down." in asked.notes[0]
    assert "Write it down." in shown(text)[0][0].blocks[0].html


def test_an_exercise_shows_lead_and_empty_cell_and_keeps_its_solution_behind(shown):
    source = 'n = ...\n### BEGIN SOLUTION\nn = 40 + 2\n### END SOLUTION\ncheck("tea-1", n)'
    [[task], _] = shown("**Exercise 2.1 (alone, 4 minutes).** Count." + run(source, "tea-1"))
    asked, cell = task.blocks
    assert (task.title, task.look) == ("Exercise 2.1 (alone, 4 minutes)", "task")
    assert "Count." in asked.html
    assert "40" in cell.code
    assert "40" not in cell.html


def test_the_question_to_vote_on_says_what_to_do(shown):
    page = (
        '<div class="crm-quiz"><p><strong>1.</strong> <em>Vote.</em><br/>Hot?</p><details>'
        "<summary>yes</summary><p><strong>✓ Right.</strong> so</p></details></div>"
    )
    [[vote], _] = shown(run('quiz("tea", sitting=1, at="vote")'), data(html=page))
    assert (vote.title, vote.look) == ("Vote", "quiz")
    assert "<em>Vote.</em>" in vote.blocks[0].html
    [[recall], _] = shown(run('quiz("tea", sitting=1, at="start")'), data(html=page))
    assert recall.title == "Recall 1 of 1"


def test_terms_learned_are_a_list_and_a_safe_stop_is_a_break(shown):
    [[stop, terms], _] = shown(
        "> **A safe stop.** Save it.\n\n**Terms learned:** tea (茶, also chai), pot."
    )
    assert (stop.look, terms.look) == ("break", "terms")
    assert terms.blocks[0].html == "<ul><li>tea (茶, also chai)</li><li>pot</li></ul>"
