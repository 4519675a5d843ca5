"""Terms, ideas and names of a sitting are counted as a learner meets them."""

from dataclasses import replace

from nbformat.v4 import new_code_cell

from tools.rules.pace import names_called, terms_learned
from tools.rules.sitting_rules import RULES

AFTER_TABLE = "Five of seven, so most days were worth it.\n"


def many(n: int, what: str) -> str:
    """Return a text n times, numbered at its {}."""
    return "".join(what.replace("{}", str(i)) for i in range(n))


def test_an_idea_that_nothing_asks_about_is_named(tea, tea_bank):
    bank = [asked for asked in tea_bank if asked["idea"] != "mask"]
    assert RULES["ideas"](tea(bank=bank)) == [
        "first sitting: no exercise or quiz question uses the idea “mask”"
    ]


def test_terms_of_a_list_count_as_two(tea):
    kinds = many(5, "- the **kind {}** of day\n")
    learned = many(5, "kind {}, ")
    changes = [
        (AFTER_TABLE, AFTER_TABLE + many(14, "A **new {}** one. ") + "\n\n" + kinds),
        ("**Terms learned:** ", "**Terms learned:** " + many(14, "new {}, ") + learned),
    ]
    assert RULES["bounds"](tea(*changes)) == []
    assert RULES["terms"](tea(*changes)) == []


def test_names_that_are_called_leave_out_what_draws_loads_and_is_built_in(tea):
    code = (
        "ax = days.plot.bar()\nax.set(title='T')\nplt.show()\nload_days()\ntoy_days()\nprint(1)\n"
        "def own(x):\n    return x\nown(2)\ndays.groupby('heat').mean()"
    )
    part = replace(tea().lesson.sittings[0].parts[1], cell=new_code_cell(code))
    assert names_called([part]) == ["mean", "groupby"]


def test_terms_learned_stand_without_their_chinese_form(tea):
    assert terms_learned(tea().lesson.sittings[0]) == ["good day", "mask"]
