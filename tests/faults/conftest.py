"""What the tests of faults share: each is there in a small size, and in the one that its row asks for."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.harness.real_run import RealRun
from benchmarks.harness.socket_host import SocketHost
from nntui.config import RunConfig
from nntui.session.loopback import LoopbackHost

Size = Callable[[int, int], int]

FULL = os.environ.get("NNTUI_FAULTS") == "full"

LONGEST_S = 1200
"""Of a row in full."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A row in full may take longer than other tests."""
    for item in items:
        if FULL and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LONGEST_S))


@pytest.fixture(scope="session")
def size() -> Size:
    """`size(small, full)`: how often to do something; full with `NNTUI_FAULTS=full` in the environment."""

    def size(small: int, full: int) -> int:
        return full if FULL else small

    return size


@pytest.fixture
def socket_host() -> Iterator[SocketHost]:
    """A host of a small paused run, in this process, behind a real socket."""
    config = RunConfig(dataset="iris", hidden=(4,), batch=16, epochs=3, pace="max", paused=True)
    with TemporaryDirectory(prefix="nntui-") as folder:
        host = SocketHost(LoopbackHost(config, time.monotonic), Path(folder) / "s" / "x.sock")
        yield host
        host.close()


@pytest.fixture
def real(home: Path) -> Iterator[Callable[..., RealRun]]:  # noqa: ARG001  # hosts live in the home
    """Makes a run below NNTUI_HOME whose host is a process: `real(paused=True)`; ended with the test."""
    runs: list[RealRun] = []

    def real(**changes: object) -> RealRun:
        runs.append(RealRun(**changes))
        return runs[-1]

    yield real
    for run in runs:
        run.end()
