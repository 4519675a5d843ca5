"""Run time and peak memory of every chapter, solved copy, against the course's bounds.

One line per target: name, measured, bound. Exit status 1 when one is missed.
"""

import sys
import threading
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
SECONDS, GIB, SECONDS_IN_ALL = 30, 1.0, 180


def main() -> int:
    """Run every solved notebook once; return the exit status."""
    results = {path.stem: measure(path) for path in sorted((ROOT / "solutions").glob("*.ipynb"))}
    targets = [
        target
        for stem, (seconds, gib) in results.items()
        for target in (
            (f"{stem} run time", seconds, SECONDS, "s"),
            (f"{stem} peak memory", gib, GIB, "GiB"),
        )
    ]
    targets.append(
        ("all chapters run time", sum(s for s, _ in results.values()), SECONDS_IN_ALL, "s")
    )
    for name, measured, bound, unit in targets:
        word = "ok" if measured < bound else "MISSED"
        print(f"{name:34s} {measured:7.2f} {unit:3s} bound {bound:g} {unit}  {word}")
    return int(any(measured >= bound for _, measured, bound, _ in targets))


def measure(path: Path) -> tuple[float, float]:
    """Return the seconds and the GiB that a fresh kernel needs for a notebook."""
    client = NotebookClient(
        nbformat.read(path, 4), timeout=300, resources={"metadata": {"path": str(path.parent)}}
    )
    peak, done = [0], threading.Event()

    def watch(process: psutil.Process) -> None:
        while not done.wait(0.05):
            peak[0] = max(peak[0], process.memory_info().rss)

    with client.setup_kernel():
        kernel = psutil.Process(client.km.provisioner.pid)
        watcher = threading.Thread(target=watch, args=[kernel])
        watcher.start()
        start = time.perf_counter()
        for index, cell in enumerate(client.nb.cells):
            client.execute_cell(cell, index)
        seconds = time.perf_counter() - start
        done.set()
        watcher.join()
    return seconds, peak[0] / 2**30


if __name__ == "__main__":
    sys.exit(main())
