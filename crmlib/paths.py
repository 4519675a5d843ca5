"""Where the course's files are, and where the learner's."""

import os
from pathlib import Path

__all__ = ["course_root", "work_folder"]

MARKERS = ("datasets", "notebooks", "requirements.txt")
CHOSEN = "CRMLIB_WORK"
CARRIED = "_course"  # of the package, where it was installed without a checkout
COURSE = "crm-put-to-the-test"


def course_root() -> Path:
    """Return the folder that holds datasets/ and notebooks/.

    Returns
    -------
    pathlib.Path
        The root of the checkout; of a package that was installed without one, the copy of
        these folders that it carries.

    Raises
    ------
    RuntimeError
        If the package has neither.

    Examples
    --------
    >>> (course_root() / "requirements.txt").exists()
    True
    """
    package = Path(__file__).resolve().parent
    for root in (package.parent, package / CARRIED):
        if all((root / marker).exists() for marker in MARKERS):
            return root
    raise RuntimeError(
        "`crmlib` must run from a checkout of the course or from its wheel; got a copy without "
        "the course's folders. In the course's folder, run: pip install --no-deps -e ."
    )


def work_folder(root: Path) -> Path:
    """Return the folder of the learner's copies and record, whether or not it exists yet.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder, as `course_root` returns it.

    Returns
    -------
    pathlib.Path
        What the environment variable ``CRMLIB_WORK`` names; else work/ in a checkout, if the
        learner may write there; else a folder among the learner's data, such as
        ``~/.local/share/crm-put-to-the-test/work``.

    Notes
    -----
    So many learners may share one install: each has a folder of their own.

    Examples
    --------
    >>> work_folder(course_root()).name
    'work'
    """
    if chosen := os.environ.get(CHOSEN):
        return Path(chosen).absolute()
    own = Path(root) / "work"
    writable = os.access(own if own.exists() else root, os.W_OK)
    if writable and Path(root).name != CARRIED:
        return own
    import platformdirs

    return platformdirs.user_data_path(COURSE) / "work"
