"""The fixture chapter keeps every rule; each breach of one is named."""

import pytest

from tools.rules.sitting_rules import RULES, problems_of

IDEA = "      - {term: mask}\n"
AFTER_TABLE = "Five of seven, so most days were worth it.\n"
STOP = "> **A safe stop.** You have a rule. If you stop here, save the notebook.\n"


def many(n: int, what: str) -> str:
    """Return a text n times, numbered at its {}."""
    return "".join(what.replace("{}", str(i)) for i in range(n))


def fenced(source: str) -> str:
    """Return a code cell."""
    return f"\n```{{code-cell}} ipython3\n{source}\n```\n"


def test_the_fixture_chapter_keeps_every_rule(tea):
    assert problems_of(tea()) == {}


def test_code_that_only_the_lecturer_runs_is_asked_nothing(tea):
    source = ":tags: [notes]\n\nrng = np.random.default_rng(7)\nquiz('tea', at='vote', sitting=1)\n"
    source += "(extra := days.nlargest(2, 'cups'))\nprint(2 / 3)"
    for place in ("Open an option", "Other days, another mean."):
        assert problems_of(tea((place, f"Look.\n{fenced(source)}\n{place}"))) == {}


# (rule, what is replaced by what, what is said)
BREACHES = [
    (
        "what stands where",
        [("to** count the days", "to** add the days")],
        "front matter's objective",
    ),
    ("what stands where", [('1, at="start"', "1")], "no quiz(\"tea\", sitting=1, at='start')"),
    ("what stands where", [('1, at="vote"', "1")], "no quiz(\"tea\", sitting=1, at='vote')"),
    ("what stands where", [("sitting=1)\n", "sitting=2)\n")], "under ### Quiz"),
    ("what stands where", [("> **Predict before", "> **Guess before")], "no `> **Predict before"),
    ("what stands where", [("good_days=...", "")], 'no predict("tea", name=...)'),
    ("what stands where", [('\npredict("tea")', "")], "the prediction is not shown again"),
    (
        "what stands where",
        [("If you come back after a pause, first run all cells above this one. ", "")],
        "it must say what to run first",
    ),
    ("what stands where", [(STOP, "")], "0 paragraphs `> **A safe stop.**`"),
    (
        "what stands where",
        [(STOP, ""), (AFTER_TABLE, AFTER_TABLE + "\n" + STOP)],
        "% of the minutes; 40 to 60 % is half-way",
    ),
    ("what stands where", [("### Rest", "### Good night")], "must end with ### Quiz and ### Rest"),
    ("what stands where", [("### Quiz", "### Test")], "must end with ### Quiz and ### Rest"),
    ("what stands where", [("**Terms learned:**", "Terms:")], "no **Terms learned:**"),
    ("what stands where", [("### Further: ", "### Further ")], "headed ### Further: …"),
    ("what stands where", [("## Mini-project", "## Project")], "after the sittings come"),
    ("what stands where", [("## Case discussion", "### Case")], "after the sittings come"),
    ("bounds", [("discuss: 2", "discuss: 60")], "minutes; at most 90"),
    ("bounds", [(IDEA, IDEA + many(7, "      - {term: idea {}}\n"))], "9 ideas; at most 8"),
    (
        "bounds",
        [(IDEA, IDEA + many(5, "      - {term: idea {}, core: true}\n"))],
        "6 core ideas; at most 5",
    ),
    (
        "bounds",
        [(IDEA, IDEA + "      - {term: 'a, b, c, d, e, f, g, h, i, j', core: true}\n")],
        "11 terms of core ideas; at most 10",
    ),
    ("bounds", [(AFTER_TABLE, many(17, "A **new {}** one. "))], "19 new terms; at most 18"),
    (
        "bounds",
        [(AFTER_TABLE, fenced(many(15, "days.f{}()\n")))],
        "15 new functions and methods; at most 14",
    ),
    (
        "bounds",
        [(AFTER_TABLE, AFTER_TABLE + many(73, "\n+++\n\nWord {}.\n"))],
        "101 cells; at most 100",
    ),
    (
        "bounds",
        [(AFTER_TABLE, AFTER_TABLE + fenced(many(15, "days\n")))],
        "15 lines in the longest code cell; at most 14",
    ),
    (
        "bounds",
        [(AFTER_TABLE, AFTER_TABLE + many(20, "\nWord {}.\n" + fenced("days\n" * 6)))],
        "6 lines in the median code cell; at most 5",
    ),
    ("ideas", [("A **mean**", "A mean")], "“mean” stands nowhere in bold"),
    (
        "ideas",
        [('days["cups"].describe().round()', "len(days)")],
        "“mean” has no picture, and no table of at most 12 rows",
    ),
    (
        "terms that come back",
        [("**Terms learned:** mean", "**Terms learned:** mask, mean")],
        "“mask” is learned in two sittings",
    ),
    ("terms", [("The stall asks", "The **stall** asks")], "“stall” is bold, not under Terms"),
    (
        "terms",
        [("mean (平均数).", "mean (平均数), range.")],
        "“range” is under Terms learned, not bold",
    ),
    ("new names", [("`describe` counts", "It counts")], "`describe` is called in"),
    (
        "words between cells",
        [("Other days, another mean.", ""), ("And three more, by another generator.\n", "")],
        "no word before “rng =",
    ),
    ("generators", [("rng = np.random.default_rng(8)\n", "")], "draws from `rng` of another cell"),
    (
        "optional sections",
        [
            ("len(days)\nround(by_hand)", "7"),
            ("Then two questions.", "So:" + fenced("round(by_hand)") + "\nTwo."),
        ],
        "needs `by_hand`, which only an optional",
    ),
    (
        "leads of exercises",
        [("(complete, 4 minutes)", "(complete, 5 minutes)")],
        "tea-3: its lead must be",
    ),
    (
        "leads of exercises",
        [("(complete, 4 minutes)", "(easy, 4 minutes)")],
        "tea-3: its lead must be",
    ),
    ("leads of exercises", [("Exercise 2.2", "Exercise 2.9")], "tea-1: its lead must be"),
    ("leads of exercises", [("retired: [tea-9]", "retired: [tea-8]")], "tea-8 is retired"),
    (
        "leads of exercises",
        [(":name: tea-8", ":name: tea-10"), ('check("tea-8"', 'check("tea-10"')],
        "exercises and questions differ: ['tea-10', 'tea-8']",
    ),
    (
        "leads of exercises",
        [(":name: tea-8", ":name: cup-8"), ('check("tea-8"', 'check("cup-8"')],
        "cup-8 is another chapter's",
    ),
    (
        "exercises climb",
        [("2.1 (complete, 4", "2.1 (decide, 10"), ("2.4 (decide, 10", "2.4 (complete, 4")],
        "must climb within half a sitting",
    ),
    ("exercises climb", [("2.3 (alone, 4", "2.3 (complete, 4")], "no exercise of level alone"),
    ("exercises follow", [("`<=` asks for no more.", "")], "tea-6: nothing before it shows LtE"),
    (
        "exercises follow",
        [("`.max()` gives", "It gives")],
        "tea-7: nothing before it shows max",
    ),
    (
        "exercises follow",
        [(AFTER_TABLE, AFTER_TABLE + fenced('(days["heat"] > 25).sum()'))],
        "tea-2: its line stands in a cell before it",
    ),
    ("numbers", [("Tuesday misses 14 cups.\n\n", "Tuesday misses 17 cups.\n\n")], "17 in “Tuesday"),
    ("numbers", [("slide: Tuesday misses 14", "slide: Tuesday misses 17")], "17 in “Tuesday"),
    ("numbers", [("Say why.", "Why 211 cups?")], "“Case discussion”: 211"),
    (
        "numbers",
        [("The stall asks", "After 203 cups sold on one day and 166 on another the stall asks")],
        "166 in",
    ),
    ("numbers", [('"25": degrees', '"77": degrees')], "quoted '77' stands nowhere in the prose"),
    ("moves of Python", [("is_good.sum()", "(n := is_good.sum())")], "walrus in “is_good"),
    ("moves of Python", [("is_good.sum()", "is_good.cumsum()")], "cumulate in “is_good"),
    ("minutes of the notes", [("Lecturer, 10", "Lecturer, 90")], "its notes take 90 of"),
    ("minutes of the notes", [("Lecturer, 10 minutes.", "Lecturer.")], "a note without minutes"),
    ("mini-project", [("**60 minutes, in", "**An hour, in")], "it must say “60 minutes”"),
    (
        "points of the case",
        [("<summary>Points", "<summary>Answers")],
        "<summary>Points …</summary>",
    ),
    ("slides", [("<!-- slide: Three", "<!-- Three")], "“Another week” has no line"),
    ("slides", [("<!-- slide: A bad day", "<!-- A bad day")], "34% filled"),
]


@pytest.mark.parametrize(("rule", "changes", "said"), BREACHES)
def test_a_breach_is_named_by_its_rule(tea, rule, changes, said):
    problems = RULES[rule](tea(*changes))
    assert [problem for problem in problems if said in problem], problems


def test_every_rule_has_a_breach():
    assert {rule for rule, *_ in BREACHES} | {"no answer on the screen", "quiz"} == set(RULES)
