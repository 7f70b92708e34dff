"""States worth keeping: where a run that goes wrong returns to, and the best it ever was."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, nan

from nntui.session.protocol import Evaluated, LayerMeasurement
from nntui_engine.state import TrainerState


@dataclass
class EpochSum:
    """The losses of the epoch begun: their sum, weighted by rows."""

    loss: float = 0.0
    rows: int = 0

    def add(self, loss: float, rows: int) -> None:
        """Count a batch's mean loss."""
        self.loss += loss * rows
        self.rows += rows

    @property
    def mean(self) -> float:
        """Of the rows seen so far; NaN where there were none."""
        return self.loss / self.rows if self.rows else nan


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All that a checkpoint holds, copied at one step.

    epoch_loss, epoch_rows: the sum of the epoch begun. layers: the measurements of the step. evaluated: the
    newest, for whomever it was. loss: of the step, NaN before the first.
    """

    branch: int
    state: TrainerState
    epoch_loss: float
    epoch_rows: int
    loss: float
    layers: tuple[LayerMeasurement, ...]
    evaluated: Evaluated | None


def is_sound(epoch_loss: float, first_loss: float) -> bool:
    """Whether all is well: an epoch that loses more than the untrained network did has gone wrong already.

    Where nobody knows any more what that lost, it is.
    """
    return not epoch_loss > first_loss


class Best:
    """The end of an epoch with the lowest validation loss so far.

    Where no rows are held out, the training loss decides. snapshot: of it, until it was written to the disk.
    """

    def __init__(self, loss: float = inf) -> None:
        self.loss = loss
        self.snapshot: Snapshot | None = None

    def is_beaten_by(self, loss: float) -> bool:
        """Whether this loss is lower."""
        return isfinite(loss) and loss < self.loss


def newer(one: Evaluated | None, other: Evaluated | None) -> Evaluated | None:
    """Of two evaluations that of the later step."""
    return max((each for each in (one, other) if each), key=lambda each: each.step, default=None)
