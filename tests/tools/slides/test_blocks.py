"""Pieces of a chapter become blocks of known height."""

from tools.slides import blocks


def test_a_table_is_cut_to_ten_rows():
    made = "<table><tbody>" + "<tr><th>a</th><td>1.5</td></tr>" * 12 + "</tbody></table>"
    cut = blocks.table(made, is_output=True)
    assert cut.html.count("<tr>") == 10
    assert "… 2 more rows in the notebook" in cut.html


def test_a_row_of_dots_counts_as_no_row():
    made = "<table>" + "<tr><td>1</td></tr>" * 10 + "<tr><td>...</td></tr></table>"
    rows = made.replace("<table>", "<table><tbody>").replace("</table>", "</tbody></table>")
    assert "more rows" not in blocks.table(rows).html


def test_a_wide_table_grows_in_height_not_in_width():
    row = f"<tr><td>a</td><td>{'word ' * 60}</td></tr>"
    tall = blocks.table(f"<table><tbody>{row}</tbody></table>").height
    assert tall > blocks.table("<table><tbody><tr><td>a</td></tr></tbody></table>").height + 29


def test_long_prints_are_split_and_long_lines_folded():
    found = blocks.printed("\n".join(["x " * 60] + ["Q"] * 20))
    assert len(found) == 2
    assert max(len(line) for line in found[0].html.splitlines()) < 140
    assert sum(block.html.count("Q") for block in found) == 20


def test_remarks_of_pandas_on_types_are_left_out():
    assert "dtype" not in blocks.printed("a 1\nName: x, dtype: datetime64[us]")[0].html
