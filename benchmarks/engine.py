"""One training step of nntui's engine beside other libraries': `python -m benchmarks.engine`.

Each library has a process for each number of threads. They take turns, a short round each, so that whatever
else the machine does slows all of them alike; ratios are taken within a round. None of them is a dependency
of nntui: one that is not installed has no figures.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from benchmarks.contenders.case import CASES, Case
from benchmarks.contenders.contender import THREADS, Contender
from benchmarks.contenders.nntui import spec_of
from benchmarks.contenders.worker import NO_SUCH_NETWORK, NOT_INSTALLED, PACKAGES
from benchmarks.harness.statistics import median, quartiles
from benchmarks.harness.tables import markdown_table
from nntui_engine.network import parameters_for

OURS = "nntui"
LIMIT = "products"
LABELS = {"nntui": "nntui", "pytorch": "PyTorch", "jax_jitted": "JAX", "scikit_learn": "scikit-learn"}
MICROSECONDS = 1e6


@dataclass(frozen=True)
class Result:
    """Of one network and number of threads, the seconds of a step in each round, by library.

    versions: of the libraries, or why one has no seconds.
    """

    network: str
    batch: int
    parameters: int
    threads: str
    seconds: dict[str, list[float]]
    versions: dict[str, str]

    def row(self) -> list[str]:
        """The cells of the table."""
        times = [self._time(library) for library in LABELS]
        ratios = [self._ratio(library, OURS) for library in LABELS if library != OURS]
        share = median(self._ratios(LIMIT, OURS))
        cells = [self.network, str(self.batch), f"{self.parameters:,}", self.threads]
        return [*cells, *times, *ratios, f"{share:.0%}"]

    def _time(self, library: str) -> str:
        seconds = self.seconds[library]
        return f"{median(seconds) * MICROSECONDS:,.0f}" if seconds else self.versions[library]

    def _ratio(self, over: str, under: str) -> str:
        if not self.seconds[over]:
            return self.versions[over]
        ratios = self._ratios(over, under)
        low, high = quartiles(ratios)
        return f"{median(ratios):.2f} ({low:.2f} to {high:.2f})"

    def _ratios(self, over: str, under: str) -> list[float]:
        return [a / b for a, b in zip(self.seconds[over], self.seconds[under], strict=True)]


def measure(number: int, counts: Sequence[str], rounds: int, seconds: float) -> list[Result]:
    """Time one case, by number in CASES: a result for each of the numbers of threads."""
    case = CASES[number]
    with ExitStack() as stack:
        contenders = {
            threads: [stack.enter_context(Contender(name, number, threads)) for name in PACKAGES]
            for threads in counts
        }
        results = [_unmeasured(case, threads, group) for threads, group in contenders.items()]
        for _ in range(rounds):
            for result in results:
                for contender in contenders[result.threads]:
                    result.seconds[contender.library] += contender.seconds_per_step(seconds)
    return results


def _unmeasured(case: Case, threads: str, contenders: Sequence[Contender]) -> Result:
    parameters = parameters_for(spec_of(case.network), seed=0).size
    versions = {contender.library: contender.version for contender in contenders}
    return Result(case.name, case.batch, parameters, threads, {name: [] for name in PACKAGES}, versions)


def _versions(results: Sequence[Result]) -> str:
    found = {
        f"{package} {result.versions[library]}"
        for result in results
        for library, package in PACKAGES.items()
        if result.versions[library] not in (NO_SUCH_NETWORK, NOT_INSTALLED)
    }
    return ", ".join(sorted(found))


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compare one training step with other libraries.")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each library (9)")
    parser.add_argument("--seconds", type=float, default=0.25, help="length of a turn (0.25)")
    parser.add_argument("--only", default="", metavar="WORD", help="networks whose name has this word in it")
    parser.add_argument("--threads", choices=THREADS, nargs="+", default=list(THREADS), help="both, or one")
    parser.add_argument("--json", action="store_true", help="print all the times instead of a table")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table or JSON."""
    options = _arguments(arguments)
    numbers = [number for number, case in enumerate(CASES) if options.only in case.name]
    if not numbers:
        names = "; ".join(dict.fromkeys(case.name for case in CASES))
        raise SystemExit(f"no network has {options.only!r} in its name; there are {names}")
    results: list[Result] = []
    for number in numbers:
        print(f"{CASES[number].name}, batch {CASES[number].batch} …", file=sys.stderr, flush=True)
        results += measure(number, options.threads, options.rounds, options.seconds)
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=2))
        return
    times = [f"{label}, µs" for label in LABELS.values()]
    ratios = [f"{label} ÷ nntui" for name, label in LABELS.items() if name != OURS]
    header = ["network", "batch", "parameters", "threads", *times, *ratios, "share of peak"]
    print(markdown_table(header, [result.row() for result in results]))
    print(f"\nMedians (quartiles) of {options.rounds} rounds of {options.seconds} s; {_versions(results)}.")


if __name__ == "__main__":
    main()
