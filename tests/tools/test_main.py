"""One entry point: each command loads its own module, and only when it is asked for."""

import subprocess
import sys

import pytest

from crmlib import course_root
from tools.__main__ import main

COMMANDS = [
    "notebooks",
    "check",
    "pace",
    "portable",
    "site",
    "slides",
    "guide",
    "names",
    "tried",
    "students",
]


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert [command for command in COMMANDS if f"\n    {command} " not in said] == []


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["check", "--all"]])
def test_what_is_no_command_is_refused_in_two_lines(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: python -m tools" in capsys.readouterr().err


def test_nothing_is_loaded_before_it_is_asked_for():
    program = (
        "import contextlib, sys\n"
        "from tools.__main__ import main\n"
        "with contextlib.suppress(SystemExit):\n"
        "    main(['slides', '--help'])\n"
        "loaded = {'nbformat', 'jupytext', 'pandas', 'tools.slides'} & set(sys.modules)\n"
        "sys.exit(str(loaded) if loaded else 0)"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=course_root(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_guide_is_written_where_it_is_wanted(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tools.guide.pages.pages", lambda root: {"index": f"{root.name}\n"})
    assert main(["--root", str(tmp_path), "guide"]) == 0
    out = tmp_path / "site" / "_build" / "guide"
    assert (out / "index.md").read_text(encoding="utf-8") == f"{tmp_path.name}\n"
    assert capsys.readouterr().out == f"1 pages: {out}\n"


def test_options_reach_the_command(monkeypatch, tmp_path):
    given = {}
    monkeypatch.setattr(
        "tools.slides.build.make_slides", lambda root, **asked: given.update(asked) or 0
    )
    assert main(["slides", "08", "--no-pdf", "--out", str(tmp_path)]) == 0
    assert given == {"wanted": ["08"], "pdf": False, "out": tmp_path}
