"""What every benchmark shares: contenders in turns, memory watched, one line per target."""

import contextlib
import subprocess
import time
import warnings
from collections.abc import Callable, Hashable
from statistics import median

import numpy as np
import psutil

ROUNDS = 5


def race(contenders: dict[Hashable, Callable]) -> tuple[dict, dict]:
    """Median seconds and results, after one round to warm up."""
    _, results = once(contenders)
    return turns(contenders), results


def once(contenders: dict[Hashable, Callable]) -> tuple[dict, dict]:
    """Seconds and results of one round."""
    seconds, results = {}, {}
    with warnings.catch_warnings(action="ignore"):
        for name, run in contenders.items():
            start = time.perf_counter()
            results[name] = run()
            seconds[name] = time.perf_counter() - start
    return seconds, results


def turns(contenders: dict[Hashable, Callable]) -> dict[Hashable, float]:
    """Median seconds of several rounds, in each of which every contender runs once."""
    rounds = [once(contenders)[0] for _ in range(ROUNDS)]
    return {name: median(taken[name] for taken in rounds) for name in contenders}


def watched(command: list[str]) -> tuple[str, float]:
    """What a process of its own printed, and its peak memory in GiB."""
    return _watched(command, lambda worker: [worker], 0.005)


def watched_tree(command: list[str]) -> tuple[str, float]:
    """The same, the processes that it starts included, such as Spark's."""
    return _watched(command, lambda worker: [worker, *worker.children(recursive=True)], 0.05)


def _watched(command: list[str], whom: Callable, pause: float) -> tuple[str, float]:
    with psutil.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        peak = 0
        while worker.poll() is None:
            # One that has ended meanwhile weighs nothing.
            with contextlib.suppress(psutil.NoSuchProcess):
                peak = max(peak, sum(process.memory_info().rss for process in whom(worker)))
            time.sleep(pause)
        printed = worker.stdout.read()
    if worker.wait():
        raise subprocess.CalledProcessError(worker.returncode, command)
    return printed, peak / 2**30


def ratio(name: str, numerator: float, denominator: float, bound: float) -> bool:
    """Report a ratio of seconds."""
    taken = f"{numerator:.4f} s / {denominator:.4f} s"
    return report(f"{name} ({taken})", numerator / denominator, bound)


def report(name: str, measured: float, bound: float) -> bool:
    """Print one target and return whether it is met."""
    met = measured <= bound
    verdict = "ok" if met else "MISSED"
    limit = f"bound {bound:4g}   {verdict}" if np.isfinite(bound) else "no bound"
    print(f"{name:<76} measured {measured:7.4g}   {limit}", flush=True)
    return met
