"""The website as a screen reader tells it: headings, landmarks, names, in the order of reading."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.site.test_pages import CHAPTERS, EVERY_KIND, FOUND

pytestmark = pytest.mark.browser

LANDMARKS = {
    "banner",
    "complementary",
    "contentinfo",
    "form",
    "main",
    "navigation",
    "region",
    "search",
}
ONCE = {"banner", "contentinfo", "main"}  # others need a name where there are several
NAMED = {"DisclosureTriangle", "button", "image", "link", "searchbox", "textbox"}
PAGES = [*(f"{name}.html" for name in EVERY_KIND), FOUND]
EXERCISE = re.compile(r"Exercise \d+\.\d+")
Told = tuple[str, str, int]


def told(page: Page) -> list[Told]:
    """Return what a screen reader finds, in order: role, name, and the level of a heading."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    known = {node["nodeId"]: node for node in nodes}
    session.detach()
    return list(_told(nodes[0], known))


def _told(node: dict, known: dict[str, dict]) -> Iterator[Told]:
    if not node["ignored"]:
        levels = [p["value"]["value"] for p in node["properties"] if p["name"] == "level"]
        yield _value(node, "role"), _value(node, "name"), (levels or [0])[0]
    for child in node["childIds"]:
        if child in known:
            yield from _told(known[child], known)


def _value(node: dict, key: str) -> str:
    return str(node.get(key, {}).get("value", "")).strip()


@pytest.fixture(scope="module")
def heard(address, visit) -> Callable[[str], list[Told]]:
    """Return what is told of a page of the website, asked once."""
    return cache(lambda name: told(visit(f"{address}/{name}").page))


def problems(parts: list[Told]) -> list[str]:
    """Name jumps between headings, landmarks that can't be told apart, and what has no name."""
    heads = [(level, name) for role, name, level in parts if role == "heading"]
    jumps = [name for (before, _), (level, name) in pairwise(heads) if level > before + 1]
    marks = Counter((role, name) for role, name, _ in parts if role in LANDMARKS)
    several = Counter(role for role, _ in marks.elements())
    alike = [f"{role} {name}" for (role, name), n in marks.items() if n > 1]
    alike += [role for (role, name), _ in marks.items() if not name and several[role] > 1]
    silent = [role for role, name, _ in parts if role in NAMED and not name]
    empty = [f"h{level} is empty" for level, name in heads if not name]
    return [*jumps, *alike, *silent, *empty]


def around_exercises(parts: list[Told]) -> dict[str, list[str]]:
    """Return what is told from each exercise's heading on: its check, its folds, other headings."""
    found: dict[str, list[str]] = {}
    number = ""
    for role, name, _ in parts:
        if role == "heading":
            number = (EXERCISE.match(name) or [""])[0]
            found.setdefault(number, []).append("heading")
        elif role == "DisclosureTriangle" or (role, name) == ("StaticText", "check"):
            found.setdefault(number, []).append(name)
    return {number: names for number, names in found.items() if number}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_told_in_order(name, heard):
    parts = heard(name)
    assert problems(parts) == []
    roles = Counter(role for role, _, _ in parts)
    assert {role: roles[role] for role in ONCE if roles[role] != 1} == {}
    assert [level for role, _, level in parts if role == "heading"].count(1) == 1


@pytest.mark.parametrize("stem", CHAPTERS)
def test_an_exercise_is_told_before_its_code_and_its_folds(stem, heard):
    found = around_exercises(heard(f"{stem}.html"))
    assert found
    for number, names in found.items():
        folds = [f"Hint 1 to {number}", f"Hint 2 to {number}", f"One way to solve {number}"]
        assert names[:4] == ["heading", "check", *folds[:2]], number
        assert names.count(folds[2]) == 1, number
        assert "heading" not in names[1:], number


def test_jumps_twins_and_what_has_no_name_are_found():
    parts = [("heading", "A", 1), ("heading", "B", 3), ("navigation", "", 0), ("form", "Find", 0)]
    parts += [("navigation", "Main", 0), ("form", "Find", 0), ("link", "", 0), ("heading", "", 3)]
    assert problems(parts) == ["B", "form Find", "navigation", "link", "h3 is empty"]
