"""Stored outputs become figures, claims that are asked before they are judged, quizzes."""

from tests.tools.slides.making import PNG, picture
from tools.slides import blocks
from tools.slides import outputs as shown


def test_the_one_title_of_a_figure_is_its_finding():
    assert shown.finding('ax.set(title="Tea wins", xlabel="x")') == "Tea wins"
    assert shown.finding('a.set_title("One")\nb.set_title("Two")') == ""
    assert shown.finding('ax.set_title(f"{n} left")') == ""


def test_a_figure_is_as_large_as_its_slide_allows_and_has_its_alt_text():
    drawn = {"data": {"image/png": PNG}, "metadata": {"image/png": {"alt": "A <pot>."}}}
    image, caption = shown.figure(drawn, blocks.text("It does."), 500)
    assert 'alt="A &lt;pot&gt;."' in image.html
    assert 480 < image.height + caption.height <= 500


def test_a_picture_of_few_pixels_stays_small_enough_to_be_sharp():
    drawn = {"data": {"image/png": picture(600, 300)}, "metadata": {"image/png": {"alt": "A pot."}}}
    [image] = shown.figure(drawn, None, 500)
    assert 'width="300" height="150"' in image.html


def test_a_claim_is_asked_before_it_is_judged():
    row = {"id": "NUM-1", "claim": "Tea *heals*.", "origin": "a slide", "verdict": "does not hold"}
    said, origin, verdict, found = shown.claim(row | {"found": "0 of 5", "scope": "", "why": ""})
    assert "fragment" not in said.html + origin.html
    assert "Tea *heals*." in said.html
    assert "✗ does not hold" in verdict.html
    assert all('data-fragment-index="0"' in block.html for block in (verdict, found))


def test_a_quiz_says_at_the_next_key_which_option_is_right():
    option = "<details><summary>{}</summary><p><strong>{}</strong> so</p></details>"
    options = option.format("no", "✗") + option.format("a", "✓")
    page = f"<div><p><strong>1.</strong> Tea?</p>{options}</div>"
    [[asked, wrong, right]] = shown.quiz_questions(page)
    assert "Tea?" in asked.html
    assert 'class="fragment wrong"' in wrong.html
    assert 'class="fragment right"' in right.html
