"""The one entry point: python -m crmlib lab | doctor | reset | progress | audit."""

from __future__ import annotations  # an older Python must get as far as the doctor

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from crmlib import course_root, work_folder
from crmlib.course import diagnose, fresh_copy, make_copies, places, verdict

__all__ = ["main"]

# No page and no server asks another host for updates or news, nor the learner about them.
QUIET_SETTINGS = Path(__file__).parent / "course" / "jupyter"
QUIET = (
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.news_url=None",
)
FOLDERS = ("ServerApp.root_dir", "ServerApp.preferred_dir", "FileContentsManager.root_dir")
PLAIN_BARS = str.maketrans("█▒░", "#+.")
KERNEL = ("--MultiKernelManager.default_kernel_name=python3",)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command of the course and return its exit status.

    Use it from the command line: ``python -m crmlib lab``, ``… doctor``, ``… reset 03``,
    ``… progress`` or ``… audit orders.csv``.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command and its options; those of the command line by default. What
        follows ``lab`` is passed on to JupyterLab, what follows ``audit`` to the audit.

    Returns
    -------
    int
        0 if all went well, 1 if something needs mending, 2 if the audit must be told more.

    Raises
    ------
    SystemExit
        With status 2 if the command or an option is unknown.

    Examples
    --------
    From the course's folder::

        python -m crmlib doctor
        python -m crmlib progress
        python -m crmlib reset 03
        python -m crmlib lab --no-browser --port=8899
        python -m crmlib audit orders.csv --out report.html
    """
    parser = argparse.ArgumentParser(prog="python -m crmlib", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("lab", help="open the course; further options go to JupyterLab")
    commands.add_parser("doctor", help="check the environment and say how to mend it")
    fresh = commands.add_parser("reset", help="put a fresh copy of a chapter beside yours")
    fresh.add_argument("chapter", help="the beginning of the chapter's name, such as 03")
    commands.add_parser("progress", help="say what is right, what is open, how long you took")
    commands.add_parser("audit", help="audit your own customers: orders.csv", add_help=False)
    chosen, options = parser.parse_known_args(arguments)
    if options and chosen.command not in {"lab", "audit"}:
        parser.error(f"unrecognized arguments: {' '.join(options)}")
    _speak_any_code_page()
    if chosen.command == "audit":
        return _audit(options)
    try:
        if chosen.command == "lab":
            return _lab(course_root(), options)
        if chosen.command == "reset":
            return _reset(course_root(), chosen.chapter)
        return (_doctor if chosen.command == "doctor" else _progress)(course_root())
    except OSError as error:
        where = f' ("{error.filename}")' if error.filename else ""
        print(f"That did not work: {error.strerror or error}{where}.")
        print("`python -m crmlib doctor` says how to mend it.")
        return 1


def _speak_any_code_page() -> None:
    """Never end in an error because a window or a file can't hold a letter."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _lab(root: Path, options: list[str]) -> int:
    """Make the learner's copies and open JupyterLab at the first chapter."""
    work = work_folder(root)
    ill = [found for found in places(work) if not found.ok]
    if ill:
        print(*ill, verdict(ill), sep="\n")
        return 1
    for message in make_copies(root):
        print(message, flush=True)
    served = root if work.parent == root else work
    chapters = sorted(path.name for path in (root / "notebooks").glob("*.ipynb"))
    there = [work / name for name in chapters if (work / name).is_file()][:1]
    first = [f"/tree/{path.relative_to(served).as_posix()}" for path in there]
    start = f"--LabApp.default_url=/lab{''.join(first)}"
    paths = [str(QUIET_SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, paths))
    os.environ.pop("MPLBACKEND", None)  # kernels would inherit it, and show no figure
    os.environ.setdefault("PYTHONUTF8", "1")  # kernels find a folder of any name in any code page
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    # What an old configuration of the learner's may say of folders and kernels doesn't count here.
    folders = [f"--{setting}={served}" for setting in FOLDERS]
    return _serve([*folders, *KERNEL, start, *QUIET, *as_root, *options])


def _serve(arguments: list[str]) -> int:
    """Run JupyterLab in this process, so that Ctrl-C and a stop signal reach it."""
    try:
        from jupyterlab.labapp import main as serve
    except ImportError:
        print("JupyterLab is not installed; `python -m crmlib doctor` says how to mend it.")
        return 1
    serve(arguments)
    return 0


def _reset(root: Path, chapter: str) -> int:
    """Put a fresh copy beside the learner's and say where; 1 if there is no such chapter."""
    try:
        path = fresh_copy(root, chapter)
    except ValueError as error:
        print(error)
        return 1
    print(f"A fresh copy is {path}; yours stays as it is.")
    return 0


def _progress(root: Path) -> int:
    """Print one line per chapter, in characters that the window has."""
    from crmlib.exercises import progress_of

    said = str(progress_of(work_folder(root)))
    try:
        said.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        said = said.translate(PLAIN_BARS)
    print(said)
    return 0


def _audit(options: list[str]) -> int:
    """Hand over to the audit, which needs all that the course installs."""
    from crmlib.course.audit import run_audit

    return run_audit(options)


def _doctor(root: Path) -> int:
    """Print one line per finding and a last line; 1 if something is wrong."""
    findings = diagnose(root)
    for finding in findings:
        print(finding)
    print(verdict(findings))
    return 0 if all(finding.ok for finding in findings) else 1


if __name__ == "__main__":
    sys.exit(main())
