"""The public names of crmlib, and who uses each: `crmlib/public_names.csv`."""

import ast
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.text.sections import chapter_files, read_chapter

__all__ = [
    "LIST",
    "MOST_CALLED",
    "Package",
    "call_lines",
    "called_names",
    "packages",
    "table",
    "unused",
    "used_names",
    "users",
    "write_list",
]

LIST = Path("crmlib", "public_names.csv")
MOST_CALLED = 180  # names that the chapters up to LAST ask a learner to know
LAST = "10"
TYPED = re.compile(r"`(from crmlib[^`\n]* import [^`\n]*)`")
COLUMNS = ("package", "name", "used_by")


@dataclass(frozen=True)
class Package:
    """A package of crmlib: its first line, its public names in reading order."""

    about: str
    names: tuple[str, ...]


def packages(root: Path) -> dict[str, Package]:
    """Return the packages of crmlib that have public names, by dotted name."""
    found = {}
    for path in sorted((root / "crmlib").rglob("__init__.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if names := _listed(tree):
            about = (ast.get_docstring(tree) or "").partition("\n")[0]
            found[".".join(path.parent.relative_to(root).parts)] = Package(about, names)
    return dict(sorted(found.items()))


def used_names(code: str, known: dict[str, Package]) -> set[tuple[str, str]]:
    """Return what code uses of the packages, as package and name; a package alone has no name.

    It sees `from crmlib.value import gini` and, after `from crmlib import value`, `value.gini`.
    """
    tree = ast.parse(code)
    aliases, found = {}, set()
    for bound, dotted in _imported(tree):
        package, _, name = dotted.rpartition(".")
        if dotted in known:
            aliases[bound] = dotted
            found.add((dotted, ""))
        elif package in known:
            found.add((package, name))
    for node in ast.walk(tree):
        package = _package(node.value, aliases, known) if isinstance(node, ast.Attribute) else ""
        if package:
            inner = f"{package}.{node.attr}"
            found.add((inner, "") if inner in known else (package, node.attr))
    return found


def users(root: Path, known: dict[str, Package]) -> dict[tuple[str, str], list[str]]:
    """Return who uses each public name outside its package, in a fixed order."""
    found: dict[tuple[str, str], list[str]] = {
        (package, name): [] for package, about in known.items() for name in about.names
    }
    for user, topic, code in _sources(root):
        for package, name in sorted(used_names(code, known)):
            seen = found.get((package, name))
            if seen is not None and topic != _topic(package) and user not in seen:
                seen.append(user)
    return found


def called_names(root: Path, known: dict[str, Package]) -> dict[str, set[tuple[str, str]]]:
    """Return what the cells of each chapter up to LAST use, by its file name, in order.

    Code that only the lecturer runs asks nothing of a learner.
    """
    chapters = [read_chapter(path) for path in chapter_files(root)]
    return {
        chapter.stem: {used for used in used_names(chapter.code, known) if used[1]}
        for chapter in chapters
        if chapter.number <= LAST
    }


def call_lines(called: dict[str, set[tuple[str, str]]]) -> list[str]:
    """Return how many names the chapters call together, and which each is the first to call."""
    seen: set[tuple[str, str]] = set()
    lines = []
    for stem, own in called.items():
        new = sorted(name for _, name in own - seen)
        lines.append(f"{stem}: {len(own)}, {len(new)} of them new: {', '.join(new)}".rstrip(": "))
        seen |= own
    return [f"called by chapters: {len(seen)} (bound {MOST_CALLED})", *lines]


def table(root: Path) -> str:
    """Return the list as CSV: one row per public name, its users parted by blanks."""
    known = packages(root)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for (package, name), seen in users(root, known).items():
        writer.writerow([package, name, " ".join(seen)])
    return text.getvalue()


def unused(text: str) -> list[str]:
    """Return the names of a list that nobody uses, dotted."""
    rows = csv.DictReader(io.StringIO(text))
    return [f"{row['package']}.{row['name']}" for row in rows if not row["used_by"]]


def write_list(root: Path) -> int:
    """Write the list, say what chapters call; return 1, and name them, if names have no user."""
    text = table(root)
    (root / LIST).write_text(text, encoding="utf-8", newline="\n")
    idle = unused(text)
    print("\n".join(call_lines(called_names(root, packages(root)))))
    print("\n".join(f"nobody uses {name}" for name in idle) or f"{text.count(chr(10)) - 1} names.")
    return int(bool(idle))


def _sources(root: Path) -> Iterator[tuple[str, str, str]]:
    """Yield every user with its topic and code: chapters, crmlib, exercises, benchmarks, tools."""
    for path in chapter_files(root):
        chapter = read_chapter(path)
        typed = TYPED.findall(chapter.prose)  # what a learner is told to type
        run = [cell.source for cell in chapter.cells if cell.cell_type == "code"]  # notes, too
        yield chapter.number, "", "\n".join([*run, *typed])
    for folder in ("crmlib", "benchmarks", "tools"):
        for path in sorted((root / folder).rglob("*.py")):
            code, name = path.read_text(encoding="utf-8"), path.relative_to(root).with_suffix("")
            parts = [part for part in name.parts if part != "__init__"]
            is_question = path.with_suffix(".yml").exists()
            user = folder if folder != "crmlib" else ".".join(parts[1:2]) or folder
            topic = _topic(".".join(parts)) if folder == "crmlib" else ""
            yield (f"exercises/{path.stem}" if is_question else user), topic, code


def _topic(dotted: str) -> str:
    """Return the topic package of a module: `crmlib.mining` of `crmlib.mining.system.answer`."""
    return ".".join(dotted.split(".")[:2])


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield what is imported, as the name it is bound to and the dotted name it has."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                first = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (first, first)


def _package(node: ast.expr, aliases: dict[str, str], known: dict[str, Package]) -> str:
    """Return the package that an expression stands for; empty if it stands for another thing."""
    if isinstance(node, ast.Name):
        return aliases.get(node.id, "")
    if isinstance(node, ast.Attribute) and (outer := _package(node.value, aliases, known)):
        inner = f"{outer}.{node.attr}"
        return inner if inner in known else ""
    return ""


def _listed(tree: ast.Module) -> tuple[str, ...]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return tuple(ast.literal_eval(node.value))
    return ()
