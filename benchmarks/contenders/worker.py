"""A process that times the steps of one library: `python -m benchmarks.contenders.worker LIBRARY`.

It says the library's version, or that it is not installed. Then it reads lines `CASE SECONDS` and answers
each with the seconds that a step took on average over so many seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

from benchmarks.contenders.case import CASES

NOT_INSTALLED = "not installed"
PACKAGES = {"nntui": "numpy", "pytorch": "torch", "scikit_learn": "scikit-learn"}
"""Of each library the distribution whose version matters to its speed."""


def main() -> None:
    """Answer until there are no more questions."""
    library = sys.argv[1]
    try:
        print(version(PACKAGES[library]), flush=True)
    except PackageNotFoundError:
        print(NOT_INSTALLED, flush=True)
        return
    contender = import_module(f"benchmarks.contenders.{library}")
    steppers = [contender.stepper(case) for case in CASES]
    for line in sys.stdin:
        case, seconds = line.split()
        print(seconds_per_step(steppers[int(case)], float(seconds)), flush=True)


def seconds_per_step(step: Callable[[], int], seconds: float) -> float:
    """The mean time of a step, over at least so many seconds; the first two calls are not counted."""
    step()
    step()
    steps = 0
    start = now = perf_counter()
    while now - start < seconds:
        steps += step()
        now = perf_counter()
    return (now - start) / steps


if __name__ == "__main__":
    main()
