"""A course of one chapter, built once."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crmlib import course_root

ROOT = course_root()
COURSE = ROOT / "tests" / "fixtures" / "course"


def new_course(root: Path) -> Path:
    """Copy the fixture chapter into a course of its own."""
    shutil.copytree(COURSE, root)
    (root / "crmlib" / "exercises").mkdir(parents=True)
    return root


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """The course of one chapter, built from the command line; treat it as read only."""
    root = new_course(tmp_path_factory.mktemp("built") / "course")
    command = [sys.executable, "-m", "tools", "--root", str(root), "notebooks"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 notebooks built." in done.stdout
    return root


@pytest.fixture
def course(built, tmp_path):
    """A copy of the built course that a test may spoil."""
    return Path(shutil.copytree(built, tmp_path / "course"))
