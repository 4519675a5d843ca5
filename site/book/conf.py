"""How Sphinx builds the book; `python -m tools book` writes the sources and calls it."""

import os
from datetime import UTC, datetime
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
about = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

project, _, subtitle = about["title"].partition(": ")
author = ", ".join(one["name"] for one in about["authors"])
copyright = "the course's contributors. Text CC BY 4.0, code MIT, data per file"
version = release = about["version"]
language = "en"
extensions = ["myst_nb", "tools.book.extension"]
exclude_patterns = ["_*"]
nitpicky = True

# Outputs are stored in the notebooks; nothing is run here.
nb_execution_mode = "off"
suppress_warnings = ["mystnb.unknown_mime_type"]  # claims are stored as data, too
myst_enable_extensions = ["attrs_block", "dollarmath"]

html_math_renderer = "course"
html_static_path = ["_static"]
html_css_files = ["book.css"]
html_use_index = False

epub_title = project
epub_description = about["title"]
epub_contributor = epub_publisher = author
epub_identifier = epub_uid = "crm-put-to-the-test"
epub_scheme = "name"
epub_show_urls = "no"
epub_tocdepth = 2
epub_tocdup = False
epub_exclude_files = ["search.xhtml", "genindex.xhtml"]
# The book's date is the release's, not the clock's.
released = datetime.fromisoformat(about["date-released"]).replace(tzinfo=UTC)
os.environ["SOURCE_DATE_EPOCH"] = str(int(released.timestamp()))
