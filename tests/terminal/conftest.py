"""What tests in a terminal share: runs that outlive their dashboard, as they should, end with their test."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids


@pytest.fixture(autouse=True)
def hosts_that_were_left(home: Path, until: Callable[[Callable[[], object]], None]) -> Iterator[None]:
    """A dashboard that is gone leaves its run going: here each is ended in order."""
    yield
    for pid in host_pids(home):
        os.kill(pid, signal.SIGTERM)
    until(lambda: not host_pids(home))
