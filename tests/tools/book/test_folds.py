"""What a page keeps folded: a link in the chapter, told at the end of the book."""

import nbformat
import pytest

from tools.book.folds import answers_page, unfold

QUIZ = (
    '<div class="crm-quiz"><p><strong role="heading" aria-level="4">Question 1.</strong> Who?</p>'
    "<details style=x><summary>Ada.</summary><p><strong>✓ Right.</strong> She came.</p></details>"
    "<details style=x><summary>Bo.</summary><p><strong>✗ Not this one.</strong> No.</p></details>"
    "</div>"
)
WAITING = ['<div class="crm-feedback">○</div>', '<div class="crm-prediction">?</div>']
TALK = """### Case discussion

**1. Who pays?** Think.

<details>
<summary>Points of a good answer</summary>

- Ada pays.

</details>

After."""


def shown(text: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_output("execute_result", {"text/html": text})


@pytest.fixture
def opened(page):
    """The stand's page, unfolded, with a discussion, a quiz and two cells that wait."""
    page.cells.append(nbformat.v4.new_markdown_cell(TALK))
    outputs = [shown(text) for text in (QUIZ, *WAITING)]
    page.cells.append(nbformat.v4.new_code_cell("quiz()", id="quiz", outputs=outputs))
    return unfold(page)


@pytest.fixture
def texts(opened):
    return [cell.source for cell in opened[0].cells if cell.cell_type == "markdown"]


def test_chapter_has_links_where_something_was_folded(texts):
    assert "(to-answer-1-1)=\n{.folded}\n[Hints and a solution](#answer-1-1)\n\n" in texts
    talk = "\n\n(to-answer-1-2)=\n{.folded}\n[Points of a good answer](#answer-1-2)\n\nAfter."
    assert texts[-2].endswith(talk)
    assert texts[-1] == "(to-answer-1-3)=\n{.folded}\n[Answers](#answer-1-3)"


def test_nothing_stays_folded(opened):
    assert "<details" not in nbformat.writes(opened[0])


def test_given_page_stays_as_it_is(page):
    before = nbformat.writes(page)
    unfold(page)
    assert nbformat.writes(page) == before


def test_options_of_a_quiz_are_listed_without_their_answers(opened):
    [output] = opened[0].cells[-2].outputs
    assert output.data["text/html"] == (
        '<div class="crm-quiz"><p><strong role="heading" aria-level="4">Question 1.</strong> '
        'Who?</p><ol type="a"><li>Ada.</li><li>Bo.</li></ol></div>'
    )


def test_what_waits_for_an_answer_is_left_out(opened):
    assert not [mark for mark in WAITING if mark in nbformat.writes(opened[0])]


def test_answers_stand_below_the_heading_where_they_are_asked(opened):
    assert [fold.heading for fold in opened[1]] == [
        "Two `stands`, one street",
        "Case discussion",
        "Case discussion",
    ]


def test_hint_keeps_its_quotes_straight(opened):
    assert "```{raw} html\n<p><em>Hint 1.</em> Count &lt;cups&gt;.</p>\n```" in opened[1][0].text


def test_answer_repeats_the_question_in_bold(opened):
    told = "**1. Who pays?**\n\n*Points of a good answer.*\n\n- Ada pays."
    assert opened[1][1].text == told


def test_answers_to_a_quiz_carry_the_letters_of_the_options(opened):
    assert "Question 1.</strong></p><ol" in opened[1][2].text
    said = '<ol type="a"><li><strong>✓ Right.</strong> She came.</li><li><strong>✗ Not this one.'
    assert said in opened[1][2].text


def test_answers_page_leads_back(opened):
    told = answers_page("1 Lemonade", opened[1])
    assert told.startswith(
        "# Answers to 1 Lemonade\n\n## Two `stands`, one street\n\n(answer-1-1)="
    )
    assert told.count("## Case discussion") == 1
    assert "{.folded}\n[Where it is asked](#to-answer-1-3)" in told


def test_a_comment_in_code_is_no_heading():
    cells = [
        nbformat.v4.new_markdown_cell("# 1 Tea\n\n## Cups"),
        nbformat.v4.new_markdown_cell("```python\n# cold\n```\n\n" + TALK.partition("\n\n")[2]),
    ]
    [fold] = unfold(nbformat.v4.new_notebook(cells=cells))[1]
    assert fold.heading == "Cups"
