"""The reference lists what is public and who uses it."""

import nbformat

from crmlib import course_root
from tools.site.api_pages import api_index, api_modules, api_page

ROOT = course_root()
STEM = "01_lemonade"


def code(source: str, name: str, outputs: tuple = (), tags: tuple = ()) -> nbformat.NotebookNode:
    """Return a code cell with outputs."""
    cell = nbformat.v4.new_code_cell(source, id=name, outputs=list(outputs))
    cell.metadata["tags"] = list(tags)
    return cell


def test_api_has_the_modules_with_public_names_and_their_users(course):
    modules = api_modules(ROOT)
    assert modules["crmlib.notebook.claims"].startswith("The claims ledger")
    assert "crmlib.exercises.walmart" not in modules
    course.chapters[0].cells.append(code("from crmlib import claims, plots", "bbbb"))
    index = api_index({"crmlib.notebook.claims": "Claims.", "crmlib.value.rfm": "RFM."}, course)
    user = f'<a href="{STEM}.html">ch.&nbsp;1</a>'
    assert f"| [claims](api/crmlib.claims.md) | Claims. | {user} |" in index
    assert "| [rfm](api/crmlib.rfm.md) | RFM. |  |" in index
    assert ".. automodule:: crmlib.value.rfm\n" in api_page("crmlib.value.rfm")
