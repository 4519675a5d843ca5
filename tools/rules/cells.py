"""Rules for the cells of a chapter: what one may need of another."""

import ast
from collections.abc import Iterable
from itertools import pairwise

from tools.text.sittings import Lesson, Part

__all__ = ["further_problems", "generator_problems", "side_by_side_problems"]


def side_by_side_problems(lesson: Lesson) -> list[str]:
    """Name the code cells that a learner meets without a word since the last one."""
    parts = [part for part in _parts(lesson) if not part.is_note]
    return [
        f"no word before “{after.head}”"
        for before, after in pairwise(parts)
        if before.is_code and after.is_code
    ]


def generator_problems(lesson: Lesson) -> list[str]:
    """Name the cells that draw from a generator which another cell has made.

    Run twice, or out of order, such a cell shows something else.
    """
    trees = {part.index: ast.parse(part.cell.source) for part in _code(_parts(lesson))}
    made = {name for tree in trees.values() for name in _generators(tree)}
    return [
        f"“{part.head}” draws from `{name}` of another cell: make one in it, with its own seed"
        for part in _code(_parts(lesson))
        for name in sorted(_loaded(trees[part.index]) & made - _bound(trees[part.index]))
    ]


def further_problems(lesson: Lesson) -> list[str]:
    """Name what only an optional section makes and another cell needs."""
    optional = [p for section in lesson.sections if section.further for p in section.parts]
    needed = [p for section in lesson.sections if not section.further for p in section.parts]
    needed += lesson.opening
    made = {name for part in _code(needed) for name in _bound(ast.parse(part.cell.source))}
    only = {name for part in _code(optional) for name in _bound(ast.parse(part.cell.source))} - made
    return [
        f"“{part.head}” needs `{name}`, which only an optional section makes"
        for part in _code(needed)
        for name in sorted(_loaded(ast.parse(part.cell.source)) & only)
    ]


def _parts(lesson: Lesson) -> list[Part]:
    return [*lesson.opening, *(part for section in lesson.sections for part in section.parts)]


def _code(parts: Iterable[Part]) -> list[Part]:
    return [part for part in parts if part.is_code]


def _generators(tree: ast.Module) -> set[str]:
    """Return the names that a cell gives to random generators."""
    return {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(target, ast.Name) and _called(node.value) in ("default_rng", "RandomState")
    }


def _called(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _loaded(tree: ast.AST, own: frozenset[str] = frozenset()) -> set[str]:
    """Return the names that a program reads, without the arguments of its functions."""
    found = set()
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            given = (each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg))
            found |= _loaded(node, own | set(given))
        else:
            found |= _loaded(node, own)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in own:
            found.add(node.id)
    return found


def _bound(tree: ast.Module) -> set[str]:
    """Return the names that a cell makes: assigned, imported, defined."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
    return found
