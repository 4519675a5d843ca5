"""What is wrong with a page is named."""

import pytest

from tools.site.checks import problems


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ('<img src="a.png">', "picture without alt text: a.png"),
        ('<img src="a.png" alt=" ">', "picture without alt text: a.png"),
        ('<img src="a.png" alt="_images/a.png">', "picture without alt text: a.png"),
        ('<a href="b.html">b</a>', "broken link: b.html"),
        ('<a href="#there">b</a>', "link to a missing place: #there"),
        ('<a href="other.html#there">b</a>', "link to a missing place: other.html#there"),
        ('<a href="../../x.html">b</a>', "link leads out of the site: ../../x.html"),
        ('<script src="https://cdn.org/x.js"></script>', "asks another host: https://cdn.org/x.js"),
        ('<link rel="stylesheet" href="//cdn.org/x.css">', "asks another host: //cdn.org/x.css"),
        ('<link rel="icon" href="gone.svg">', "loads what is not there: gone.svg"),
    ],
)
def test_what_is_wrong_with_a_page_is_named(html, problem, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "other.html").write_text("<p id='here'>x</p>", encoding="utf-8")
    (site / "a.png").touch()
    (site / "page.html").write_text(html, encoding="utf-8")
    assert problems(site) == [f"page.html: {problem}"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="other.html?q=1#here">b</a><a href="https://example.org/#x">c</a>',
        '<img src="data:image/png;base64,aGk=" alt="Two lines."><a href="mailto:a@b.org">d</a>',
        '<link rel="next" href="nowhere.html"><p id="up"></p><a href="#up">e</a>',
    ],
)
def test_a_sound_page_has_no_problem(html, tmp_path):
    (tmp_path / "other.html").write_text("<p id='here'>x</p>", encoding="utf-8")
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    assert problems(tmp_path) == []
