"""States worth keeping: where a run that goes wrong returns to, and the best it ever was."""

from __future__ import annotations

from collections.abc import Iterable
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

    epoch_loss, epoch_rows: the sum of the epoch begun. layers: the measurements of the step; of a run that
    has diverged those of the step that could not be taken: they tell where it went wrong. evaluated: the
    newest, for whomever it was. loss: of the step, NaN before the first. schedule: which one holds then, as
    `Schedule.name_at` says it.
    """

    branch: int
    state: TrainerState
    epoch_loss: float
    epoch_rows: int
    loss: float
    layers: tuple[LayerMeasurement, ...]
    evaluated: Evaluated | None
    schedule: str = ""


def is_sound(epoch_loss: float, first_loss: float) -> bool:
    """Whether all is well: an epoch that loses more than the untrained network did has gone wrong already.

    Where nobody knows any more what that lost, it is.
    """
    return not epoch_loss > first_loss


class Best:
    """The end of an epoch with the lowest loss so far, and those that were it before.

    The validation loss decides, or the training loss where no rows are held out. ends: step, loss and epoch
    of those that are over. snapshot: of the best, until it was written to the disk.
    """

    def __init__(self, ends: Iterable[tuple[int, float, int]] = ()) -> None:
        self._records: list[tuple[int, float, int]] = []
        self.snapshot: Snapshot | None = None
        for end in ends:
            self.is_beaten_by(*end)

    @property
    def step(self) -> int:
        """Where it is; 0 where no epoch is over."""
        return self._records[-1][0] if self._records else 0

    @property
    def loss(self) -> float:
        """What it lost; infinite where no epoch is over."""
        return self._records[-1][1] if self._records else inf

    @property
    def epoch(self) -> int:
        """Which epoch it is the end of; 0 where none is over."""
        return self._records[-1][2] if self._records else 0

    def is_beaten_by(self, step: int, loss: float, epoch: int) -> bool:
        """Whether an epoch that ended at a later step lost less; then that is the best from now on."""
        beaten = isfinite(loss) and loss < self.loss
        if beaten:
            self._records.append((step, loss, epoch))
        return beaten

    def cut(self, step: int) -> None:
        """Forget what came after a step."""
        while self.step > step:
            self._records.pop()
        if self.snapshot is not None and self.snapshot.state.step > step:
            self.snapshot = None


def newer(one: Evaluated | None, other: Evaluated | None) -> Evaluated | None:
    """Of two evaluations that of the later step."""
    return max((each for each in (one, other) if each), key=lambda each: each.step, default=None)
