"""Run time and peak memory of every chapter, solved copy, against the course's bounds.

A chapter may take 30 s and 1 GiB, and all together 15 s a chapter, however many there are.
One line per target: name, measured, bound. Exit status 1 when one is missed.
With --store the figures, and the versions they were measured with, also go to the website.
"""

import argparse
import json
import os
import platform
import re
import sys
import threading
import time
import tomllib
from importlib.metadata import version
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "site" / "how_it_was_run.json"
SECONDS, MEAN_SECONDS, GIB = 30, 15, 1.0


def main() -> int:
    """Run every solved notebook once; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--store", action="store_true", help=f"write {STORE.relative_to(ROOT)}")
    store = parser.parse_args().store
    results = {path.stem: measure(path) for path in sorted((ROOT / "solutions").glob("*.ipynb"))}
    if store:
        text = json.dumps(record(results), indent=1) + "\n"
        STORE.write_text(text, encoding="utf-8", newline="\n")
    targets = [
        target
        for stem, (seconds, gib) in results.items()
        for target in (
            (f"{stem} run time", seconds, SECONDS, "s"),
            (f"{stem} peak memory", gib, GIB, "GiB"),
        )
    ]
    in_all = sum(seconds for seconds, _ in results.values())
    targets.append(("all chapters run time", in_all, MEAN_SECONDS * len(results), "s"))
    for name, measured, bound, unit in targets:
        word = "ok" if measured < bound else "MISSED"
        print(f"{name:34s} {measured:7.2f} {unit:3s} bound {bound:g} {unit}  {word}")
    return int(any(measured >= bound for _, measured, bound, _ in targets))


def record(results: dict[str, tuple[float, float]]) -> dict[str, dict]:
    """Return what the website tells of a run: the machine, the versions, each chapter's figures."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.match(r"[\w.-]+", line)[0] for line in project["dependencies"]]
    return {
        "machine": {
            "system": f"{platform.system()} {platform.machine()}",
            "cores": f"{os.cpu_count()} cores",
            "python": f"Python {platform.python_version()}",
        },
        "versions": {name: version(name) for name in names},
        "chapters": {
            stem: {"seconds": round(seconds, 1), "mib": round(gib * 1024)}
            for stem, (seconds, gib) in results.items()
        },
    }


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
