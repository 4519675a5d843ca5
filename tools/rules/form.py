"""Rules for the code, the figures and the quiz of a chapter; each returns the problems it finds.

A rule reads the executed solutions, or a quiz bank.
"""

import re
import statistics
from itertools import pairwise
from typing import Any

from tools.text.sections import VIEW, has_tag

__all__ = [
    "code_problems",
    "figure_problems",
    "quiz_problems",
    "rhythm_problems",
    "unit_problems",
]

FORBIDDEN = {
    r"^\s*[!%]\w|get_ipython": "shell or magic",
    r"\bpip3? install\b|\bsubprocess\b|\bos\.system\b": "an installation or a shell",
    r"\bwarnings\.|import warnings|filterwarnings|simplefilter": "a warning filter",
    r"https?://|\burlopen\b|\burlretrieve\b|\brequests\.": "an address or a download",
    r"[\"'](/[\w.-]+|~/|[A-Za-z]:\\)[\w./\\-]*[\"']|\bexpanduser\b|\.home\(\)": "an absolute path",
    r"inplace=True": "a change in place",
}
# One minute, and two minutes; 10:01 and 2.1 are no one.
ODD_MINUTES = re.compile(r"(?<![\d.,:])(?:1 minutes|(?!1 )\d+ minute)\b(?!-)")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")


def code_problems(book: Any) -> list[str]:
    """Hold the code of the solved copy against style §6: width, length, nothing forbidden."""
    problems, lengths = [], []
    for cell in _code(book):
        lines = [line for line in cell.source.splitlines() if line.strip()]
        lengths.append(len(lines))
        problems += [f"over 79 columns: {line}" for line in lines if len(line) > 79]
        problems += [f"{len(lines)} lines in “{lines[0]}”; at most 14"] if len(lines) > 14 else []
        for pattern, what in FORBIDDEN.items():
            if found := re.search(pattern, cell.source, re.M):
                problems.append(f"{what} in code: {found[0].strip()}")
    if lengths and statistics.median_high(lengths) > 5:
        problems.append(f"{statistics.median_high(lengths)} lines in the median cell; at most 5")
    return problems


def figure_problems(book: Any) -> list[str]:
    """Refuse figures without alt text, without `plt.show()` last, or with Chinese in them."""
    problems = []
    for cell in _code(book):
        figures = _figures(cell)
        head = next(iter(cell.source.splitlines()), "")
        for output in figures:
            if not output.get("metadata", {}).get("image/png", {}).get("alt", "").strip():
                problems.append(f"no alt text in “{head}”")
        is_play = any(VIEW in output.data for output in figures)
        if figures and not is_play and cell.source.rstrip().splitlines()[-1] != "plt.show()":
            problems.append(f"a figure's cell must end with plt.show(): “{head}”")
        if (figures or re.search(r"\b(plt|sns)\.|\bplot", cell.source)) and (
            found := CHINESE.search(cell.source)
        ):
            problems.append(f"figures carry English only; got {found[0]} in “{head}”")
    return problems


def rhythm_problems(book: Any) -> list[str]:
    """Want one cell of imports, first of all, and text before at least 80 % of the code cells."""
    cells = [cell for cell in book.cells if not has_tag(cell, "notes")]
    code = [cell for cell in cells if cell.cell_type == "code"]
    tagged = [i for i, cell in enumerate(code) if has_tag(cell, "imports")]
    problems = [] if tagged == [0] else ["the first code cell, and no other, is tagged `imports`"]
    led = sum(
        before.cell_type == "markdown" and after.cell_type == "code"
        for before, after in pairwise(cells)
    )
    if led < 0.8 * len(code):
        problems.append(f"text before {led} of {len(code)} code cells; at least 80 %")
    return problems


def unit_problems(book: Any) -> list[str]:
    """Name "1 minutes" and "2 minute" in the text, notes included."""
    texts = [cell.source for cell in book.cells if cell.cell_type == "markdown"]
    return [f"a wrong plural: {found}" for text in texts for found in ODD_MINUTES.findall(text)]


def quiz_problems(word: str, bank: list[dict]) -> list[str]:
    """Want new ids, two or more options, one of them right, and a reason for every option."""
    ids = [str(asked.get("id")) for asked in bank]
    problems = [f"id {name} is not new" for name in sorted({n for n in ids if ids.count(n) > 1})]
    for asked, name in zip(bank, ids, strict=True):
        options = asked.get("options", [])
        if not name.startswith(f"{word}-"):
            problems.append(f"{name}: the id must begin with {word}-")
        if len(options) < 2 or sum(option.get("right") is True for option in options) != 1:
            problems.append(f"{name}: two or more options, exactly one with `right: true`")
        if not str(asked.get("question") or "").strip():
            problems.append(f"{name}: no question")
        if not all(str(o.get(key) or "").strip() for o in options for key in ("text", "why")):
            problems.append(f"{name}: every option needs `text` and `why`")
    return problems


def _code(book: Any) -> list:
    return [cell for cell in book.cells if cell.cell_type == "code"]


def _figures(cell: Any) -> list:
    return [out for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
