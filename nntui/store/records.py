"""What a run writes down as it goes: one frozen value for each kind of fact.

Every fact belongs to a branch: the line of steps that a run took. Branch 1 begins with step 0; going back to
a step begins another branch there, and nothing that was written before is lost. Times are seconds since 1970.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class LossesTaken:
    """The losses of consecutive steps, `first_step` (from 1) and on; float32."""

    branch: int
    first_step: int
    losses: NDArray[np.float32]


@dataclass(frozen=True)
class EpochMeasured:
    """The run's own evaluation, at step 0 and at each end of an epoch.

    train_loss: the mean over the epoch's rows; None at step 0. The others are of the validation rows, None
    where there are none or the measure means nothing.
    """

    branch: int
    step: int
    epoch: int
    time: float
    train_loss: float | None
    validation_loss: float | None
    accuracy: float | None
    r_squared: float | None


@dataclass(frozen=True)
class LayerMeasured:
    """One layer after a step: every probe of the engine, by its name; NaN where it has nothing to measure."""

    branch: int
    step: int
    layer: str
    gradient_norm: float
    update_ratio: float
    idle_units: float


@dataclass(frozen=True)
class Logged:
    """A line of the log. time_s: seconds that hosts had trained or waited by then. mark: as on the chart."""

    number: int
    time: float
    time_s: float
    step: int
    text: str
    mark: str = ""
    who: str = ""


@dataclass(frozen=True)
class Intervened:
    """Something that a person did, and that acted when `step` steps had been taken.

    kind: the protocol's name of the action, `SetHyperParameter` say, or `hyper_parameters`: what all of
    these were set to. value: its arguments as a JSON object. who: whoever asked for it.
    """

    branch: int
    step: int
    time: float
    kind: str
    value: str
    who: str = ""


@dataclass(frozen=True)
class Branched:
    """A line of steps that begins after `from_step` of its parent; the first has no parent."""

    branch: int
    parent: int | None
    from_step: int
    time: float
    reason: str = ""


@dataclass(frozen=True)
class CheckpointWritten:
    """A checkpoint that is on the disk, whole. file: its name in `checkpoints/`. best: whether it is the
    best by validation loss so far (by training loss where no rows are held out).
    """

    branch: int
    step: int
    file: str
    sha256: str
    size: int
    time: float
    reason: str
    best: bool = False


@dataclass(frozen=True)
class CheckpointRemoved:
    """A checkpoint that was thrown away."""

    file: str


@dataclass(frozen=True)
class HostBegan:
    """A host that took the run at a step, and all of its machine that the bits of a run depend on."""

    time: float
    step: int
    pid: int
    machine: str
    program: str
    numpy: str
    blas: str
    cpu: str
    threads: int


@dataclass(frozen=True)
class Described:
    """What does not change while a run goes on: the protocol's RunDescription, as JSON; the newest counts."""

    dataset: str
    network: str
    description: str


@dataclass(frozen=True)
class Stood:
    """How the run stood; the newest is kept.

    first_goal: epochs that it was made for. goal_epochs: where it finishes. pace: steps a second, None for as
    fast as it goes. loss: of the newest step. validation_loss, accuracy: the newest of the run's own.
    """

    time: float
    branch: int
    state: str
    step: int
    epochs_done: int
    rows_used: int
    first_goal: int
    goal_epochs: int
    learning_rate: float
    momentum: float
    weight_decay: float
    dropout: float
    batch_size: int
    pace: float | None
    steps_per_s: float
    loss: float | None
    validation_loss: float | None
    accuracy: float | None
    reason: str = ""

    @property
    def state_without_host(self) -> str:
        """What the run is once its host is gone: one that still ran or waited did not end in order."""
        return "crashed" if self.state in ("running", "paused") else self.state


Record = (
    LossesTaken
    | EpochMeasured
    | LayerMeasured
    | Logged
    | Intervened
    | Branched
    | CheckpointWritten
    | CheckpointRemoved
    | HostBegan
    | Described
    | Stood
)
