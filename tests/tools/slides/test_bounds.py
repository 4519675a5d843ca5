"""Each bound of the slides is named when a chapter breaks it."""

import pytest

from tests.tools.slides.making import printed, run
from tools.slides.bounds import fill, slide_problems
from tools.text.sittings import lesson

GOOD = "<!-- slide: Tea is a leaf that has been brewed for four thousand years. -->"
LONG = "<!-- slide: " + "Tea is hot, " * 12 + "it is. -->"
DRAWN = run('ax.set(title="Tea is hot", ylabel="cups")')


@pytest.mark.parametrize(
    ("text", "outputs", "said"),
    [
        ("It is hot.", (), "“Green” has no line for the slides"),
        (LONG, (), "a slide line of 150 characters"),
        (f"{GOOD}\n\n$$c = p$$\n\nNow.", (), "a formula without “where … is …”"),
        (GOOD + run("pour()"), ("1 cup\n2 cups\n3 cups\n",), "a cell prints 3 lines"),
        (
            f"{GOOD}\n\n<!-- slide: Tea is *hot*. -->{DRAWN}",
            (),
            "a figure has this title already: Tea",
        ),
        ("<!-- slide: Hot. -->", (), "a slide of “Green” is 34% filled"),
        ("\n\n> **A safe stop.** Save.\n\n".join([GOOD] * 25), (), "50 slides (at most 45)"),
    ],
)
def test_a_breach_is_named(tea_lesson, text, outputs, said):
    told = tea_lesson(f"### Green\n\n{text}", *map(printed, outputs))
    [problem] = slide_problems(told)
    assert problem.startswith("first sitting: ")
    assert said in problem


@pytest.mark.parametrize(
    "text",
    [
        GOOD,
        "<!-- slide: The board asks: how many cups? Four, or five. Both are right. -->\n" + GOOD,
        f"{GOOD}\n\n$$c = p$$\n\nwhere $c$ is a cup.",
        f"{GOOD}\n\n$$\\text{{cups}} = \\frac{{\\text{{pots}}}}{{2}}$$\n\nNow.",
        f"{GOOD}\n\n### Further: x\n\n{LONG}",
    ],
)
def test_a_good_section_passes(tea_lesson, text):
    assert slide_problems(tea_lesson(f"### Green\n\n{text}")) == []


def test_a_line_beside_a_note_is_named(tea_lesson):
    note = (
        '+++ {"tags": ["notes"]}\n\n**Lecturer, 1 minute.** Pour.\n\n+++\n\n<!-- slide: Pour. -->'
    )
    problems = slide_problems(tea_lesson(f"### Green\n\n{GOOD}\n\n{note}"))
    assert any("beside a lecturer's note" in problem for problem in problems)


def test_the_fixture_keeps_the_bounds(tea_course):
    assert slide_problems(lesson(tea_course, "02_tea")) == []


def test_fill_is_the_height_down_to_the_last_word(slides_of):
    few, many = (slides_of("### Green\n\n" + f"{GOOD}\n" * n)[1] for n in (1, 5))
    assert 0.4 < fill(few) < fill(many) <= 1
