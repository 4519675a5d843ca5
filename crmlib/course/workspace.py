"""The learner's copies: made once, never overwritten."""

from __future__ import annotations  # an older Python must get as far as the doctor

import hashlib
import json
import os
from pathlib import Path

from crmlib import work_folder

__all__ = ["fresh_copy", "make_copies"]

ORIGIN = ".origin.json"
DAMAGED_ORIGIN = ".origin.damaged.json"


def make_copies(root: Path) -> list[str]:
    """Give the learner a copy of every chapter, and lose nothing that is there.

    Call it before JupyterLab opens, at every start: what has been done already
    is not done again.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder: it holds notebooks/. The learner's folder (`crmlib.work_folder`)
        is made if absent.

    Returns
    -------
    list of str
        One line for the copies made, and one for each chapter that changed since
        the learner's copy was made; empty if there is nothing to say.

    Raises
    ------
    ValueError
        If `root` has no notebooks/.
    OSError
        If the learner's folder can't be written.

    Notes
    -----
    No file in work/ is ever overwritten, removed or renamed, except
    ``.origin.json``, which lists for each chapter the versions the learner has been
    given: the one the copy was made from, then those put beside it. A version is a
    hash of the cells' sources, so an update of stored outputs alone is none. An
    update stands beside the copy as ``<chapter>.new-<version>.ipynb``, edited copy or
    not, and is announced once, also if the learner removes it. A copy that was
    deleted is made again from the chapter as it is now. A copy whose origin is not
    known (``.origin.json`` missing or damaged; a damaged one is kept as
    ``.origin.damaged.json``) counts as its own origin.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     root = Path(folder)
    ...     (root / "notebooks").mkdir()
    ...     _ = (root / "notebooks" / "03_value.ipynb").write_text('{"cells": []}')
    ...     make_copies(root), make_copies(root)
    (['Copied to work/: 03_value.'], [])
    """
    root = Path(root)
    if not (root / "notebooks").is_dir():
        raise ValueError(f"`root` must hold the folder notebooks/; got {root}.")
    work = work_folder(root)
    work.mkdir(parents=True, exist_ok=True)
    origins, messages = _read_origins(work)
    known = {chapter: list(versions) for chapter, versions in origins.items()}
    copied = []
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        version = _version(notebook)
        if version is None:
            messages.append(f"notebooks/{notebook.name} is not a readable notebook: left out.")
        elif not os.path.lexists(work / notebook.name):
            _write(work / notebook.name, notebook.read_bytes())
            known[notebook.stem] = [version]
            copied.append(notebook.stem)
        else:
            versions = known.setdefault(notebook.stem, _versions_there(work, notebook.stem))
            messages += _put_beside(work, notebook, versions, version)
    if known != origins:
        _write(work / ORIGIN, (json.dumps(known, indent=1, sort_keys=True) + "\n").encode())
    said = [f"Copied to work/: {', '.join(copied)}."] * bool(copied) + messages
    elsewhere = work != root / "work"
    return [text.replace("work/", f"{work}{os.sep}") for text in said] if elsewhere else said


def fresh_copy(root: Path, chapter: str) -> Path:
    """Put a fresh copy of one chapter beside the learner's, and return its path.

    Use it to start a chapter anew: what has been written stays where it is.

    Parameters
    ----------
    root : pathlib.Path
        The course's folder: it holds notebooks/. The learner's folder (`crmlib.work_folder`)
        is made if absent.
    chapter : str
        The beginning of the chapter's file name, such as "03".

    Returns
    -------
    pathlib.Path
        ``work/03_value.fresh.ipynb``, or with the next free number.

    Raises
    ------
    ValueError
        If no chapter's name, or more than one, begins so.
    OSError
        If the learner's folder can't be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     root = Path(folder)
    ...     (root / "notebooks").mkdir()
    ...     _ = (root / "notebooks" / "03_value.ipynb").write_text('{"cells": []}')
    ...     fresh_copy(root, "03").name, fresh_copy(root, "03").name
    ('03_value.fresh.ipynb', '03_value.fresh-2.ipynb')
    """
    stems = sorted(path.stem for path in (Path(root) / "notebooks").glob("*.ipynb"))
    chosen = [stem for stem in stems if stem.startswith(chapter)]
    if len(chosen) != 1 or not chapter:
        raise ValueError(
            f"`chapter` must begin one chapter's name ({', '.join(stems)}); got {chapter!r}."
        )
    work = work_folder(Path(root))
    work.mkdir(parents=True, exist_ok=True)
    number, path = 1, work / f"{chosen[0]}.fresh.ipynb"
    while os.path.lexists(path):
        number += 1
        path = work / f"{chosen[0]}.fresh-{number}.ipynb"
    _write(path, (Path(root) / "notebooks" / f"{chosen[0]}.ipynb").read_bytes())
    return path


def _put_beside(work: Path, notebook: Path, versions: list[str], version: str) -> list[str]:
    """Put an unknown version beside the copy, add it to `versions` and say so."""
    if version in versions:
        return []
    versions.append(version)
    beside = work / f"{notebook.stem}.new-{version}.ipynb"
    if not os.path.lexists(beside):
        _write(beside, notebook.read_bytes())
    return [f"{notebook.stem} has a new version, put beside your copy: work/{beside.name}."]


def _read_origins(work: Path) -> tuple[dict[str, list[str]], list[str]]:
    """Return the versions known for each chapter; set a damaged file aside and say so."""
    try:
        origins = json.loads((work / ORIGIN).read_bytes())
    except FileNotFoundError:
        return {}, []
    except ValueError:
        origins = None
    if isinstance(origins, dict) and all(_is_texts(versions) for versions in origins.values()):
        return origins, []
    (work / ORIGIN).replace(work / DAMAGED_ORIGIN)
    return {}, [f"work/{ORIGIN} was damaged: made again; the old one is work/{DAMAGED_ORIGIN}."]


def _versions_there(work: Path, chapter: str) -> list[str]:
    """Return what a learner without a recorded origin evidently has."""
    versions = [_version(work / f"{chapter}.ipynb")]
    prefix = f"{chapter}.new-"
    versions += sorted(path.stem.removeprefix(prefix) for path in work.glob(f"{prefix}*.ipynb"))
    return [version for version in versions if version is not None]


def _version(notebook: Path) -> str | None:
    """Return a hash of the cells' kinds and sources; None if it is no notebook."""
    try:
        cells = json.loads(notebook.read_bytes())["cells"]
        sources = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()[:8]


def _write(path: Path, content: bytes) -> None:
    """Write the whole file or nothing: first under another name, then in place."""
    draft = path.with_name(f".draft-{os.getpid()}-{path.name}")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _is_texts(values: object) -> bool:
    return isinstance(values, list) and all(isinstance(value, str) for value in values)
