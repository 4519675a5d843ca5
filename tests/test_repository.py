"""What is committed: nothing of one machine, nothing large, no dead link, no untested module."""

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

from crmlib import course_root

ROOT = course_root()
MOST_BYTES = 3_000_000
# A path of one machine stands at the start of a line or behind a space, quote, bracket or sign.
MACHINE_PATH = re.compile(
    r"(?:^|[\s\"'`=(\[{,<>]|file://)"
    r"(?:/(?:home|root|work|farm|tmp|Users|opt|mnt|private)/[\w.-]|[A-Z]:\\+Users\\)",
    re.MULTILINE,
)
REGISTRY = re.compile(
    r"files\.pythonhosted\.org|registry\.(?:npmjs|yarnpkg)\.|https?://\S*/simple(?:[/\s\"']|$)"
    r"|https?://\S+\.(?:whl|tgz|tar\.gz)\b|--(?:(?:extra-)?index-url|find-links)"
)
FENCE = re.compile(r"^(```+|~~~+).*?^\1\s*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]+`")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+[\"'][^)]*)?\)|(?:src|href)=[\"']([^\"']+)[\"']")
DEFINED_LINK = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s|$)", re.MULTILINE)
# Tests of more than one module, or of what is none: the whole course, its files, its pages.
WIDER_TESTS = {
    "bad_input",
    "browser",
    "chapters",
    "datapackage",
    "docstrings",
    "environment",
    "exercises/banks",
    "exercises/tried",
    "house",
    "install",
    "mutations",
    "repository",
    "site/book",
    "site/heard",
    "site/keyboard",
    "site/pages",
    "site/reading",
    "site/search",
    "site/slides",
    "site/terms",
}
# Parts of tools that are tested through their package, and by which test.
THIN_PARTS = {"slides/pdf": "tests/site/test_slides"}


@pytest.fixture(scope="module")
def files() -> list[Path]:
    """Every file that is tracked or would be by `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.check_output(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy of the course is no git checkout")
    return [ROOT / name for name in listed.decode().split("\0") if (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def texts(files: list[Path]) -> dict[str, str]:
    """The text of every file that is text."""
    found = {}
    for path in files:
        content = path.read_bytes()
        is_export = path.parent.name == "orders"  # of a shop, in its own encoding
        if b"\0" not in content and not is_export:
            found[path.relative_to(ROOT).as_posix()] = content.decode("utf-8")
    return found


def matches(pattern: re.Pattern, texts: dict[str, str]) -> list[str]:
    """Return file and find of everything that matches."""
    return [
        f"{name}: {find[0].strip()}" for name in texts for find in pattern.finditer(texts[name])
    ]


def pages() -> list[Path]:
    """Return the Markdown files whose links a reader follows."""
    return sorted([*ROOT.glob("*.md"), *(ROOT / "chapters").glob("*.md")])


def local_links(markdown: str) -> list[str]:
    """Return the targets of links to other files, without code and comments."""
    for hidden in (COMMENT, FENCE, CODE_SPAN):
        markdown = hidden.sub("", markdown)
    targets = [a or b for a, b in LINK.findall(markdown)] + DEFINED_LINK.findall(markdown)
    paths = [target.partition("#")[0] for target in targets if "{" not in target]
    return [path for path in paths if path and not re.match(r"[a-z]+:", path)]


def make_targets(markdown: str) -> set[str]:
    """Return what the code of a page tells the reader to make."""
    fences = [found[0] for found in FENCE.finditer(markdown)]
    commands = "\n".join([*fences, *CODE_SPAN.findall(FENCE.sub("", markdown))])
    return set(re.findall(r"(?:^|[`;&$])[ \t]*make ([a-z][\w-]*)", commands, re.MULTILINE))


def modules(folder: str) -> set[Path]:
    """Return the modules below a folder as paths without suffix, __main__ as main."""
    paths = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*.py")]
    named = [path.with_name(path.stem.strip("_")) for path in paths]
    return {path for path in named if path.name != "init"}


def subjects_of_tests() -> set[Path]:
    """Return what the tests are named after, as paths without suffix: value/rfm, tools/names."""
    tests = {path for path in modules("tests") if path.name.startswith("test_")}
    return {path.with_name(path.name.removeprefix("test_")) for path in tests}


def test_modules_are_found_with_their_folder():
    assert {Path("paths"), Path("main"), Path("value", "rfm")} <= modules("crmlib")
    assert {Path("main"), Path("names"), Path("site", "build")} <= modules("tools")
    assert all("__init__" not in path.name for path in modules("crmlib"))


def test_no_file_names_a_path_of_one_machine(texts):
    assert matches(MACHINE_PATH, texts) == []


def test_no_file_names_a_package_registry(texts):
    assert matches(REGISTRY, texts) == []


def test_no_file_is_larger_than_3_mb(files):
    assert [path.name for path in files if path.stat().st_size > MOST_BYTES] == []


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.name)
def test_local_links_lead_somewhere(page):
    # A chapter is read as a notebook: its links start in notebooks/.
    start = ROOT / "notebooks" if page.parent.name == "chapters" else page.parent
    links = local_links(page.read_text(encoding="utf-8"))
    assert [link for link in links if not (start / link).exists()] == []


def test_make_targets_of_the_pages_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    made = set(re.findall(r"^([a-z][\w-]*):", makefile, re.MULTILINE))
    texts = [page.read_text(encoding="utf-8") for page in ROOT.glob("*.md")]
    assert {"lab", "test", "notebooks", "lock", "bench", "help"} <= made
    assert {target for text in texts for target in make_targets(text)} <= made


def test_every_module_of_crmlib_has_its_tests():
    banks = (ROOT / "crmlib" / "exercises").glob("*.yml")  # all tested by test_banks.py
    questions = {Path("exercises", bank.stem) for bank in banks}
    assert sorted(map(str, modules("crmlib") - subjects_of_tests() - questions)) == []


def test_every_module_of_tools_has_its_tests():
    wanted = {Path("tools", path) for path in modules("tools")}
    untested = {path.relative_to("tools").as_posix() for path in wanted - subjects_of_tests()}
    assert untested == set(THIN_PARTS)


def test_every_test_file_is_named_after_a_module_or_says_more():
    subjects = modules("crmlib") | {Path("tools", path) for path in modules("tools")}
    named = {path.as_posix() for path in subjects_of_tests() - subjects}
    assert sorted(named - WIDER_TESTS) == []


def test_no_folder_of_code_is_passed_over(pytestconfig):
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    ignored = [*pytestconfig.getini("norecursedirs"), *settings["ruff"]["exclude"]]
    paths = [
        path for folder in ("crmlib", "tests", "tools") for path in (ROOT / folder).rglob("*.py")
    ]
    folders = {name for path in paths for name in path.relative_to(ROOT).parent.parts}
    assert [name for name in sorted(folders) if any(fnmatch(name, each) for each in ignored)] == []


@pytest.mark.parametrize(
    "text",
    ["cd /{}/anna/crm", '"/{}/x"', "`/{}/x`", "=/{}/x", "(/{}/x)", "file:///{}/x", "/{}/x"],
)
@pytest.mark.parametrize("place", ["home", "root", "tmp", "Users"])
def test_path_of_one_machine_is_seen(text, place):
    assert MACHINE_PATH.search(text.format(place))


@pytest.mark.parametrize(
    "text",
    ["work/03_value.ipynb", "localhost:8888/lab/tree/work/x", "a/home/b", "./tmp/x", "1/root/2"],
)
def test_relative_path_is_no_path_of_one_machine(text):
    assert not MACHINE_PATH.search(text)


def test_links_in_code_and_comments_are_no_links():
    page = "[a](x.md#b) `[b](y.md)` <!-- [c](z.md) --> [d](#e) [f](https://g.org)\n![h](i.png)"
    fenced = '\n```\n[j](k.md)\n```\n<img src="l.png">\n[m]: n.md\n'
    assert local_links(page + fenced) == ["x.md", "i.png", "l.png", "n.md"]


def test_make_is_a_command_only_in_code():
    page = "make sense of it: `make lab`.\n\n```\nmake test\ncd x; make bench\n```\n"
    assert make_targets(page) == {"lab", "test", "bench"}
