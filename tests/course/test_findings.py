"""A finding is one line of the report, and stays as it was found."""

import dataclasses

import pytest

from crmlib.course.findings import Finding

WELL = Finding("Python", True, "3.11.7", "never shown")
ILL = Finding("kernel", False, "python3 is not there", "install it")


def test_state_stands_in_words():
    assert str(WELL) == "ok      Python: 3.11.7"
    assert str(ILL) == "NOT OK  kernel: python3 is not there"


def test_finding_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        WELL.ok = False
