"""Rules for what a chapter covers: items, terms, gaps and claims of the source, none forgotten.

`rows` are those of syllabus.csv, claims.csv or glossary.csv that belong to the chapter.
"""

import ast
import builtins
import re
from collections import Counter
from collections.abc import Iterable

from tools.rules.quantifiers import claim_calls
from tools.text.sections import Chapter
from tools.text.terms import (
    chinese_forms,
    english_forms,
    is_field_term,
    names_term,
    simplified_forms,
)

__all__ = [
    "brief_ids",
    "brief_terms",
    "claim_problems",
    "coverage_problems",
    "kind_of",
    "source_id",
    "syllabus_problems",
    "system_problems",
    "term_problems",
    "verdict_problems",
]

KINDS = ("EXM", "FIG", "EXE", "GLO", "NUM", "GAP")
ID = r"[A-Z]{3}(?:-[WCK])?-\d+"
UNTESTABLE = "cannot be tested"


def kind_of(item: str) -> str:
    """Return the kind of an id of the source: its letters, or `content`."""
    return item[:3] if item[:3] in KINDS else "content"


def source_id(claim: str) -> str:
    """Return the id in the source of a claim that may have a letter: NUM-21 of NUM-21a."""
    return re.sub(r"[a-z]$", "", claim)


def brief_ids(brief: str) -> list[str]:
    """Return the ids of a source brief, in its order."""
    return re.findall(rf"^(?:- \*\*|\| )({ID})\b", brief, flags=re.M)


def brief_terms(brief: str) -> dict[str, tuple[str, str]]:
    """Return the terms of a source brief: English and simplified form, by id."""
    found = re.findall(r"^\| (GLO-\d+) \| ([^|]+?) \| ([^|]+?) \|", brief, flags=re.M)
    return {item: (english, simplified) for item, english, simplified in found}


def syllabus_problems(rows: list[dict]) -> list[str]:
    """Want every id once, of the kind its letters say, with a topic of one line."""
    counts = Counter(row["id"] for row in rows)
    problems = [f"{item} stands {n} times" for item, n in counts.items() if n > 1]
    for row in rows:
        if row["kind"] != kind_of(row["id"]):
            problems.append(f"{row['id']} is of kind {kind_of(row['id'])}; got {row['kind']!r}")
        if not row["topic"].strip() or "\n" in row["topic"]:
            problems.append(f"{row['id']} needs a topic of one line")
    return problems


def coverage_problems(chapter: Chapter, rows: list[dict]) -> list[str]:
    """Hold `covers` and the quotes on gaps against the syllabus, in both directions."""
    covered = {item for cell in chapter.cells for item in cell.metadata.get("covers", [])}
    said = set(re.findall(r"^> \*\*The source is silent \((GAP-\d+)\)\.\*\*", chapter.prose, re.M))
    taught = {row["id"] for row in rows if row["kind"] in ("content", "EXM", "FIG", "EXE")}
    gaps = {row["id"] for row in rows if row["kind"] == "GAP"}
    run = {
        item
        for cell in chapter.cells
        if cell.cell_type == "code"
        for item in cell.metadata.get("covers", [])
    }
    systems = {row["id"] for row in rows if row["kind"] == "EXE"} & covered
    return [
        *(f"{item} is in the syllabus, not in `covers`" for item in sorted(taught - covered)),
        *(f"no cell of code has the system {item} in `covers`" for item in sorted(systems - run)),
        *(f"{item} is in `covers`, not in the syllabus" for item in sorted(covered - taught)),
        *(f"no quote `> **The source is silent ({item}).**`" for item in sorted(gaps - said)),
        *(f"{item} is said, but not in the syllabus" for item in sorted(said - gaps)),
    ]


def term_problems(chapter: Chapter, rows: list[dict]) -> list[str]:
    """Want every term in the prose: in English, and the source's own as the source prints it.

    A word of the field stands in bold or italics where it is introduced.
    """
    text = " ".join(chapter.prose.split())
    problems = []
    for row in rows:
        if not any(form.casefold() in text.casefold() for form in english_forms(row)):
            problems.append(f"{row['id']}: no “{row['english']}” in the prose")
        elif not names_term(row, text):
            how = "bold or italics" if is_field_term(row) else " / ".join(chinese_forms(row))
            problems.append(f"{row['id']}: “{row['english']}” stands nowhere with {how}")
        elif not is_field_term(row) and not any(f in text for f in simplified_forms(row)):
            problems.append(f"{row['id']}: no {row['simplified']} for who reads simplified only")
    return problems


def system_problems(rows: list[dict], tests: Iterable[str]) -> list[str]:
    """Want, for every system of the syllabus, a test whose docstring begins with its id.

    `tests` are the sources of the test files.
    """
    shown = {
        found[0]
        for source in tests
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if (found := re.match(r"EXE-\d+\b", ast.get_docstring(node) or ""))
    }
    wanted = {row["id"] for row in rows if row["kind"] == "EXE"}
    return [
        *(f"no test has a docstring that begins with {item}" for item in sorted(wanted - shown)),
        *(f"a test shows {item}, which no chapter teaches" for item in sorted(shown - wanted)),
    ]


def claim_problems(chapter: Chapter, rows: list[dict], claims: list[dict]) -> list[str]:
    """Want every claim of the syllabus in claims.csv, and one `claim_check` for each of its rows.

    A claim that is several has letters there, NUM-21a and NUM-21b; the syllabus has NUM-21.
    """
    wanted = {row["id"] for row in rows if row["kind"] == "NUM"}
    listed = {row["id"] for row in claims}
    whole = {source_id(item) for item in listed}
    calls = Counter(item for ids, _ in claim_calls(_tree(chapter)) for item in ids)
    return [
        *(f"{item} is not in both syllabus and claims.csv" for item in sorted(wanted ^ whole)),
        *(f"{item} has {calls[item]} claim checks" for item in sorted(listed) if calls[item] != 1),
        *(f"{item} has a claim check, but no row" for item in sorted(set(calls) - listed)),
    ]


def verdict_problems(chapter: Chapter) -> list[str]:
    """Refuse verdicts and findings that are typed instead of computed.

    The verdict's first words must hang on a computed value: a condition, a function of it, an
    entry looked up by it. Only `cannot be tested` may be typed; it needs no computed finding.
    """
    tree, problems = _tree(chapter), []
    names = _Names(tree)
    for ids, call in claim_calls(tree):
        name = ", ".join(ids)
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        verdict, found = given.get("verdict"), given.get("found")
        if verdict is None or found is None:
            problems.append(f"{name}: `verdict` and `found` must be given by keyword")
        elif not _first_words(verdict).startswith(UNTESTABLE):
            if not names.decide(verdict):
                problems.append(f"{name}: typed verdict {ast.unparse(verdict)}")
            if not names.compute(found):
                problems.append(f"{name}: no computed value in {ast.unparse(found)}")
    return problems


class _Names:
    """The names of a chapter's code, and whether what they hold was computed."""

    def __init__(self, tree: ast.Module) -> None:
        self.assigned: dict[str, list[ast.expr]] = {}
        self.bound: set[str] = set()  # by a loop, an unpacking, a `with` or as an argument
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.assigned.setdefault(node.targets[0].id, []).append(node.value)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self.bound.add(node.id)
        self.bound -= set(self.assigned)

    def compute(self, tree: ast.AST, seen: frozenset = frozenset()) -> bool:
        """Return whether an expression holds a computed name."""
        return any(
            isinstance(node, ast.Name) and self._is_computed(node.id, seen)
            for node in ast.walk(tree)
        )

    def decide(self, tree: ast.AST, seen: frozenset = frozenset()) -> bool:
        """Return whether the first words of a text hang on a computed value."""
        match tree:
            case ast.Name(id=name):
                values = [] if name in seen else self.assigned.get(name, [])
                return any(self.decide(value, seen | {name}) for value in values)
            case ast.IfExp(test=part) | ast.Subscript(slice=part):
                return self.compute(part)
            case ast.JoinedStr(values=[ast.FormattedValue(value=first), *_]):
                return self.decide(first, seen)
            case ast.BinOp(left=first):
                return self.decide(first, seen)
            case ast.Call(func=ast.Attribute(value=ast.Constant())):
                return False
            case ast.Call() | ast.Attribute():
                return self.compute(tree)
        return False

    def _is_computed(self, name: str, seen: frozenset) -> bool:
        if name in self.bound:
            return True
        values = [] if name in seen else self.assigned.get(name, [])
        return any(_uses_tool(value) or self.compute(value, seen | {name}) for value in values)


def _uses_tool(tree: ast.AST) -> bool:
    """Return whether an expression calls more than a builtin such as `round`."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(not (isinstance(func, ast.Name) and hasattr(builtins, func.id)) for func in calls)


def _tree(chapter: Chapter) -> ast.Module:
    return ast.parse(chapter.code)


def _first_words(tree: ast.AST) -> str:
    """Return the text that an expression begins with, as far as it is typed."""
    match tree:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[first, *_]) | ast.BinOp(left=first):
            return _first_words(first)
    return ""
