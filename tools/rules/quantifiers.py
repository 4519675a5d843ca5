"""Rules for words such as *most*, *all* or *only*: in claims, in verdicts, in titles, in topics.

A claim's quantifier fixes the comparison that its verdict must make: *most* is `> 0.5`, *at least
10* is `>= 10`. `claims` are the rows of claims.csv that belong to the chapter.
"""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace

from crmlib.notebook import ALLOWED, GROUNDS, VERDICTS
from tools.rules.numbers import Number, prose_numbers
from tools.text.sections import Chapter, has_tag

__all__ = [
    "QUANTIFIERS",
    "claim_calls",
    "claim_text_problems",
    "sense_problems",
    "title_problems",
    "topic_problems",
]

QUANTIFIERS: dict[str, tuple[str, float | None] | None] = {
    "most": (">", 0.5),
    "all": ("==", 1),
    "none": ("==", 0),
    "half": ("==", 0.5),
    "the most": ("==", 0),  # nothing lies above it
    "greatest": ("==", 0),
    "at least": (">=", None),  # None: the number stands in the column `threshold`
    "at most": ("<=", None),
    "more than": (">", None),
    "less than": ("<", None),
    "exactly": ("==", None),
    "only": ("<=", None),
    "greatly": None,  # no comparison settles it
    "about": None,
    "roughly": None,
}
UNTESTABLE = "cannot be tested"
CONJUNCTION = re.compile(
    r";|, (?:and|while|but|because|with)\b"
    r"|\band (?:is|are|has|have|becomes?|grows?|drops?|tells?|told|brings?|asked)\b"
)
COUNTING = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten) (?:\w+ ){0,3}"
    r"(?:ways|steps|stages|kinds|classes|reasons|measures|features|differences|blocks|dimensions)\b"
)
REMAINDER = re.compile(
    r"\b(?:not|n't) (?:tell|told|say|said|explain)|unexplained|remain|the rest\b|something", re.I
)
TITLE_WORDS = re.compile(r"\b(most|half(?! a )|only|all|none|every|always|never)\b", re.I)
TOPIC_WORDS = re.compile(r"\b(most|half|only|all|none)\b", re.I)
PARTS = ["half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
PARTS += ["eleventh", "twelfth"]
NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
FRACTION = re.compile(rf"\b(an?|{'|'.join(NUMBERS)}) ({'|'.join(PARTS)})s?\b", re.I)
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
METHODS = {"lt": "<", "le": "<=", "gt": ">", "ge": ">=", "eq": "==", "ne": "!="}


def claim_text_problems(claims: list[dict]) -> list[str]:
    """Hold mode, quantifier, threshold and letters of each claim against its words."""
    problems = []
    for row in claims:
        name, said = row["id"], row["quantifier"]
        found = [word for word in QUANTIFIERS if re.search(rf"\b{word}\b", row["claim"], re.I)]
        if row["mode"] not in ALLOWED:
            problems.append(f"{name}: mode {row['mode']!r} is none of {list(ALLOWED)}")
        if found and said not in found and row["mode"] not in ("counts", "defines"):
            problems.append(f"{name}: says {' and '.join(found)!r}; quantifier is {said!r}")
        if said and said not in found:
            problems.append(f"{name}: quantifier {said!r} does not stand in its words")
        if row["threshold"] and (QUANTIFIERS.get(said) or ("", None))[1] is not None:
            problems.append(f"{name}: {said!r} has its threshold already; got {row['threshold']}")
    return problems + _letter_problems([row["id"] for row in claims])


def sense_problems(chapter: Chapter, claims: list[dict]) -> list[str]:
    """Hold each verdict against its claim: threshold, parts, mode, ground; counts share a cell."""
    rows, problems, counted = {row["id"]: row for row in claims}, [], []
    for cell in _code_cells(chapter):
        names = _assigned(cell)
        for ids, call in claim_calls(cell):
            given = {word.arg: word.value for word in call.keywords}
            verdict = given.get("verdict")
            known = [rows[one] for one in ids if one in rows]
            if verdict is None or not known:
                continue
            counted += [tuple(ids)] if known[0]["mode"] in ("counts", "defines") else []
            for row in known:
                found = _verdict_faults(row, verdict, names)
                found += _ground_faults(verdict, given.get("scope"), names, chapter)
                problems += [f"{row['id']}: {fault}" for fault in found]
    if len(counted) > 1:
        problems.append(f"claims that merely count share one cell; got {len(counted)}")
    return problems


def title_problems(chapter: Chapter) -> list[str]:
    """Want for every title with *most, half, only, all …* an `assert …  # word` beside it.

    Beside means in its cell or in the code cell before.
    """
    problems, before = [], ""
    for cell in _sources(chapter):
        for title in _titles(ast.parse(cell)):
            for word in dict.fromkeys(w.lower() for w in TITLE_WORDS.findall(title)):
                if not any(_asserts(source, word) for source in (before, cell)):
                    problems.append(f"title “{title}”: no `assert …  # {word}` that it is true")
        before = cell
    return problems


def topic_problems(chapter: Chapter, rows: list[dict], claims: list[dict]) -> list[str]:
    """Want numbers and quantifiers of syllabus.csv and claims.csv backed by the chapter.

    A number stands in the prose or in `quoted:`, a fraction in words or as a percentage; *most,
    half, only, all, none* in a topic stands as the quantifier of a claim of the chapter.
    """
    prose, quoted = chapter.prose, " ".join(map(str, chapter.header.get("quoted") or {}))
    said, problems = _numbers_of(f"{prose} {quoted}"), []
    taught = [(row["id"], row["topic"]) for row in rows if row["kind"] not in ("GLO", "TRM")]
    for name, text in [*taught, *((row["id"], row["claim"]) for row in claims)]:
        for number in _numbers_of(text.replace("80/20", "")):
            if number.needs_evidence and not any(number.backed_by(other) for other in said):
                problems.append(f"{name}: {number.text} stands nowhere in the chapter")
        problems += [
            f"{name}: “{match[0]}” stands nowhere in the chapter"
            for match in FRACTION.finditer(text)
            if not _has_fraction(prose, said, match)
        ]
    quantified = {row["quantifier"] for row in claims}
    return problems + [
        f"{name}: “{word}” in the topic is no quantifier of a claim"
        for name, topic in taught
        for word in TOPIC_WORDS.findall(topic)
        if word.lower() not in quantified
    ]


def claim_calls(tree: ast.AST) -> list[tuple[list[str], ast.Call]]:
    """Return every call of `claim_check` with the ids that it judges."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "claim_check":
            given = [*node.args, *(word.value for word in node.keywords if word.arg == "id")]
            listed = getattr(given[0], "elts", given[:1]) if given else []
            found.append(([str(getattr(one, "value", "?")) for one in listed] or ["?"], node))
    return found


# One verdict


def _verdict_faults(row: dict, verdict: ast.expr, names: dict) -> list[str]:
    kinds, allowed = _kinds(verdict, names), ALLOWED.get(row["mode"], ())
    faults = [
        f"the source {row['mode']} it, so it can't be judged {kind!r}"
        for kind in sorted(kinds - set(allowed))
    ]
    if kinds == {UNTESTABLE}:
        return faults
    used = {node.id for choice in _choices(verdict, names) for node in _names(choice.test)}
    faults += [f"{part!r} does not enter the verdict" for part in _missing(row, used)]
    if not row["parts"] and row["mode"] == "states" and CONJUNCTION.search(row["claim"]):
        faults.append("several claims in one: give them letters, or name their `parts`")
    if COUNTING.search(row["claim"]) and row["mode"] == "states":
        faults.append("a count proves nothing when the list is ours: its mode is `counts`")
    if row["quantifier"] and QUANTIFIERS[row["quantifier"]] is None:
        faults.append(f"{row['quantifier']!r} has no threshold: it cannot be tested")
    elif not _compares(row, verdict, names):
        sign, number = _wanted(row)
        faults.append(f"no branch “holds … if … {sign or 'compared with'} {number:g}”")
    return faults


def _missing(row: dict, used: set[str]) -> list[str]:
    return [part for part in row["parts"].split() if part not in used]


def _wanted(row: dict) -> tuple[str, float | None]:
    """Return the comparison that a claim's quantifier asks for; a bare figure asks for any."""
    sign, number = QUANTIFIERS.get(row["quantifier"]) or ("", None)
    return sign, float(row["threshold"]) if number is None and row["threshold"] else number


def _compares(row: dict, verdict: ast.expr, names: dict) -> bool:
    """Return whether a branch that begins with *holds* hangs on the comparison wanted."""
    sign, number = _wanted(row)
    if number is None:
        return not sign
    for choice in _choices(verdict, names):
        made = set(_comparisons(_expanded(choice.test, names)))
        yes, no = (_first(branch).startswith("holds") for branch in (choice.body, choice.orelse))
        if not sign and any(number == other for _, other in made):
            return True
        if (yes and (sign, number) in made) or (no and sign and (DENIED[sign], number) in made):
            return True
        if number == 1 and sign == "==" and yes and _calls_on(choice.test, names, "all"):
            return True
    return False


def _ground_faults(verdict: ast.expr, scope: ast.AST | None, names: dict, chapter: Chapter) -> list:
    """Want *holds only if* on a ground that is named, and no remainder as a condition."""
    said = [text for node in _expanded(verdict, names) for text in _strings(node)]
    conditions = [text for text in said if text.startswith("holds only if")]
    faults = [f"a remainder is no condition: {text!r}" for text in said if REMAINDER.search(text)]
    if not conditions:
        return []
    text = " ".join(word for node in _expanded(scope, names) for word in _strings(node))
    if not any(ground in text for ground in GROUNDS):
        faults.append(f"`scope` names no ground: one of {list(GROUNDS)}")
    if "in these data" in text and not _reaches_data(verdict, chapter):
        faults.append("“in these data”, but no table was loaded: say “in our model”")
    return faults


def _kinds(verdict: ast.expr, names: dict) -> set[str]:
    """Return every verdict that an expression can come to."""
    found = set()
    for node in _expanded(verdict, names):
        for text in _strings(node):
            found |= {next((kind for kind in VERDICTS if text.startswith(kind)), "")}
    return found - {""}


def _reaches_data(tree: ast.expr, chapter: Chapter) -> bool:
    names = {key: value for cell in _code_cells(chapter) for key, value in _assigned(cell).items()}
    return any(
        isinstance(node, ast.Call) and re.match(r"load_|toy_", _called(node))
        for part in _expanded(tree, names)
        for node in ast.walk(part)
    )


# Trees


def _code_cells(chapter: Chapter) -> Iterator[ast.Module]:
    return (ast.parse(source) for source in _sources(chapter))


def _sources(chapter: Chapter) -> list[str]:
    return [
        cell.source
        for cell in chapter.cells
        if cell.cell_type == "code" and not has_tag(cell, "notes")
    ]


def _assigned(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return what each name of a cell was given, unpacked, looped over or added to."""
    found: dict[str, list[ast.expr]] = {}
    for node in ast.walk(tree):
        targets = []
        if isinstance(node, ast.Assign):
            targets = node.targets
        elif isinstance(node, ast.AugAssign | ast.AnnAssign | ast.For):
            targets = [node.target]
        value = getattr(node, "iter", None) or getattr(node, "value", None)
        for target in targets:
            for inner in ast.walk(target):
                if isinstance(inner, ast.Name) and value is not None:
                    found.setdefault(inner.id, []).append(value)
    return found


def _expanded(tree: ast.AST | None, names: dict) -> list[ast.AST]:
    """Return an expression and all that its names were given in the cell."""
    found, waiting, seen = [], [tree] if tree is not None else [], set()
    while waiting:
        found.append(part := waiting.pop())
        for node in _names(part):
            if node.id not in seen:
                seen.add(node.id)
                waiting += names.get(node.id, [])
    return found


def _names(tree: ast.AST) -> list[ast.Name]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Name)]


def _choices(verdict: ast.expr, names: dict) -> list[ast.IfExp]:
    return [
        node
        for part in _expanded(verdict, names)
        for node in ast.walk(part)
        if isinstance(node, ast.IfExp)
    ]


def _comparisons(parts: list[ast.AST]) -> Iterator[tuple[str, float]]:
    """Return sign and number of each comparison, the number on the right."""
    for node in (inner for part in parts for inner in ast.walk(part)):
        if isinstance(node, ast.Compare):
            sides = pairwise([node.left, *node.comparators])
            for (left, right), sign in zip(sides, node.ops, strict=True):
                text = SIGNS.get(type(sign))
                if text and (number := _number(right)) is not None:
                    yield text, number
                elif text and (number := _number(left)) is not None:
                    yield MIRRORED[text], number
        elif isinstance(node, ast.Call) and _called(node) in METHODS:
            numbers = [_number(given) for given in node.args[:1]]
            yield from ((METHODS[_called(node)], n) for n in numbers if n is not None)


def _number(node: ast.AST) -> float | None:
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)
    return None


def _called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _calls_on(tree: ast.AST, names: dict, *wanted: str) -> bool:
    return any(
        isinstance(node, ast.Call) and _called(node) in wanted
        for part in _expanded(tree, names)
        for node in ast.walk(part)
    )


def _strings(tree: ast.AST) -> list[str]:
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def _first(tree: ast.AST) -> str:
    """Return the text that an expression begins with."""
    return next(iter(_strings(tree)), "")


# Titles, topics and letters


def _titles(tree: ast.Module) -> list[str]:
    found = []
    for node in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if _called(node) in ("set_title", "title", "suptitle") and node.args:
            found.append(" ".join(_strings(node.args[0])))
        found += [" ".join(_strings(k.value)) for k in node.keywords if k.arg == "title"]
    return [title for title in found if title]


def _asserts(source: str, word: str) -> bool:
    """Return whether a cell asserts, on a line that ends with the word, what the word says."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assert):
            marked = re.search(rf"#.*\b{word}\b", lines[node.end_lineno - 1], re.I)
            if marked and _proves(node.test, word):
                return True
    return False


def _proves(test: ast.expr, word: str) -> bool:
    made = set(_comparisons([test]))
    if word == "most":
        return any(sign in (">", ">=") and number >= 0.5 for sign, number in made - {(">=", 0.5)})
    if word == "half":
        numbers = [_number(node) for node in ast.walk(test)]
        return bool(made) and 0.5 in numbers
    compares = any(isinstance(node, ast.Compare) for node in ast.walk(test))
    return compares or _calls_on(test, {}, "all", "any")


def _numbers_of(text: str) -> list[Number]:
    cell = SimpleNamespace(cell_type="markdown", source=text)
    return [number for number, _ in prose_numbers([cell])]


def _has_fraction(prose: str, said: list[Number], match: re.Match) -> bool:
    many, word = match[1].lower(), match[2].lower()
    if re.search(rf"\b{word}s?\b", prose, re.I):
        return True
    count = NUMBERS.index(many) + 1 if many in NUMBERS else 1
    share = Number(f"{100 * count / (PARTS.index(word) + 2):.4g}")
    return any(number.percent and share.value == number.value for number in said)


def _letter_problems(ids: list[str]) -> list[str]:
    """Want letters from a on, two at least, and no claim both with and without."""
    letters: dict[str, list[str]] = {}
    for one in ids:
        source, letter = re.fullmatch(r"(.*?)([a-z]?)", one).groups()
        letters.setdefault(source, []).append(letter)
    return [
        f"{source}: its letters are {found}; want none, or a, b and so on"
        for source, found in letters.items()
        if sorted(found) not in ([""], list("abcdefgh"[: max(len(found), 2)]))
    ]
