"""A host without a process, and a connection to it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs
from benchmarks.harness.socket_host import SocketHost
from nntui.session.host.connection import Connection
from nntui.session.loopback import LoopbackHost
from tests.session.host.writing_to import Disk, Woken

if TYPE_CHECKING:
    from tests.session.conftest import Clock

Start = Callable[..., LoopbackHost]


@pytest.fixture
def host(start: Start) -> LoopbackHost:
    """A paused host."""
    return start(paused=True)


@pytest.fixture
def connection(host: LoopbackHost, clock: Clock) -> Connection:
    """A connection over which nothing was said yet."""
    return Connection(host.served, clock)


@pytest.fixture
def served(start: Start) -> Iterator[SocketHost]:
    """A paused host behind a socket."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        served = SocketHost(start(paused=True), Path(folder) / "s" / "x.sock")
        yield served
        served.close()


@pytest.fixture
def disk() -> Disk:
    """A disk where all is well."""
    return Disk()


@pytest.fixture
def woken() -> Woken:
    """Whoever is to be woken."""
    return Woken()


@pytest.fixture
def kept(tmp_path: Path) -> Callable[..., KeptRun]:
    """Makes a run of two epochs in a folder, and its first host: `kept(optimizer="adam")`."""
    numbers = itertools.count(1)

    def kept(**changes: Any) -> KeptRun:
        return KeptRun(tmp_path / f"run-{next(numbers)}", two_epochs(**changes))

    return kept
