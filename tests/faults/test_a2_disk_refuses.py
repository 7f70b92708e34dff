"""A2: the n-th file operation fails, for every n: what was there stays, the cause is told, and it goes on."""

from __future__ import annotations

import errno
import itertools
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import checkpoint, stood
from benchmarks.harness.failing_files import FailingFiles
from nntui.config import RunConfig
from nntui.session.loopback import LoopbackHost
from nntui.store import folder as run_folder
from nntui.store.checkpoints import Damaged, listed, to_bytes, verified, write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.folder import RunFolder
from nntui.store.reading import newest_checkpoint, read_run
from nntui.store.records import Branched
from nntui.store.runs import write_config
from nntui.store.trouble import disk_trouble

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EROFS": errno.EROFS, "a short write": errno.ENOSPC}
OPERATIONS = 11
"""Of writing a checkpoint with its hash."""


def failing(operation: int, name: str) -> FailingFiles:
    return FailingFiles(operation, ERRORS[name], half=name == "a short write")


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("operation", range(OPERATIONS))
def test_the_checkpoint_before_is_intact(tmp_path: Path, operation: int, name: str) -> None:
    """Whatever fails, nothing of the new one is taken for it, and no draft is left."""
    before = write_checkpoint(tmp_path, checkpoint(1, 1), Files())
    with pytest.raises(OSError, match=os.strerror(ERRORS[name])):
        write_checkpoint(tmp_path, checkpoint(1, 2), failing(operation, name))
    assert verified(tmp_path, before.file, before.sha256).step == 1
    assert [path.name for path in (tmp_path / "checkpoints").iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("operation", range(OPERATIONS))
def test_a_checkpoint_is_whole_or_not_there(tmp_path: Path, operation: int) -> None:
    """A file that has its name has all of its content."""
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_checkpoint(tmp_path, checkpoint(1, 2), failing(operation, "a short write"))
    contents = [(tmp_path / "checkpoints" / file).read_bytes() for _, _, file in listed(tmp_path)]
    assert contents == [to_bytes(checkpoint(1, 2))] * len(contents)


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("operation", range(OPERATIONS))
def test_the_cause_and_the_path_are_told(tmp_path: Path, operation: int, name: str) -> None:
    """Whoever has to make room learns where, and what the matter is."""
    with pytest.raises(OSError, match=os.strerror(ERRORS[name])) as caught:
        write_checkpoint(tmp_path, checkpoint(1, 2), failing(operation, name))
    told = disk_trouble(caught.value)
    assert told.startswith(f"{tmp_path / 'checkpoints'}")
    assert f" cannot be written: {os.strerror(ERRORS[name])}" in told


def saved(folder: Path, files: Files, steps: range) -> None:
    """Save a run at these steps; what fails is tried once more, as a host does."""
    with closing(RunFolder(folder, lambda: 1.0, files)) as disk:
        for step in steps:
            disk.commit([stood(step)])
            try:
                disk.save(checkpoint(1, step), "time", best=False)
            except OSError:
                disk.save(checkpoint(1, step), "time", best=False)


def new_run(folder: Path) -> Path:
    (folder / "run.toml").touch()
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write([Branched(1, None, 0, 1.0)])
    return folder


STEPS = range(6)
OPERATIONS_OF_A_RUN = OPERATIONS * len(STEPS) + 4
"""Two of six are thrown away, each with its hash."""


@pytest.mark.parametrize("operation", range(OPERATIONS_OF_A_RUN))
def test_every_recorded_checkpoint_is_there(tmp_path: Path, operation: int) -> None:
    """Also where throwing away an old one fails: what run.db names can be loaded, the newest above all."""
    folder = new_run(tmp_path)
    saved(folder, FailingFiles(operation, errno.EIO), STEPS)
    recorded = read_run(folder)
    assert [each.step for each in recorded.checkpoints] == [0, 3, 4, 5]
    assert [verified(folder, each.file, each.sha256).step for each in recorded.checkpoints] == [0, 3, 4, 5]


def test_the_test_above_reaches_every_operation(tmp_path: Path) -> None:
    """Guards it: so many there are."""
    files = FailingFiles(10**6, errno.EIO)
    saved(new_run(tmp_path), files, STEPS)
    assert len(files.done) == OPERATIONS_OF_A_RUN


@pytest.mark.parametrize("name", ERRORS)
def test_a_disk_that_refuses_for_good(tmp_path: Path, name: str) -> None:
    """The newest checkpoint that could be written is the one to go on from."""
    folder = new_run(tmp_path)
    saved(folder, Files(), range(3))
    refusing = FailingFiles(3, ERRORS[name], times=10**6)
    with pytest.raises(OSError, match=os.strerror(ERRORS[name])):
        saved(folder, refusing, range(3, 6))
    found, passed_over = newest_checkpoint(folder, read_run(folder))
    assert found is not None
    assert (found.step, passed_over) == (2, ())


CONFIG = RunConfig(dataset="iris", epochs=2, seed=1)


def trained(folder: Path) -> LoopbackHost:
    """A run of two epochs, trained to its end."""
    host = LoopbackHost(CONFIG, ticking(), folder=folder)
    while host.run.control.state == "running":
        host.turn(3)
    host.turn()
    return host


def ticking() -> Callable[[], float]:
    """A clock that goes on by a second whenever it is looked at."""
    return itertools.count(1.0).__next__


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A run's folder with its settings."""
    write_config(tmp_path, CONFIG)
    return tmp_path


@pytest.mark.parametrize("operation", range(OPERATIONS))
def test_training_goes_on(folder: Path, operation: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that cannot save once takes every step all the same, and is saved in the end."""
    files = FailingFiles(operation, errno.EIO)
    monkeypatch.setattr(run_folder, "Files", lambda: files)
    host = trained(folder)
    host.writing.close(1.0)
    recorded = read_run(folder)
    found, passed_over = newest_checkpoint(folder, recorded)
    assert found is not None
    steps = host.run.trainer.step_number
    assert (len(recorded.losses), found.step, passed_over, host.writing.alarm) == (steps, steps, (), "")


def test_a_host_says_what_it_cannot_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The alarm names the file and the cause."""
    files = FailingFiles(0, errno.EROFS, times=10**6)
    monkeypatch.setattr(run_folder, "Files", lambda: files)
    host = LoopbackHost(CONFIG, ticking(), folder=folder)
    host.turn(3)
    cause = os.strerror(errno.EROFS)
    assert host.writing.alarm == f"{folder / 'checkpoints'} cannot be written: {cause}"
    host.writing.close(1.0)
    with pytest.raises(Damaged):
        verified(folder, "step-000000000.safetensors")
