"""Losses for outputs that are quantities."""

from __future__ import annotations

from math import inf

import numpy as np

from nntui_engine.arrays import Array, DTypeLike, Targets
from nntui_engine.errors import EngineError
from nntui_engine.losses.loss import Loss


class Difference(Loss):
    """A loss of the difference d = y − t alone."""

    def bind(self, rows: int, outputs: int, dtype: DTypeLike) -> None:
        super().bind(rows, outputs, dtype)
        self.d: Array = np.zeros((rows, outputs), dtype)
        self.scratch: Array = np.zeros((rows, outputs), dtype)


class MeanSquaredError(Difference):
    """Mean over the outputs of (y − t)²; with `total` their sum instead, with `half` half of either.

    `half` and `total` together are the textbooks' ½ Σ (y − t)² of one row.
    """

    name = "mean_squared_error"

    def __init__(self, half: bool = False, total: bool = False) -> None:
        self.half = half
        self.total = total

    def bind(self, rows: int, outputs: int, dtype: DTypeLike) -> None:
        super().bind(rows, outputs, dtype)
        self.factor = (0.5 if self.half else 1.0) / (1 if self.total else outputs)

    def row_losses(self, y: Array, targets: Targets) -> Array:
        np.subtract(y, targets, out=self.d)
        np.multiply(self.d, self.d, out=self.scratch)
        np.add.reduce(self.scratch, axis=1, out=self.losses)
        self.losses *= self.factor
        return self.losses

    def row_gradients(self) -> Array:
        return np.multiply(self.d, 2.0 * self.factor, out=self.dy)


class MeanAbsoluteError(Difference):
    """Mean over the outputs of |y − t|; the gradient at the kink, y = t, is 0."""

    name = "mean_absolute_error"

    def row_losses(self, y: Array, targets: Targets) -> Array:
        np.subtract(y, targets, out=self.d)
        np.abs(self.d, out=self.scratch)
        return np.mean(self.scratch, axis=1, out=self.losses)

    def row_gradients(self) -> Array:
        np.sign(self.d, out=self.dy)
        self.dy *= 1.0 / self.d.shape[1]
        return self.dy


class Huber(Difference):
    """Mean over the outputs of ½ d² where |d| ≤ δ, else δ (|d| − ½ δ) (Huber, Ann. Math. Stat. 35, 1964).

    With c = d cut to [−δ, δ] both are c (d − ½ c), and the gradient is c.
    """

    name = "huber"

    def __init__(self, delta: float = 1.0) -> None:
        if not 0.0 < delta < inf:
            raise EngineError(f"the delta of the Huber loss is a number above 0, which {delta} is not")
        self.delta = delta

    def row_losses(self, y: Array, targets: Targets) -> Array:
        np.subtract(y, targets, out=self.d)
        np.clip(self.d, -self.delta, self.delta, out=self.dy)
        np.multiply(self.dy, -0.5, out=self.scratch)
        self.scratch += self.d
        self.scratch *= self.dy
        return np.mean(self.scratch, axis=1, out=self.losses)

    def row_gradients(self) -> Array:
        self.dy *= 1.0 / self.d.shape[1]
        return self.dy
