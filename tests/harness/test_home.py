"""Homes for one measurement, and the hosts that would outlive it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.home import host_pids, temporary_home

STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
SLEEP = "print('ready', flush=True); import signal; signal.pause()"
HOLD = """
import fcntl, json, os, pathlib, sys
lock = pathlib.Path(sys.argv[1], "runs", "digits-1", "lock")
lock.parent.mkdir(parents=True)
file = lock.open("w")
fcntl.flock(file, fcntl.LOCK_EX)
file.write(json.dumps({"pid": os.getpid()}))
file.flush()
"""

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a program in a session of its own, as a host is, and return once it is ready."""
    started = []

    def start(source: str, home: Path, environment: dict[str, str] | None = None) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", source, str(home)],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=environment,
        )
        started.append(process)
        assert process.stdout is not None
        process.stdout.readline()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_host_is_found_by_its_lock(start: Start) -> None:
    """The process that holds the run is the one to measure."""
    with temporary_home() as home:
        process = start(HOLD + SLEEP, home)
        assert host_pids(home) == {process.pid}


def test_a_lock_that_nobody_holds_names_no_host() -> None:
    """A dead host's number may be somebody else's by now, and is left alone."""
    with temporary_home() as home:
        (home / "runs" / "digits-1").mkdir(parents=True)
        (home / "runs" / "digits-1" / "lock").write_text(json.dumps({"pid": os.getpid()}))
        assert host_pids(home) == set()


def test_a_host_is_told_to_end(start: Start) -> None:
    """A host that would train for ever ends with its measurement."""
    with temporary_home() as home:
        process = start(HOLD + SLEEP, home)
    assert process.wait(10.0) == -signal.SIGTERM


def test_a_host_is_ended_after_a_failure_too(start: Start) -> None:
    """A benchmark that breaks off leaves nothing that burns a core."""
    started = []

    def measure() -> None:
        with temporary_home() as home:
            started.append(start(HOLD + SLEEP, home))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measure()
    assert started[0].wait(10.0) == -signal.SIGTERM


def test_a_host_that_does_not_listen_is_killed(start: Start) -> None:
    """A hung host does not outlive its measurement either."""
    with temporary_home(patience_s=0.1) as home:
        process = start(STUBBORN + HOLD + SLEEP, home)
    assert process.wait(10.0) == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="environments are read from Linux's /proc")
def test_a_host_without_its_lock_yet_is_ended(start: Start) -> None:
    """A host whose dashboard failed while it started is found by its environment."""
    with temporary_home() as home:
        process = start(SLEEP, home, {"NNTUI_HOME": str(home)})
    assert process.wait(10.0) == -signal.SIGTERM


def test_the_folder_is_removed() -> None:
    """Measurements leave nothing on the disk."""
    with temporary_home() as home:
        (home / "runs").mkdir()
    assert not home.exists()
