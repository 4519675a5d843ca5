"""Minutes are counted by hand from what cells hold."""

import nbformat
import pytest

from tools.text.minutes import Minutes, count_words, minutes_of

PNG = {"image/png": "AAAA", "text/plain": "<Figure>"}


def code(source: str, *outputs: dict, printed: str = "") -> nbformat.NotebookNode:
    """Return an executed cell."""
    shown = [nbformat.v4.new_output("display_data", data) for data in outputs]
    shown += [nbformat.v4.new_output("stream", text=printed)] * bool(printed)
    return nbformat.v4.new_code_cell(source, outputs=shown)


def test_160_words_are_a_minute():
    cell = nbformat.v4.new_markdown_cell("word " * 320)
    assert minutes_of([cell]) == Minutes(reading=2)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One, two and so-called 3 don't.", 5),
        ("A `code span`, $x^2$, $$\ny\n$$ and <br> a tag.", 4),
        ("Seen.<details><summary>Points</summary>\n\nhidden words\n\n</details>", 1),
        ("Seen.\n\n```python\nnot_read = 1\n```\n", 1),
        ("客户 is a customer.", 3),
        ("p < q and q > p", 5),
    ],
)
def test_words_are_what_is_read(text, words):
    assert count_words(text) == words


def test_a_line_of_code_takes_5_seconds_and_a_comment_none():
    assert minutes_of([code("a = 1\n\n# why\nb = 2")]).code == pytest.approx(10 / 60)


def test_a_row_of_output_takes_2_seconds_and_no_output_more_than_two_minutes():
    assert minutes_of([code("a", {"text/plain": "1\n2\n3"})]).outputs == pytest.approx(6 / 60)
    assert minutes_of([code("a", printed="1\n" * 500)]).outputs == pytest.approx(2)


def test_a_figure_takes_45_seconds_and_no_rows():
    spent = minutes_of([code("plt.show()", PNG)])
    assert (spent.figures, spent.outputs) == (0.75, 0)


def test_a_question_takes_45_seconds_and_its_rows_none():
    page = "<strong>✓ Right.</strong><strong>✗ Not this one.</strong>" * 4
    spent = minutes_of([code('quiz("tea")', {"text/html": page, "text/plain": "1. A?\n2. B?"})])
    assert (spent.quiz, spent.outputs) == (3, 0)


def test_what_a_check_says_takes_no_time():
    assert minutes_of([code('x = 1\ncheck("tea-1", x)', {"text/plain": "Correct."})]).outputs == 0


def test_exercises_take_what_their_level_says():
    assert minutes_of([], ["complete", "alone", "transfer", "decide"]).exercises == 25
    assert minutes_of([], [None]).exercises == 7


def test_minutes_add_up_and_are_told_to_the_nearest_five():
    both = Minutes(reading=40, code=10) + Minutes(reading=20.4, discuss=7)
    assert (both.reading, both.total, both.about) == (60.4, 77.4, 75)
    assert Minutes(reading=1).about == 5
