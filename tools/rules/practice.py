"""Rules for exercises: they climb, they follow, and nothing gives them away."""

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

import pandas as pd

from tools.rules.grammar import FIRST, stands_before
from tools.rules.numbers import Number, numbers_of, shown_texts
from tools.text.minutes import LEVELS
from tools.text.sections import CODE_SPAN
from tools.text.sittings import Lesson, Part, Sitting

__all__ = ["Shown", "climbing_problems", "following_problems", "shown_in", "spoiler_problems"]

SIGNS = {
    "&": "BitAnd", "|": "BitOr", "~": "Invert", "==": "Eq", "!=": "NotEq", ">=": "GtE", "<=": "LtE",
    ">": "Gt", "<": "Lt", "+": "Add", "-": "Sub", "*": "Mult", "/": "Div", "**": "Pow", "%": "Mod",
    "//": "FloorDiv",
}  # fmt: skip
KINDS = (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
FORMS = {
    ast.For: "a for loop",
    ast.While: "a while loop",
    ast.If: "an if",
    ast.IfExp: "a conditional expression",
    ast.ListComp: "a list comprehension",
    ast.DictComp: "a dict comprehension",
    ast.GeneratorExp: "a generator",
    ast.Lambda: "a lambda",
    ast.Slice: "a slice",
    ast.JoinedStr: "an f-string",
    ast.Dict: "a dictionary",
}
QUOTED = re.compile(r"'([^'\n]*)'")
ENOUGH = 3  # significant digits that give an answer away


class Shown:
    """What a learner has been shown: features of code, and whole statements."""

    def __init__(self) -> None:
        self.features: set[str] = set()
        self.lines: set[str] = set()

    def add_code(self, source: str) -> None:
        """Take in what a cell shows."""
        tree = ast.parse(source)
        self.features |= _features(tree)
        self.lines |= set(_statements(tree.body))

    def add_text(self, text: str) -> None:
        """Take in the names and signs that a text shows as code."""
        for span in CODE_SPAN.findall(text):
            self.features |= {f".{word}" for word in re.findall(r"[A-Za-z_]\w*", span)}
            self.features |= {SIGNS[sign] for sign in SIGNS if sign in span}
            self.features |= {"a mask"} if re.search(r"\w\[\w+[\[\].]", span) else set()


def climbing_problems(sitting: Sitting, stem: str) -> list[str]:
    """Want the four levels in a sitting, harder and harder in each half of it."""
    halves = [stands_before(sitting), sitting.parts[len(stands_before(sitting)) :]]
    order, problems = list(LEVELS), []
    for half in halves:
        steps = [part.exercise.level for part in half if part.exercise]
        if steps != sorted(steps, key=lambda level: order.index(level) if level in order else -1):
            problems.append(f"the exercises must climb within half a sitting; got {steps}")
    levels = {exercise.level for exercise in sitting.exercises}
    if stem[:2] == FIRST:
        return problems + ["no exercise"] * (not levels)
    return problems + [f"no exercise of level {level}" for level in order if level not in levels]


def following_problems(lesson: Lesson, before: Iterable[Lesson] = ()) -> list[str]:
    """Want all that a solution uses in an earlier cell or text, but not its lines.

    `before` are the earlier chapters.
    """
    shown, problems = shown_in(before), []
    for part in _main_parts(lesson):
        if part.exercise:
            tree = ast.parse(part.cell.source)
            body, lines = _solved(tree), []
            new = _features(ast.Module(body, [])) - shown.features - _own_names(body)
            lines = list(_statements(body))
            if new:
                problems.append(f"{part.exercise.id}: nothing before it shows {_listed(new)}")
            if lines and set(lines) <= shown.lines:
                problems.append(f"{part.exercise.id}: its line stands in a cell before it")
        _take_in(shown, part)
    return problems


def shown_in(lessons: Iterable[Lesson]) -> Shown:
    """Return what chapters show outside their optional sections."""
    shown = Shown()
    for lesson in lessons:
        for part in _main_parts(lesson):
            _take_in(shown, part)
    return shown


def spoiler_problems(lesson: Lesson, answer_of: Callable[[str], Any]) -> list[str]:
    """Name the exercises whose answer a learner has read off an output before.

    A number gives itself away to three digits; labels do as a whole set. `answer_of` returns the
    question's answer by id, with its `expected`.
    """
    problems: list[str] = []
    shown: list[tuple[str, Part]] = []
    for part in _main_parts(lesson):
        if part.exercise:
            expected = getattr(answer_of(part.exercise.id), "expected", None)
            problems += [
                f"{part.exercise.id}: its answer {_short(expected)} is shown before it, in "
                f"“{there.cell.source.splitlines()[-1]}”"
                for text, there in shown
                if _gives_away(expected, text)
            ][:1]
        elif part.is_code:
            shown += [(text, part) for text in _pages(part.cell)]
    return problems


def _main_parts(lesson: Lesson) -> Iterator[Part]:
    yield from lesson.opening
    for sitting in lesson.sittings:
        yield from sitting.parts


def _take_in(shown: Shown, part: Part) -> None:
    if part.is_code:
        shown.add_code(part.student)  # whoever has not solved an exercise has not seen its lines
    elif part.is_prose:
        shown.add_text(part.student)


def _solved(tree: ast.Module) -> list[ast.stmt]:
    """Return the statements of a solution: without its check; of a function, its body."""
    body = [each for each in tree.body if "check(" not in ast.unparse(each)]
    last = body[-1] if body else None
    return last.body[1:] if isinstance(last, ast.FunctionDef) and len(body) == 1 else body


def _features(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, KINDS):
            found.add(type(node).__name__)
        elif type(node) in FORMS:
            found.add(FORMS[type(node)])
        elif isinstance(node, ast.Attribute):
            found.add(f".{node.attr}")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(f".{node.func.id}")
        elif isinstance(node, ast.Subscript):
            found |= _subscript(node)
        elif isinstance(node, ast.alias):
            found.add(f".{node.asname or node.name}")
    return found - {"Load", "Store"}


def _subscript(node: ast.Subscript) -> set[str]:
    if isinstance(node.slice, ast.List):
        return {"a list of columns"}
    filters = (ast.Compare, ast.BinOp, ast.UnaryOp, ast.Subscript, ast.Name)
    is_number = isinstance(node.slice, ast.UnaryOp) and isinstance(node.slice.op, ast.USub)
    return {"a mask"} if isinstance(node.slice, filters) and not is_number else set()


def _own_names(body: list[ast.stmt]) -> set[str]:
    nodes = [node for each in body for node in ast.walk(each)]
    own = {node.id for node in nodes if isinstance(node, ast.Name)}
    called = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return {f".{name}" for name in (own - called) | stored}


def _statements(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield what each statement computes, whatever it is called."""
    for each in body:
        value = getattr(each, "value", None)
        if isinstance(value, ast.Call) and getattr(value.func, "id", "") == "check":
            continue
        yield ast.unparse(value if isinstance(value, ast.expr) else each)


def _pages(cell: Any) -> list[str]:
    """Return the outputs of a cell, tables as they are stored."""
    pages = [output.get("data", {}).get("text/html", "") for output in cell.get("outputs", [])]
    return [*shown_texts(cell), *(page for page in pages if "<tbody" in page)]


def _gives_away(expected: Any, text: str) -> bool:
    if isinstance(expected, str):
        return " ".join(text.split()).casefold() == " ".join(expected.split()).casefold()
    if isinstance(expected, pd.DataFrame):
        return False
    if isinstance(expected, pd.Series):
        values = [value for value in expected if _digits(value) >= ENOUGH]
        return len(values) > 1 and all(_is_read(value, text) for value in values)
    if callable(expected) or expected is None:
        return False
    if isinstance(expected, Iterable):
        return bool(wanted := {str(each) for each in expected}) and wanted in _label_sets(text)
    return _digits(expected) >= ENOUGH and _is_read(expected, text)


def _digits(value: Any) -> int:
    """Return how many significant digits a number has, up to six."""
    if not isinstance(value, int | float) or isinstance(value, bool) or value != value:
        return 0
    digits = Decimal(f"{abs(value):.6g}").normalize().as_tuple().digits
    return max(len(digits), len(str(int(abs(value)))) if float(value).is_integer() else 0)


def _is_read(value: float, text: str) -> bool:
    return any(_same(value, number) for number in numbers_of(re.sub(r"<[^>]*>", " ", text)))


def _same(value: float, number: Number) -> bool:
    if len(number.digits.replace(".", "").lstrip("0")) < ENOUGH:
        return False
    shown = float(abs(number.value)) / (100 if number.percent else 1)
    return f"{abs(value):.{ENOUGH}g}" == f"{shown:.{ENOUGH}g}"


def _label_sets(text: str) -> Iterator[set[str]]:
    """Yield the sets of labels that an output shows: a list, the left edge of a table."""
    yield set(QUOTED.findall(text))
    if "<tbody" in text:
        yield set(re.findall(r"<th[^>]*>([^<]*)</th>", text.partition("<tbody")[2]))
    elif len(lines := [line for line in text.splitlines() if line.strip()]) > 1:
        yield {re.split(r"\s{2,}", line.strip())[0] for line in lines if "dtype:" not in line}


def _short(expected: Any) -> str:
    return f"{expected:.6g}" if isinstance(expected, int | float) else str(list(expected))[:60]


def _listed(features: set[str]) -> str:
    return ", ".join(sorted(feature.removeprefix(".") for feature in features))
