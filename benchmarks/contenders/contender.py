"""A library that trains one network, in a process of its own, with a fixed number of threads."""

from __future__ import annotations

import os
import subprocess
import sys
from types import TracebackType

from benchmarks.contenders.worker import NO_SUCH_NETWORK, NOT_INSTALLED

THREADS = {
    "1": {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "VECLIB_MAXIMUM_THREADS": "1",
        "NPROC": "1",  # how JAX is told
    },
    "default": {},
}
"""How the environment says how many threads to use; nothing leaves it to the libraries."""


class Contender:
    """The process, which is ended on leaving."""

    def __init__(self, library: str, case: int, threads: str) -> None:
        left = {name: value for name, value in os.environ.items() if name not in THREADS["1"]}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.contenders.worker", library, str(case), threads],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=left | THREADS[threads],
        )
        self.library = library
        self.version = self._read()
        """Of the library, or why it has no figures."""

    def __enter__(self) -> Contender:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()  # it has no more questions to wait for

    def seconds_per_step(self, seconds: float) -> list[float]:
        """The time of a step in a round of so many seconds; none where it has no figures."""
        if self.version in (NOT_INSTALLED, NO_SUCH_NETWORK):
            return []
        assert self._process.stdin is not None
        print(seconds, file=self._process.stdin, flush=True)
        return [float(self._read())]

    def _read(self) -> str:
        assert self._process.stdout is not None
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"the process of {self.library} ended without an answer")
        return answer
