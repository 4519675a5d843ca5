"""The reference lists what is public and who uses it."""

import nbformat

from tools.names import Package
from tools.site.api_pages import api_index, api_page

KNOWN = {
    "crmlib.notebook": Package("What shows.", ("claim_check", "explore")),
    "crmlib.value": Package("What customers bring.", ("gini",)),
}


def test_a_package_stands_with_its_names_and_its_chapters(course):
    course.chapters[0].cells.append(nbformat.v4.new_code_cell("from crmlib import notebook"))
    used, idle = api_index(KNOWN, course).split("## [value]")
    assert used.startswith(
        "## [notebook](api/crmlib.notebook.md)\n\nWhat shows.\n\n`claim_check`, "
    )
    assert used.strip().endswith('*Used in* <a href="01_lemonade.html">ch.&nbsp;1</a>.')
    assert "Used in" not in idle


def test_a_chapter_that_names_a_function_uses_its_package(course):
    course.chapters[0].cells.append(nbformat.v4.new_code_cell("from crmlib.value import gini"))
    assert "Used in" in api_index(KNOWN, course).split("## [value]")[1]


def test_the_page_of_a_package_is_made_of_its_docstrings():
    assert ".. automodule:: crmlib.value\n   :members:\n" in api_page("crmlib.value")
