"""The entry point and Binder's postBuild, up to a real JupyterLab on this machine."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import crmlib.__main__ as entry
import crmlib.exercises.record as record
from crmlib import course_root
from crmlib.course.findings import Finding
from crmlib.exercises.minutes import Sitting
from crmlib.paths import CHOSEN

EMPTY = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
START_SECONDS = 60


@pytest.fixture
def course(tmp_path: Path, monkeypatch) -> Path:
    """Anna has cloned a course of two chapters, into a folder with a space in its name."""
    root = tmp_path / "my course"
    for folder in ("datasets", "notebooks"):
        (root / folder).mkdir(parents=True)
    for chapter in ("00_start_here", "03_value"):
        (root / "notebooks" / f"{chapter}.ipynb").write_text(json.dumps(EMPTY))
    (root / "requirements.txt").touch()
    monkeypatch.setattr(entry, "course_root", lambda: root)
    return root


@pytest.fixture
def served(monkeypatch) -> list[list[str]]:
    """Every list of arguments that JupyterLab would have been started with."""
    calls = []
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "")
    monkeypatch.setattr(entry, "_serve", lambda arguments: calls.append(arguments) or 0)
    return calls


@pytest.fixture
def checkout(course: Path) -> Path:
    """Anna's clone holds the package too, so that a process of its own can run there."""
    shutil.copytree(
        course_root() / "crmlib", course / "crmlib", ignore=shutil.ignore_patterns("__pycache__")
    )
    return course


def environment(checkout: Path) -> dict[str, str]:
    """Return an environment in which Jupyter writes nothing outside the clone."""
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    lab = ("JUPYTERLAB_SETTINGS_DIR", "JUPYTERLAB_WORKSPACES_DIR", "IPYTHONDIR")
    python = {"PYTHONPATH": str(checkout), "PYTHONWARNINGS": "ignore"}
    first = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    own_folders = {name: str(checkout / ".jupyter" / name) for name in own + lab}
    return os.environ | own_folders | python | {"PATH": first}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Lab(NamedTuple):
    """A JupyterLab that runs for one test."""

    process: subprocess.Popen
    url: str


@pytest.fixture
def lab(checkout: Path) -> Iterator[Lab]:
    """Anna has typed the command; her JupyterLab listens on a free port."""
    port = free_port()
    options = ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    command = [sys.executable, "-m", "crmlib", "lab", *options, "--IdentityProvider.token="]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=checkout, env=environment(checkout), **quiet)
    yield Lab(process, f"http://127.0.0.1:{port}")
    process.terminate()
    process.wait(timeout=START_SECONDS)


def fetched(lab: Lab, path: str) -> str:
    """Return the page as soon as the server answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and lab.process.poll() is None:
        try:
            with urllib.request.urlopen(lab.url + path, timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab does not answer; its exit status is {lab.process.poll()}")


def test_lab_makes_the_copies_and_names_them(course, served, capsys):
    assert entry.main(["lab"]) == 0
    assert (course / "work" / "03_value.ipynb").is_file()
    assert capsys.readouterr().out == "Copied to work/: 00_start_here, 03_value.\n"


def test_lab_serves_the_course_and_opens_the_start_page(course, served):
    entry.main(["lab"])
    [arguments] = served
    assert f"--ServerApp.root_dir={course}" in arguments
    assert "--LabApp.default_url=/lab/tree/work/00_start_here.ipynb" in arguments


def test_lab_overrules_what_old_settings_say_of_folders(course, served):
    entry.main(["lab"])
    [arguments] = served
    for setting in ("ServerApp.preferred_dir", "FileContentsManager.root_dir"):
        assert f"--{setting}={course}" in arguments
    assert "--MultiKernelManager.default_kernel_name=python3" in arguments


def test_kernels_of_lab_draw_into_the_notebook_and_read_every_name(course, served, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    monkeypatch.delenv("PYTHONUTF8", raising=False)
    entry.main(["lab"])
    assert "MPLBACKEND" not in os.environ
    assert os.environ.pop("PYTHONUTF8") == "1"


def test_lab_serves_the_folder_that_the_learner_names(course, served, monkeypatch, capsys):
    mine = course.parent / "mine"
    monkeypatch.setenv(CHOSEN, str(mine))
    assert entry.main(["lab"]) == 0
    [arguments] = served
    assert f"--ServerApp.root_dir={mine}" in arguments
    assert "--LabApp.default_url=/lab/tree/00_start_here.ipynb" in arguments
    assert capsys.readouterr().out == f"Copied to {mine}{os.sep}: 00_start_here, 03_value.\n"


def test_lab_says_what_it_can_not_write_before_it_starts(course, served, capsys, monkeypatch):
    (course / "work").write_text("a file")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(course / "work" / "runtime"))
    assert entry.main(["lab"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said] == ["NOT OK  work/", "NOT OK  home", "To mend it"]
    assert served == []


@pytest.mark.parametrize("command", [["reset", "03"], ["progress"]])
def test_a_file_where_the_copies_should_be_ends_in_a_sentence(course, served, capsys, command):
    (course / "work").write_text("a file")
    assert entry.main(command) == 1
    said = capsys.readouterr().out
    assert said.startswith("That did not work: ")
    assert "work" in said
    assert said.endswith("`python -m crmlib doctor` says how to mend it.\n")


def test_lab_asks_no_other_host_for_updates_or_news(course, served):
    entry.main(["lab"])
    [arguments] = served
    assert "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate" in arguments
    assert "--LabApp.news_url=None" in arguments


def test_options_after_lab_go_to_jupyterlab_behind_ours(course, served):
    options = ["--no-browser", "--port=8899", "work/03_value.ipynb", "-y"]
    entry.main(["lab", *options])
    assert served[0][-4:] == options


def test_without_a_start_page_the_first_chapter_is_opened(course, served):
    (course / "notebooks" / "00_start_here.ipynb").unlink()
    entry.main(["lab"])
    assert "--LabApp.default_url=/lab/tree/work/03_value.ipynb" in served[0]


def test_without_chapters_jupyterlab_opens_all_the_same(course, served):
    for notebook in (course / "notebooks").iterdir():
        notebook.unlink()
    entry.main(["lab"])
    assert "--LabApp.default_url=/lab" in served[0]


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_root_is_allowed_only_to_root(course, served, monkeypatch, user, allowed):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    entry.main(["lab"])
    assert ("--allow-root" in served[0]) is allowed


def test_system_without_user_numbers_needs_no_permission(course, served, monkeypatch):
    monkeypatch.delattr(os, "geteuid")
    entry.main(["lab"])
    assert "--allow-root" not in served[0]


def test_without_jupyterlab_the_doctor_is_named(course, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", None)
    assert entry.main(["lab"]) == 1
    assert "python -m crmlib doctor" in capsys.readouterr().out


def test_jupyterlab_gets_the_arguments(monkeypatch):
    calls = []
    monkeypatch.setattr("jupyterlab.labapp.main", calls.append)
    assert entry._serve(["--no-browser"]) == 0
    assert calls == [["--no-browser"]]


def test_doctor_ends_with_status_0_when_all_is_well(course, monkeypatch, capsys):
    monkeypatch.setattr(entry, "diagnose", lambda root: [Finding("Python", True, "3.11.7")])
    assert entry.main(["doctor"]) == 0
    assert capsys.readouterr().out == "ok      Python: 3.11.7\nEverything is in place.\n"


def test_doctor_ends_with_status_1_and_the_remedy(course, monkeypatch, capsys):
    ill = Finding("Python", False, "3.9.2", "install 3.11")
    monkeypatch.setattr(entry, "diagnose", lambda root: [ill])
    assert entry.main(["doctor"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "To mend it: install 3.11."


def test_reset_puts_a_fresh_copy_beside_and_keeps_the_old_one(course, capsys):
    entry.make_copies(course)
    mine = course / "work" / "03_value.ipynb"
    mine.write_text("my answers")
    assert entry.main(["reset", "03"]) == 0
    assert (course / "work" / "03_value.fresh.ipynb").read_text() == json.dumps(EMPTY)
    assert mine.read_text() == "my answers"
    assert "work/03_value.fresh.ipynb" in capsys.readouterr().out


def test_reset_of_an_unknown_chapter_ends_with_status_1_and_names_those_there(course, capsys):
    assert entry.main(["reset", "99"]) == 1
    assert "(00_start_here, 03_value); got '99'." in capsys.readouterr().out


def test_progress_prints_a_line_per_chapter(capsys):
    assert entry.main(["progress"]) == 0
    chapters = sorted(path.stem for path in (course_root() / "notebooks").glob("*.ipynb"))
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == chapters


@pytest.mark.parametrize("code_page", ["ascii", "cp1252", "gbk", "utf-8"])
def test_progress_prints_in_every_code_page(code_page):
    said = subprocess.run(
        [sys.executable, "-m", "crmlib", "progress"],
        cwd=course_root(),
        env=os.environ | {"PYTHONIOENCODING": code_page},
        capture_output=True,
        check=True,
    )
    first = said.stdout.decode(code_page).splitlines()[0]
    assert first.startswith("00_start_here")
    assert ("░" in first or "█" in first) == (code_page == "utf-8")


def test_progress_prints_the_learner_s_own_minutes(course, monkeypatch, capsys):
    sittings = {"03_value": [Sitting(1, 80, frozenset({"value-1"}))]}
    monkeypatch.setattr(record, "sittings_of", lambda path: sittings.get(path.stem, []))
    (course / "work").mkdir()
    lines = [json.dumps({"exercise": "value-1", "time": time}) for time in (0, 600)]
    (course / "work" / record.RECORD).write_text("\n".join(lines))
    assert entry.main(["progress"]) == 0
    assert "; sitting 1: yours 10 minutes, ours about 80\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: command"),
        (["dance"], "invalid choice: 'dance'"),
        (["doctor", "--port=1"], "unrecognized arguments: --port=1"),
    ],
)
def test_unknown_command_is_refused_with_status_2(arguments, said, capsys):
    with pytest.raises(SystemExit, match="2"):
        entry.main(arguments)
    assert said in capsys.readouterr().err


def test_commands_start_without_the_heavy_packages():
    heavy = "{'numpy', 'pandas', 'jupyterlab'} & set(sys.modules)"
    code = f"import sys, crmlib.__main__; sys.exit(str({heavy}) if {heavy} else 0)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_real_jupyterlab_serves_the_start_page(lab):
    assert "version" in json.loads(fetched(lab, "/api"))
    assert '"news": {"disabled": true}' in fetched(lab, "/")
    copy = json.loads(fetched(lab, "/api/contents/work/00_start_here.ipynb"))
    assert copy["content"]["cells"] == []


def test_real_jupyterlab_leads_to_the_start_page(lab):
    fetched(lab, "/api")
    with urllib.request.urlopen(lab.url, timeout=5) as answer:
        assert answer.url.startswith(f"{lab.url}/lab/tree/work/00_start_here.ipynb")


def test_real_jupyterlab_does_not_ask_the_learner_about_news(lab):
    page = "/lab/api/settings/@jupyterlab/apputils-extension:notification"
    options = json.loads(fetched(lab, page))["schema"]["properties"]
    assert options["fetchNews"]["default"] == "false"


def test_real_jupyterlab_stops_at_the_stop_signal(lab):
    fetched(lab, "/api")
    lab.process.terminate()
    lab.process.wait(timeout=START_SECONDS)
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(lab.url, timeout=5)


@pytest.mark.skipif(os.name == "nt", reason="Binder runs on Linux")
def test_post_build_gives_binder_its_copies(checkout, tmp_path):
    shutil.copy(course_root() / "postBuild", checkout)
    said = subprocess.check_output(
        [checkout / "postBuild"], cwd=tmp_path, env=environment(checkout), text=True
    )
    assert said == "Copied to work/: 00_start_here, 03_value.\n"
    assert (checkout / "work" / "00_start_here.ipynb").is_file()
