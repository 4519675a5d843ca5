"""The reference of crmlib: one page per module, from its docstrings, and a list of them."""

import ast
import re
from pathlib import Path

from tools.text.course import Course
from tools.text.markup import link, stacked

__all__ = ["api_index", "api_modules", "api_page"]


def api_modules(root: Path) -> dict[str, str]:
    """Return the public modules by dotted name, with the first line of their docstring."""
    found = {}
    for path in sorted((root / "crmlib").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if path.stem.startswith("__") or not _has_all(tree):
            continue
        name = ".".join(path.relative_to(root).with_suffix("").parts)
        found[name] = (ast.get_docstring(tree) or "").partition("\n")[0]
    return found


def api_page(name: str) -> str:
    """Return the page of one module."""
    heading = f"`{name}`"
    return f"# {heading}\n\n```{{eval-rst}}\n.. automodule:: {name}\n   :members:\n```\n"


def api_index(modules: dict[str, str], course: Course) -> str:
    """Return the list of the modules, each with the numbers of the chapters that use it."""
    lines = ["| module | what is in it | chapters |", "|---|---|---|"]
    for name, about in modules.items():
        users = [
            link(f"ch.&nbsp;{int(stem[:2])}", f"{stem}.html")
            for stem, code in ((chapter.stem, chapter.code) for chapter in course.chapters)
            if _uses(code, name)
        ]
        shown = f"[{name.removeprefix('crmlib.')}](api/{name}.md)"
        lines.append(f"| {shown} | {about} | {', '.join(users)} |")
    return stacked(lines)


def _uses(code: str, name: str) -> bool:
    package, _, module = name.rpartition(".")
    direct = rf"^(?:from|import) {re.escape(name)}\b"
    named = rf"^from {re.escape(package)} import [^\n]*\b{module}\b"
    return bool(re.search(f"{direct}|{named}", code, flags=re.M))


def _has_all(tree: ast.Module) -> bool:
    targets = (node.targets[0] for node in tree.body if isinstance(node, ast.Assign))
    return any(getattr(target, "id", "") == "__all__" for target in targets)
