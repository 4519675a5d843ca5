"""Who speaks to whom: packages by their names, measures without inventions, every name used."""

import ast
from collections.abc import Callable, Iterator

import pytest

from crmlib import course_root
from tools import names
from tools.text.sections import chapter_files, read_chapter

ROOT = course_root()
KNOWN = names.packages(ROOT)
MOST_PACKAGES = 6  # that one chapter speaks to
CAPSTONE, MOST_OF_CAPSTONE = "17_your_customers", 7  # it takes something from every kind of topic
MADE_UP = "simulated"
FEWEST_NAMES, MOST_NAMES = 5, 30  # of a topic: what one can look over
NO_TOPICS = {f"crmlib.{name}" for name in ("core", "course", "exercises", "notebook")}
MAY_INVENT = {"crmlib.exercises"}  # beside packages and the files of inventions themselves


def imports(code: str) -> Iterator[tuple[str, str]]:
    """Yield what code imports: the module and the name from it, which is empty for `import x`."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom):
            yield from ((f"{'.' * node.level}{node.module or ''}", n.name) for n in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def is_package(dotted: str) -> bool:
    """Return whether a dotted name is a package of crmlib."""
    return (ROOT.joinpath(*dotted.split(".")) / "__init__.py").is_file()


def is_file(dotted: str) -> bool:
    """Return whether a dotted name is a module behind a package of crmlib."""
    return ROOT.joinpath(*dotted.split(".")).with_suffix(".py").is_file()


def topic(dotted: str) -> str:
    """Return the package below crmlib that a module belongs to."""
    return ".".join(dotted.split(".")[:2])


def files_behind(code: str) -> list[str]:
    """Return the modules behind packages of crmlib that code imports."""
    found = []
    for module, name in imports(code):
        if module.split(".")[0] == "crmlib":
            behind = [dotted for dotted in (module, f"{module}.{name}") if is_file(dotted)]
            # a function may be named like the file that it stands in
            is_name = module in KNOWN and name in KNOWN[module].names
            found += behind[:1] if not is_name else []
    return found


def chapter_problems(code: str, most: int = MOST_PACKAGES) -> list[str]:
    """Name the files behind packages that a chapter imports, and too many packages."""
    used = {topic(package) for package, _ in names.used_names(code, KNOWN)} - {"crmlib"}
    found = [f"imports the file {module}" for module in files_behind(code)]
    if len(used) > most:
        found.append(f"speaks to {len(used)} packages; at most {most}")
    return found


def boundary_problems(name: str, code: str) -> list[str]:
    """Name the files behind another package that a module imports."""
    own = {topic(name), "crmlib.paths"} if topic(name).split(".")[0] == "crmlib" else set()
    return [
        f"imports the file {module}" for module in files_behind(code) if topic(module) not in own
    ]


def made_up_names() -> dict[str, set[str]]:
    """Return by package the public names that its `simulated.py` defines."""
    found = {}
    for package in KNOWN:
        path = ROOT.joinpath(*package.split("."), f"{MADE_UP}.py")
        if path.is_file():
            tree = ast.parse(path.read_text(encoding="utf-8"))
            nodes = (n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef))
            found[package] = {node.name for node in nodes}
    return found


def invention_problems(name: str, code: str) -> list[str]:
    """Name what a measure imports from a `simulated.py`; such files and exercises may."""
    if name.rpartition(".")[2] == MADE_UP or is_package(name) or topic(name) in MAY_INVENT:
        return []
    direct = [f"{m}.{n}" for m, n in imports(code) if MADE_UP in (*m.split("."), n)]
    made_up = made_up_names()
    named = [f"{p}.{n}" for p, n in names.used_names(code, KNOWN) if n in made_up.get(p, set())]
    return [f"uses the made-up {found}" for found in sorted({*direct, *named})]


def tool_problems(code: str) -> list[str]:
    """Name what code of crmlib imports from tools."""
    return [f"imports {m}" for m, _ in imports(code) if m.split(".")[0] == "tools"]


def modules(*folders: str) -> list[str]:
    """Return the dotted names of all modules below some folders, `__init__` as its package."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append(".".join(part for part in parts if part != "__init__"))
    return found


def source(name: str) -> str:
    """Return the code of a module or package."""
    path = ROOT.joinpath(*name.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return file.read_text(encoding="utf-8")


def accept(problems: list[str]) -> None:
    """Fail with one line per problem."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def everywhere(rule: Callable[[str, str], list[str]], *folders: str) -> list[str]:
    """Return the problems of every module, each with its module."""
    return [
        f"{name} {problem}" for name in modules(*folders) for problem in rule(name, source(name))
    ]


@pytest.mark.parametrize("path", chapter_files(ROOT), ids=lambda path: path.stem)
def test_a_chapter_speaks_to_few_packages_and_to_no_file(path):
    most = MOST_OF_CAPSTONE if path.stem == CAPSTONE else MOST_PACKAGES
    accept(chapter_problems(read_chapter(path).code, most))


def test_no_module_imports_a_file_behind_another_package():
    accept(everywhere(boundary_problems, "crmlib", "tools"))


def test_no_measure_needs_what_is_made_up():
    accept(everywhere(invention_problems, "crmlib"))


def test_crmlib_stands_without_the_tools():
    accept(everywhere(lambda _, code: tool_problems(code), "crmlib"))


def test_the_list_of_public_names_is_in_step():
    stored = (ROOT / names.LIST).read_text(encoding="utf-8").splitlines()
    made = names.table(ROOT).splitlines()
    gone, new = sorted(set(stored) - set(made)), sorted(set(made) - set(stored))
    accept([f"gone: {row}" for row in gone] + [f"new: {row}" for row in new])
    assert stored == made, "python -m tools names"


def test_the_chapters_call_few_enough_names():
    called = names.called_names(ROOT, KNOWN)
    n_called = len(set().union(*called.values()))
    assert n_called <= names.MOST_CALLED, "\n".join(names.call_lines(called))


def test_every_public_name_has_a_user():
    accept(names.unused(names.table(ROOT)))


@pytest.mark.parametrize(
    "code",
    [
        "from crmlib.value.rfm import rfm_table",
        "import crmlib.value.rfm",
        "from crmlib.value import rfm",
        "from crmlib.mining.system import answer",
        "def f():\n    from crmlib.mining.system.answer import ask",
    ],
)
def test_a_file_behind_a_package_is_seen(code):
    assert len(chapter_problems(code)) == 1
    assert len(boundary_problems("crmlib.exercises.walmart", code)) == 1
    assert len(boundary_problems("tools.site.build", code)) == 1


@pytest.mark.parametrize(
    "code",
    [
        "from crmlib import datasets, value",
        "from crmlib.value import rfm_table",
        "from crmlib.mining import system",
        "from crmlib.mining.system import ask",
        "import pandas as pd",
    ],
)
def test_a_package_and_its_names_pass(code):
    assert chapter_problems(code) == []
    assert boundary_problems("tools.site.build", code) == []


def test_a_module_imports_files_of_its_own_package():
    assert boundary_problems("crmlib.value.profit", "from crmlib.value.rfm import rfm_table") == []
    assert boundary_problems("crmlib.mining.system.answer", "from crmlib.mining import trees") == []


def test_a_seventh_package_is_seen():
    seven = sorted(package for package in KNOWN if package.count(".") == 1)[:7]
    code = "\n".join(f"from {package} import {KNOWN[package].names[0]}" for package in seven)
    assert chapter_problems(code) == ["speaks to 7 packages; at most 6"]
    assert chapter_problems("\n".join(code.splitlines()[:6])) == []


@pytest.mark.parametrize(
    "code",
    [
        "from crmlib.mining.simulated import simulate_credit",
        "from crmlib.mining import simulated",
        "from crmlib.mining import simulate_credit",
        "from crmlib import mining\nmining.simulate_credit()",
    ],
)
def test_a_measure_that_needs_what_is_made_up_is_seen(code):
    assert invention_problems("crmlib.lifecycle.offers", code)
    assert invention_problems("crmlib.mining.simulated", code) == []
    assert invention_problems("crmlib.mining", code) == []
    assert invention_problems("crmlib.exercises.mining", code) == []


def test_an_example_in_a_docstring_may_use_what_is_made_up():
    code = '"""Say.\n\n>>> from crmlib.mining import simulate_credit\n"""\n'
    assert invention_problems("crmlib.lifecycle.offers", code) == []


@pytest.mark.parametrize("code", ["import tools.names", "from tools.text import sections"])
def test_crmlib_leaning_on_the_tools_is_seen(code):
    assert len(tool_problems(code)) == 1
    assert tool_problems("import pathlib as tools") == []


def test_a_list_out_of_step_and_a_name_without_a_user_are_seen():
    rows = ["package,name,used_by", "crmlib.value,gini,03", "crmlib.value,gone,", ""]
    assert names.unused("\n".join(rows)) == ["crmlib.value.gone"]
    assert names.table(ROOT) != "\n".join(rows)


@pytest.mark.parametrize("package", sorted(set(KNOWN) - NO_TOPICS - {"crmlib"}))
def test_a_topic_has_as_many_names_as_one_can_look_over(package):
    fewest = 1 if package.count(".") > 1 else FEWEST_NAMES  # a package within a topic may be small
    assert fewest <= len(KNOWN[package].names) <= MOST_NAMES
