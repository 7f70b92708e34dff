"""A process that times one network's steps: `python -m benchmarks.contenders.worker LIBRARY CASE THREADS`.

CASE is a number in CASES; THREADS is one, too, or `default`. It says the library's version, or why it has no
figures. Then it reads lines SECONDS and answers each with the seconds that a step took on average over so
many seconds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from time import perf_counter

from benchmarks.contenders.case import CASES

NOT_INSTALLED = "not installed"
NO_SUCH_NETWORK = "–"
PACKAGES = {
    "nntui": "numpy",
    "pytorch": "torch",
    "jax_jitted": "jax",
    "scikit_learn": "scikit-learn",
    "products": "numpy",
}
"""Of each library, a module here, the distribution whose version matters to its speed."""


def main() -> None:
    """Answer until there are no more questions."""
    library, case, threads = sys.argv[1:]
    try:
        found = version(PACKAGES[library])
    except PackageNotFoundError:
        print(NOT_INSTALLED, flush=True)
        return
    contender = import_module(f"benchmarks.contenders.{library}")
    step = contender.stepper(CASES[int(case)], None if threads == "default" else int(threads))
    if step is None:
        print(NO_SUCH_NETWORK, flush=True)
        return
    step()
    print(found, flush=True)
    for line in sys.stdin:
        print(seconds_per_step(step, float(line)), flush=True)


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
