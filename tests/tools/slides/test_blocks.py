"""Pieces of a chapter become blocks of known height."""

from tools.slides import blocks


def test_a_table_of_more_than_twelve_rows_is_cut_to_ten():
    made = "<table><tbody>" + "<tr><th>a</th><td>1.5</td></tr>" * 13 + "</tbody></table>"
    cut = blocks.table(made, is_output=True)
    assert cut.html.count("<tr>") == 10
    assert "… 3 more rows in the notebook" in cut.html


def test_a_row_of_dots_counts_as_no_row():
    made = "<table>" + "<tr><td>1</td></tr>" * 12 + "<tr><td>...</td></tr></table>"
    rows = made.replace("<table>", "<table><tbody>").replace("</table>", "</tbody></table>")
    assert "more rows" not in blocks.table(rows, is_output=True).html


def test_a_wide_table_grows_in_height_not_in_width():
    row = f"<tr><td>a</td><td>{'word ' * 60}</td></tr>"
    short = "<tr><td>a</td></tr>"
    heights = [
        blocks.table(f"<table><tbody>{rows}</tbody></table>", is_output=True).height
        for rows in (short, row)
    ]
    assert heights[1] > heights[0] + 29
