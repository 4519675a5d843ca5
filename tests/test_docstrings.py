"""Every module of crmlib is light to import; its functions are small and say what they do."""

import ast
import importlib.util
import inspect
import io
import json
import pkgutil
import re
import subprocess
import sys
import tokenize
from pathlib import Path
from typing import Any

import pytest
from numpydoc.validate import validate

import crmlib
from crmlib import course_root
from crmlib.exercises.questions import FOLDER
from tools.rules import references
from tools.text.course import read_rows

HEAVY = {
    "duckdb",
    "ipywidgets",
    "matplotlib",
    "mlxtend",
    "pyspark",
    "scipy",
    "seaborn",
    "sklearn",
    "statsmodels",
}
# Not asked for: an extended summary, "See Also", the grammar of the summary's first word, and
# capital letters and full stops in descriptions, which may begin with a symbol.
OPTIONAL = {"ES01", "SA01", "SS05", "PR08", "PR09", "RT04", "RT05"}
MODULES = sorted(name for _, name, _ in pkgutil.walk_packages(crmlib.__path__, "crmlib."))
QUESTION_FILES = {f"crmlib.exercises.{path.stem}" for path in FOLDER.glob("*.yml")}
LIBRARY = [name for name in MODULES if name not in QUESTION_FILES | {"crmlib.__main__"}]


def source(module: str) -> str:
    return Path(importlib.util.find_spec(module).origin).read_text(encoding="utf-8")


def public(module: str, kind: type) -> list[str]:
    """Return the names of the public functions or classes that a module defines."""
    nodes = [node for node in ast.parse(source(module)).body if isinstance(node, kind)]
    return [node.name for node in nodes if not node.name.startswith("_")]


FUNCTIONS = [f"{module}.{n}" for module in LIBRARY for n in public(module, ast.FunctionDef)]
CLASSES = [f"{module}.{n}" for module in LIBRARY for n in public(module, ast.ClassDef)]


def found(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def bodies(module: str) -> list[ast.FunctionDef]:
    return [n for n in ast.walk(ast.parse(source(module))) if isinstance(n, ast.FunctionDef)]


def code_lines(text: str) -> set[int]:
    """Return the lines with code on them: no blank line, no comment, no docstring."""
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    silent |= {tokenize.ENDMARKER}
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in silent:
            lines |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        may_be_documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if may_be_documented and ast.get_docstring(node):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return lines


SMALL_MODULE = '''"""Module."""

# why
x = (
    1
)

def f():
    """Text.

    More."""
    return 2
'''


def test_lines_of_code_are_counted_without_docstrings_comments_and_blanks():
    assert code_lines(SMALL_MODULE) == {4, 5, 6, 8, 12}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_has_all_sections_and_documents_its_parameters_in_order(name):
    problems = [error for error in validate(name)["errors"] if error[0] not in OPTIONAL]
    assert problems == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_that_refuses_says_what_it_raises(name):
    steps = list(ast.walk(ast.parse(inspect.getsource(found(name)))))
    called = [n.func.id for n in steps if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    refuses = any(isinstance(node, ast.Raise) for node in steps)
    refuses |= any(function.startswith("require_") for function in called)
    assert not refuses or re.search(r"^Raises\n-+$", inspect.getdoc(found(name)), re.M)


@pytest.mark.parametrize("name", CLASSES)
def test_class_has_a_summary_and_documents_its_parameters_in_order(name):
    errors = [error for error in validate(name)["errors"] if error[0] not in OPTIONAL | {"EX01"}]
    assert issubclass(found(name), Exception) or errors == []


@pytest.mark.parametrize("name", CLASSES)
def test_method_has_a_summary_of_one_line(name):
    for method, function in vars(found(name)).items():
        if inspect.isfunction(function) and not method.startswith("_"):
            summary = inspect.getdoc(function).split("\n\n")[0]
            assert summary.endswith("."), method
            assert "\n" not in summary, method


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_signature_has_types(name):
    signature = inspect.signature(found(name))
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty]
    assert bare == []
    assert signature.return_annotation is not signature.empty


@pytest.mark.parametrize("module", MODULES)
def test_function_takes_at_most_four_arguments_by_position(module):
    for function in bodies(module):
        names = [a.arg for a in [*function.args.posonlyargs, *function.args.args]]
        given = [name for name in names if name not in {"self", "cls"}]
        assert len(given) <= 4, function.name


@pytest.mark.parametrize("module", MODULES)
def test_function_s_body_has_at_most_25_lines(module):
    lines = code_lines(source(module))
    for function in bodies(module):
        start = function.body[0].lineno
        n_lines = len(lines & set(range(start, function.end_lineno + 1)))
        assert n_lines <= 25, f"{function.name}: {n_lines} lines"


@pytest.mark.parametrize("module", ["crmlib", *MODULES])
def test_module_begins_with_one_line_that_says_what_it_is_for(module):
    text = inspect.getdoc(importlib.import_module(module))
    summary = text.split("\n\n")[0]
    assert "\n" not in summary
    assert summary.endswith(".")


@pytest.mark.parametrize("module", LIBRARY)
def test_all_lists_every_public_function_and_class(module):
    listed = set(importlib.import_module(module).__all__)
    assert set(public(module, ast.FunctionDef | ast.ClassDef)) <= listed
    assert all(hasattr(importlib.import_module(module), name) for name in listed)
    assert not any(name.startswith("_") for name in listed)


@pytest.mark.parametrize("module", sorted(QUESTION_FILES))
def test_question_file_says_in_one_line_what_each_question_asks(module):
    for name in public(module, ast.FunctionDef):
        text = inspect.getdoc(found(f"{module}.{name}"))
        assert text.endswith("."), name
        assert "\n" not in text, name


def test_importing_the_package_loads_no_heavy_library():
    program = (
        "import importlib, json, sys\n"
        "loaded = {}\n"
        "for module in json.loads(sys.argv[1]):\n"
        "    importlib.import_module(module)\n"
        "    for heavy in set(json.loads(sys.argv[2])) & set(sys.modules):\n"
        "        loaded.setdefault(heavy, module)\n"
        "print(json.dumps(loaded))"
    )
    arguments = [json.dumps(MODULES), json.dumps(sorted(HEAVY))]
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stdout == "{}\n", done.stderr


def unstable_sorts(code: str) -> list[str]:
    """Return the sorts by one key that leave the order of equal rows to the processor."""
    found = []
    for call in ast.walk(ast.parse(code)):
        if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
            continue
        keys = (
            call.args[0]
            if call.args
            else next((k.value for k in call.keywords if k.arg == "by"), None)
        )
        one = (
            isinstance(keys, ast.List)
            and len(keys.elts) == 1
            and isinstance(keys.elts[0], ast.Constant)
        )
        several = isinstance(keys, ast.List | ast.Name) and not one
        stable = any(keyword.arg == "kind" for keyword in call.keywords)
        index = "index.sort_values" in ast.unparse(call.func)
        if call.func.attr == "argsort" and not stable:
            found.append(ast.unparse(call))
        if call.func.attr == "sort_values" and not (several or stable or index):
            found.append(ast.unparse(call))
    return found


def test_unstable_sorts_are_seen():
    assert unstable_sorts("t.sort_values('a'); t.sort_values(['a', 'b'])") == ["t.sort_values('a')"]
    assert unstable_sorts("np.argsort(a); np.argsort(a, kind='stable')") == ["np.argsort(a)"]


@pytest.mark.parametrize("module", LIBRARY)
def test_no_order_hangs_on_the_processor(module):
    assert unstable_sorts(inspect.getsource(importlib.import_module(module))) == []


def dead_references(text: str) -> list[str]:
    """Return what a text names in backticks as a part of crmlib that is not there."""
    dead = []
    for path in re.findall(r"`(crmlib(?:\.\w+)+)(?:\(\))?`", text):
        try:
            pkgutil.resolve_name(path)
        except (ImportError, AttributeError):
            dead.append(path)
    return dead


def test_a_reference_that_leads_nowhere_is_seen():
    assert dead_references("`crmlib.core.share_interval`, `crmlib.value`") == []
    assert dead_references("`crmlib.value.share_interval`") == ["crmlib.value.share_interval"]


@pytest.mark.parametrize("module", MODULES)
def test_every_reference_in_a_module_leads_somewhere(module):
    assert dead_references(source(module)) == []


WORKS = references.read_works(read_rows(course_root() / "chapters" / "references.csv"))


@pytest.mark.parametrize("module", LIBRARY)
def test_every_citation_agrees_with_its_entry(module):
    cited = references.references_of(source(module))
    found = {name: references.citation_problems(text, WORKS) for name, text in cited.items()}
    assert {name: problems for name, problems in found.items() if problems} == {}
