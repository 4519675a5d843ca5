"""What breaks the course from outside is found, named and can be mended."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from crmlib.course.surroundings import _disk, _paths, surroundings


def found_of(name: str, root: Path, work: Path):
    [found] = [found for found in surroundings(root, work) if found.name == name]
    return found


def test_work_that_is_a_file_is_not_writable(tmp_path):
    work = tmp_path / "work"
    work.write_text("a file")
    found = found_of("work/", tmp_path, work)
    assert (found.ok, found.found) == (False, f"{work} is not writable: Not a directory")
    assert found.remedy.startswith(f'make "{work}" a folder you may write to')


@pytest.mark.parametrize("folder", ["work", "."])
def test_work_or_the_folder_it_will_stand_in_is_writable(tmp_path, folder):
    (tmp_path / folder).mkdir(exist_ok=True)
    assert found_of("work/", tmp_path, tmp_path / "work").ok
    assert not list(tmp_path.rglob("*.*"))


def test_home_that_is_a_file_is_found(tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.write_text("a file")
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(home / "runtime"))
    found = found_of("home", tmp_path, tmp_path)
    assert (found.ok, found.remedy) == (
        False,
        "set the environment variable HOME to a folder that is yours",
    )


def test_backend_for_windows_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    found = found_of("figures", tmp_path, tmp_path)
    assert (found.ok, found.remedy) == (False, "remove the environment variable MPLBACKEND")


@pytest.mark.parametrize("fine", ["", "module://matplotlib_inline.backend_inline"])
def test_backend_of_a_notebook_is_fine(tmp_path, monkeypatch, fine):
    monkeypatch.setenv("MPLBACKEND", fine)
    assert found_of("figures", tmp_path, tmp_path).ok


def test_file_named_like_a_module_is_found(tmp_path):
    for name in ("seaborn.py", "my_notes.py", "email.py"):
        (tmp_path / name).touch()
    (tmp_path / "crmlib").mkdir()
    (tmp_path / "crmlib" / "__init__.py").touch()
    found = found_of("files in the way", tmp_path, tmp_path)
    assert found.found == "they hide modules of the same name: crmlib, email, seaborn"
    assert found.remedy == f"rename in {tmp_path}: crmlib, email, seaborn"


def test_full_disk_is_found(tmp_path):
    full = _disk(tmp_path, lambda folder: SimpleNamespace(free=10**6))
    assert (full.ok, full.found) == (False, "0.0 GiB free")
    assert "at least 1 GiB" in full.remedy


@pytest.mark.parametrize(
    ("system", "length", "ok"), [("nt", 99, True), ("nt", 100, False), ("posix", 150, True)]
)
def test_path_too_long_for_windows_is_found(system, length, ok):
    found = _paths(Path("/" + "x" * (length - 1)), system)
    assert found.ok == ok
    assert found.found == f"up to {length + 161} characters"


def test_sound_surroundings_are_in_place(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "")
    assert [str(found) for found in surroundings(tmp_path, tmp_path / "work") if not found.ok] == []
    assert list(tmp_path.iterdir()) == []
