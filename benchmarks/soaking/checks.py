"""What has to be true after a soak: the same bits, nothing left over, nothing grown."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from benchmarks.harness.processes import PROC, proportional_set_size
from benchmarks.soaking.soak_run import SoakRun
from nntui.config import read_config
from nntui.session.assembly import assemble
from nntui.session.host.threads import limit_threads
from nntui.session.protocol import Result
from nntui.store.reading import Recorded, connect
from nntui.store.tables import CHECKPOINTS
from nntui_engine.trainer import Trainer

LEFT_BEHIND = {"run.toml", "run.db", "run.db-journal", "lock", "host.log", "checkpoints"}
"""What a run's folder holds."""


_PARTED = "computes other losses"


@dataclass(frozen=True)
class Size:
    """What a process has open, and its memory in bytes."""

    descriptors: int
    threads: int
    memory: int


def size_of(pid: int) -> Size:
    """Of a process, now."""
    here = PROC / str(pid)
    descriptors, threads = (sum(1 for _ in (here / part).iterdir()) for part in ("fd", "task"))
    return Size(descriptors, threads, proportional_set_size(pid))


@dataclass(frozen=True)
class Redone:
    """A run taken again in this process, with what people did to it. differ: losses that are not the same."""

    differ: int
    sha256: str


def redo(folder: Path, recorded: Recorded) -> Redone:
    """Take all steps of a run's line again, as they are written down, with nobody in the way."""
    config = read_config(folder / "run.toml")
    assert isinstance(config.threads, int)
    limit_threads(config.threads)
    trainer = assemble(config).trainer
    # What was asked for while a host caught up may stand behind what came later.
    acting = sorted(recorded.interventions, key=lambda each: each.step)
    losses = np.zeros_like(recorded.losses)
    for step in range(len(losses) + 1):
        while acting and acting[0].step == step:
            _act(trainer, acting.pop(0).value)
        if step < len(losses):
            losses[step] = trainer.step().loss
    values = np.ascontiguousarray(trainer.parameters.values, "<f4")
    differ = np.count_nonzero(losses.view(np.uint32) != recorded.losses.view(np.uint32))
    return Redone(int(differ), hashlib.sha256(values.tobytes()).hexdigest())


def _act(trainer: Trainer, value: str) -> None:
    hyper = trainer.hyper
    for name, number in json.loads(value).items():
        if name in asdict(hyper):
            hyper = hyper.changed(name, number)
    trainer.hyper = hyper


def check_bits(run: SoakRun, result: Result | None) -> tuple[dict[str, float | None], list[str]]:
    """A row of the table, and what is wrong."""
    recorded = run.look()
    again = redo(run.folder, recorded)
    wrong = list(run.lost)
    wrong += [f"{run.name}: {line.text}" for line in recorded.log if _PARTED in line.text]
    if result is None:
        wrong.append(f"{run.name}: its host ended without a word")
    elif (result.steps, result.parameters_sha256) != (len(recorded.losses), again.sha256):
        wrong.append(f"{run.name}: its parameters are not those of a run that nobody disturbed")
    if again.differ:
        wrong.append(f"{run.name}: {again.differ} losses are not those of a run that nobody disturbed")
    row = {
        "steps": len(recorded.losses),
        "interventions": len(recorded.interventions),
        "branches": len(recorded.branches),
        "hosts": len(recorded.hosts),
        "losses that differ": again.differ,
        "hashes equal": int(result is not None and result.parameters_sha256 == again.sha256),
    }
    return row, wrong


def left_over(home: Path, runs: tuple[SoakRun, ...]) -> list[str]:
    """Files that nobody needs any more."""
    found = list((home / "s").iterdir())
    for run in runs:
        found += [path for path in run.folder.iterdir() if path.name not in LEFT_BEHIND]
        journal = run.folder / "run.db-journal"
        found += [journal] if journal.exists() and journal.stat().st_size else []
        with closing(connect(run.folder)) as connection:
            kept = {each.file for each in CHECKPOINTS.read(connection)}
        expected = kept | {f"{file}.sha256" for file in kept}
        found += [path for path in (run.folder / "checkpoints").iterdir() if path.name not in expected]
    return [f"{path.relative_to(home)} was left over" for path in found]
