"""What a paragraph does beside the output that it reads."""

import nbformat

from tools.slides.parts import parted, repeats_number


def output(**data):
    return nbformat.v4.new_output("execute_result", data, execution_count=1)


def code(source, *outputs, **metadata):
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=metadata)
    cell.id = "tea-1"
    return cell


def test_a_paragraph_reads_an_output_if_it_repeats_a_number():
    cell = code("x", output(**{"text/plain": "0.265"}))
    assert repeats_number("By contract it is 26.5 %.", [cell])
    assert not repeats_number("Now a desk with 41 complaints.", [cell])


def test_the_last_sentence_of_a_reading_leads_on():
    long = "It is 26.5 % of all the customers of this firm, a perfect hit."
    assert parted(f"{long} Now the next.") == (long, "Now the next.")
    assert parted("It is so.") == ("It is so.", "")
