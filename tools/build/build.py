"""Build notebooks/ and solutions/ from chapters/, or check them."""

import json
import re
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat

from tools.build.stabilise import alt_text, stabilise
from tools.text.chapter import notebook, solutions, tell_minutes
from tools.text.sections import ChapterError, chapter_files, has_tag, read_chapter
from tools.text.sittings import lesson_of

__all__ = ["build", "check", "problems", "rebuild", "say_problems", "write_solutions"]

KINDS = {"notebooks": "student", "solutions": "solution"}
EXPECTED_STATE = {"notebooks": "Not attempted", "solutions": "Correct"}


def write_solutions(root: Path) -> None:
    """Write the reference solutions of all chapters, which `solution()` shows."""
    _solutions_file(root).write_text(_solutions_text(root), encoding="utf-8", newline="\n")


def build(path: Path, folder: str, root: Path) -> Path:
    """Generate, execute and write one notebook; return its path.

    The minutes in it are those of the solved copy, so a chapter's solved copy is built first.
    """
    from nbclient import NotebookClient

    book = notebook(path, KINDS[folder])
    out = root / folder / f"{path.stem}.ipynb"
    if folder != "solutions":
        _tell_minutes(book, path, root)
    out.parent.mkdir(exist_ok=True)
    client = NotebookClient(
        book,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(out.parent)}},
        record_timing=False,
        store_widget_state=True,
        coalesce_streams=True,
    )
    client.execute()
    stabilise(book)
    if folder == "solutions":
        _tell_minutes(book, path, root, solved=book)
    nbformat.validate(book)
    with out.open("w", encoding="utf-8", newline="\n") as file:
        nbformat.write(book, file)
    return out


def problems(path: Path, folder: str, root: Path) -> list[str]:
    """Say in what way a stored notebook is not what its chapter generates; no kernel is started."""
    out = root / folder / f"{path.stem}.ipynb"
    if not out.exists():
        return [f"{folder}/{out.name}: missing"]
    made = notebook(path, KINDS[folder])
    try:
        stored = nbformat.read(out, 4)
        _tell_minutes(made, path, root)
    except nbformat.reader.NotJSONError:
        return [f"{folder}/{out.name}: not a notebook (a merge conflict?)"]
    except ChapterError:
        return [f"{folder}/{out.name}: not what the chapter generates"]
    found = [] if _sources(stored) == _sources(made) else ["not what the chapter generates"]
    for cell in stored.cells:
        if cell.cell_type == "code" and cell.source.strip():
            found += [f"cell {cell.id} {problem}" for problem in _cell_problems(cell, folder)]
    return [f"{folder}/{out.name}: {problem}" for problem in found]


def check(root: Path, wanted: list[str] | None = None) -> list[str]:
    """Return the problems of all notebooks, of files without a chapter, and of the solutions."""
    found = [
        p
        for path in chapter_files(root, wanted)
        for folder in KINDS
        for p in problems(path, folder, root)
    ]
    stems = {path.stem for path in chapter_files(root)}
    for folder in KINDS:
        strays = sorted(p.name for p in (root / folder).glob("*.ipynb") if p.stem not in stems)
        found += [f"{folder}/{name}: no chapter generates it" for name in strays]
    file = _solutions_file(root)
    if not file.exists() or file.read_text(encoding="utf-8") != _solutions_text(root):
        found.append(f"{file.relative_to(root)}: not what the chapters generate")
    return found


def say_problems(root: Path, wanted: list[str]) -> int:
    """Print what `check` finds; return the exit status."""
    try:
        found = check(root, wanted)
        print("\n".join(found) or f"{len(chapter_files(root, wanted))} chapters: in step.")
    except ChapterError as error:
        print(error)
        return 1
    return int(bool(found))


def rebuild(root: Path, wanted: list[str], *, everything: bool = False) -> int:
    """Build the notebooks that are wanted, by default those out of step; return the exit status."""
    try:
        return _build_all(root, wanted, everything)
    except ChapterError as error:
        print(error)
        return 1


def _build_all(root: Path, wanted: list[str], everything: bool) -> int:
    write_solutions(root)
    failures, n_jobs = [], 0
    with ProcessPoolExecutor(2) as pool:
        for folder in reversed(KINDS):  # the minutes are those of the solved copy
            jobs = [
                (path, folder, root)
                for path in chapter_files(root, wanted)
                if wanted or everything or problems(path, folder, root)
            ]
            failures += [line for line in pool.map(_build_one, jobs) if line]
            n_jobs += len(jobs)
    print("\n".join(failures) or f"{n_jobs} notebooks built.")
    return int(bool(failures))


def _tell_minutes(
    book: nbformat.NotebookNode, path: Path, root: Path, solved: nbformat.NotebookNode | None = None
) -> None:
    """Write the minutes of the sittings into a notebook, measured in the (stored) solved copy."""
    chapter = read_chapter(path)
    stored = root / "solutions" / f"{path.stem}.ipynb"
    if solved is None and not stored.exists():
        raise ChapterError(f"{path.name}: build its solved copy first, which gives the minutes")
    tell_minutes(book, lesson_of(chapter, solved or nbformat.read(stored, 4)).about)


def _build_one(job: tuple[Path, str, Path]) -> str:
    path, folder, _ = job
    start = time.perf_counter()
    try:
        build(*job)
    except Exception as error:  # a failing cell: its traceback is the message
        return f"{folder}/{path.stem}.ipynb: {error}"
    left = problems(*job)
    print(f"{folder}/{path.stem}.ipynb  {time.perf_counter() - start:.1f} s", flush=True)
    return "\n".join(left)


def _cell_problems(cell: nbformat.NotebookNode, folder: str) -> list[str]:
    found = [] if cell.execution_count is not None else ["was not run"]
    for output in cell.outputs:
        if output.output_type == "error":
            found.append("holds an error")
        if output.get("name") == "stderr":
            found.append("wrote to stderr")
        alt = output.get("metadata", {}).get("image/png", {}).get("alt", "")
        if "image/png" in output.get("data", {}) and not alt.strip():
            found.append("shows a figure without alt text")
        elif "image/png" in output.get("data", {}) and alt != (alt_text(cell) or alt):
            found.append("shows a figure with another alt text")
    if has_tag(cell, "exercise"):
        shown = [str(out.get("data", {}).get("text/plain", "")) for out in cell.outputs]
        if not any(re.match(rf"\S {EXPECTED_STATE[folder]}\.", text) for text in shown):
            found.append(f"does not say {EXPECTED_STATE[folder]!r}")
    return found


def _sources(book: nbformat.NotebookNode) -> list:
    about = {key: value for key, value in book.metadata.items() if key != "widgets"}
    cells = [(cell.id, cell.cell_type, cell.source, dict(cell.metadata)) for cell in book.cells]
    return [about, *cells]


def _solutions_file(root: Path) -> Path:
    return root / "crmlib" / "exercises" / "solutions.json"


def _solutions_text(root: Path) -> str:
    every: dict[str, str] = {}
    for path in chapter_files(root):
        own = solutions(path)
        if taken := sorted(set(own) & set(every)):
            raise ChapterError(f"{path.name}: the id {taken[0]} is taken by an earlier chapter")
        every |= own
    return json.dumps(every, indent=1, ensure_ascii=False) + "\n"
