"""A run as a host leaves it behind, without the host."""

from __future__ import annotations

from math import nan
from pathlib import Path

import numpy as np

from nntui.config import RunConfig
from nntui.locations import socket_path
from nntui.store.checkpoints import Checkpoint, write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.lock import hold
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
from nntui.store.runs import create_run, write_config

BEGAN = 1_700_000_000.0
"""When the host of a stored run began."""


def store_run(home: Path, name: str = "iris-1", *, state: str = "stopped") -> Path:
    """Make a run below an NNTUI_HOME, and say where it is.

    It has taken 8 steps, 4 an epoch, with a loss of 1/step; somebody changed its learning rate after step 4.
    """
    folder = create_run(home / "runs", name, "iris")
    write_config(folder, RunConfig(dataset="iris"))
    hold(folder, socket_path(folder), BEGAN).close()
    database = RunDatabase.open(folder / "run.db")
    database.write([*_history(state), _checkpoint(folder)])
    database.close()
    return folder


def _history(state: str) -> list[Record]:
    times = [BEGAN + seconds for seconds in (1.0, 2.0, 3.0)]
    return [
        Branched(1, None, 0, times[0]),
        HostBegan(times[0], 0, 1, "here", "nntui", "2", "openblas", "cpu", 1),
        Described("iris", "4-3", "{}"),
        LossesTaken(1, 1, np.float32(1) / np.arange(1, 9, dtype=np.float32)),
        EpochMeasured(1, 0, 0, times[0], None, 1.5, 0.25, None),
        EpochMeasured(1, 4, 1, times[1], 0.5, 1.25, 0.5, None),
        EpochMeasured(1, 8, 2, times[2], 0.25, 1.0, 0.75, None),
        LayerMeasured(1, 4, "dense_1", 0.5, 0.125, nan),
        LayerMeasured(1, 8, "dense_1", 0.25, 0.0625, nan),
        Logged(1, times[1], 1.0, 4, "learning rate 1e-3 → 2e-3", "lr 2e-3", "ada@laptop"),
        Logged(2, times[2], 2.0, 8, "stopped"),
        Intervened(1, 4, times[1], "ScaleLearningRate", '{"factor": 2.0}', "ada@laptop"),
        Stood(times[2], 1, state, 8, 2, 0, 3, 3, 2e-3, 0.9, 0.0, 0.0, 16, None, 100.0, 0.125, 1.0, 0.75),
    ]


def _checkpoint(folder: Path) -> CheckpointWritten:
    tensors = {
        "dense_1.weight": np.arange(12, dtype=np.float32).reshape(4, 3),
        "dense_1.bias": np.full(3, 0.5, np.float32),
        "optimizer.1": np.zeros(15, np.float32),
    }
    written = write_checkpoint(folder, Checkpoint(1, 8, tensors, {}), Files())
    return CheckpointWritten(1, 8, *written, BEGAN + 3.0, "stopped")
