"""B1: viewers vanish by the hundred: no step is lost, and nothing grows, neither files nor memory."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.processes import PROC, proportional_set_size
from benchmarks.harness.real_run import RealRun, wait_until
from benchmarks.harness.socket_host import PlainViewer, at
from nntui.session.codec import encode
from nntui.session.protocol import VERSIONS, Frame, HeatRequest, Hello, Subscribe, Welcome

if TYPE_CHECKING:
    from tests.faults.conftest import Size

SETTINGS = {"dataset": "digits", "hidden": (16,), "optimizer": "adam", "pace": 500.0, "epochs": 100_000}

HELLO = Hello(VERSIONS, "test")
EVERYTHING = Subscribe(columns=400, heat=HeatRequest("dense_1", 64, 64), layers=True, epochs=True)

MOST_GROWTH = 3_000_000
"""Bytes that the history of the steps between, and the allocator, may take; a viewer kept is 200 KB."""

PROC_NEEDED = pytest.mark.skipif(not PROC.exists(), reason="memory and descriptors are counted in /proc")


def vanish(run: RealRun, chance: random.Random) -> None:
    """Connect, and be gone without a word: amid one's own, after the first of the host's, amid a frame."""
    connected = at(run.socket)
    said = encode(HELLO) + encode(EVERYTHING)
    match chance.randrange(3):
        case 0:
            connected.sendall(said[: chance.randrange(len(said))])
        case 1:
            connected.sendall(said)
        case _:
            PlainViewer(connected, HELLO, EVERYTHING).hear(chance.choice((Welcome, Frame)))
    connected.close()


def descriptors(run: RealRun) -> int:
    return sum(1 for _ in (PROC / str(run.pid) / "fd").iterdir())


def files(run: RealRun) -> set[str]:
    """Everything beside the run and its host that a viewer could leave, checkpoints aside."""
    names = {path.name for path in run.folder.iterdir()} | {path.name for path in run.socket.parent.iterdir()}
    return names - {"run.db-journal"}


@PROC_NEEDED
def test_nothing_grows(real: Callable[..., RealRun], size: Size) -> None:
    """Descriptors, files and the host's memory are afterwards what they were after the first of them."""
    run, chance = real(**SETTINGS), random.Random(1)
    run.begin()
    for _ in range(20):
        vanish(run, chance)
    run.steps(100)
    before = descriptors(run), files(run)
    memory, log = proportional_set_size(run.pid), (run.folder / "host.log").stat().st_size
    for _ in range(size(80, 980)):
        vanish(run, chance)
    wait_until(lambda: (descriptors(run), files(run)) == before)
    assert proportional_set_size(run.pid) - memory < MOST_GROWTH
    assert (run.folder / "host.log").stat().st_size == log


def test_no_step_is_lost(real: Callable[..., RealRun], size: Size) -> None:
    """The run comes to the same bits as one that nobody looked at."""
    run, chance = real(**SETTINGS | {"pace": "max"}), random.Random(2)
    run.begin()
    for _ in range(size(50, 500)):
        vanish(run, chance)
    found = run.finish_epoch()
    assert len(run.recorded.losses) == found.steps
    alone = real(**SETTINGS | {"pace": "max", "epochs": found.epochs})
    alone.begin()
    expected = alone.finish()
    assert (expected.steps, expected.parameters_sha256) == (found.steps, found.parameters_sha256)


def test_dashboards_that_are_killed(real: Callable[..., RealRun], size: Size) -> None:
    """Real ones in terminals of their own, killed at random moments: training goes on without them."""
    run, chance = real(**SETTINGS), random.Random(3)
    run.begin()
    command = [sys.executable, "-m", "nntui", "attach", run.folder.name]
    for _ in range(size(2, 20)):
        with ByteReader(command) as dashboard:
            dashboard.run_for(chance.uniform(0.3, 1.0))  # the moment is what is tried
            os.kill(dashboard.pid, signal.SIGKILL)
    before = len(run.recorded.losses)
    run.steps(before + 100)
