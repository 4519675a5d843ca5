"""Where the course's files are."""

from pathlib import Path

__all__ = ["course_root"]

MARKERS = ("datasets", "notebooks", "pyproject.toml")


def course_root() -> Path:
    """Return the folder that holds datasets/, notebooks/ and this package.

    Returns
    -------
    pathlib.Path
        The root of the checkout.

    Raises
    ------
    RuntimeError
        If the package does not run from a checkout of the course.

    Examples
    --------
    >>> (course_root() / "pyproject.toml").exists()
    True
    """
    root = Path(__file__).resolve().parent.parent
    if not all((root / marker).exists() for marker in MARKERS):
        raise RuntimeError(
            "`crmlib` must run from a checkout of the course; got a copy without its folders. "
            "In the course's folder, run: pip install --no-deps -e ."
        )
    return root
