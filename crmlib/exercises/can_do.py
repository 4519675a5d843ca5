"""What one can do after each sitting, and how sure one says one is of it."""

import json
import re
from functools import cache
from pathlib import Path
from types import EllipsisType

import pandas as pd

from crmlib import course_root

__all__ = ["can_do"]

OBJECTIVE = re.compile(r"\*\*You will be able to\*\* ([^\n]+)")
LAST = "16_implementation"  # the chapter that asks; its own sittings are fresh in mind
RATINGS = "1234"


def can_do(ratings: str | EllipsisType = ..., *, of: str | None = None) -> pd.DataFrame:
    """Return what each sitting before this chapter taught, with your own rating beside it.

    Use it to assess yourself against the objectives of the course, before you see a mark.

    Parameters
    ----------
    ratings : str
        A digit from 1 (not at all) to 4 (alone, on a new table) per row, in the order of the
        rows; blanks don't count. `...`, as by default, stands for ratings yet to come.
    of : str, optional
        Only the sittings of this chapter, by the stem of its file, such as "03_value".

    Returns
    -------
    DataFrame
        A row per sitting: `chapter`, `sitting`, `objective` and `sure`, which is missing where
        no rating was given.

    Raises
    ------
    TypeError
        If the ratings are not text.
    ValueError
        If they are not a digit from 1 to 4 for each row, or there is no such chapter.

    Examples
    --------
    >>> can_do("32", of="03_value")[["sitting", "sure"]].to_dict("list")
    {'sitting': [1, 2], 'sure': [3, 2]}
    """
    rows = _objectives(course_root() / "notebooks")
    if of is not None:
        rows = [row for row in rows if row[0] == of]
        if not rows:
            raise ValueError(f"`of` must be a chapter before the sixteenth; got {of!r}.")
    table = pd.DataFrame(rows, columns=["chapter", "sitting", "objective"])
    return table.assign(sure=pd.array(_digits(ratings, len(rows)), dtype="Int64"))


def _digits(ratings: str | EllipsisType, n_rows: int) -> list[int | None]:
    if ratings is ...:
        return [None] * n_rows
    if not isinstance(ratings, str):
        raise TypeError(f"`ratings` must be digits in quotes; got {type(ratings).__name__}.")
    digits = "".join(ratings.split())
    if len(digits) != n_rows or any(digit not in RATINGS for digit in digits):
        raise ValueError(
            f"`ratings` must be {n_rows} digits from 1 to 4; got {len(digits)} characters."
        )
    return [int(digit) for digit in digits]


@cache
def _objectives(folder: Path) -> list[tuple[str, int, str]]:
    """Return chapter, sitting and objective, as the built notebooks have them."""
    found = []
    for path in sorted(folder.glob("[0-9][0-9]_*.ipynb")):
        if path.stem < LAST:
            cells = json.loads(path.read_bytes())["cells"]
            text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
            told = OBJECTIVE.findall(text)
            found += [(path.stem, number, one) for number, one in enumerate(told, 1)]
    return found
