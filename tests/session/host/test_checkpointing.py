"""When a run is saved, and what is said where it cannot be."""

from __future__ import annotations

import errno
from collections.abc import Callable

import pytest

from benchmarks.harness.kept_run import KeptRun
from nntui.session.host.disk import CheckpointJob
from nntui.store.folder import RunFolder

Kept = Callable[..., KeptRun]


def test_a_slow_run_is_not_saved_twice_at_a_step(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """However long a step takes to come: nothing has changed since."""
    saved: list[int] = []
    save = CheckpointJob.__init__

    def noted(job: CheckpointJob, checkpoint, reason, best) -> None:
        saved.append(checkpoint.step)
        save(job, checkpoint, reason, best)

    monkeypatch.setattr(CheckpointJob, "__init__", noted)
    run = kept(pace=0.1, checkpoint_every=1.0)
    run.turns(60, s=0.5)
    assert saved == list(range(run.step + 1))


def test_a_full_disk_is_one_line_of_the_log(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much of it is free changes all the time, and is not said again and again."""
    run = kept(pace=1.0)
    run.turns(1)
    before, free = len(run.log), iter(range(1_000_000, 2_000_000))

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(run.folder / "run.db"))

    monkeypatch.setattr(RunFolder, "commit", refuse)
    monkeypatch.setattr("nntui.store.trouble._free", lambda _: next(free))
    run.turns(20, s=1.0)
    assert len(run.log) == before + 1
