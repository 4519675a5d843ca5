"""The Python of a chapter is the Python that was taught: moves, and the chapters that teach them.

`chapters/python_moves.csv` names each move, the chapter that teaches it (none: no chapter does) and
how it looks. A move is recognised by the syntax tree.
"""

import ast
import csv
from collections.abc import Callable
from pathlib import Path

from tools.text.sittings import Lesson

__all__ = ["MOVES", "move_problems", "moves_in", "moves_of", "read_moves"]

Test = Callable[[ast.AST, ast.AST | None], bool]
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def read_moves(root: Path) -> dict[str, str]:
    """Return the chapter that teaches each move, as two digits; empty where none does."""
    with (root / "chapters" / "python_moves.csv").open(encoding="utf-8", newline="") as file:
        return {row["move"]: row["chapter"] for row in csv.DictReader(file)}


def moves_in(source: str) -> set[str]:
    """Return the moves that a program makes."""
    tree = ast.parse(source)
    pairs = [(child, node) for node in ast.walk(tree) for child in ast.iter_child_nodes(node)]
    return {
        move for move, test in MOVES.items() if any(test(node, parent) for node, parent in pairs)
    }


def moves_of(lesson: Lesson) -> dict[str, str]:
    """Return the moves of a chapter, solutions included, each with the cell that first makes it."""
    found: dict[str, str] = {}
    for sitting in lesson.sittings:
        for part in sitting.parts:
            if part.is_code:
                head = part.head
                found = dict.fromkeys(sorted(moves_in(part.cell.source)), head) | found
    return found


def move_problems(lesson: Lesson, taught: dict[str, str]) -> list[str]:
    """Name the moves that no chapter up to this one teaches, and those it should and does not."""
    made, number = moves_of(lesson), lesson.stem[:2]
    return [
        *(
            f"{move} in “{head}”: {_when(taught[move])}"
            for move, head in made.items()
            if not taught[move] or taught[move] > number
        ),
        *(
            f"{move} is to be taught in chapter {number}, which does not use it"
            for move, chapter in taught.items()
            if chapter == number and move not in made
        ),
    ]


def _when(chapter: str) -> str:
    return f"chapter {chapter} teaches it" if chapter else "no chapter teaches it"


def _is(*kinds: type) -> Test:
    return lambda node, parent: isinstance(node, kinds)


def _operator(kind: type) -> Test:
    return lambda node, parent: (
        isinstance(getattr(node, "op", None), kind) and not isinstance(node, ast.AugAssign)
    )


def _calls(*names: str) -> Test:
    return lambda node, parent: isinstance(node, ast.Call) and _called(node) in names


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _attribute(*names: str) -> Test:
    return lambda node, parent: isinstance(node, ast.Attribute) and node.attr in names


def _key(*kinds: type, of: str | None = None) -> Test:
    """Recognise a subscript by its key; `of` is the indexer before it, none by default."""

    def test(node: ast.AST, parent: ast.AST | None) -> bool:
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, kinds):
            return False
        before = getattr(node.value, "attr", "")
        return before == of if of else before not in ("loc", "iloc", "at", "iat")

    return test


def _is_mask(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        return True
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Invert)
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd | ast.BitOr)


def _filters(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.Subscript) and (
        _is_mask(node.slice) or isinstance(node.slice, ast.Subscript)
    )


def _formats(sign: str) -> Test:
    """Recognise a format in an f-string by its last sign."""
    return lambda node, parent: (
        isinstance(node, ast.FormattedValue)
        and node.format_spec is not None
        and _text(node.format_spec).endswith(sign)
    )


def _text(spec: ast.expr) -> str:
    return "".join(str(getattr(part, "value", "")) for part in spec.values)


def _column(node: ast.AST, parent: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Constant)
        and isinstance(node.slice.value, str)
        and not isinstance(node.ctx, ast.Store)
    )


def _new_column(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)


def _unpacks(node: ast.AST, parent: ast.AST | None) -> bool:
    is_target = isinstance(parent, ast.Assign | ast.For | ast.comprehension)
    return isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store) and is_target


def _backwards(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.Slice) and isinstance(node.step, ast.UnaryOp)


def _slices(node: ast.AST, parent: ast.AST | None) -> bool:
    return _key(ast.Slice)(node, parent) and not _backwards(node.slice, node)


def _in_call(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.IfExp) and isinstance(parent, ast.Call | ast.keyword)


def _star(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.Starred) and isinstance(parent, ast.Call)


def _two_stars(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.keyword) and node.arg is None


def _list_times(node: ast.AST, parent: ast.AST | None) -> bool:
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Mult)
        and any(isinstance(side, ast.List | ast.ListComp) for side in (node.left, node.right))
    )


def _nested(node: ast.AST, parent: ast.AST | None) -> bool:
    if not isinstance(node, COMPREHENSIONS):
        return False
    inner = [each for each in ast.walk(node) if isinstance(each, COMPREHENSIONS)]
    return len(node.generators) > 1 or len(inner) > 1


def _chained_lambda(node: ast.AST, parent: ast.AST | None) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    given = [*node.args, *(key.value for key in node.keywords)]
    return isinstance(node.func.value, ast.Call) and any(isinstance(a, ast.Lambda) for a in given)


def _asks(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and str(node.value).startswith("SELECT ")


def _updates(node: ast.AST, parent: ast.AST | None) -> bool:
    return isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr)


MOVES: dict[str, Test] = {
    "column by name": _column,
    "f-string": _is(ast.JoinedStr),
    "thousands in an f-string": _formats(","),
    "group-by": _calls("groupby"),
    "sort by a column": _calls("sort_values"),
    "unpacking": _unpacks,
    "filter by a mask": _filters,
    "comparison": _is(ast.Compare),
    "names of the rows": _attribute("index"),
    "not": _operator(ast.Invert),
    "and": _operator(ast.BitAnd),
    "is in a list": _calls("isin"),
    "list": _is(ast.List),
    "dictionary": _is(ast.Dict),
    "percent in an f-string": _formats("%"),
    "decimals in an f-string": _formats("f"),
    "several columns": _key(ast.List),
    "value by label": _key(ast.Constant, ast.Name, of="loc"),
    "rows by a range of labels": _key(ast.Slice, of="loc"),
    "conditional expression": _is(ast.IfExp),
    "or": _operator(ast.BitOr),
    "summary per group": _calls("agg"),
    "shift": _calls("shift"),
    "parts of a date": _attribute("dt"),
    "new column": _new_column,
    "translate by a dictionary": _calls("map"),
    "rows by a list of labels": _key(ast.List, of="loc"),
    "rank": _calls("rank"),
    "cumulate": _calls("cumsum", "cumprod"),
    "first and last rows by place": _attribute("iloc"),
    "rows by a mask and a column": _key(ast.Tuple, of="loc"),
    "slice": _slices,
    "cut into classes": _calls("cut", "qcut"),
    "scale": _calls("fit_transform"),
    "fit": _calls("fit"),
    "for loop": _is(ast.For),
    "append": _calls("append"),
    "resample": _calls("sample"),
    "random generator": _calls("default_rng"),
    "list comprehension": _is(ast.ListComp),
    "function of one's own": _is(ast.FunctionDef),
    "if statement": _is(ast.If),
    "one of two values per row": _calls("where"),
    "train and test": _calls("train_test_split"),
    "dict comprehension": _is(ast.DictComp),
    "lambda": _is(ast.Lambda),
    "merge": _calls("merge"),
    "cross-tabulate": _calls("crosstab"),
    "wide table": _calls("pivot_table", "pivot", "unstack", "stack"),
    "shuffle": _calls("permutation", "shuffle"),
    "what-if table": _calls("concat"),
    "question in SQL": _asks,
    "score in a dictionary": _calls("get"),
    "walrus": _is(ast.NamedExpr),
    "update in place by |=": _updates,
    "matrix product": _operator(ast.MatMult),
    "star in a call": _star,
    "two stars in a call": _two_stars,
    "conditional expression inside a call": _in_call,
    "backwards by [::-1]": _backwards,
    "column arithmetic in text": _calls("eval"),
    "cross-section": _calls("xs"),
    "filter in text": _calls("query"),
    "list times a number": _list_times,
    "comprehension in a comprehension": _nested,
    "lambda in a chain": _chained_lambda,
    "generator expression": _is(ast.GeneratorExp),
    "set": _is(ast.Set, ast.SetComp),
    "apply": _calls("apply", "applymap"),
    "while loop": _is(ast.While),
    "try": _is(ast.Try),
    "class": _is(ast.ClassDef),
}
