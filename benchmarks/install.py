"""What a learner's environment costs: seconds from a warm cache, MB on disk, the largest packages.

Installs requirements.txt twice into folders of their own; the first fills the cache, the second
counts. The files are copied, not linked, as in an image that Binder builds. Exit status 1 when the
bound is missed.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path

from timing import report

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".venv" / "bin" / "uv"
MEGABYTES, LARGEST = 900, 10
# Never loaded by a chapter: this table, and what packages test themselves with. An image keeps what
# a later step deletes, so `postBuild` could not make it smaller.
PROMOTIONS = "promotions.parquet"


def main() -> int:
    """Install, and report size and time; return the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        install(Path(folder, "first"))
        start = time.perf_counter()
        packages = install(Path(folder, "second"))
        seconds = time.perf_counter() - start
        sizes = {each.name: size_of(each) for each in packages}
        promotions = size_of_files(packages, lambda path: path.name == PROMOTIONS)
        tests = size_of_files(packages, lambda path: "tests" in path.parts)
    print(f"installed from a warm cache in {seconds:.0f} s, {len(sizes)} packages, of them:")
    for name, size in sorted(sizes.items(), key=lambda item: -item[1])[:LARGEST]:
        print(f"  {name:24s} {size:5.0f} MB")
    print(f"never loaded: {PROMOTIONS} {promotions:.1f} MB, tests of packages {tests:.0f} MB")
    return int(not report("installed packages, MB", sum(sizes.values()), MEGABYTES))


def install(folder: Path) -> list[Distribution]:
    """Make an environment of requirements.txt; return what is installed."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin" / "python"
    options = ["--quiet", "--link-mode", "copy", "--requirement", str(ROOT / "requirements.txt")]
    subprocess.run([UV, "pip", "install", "--python", python, *options], check=True)
    [place] = folder.glob("lib/python*/site-packages")
    return list(distributions(path=[str(place)]))


def size_of(package: Distribution) -> float:
    """Return the MB of a package's files."""
    return size_of_files([package], lambda _: True)


def size_of_files(packages: list[Distribution], wanted: Callable[[PackagePath], bool]) -> float:
    """Return the MB of the files of packages that are wanted, by their path."""
    paths = {path.locate() for each in packages for path in each.files or [] if wanted(path)}
    return sum(Path(path).stat().st_size for path in paths if Path(path).exists()) / 1e6


if __name__ == "__main__":
    sys.exit(main())
