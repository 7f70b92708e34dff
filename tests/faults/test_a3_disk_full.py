"""A3: the disk is full at a checkpoint: the run waits and says what it needs, and goes on by itself."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from benchmarks.harness.real_run import RealRun, wait_until
from nntui.session.protocol import Acknowledged, Evaluate, SetHyperParameter, Status
from nntui.store import folder as run_folder
from nntui.store.files import Files
from nntui.store.reading import newest_checkpoint

NEEDED = re.compile(
    r"waiting: (.*)/checkpoints/\.step-\d{9}\.safetensors\.new cannot be written: No space left on device; "
    r"[\d.]+ (B|KB) needed, [\d.]+ (B|KB|MB|GB|TB) free"
)


class FullFiles(Files):
    """A disk that has room, or has none."""

    is_full = False

    def put(self, descriptor: int, data: memoryview) -> int:
        """Nothing is taken while it is full."""
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super().put(descriptor, data)


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> FullFiles:
    """The disk that runs are saved to."""
    files = FullFiles()
    monkeypatch.setattr(run_folder, "Files", lambda: files)
    return files


@pytest.fixture
def full(tmp_path: Path, files: FullFiles) -> KeptRun:
    """A run whose checkpoint after the third step found no room."""
    run = KeptRun(tmp_path / "run", two_epochs())
    run.run_to(2)
    files.is_full = True
    run.turns(2, s=2.0)
    return run


def status(run: KeptRun) -> Status:
    return run.host.run.status()


def test_it_waits_and_says_so(full: KeptRun) -> None:
    """What cannot be written, what it needs and what is left stand in the log and on the screen."""
    assert NEEDED.fullmatch(full.log[-1])
    assert (status(full).state, status(full).reason) == ("paused", full.log[-1].removeprefix("waiting: "))
    assert status(full).alarm == status(full).reason


def test_it_takes_no_step(full: KeptRun) -> None:
    """What is not safe does not become more."""
    before = full.step
    full.turns(5, s=60.0)
    assert full.step == before


def test_it_goes_on_by_itself(full: KeptRun, files: FullFiles) -> None:
    """Once there is room, nobody need do anything; the bits are those of a run that had room all the time."""
    files.is_full = False
    full.host.writing.write(())  # as its thread tries again each second
    assert full.finish() == undisturbed(full.config)
    assert "the disk can be written again: going on" in full.log
    assert (status(full).alarm, status(full).reason) == ("", "")


def test_nothing_is_lost(full: KeptRun) -> None:
    """The checkpoint before is there, and all that can still be written is."""
    full.write()
    checkpoint, passed_over = newest_checkpoint(full.folder, full.recorded)
    assert checkpoint is not None
    assert (checkpoint.step, passed_over, len(full.recorded.losses)) == (0, (), full.step)


def test_a_person_can_change_it_meanwhile(full: KeptRun, files: FullFiles) -> None:
    """What can be written down is done, and acts once the run goes on."""
    change = SetHyperParameter("learning_rate", 0.02)
    full.ask(change)
    assert status(full).learning_rate == 0.02
    files.is_full = False
    full.host.writing.write(())
    step = full.step
    assert full.finish() == undisturbed(full.config, [(step, change)])


def test_it_is_killed_while_it_waits(full: KeptRun, files: FullFiles) -> None:
    """The next host finds it running, and waits itself or goes on."""
    full.write()
    full.kill()
    files.is_full = False
    full.begin()
    assert full.finish() == undisturbed(full.config)


@pytest.fixture
def small_disk(home: Path) -> Iterator[Path]:
    """A disk of 1 MB, on which all runs are."""
    runs = home / "runs"
    runs.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(runs)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip(f"this user may not mount a small disk: {done.stderr.strip()}")
    yield runs
    subprocess.run(["umount", "-l", str(runs)], check=True)


def fill(rubbish: Path) -> None:
    """Have a file take all the room there is, also what is given back in the next moment."""
    with rubbish.open("wb", buffering=0) as file:
        for _ in range(3):
            with suppress(OSError):
                while file.write(bytes(1024)):
                    pass


def alarm(run: RealRun) -> str:
    answer = run.ask(Evaluate())
    assert isinstance(answer, Acknowledged)
    return answer.status.alarm


def test_it_is_full_when_a_host_begins(small_disk: Path, real: Callable[..., RealRun]) -> None:
    """The host is there and says what is wrong, until there is room."""
    run = real(dataset="iris", paused=True)
    run.begin()
    run.stop()
    rubbish = small_disk / "rubbish"
    fill(rubbish)
    run.begin()
    wait_until(lambda: alarm(run).endswith(" free"))
    rubbish.unlink()
    wait_until(lambda: not alarm(run))
    run.stop()
    assert len(run.recorded.hosts) == 2


def test_a_real_disk(small_disk: Path, real: Callable[..., RealRun]) -> None:
    """A host whose disk is filled up by somebody waits, and goes on when they make room."""
    run = real(dataset="digits", hidden=(64,), checkpoint_every=0.2)
    run.begin()
    run.steps(10)
    rubbish = small_disk / "rubbish"
    fill(rubbish)
    run.watcher.until(lambda status: status.state == "paused" and status.alarm.endswith(" free"))
    rubbish.unlink()
    run.watcher.until(lambda status: status.state == "running" and not status.alarm)
    before = run.ask(SetHyperParameter("dropout", 0.1)).status.step
    wait_until(lambda: len(run.recorded.losses) > before)
    assert [line.text for line in run.recorded.log if line.text.startswith(("waiting", "the disk"))][1:] == [
        "the disk can be written again: going on"
    ]
