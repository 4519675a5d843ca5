"""`check` answers whatever it is given; the words are the same in text and in HTML."""

import datetime
import html
import itertools
import re
import sys
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmlib.exercises import check, hint, questions, solution
from crmlib.exercises.feedback import MARKS, Feedback
from crmlib.exercises.judging import Choice, Items, Number
from crmlib.exercises.judging_tables import Function, Table
from crmlib.exercises.questions import known_ids, question

TABLE = pd.DataFrame({"cups": [4, 9], "day": ["mon", "tue"]}, index=["a", "b"])
KINDS = {
    "stand-1": lambda: Number(13, ((6.5, "That is the mean."),)),
    "stand-2": lambda: Choice("holds", (("does not hold", "Look <again>."),)),
    "stand-3": lambda: Items(["mon", "tue"], ((["wed"], "Closed on Wednesdays."),)),
    "stand-4": lambda: Table(TABLE, ((TABLE.head(1), "Tuesday is missing."),)),
    "stand-5": lambda: Function(lambda x: 2 * x, ((1,), (4,)), ((lambda x: x, "Double it."),)),
}
RIGHT = [13, "holds", ["tue", "mon"], TABLE, lambda x: x + x]


@pytest.fixture(autouse=True, scope="module")
def _stand():
    """A lemonade stand's five questions, one of each kind, forgotten afterwards."""
    known_ids()
    before = dict(questions._REGISTER)
    for name, answer in KINDS.items():
        question(name, hints=("Add.", "4 + 9."), after="A good week.")(answer)
    yield
    questions._REGISTER.clear()
    questions._REGISTER.update(before)


def plain(feedback: Feedback) -> str:
    """Return the words of the HTML form."""
    text = html.unescape(re.sub(r"<[^>]*>", " ", feedback._repr_html_()))
    return " ".join(text.split())


@pytest.mark.parametrize(("name", "answer"), [*zip(KINDS, RIGHT, strict=True)])
def test_right_answer_is_correct_and_says_what_to_take_away(name, answer):
    assert repr(check(name, answer)) == "✓ Correct. A good week."


@pytest.mark.parametrize(
    ("name", "answer", "said"),
    [
        ("stand-1", 6.5, "That is the mean."),
        ("stand-2", "does not hold", "Look <again>."),
        ("stand-3", ["wed"], "Closed on Wednesdays."),
        ("stand-4", TABLE.head(1), "Tuesday is missing."),
        ("stand-5", lambda x: x, "Double it."),
    ],
)
def test_known_mistake_is_named_with_the_way_to_a_hint(name, answer, said):
    assert repr(check(name, answer)) == f'✗ Not yet. {said} A nudge: hint("{name}").'


def undone(x):
    """Return the double."""
    ...  # noqa: PIE790


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("blank", [..., undone, lambda x: None])
def test_blank_is_not_attempted(name, blank):
    assert repr(check(name, blank)) == (
        f'○ Not attempted. Replace the dots and run the cell. A nudge: hint("{name}").'
    )


@pytest.mark.parametrize("name", KINDS)
def test_none_is_not_attempted_and_says_where_it_may_come_from(name):
    assert check(name).state == "Not attempted"
    assert repr(check(name, None)).startswith("○ Not attempted. The answer is None: print(…)")


def test_correct_without_a_word_to_take_away_ends_after_its_state():
    assert repr(Feedback("Correct", "")) == "✓ Correct."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            lambda x: 1 / 0,
            "For 1 your code raised ZeroDivisionError: division by zero. "
            "What is divided by is 0 here: are the arguments in their order?",
        ),
        (lambda x: sys.exit(), "For 1 your code raised SystemExit."),
        (lambda x: [].append(x), "Your function returns nothing: is there a `return`?"),
        (lambda x: "2", "For 1 it returns '2', which is text: return the number itself."),
        (2, "A function is asked for, without calling it; this is a number."),
    ],
)
def test_function_answer_is_told_what_it_did(answer, said):
    assert check("stand-5", answer).message == f'{said} A nudge: hint("stand-5").'


class Hostile:
    """Raises whatever is asked of it."""

    def _refuse(self, *arguments):
        raise ArithmeticError("no")

    __eq__ = __lt__ = __iter__ = __len__ = __float__ = __repr__ = __str__ = _refuse
    __bool__ = __getitem__ = __call__ = __getattr__ = __array__ = __index__ = _refuse
    __hash__ = None


class Masked:
    """Lies about its class by raising."""

    @property
    def __class__(self):
        raise ArithmeticError("no")


class HostileNumber(float):
    __float__ = __eq__ = __lt__ = __sub__ = __rsub__ = Hostile._refuse
    __hash__ = None


class HostileText(str):
    __eq__ = casefold = __str__ = Hostile._refuse
    __hash__ = str.__hash__


def deep() -> list:
    """Return a list in a list in a list …, deeper than Python recurses."""
    nested: list = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def endless() -> list:
    """Return a list that holds itself."""
    loop: list = []
    loop.append(loop)
    return loop


STRANGE = [
    float("nan"),
    float("inf"),
    -float("inf"),
    np.nan,
    pd.NA,
    pd.NaT,
    np.datetime64("NaT"),
    np.timedelta64(3, "D"),
    10**400,
    -(10**400),
    Decimal("sNaN"),
    Decimal("Infinity"),
    1 + 2j,
    True,
    "",
    "milk" * 10_000,
    b"13",
    bytearray(b"13"),
    [],
    (),
    {},
    set(),
    frozenset({13}),
    [[]],
    [None],
    [...],
    [pd.NA],
    [10**400],
    deep(),
    endless(),
    range(3),
    (cup for cup in ()),
    (cup for cup in [13, "mon", None]),
    itertools.count(),
    itertools.repeat(None),
    sys,
    int,
    Hostile,
    type,
    len,
    print,
    property(),
    datetime.date(2017, 1, 1),
    datetime.timedelta(days=1),
    object(),
    NotImplemented,
    memoryview(b"13"),
    np.array(["mon", 1, None], dtype=object),
    np.array([], dtype=float),
    np.zeros((0, 3)),
    np.zeros((2, 2, 2)),
    np.ma.masked,
    np.rec.array([(1, "a")]),
    pd.Series(dtype=object),
    pd.Series([None, pd.NA, np.nan]),
    pd.Series([[1], {}, deep]),
    pd.DataFrame(),
    pd.DataFrame(index=["a", "b"]),
    pd.DataFrame({"cups": [[1], {}], "day": [..., pd.NA]}, index=["a", "b"]),
    pd.DataFrame({"cups": [1j, 2], "day": [b"mon", 3]}, index=["a", "b"]),
    pd.DataFrame({"cups": [10**400, 1], "day": [1, 2]}, index=["a", "b"]),
    pd.DataFrame([[4, 9, "mon"]], columns=["cups", "cups", "day"]),
    pd.DataFrame({("cups", 1): [1, 2]}),
    pd.Index([]),
    pd.MultiIndex.from_tuples([("mon", 1)]),
    TABLE.groupby("day"),
    TABLE.iloc,
    lambda: 1,
    lambda x: Hostile(),
    lambda x: deep(),
    lambda x: sys,
    lambda x: (yield x),
    lambda *x, **y: pd.DataFrame(),
]


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("answer", STRANGE, ids=range(len(STRANGE)))
def test_strange_answer_is_not_yet_and_nothing_raises(name, answer):
    said = check(name, answer)
    assert said.state == "Not yet"
    assert re.search(rf'[.?] A nudge: hint\("{name}"\)\.$', said.message)
    assert plain(said) == " ".join(repr(said).split())


@pytest.mark.parametrize("name", KINDS)
@pytest.mark.parametrize("kind", [Hostile, Masked, HostileNumber, HostileText])
def test_hostile_answer_is_not_yet_and_nothing_raises(name, kind):
    for answer in (kind(), [kind()], {"mon": kind()}, lambda x: kind()):
        assert check(name, answer).state == "Not yet"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.decimals()
    | st.dates()
    | st.just(pd.NA),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.tuples(parts, parts)
        | st.dictionaries(st.text(max_size=3), parts, max_size=3)
        | st.lists(parts, max_size=3).map(lambda cells: pd.Series(cells, dtype=object))
        | parts.map(lambda cell: pd.DataFrame({"cups": [cell, 9], "day": ["mon", cell]}))
        | parts.map(lambda found: lambda x: found)
    ),
    max_leaves=6,
)


@given(st.sampled_from(list(KINDS)), ANYTHING)
def test_check_answers_anything_in_one_of_three_states(name, answer):
    said = check(name, answer)
    assert said.state in {"Correct", "Not yet", "Not attempted"}
    assert plain(said) == " ".join(repr(said).split())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("stand1", "! No check. There is no exercise 'stand1'. Did you mean \"stand-1\"?"),
        ("Stand-2", "! No check. There is no exercise 'Stand-2'. Did you mean \"stand-2\"?"),
        ("zzz", "! No check. There is no exercise 'zzz'."),
        ("", "! No check. There is no exercise ''."),
    ],
)
def test_unknown_id_is_answered_with_the_nearest_one(name, said):
    for answered in (check(name, 13), hint(name), solution(name)):
        assert repr(answered) == said


@pytest.mark.parametrize("name", [None, 3, ["stand-1"], {}, pd.NA, TABLE, 1.5])
def test_id_that_is_not_text_is_answered(name):
    for answered in (check(name, 13), hint(name), solution(name)):
        assert repr(answered).startswith(
            '! No check. An exercise is named in quotes, such as "start-1"; got '
        )


def test_hostile_id_and_hostile_number_of_a_hint_are_answered():
    assert check(Hostile(), 13).state == hint(Hostile()).state == "No check"
    assert hint("stand-1", Hostile()).message.startswith("There are 2 hints")


def test_very_long_id_is_cut():
    assert len(check("x" * 9999, 1).message) < 100


def test_right_answer_that_cannot_be_computed_is_not_blamed_on_the_learner(monkeypatch):
    def fails():
        raise FileNotFoundError

    broken = questions.Question("stand-9", ("a", "b"), fails, "")
    monkeypatch.setitem(questions._REGISTER, "stand-9", broken)
    said = check("stand-9", 13)
    assert said.state == "No check"
    assert "could not be computed here (FileNotFoundError)" in said.message
    assert said.message.endswith("python -m crmlib doctor.")


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (1, '? Hint. Add. (More: hint("stand-1", 2).)'),
        (2, '? Hint. 4 + 9. (More: solution("stand-1").)'),
        (np.int64(2), '? Hint. 4 + 9. (More: solution("stand-1").)'),
    ],
)
def test_hint_leads_to_the_next_one_and_at_last_to_the_solution(n, said):
    assert repr(hint("stand-1", n)) == said


def test_hint_without_a_number_is_the_first():
    assert repr(hint("stand-1")) == repr(hint("stand-1", 1))


@pytest.mark.parametrize(
    "n", [0, 3, -1, 10**400, 1.0, 1.5, "1", None, [1], np.array([1, 2]), float("nan")]
)
def test_hint_out_of_range_says_which_there_are(n):
    assert repr(hint("stand-1", n)) == (
        '? Hint. There are 2 hints for stand-1: hint("stand-1", 1) to hint("stand-1", 2).'
    )


def test_solution_is_the_program():
    assert repr(solution("start-1")) == (
        "= Solution. One way to do it:\nshare_of_top = spending.head(n_top).sum() / spending.sum()"
    )


def test_a_copy_without_solutions_says_who_has_them(monkeypatch):
    monkeypatch.setattr("crmlib.exercises.feedback.reference_solutions", dict)
    assert repr(solution("start-1")) == (
        "= Solution. Your instructor has it: this copy of the course comes without solutions. "
        'For a nudge: hint("start-1").'
    )
    assert repr(solution("start-99")).startswith("! No check. There is no exercise 'start-99'.")


def test_solution_is_preformatted_in_html():
    assert "<pre>share_of_top = spending.head(n_top)" in solution("start-1")._repr_html_()


def test_html_is_escaped():
    shown = Feedback("Not yet", '<b onclick="x">', "a < b & c")._repr_html_()
    assert "&lt;b onclick=&quot;x&quot;&gt;" in shown
    assert "<pre>a &lt; b &amp; c</pre>" in shown
    assert "Look &lt;again&gt;." in check("stand-2", "does not hold")._repr_html_()


@pytest.mark.parametrize("state", MARKS)
def test_every_state_has_a_word_and_a_mark_of_its_own_in_both_forms(state):
    said = Feedback(state, "Words.", "x = 1")
    assert repr(said) == f"{MARKS[state][0]} {state}. Words.\nx = 1"
    assert plain(said) == f"{MARKS[state][0]} {state}. Words. x = 1"
    assert len({mark for mark, _ in MARKS.values()}) == len(MARKS)
