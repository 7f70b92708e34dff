"""The state of a training as one frozen value: all that its future depends on."""

from __future__ import annotations

from dataclasses import dataclass

from nntui_engine.arrays import Array
from nntui_engine.early_stopping import Waiting
from nntui_engine.hyperparameters import HyperParameters


@dataclass(frozen=True, eq=False)
class TrainerState:
    """Copies of the flat vectors, and where the training stands.

    step: steps taken. epochs_done, rows_used: whole passes over the training rows, and rows of the next one.
    average: of the values, then of the statistics; None where none is kept. waiting: early stopping's memory.
    """

    values: Array
    statistics: Array
    optimizer_vectors: tuple[Array, ...]
    hyper: HyperParameters
    step: int
    epochs_done: int
    rows_used: int
    average: Array | None = None
    waiting: Waiting = Waiting()  # noqa: RUF009  # it is a frozen value
