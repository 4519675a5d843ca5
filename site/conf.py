"""How Sphinx builds the website; `python -m tools site` writes the sources and calls it."""

from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

project = "CRM, Put to the Test"
author = "The course's contributors"
copyright = "the course's contributors. Text CC BY 4.0, code MIT, data per file"
language = "en"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "numpydoc",
    "sphinx_copybutton",
    "tools.site.extension",
]
exclude_patterns = ["_*"]
nitpicky = True

# Outputs are stored in the notebooks; nothing is run here.
nb_execution_mode = "off"
suppress_warnings = ["mystnb.unknown_mime_type"]  # claims are stored as data, too
myst_enable_extensions = ["attrs_block", "deflist", "dollarmath"]

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
# A button copies code, of an example without its prompts and results; an output has none.
copybutton_selector = ".cell_input pre, .bd-article div[class*=highlight-]:not(.cell_output *) pre"
copybutton_prompt_text = ">>> |\\.\\.\\. "
copybutton_prompt_is_regexp = True
html_js_files = ["course.js"]
html_theme_options: dict[str, Any] = {
    "footer_content_items": ["copyright.html"],
    "logo": {"text": project},
    "navbar_persistent": [],  # it would show a second search field
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
