"""A13: a host is stopped for a while and continued, or the clock jumps: nothing is counted twice."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from benchmarks.harness.real_run import RealRun
from nntui.session.protocol import Acknowledged, Evaluate, Frame, Subscribe
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import SocketViewer

PACE = 50.0
A_DAY_S = 86_400.0
Size = Callable[[int, int], int]


def shown(run: RealRun, frames: int) -> SessionState:
    """What is on a screen after so many frames."""
    viewer = SocketViewer(str(run.socket), Subscribe(rate_hz=10, columns=40))
    state, seen = SessionState(), 0
    for message in viewer.messages():
        state = reduce(state, message)
        seen += isinstance(message, Frame)
        if seen == frames:
            break
    viewer.close()
    return state


def step(run: RealRun) -> int:
    answer = run.ask(Evaluate())
    assert isinstance(answer, Acknowledged)
    return answer.status.step


@pytest.fixture
def stopped_and_continued(real: Callable[..., RealRun], size: Size) -> tuple[RealRun, float, int]:
    """A run at a pace whose host stood still for a while; how long, and the steps of the next second."""
    run = real(dataset="digits", hidden=(32,), pace=PACE, checkpoint_every=0.5)
    run.begin()
    run.steps(20)
    asleep_s = float(size(3, 30))
    before = step(run)
    run.signal(signal.SIGSTOP)
    time.sleep(asleep_s)  # it is the fault itself
    run.signal(signal.SIGCONT)
    began = time.monotonic()
    while time.monotonic() < began + 1.0:
        after = step(run)
    return run, asleep_s, after - before


def test_it_does_not_make_up_for_lost_time(stopped_and_continued: tuple[RealRun, float, int]) -> None:
    """What it would have done while it stood still it does not do all at once; on the screen is its pace."""
    run, asleep_s, taken = stopped_and_continued
    # A second at its pace, and what it may lag behind.
    assert 0 < taken < 2.5 * PACE < asleep_s * PACE
    assert 0 < shown(run, 10).steps_per_s < 1.5 * PACE


def test_nothing_is_there_twice(stopped_and_continued: tuple[RealRun, float, int]) -> None:
    """Every step, epoch and line of the log is written once, in order."""
    run, _, _ = stopped_and_continued
    result = run.stop()
    recorded = run.recorded
    assert (recorded.first_step, len(recorded.losses), recorded.gone) == (1, result.steps, ())
    for values in (
        [each.step for each in recorded.epochs],
        [each.number for each in recorded.log],
        [each.step for each in recorded.checkpoints],
    ):
        assert all(one < other for one, other in pairwise(values))
    times = [each.time_s for each in recorded.log]
    assert times == sorted(times)


@pytest.mark.parametrize("by_s", [-10 * 365 * A_DAY_S, -3600.0, 3600.0, 10 * 365 * A_DAY_S])
def test_the_calendar_jumps(tmp_path: Path, by_s: float) -> None:
    """Somebody sets the clock, or the summer ends: no step, checkpoint or second depends on it."""
    run = KeptRun(tmp_path / "run", two_epochs(checkpoint_every=1.0))
    run.turns(5, s=0.3)
    run.set_by = by_s
    run.turns(5, s=0.3)
    run.stop()
    run.begin()
    assert run.finish() == undisturbed(run.config)
    run.stop()
    log = run.recorded.log
    seconds = [each.time_s for each in log]
    assert [each.number for each in log] == list(range(1, len(log) + 1))
    assert seconds == sorted(seconds)
    assert 0 <= seconds[0] <= seconds[-1] < 60


def test_the_calendar_jumps_back_between_hosts(tmp_path: Path) -> None:
    """Which checkpoint is the newest is told by its step, not by its time."""
    run = KeptRun(tmp_path / "run", two_epochs())
    run.run_to(5)
    run.stop()
    run.set_by = -10 * A_DAY_S
    run.begin()
    run.run_to(9)
    run.stop()
    run.begin()
    assert run.step == 9
    assert run.finish() == undisturbed(run.config)
