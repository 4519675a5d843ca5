"""One chapter's text -> the cells of its two notebooks; refuses what the course does not allow."""

import ast
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
import yaml

__all__ = [
    "TAGS",
    "ChapterError",
    "Exercise",
    "front_matter",
    "notebook",
    "parse_exercise",
    "solutions",
]

TAGS = {"exercise", "imports", "notes", "optional", "widget"}
METADATA = {"covers", "mystnb", "name", "tags"}
HTML_TAGS = {"details", "summary", "br", "sub", "sup"}
ITEM = re.compile(
    r"(CAS-[WCK]|CON|LIF|VAL|SEG|SAT|LOY|REL|MIN|SYS|KNO|SVC|RET|TRD|BIG|IMP|EXM|FIG|EXE)-\d+"
)
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$", re.M | re.S)


class ChapterError(ValueError):
    """A chapter breaks a rule of the course; the message says which, and where."""


@dataclass(frozen=True)
class Exercise:
    """One exercise cell, taken apart: student's copy, solved copy, the text between the markers."""

    variable: str
    student: str
    solved: str
    solution: str


def front_matter(text: str) -> dict:
    """Return the YAML header of a chapter."""
    match = re.match(r"---\n(.*?)\n---\n", text, flags=re.S)
    if not match:
        raise ChapterError("a chapter must begin with a YAML header between two lines `---`")
    header = yaml.safe_load(match[1])
    minutes = header.get("minutes", {})
    if set(minutes) != {"read", "exercises", "discuss"}:
        raise ChapterError(f"`minutes` must give read, exercises and discuss; got {minutes}")
    return header


def notebook(path: Path, kind: str) -> nbformat.NotebookNode:
    """Return the `student` or `solution` notebook of a chapter, not yet executed."""
    try:
        cells = _cells(path, kind)
    except ChapterError as error:
        raise ChapterError(f"{path.name}: {error}") from None
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
    return {
        cell.metadata["name"]: parse_exercise(cell.source, cell.metadata["name"]).solution
        for cell in jupytext.read(path, fmt="md:myst").cells
        if "exercise" in cell.metadata.get("tags", [])
    }


def parse_exercise(source: str, name: str) -> Exercise:
    """Return the parts of an exercise cell, or refuse it."""
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
    if not re.search(
        rf'^check\("{re.escape(name)}", {exercise.variable}\)$', "\n".join(after), re.M
    ):
        raise ChapterError(f'exercise {name}: must end with check("{name}", {exercise.variable})')
    return exercise


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
    last = ast.parse("\n".join(student[: len(before) + 1])).body[-1]
    fine = isinstance(last, ast.FunctionDef) and len(last.body) == 2 and ast.get_docstring(last)
    if not fine:
        raise ChapterError(f"exercise {name}: only `def` and its docstring may stand above {BEGIN}")
    return Exercise(
        last.name,
        "\n".join(student),
        "\n".join([*before, *block, *after]),
        "\n".join([*before[last.lineno - 1 :], *block]),
    )


def _cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    header = front_matter(path.read_text(encoding="utf-8"))
    cells, variables = [], {}
    for cell in jupytext.read(path, fmt="md:myst").cells:
        _refuse_metadata(cell)
        if cell.cell_type == "code":
            cells.append(_code_cell(cell, kind, variables))
        elif kind == "solution" or "notes" not in cell.metadata.get("tags", []):
            cells += _prose_cells(cell, path)
    _refuse_students_variables(cells, variables)
    _show_minutes(cells, header["minutes"])
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
    covers = cell.metadata.get("covers", [])
    wrong = [item for item in covers if not ITEM.fullmatch(item)]
    if wrong or len(covers) > 4:
        raise ChapterError(
            f"`covers` must name at most four items by id; got {covers} at “{first}”"
        )


def _code_cell(cell: nbformat.NotebookNode, kind: str, variables: dict) -> nbformat.NotebookNode:
    name, tags = cell.metadata.get("name"), cell.metadata.get("tags", [])
    source = cell.source
    if "exercise" in tags:
        if not name:
            raise ChapterError(f"an exercise needs a `:name:`: “{source[:60]}”")
        exercise = parse_exercise(source, name)
        variables[exercise.variable] = name
        source = exercise.student if kind == "student" else exercise.solved
    elif BEGIN in source or re.search(r"\bcheck\(", source):
        raise ChapterError(
            f"a cell with a check or a solution needs the tag `exercise`: “{source[:60]}”"
        )
    new = nbformat.v4.new_code_cell(source)
    new.metadata = nbformat.from_dict(
        {key: cell.metadata[key] for key in ("mystnb", "name", "tags") if key in cell.metadata}
    )
    return new


def _prose_cells(cell: nbformat.NotebookNode, path: Path) -> list[nbformat.NotebookNode]:
    text = re.sub(r"<!--.*?-->\n?", "", cell.source, flags=re.S).strip()
    _refuse_markup(text, path)
    pieces, fenced = [[]], False
    for line in text.splitlines():
        fenced ^= line.startswith(("```", "~~~"))
        if not fenced and re.match(r"#{1,3} ", line) and "".join(pieces[-1]).strip():
            pieces.append([])
        pieces[-1].append(line)
    made = []
    for piece in pieces:
        if source := "\n".join(piece).strip():
            new = nbformat.v4.new_markdown_cell(source)
            if tags := cell.metadata.get("tags"):
                new.metadata["tags"] = tags
            made.append(new)
    return made


def _refuse_markup(text: str, path: Path) -> None:
    plain = re.sub(r"`[^`\n]+`", "", FENCE.sub("", text))
    siblings = {other.stem + ".ipynb" for other in path.parent.glob("[0-9]*.md")}
    if found := re.search(r"^(`{3,}|:{3,}|~{3,})\s*\{[^\n]*", text, flags=re.M):
        raise ChapterError(f"directives are not portable: “{found[0]}”")
    if found := re.search(r"\{[a-z:]+\}`", text):
        raise ChapterError(f"roles are not portable: “{found[0]}”")
    for target in re.findall(r"\]\(([^)]*)\)", plain):
        if target.split("#")[0] not in siblings:
            raise ChapterError(f"links go to sibling notebooks only; got “{target}”")
    for tag in re.findall(r"</?([a-zA-Z]+)[^>]*>", plain):
        if tag.lower() not in HTML_TAGS:
            raise ChapterError(f"HTML is limited to {sorted(HTML_TAGS)}; got <{tag}>")


def _refuse_students_variables(cells: list[nbformat.NotebookNode], variables: dict) -> None:
    for cell in cells:
        if cell.cell_type != "code" or "exercise" in cell.metadata.get("tags", []):
            continue
        used = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        if clash := sorted(used & set(variables)):
            raise ChapterError(
                f"a later cell must not use a student's variable; got `{clash[0]}` of "
                f"{variables[clash[0]]} in “{cell.source[:60]}”"
            )


def _show_minutes(cells: list[nbformat.NotebookNode], minutes: dict) -> None:
    if not cells or not cells[0].source.startswith("# "):
        raise ChapterError("a chapter must begin with its title, `# …`")
    title, _, rest = cells[0].source.partition("\n")
    line = (
        f"*{sum(minutes.values())} minutes: {minutes['read']} to read, "
        f"{minutes['exercises']} for exercises, {minutes['discuss']} to discuss.*"
    )
    cells[0].source = f"{title}\n\n{line}\n{rest}".rstrip()


def _with_ids(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Give every cell its `:name:` or a hash of its content as id: the same at every build."""
    seen: dict[str, int] = {}
    for cell in cells:
        content = f"{cell.cell_type}\n{cell.source}".encode()
        key = cell.metadata.pop("name", None) or hashlib.sha256(content).hexdigest()[:8]
        seen[key] = seen.get(key, 0) + 1
        cell.id = key if seen[key] == 1 else f"{key}-{seen[key]}"
    return cells
