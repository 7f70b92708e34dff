"""A8: the run's folder is removed, moved, read-only: it trains on, tells of it, waits at a checkpoint."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.harness.real_run import RealRun, wait_until
from nntui.session.protocol import Acknowledged, Evaluate, Refused, SetHyperParameter, Status, StepBy

SOON = {"checkpoint_every": 0.5}
LATER = {"checkpoint_every": 1000.0}
RATE = SetHyperParameter("learning_rate", 0.02)

Real = Callable[..., RealRun]


def begun(real: Real, **changes: object) -> RealRun:
    """A run that is under way, and of which something is written."""
    run = real(dataset="digits", hidden=(32,), **changes)
    run.begin()
    run.steps(10)
    return run


def held(run: RealRun) -> Status:
    """How it stands once it waits for the disk."""
    assert run.watcher is not None
    return run.watcher.until(lambda status: bool(status.alarm) and status.state == "paused")


def alarm_of(run: RealRun) -> str:
    """The alarm, once there is one."""
    alarms: list[str] = []

    def looked() -> bool:
        answer = run.ask(Evaluate())
        assert isinstance(answer, Acknowledged)
        alarms.append(answer.status.alarm)
        return bool(answer.status.alarm)

    wait_until(looked)
    return alarms[-1]


def step(run: RealRun) -> int:
    answer = run.ask(Evaluate())
    assert isinstance(answer, Acknowledged)
    return answer.status.step


def move(run: RealRun) -> Path:
    return run.folder.rename(run.folder.with_name("moved"))


def remove(run: RealRun) -> None:
    # The host may be writing into it at this very moment.
    wait_until(lambda: shutil.rmtree(run.folder, ignore_errors=True) or not run.folder.exists())


@pytest.mark.parametrize("take_away", [move, remove])
def test_it_trains_on(real: Real, take_away: Callable[[RealRun], object]) -> None:
    """Nothing is lost that cannot be written just now: the steps go on, and whoever watches is told."""
    run = begun(real, **LATER)
    take_away(run)
    assert (
        alarm_of(run) == f"{run.folder / 'run.db'} cannot be written: the run's folder was removed or moved"
    )
    before = step(run)
    wait_until(lambda: step(run) > before)


def test_it_waits_at_the_next_checkpoint(real: Real) -> None:
    """Where it cannot be saved it takes no more steps, and says why."""
    run = begun(real, **SOON)
    remove(run)
    assert run.watcher is not None
    # While it is being removed, what cannot be written may first be one of the files within.
    gone = "the run's folder was removed or moved"
    run.watcher.until(lambda status: status.state == "paused" and gone in status.reason)
    assert step(run) == step(run)


def test_an_intervention_is_refused(real: Real) -> None:
    """What cannot be written down is not done, and the answer says so."""
    run = begun(real, **LATER)
    move(run)
    alarm_of(run)
    answer = run.ask(RATE)
    assert isinstance(answer, Refused)
    assert answer.reason.startswith("it cannot be written down, so it is not done: ")


def test_it_goes_on_where_the_folder_comes_back(real: Real) -> None:
    """Moved away and back again, the run goes on by itself, and all of it is there."""
    run = begun(real, **SOON)
    moved = move(run)
    held(run)
    moved.rename(run.folder)
    assert run.watcher is not None
    run.watcher.until(lambda status: status.state == "running" and not status.alarm)
    assert isinstance(run.ask(RATE), Acknowledged)
    result = run.stop()
    recorded = run.recorded
    assert (len(recorded.losses), recorded.gone) == (result.steps, ())
    assert recorded.checkpoints[-1].step == result.steps


def test_its_host_can_end(real: Real) -> None:
    """Nobody is kept waiting by what cannot be written."""
    run = begun(real, **LATER)
    remove(run)
    run.stop()
    assert run.launch is not None
    assert run.launch.process.returncode == 0


def test_nothing_is_written_elsewhere(real: Real) -> None:
    """A folder that was made anew in its place is another one: nothing is written into it."""
    run = begun(real, **SOON)
    move(run)
    run.folder.mkdir()
    held(run)
    run.ask(StepBy(1))
    run.stop()
    assert list(run.folder.iterdir()) == []


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Have nothing in a folder written, as the system does after a fault of the disk."""
    try:
        done = mount("--bind", str(folder), str(folder))
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip(f"this user may not mount anything: {done.stderr.strip()}")
    try:
        # It is refused as busy while the host has a file open there.
        wait_until(lambda: not mount("-o", "remount,ro,bind", str(folder)).returncode)
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def mount(*how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["mount", *how], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("part", ["", "checkpoints"])
def test_a_folder_that_became_read_only(real: Real, part: str) -> None:
    """It waits, and goes on when it can be written again; all of it is there."""
    run = begun(real, **SOON)
    with read_only(run.folder / part):
        held(run)
    assert run.watcher is not None
    run.watcher.until(lambda status: status.state == "running" and not status.alarm)
    result = run.stop()
    assert (len(run.recorded.losses), run.recorded.gone) == (result.steps, ())
