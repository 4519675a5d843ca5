"""Small pieces of Markdown say what they are given."""

from tools.text.markup import link, plain, raw, short, stacked


def test_text_with_signs_of_markdown_is_taken_as_it_is():
    assert plain("a*b_c $5 [x] 1|2") == r"a\*b\_c \$5 \[x\] 1\|2"


def test_an_address_with_quotes_stays_one_attribute():
    assert link("here", 'a"b.html') == '<a href="a&quot;b.html">here</a>'


def test_html_and_tables_stand_in_their_fences():
    assert raw("<b>x</b>") == "```{raw} html\n<b>x</b>\n```"
    assert stacked(["| a |", "|---|"]) == "````{container} stacked\n\n| a |\n|---|\n````"


def test_a_title_is_short_up_to_its_colon():
    assert short("1 Lemonade: who comes back?") == "1 Lemonade"
