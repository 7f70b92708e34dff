"""How a run stands, and what is known of it: parts of what a host says."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nntui.session.protocol.value import RunState, Value

HELD = "held"
"""Stands in a status for the schedule of a run whose learning rate a hand has typed."""


class PictureDescription(Value, frozen=True):
    """Something of a layer that can be looked at as a matrix, by its name: `weight`, `attention`.

    tile: how many rows and columns of it belong together.
    """

    name: str
    tile: tuple[int, int]


class LayerDescription(Struct, frozen=True):
    """A layer with weights. shape: of its weight matrix.

    pictures: what can be seen of it, the best first; none where that is no more than one matrix.
    """

    name: str
    outputs: int
    parameters: int
    shape: tuple[int, ...]
    activation: str
    pictures: tuple[PictureDescription, ...] = ()


class RunDescription(Struct, frozen=True):
    """What does not change while a run goes on.

    archived: it is read from its folder; there is no host. data: a digest of the rows, by which a host knows
    whether they are what they were for the one before it. has_gradients: whether the optimizer needs any.
    averaged: whether averaged weights are what is evaluated. rows: of an epoch, 0 where an older host has not
    said it.
    """

    name: str
    folder: str
    dataset: str
    found: str
    network: str
    optimizer: str
    loss: str
    task: Literal["classification", "regression"]
    layers: tuple[LayerDescription, ...]
    has_momentum: bool
    has_dropout: bool
    threads: int
    archived: bool = False
    data: str = ""
    has_gradients: bool = True
    averaged: bool = False
    rows: int = 0


class Status(Value, frozen=True):
    """Where the run stands; of two the one with the higher sequence is newer.

    rows_used: of the epoch begun, 0 on the boundary between two.
    learning_rate: of the next step. pace: steps a second at the most, None for as fast as it goes.
    steps_left: of those asked for by hand. reason: why it diverged, or finished before its goal. alarm: what
    is wrong with the disk. catching_up: the step it is brought forward to, which it had reached before; 0
    where it is not. checkpoint: the step of the newest one, −1 for none. schedule: the one that says the
    learning rate, in a word: "" where the run has none, `HELD` where a hand does. rate_factor: what a hand
    multiplies it by.
    """

    sequence: int
    state: RunState
    step: int
    epochs_done: int
    rows_used: int
    goal_epochs: int
    learning_rate: float
    momentum: float
    weight_decay: float
    dropout: float
    batch_size: int
    pace: float | None
    steps_left: int = 0
    to_epoch_end: bool = False
    reason: str = ""
    alarm: str = ""
    catching_up: int = 0
    checkpoint: int = -1
    schedule: str = ""
    rate_factor: float = 1.0


class Evaluated(Value, frozen=True):
    """The validation rows with the parameters after a step; accuracy or R² is None where it means nothing."""

    step: int
    loss: float
    accuracy: float | None
    r_squared: float | None


class LogEntry(Value, frozen=True):
    """Something that happened. number: from 1 on. mark: what the chart says at this step. who: did it."""

    number: int
    time_s: float
    step: int
    text: str
    mark: str = ""
    who: str = ""


class LayerMeasurement(Value, frozen=True):
    """One layer after the step; NaN where there is nothing to measure."""

    name: str
    gradient_norm: float
    update_ratio: float
    idle_units: float


class Result(Struct, frozen=True):
    """What became of a run; a number that is not finite is None.

    reason: why it diverged, or finished before its goal. best_epoch, best_loss: the end of an epoch with the
    lowest validation loss (training loss where no rows are held out), whose checkpoint is kept.
    """

    run: str
    state: RunState
    steps: int
    epochs: int
    steps_per_second: float | None
    train_loss: float | None
    validation_loss: float | None
    validation_accuracy: float | None
    learning_rate: float
    threads: int
    parameters_sha256: str
    reason: str = ""
    best_epoch: int | None = None
    best_loss: float | None = None
