"""Each BLAS kernel that this processor has is tried, and no other."""

import pytest

from tools import portable

V2, V3, V4 = "X86_V2", "X86_V3", "X86_V4"


def test_a_new_processor_runs_the_two_older_kernels():
    runs = portable.runs({V2, V3, V4}, [V3, V4], "SkylakeX")
    assert runs["SkylakeX"] is None
    assert runs["Haswell"] == {"OPENBLAS_CORETYPE": "Haswell"}
    assert runs["Nehalem"]["OPENBLAS_CORETYPE"] == "Nehalem"
    assert runs["Nehalem"]["NPY_DISABLE_CPU_FEATURES"] == "X86_V3 X86_V4"


def test_a_kernel_that_is_forced_by_hand_is_not_run_twice():
    runs = portable.runs({V2, V3, V4}, [V3, V4], "Haswell")
    assert [kernel for kernel in runs if runs[kernel]] == ["SkylakeX", "Nehalem"]


@pytest.mark.parametrize(
    ("levels", "used", "run"),
    [
        ({V2, V3}, "Zen", ["Haswell", "Nehalem"]),
        ({V2}, "Prescott", ["Nehalem"]),
        (set(), "neoversen1", []),  # an ARM laptop knows none of these kernels
    ],
)
def test_kernels_that_a_processor_lacks_are_skipped(levels, used, run):
    runs = portable.runs(levels, sorted(levels - {V2}), used)
    assert [kernel for kernel in runs if runs[kernel] is not None] == run


def test_one_run_has_other_habits():
    runs = portable.runs({V2, V3, V4}, [V3, V4], "SkylakeX")
    assert [kernel for kernel in runs if runs[kernel] and "TZ" in runs[kernel]] == ["Nehalem"]


@pytest.mark.parametrize("outcome", [0, 1])
def test_the_status_says_whether_an_output_differs(monkeypatch, capsys, tmp_path, outcome):
    class Done:
        returncode = outcome

    monkeypatch.setattr(portable.subprocess, "run", lambda *_, **__: Done)
    monkeypatch.setattr(portable, "runs", lambda *_: {"Haswell": {"A": "b"}, "Nehalem": None})
    assert portable.run_all(tmp_path) == outcome
    assert "Nehalem: skipped" in capsys.readouterr().out
