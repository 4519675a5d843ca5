"""The students' package: all that a learner needs, in one ZIP, and no solution."""

import json
import zipfile
from pathlib import Path

__all__ = ["students_files", "told_solutions", "write_package"]

SOLUTIONS = Path("crmlib", "exercises", "solutions.json")
FOLDER = "crm-put-to-the-test"  # that the package unpacks to
# What `make lab` and `pip install` need, and what the README shows. Left out is what authors and
# instructors need: sources and solved copies of the chapters, tests, tools, benchmarks, website.
PARTS = (
    ".devcontainer",
    ".gitattributes",
    ".gitignore",
    ".vscode",
    "CITATION.cff",
    "LICENSE",
    "Makefile",
    "README.md",
    "chapters/claims.csv",
    "crmlib",
    "datasets",
    "environment.yml",
    "hatch_build.py",
    "notebooks",
    "postBuild",
    "pyproject.toml",
    "requirements.txt",
    "site/it_does_not_work.md",
    "site/pictures",
)
LEFT_OUT = {SOLUTIONS.name, "__pycache__", ".ipynb_checkpoints"}
SINCE = (1980, 1, 1, 0, 0, 0)  # one date for every file: a package hangs on its content alone


def students_files(root: Path) -> list[Path]:
    """Return the files of the students' package in order, as paths below the course's folder."""
    found = set()
    for part in PARTS:
        path = root / part
        found |= {path} if path.is_file() else {p for p in path.rglob("*") if p.is_file()}
    inner = (path.relative_to(root) for path in found)
    return sorted(path for path in inner if not LEFT_OUT & set(path.parts))


def told_solutions(root: Path, paths: list[Path]) -> list[str]:
    """Name each solution that a file holds word by word, and the file."""
    solutions = json.loads((root / SOLUTIONS).read_text(encoding="utf-8"))
    texts = {path: _text(root / path) for path in paths}
    return [
        f"{name}: {path.as_posix()}"
        for name, program in solutions.items()
        for path, text in texts.items()
        if program in text
    ]


def write_package(root: Path, out: Path) -> int:
    """Write the students' package; return 1, and name the files, if one tells a solution."""
    paths = students_files(root)
    if told := told_solutions(root, paths):
        print("Not written, for these tell a solution:", *told, sep="\n")
        return 1
    out.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for path in paths:
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.as_posix()}", SINCE)
            rights = 0o755 if path.name == "postBuild" else 0o644
            entry.external_attr = rights << 16
            package.writestr(entry, (root / path).read_bytes(), zipfile.ZIP_DEFLATED)
    print(f"{len(paths)} files, {out.stat().st_size / 1e6:.1f} MB, no solutions: {out}")
    return 0


def _text(path: Path) -> str:
    """Return what a reader sees of a file; of a notebook the cells."""
    text = path.read_bytes().decode("utf-8", "ignore")
    if path.suffix != ".ipynb":
        return text
    return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
