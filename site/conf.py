"""How Sphinx builds the website; `python -m tools site` writes the sources and calls it."""

import re
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

VERBATIM = (nodes.FixedTextElement, nodes.literal, nodes.math, nodes.raw)

project = "CRM, Put to the Test"
author = "The course's contributors"
copyright = "the course's contributors. Text CC BY 4.0, code MIT, data per file"
language = "en"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "mixed_search",
]
exclude_patterns = ["_*"]
nitpicky = True

# Outputs are stored in the notebooks; nothing is run here.
nb_execution_mode = "off"
suppress_warnings = ["mystnb.unknown_mime_type"]  # claims are stored as data, too
myst_enable_extensions = ["attrs_block", "dollarmath"]

add_module_names = False  # the page's title says the module
autodoc_typehints = "none"  # the docstrings say types with shape and unit
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# A theme page loads what stands here and nothing from another host.
mathjax_path = "mathjax/tex-svg.js"
html_theme = "sphinx_book_theme"
html_title = project
templates_path = ["_templates"]
html_static_path = ["_static"]
html_context = {"default_mode": "auto"}
html_css_files = ["course.css"]
html_favicon = "_static/favicon.svg"
html_copy_source = False
html_show_sphinx = False
html_domain_indices = False
html_use_index = False
html_search_language = "mixed"
html_search_scorer = str(HERE / "scorer.js")
html_theme_options: dict[str, Any] = {
    "footer_content_items": ["copyright.html"],
    "logo": {"text": project},
    "navbar_persistent": [],  # it would show a second search field
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
# The scripts that single pages need; the others do not load them.
PAGE_SCRIPTS = {"ledger": "ledger.js"}


def setup(app: Sphinx) -> None:
    """Connect what the course adds to Sphinx."""
    app.add_config_value("course_repository", "", "html")
    app.connect("config-inited", add_vendored)
    app.connect("config-inited", add_binder)
    app.connect("autodoc-process-docstring", keep_bars, priority=400)  # before numpydoc
    app.connect("doctree-read", name_cells)
    app.connect("doctree-read", mark_chinese)
    app.connect("html-page-context", add_script)


def add_vendored(app: Sphinx, config: Config) -> None:
    """Take MathJax from where `python -m tools site` puts it."""
    config.html_static_path.append(str(app.srcdir / "_static"))


def add_binder(app: Sphinx, config: Config) -> None:
    """Show the Binder buttons where the repository's address is known."""
    if not config.course_repository:
        return
    app.tags.add("binder")
    config.html_theme_options |= {
        "repository_url": config.course_repository,
        "use_repository_button": True,
        "repository_branch": "HEAD",
        "path_to_docs": "work",
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        },
    }


def keep_bars(*event: Any) -> None:
    """Let |x| in a formula stand for itself; in reStructuredText it would name a substitution."""
    lines: list[str] = event[-1]
    in_example = False
    for number, line in enumerate(lines):
        in_example = bool(line.strip()) and (in_example or line.lstrip().startswith(">>>"))
        if not in_example and "``" not in line:
            lines[number] = line.replace("|", r"\|")


def name_cells(app: Sphinx, doctree: nodes.document) -> None:
    """Give every cell that has an anchor in its metadata this id, so that pages can link it."""
    for container in doctree.findall(nodes.container):
        if anchor := container.get("cell_metadata", {}).get("anchor"):
            container["ids"].append(anchor)


def mark_chinese(app: Sphinx, doctree: nodes.document) -> None:
    """Name the language of Chinese text, so that it is read and drawn as such."""
    from mixed_search import HAN

    for text in list(doctree.findall(nodes.Text)):
        parts = re.split(f"([{HAN}]+)", text)
        if len(parts) > 1 and not isinstance(text.parent, VERBATIM):
            words = [
                nodes.inline("", part, classes=["language-zh"]) if number % 2 else nodes.Text(part)
                for number, part in enumerate(parts)
            ]
            text.parent.replace(text, words)


def add_script(app: Sphinx, pagename: str, *_: Any) -> None:
    """Load a script on the page that needs it."""
    if pagename in PAGE_SCRIPTS:
        app.add_js_file(PAGE_SCRIPTS[pagename], loading_method="defer")
