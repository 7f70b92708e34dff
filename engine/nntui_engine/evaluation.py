"""Measuring a network on rows that it does not learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from nntui_engine.arrays import Array, DTypeLike, Targets
from nntui_engine.losses import Loss
from nntui_engine.metrics import accuracy, r_squared
from nntui_engine.network import Network


@dataclass(frozen=True, eq=False)
class Rows:
    """Rows to learn from or to measure on.

    inputs: (rows, *input shape). targets: (rows,) class numbers or (rows, outputs) values, as the loss takes
    them. weights: (rows,) or None. classes: (rows,) class numbers, None in regression.
    """

    inputs: Array
    targets: Targets
    weights: Array | None = None
    classes: Targets | None = None

    def __len__(self) -> int:
        return len(self.inputs)

    def cast(self, dtype: DTypeLike) -> Rows:
        """The same rows with all real numbers of one dtype; nothing is copied that is so already."""
        weights = None if self.weights is None else self.weights.astype(dtype, copy=False)
        real = np.issubdtype(self.targets.dtype, np.floating)
        targets = self.targets.astype(dtype, copy=False) if real else self.targets
        return Rows(self.inputs.astype(dtype, copy=False), targets, weights, self.classes)


@dataclass(frozen=True)
class Evaluation:
    """Of all rows: the mean loss, and accuracy (classification) or R² (regression); the other is None."""

    loss: float
    accuracy: float | None
    r_squared: float | None


class EvaluationPass:
    """One pass over rows in chunks, so that its owner can look at other things between them."""

    CHUNK = 512
    """Rows at a time: small enough to answer a key between two, large enough for fast products."""

    def __init__(self, rows: Rows, networks: dict[int, tuple[Network, Loss]]) -> None:
        self._rows = rows
        self._networks = networks
        self._done = 0
        self._loss = 0.0
        outputs = next(iter(networks.values()))[0].output_shape
        self._outputs: Array = np.zeros((len(rows), *outputs), rows.inputs.dtype)

    @classmethod
    def sizes(cls, rows: int) -> set[int]:
        """The sizes of chunk that a pass over so many rows needs networks for."""
        return {min(rows, cls.CHUNK), rows % cls.CHUNK or cls.CHUNK}

    @property
    def finished(self) -> bool:
        """Whether all rows have been seen."""
        return self._done == len(self._rows)

    # Outputs that overflow show in the result; a warning on a terminal would only be noise.
    @np.errstate(over="ignore", invalid="ignore")
    def advance(self) -> None:
        """Measure the next chunk."""
        rows = self._rows
        part = slice(self._done, min(self._done + self.CHUNK, len(rows)))
        count = part.stop - part.start
        network, loss = self._networks[count]
        outputs = network.forward(rows.inputs[part])
        weights = None if rows.weights is None else rows.weights[part]
        self._outputs[part] = outputs
        self._loss += loss.forward(outputs, rows.targets[part], weights) * count
        self._done = part.stop

    def result(self) -> Evaluation:
        """What the whole pass found."""
        rows = self._rows
        _, loss = next(iter(self._networks.values()))
        mean = self._loss / len(rows)
        if rows.classes is not None:
            return Evaluation(mean, accuracy(loss.decide(self._outputs), rows.classes), None)
        return Evaluation(mean, None, r_squared(self._outputs, rows.targets))
