"""One chapter's text -> the cells of its two notebooks; refuses what the course does not allow."""

import ast
import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tools.text.sections import (
    ORDINALS,
    SITTING_HEADING,
    ChapterError,
    front_matter,
    has_tag,
    source_cells,
    split_prose,
)

__all__ = [
    "TAGS",
    "Exercise",
    "notebook",
    "parse_exercise",
    "solutions",
    "tell_minutes",
]

TAGS = {"exercise", "imports", "notes", "optional", "widget"}
METADATA = {"covers", "mystnb", "name", "tags"}
HTML_TAGS = {"details", "summary", "br", "sub", "sup"}
ITEM = re.compile(
    r"(CAS-[WCK]|CON|LIF|VAL|SEG|SAT|LOY|REL|MIN|SYS|KNO|SVC|RET|TRD|BIG|IMP|EXM|FIG|EXE)-\d+"
)
EXERCISE_ID = re.compile(r"[a-z]+(_[a-z]+)*-[1-9]\d*")
CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
CHECK = re.compile(r"\bcheck\(")
ABOUT = re.compile(r"^\*About (?:…|\d+) minutes\.\*$", re.M)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$", re.M | re.S)


@dataclass(frozen=True)
class Exercise:
    """One exercise cell, taken apart: student's copy, solved copy, the text between the markers."""

    variable: str
    student: str
    solved: str
    solution: str


def notebook(path: Path, kind: str) -> nbformat.NotebookNode:
    """Return the `student` or `solution` notebook of a chapter, not yet executed."""
    with _naming(path):
        cells = _cells(path, kind)
    book = nbformat.v4.new_notebook(cells=cells)
    book.nbformat_minor = 5
    book.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )
    return book


def solutions(path: Path) -> dict[str, str]:
    """Return the reference solution of every exercise of a chapter, by id."""
    with _naming(path):
        return {
            name: parse_exercise(cell.source, name).solution
            for cell in source_cells(path.read_text(encoding="utf-8"))
            if has_tag(cell, "exercise")
            for name in [cell.metadata.get("name")]
        }


def parse_exercise(source: str, name: str | None) -> Exercise:
    """Return the parts of an exercise cell, or refuse it."""
    if not EXERCISE_ID.fullmatch(name or ""):
        raise ChapterError(
            f"an exercise needs a `:name:` of the form word-1; got {name} at “{source[:60]}”"
        )
    lines = source.splitlines()
    marks = [i for i, line in enumerate(lines) if line.strip() in (BEGIN, END)]
    if [lines[i].strip() for i in marks] != [BEGIN, END]:
        raise ChapterError(f"exercise {name}: one {BEGIN} and one {END}, in this order")
    begin, end = marks
    before, block, after = lines[:begin], lines[begin + 1 : end], lines[end + 1 :]
    if not "".join(block).strip():
        raise ChapterError(f"exercise {name}: nothing stands between the markers")
    indent = lines[begin][: len(lines[begin]) - len(lines[begin].lstrip())]
    take_apart = _function_form if indent else _value_form
    exercise = take_apart(before, block, after, name)
    call = f'check("{name}", {exercise.variable})'
    if "\n".join(after).rstrip().split("\n")[-1] != call or len(CHECK.findall(source)) != 1:
        raise ChapterError(f"exercise {name}: must end with its one check, {call}")
    _parsed(exercise.student, name)
    _parsed(exercise.solved, name)
    return exercise


def tell_minutes(book: nbformat.NotebookNode, minutes: list[int]) -> None:
    """Write below the heading of each sitting about how many minutes it takes."""
    heads = _sitting_heads(book.cells)
    if len(heads) != len(minutes):
        raise ChapterError("its solved copy is out of step: make notebooks")
    for cell, about in zip(heads, minutes, strict=True):
        cell.source = ABOUT.sub(f"*About {about} minutes.*", cell.source, count=1)


def _value_form(before: list[str], block: list[str], after: list[str], name: str) -> Exercise:
    match = re.fullmatch(r"(\w+) = \.\.\.", before[-1]) if before else None
    blanks = [line for line in [*before, *after] if re.search(r"=\s*\.\.\.\s*$", line)]
    if not match or len(blanks) != 1:
        raise ChapterError(
            f"exercise {name}: exactly one line `name = ...`, directly above {BEGIN}"
        )
    return Exercise(
        match[1],
        "\n".join([*before, *after]),
        "\n".join([*before[:-1], *block, *after]),
        "\n".join(block),
    )


def _function_form(before: list[str], block: list[str], after: list[str], name: str) -> Exercise:
    student = [*before, "    ...", *after]
    last = _parsed("\n".join(student[: len(before) + 1]), name).body[-1]
    fine = isinstance(last, ast.FunctionDef) and len(last.body) == 2 and ast.get_docstring(last)
    if not fine:
        raise ChapterError(f"exercise {name}: only `def` and its docstring may stand above {BEGIN}")
    if "\n".join(after).lstrip("\n")[:1].isspace():
        raise ChapterError(f"exercise {name}: the body of the function must end at {END}")
    return Exercise(
        last.name,
        "\n".join(student),
        "\n".join([*before, *block, *after]),
        "\n".join([*before[last.lineno - 1 :], *block]),
    )


def _cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    text = path.read_text(encoding="utf-8")
    header = front_matter(text)
    cells, variables = [], {}
    for cell in source_cells(text):
        _refuse_metadata(cell)
        if kind == "student" and has_tag(cell, "notes"):
            continue
        if cell.cell_type == "code":
            cells.append(_code_cell(cell, kind, variables))
        else:
            cells += _prose_cells(cell, path)
    _refuse_students_variables(cells, variables)
    _show_minutes(cells, header)
    return _with_ids(cells)


def _refuse_metadata(cell: nbformat.NotebookNode) -> None:
    first = cell.source.strip().split("\n")[0][:60]
    unknown = set(cell.metadata) - METADATA
    if unknown:
        raise ChapterError(f"unknown cell metadata {sorted(unknown)} at “{first}”")
    tags = set(cell.metadata.get("tags", []))
    if not tags <= TAGS:
        raise ChapterError(
            f"unknown tags {sorted(tags - TAGS)} at “{first}”; known: {sorted(TAGS)}"
        )
    if cell.cell_type != "code" and "exercise" in tags:
        raise ChapterError(f"an exercise must be a code cell; got prose at “{first}”")
    if {"exercise", "notes"} <= tags:
        raise ChapterError(f"an exercise must be the student's; got a note at “{first}”")
    if cell.cell_type == "raw":
        raise ChapterError(f"directives are not portable: raw cell at “{first}”")
    covers = cell.metadata.get("covers", [])
    wrong = [item for item in covers if not ITEM.fullmatch(str(item))]
    if wrong or len(covers) > 4:
        raise ChapterError(
            f"`covers` must name at most four items by id; got {covers} at “{first}”"
        )


def _code_cell(cell: nbformat.NotebookNode, kind: str, variables: dict) -> nbformat.NotebookNode:
    name, tags = cell.metadata.get("name"), cell.metadata.get("tags", [])
    source = cell.source
    if "exercise" in tags:
        exercise = parse_exercise(source, name)
        variables[exercise.variable] = name
        source = exercise.student if kind == "student" else exercise.solved
    elif BEGIN in source or END in source or CHECK.search(source):
        raise ChapterError(
            f"a cell with a check or a solution needs the tag `exercise`: “{source[:60]}”"
        )
    new = nbformat.v4.new_code_cell(source)
    new.metadata = nbformat.from_dict(
        {key: cell.metadata[key] for key in ("mystnb", "name", "tags") if key in cell.metadata}
    )
    return new


def _prose_cells(cell: nbformat.NotebookNode, path: Path) -> list[nbformat.NotebookNode]:
    pieces = [piece.text for piece in split_prose(cell.source) if piece.text]
    _refuse_markup("\n".join(pieces), path)
    made = []
    for piece in pieces:
        new = nbformat.v4.new_markdown_cell(piece)
        if tags := cell.metadata.get("tags"):
            new.metadata["tags"] = tags
        made.append(new)
    return made


def _refuse_markup(text: str, path: Path) -> None:
    plain = re.sub(r"(?<!\})(`+)[^`\n]+\1", "", FENCE.sub("", text))
    siblings = {other.stem + ".ipynb" for other in path.parent.glob("[0-9]*.md")}
    if found := re.search(r"^[\s>*+-]*(`{3,}|:{3,}|~{3,})\s*\{[^\n]*", text, flags=re.M):
        raise ChapterError(f"directives are not portable: “{found[0].strip()}”")
    if found := re.search(r"\{[\w:.+-]+\}`", plain):
        raise ChapterError(f"roles are not portable: “{found[0]}”")
    if "<!--" in plain:
        raise ChapterError("a comment must end with -->")
    if found := re.search(r"^ {0,3}\[[^\]]+\]:.*", plain, flags=re.M):
        raise ChapterError(f"links must stand where they are used; got “{found[0]}”")
    for target in re.findall(r"\]\(([^)]*)\)", plain):
        if target.split("#")[0] not in siblings:
            raise ChapterError(f"links go to sibling notebooks only; got “{target}”")
    for tag in re.findall(r"</?([a-zA-Z]+)[^>]*>", plain):
        if tag.lower() not in HTML_TAGS:
            raise ChapterError(f"HTML is limited to {sorted(HTML_TAGS)}; got <{tag}>")


def _refuse_students_variables(cells: list[nbformat.NotebookNode], variables: dict) -> None:
    for cell in cells:
        if cell.cell_type != "code":
            continue
        tree = _parsed(cell.source, cell.source[:60])
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        own = cell.metadata.get("name") if has_tag(cell, "exercise") else None
        if clash := sorted(name for name in used & set(variables) if variables[name] != own):
            raise ChapterError(
                f"no other cell may use a student's variable; got `{clash[0]}` of "
                f"{variables[clash[0]]} in “{cell.source[:60]}”"
            )


def _parsed(source: str, where: str) -> ast.Module:
    try:
        return ast.parse(source)
    except SyntaxError as error:
        raise ChapterError(f"{where}: not Python ({error.msg}, line {error.lineno})") from None


def _show_minutes(cells: list[nbformat.NotebookNode], header: dict) -> None:
    """Leave room below the heading of each sitting for its minutes.

    They are computed from what the cells show: `tell_minutes` writes them in.
    """
    if not cells or cells[0].cell_type == "code" or not cells[0].source.startswith("# "):
        raise ChapterError("a chapter must begin with its title, `# …`")
    heads = _sitting_heads(cells)
    wanted = [
        f"## {ordinal} sitting: {about['title']}"
        for ordinal, about in zip(ORDINALS, header["sittings"], strict=False)
    ]
    found = [cell.source.partition("\n")[0] for cell in heads]
    if [line.casefold() for line in found] != [line.casefold() for line in wanted]:
        raise ChapterError(f"the headings of the sittings must be {wanted}; got {found}")
    for cell in heads:
        _below_heading(cell, "*About … minutes.*")


def _sitting_heads(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    prose = (cell for cell in cells if cell.cell_type == "markdown")
    return [cell for cell in prose if SITTING_HEADING.match(cell.source)]


def _below_heading(cell: nbformat.NotebookNode, line: str) -> None:
    title, _, rest = cell.source.partition("\n")
    cell.source = f"{title}\n\n{line}\n{rest}".rstrip()


def _with_ids(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Give every cell its `:name:` or a hash of its content as id: the same at every build."""
    seen: dict[str, int] = {}
    for cell in cells:
        name = cell.metadata.pop("name", None)
        content = f"{cell.cell_type}\n{cell.source}".encode()
        key = name or hashlib.sha256(content).hexdigest()[:8]
        if name and (name in seen or not CELL_ID.fullmatch(name)):
            raise ChapterError(
                f"`:name:` must be letters, digits and hyphens, used once; got “{name}”"
            )
        seen[key] = seen.get(key, 0) + 1
        cell.id = key if seen[key] == 1 else f"{key}-{seen[key]}"
    return cells


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    try:
        yield
    except ChapterError as error:
        raise ChapterError(f"{path.name}: {error}") from None
