"""Chapters hang together: a term that comes back links its chapter, and each leads to the next."""

from tools.rules.threads import next_problems, returning_problems

LINK = "[the stall](02_tea.ipynb)"


def test_a_term_of_an_earlier_chapter_is_linked_where_it_is_bold_again(tea, lemonade_lesson):
    unlinked = [
        f"“{term}” was learned in 02_tea: link it where it is bold again"
        for term in ("good day", "mask", "mean")
    ]
    again = tea().lesson
    assert returning_problems(again, [again]) == unlinked
    linked = tea(("a **mask** (掩码),", f"a **mask** (掩码) of {LINK},")).lesson
    # One paragraph holds both terms, so its link serves both.
    assert returning_problems(linked, [again]) == unlinked[2:]
    assert returning_problems(again, [lemonade_lesson]) == []


def test_two_sittings_never_learn_the_same_term(tea):
    twice = tea(
        ("**Terms learned:** mean (平均数)", "**Terms learned:** mean (平均数), mask (掩码)")
    )
    assert returning_problems(twice.lesson, []) == ["“mask” is learned in two sittings"]


def test_the_last_rest_leads_to_the_next_chapter(tea, lemonade_lesson):
    lost = tea().lesson
    problem = "02_tea: the last ### Rest has no link to 01_lemonade"
    assert next_problems([lost, lemonade_lesson]) == [problem]
    mean = "**Terms learned:** mean (平均数)."
    led = tea((mean, f"{mean} Next: {LINK}.")).lesson
    assert next_problems([led, lost]) == []
    assert next_problems([lost]) == []
