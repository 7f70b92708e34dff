"""The folder of a run on its third branch, with everything in it that a host writes; nothing was trained."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nntui.store.checkpoints import Checkpoint, write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.records import (
    Branched,
    CheckpointWritten,
    Described,
    EpochMeasured,
    HostBegan,
    Intervened,
    LayerMeasured,
    Logged,
    LossesTaken,
    Record,
    Stood,
)

EPOCH = 1000
LAYERS = ("dense_1", "dense_2")
BRANCHES = (
    Branched(1, None, 0, 1.0),
    Branched(2, 1, 5000, 2.0, "diverged"),
    Branched(3, 2, 4000, 3.0, "diverged"),
)
LAST_STEPS = {1: 6000, 2: 7000, 3: 10_000}
"""The line takes the steps 1 to 4,000 of branch 1, none of branch 2, and those from 4,001 on of branch 3."""

SAVED = ((1, 0), (1, 2500), (1, 6000), (2, 5500), (3, 4500), (3, 9000), (3, 10_000))


def losses(branch: int, first: int, last: int) -> NDArray[np.float32]:
    """Of these steps: another number for every step of every branch."""
    return (branch + 1 / np.arange(first, last + 1)).astype(np.float32)


def line_losses() -> NDArray[np.float32]:
    """Of all steps of the line."""
    return np.concatenate([losses(1, 1, 4000), losses(3, 4001, 10_000)])


def checkpoint(branch: int, step: int) -> Checkpoint:
    """A small one, with other numbers for every step."""
    weights = np.arange(64 * 32, dtype=np.float32).reshape(64, 32) + step
    return Checkpoint(
        branch, step, {"dense_1.weight": weights, "optimizer.1": weights.ravel() / 2}, {"a": [1, None]}
    )


def stood(step: int, branch: int = 1, state: str = "running") -> Stood:
    """How a run stood at a step."""
    epochs, rows = divmod(step, EPOCH)
    return Stood(
        4.0, branch, state, step, epochs, rows, 50, 50, 1e-3, 0.9, 0.0, 0.1, 32, None, 12.5, 0.25, 0.5, None
    )


def write_branched_run(folder: Path) -> None:
    """Make the folder and everything in it."""
    folder.mkdir()
    (folder / "run.toml").write_text('dataset = "digits"\n')
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write([HostBegan(1.0, 0, 42, "host", "nntui 1", "2.4", "OpenBLAS", "a CPU", 1)])
        database.write([Described("digits", "64-32-10 relu", "{}")])
        for branch in BRANCHES:
            database.write([branch, *_records(branch)])
        database.write([save(folder, branch, step) for branch, step in SAVED])
        database.write([stood(10_000, 3)])


def save(folder: Path, branch: int, step: int) -> CheckpointWritten:
    """Write a checkpoint into the folder; what is to be recorded of it."""
    written = write_checkpoint(folder, checkpoint(branch, step), Files())
    return CheckpointWritten(branch, step, *written, float(step), "time", best=step == 9000)


def _records(branch: Branched) -> Iterator[Record]:
    number, first, last = branch.branch, branch.from_step + 1, LAST_STEPS[branch.branch]
    yield LossesTaken(number, first, losses(number, first, last))
    yield Intervened(number, branch.from_step, 1.5, "Toggle", '{"learning_rate": 0.001}', "ada@laptop")
    if number == 1:
        yield epoch(number, 0)
    for step in range(first, last + 1):
        if step % EPOCH == 0:
            yield epoch(number, step)
            yield Logged(step + number, 1.5, 2.5, step, "learning rate 1e-3 → 2e-3", "lr 2e-3", "ada@laptop")
            yield Intervened(number, step, 1.5, "SetHyperParameter", '{"learning_rate": 0.002}', "ada@laptop")
        if step % 100 == 0:
            yield from (layer(number, step, name) for name in LAYERS)


def epoch(branch: int, step: int) -> EpochMeasured:
    """What is measured at the end of an epoch."""
    return EpochMeasured(branch, step, step // EPOCH, 1.5, 0.5 if step else None, 0.25 * branch, 0.97, None)


def layer(branch: int, step: int, name: str) -> LayerMeasured:
    """What is measured of a layer."""
    return LayerMeasured(branch, step, name, 1 / step, 1e-3 * branch, 0.5)
