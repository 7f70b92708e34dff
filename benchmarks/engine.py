"""One training step of nntui's engine beside PyTorch's and scikit-learn's: `python -m benchmarks.engine`.

Each library has a process for each number of threads. They take turns, a short round each, so that whatever
else the machine does slows all of them alike; ratios are taken within a round. Neither library is a
dependency of nntui: one that is not installed has no figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.contenders.case import CASES
from benchmarks.contenders.worker import NOT_INSTALLED, PACKAGES
from benchmarks.harness.statistics import median, quartiles
from benchmarks.harness.tables import markdown_table

THREADS = {"1": "1", "default": None}
"""How the environment says how many threads to use; None leaves it to the libraries."""
VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
MILLION = 1e6


class Contender:
    """A library in a process of its own."""

    def __init__(self, library: str, threads: str | None) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
        if threads is not None:
            environment |= dict.fromkeys(VARIABLES, threads)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.contenders.worker", library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.library = library
        self.version = self._read()

    def seconds_per_step(self, case: int, seconds: float) -> float | None:
        """The time of a step in a round of so many seconds; None where the library is not installed."""
        if self.version == NOT_INSTALLED:
            return None
        assert self._process.stdin is not None
        print(case, seconds, file=self._process.stdin, flush=True)
        return float(self._read())

    def close(self) -> None:
        """End the process: it has no more questions to wait for."""
        self._process.communicate()

    def _read(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"the process of {self.library} ended without an answer")
        return answer


@dataclass(frozen=True)
class Result:
    """Of one network and number of threads, the seconds of a step in each round, by library."""

    network: str
    batch: int
    threads: str
    seconds: dict[str, list[float]]

    def row(self) -> list[str]:
        """The cells of the table."""
        ours = self.seconds["nntui"]
        others = [self.seconds[library] for library in PACKAGES if library != "nntui"]
        times = [_time(seconds) for seconds in (ours, *others)]
        return [
            self.network,
            str(self.batch),
            self.threads,
            *times,
            *(_ratio(ours, other) for other in others),
        ]


def measure(rounds: int, seconds: float) -> tuple[list[Result], list[str]]:
    """Time every case; returns the results and the versions of what was compared."""
    results = [Result(c.name, c.batch, t, {name: [] for name in PACKAGES}) for c in CASES for t in THREADS]
    with ExitStack() as stack:
        contenders = {(name, t): Contender(name, n) for name in PACKAGES for t, n in THREADS.items()}
        for contender in contenders.values():
            stack.callback(contender.close)
        for number in range(rounds * len(results)):
            result = results[number % len(results)]
            case = number % len(results) // len(THREADS)
            for name in PACKAGES:
                time = contenders[name, result.threads].seconds_per_step(case, seconds)
                result.seconds[name] += [] if time is None else [time]
        versions = [f"{package} {contenders[name, '1'].version}" for name, package in PACKAGES.items()]
    return results, versions


def _time(seconds: Sequence[float]) -> str:
    return f"{median(seconds) * MILLION:.0f}" if seconds else NOT_INSTALLED


def _ratio(ours: Sequence[float], theirs: Sequence[float]) -> str:
    if not theirs:
        return NOT_INSTALLED
    ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
    low, high = quartiles(ratios)
    return f"{median(ratios):.2f} ({low:.2f} to {high:.2f})"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description="Compare one training step with other libraries.")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each library (9)")
    parser.add_argument("--seconds", type=float, default=0.25, help="length of a turn (0.25)")
    parser.add_argument("--json", action="store_true", help="print all the times instead of a table")
    options = parser.parse_args(arguments)
    results, versions = measure(options.rounds, options.seconds)
    if options.json:
        print(json.dumps({"versions": versions, "results": [asdict(result) for result in results]}, indent=2))
        return
    labels = {name: name.replace("_", "-") for name in PACKAGES}
    times = [f"{label}, µs" for label in labels.values()]
    ratios = [f"nntui ÷ {label}" for name, label in labels.items() if name != "nntui"]
    header = ["network", "batch", "threads", *times, *ratios]
    print(markdown_table(header, [result.row() for result in results]))
    print(f"\nMedians (quartiles) of {options.rounds} rounds of {options.seconds} s; {', '.join(versions)}.")


if __name__ == "__main__":
    main()
