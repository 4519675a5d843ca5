"""Icons that are shown stay; the others and their fonts go."""

import pytest

from tools.site.assets import trim_icons, used_icons, without_icon_fonts


def icon_script(n: int) -> str:
    """Return a script with so many icons, and one that has an alias."""
    many = "".join(f'"icon-{i}":[512,512,[],"f00","M0 {i}z"],' for i in range(n))
    return f'var a={{{many}house:[576,512,[127968,"home"],"f015","M2z"]}};run(a)'


def test_icons_that_are_shown_stay_by_name_or_alias():
    used = used_icons(['<i class="fa-solid fa-icon-7 fa-lg"></i>', "x.className='fa-home'"])
    assert trim_icons(icon_script(1200), used) == (
        'var a={"icon-7":[512,512,[],"f00","M0 7z"],house:[576,512,[127968,"home"],"f015","M2z"]}'
        ";run(a)"
    )


def test_another_icon_script_is_refused():
    with pytest.raises(ValueError, match="must hold its icons as a table; got 3 icons"):
        trim_icons(icon_script(2), set())


def test_icon_fonts_are_left_out_and_others_stay():
    font = "@font-face{font-family:%s;src:url(../vendor/%s)}"
    icons, own = font % ("Awesome", "fontawesome/webfonts/a.woff2"), font % ("Own", "own.woff2")
    assert without_icon_fonts(f"a{{}}{icons}{own}b{{}}") == f"a{{}}{own}b{{}}"
