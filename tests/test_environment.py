"""The files that say what is installed agree with each other and with what is imported."""

import ast
import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from crmlib import course_root

ROOT = course_root()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.txt", "requirements-dev.txt")
CODE_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)
CELL_HEADER = re.compile(r"\A(?:---\n.*?^---\n|(?::[^\n]*\n)+)", re.MULTILINE | re.DOTALL)
UNREACHABLE = ("error sending request", "network was disabled")


def requirements(lock: str) -> list[Requirement]:
    """Return every line of a lock file that is not a comment."""
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]


def pins(lock: str) -> dict[str, str]:
    """Return the version of each package of a lock file."""
    return {
        canonicalize_name(requirement.name): str(requirement.specifier).removeprefix("==")
        for requirement in requirements(lock)
    }


def direct(lock: str) -> list[Requirement]:
    """Return what pyproject asks for in that lock."""
    wanted = list(PROJECT["project"]["dependencies"])
    if lock == "requirements-dev.txt":
        wanted += PROJECT["dependency-groups"]["dev"]
    return [Requirement(line) for line in wanted]


def conda() -> dict:
    """Return environment.yml, its pip section under the key "pip"."""
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    [pip] = [entry["pip"] for entry in environment["dependencies"] if isinstance(entry, dict)]
    return environment | {"pip": pip}


def code_blocks(chapter: str) -> list[str]:
    """Return the code of a chapter's cells, without their headers of metadata."""
    return [CELL_HEADER.sub("", block) for block in CODE_CELL.findall(chapter)]


def imports(code: str) -> Iterator[str]:
    """Yield the top-level name of every absolute import, wherever it stands."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0]


def extras() -> set[str]:
    """Return the modules of the extras, which no chapter needs: each is named like its package."""
    lines = [
        line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra
    ]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def imported_modules() -> set[str]:
    """Return the third-party modules that chapters and crmlib import."""
    code = [path.read_text(encoding="utf-8") for path in (ROOT / "crmlib").rglob("*.py")]
    for chapter in (ROOT / "chapters").glob("*.md"):
        code += code_blocks(chapter.read_text(encoding="utf-8"))
    names = {name for block in code for name in imports(block)}
    return names - {"crmlib"} - sys.stdlib_module_names


def skip_unless_ci(reason: str) -> None:
    """Skip with one line; under CI what is missing fails."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


def uv(*options: str) -> str:
    """Return what uv prints; a test that cannot ask the index is skipped."""
    found = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
    if found is None:
        skip_unless_ci("uv is not installed")
    command = [found, "pip", *options]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    if answer.returncode and any(sign in answer.stderr for sign in UNREACHABLE):
        skip_unless_ci("the package index cannot be reached")
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def test_conda_python_is_one_that_pyproject_allows():
    [python] = [entry for entry in conda()["dependencies"] if str(entry).startswith("python=")]
    version = python.removeprefix("python=")
    assert version in Requirement(f"python{PROJECT['project']['requires-python']}").specifier


def test_conda_installs_the_lock_without_a_look_at_the_checkout():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert conda()["pip"] == lines
    assert "pip" in conda()["dependencies"]


def test_conda_environment_is_named_after_the_course():
    assert conda()["name"] == "crm-put-to-the-test"
    assert conda()["channels"] == ["conda-forge"]


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_pins_only(lock):
    loose = [str(r) for r in requirements(lock) if not re.fullmatch(r"==[^*,]+", str(r.specifier))]
    assert loose == []
    assert [str(r) for r in requirements(lock) if r.url] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_address_and_no_option(lock):
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.startswith("-")] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_has_one_version_of_each_package(lock):
    names = [canonicalize_name(requirement.name) for requirement in requirements(lock)]
    assert len(names) > 50
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_holds_everything_that_pyproject_asks_for(lock):
    pinned = pins(lock)
    names = {wanted: canonicalize_name(wanted.name) for wanted in direct(lock)}
    missing = [str(wanted) for wanted, name in names.items() if name not in pinned]
    assert missing == []
    unmet = [str(w) for w, name in names.items() if not w.specifier.contains(pinned[name])]
    assert unmet == []


def test_dev_lock_is_a_superset_with_equal_pins():
    learner, author = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: author.get(name) for name in learner} == learner
    assert len(author) > len(learner)


def test_every_import_of_chapters_and_crmlib_is_in_the_learners_lock():
    distributions = importlib.metadata.packages_distributions()
    pinned = pins("requirements.txt")
    missing = [
        module
        for module in sorted(imported_modules() - extras())
        if not any(canonicalize_name(name) in pinned for name in distributions.get(module, []))
    ]
    assert "pandas" in imported_modules()
    assert missing == []


def test_extras_stay_out_of_the_locks_and_of_the_chapters():
    in_cells = [
        name
        for chapter in (ROOT / "chapters").glob("*.md")
        for block in code_blocks(chapter.read_text(encoding="utf-8"))
        for name in imports(block)
    ]
    assert extras() == {"pyspark"}
    assert not extras() & {*in_cells, *pins("requirements.txt"), *pins("requirements-dev.txt")}


def test_imports_are_seen_in_functions_and_in_cells_with_headers():
    first = "```{code-cell} ipython3\n---\ntags: [a]\n---\nimport numpy.linalg as la\n```\n"
    second = ":name: x\n:tags: y\ndef f():\n    from scipy import stats\n"
    text = f"{first}\n```python\nimport no_cell\n```\n\n```{{code-cell}}\n{second}```\n"
    assert [list(imports(block)) for block in code_blocks(text)] == [["numpy"], ["scipy"]]


@pytest.mark.network
@pytest.mark.parametrize("platform", ["linux", "macos", "windows"])
def test_conda_pip_part_solves_from_wheels_on(platform):
    python = PROJECT["project"]["requires-python"].removeprefix(">=")
    target = ("--python-platform", platform, "--python-version", python)
    shape = ("--quiet", "--no-header", "--no-annotate", "--only-binary", ":all:")
    solved = uv("compile", "requirements.txt", *shape, *target).split()
    locked = {f"{name}=={version}" for name, version in pins("requirements.txt").items()}
    assert len(solved) > 50
    assert set(solved) <= locked


@pytest.mark.parametrize("ci", [True, False])
def test_unreachable_index_skips_here_and_fails_under_ci(monkeypatch, ci):
    monkeypatch.setenv("CI", "1" if ci else "")
    with pytest.raises(pytest.fail.Exception if ci else pytest.skip.Exception, match="reached"):
        uv("compile", "pyproject.toml", "--offline", "--no-cache", "--quiet")
