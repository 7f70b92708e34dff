"""What every loss is."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array, DTypeLike, Targets
from nntui_engine.errors import EngineError


class Loss:
    """How far outputs (rows, outputs) are from targets: a mean over rows, weighted if weights are given.

    A loss is made from its options, then bound to a number of rows. Subclasses say what one row loses and
    how that changes with its outputs; weighting and averaging are done here, once for all:
    loss = Σ weightᵣ · lossᵣ ÷ rows. Weights therefore should have the mean 1.
    """

    name: ClassVar[str]
    targets: ClassVar[Literal["classes", "values"]] = "values"
    """Class numbers (rows,), or one value for each output (rows, outputs)."""
    threshold: ClassVar[float] = 0.5
    """Where a single output of a two-class network changes its mind."""

    def bind(self, rows: int, outputs: int, dtype: DTypeLike) -> None:
        """Make buffers for this many rows and outputs."""
        self.rows = rows
        self.losses: Array = np.zeros(rows, dtype)
        self.dy: Array = np.zeros((rows, outputs), dtype)

    def forward(self, y: Array, targets: Targets, weights: Array | None = None) -> float:
        """The loss of a batch."""
        self._weights = weights
        losses = self.row_losses(y, targets)  # (rows,)
        total = np.add.reduce(losses) if weights is None else losses @ weights
        return float(total) / self.rows

    def backward(self) -> Array:
        """Its gradient by the outputs of the last `forward`: (rows, outputs). Called once after each."""
        dy = self.row_gradients()
        dy *= 1.0 / self.rows
        if self._weights is not None:
            dy *= self._weights[:, None]
        return dy

    def row_losses(self, y: Array, targets: Targets) -> Array:
        """What each row loses, in the buffer `losses`: (rows,)."""
        raise NotImplementedError

    def row_gradients(self) -> Array:
        """Of each row's own loss, by its outputs, in the buffer `dy`: (rows, outputs)."""
        raise NotImplementedError

    def encode(self, classes: Targets, outputs: int) -> Targets:
        """Class numbers (rows,), or (rows, time), in the form this loss compares with.

        One output stands for class 1 of two; more outputs have one each.
        Raises EngineError where the number of outputs does not fit the classes.
        """
        count = int(classes.max()) + 1 if classes.size else 0
        if self.targets == "classes":
            if outputs < max(count, 2):
                raise EngineError(
                    f"{self.name} needs an output for each of {max(count, 2)} classes, not {outputs}"
                )
            return classes
        if outputs == 1:
            if count > 2:
                raise EngineError(
                    f"one output tells two classes apart, not {count}: give the network {count}"
                )
            return classes.astype(np.float64)[..., None]
        if outputs < count:
            raise EngineError(f"{count} classes need {count} outputs, not {outputs}")
        return np.eye(outputs)[classes]

    def decide(self, y: Array) -> NDArray[np.intp]:
        """The class number that each row of outputs speaks for: (rows,)."""
        if y.shape[1] == 1:
            return (y[:, 0] > self.threshold).astype(np.intp)
        largest: NDArray[np.intp] = np.argmax(y, axis=1)
        return largest
