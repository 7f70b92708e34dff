"""Early stopping: how long to wait for a better validation loss."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from nntui_engine.errors import EngineError


@dataclass(frozen=True)
class Waiting:
    """What early stopping remembers. best: the lowest loss that counted. since: the epoch it counts from."""

    best: float = inf
    since: int = 0


@dataclass(frozen=True)
class Patience:
    """epochs: as many may end without a better loss (Prechelt, "Early stopping – but when?", 1998).

    min_delta: by how much a loss has to be lower to be a better one.
    """

    epochs: int
    min_delta: float = 0.0

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise EngineError(f"patience is a number of epochs from 1 up, not {self.epochs}")
        if not 0.0 <= self.min_delta < inf:
            raise EngineError(f"min-delta is a number from 0 up, which {self.min_delta:g} is not")

    def after(self, waiting: Waiting, epoch: int, loss: float) -> tuple[Waiting, bool]:
        """What is remembered after an epoch with this validation loss; whether patience has run out.

        Then it begins to wait anew: whoever goes on all the same has as many epochs again.
        """
        if loss < waiting.best - self.min_delta:
            return Waiting(loss, epoch), False
        ran_out = epoch - waiting.since >= self.epochs
        return (replace(waiting, since=epoch) if ran_out else waiting), ran_out
