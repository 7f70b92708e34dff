"""A6: two hosts on one run, and fifty at once: one has it, the others are told who."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from benchmarks.harness.real_run import PATIENCE_S, RealRun
from nntui.errors import UserError
from nntui.session.launch import Launch, launch_host
from nntui.store.lock import read_holder

RUNNERS = 50
TOLD_S = 1.0
BUSY = 3.0
"""By how much a busy machine may be slower."""

RACE = """
import json, os, sys, time
from pathlib import Path
from nntui.errors import UserError
from nntui.store.lock import hold

folder, count = Path(sys.argv[1]), int(sys.argv[2])
(start, started), (told, tell), (end, ended) = os.pipe(), os.pipe(), os.pipe()
for _ in range(count):
    if os.fork() == 0:
        os.close(started), os.close(ended)
        os.read(start, 1)  # nothing comes but the end of it, for all at once
        began = time.monotonic()
        try:
            lock = hold(folder, Path("/tmp/x.sock"), time.time())
            said = "held"
        except UserError as error:
            said = str(error)
        os.write(tell, json.dumps([os.getpid(), said, time.monotonic() - began]).encode() + b"\\n")
        os.read(end, 1)
        os._exit(0)
os.close(started)
heard = b""
while heard.count(b"\\n") < count:
    heard += os.read(told, 65536)
os.close(ended)
for _ in range(count):
    os.wait()
sys.stdout.write(heard.decode())
"""

Said = list[tuple[int, str, float]]


@pytest.fixture
def said(tmp_path: Path) -> Said:
    """What each of the processes that race for a run came to: its id, its words and the seconds it took."""
    command = [sys.executable, "-c", RACE, str(tmp_path), str(RUNNERS)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    return [tuple(json.loads(line)) for line in done.stdout.splitlines()]


def test_one_has_it(said: Said) -> None:
    """Of all that race exactly one wins."""
    assert (len(said), sum(words == "held" for _, words, _ in said)) == (RUNNERS, 1)


def test_the_others_are_told_who(said: Said, tmp_path: Path) -> None:
    """By the process that has it, and where that is, each within a second."""
    winner = next(pid for pid, words, _ in said if words == "held")
    expected = f"{tmp_path.name} is being trained by process {winner} on {platform.node()} already"
    assert {words for pid, words, _ in said if pid != winner} == {expected}
    assert max(seconds for _, _, seconds in said) < TOLD_S * BUSY


@pytest.fixture
def launches(home: Path) -> Iterator[list[Launch]]:  # noqa: ARG001  # hosts live in the home
    """The hosts that a test started; at the end of it there are none."""
    launches: list[Launch] = []
    yield launches
    for launch in launches:
        launch.process.terminate()
        launch.process.wait(PATIENCE_S)


def test_four_hosts(real: Callable[..., RealRun], launches: list[Launch]) -> None:
    """Of four hosts started at once one trains; what it writes is whole, and the others changed nothing."""
    run = real(epochs=50)
    launches += [launch_host(run.folder) for _ in range(4)]
    errors = []
    for launch in launches:
        try:
            launch.started()
        except UserError as error:
            errors.append(str(error))
    holder = read_holder(run.folder)
    assert holder is not None
    expected = f"{run.folder.name} is being trained by process {holder.pid} on {holder.machine} already"
    assert errors == [expected] * 3
    run.launch = next(launch for launch in launches if launch.process.pid == holder.pid)
    run.watch().until(lambda status: status.state == "finished")
    run.stop()
    assert [host.pid for host in run.recorded.hosts] == [holder.pid]


def test_a_second_host(real: Callable[..., RealRun]) -> None:
    """A run that has a host is refused to another one within a second, and goes on."""
    run = real(paused=True)
    run.begin()
    began = time.monotonic()
    with pytest.raises(UserError, match=f"is being trained by process {run.pid} on "):
        launch_host(run.folder).started()
    # Most of it is the start of a process.
    assert time.monotonic() - began < (TOLD_S + 1.0) * BUSY
    run.stop()
