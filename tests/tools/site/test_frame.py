"""What the theme leaves unsaid around a page is named."""

from tools.site.frame import audible

PAGE = """<div class="sidebar-primary-item">
<a class="navbar-brand logo" href="#"><p>CRM</p></a></div><form class="bd-search d-flex" action="#">
<li><a href="teach.html">For <code>all</code></a><details><summary><i></i></summary></details></li>
<th class="head"><p></p></th><th class="head"><p>n</p></th>"""


def test_the_logo_stands_in_a_landmark():
    assert '<nav class="sidebar-primary-item" aria-label="Start page">\n<a' in audible(PAGE)
    assert "</a></nav><form" in audible(PAGE)


def test_the_search_is_a_landmark():
    assert '<form role="search" class="bd-search d-flex" action' in audible(PAGE)


def test_a_fold_names_its_pages():
    assert '</a><details><summary aria-label="Pages of For all"><i>' in audible(PAGE)


def test_the_empty_corner_of_a_table_is_no_head():
    assert '<td class="head"></td><th class="head"><p>n</p></th>' in audible(PAGE)


def test_a_page_that_says_all_stays_as_it_is():
    assert audible(audible(PAGE)) == audible(PAGE)
