"""The course works from a wheel alone, from one install for many, and from a folder of any name."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from crmlib import course_root, paths
from crmlib.exercises import progress_of
from tools.students import write_package

ROOT = course_root()
PARTS = ("crmlib", "datasets", "notebooks", "pyproject.toml", "hatch_build.py", "README.md")
UNREACHABLE = ("error sending request", "network was disabled", "dns error")
RIGHT = "from crmlib.exercises import check\ncheck('start-1', 0.5457)"
# Runs cells with a given Python, in a process of its own, for sockets stay open behind a kernel.
RUN = """
import json, sys
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

manager = AsyncKernelManager()
manager.kernel_spec.argv[0] = sys.argv[1]
made = [nbformat.v4.new_code_cell(cell) for cell in json.load(sys.stdin)]
book = nbformat.v4.new_notebook(cells=made)
NotebookClient(book, km=manager, allow_errors=True, timeout=100).execute(cwd=".")
shown = [
    "".join(
        "".join(output.get("traceback", [])) + output.get("text", "")
        + output.get("data", {}).get("text/plain", "")
        for output in cell.outputs
    )
    for cell in book.cells
]
print(json.dumps(shown))
"""
QUIET = {"PYTHONWARNINGS": "ignore", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}


def uv(*arguments: object) -> None:
    """Run the installer; skip where it can't get the builder of wheels."""
    command = [Path(sys.executable).with_name("uv"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode and any(sign in done.stderr for sign in UNREACHABLE):
        assert not os.environ.get("CI"), done.stderr
        pytest.skip("the package index cannot be reached")
    assert done.returncode == 0, done.stderr


def environment(folder: Path, *what: object) -> Path:
    """Make an environment with crmlib as told, and all else from ours; return its Python."""
    uv("venv", "--quiet", "--python", sys.executable, folder)
    python = folder / Path(sys.executable).relative_to(sys.prefix)
    uv("pip", "install", "--quiet", "--no-deps", "--python", python, *what)
    [site] = folder.rglob("site-packages")
    (site / "0_others.pth").write_text(sysconfig.get_path("purelib"), encoding="ascii")
    return python


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The Python of a class, in which a wheel was installed for all."""
    folder = tmp_path_factory.mktemp("class")
    uv("build", "--quiet", "--wheel", "--out-dir", folder, ROOT)
    [wheel] = folder.glob("*.whl")
    return environment(folder / "venv", wheel)


@pytest.fixture
def home(tmp_path) -> dict[str, str]:
    """Ben's variables: an empty home, and nothing that names the course."""
    kept = {name: value for name, value in os.environ.items() if name not in {paths.CHOSEN}}
    return kept | QUIET | {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}


def ran(python: Path, home: dict[str, str], folder: Path, *cells: str) -> list[str]:
    """Run cells in a kernel that works in a folder; return what each shows, errors too."""
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(python)],
        cwd=folder, env=home, input=json.dumps(cells), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1])


def chapter_cells(stem: str) -> list[str]:
    """Return the code of a solved chapter."""
    text = (ROOT / "solutions" / f"{stem}.ipynb").read_text(encoding="utf-8")
    return ["".join(c["source"]) for c in json.loads(text)["cells"] if c["cell_type"] == "code"]


def kept(home: dict[str, str]) -> str:
    """Return what is kept of Ben's first exercise among his data."""
    work = Path(home["XDG_DATA_HOME"]) / paths.COURSE / "work"
    return progress_of(work).chapters["00_start_here"]["start-1"]


def test_a_wheel_runs_a_chapter_alone_and_keeps_the_progress(installed, home, tmp_path):
    shown = ran(installed, home, tmp_path, *chapter_cells("00_start_here"))
    assert [text for text in shown if "Traceback" in text or "could not be" in text] == []
    assert any("✓ Correct" in text for text in shown)
    assert kept(home) == "right"


def test_a_wheel_holds_claims_and_every_table_of_ours(installed, home, tmp_path):
    loads = (
        "from crmlib.datasets import load_german_credit, load_telco\n"
        "print(len(load_telco()), len(load_german_credit()))"
    )
    claim = (
        "from crmlib.notebook import claim_check\n"
        "claim_check('NUM-01', found='none', verdict='cannot be tested', why='x', scope='y')"
    )
    shown = ran(installed, home, tmp_path, loads, claim)
    assert shown[0].split() == ["7043", "1000"]
    assert "Traceback" not in shown[1]


def test_commands_of_a_wheel_work_in_the_learner_s_folder(installed, home, tmp_path):
    for command in (["reset", "03"], ["progress"]):
        done = subprocess.run(
            [installed, "-m", "crmlib", *command],
            cwd=tmp_path, env=home, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")
    [copy] = tmp_path.rglob("03_value.fresh.ipynb")
    assert copy.parent == tmp_path / "data" / paths.COURSE / "work"


def test_two_learners_of_one_install_keep_their_own(installed, home, tmp_path):
    other = home | {"XDG_DATA_HOME": str(tmp_path / "other")}
    ran(installed, home, tmp_path, RIGHT)
    assert kept(home) == "right"
    assert kept(other) == "open"


def test_the_students_package_is_installed_as_it_is_and_tells_no_solution(home, tmp_path):
    write_package(ROOT, tmp_path / "students.zip")
    python = environment(tmp_path / "venv", tmp_path / "students.zip")
    assert not list(tmp_path.rglob("solutions.json"))
    asked = (
        "from crmlib.exercises import hint, solution\nprint(hint('start-1'))\nsolution('start-1')"
    )
    first, second = ran(python, home, tmp_path, RIGHT, asked)
    assert "✓ Correct" in first
    assert "= Solution. Your instructor has it" in second
    assert kept(home) == "right"


def test_check_says_once_that_nothing_can_be_kept(installed, home, tmp_path):
    (tmp_path / "a file").touch()
    nowhere = home | {"XDG_DATA_HOME": str(tmp_path / "a file")}
    first, second = ran(installed, nowhere, tmp_path, RIGHT, "check('start-1', 0.5457)")
    assert "(Your progress could not be kept: " in first
    assert "✓ Correct" in second
    assert "kept" not in second


@pytest.fixture
def course(tmp_path) -> Path:
    """Li's course, in a folder that an old code page can't name."""
    root = tmp_path / "课程 一"
    root.mkdir()
    for part in PARTS:
        (root / part).symlink_to(ROOT / part)
    (root / "crmlib").unlink()
    shutil.copytree(ROOT / "crmlib", root / "crmlib", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "requirements.txt", root)
    return root


@pytest.mark.skipif(os.name == "nt", reason="LC_ALL is a variable of Unix")
def test_a_folder_named_in_chinese_works_in_an_old_code_page(course, home, tmp_path):
    python = environment(course / ".venv", "--editable", course)
    say = "import crmlib, sys; sys.exit('\\u8bfe\\u7a0b \\u4e00' not in crmlib.__file__)"
    for more in ({}, {"LC_ALL": "C"}, {"LC_ALL": "C", "PYTHONUTF8": "1"}):
        done = subprocess.run(
            [python, "-c", say], cwd=tmp_path, env=home | more, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_progress_is_kept_wherever_the_kernel_was_started(course, home, tmp_path):
    python = environment(course / ".venv", "--editable", course)
    ran(python, home, tmp_path, RIGHT)
    ran(python, home, course, RIGHT.replace("0.5457", "0.2"))
    assert progress_of(course / "work").chapters["00_start_here"]["start-1"] == "right"


def test_a_notebook_of_the_course_s_own_keeps_nothing_and_says_so_once(course, home, tmp_path):
    python = environment(course / ".venv", "--editable", course)
    there = home | {"JPY_SESSION_NAME": str(course / "notebooks" / "00_start_here.ipynb")}
    first, second = ran(python, there, tmp_path, RIGHT, "check('start-1', 0.5457)")
    assert "(This is the course's own notebook, so your progress is not kept:" in first
    assert "own notebook" not in second
    assert not (course / "work").exists()
