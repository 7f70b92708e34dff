"""A run of any number of steps as its host leaves it behind, made without taking them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.describing import describe_run
from nntui.session.host.environment import this_host
from nntui.session.host.journal import MEASURED_EVERY, standing
from nntui.session.host.landmarks import Snapshot
from nntui.session.host.run import Run
from nntui.session.host.snapshots import to_checkpoint
from nntui.store.checkpoints import write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.records import (
    Branched,
    CheckpointWritten,
    Described,
    EpochMeasured,
    LayerMeasured,
    LossesTaken,
    Record,
)
from nntui.store.runs import create_run, write_config

CONFIG = RunConfig(dataset="digits", hidden=(32,), epochs=10_000_000, pace=100.0, threads=1)

_AT_ONCE = 1_000_000


def store_long_run(home: Path, name: str, steps: int) -> Path:
    """Make the folder of a run below an NNTUI_HOME that has taken so many steps: losses, epochs, layers."""
    folder = create_run(home / "runs", name, "digits")
    run = Run(name, assemble(CONFIG), 1, paused=False)
    write_config(folder, run.assembly.config)
    trainer, now = run.trainer, time.time()
    run.step()
    shape = Shape(-(-len(trainer.training) // trainer.hyper.batch_size), trainer.hyper.batch_size, now)
    snapshot = shape.after(run.snapshot(), steps)
    written = write_checkpoint(folder, to_checkpoint(snapshot, trainer.parameters), Files())
    run.restore(snapshot)
    description = describe_run(folder, run.assembly, 1)
    told = msgspec.json.encode(description).decode()
    beginning: tuple[Record, ...] = (
        Branched(1, None, 0, now),
        Described(description.dataset, description.network, told),
        this_host(0, 1, now),
        CheckpointWritten(1, steps, *written, now, "time"),
        replace(standing(run, 100.0), time=now),
    )
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write(beginning)
        for first in range(1, steps + 1, _AT_ONCE):
            taken = np.arange(first, min(steps, first + _AT_ONCE - 1) + 1)
            database.write(list(shape.history(taken, [layer.name for layer in description.layers])))
    return folder


@dataclass(frozen=True)
class Shape:
    """Steps an epoch, rows a step, and the time at which it all happened."""

    steps_an_epoch: int
    batch: int
    now: float

    def after(self, snapshot: Snapshot, steps: int) -> Snapshot:
        """The same weights when so many steps have been taken."""
        epochs, of_the_next = divmod(steps, self.steps_an_epoch)
        state = replace(snapshot.state, step=steps, epochs_done=epochs, rows_used=of_the_next * self.batch)
        return replace(snapshot, state=state, epoch_loss=0.0, epoch_rows=0)

    def history(self, steps: NDArray[np.int64], layers: list[str]) -> Iterator[Record]:
        """What is written down of consecutive steps: a loss that falls, and jumps."""
        noise = np.random.default_rng(int(steps[0])).lognormal(0.0, 0.5, len(steps))
        yield LossesTaken(1, int(steps[0]), (_loss(steps) * noise).astype(np.float32))
        for step in steps[steps % self.steps_an_epoch == 0].tolist():
            loss = float(_loss(step))
            yield EpochMeasured(1, step, step // self.steps_an_epoch, self.now, loss, 1.1 * loss, 0.9, None)
        for step in steps[steps % MEASURED_EVERY == 0].tolist():
            yield from (LayerMeasured(1, step, layer, 1e-2, 1e-3, 0.0) for layer in layers)


def _loss(step: NDArray[np.int64] | int) -> NDArray[np.float64] | float:
    return 2.3 / (1 + step / 1e4)
