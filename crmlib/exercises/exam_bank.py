"""Where a mock exam's questions come from: the course's own banks, or an instructor's."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from crmlib import course_root
from crmlib.exercises.questions import FOLDER

__all__ = ["Bank", "course_bank", "own_bank"]

LAST = "16_implementation"  # the chapter that holds the exam; what comes later is not asked
ENDINGS = (".yml", ".yaml")
CASES = "cases"  # the file of case questions in an instructor's folder
FULL = 10  # points of a case question
# What an entry may hold; the banks of the course say also where a question stands.
QUESTION_KEYS = {"id", "question", "options", "idea", "sitting", "at", "recalls"}
OPTION_KEYS, CASE_KEYS = {"text", "why", "right"}, {"id", "question", "points"}
POINT_KEYS = {"points", "text"}
CASE = re.compile(
    r"^\*\*(?P<question>[^\n]+)\n\n<details>\n"
    r"<summary>Points of a good answer \(10 points\)</summary>\n\n(?P<points>.*?)\n\n</details>",
    re.M | re.S,
)
POINTS = re.compile(r"^- (\d+) points?: (.+)$", re.M)


@dataclass(frozen=True)
class Bank:
    """Questions by topic, and case questions with a rubric.

    Parameters
    ----------
    topics : dict of list of dict
        The multiple-choice questions of each topic, in the order of a paper.
    cases : list of dict
        Each with `id`, `topic`, `question` and `points`, a list of (points, text).
    """

    topics: dict[str, list[dict]]
    cases: list[dict]


def course_bank() -> Bank:
    """Return the questions of the course's chapters up to the sixteenth, as they stand.

    Use it to draw from. Each chapter brings the questions on its own ideas; those that recall
    another chapter's are left out, so that every idea is asked under its own chapter.

    Returns
    -------
    Bank
        One topic per chapter, by the stem of its file; the case questions whose points sum to 10.

    Examples
    --------
    >>> list(course_bank().topics)[:2]
    ['00_start_here', '01_concepts']
    """
    words = sorted(path.stem for path in FOLDER.glob("*.yml"))
    paths = sorted((course_root() / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    before = [path for path in paths if path.stem < LAST]
    topics = {
        stem: _own_questions(FOLDER / f"{word}.yml")
        for stem in [*(path.stem for path in before), LAST]
        for word in words
        if f"_{word}_" in f"{stem}_"
    }
    cases = [case for path in before for case in _cases_of(path)]
    return Bank({stem: asked for stem, asked in topics.items() if asked}, cases)


def own_bank(place: Path) -> Bank:
    """Return the questions of an instructor, which learners don't have.

    Use it for an exam that counts: the questions of the course can be read by everybody.

    Parameters
    ----------
    place : pathlib.Path
        A YAML file, or a folder of them (`.yml` or `.yaml`, in UTF-8). Each file is a topic, a
        list of questions as in the course's banks (`id`, `question`, three to six options with
        `text`, `why` and, once, `right: true`). In a folder `cases.yml` may hold case questions:
        `id`, `question` and `points`, a list of `points` and `text` that sum to 10. What has a
        name that begins with a dot is left aside; a folder in the folder may hold no YAML.

    Returns
    -------
    Bank
        Topics in the order of the files' names.

    Raises
    ------
    ValueError
        If there is no such place, it can't be read, or a file is not as described; the entry is
        named.

    Examples
    --------
    >>> own_bank(Path("no-such-folder"))
    Traceback (most recent call last):
    ValueError: `bank` must be a YAML file or a folder with some; got no-such-folder.
    """
    read = {path.stem: _read(path) for path in _files(place)}
    cases = read.pop(CASES, [])
    if not read:
        raise ValueError(f"`bank` must hold at least one question; got none in {place}.")
    for stem, asked in read.items():
        for entry in asked:
            _require_question(entry, stem)
    for entry in cases:
        _require_case(entry)
    questions = [one for asked in read.values() for one in asked]
    _require_once([entry["id"].strip() for entry in [*questions, *cases]], "an id")
    _require_once([_wording(entry) for entry in questions], "a question with its options")
    return Bank(read, [_paired(case) for case in cases])


@cache
def _own_questions(path: Path) -> list[dict]:
    asked = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    return [one for one in asked if "recalls" not in one]


def _paired(case: dict) -> dict:
    points = [(one["points"], one["text"]) for one in case["points"]]
    return case | {"topic": CASES, "points": points}


@cache
def _cases_of(path: Path) -> list[dict]:
    """Return the case questions of a built notebook whose points sum to 10."""
    cells = json.loads(path.read_bytes())["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    text = "\n\n".join(text for text in texts if text.startswith("## Case discussion"))
    found = []
    for number, case in enumerate(CASE.finditer(text), 1):
        points = [(int(n), told) for n, told in POINTS.findall(case["points"])]
        if sum(n for n, _ in points) == FULL:
            question = re.sub(r"^\d+\. ", "", case["question"].replace("**", ""))
            case = {"id": f"{path.stem}-{number}", "topic": path.stem}
            found.append(case | {"question": question, "points": points})
    return found


def _files(place: Path) -> list[Path]:
    """Return the YAML files of a place in the order of their names, each topic once."""
    try:
        paths = _yaml_in(place) if place.is_dir() else [place]
        nested = [path for folder in _folders_in(place) for path in _yaml_in(folder)]
        odd = nested + [path for path in paths if not path.is_file()]
    except OSError as error:
        raise ValueError(f"`bank` must be readable; got {place}.") from error
    if not paths or odd == [place]:
        raise ValueError(f"`bank` must be a YAML file or a folder with some; got {place}.")
    if odd:
        raise ValueError(f"`bank` must have its YAML in files of one folder; got {odd[0]}.")
    stems = [path.stem.lower() for path in paths]
    twice = sorted({stem for stem in stems if stems.count(stem) > 1})
    if twice:
        raise ValueError(f"`bank` must have one file for each topic; got two for {twice[0]!r}.")
    return paths


def _yaml_in(folder: Path) -> list[Path]:
    """Return what has a name of YAML, in an order that no system changes."""
    found = [path for path in folder.iterdir() if path.suffix.lower() in ENDINGS]
    shown = [path for path in found if not path.name.startswith(".")]
    return sorted(shown, key=lambda path: (path.stem.lower(), path.name))


def _folders_in(place: Path) -> list[Path]:
    inside = place.iterdir() if place.is_dir() else ()
    return sorted(path for path in inside if path.is_dir() and not path.name.startswith("."))


class _Loader(yaml.SafeLoader):
    """Reads YAML, and refuses a key that stands twice, where YAML would keep the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for place, key in enumerate(keys):
            if key in keys[:place]:
                raise yaml.MarkedYAMLError(problem=f"{key!r} twice", problem_mark=node.start_mark)
        return super().construct_mapping(node, deep)


def _read(path: Path) -> list[dict]:
    try:
        entries = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except OSError as error:
        raise ValueError(f"`bank` must be readable; got {path}.") from error
    except UnicodeDecodeError as error:
        raise ValueError(
            f"`bank` must hold YAML; got {path.name}, which is none. Save it as UTF-8."
        ) from error
    except yaml.YAMLError as error:
        raise ValueError(
            f"`bank` must hold YAML; got {path.name}, which is none{_fault(error)}."
        ) from error
    if entries is None or entries == []:
        raise ValueError(f"`bank` must hold at least one question in a file; got none in {path}.")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ValueError(f"`bank` must hold lists of questions; got none in {path.name}.")
    return entries


def _fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f": line {mark.line + 1}, {error.problem}" if mark else ""


def _wording(entry: dict) -> tuple:
    options = sorted(option["text"].strip() for option in entry["options"])
    return (entry["question"].strip(), *options)


def _require_question(entry: dict, stem: str) -> None:
    name, options = f"{entry.get('id')!r} in {stem}.yml", entry.get("options")
    _require_keys(entry, QUESTION_KEYS, name)
    _require_texts({"idea": "none"} | entry, ("id", "question", "idea"), name)
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        raise ValueError(f"`bank` must list the options of a question; got none for {name}.")
    if not 3 <= len(options) <= 6:
        raise ValueError(f"`bank` must give 3 to 6 options; got {len(options)} for {name}.")
    for option in options:
        _require_keys(option, OPTION_KEYS, name)
        _require_texts(option, ("text", "why"), name)
    texts = [option["text"].strip() for option in options]
    if len(set(texts)) < len(texts):
        raise ValueError(f"`bank` must not offer an option twice; got {name}.")
    marks = [option.get("right", False) for option in options]
    if not all(isinstance(mark, bool) for mark in marks) or sum(marks) != 1:
        raise ValueError(f"`bank` must mark one option with `right: true`; got {name}.")


def _require_case(entry: dict) -> None:
    name, points = f"{entry.get('id')!r} in {CASES}.yml", entry.get("points")
    _require_keys(entry, CASE_KEYS, name)
    _require_texts(entry, ("id", "question"), name)
    if not isinstance(points, list) or not all(isinstance(one, dict) for one in points):
        raise ValueError(f"`bank` must list the points of a case; got none for {name}.")
    for one in points:
        _require_keys(one, POINT_KEYS, name)
        _require_texts(one, ("text",), name)
    counts = [one.get("points") for one in points]
    if not all(type(count) is int and count > 0 for count in counts) or sum(counts) != FULL:
        raise ValueError(f"`bank` must give a case points that sum to 10; got {counts} for {name}.")


def _require_texts(entry: dict, keys: tuple[str, ...], name: str) -> None:
    for key in keys:
        if not isinstance(entry.get(key, ""), str):
            raise ValueError(
                f"`bank` must have a text under `{key}`; got {entry[key]!r} for {name}. "
                "Put it in quotes."
            )
        if not entry.get(key, "").strip():
            raise ValueError(f"`bank` must have a text under `{key}`; got none for {name}.")
        if re.search("[\ud800-\udfff]", entry[key]):
            raise ValueError(
                f"`bank` must have whole characters under `{key}`; got half for {name}."
            )


def _require_keys(entry: dict, known: set[str], name: str) -> None:
    """Refuse what nobody would read, such as `Right` or `wyh`."""
    if odd := [key for key in entry if key not in known]:
        raise ValueError(
            f"`bank` must have only {', '.join(sorted(known))}; got {odd[0]!r} for {name}."
        )


def _require_once(names: list, what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"`bank` must use {what} once; got {twice[0]!r} more than once.")
