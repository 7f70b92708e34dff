"""What a host says to a viewer."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from nntui.session.protocol.value import RunState, Value


class LayerDescription(Value, frozen=True):
    """A layer with weights. shape: of its weight matrix."""

    name: str
    outputs: int
    parameters: int
    shape: tuple[int, ...]
    activation: str


class RunDescription(Value, frozen=True):
    """What does not change while a run goes on."""

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


class Status(Value, frozen=True):
    """Where the run stands; of two the one with the higher sequence is newer.

    rows_used: of the epoch begun, 0 on the boundary between two.
    pace: steps a second at the most, None for as fast as it goes. steps_left: of those asked for by hand.
    reason: why it diverged.
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


class Evaluated(Value, frozen=True):
    """The validation rows with the parameters after a step; accuracy or R² is None where it means nothing."""

    step: int
    loss: float
    accuracy: float | None
    r_squared: float | None


class LogEntry(Value, frozen=True):
    """Something that happened. number: from 1 on. mark: what the chart says at this step, or nothing."""

    number: int
    time_s: float
    step: int
    text: str
    mark: str = ""


class Welcome(Value, frozen=True):
    """The answer to `Hello`: the version agreed on, and the run so far."""

    version: int
    run: RunDescription
    status: Status
    log: tuple[LogEntry, ...]


class Rejected(Value, frozen=True):
    """The host will not talk: the connection ends."""

    reason: str


class Acknowledged(Value, frozen=True):
    """A command took effect, when so many steps had been taken."""

    id: int
    step: int


class Refused(Value, frozen=True):
    """A command changed nothing, and why."""

    id: int
    reason: str


class Happened(Value, frozen=True):
    """A line of the log, and how the run stands after it."""

    entry: LogEntry
    status: Status


class EpochEnded(Value, frozen=True):
    """An epoch is over: the mean of its batches' losses over its rows, and the validation after it."""

    epoch: int
    step: int
    train_loss: float
    evaluated: Evaluated | None


class CurveColumns(Value, frozen=True):
    """Columns of a curve from the `first` on; what a viewer holds from there on is replaced.

    width: steps a column. low, high, mean: of each column, NaN where it is empty. A width, or a `restarts`,
    other than before means that nothing held before is good any more.
    """

    width: int
    first: int
    restarts: int
    low: bytes
    high: bytes
    mean: bytes


class HeatMap(Value, frozen=True):
    """A layer's weights as int8 levels, row by row.

    0 is −scale, HEAT_LEVELS − 1 is +scale, the middle is zero, −128 is NaN. shape: of the whole matrix.
    factors: how many rows and columns of it make a cell.
    """

    layer: str
    rows: int
    columns: int
    levels: bytes
    scale: float
    shape: tuple[int, int]
    factors: tuple[int, int]


class LayerMeasurement(Value, frozen=True):
    """One layer after the step; NaN where there is nothing to measure."""

    name: str
    gradient_norm: float
    update_ratio: float
    idle_units: float


class Frame(Value, frozen=True):
    """Everything on the screen, of one step: the newest that the viewer's link has room for."""

    status: Status
    loss: float
    steps_per_s: float
    overhead: float
    training: CurveColumns | None
    validation: CurveColumns | None
    evaluated: Evaluated | None
    heat: HeatMap | None
    layers: tuple[LayerMeasurement, ...]


class Result(Struct, frozen=True):
    """What became of a run; a number that is not finite is None."""

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


class Ended(Value, frozen=True):
    """The host's last word. result is None where it could not be had."""

    reason: str
    result: Result | None


ToViewer = Welcome | Rejected | Acknowledged | Refused | Happened | EpochEnded | Frame | Ended
