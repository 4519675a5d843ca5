"""A class on one server: a real JupyterHub on loopback, and students who run a chapter at once.

All of them log in, open the course from the one shared install of the students' package, and run
every cell of the solved chapter without a pause: worse than any class. Then they leave, and the
cullers have their turn. One line per target: name, measured, bound. Exit status 1 when one is
missed.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median

from hub.server import IDLE_SECONDS, PROXY, Hub, running
from hub.student import FOLDER, Student
from timing import report

from crmlib.exercises import progress_of

ROOT = Path(__file__).resolve().parent.parent
MIB, GIB = 2**20, 2**30
SERVER, SYSTEM = 24 * GIB, 1 * GIB  # memory of the server, and what its system keeps
MOST_GIB = 1.2  # of one student: a kernel by the bound of a chapter, and a server
AWAY = 60  # seconds in which a culler with a patience of 10 must have been
UNBOUND = float("inf")


def main() -> int:
    """Measure classes of the sizes asked for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("sizes", nargs="*", type=int, default=[10], help="students at once; 10")
    parser.add_argument("--chapter", default="08_case_walmart", help="file name without suffix")
    asked = parser.parse_args()
    if not PROXY.exists():
        print("class_on_hub: skipped, for its proxy is missing: npm ci --prefix benchmarks")
        return 0
    met = True
    for size in asked.sizes:
        with tempfile.TemporaryDirectory() as folder:
            met &= measure(Path(folder), size, asked.chapter)
    return int(not met)


def measure(folder: Path, size: int, chapter: str) -> bool:
    """Let a class study and leave; report what came out."""
    package = folder / "crm-students.zip"
    subprocess.run(
        [sys.executable, "-m", "tools", "students", "--out", package], cwd=ROOT, check=True
    )
    with running(Hub(folder, package)) as hub:
        empty = hub.memory()
        cells = code_cells(chapter)
        students = [Student(f"student{n}", hub.address) for n in range(1, size + 1)]
        peak = together(hub, students, lambda one: one.study(chapter, cells))
        at_end = hub.memory()
        met = say_waiting(students, chapter) & say_kept(hub, students, chapter)
        met &= say_memory(students, empty, peak, at_end)
        return met & say_culling(hub, students, chapter, cells)


def code_cells(chapter: str) -> list[str]:
    """Return the code of a solved chapter: what a student has run who got everything right."""
    book = json.loads((ROOT / "solutions" / f"{chapter}.ipynb").read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]


def together(
    hub: Hub, students: list[Student], task: Callable[[Student], Student]
) -> dict[str, int]:
    """Let all students do a task at once; return the most memory that each one had."""
    peak: dict[str, int] = {}
    with ThreadPoolExecutor(len(students)) as pool:
        tasks = [pool.submit(task, student) for student in students]
        while not all(each.done() for each in tasks):
            seen = hub.memory() | {"all": 0}
            seen["all"] = sum(seen.values())
            peak |= {name: max(peak.get(name, 0), size) for name, size in seen.items()}
            time.sleep(1)
        for each in tasks:
            each.result()
    return peak


def say_waiting(students: list[Student], chapter: str) -> bool:
    """Report how long everything took, in the middle and at worst, and what failed."""
    waits = {
        "password to page": [s.page_seconds for s in students],
        "page to first answer": [s.kernel_seconds for s in students],
        "one cell": [seconds for s in students for seconds in s.cell_seconds] or [0],
        "the longest cell": [max(s.cell_seconds, default=0) for s in students],
        f"all of {chapter}": [sum(s.cell_seconds) for s in students],
    }
    for name, seconds in waits.items():
        report(f"{len(students)} at once, {name}, s, median", median(seconds), UNBOUND)
        report(f"{len(students)} at once, {name}, s, worst", max(seconds), UNBOUND)
    errors = [f"{s.name}: {error}" for s in students for error in s.errors]
    print(*errors, sep="\n", end="\n" * bool(errors))
    return report(f"{len(students)} at once, failures", len(errors), 0)


def say_kept(hub: Hub, students: list[Student], chapter: str) -> bool:
    """Report who has other than all right answers, on the page or in the own record."""
    lacking = 0
    for student in students:
        kept = progress_of(hub.folder / "home" / student.name / FOLDER).chapters[chapter]
        n_right = sum(state == "right" for state in kept.values())
        lacking += not len(kept) == n_right == student.n_correct
    return report(f"{len(students)} at once, without all answers right and kept", lacking, 0)


def say_memory(students: list[Student], empty: dict, peak: dict, at_end: dict) -> bool:
    """Report the memory of hub, proxy and student, and how many would fit."""
    names = [student.name for student in students]
    for name in ("hub", "proxy"):
        report(f"{name}, MiB: {empty[name] / MIB:.0f} before, at most", peak[name] / MIB, UNBOUND)
    report("a student at the end of the chapter, MiB, median",
           median(at_end.get(name, 0) for name in names) / MIB, UNBOUND)  # fmt: skip
    met = report("a student at most, GiB", max(peak.get(name, 0) for name in names) / GIB, MOST_GIB)
    rest = SERVER - SYSTEM - peak["hub"] - peak["proxy"]
    each = (peak["all"] - peak["hub"] - peak["proxy"]) / len(names)
    report("a student, when all together had most, MiB", each / MIB, UNBOUND)
    report(f"students that fit on {SERVER // GIB} GiB", rest // each, UNBOUND)
    return met


def say_culling(hub: Hub, students: list[Student], chapter: str, cells: list[str]) -> bool:
    """Let all leave; report when kernels, then servers are gone, and how one comes back."""
    start, names = time.perf_counter(), [student.name for student in students]
    for student in students:
        student.leave()
    met = gone(hub, names, 1, "kernels", start)
    report("a student without kernel, MiB, median",
           median(hub.memory().get(name, 0) for name in names) / MIB, UNBOUND)  # fmt: skip
    start = time.perf_counter()
    with hub.culler():
        met &= gone(hub, names, 0, "servers", start)
    back = Student(names[0], hub.address).study(chapter, cells)
    report("one comes back, to the page, s", back.page_seconds, UNBOUND)
    report("one comes back, to the end of the chapter, s", back.all_seconds, UNBOUND)
    back.leave()
    return met & report("one comes back, failures", len(back.errors), 0)


def gone(hub: Hub, names: list[str], n_left: int, what: str, start: float) -> bool:
    """Wait until every learner has so few processes; report the seconds."""
    while any(hub.n_processes(name) > n_left for name in names):
        if time.perf_counter() - start > AWAY:
            break
        time.sleep(1)
    taken = time.perf_counter() - start
    return report(f"{what} culled after {IDLE_SECONDS} s idle, s until all are gone", taken, AWAY)


if __name__ == "__main__":
    sys.exit(main())
