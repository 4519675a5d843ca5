"""A student's notebook becomes a page that reads without Jupyter."""

import nbformat

from tools.site.chapter_page import chapter_page, readable_table

TABLE = (
    "<div>\n<style scoped>\n    .dataframe th { x: y }\n</style>\n"
    '<table border="1" class="dataframe">'
    "<thead><tr><th></th><th>cups</th></tr></thead>"
    "<tbody><tr><th>Ada</th><td>3</td></tr></tbody></table></div>"
)


def test_page_leaves_the_notebook_as_it_is(book):
    before = nbformat.writes(book)
    chapter_page(book, hints={"lemonade-1": ()}, solutions={"lemonade-1": ""}, links={})
    assert nbformat.writes(book) == before


def test_page_has_links_below_title_and_minutes(page):
    parts = page.cells[0].source.split("\n\n")
    assert [parts[0][:3], parts[1], parts[3]] == ["# 1", "*35 minutes.*", "Hello."]
    assert '<a href="slides/x.html">Slides</a>' in parts[2]


def test_page_shows_a_picture_in_place_of_sliders(page):
    assert set(page.cells[2].outputs[1].data) == {"image/png", "text/plain"}
    assert "sliders move in JupyterLab" in page.cells[3].source
    assert "widgets" not in page.metadata


def test_page_folds_hints_and_solution_below_the_exercise(page):
    text = page.cells[5].source
    assert text.index("Hint 1") < text.index("Count &lt;cups&gt;.")
    assert "```python\ncups = 3\n```" in text
    assert text.count("<details") == text.count("</details>") == 2


def test_cells_have_anchors_that_stay(page):
    assert [c.metadata.get("anchor") for c in page.cells if c.cell_type == "code"] == [
        "cell-aaaa",
        "lemonade-1",
    ]


def test_page_is_a_valid_notebook(page):
    nbformat.validate(page)


def test_heads_of_a_table_say_what_they_head():
    table = readable_table(TABLE)
    assert '<th scope="col">cups</th>' in table
    assert '<th scope="row">Ada</th>' in table
    assert "<td></td>" in table
    assert "<style" not in table
    assert "border=" not in table
