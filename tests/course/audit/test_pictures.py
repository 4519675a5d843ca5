"""Pictures as bytes."""

from crmlib.course.audit.pictures import _picture
from crmlib.value import plot_margin_multiple


def test_a_picture_is_the_same_again():
    one, other = (_picture(lambda: plot_margin_multiple(0.9, 0.12), "a") for _ in range(2))
    assert one == other
    assert one.png.startswith(b"\x89PNG") and b"matplotlib" not in one.png
