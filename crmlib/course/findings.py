"""One thing that was looked at, and how to mend it."""

from __future__ import annotations  # an older Python must get as far as the doctor

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Use it to read a diagnosis: one finding is one line of the doctor's report.

    Parameters
    ----------
    name : str
        What was looked at.
    ok : bool
        True if it is as the course needs it.
    found : str
        What was found.
    remedy : str
        What to do if it is not `ok`, as an imperative phrase.

    Examples
    --------
    >>> str(Finding("Python", True, "3.11.7"))
    'ok      Python: 3.11.7'
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""

    def __str__(self) -> str:
        return f"{'ok' if self.ok else 'NOT OK':<8}{self.name}: {self.found}"
