"""Losses for outputs that are odds: the network's last layer is linear, the loss makes probabilities."""

from __future__ import annotations

import numpy as np

from nntui_engine.along_rows import AlongRows
from nntui_engine.arrays import Array, DTypeLike, Targets
from nntui_engine.errors import EngineError
from nntui_engine.layers.activations import sigmoid
from nntui_engine.losses.loss import Loss


class SoftmaxCrossEntropy(Loss):
    """−Σ qₖ log pₖ with p = softmax(y): log Σ eʸ − Σ qₖ yₖ, and by y: p − q.

    q is 1 for the row's class; with label smoothing ε it is 1 − ε there and ε ÷ classes added everywhere
    (Szegedy et al., CVPR 2016, §7). The largest output is subtracted first, so that nothing overflows.
    """

    name = "softmax_cross_entropy"
    targets = "classes"

    def __init__(self, label_smoothing: float = 0.0) -> None:
        if not 0.0 <= label_smoothing < 1.0:
            raise EngineError(f"label smoothing lies in [0, 1), which {label_smoothing} does not")
        self.smoothing = label_smoothing

    def bind(self, rows: int, outputs: int, dtype: DTypeLike) -> None:
        super().bind(rows, outputs, dtype)
        self.along = AlongRows(rows, outputs, dtype)
        self.chosen = np.zeros(rows, np.intp)  # where each row's class stands in dy, from its first number
        self.expected: Array = np.zeros(rows, dtype)

    def row_losses(self, y: Array, targets: Targets) -> Array:
        np.add(self.along.starts, targets, out=self.chosen)
        z = np.subtract(y, self.along.largest(y), out=self.dy)
        # "clip" spares NumPy a copy: the classes are in range.
        expected = z.take(self.chosen, out=self.expected, mode="clip")  # (rows,), Σ qₖ zₖ without smoothing
        if self.smoothing:
            expected *= 1.0 - self.smoothing
            means = np.mean(z, axis=1, out=self.losses)
            expected += np.multiply(means, self.smoothing, out=means)
        np.exp(z, out=z)
        self.sums = self.along.sums(z)
        np.log(self.sums[:, 0], out=self.losses)
        self.losses -= expected
        return self.losses

    def row_gradients(self) -> Array:
        self.dy /= self.sums
        flat = self.dy.reshape(-1)
        there = flat.take(self.chosen, out=self.expected, mode="clip")
        there -= 1.0 - self.smoothing
        flat[self.chosen] = there
        if self.smoothing:
            self.dy -= self.smoothing / self.dy.shape[1]
        return self.dy


class SigmoidCrossEntropy(Loss):
    """Mean over the outputs of −t log p − (1 − t) log(1 − p), p = σ(y): each output a yes or no of its own.

    Written as max(y, 0) − y t + log(1 + e^−|y|), which overflows nowhere; by y: p − t. One output tells two
    classes apart: its target is 1 for the second.
    """

    name = "sigmoid_cross_entropy"
    threshold = 0.0

    def bind(self, rows: int, outputs: int, dtype: DTypeLike) -> None:
        super().bind(rows, outputs, dtype)
        self.softplus: Array = np.zeros((rows, outputs), dtype)
        self.scratch: Array = np.zeros((rows, outputs), dtype)

    def row_losses(self, y: Array, targets: Targets) -> Array:
        self._targets = targets
        np.abs(y, out=self.softplus)
        np.negative(self.softplus, out=self.softplus)
        np.exp(self.softplus, out=self.softplus)
        np.log1p(self.softplus, out=self.softplus)
        self.softplus += np.maximum(y, 0, out=self.scratch)
        self.softplus -= np.multiply(y, targets, out=self.scratch)
        sigmoid(y, out=self.dy)
        return np.mean(self.softplus, axis=1, out=self.losses)

    def row_gradients(self) -> Array:
        self.dy -= self._targets
        self.dy *= 1.0 / self.dy.shape[1]
        return self.dy
