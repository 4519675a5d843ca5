"""Run the solved notebooks as other processors would: strictly, under each BLAS kernel in turn.

What NumPy and OpenBLAS compute hangs on the processor in its last digits. No stored output may.
One run also has another hash seed, another time zone and a single thread.
"""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

# What each kernel of OpenBLAS needs, in NumPy's names for levels of the x86-64 instruction set.
KERNELS = {"SkylakeX": "X86_V4", "Haswell": "X86_V3", "Nehalem": "X86_V2"}
OTHER_HABITS = {
    "PYTHONHASHSEED": "12345",
    "TZ": "Asia/Shanghai",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}
COMMAND = ["--nbval", "solutions", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider"]


def runs(levels: set[str], newer: list[str], used: str) -> dict[str, dict[str, str] | None]:
    """Return the environment of each run by kernel; None where the kernel can't or needn't run.

    `levels` are the instruction sets of this processor, `newer` those that NumPy may do without,
    `used` is the kernel that the plain tests run on.
    """
    found: dict[str, dict[str, str] | None] = {}
    for kernel, level in KERNELS.items():
        able = level in levels and kernel != used
        found[kernel] = {"OPENBLAS_CORETYPE": kernel} if able else None
    if found["Nehalem"] is not None:
        found["Nehalem"] |= {"NPY_DISABLE_CPU_FEATURES": " ".join(newer)} if newer else {}
    last = next((kernel for kernel in reversed(found) if found[kernel] is not None), None)
    if last:
        found[last] |= OTHER_HABITS
    return found


def run_all(root: Path) -> int:
    """Run the notebooks under each kernel; return 1 if an output differs."""
    extensions = np.show_config(mode="dicts")["SIMD Extensions"]
    newer, used = extensions.get("found", []), _kernel()
    x86 = platform.machine().lower() in {"x86_64", "amd64"}
    failed = []
    for kernel, environment in runs(
        {*extensions["baseline"], *newer} if x86 else set(), newer, used
    ).items():
        if environment is None:
            reason = "`make test` uses it" if kernel == used else "this processor lacks it"
            print(f"{kernel}: skipped, {reason}.", flush=True)
            continue
        print(f"{kernel}: {environment}", flush=True)
        command = [sys.executable, "-m", "pytest", *COMMAND]
        if subprocess.run(command, cwd=root, env=os.environ | environment).returncode:
            failed.append(kernel)
    print(
        f"Outputs differ under {', '.join(failed)}." if failed else "No output hangs on the kernel."
    )
    return int(bool(failed))


def _kernel() -> str:
    """Return the name of the BLAS kernel that NumPy uses here."""
    return next((lib["architecture"] for lib in threadpool_info() if "architecture" in lib), "none")
