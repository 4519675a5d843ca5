"""What is opened in a `with` block is closed at its end, also after an error."""

import pytest

from crmlib.core import Closing


class Door(Closing):
    def __init__(self) -> None:
        self.is_open = True

    def close(self) -> None:
        self.is_open = False


def test_it_is_closed_at_the_end_also_after_an_error_which_passes():
    with pytest.raises(OSError, match="wind"), Door() as door:
        assert door.is_open
        raise OSError("wind")
    assert not door.is_open


def test_a_class_that_says_no_way_to_close_is_refused():
    with pytest.raises(NotImplementedError), Closing():
        pass
