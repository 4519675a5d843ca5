"""What was seen to break the course from outside: variables, folders, files, code pages."""

from __future__ import annotations  # an older Python must get as far as the doctor

import importlib.metadata
import locale
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from crmlib.course.findings import Finding
from crmlib.paths import CHOSEN

__all__ = ["places", "surroundings"]

LEAST_FREE = 2**30  # bytes: copies, pictures and what Jupyter keeps
LONGEST_WINDOWS = 260  # characters of a path, unless Windows was told otherwise
LONGEST_INSIDE = 161  # characters of the longest path within .venv
INLINE = "inline"  # part of the name of every backend that draws into a notebook


def surroundings(root: Path, work: Path) -> list[Finding]:
    """Return what was found about work/, home, disk, paths, code page, figures, files in the way.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder.
    work : pathlib.Path
        The folder of the learner's copies.

    Returns
    -------
    list of Finding
        Seven findings.

    Examples
    --------
    >>> from crmlib import course_root
    >>> [finding.name for finding in surroundings(course_root(), Path("work"))]
    ['work/', 'home', 'disk', 'paths', 'code page', 'figures', 'files in the way']
    """
    return [*places(work), _paths(root), _code_page(), _figures(), _in_the_way(work)]


def places(work: Path) -> list[Finding]:
    """Return what was found about the places that JupyterLab must write to before it can start.

    Parameters
    ----------
    work : pathlib.Path
        The folder of the learner's copies.

    Returns
    -------
    list of Finding
        Three findings: work/, home, disk.

    Examples
    --------
    >>> [finding.name for finding in places(Path("work"))]
    ['work/', 'home', 'disk']
    """
    return [_work(work), _home(), _disk(work)]


def _work(work: Path) -> Finding:
    """Try to write where the learner's copies are, or where their folder will be."""
    problem = _against_writing(work)
    remedy = f'make "{work}" a folder you may write to, or name another one in {CHOSEN}'
    found = f"{work} is not writable: {problem}" if problem else f"{work} is writable"
    return Finding("work/", not problem, found, remedy)


def _home() -> Finding:
    """Try to write where Jupyter keeps the addresses of its servers and kernels."""
    try:
        from jupyter_core.paths import jupyter_runtime_dir

        problem = _against_writing(Path(jupyter_runtime_dir()))
    except ImportError:
        return Finding("home", True, "not looked at: Jupyter is not installed")
    except (OSError, LookupError, RuntimeError) as error:
        problem = str(error)
    remedy = "set the environment variable HOME to a folder that is yours"
    found = f"Jupyter can't write its own files: {problem}" if problem else "writable"
    return Finding("home", not problem, found, remedy)


def _against_writing(folder: Path) -> str:
    """Try to write in a folder, or where it will be made; say what the system has against it."""
    try:
        there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
        with tempfile.TemporaryFile(dir=there):
            return ""
    except OSError as error:
        return error.strerror or str(error)


def _disk(work: Path, usage: Callable = shutil.disk_usage) -> Finding:
    folder = next((place for place in (work, *work.parents) if place.is_dir()), Path.cwd())
    free = usage(folder).free
    remedy = f"make room where {folder} is, at least {LEAST_FREE / 2**30:.0f} GiB"
    return Finding("disk", free >= LEAST_FREE, f"{free / 2**30:,.1f} GiB free", remedy)


def _paths(root: Path, system: str = os.name) -> Finding:
    """Compare the longest path of the environment with what Windows allows."""
    longest = len(str(root)) + LONGEST_INSIDE
    too_long = system == "nt" and longest > LONGEST_WINDOWS
    most = LONGEST_WINDOWS - LONGEST_INSIDE
    remedy = f"move the course to a folder whose path has at most {most} characters"
    return Finding("paths", not too_long, f"up to {longest} characters", remedy)


def _code_page() -> Finding:
    """Say how letters are written; the course reads and writes its own files as UTF-8."""
    return Finding("code page", True, locale.getpreferredencoding(False))


def _figures() -> Finding:
    """Find a backend that was set for all programs, and would draw into a window."""
    chosen = os.environ.get("MPLBACKEND", "")
    fine = not chosen or INLINE in chosen
    remedy = "remove the environment variable MPLBACKEND"
    found = f"MPLBACKEND is {chosen}, so pictures don't appear in notebooks"
    return Finding("figures", fine, "appear in the notebook" if fine else found, remedy)


def _in_the_way(work: Path) -> Finding:
    """Find modules beside the notebooks that a chapter would import instead of the real ones."""
    beside = [path.stem for path in work.glob("*.py")]
    beside += [path.parent.name for path in work.glob("*/__init__.py")]
    real = {*sys.stdlib_module_names, *importlib.metadata.packages_distributions(), "crmlib"}
    hiding = sorted({*beside} & real)
    named = ", ".join(hiding)
    remedy = f"rename in {work}: {named}"
    found = f"they hide modules of the same name: {named}" if hiding else "none"
    return Finding("files in the way", not hiding, found, remedy)
