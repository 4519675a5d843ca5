"""A cell may need of another what a learner has run for sure, and nothing random."""

import pytest

from tools.rules.cells import further_problems, generator_problems, side_by_side_problems

OWN = "rng = np.random.default_rng(8)\n"


DRAW = 'rng.choice(days["cups"], 3)\n```\n\nOther'


@pytest.mark.parametrize(
    ("draw", "n_problems"),
    [
        ("def draw(rng):\n    return rng.random()", 0),
        ("def draw(rng):\n    return rng.random()\n\ndraw(rng)", 1),
        ("pair = lambda rng: rng.random()", 0),
        ("def draw():\n    return rng.random()", 1),
        ("simulate(days, rng=rng)", 1),
        ("rng = np.random.default_rng(9)\nrng.random()", 0),
    ],
)
def test_a_generator_must_be_the_cell_s_own_or_an_argument(tea, draw, n_problems):
    chapter = tea((OWN + DRAW, f"{draw}\n```\n\nOther"))
    assert len(generator_problems(chapter.lesson)) == n_problems


def test_a_name_that_is_made_outside_too_may_be_used(tea):
    made = tea(("n_hot = (days", "by_hand = 1\nn_hot = (days"), ("short = 100", "by_hand = 100"))
    assert further_problems(made.lesson) == []


def test_a_note_for_the_lecturer_is_no_word_between_two_cells(tea):
    note = '+++ {"tags": ["notes"]}\n\n**Lecturer, 1 minute.** Ask.\n\n+++\n'
    chapter = tea(("And three more, by another generator.\n", note))
    assert side_by_side_problems(chapter.lesson) == [
        "no word before “rng = np.random.default_rng(8)”"
    ]
